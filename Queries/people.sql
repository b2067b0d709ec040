-- title: People
-- question: Who works on a subject at an institution, since when, and with which companies?
-- parameter: institution institution none: people with a paper from here
-- parameter: words text none: text that stands in the title of each paper counted, capitals aside
-- parameter: first_year integer none: papers before this year are left out
-- parameter: last_year integer none: papers after this year are left out
-- column: author: the printed name met first
-- column: papers [papers]: that fit, full counting
-- column: last_year [year]: of the last of them
-- column: coauthors [authors]: distinct co-authors on them
-- column: usual_coauthor: the co-author on most of them, the first by name where several are
-- column: industry_partners [institutions]: distinct companies of others on them
-- column: industry_partner: the company on most of them, the first by name where several are
-- column: written_names [names]: distinct printed forms of the name, more than one is worth a look
-- column: institutions [institutions]: distinct institutions of the person on all papers; many hint at a homonym
-- column: homonym_warning: 'many institutions' from four on, 'several ORCIDs' where sources disagree
-- counting: full
-- rank: papers
WITH fitting AS (
  SELECT DISTINCT w.author_id, w.paper_id, p.year
  FROM authorship AS w
  JOIN paper AS p ON p.paper_id = w.paper_id
  LEFT JOIN credit AS c ON c.paper_id = w.paper_id AND c.position = w.position
  LEFT JOIN institution AS i ON i.institution_id = c.institution_id
  WHERE (:institution IS NULL OR i.name = :institution)
    AND (:words IS NULL OR instr(lower(p.title), lower(:words)) > 0)
    AND (:first_year IS NULL OR p.year >= :first_year)
    AND (:last_year IS NULL OR p.year <= :last_year)
), totals AS (
  SELECT author_id, count(*) AS papers, max(year) AS last_year FROM fitting GROUP BY author_id
), joint AS (
  SELECT f.author_id, b.name, count(DISTINCT f.paper_id) AS papers
  FROM fitting AS f
  JOIN authorship AS y ON y.paper_id = f.paper_id
  JOIN author AS b ON b.author_id = y.author_id
  WHERE y.author_id <> f.author_id
  GROUP BY f.author_id, b.author_id, b.name
), companies AS (
  SELECT f.author_id, i.name, count(DISTINCT f.paper_id) AS papers
  FROM fitting AS f
  JOIN credit AS c ON c.paper_id = f.paper_id
  JOIN institution AS i ON i.institution_id = c.institution_id
  WHERE c.author_id <> f.author_id AND i.sector = 'industry'
  GROUP BY f.author_id, i.institution_id, i.name
), usual AS (
  SELECT author_id, min(name) AS name, min(total) AS total
  FROM (
    SELECT
      author_id, name,
      count(*) OVER (PARTITION BY author_id) AS total,
      row_number() OVER (PARTITION BY author_id ORDER BY papers DESC, name) AS place
    FROM joint
  ) AS ranked
  WHERE place = 1
  GROUP BY author_id
), partner AS (
  SELECT author_id, min(name) AS name, min(total) AS total
  FROM (
    SELECT
      author_id, name,
      count(*) OVER (PARTITION BY author_id) AS total,
      row_number() OVER (PARTITION BY author_id ORDER BY papers DESC, name) AS place
    FROM companies
  ) AS ranked
  WHERE place = 1
  GROUP BY author_id
), forms AS (
  SELECT w.author_id, count(DISTINCT w.name_as_written) AS written_names
  FROM authorship AS w
  JOIN totals AS t ON t.author_id = w.author_id
  GROUP BY w.author_id
), places AS (
  SELECT c.author_id, count(DISTINCT c.institution_id) AS institutions
  FROM credit AS c
  JOIN totals AS t ON t.author_id = c.author_id
  GROUP BY c.author_id
)
SELECT
  a.name AS author,
  t.papers,
  t.last_year,
  coalesce(u.total, 0) AS coauthors,
  u.name AS usual_coauthor,
  coalesce(r.total, 0) AS industry_partners,
  r.name AS industry_partner,
  f.written_names,
  coalesce(s.institutions, 0) AS institutions,
  CASE
    WHEN a.orcid_conflict = 1 THEN 'several ORCIDs'
    WHEN s.institutions >= 4 THEN 'many institutions'
    ELSE ''
  END AS homonym_warning
FROM totals AS t
JOIN author AS a ON a.author_id = t.author_id
JOIN forms AS f ON f.author_id = t.author_id
LEFT JOIN places AS s ON s.author_id = t.author_id
LEFT JOIN usual AS u ON u.author_id = t.author_id
LEFT JOIN partner AS r ON r.author_id = t.author_id
ORDER BY t.papers DESC, author
