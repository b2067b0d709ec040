-- title: Corpus quality
-- question: How much was read, how much of it is resolved, and how sure are we?
-- column: measure: what is counted
-- column: value: its number
-- column: share [0…1]: of the whole it belongs to; empty where it is the whole
-- counting: full, credit fractional
WITH papers AS (
  SELECT
    count(*) AS papers,
    sum(CASE WHEN year IS NULL THEN 1 ELSE 0 END) AS no_year,
    sum(CASE WHEN doi IS NOT NULL THEN 1 ELSE 0 END) AS with_doi,
    sum(CASE WHEN author_count = 0 THEN 1 ELSE 0 END) AS no_authors
  FROM paper
), states AS (
  SELECT state, count(*) AS authorships FROM authorship GROUP BY state
), credits AS (
  SELECT state, sum(weight) AS weight FROM credit GROUP BY state
)
SELECT m.measure, m.value, m.share
FROM (
  SELECT 1 AS place, 'papers' AS measure, 1.0 * papers AS value, NULL AS share FROM papers
  UNION ALL
  SELECT 2, 'papers without year', 1.0 * coalesce(no_year, 0), 1.0 * no_year / papers FROM papers
  UNION ALL
  SELECT 3, 'papers with DOI', 1.0 * coalesce(with_doi, 0), 1.0 * with_doi / papers FROM papers
  UNION ALL
  SELECT 4, 'papers without authors', 1.0 * coalesce(no_authors, 0), 1.0 * no_authors / papers FROM papers
  UNION ALL
  SELECT 5, 'authors', 1.0 * count(DISTINCT author_id), NULL FROM authorship
  UNION ALL
  SELECT 6, 'authorships', 1.0 * count(*), NULL FROM authorship
  UNION ALL
  SELECT 7, 'authorships ' || state, 1.0 * authorships, 1.0 * authorships / (SELECT sum(authorships) FROM states)
  FROM states
  UNION ALL
  SELECT 8, 'credit ' || state, weight, weight / (SELECT sum(weight) FROM credits) FROM credits
  UNION ALL
  SELECT 9, 'institutions', 1.0 * count(DISTINCT institution_id), NULL FROM paper_institution
  UNION ALL
  SELECT 10, 'institutions of unknown sector', 1.0 * count(*), NULL
  FROM institution
  WHERE sector = 'unknown' AND institution_id IN (SELECT institution_id FROM paper_institution)
  UNION ALL
  SELECT 11, 'diagnostics ' || severity, 1.0 * count(*), NULL FROM diagnostic GROUP BY severity
) AS m
ORDER BY m.place, m.measure
