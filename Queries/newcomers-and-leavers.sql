-- title: Newcomers and leavers by year
-- question: How many institutions publish for the first time in each year, how many for the last, and how many stay?
-- column: year [year]: of the edition
-- column: papers [papers]: of the year
-- column: institutions [institutions]: with a paper in the year
-- column: newcomers [institutions]: of them without a paper in an earlier year of the corpus; all in its first year
-- column: leavers [institutions]: of them without a paper in a later year of the corpus; all in its last year
-- column: authors [authors]: with a paper in the year
-- column: new_authors [authors]: of them without a paper in an earlier year of the corpus
-- counting: full
WITH spans AS (
  SELECT x.institution_id, min(p.year) AS first_year, max(p.year) AS last_year
  FROM paper_institution AS x
  JOIN paper AS p ON p.paper_id = x.paper_id
  GROUP BY x.institution_id
), present AS (
  SELECT DISTINCT p.year, x.institution_id
  FROM paper_institution AS x
  JOIN paper AS p ON p.paper_id = x.paper_id
  WHERE p.year IS NOT NULL
), institutions AS (
  SELECT
    r.year,
    count(*) AS institutions,
    sum(CASE WHEN s.first_year = r.year THEN 1 ELSE 0 END) AS newcomers,
    sum(CASE WHEN s.last_year = r.year THEN 1 ELSE 0 END) AS leavers
  FROM present AS r
  JOIN spans AS s ON s.institution_id = r.institution_id
  GROUP BY r.year
), author_spans AS (
  SELECT w.author_id, min(p.year) AS first_year
  FROM authorship AS w
  JOIN paper AS p ON p.paper_id = w.paper_id
  GROUP BY w.author_id
), author_years AS (
  SELECT DISTINCT p.year, w.author_id
  FROM authorship AS w
  JOIN paper AS p ON p.paper_id = w.paper_id
  WHERE p.year IS NOT NULL
), authors AS (
  SELECT y.year, count(*) AS authors, sum(CASE WHEN s.first_year = y.year THEN 1 ELSE 0 END) AS new_authors
  FROM author_years AS y
  JOIN author_spans AS s ON s.author_id = y.author_id
  GROUP BY y.year
), papers AS (
  SELECT year, count(*) AS papers FROM paper WHERE year IS NOT NULL GROUP BY year
)
SELECT
  p.year,
  p.papers,
  coalesce(i.institutions, 0) AS institutions,
  coalesce(i.newcomers, 0) AS newcomers,
  coalesce(i.leavers, 0) AS leavers,
  coalesce(a.authors, 0) AS authors,
  coalesce(a.new_authors, 0) AS new_authors
FROM papers AS p
LEFT JOIN institutions AS i ON i.year = p.year
LEFT JOIN authors AS a ON a.year = p.year
ORDER BY p.year
