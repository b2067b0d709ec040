-- title: Leavers
-- question: Which institutions publish for the last time, in which year, after how many papers?
-- parameter: year integer none: only those of this year
-- column: institution: without a paper in a later year of the corpus
-- column: sector: of the institution
-- column: country: of its seat
-- column: year [year]: of its last paper
-- column: papers [papers]: in that year, full counting
-- column: credit [papers]: in that year, fractional counting
-- column: first_year [year]: of its first paper in the corpus
-- column: papers_before [papers]: in all earlier years
-- counting: full and fractional
-- rank: year, papers
WITH spans AS (
  SELECT x.institution_id, min(p.year) AS first_year, max(p.year) AS last_year
  FROM paper_institution AS x
  JOIN paper AS p ON p.paper_id = x.paper_id
  GROUP BY x.institution_id
)
SELECT
  i.name AS institution,
  i.sector,
  i.country,
  s.last_year AS year,
  sum(CASE WHEN p.year = s.last_year THEN 1 ELSE 0 END) AS papers,
  sum(CASE WHEN p.year = s.last_year THEN x.weight_fractional ELSE 0.0 END) AS credit,
  s.first_year,
  sum(CASE WHEN p.year < s.last_year THEN 1 ELSE 0 END) AS papers_before
FROM spans AS s
JOIN institution AS i ON i.institution_id = s.institution_id
JOIN paper_institution AS x ON x.institution_id = s.institution_id
JOIN paper AS p ON p.paper_id = x.paper_id
WHERE s.last_year IS NOT NULL AND (:year IS NULL OR s.last_year = :year)
GROUP BY i.institution_id, i.name, i.sector, i.country, s.first_year, s.last_year
ORDER BY year DESC, papers DESC, institution
