-- title: Newcomers
-- question: Which institutions publish for the first time, in which year, and with whom?
-- parameter: year integer none: only those of this year
-- column: institution: without a paper in an earlier year of the corpus
-- column: sector: of the institution
-- column: country: of its seat
-- column: year [year]: of its first paper
-- column: papers [papers]: in that year, full counting
-- column: credit [papers]: in that year, fractional counting
-- column: with_others [papers]: of them with an institution that published in an earlier year
-- column: last_year [year]: of its last paper in the corpus
-- counting: full and fractional
-- rank: year, papers
WITH spans AS (
  SELECT x.institution_id, min(p.year) AS first_year, max(p.year) AS last_year
  FROM paper_institution AS x
  JOIN paper AS p ON p.paper_id = x.paper_id
  GROUP BY x.institution_id
), established AS (
  SELECT DISTINCT x.paper_id
  FROM paper_institution AS x
  JOIN paper AS p ON p.paper_id = x.paper_id
  JOIN spans AS s ON s.institution_id = x.institution_id
  WHERE s.first_year < p.year
)
SELECT
  i.name AS institution,
  i.sector,
  i.country,
  s.first_year AS year,
  count(*) AS papers,
  sum(x.weight_fractional) AS credit,
  sum(CASE WHEN e.paper_id IS NULL THEN 0 ELSE 1 END) AS with_others,
  s.last_year
FROM spans AS s
JOIN institution AS i ON i.institution_id = s.institution_id
JOIN paper_institution AS x ON x.institution_id = s.institution_id
JOIN paper AS p ON p.paper_id = x.paper_id AND p.year = s.first_year
LEFT JOIN established AS e ON e.paper_id = x.paper_id
WHERE (:year IS NULL OR s.first_year = :year)
GROUP BY i.institution_id, i.name, i.sector, i.country, s.first_year, s.last_year
ORDER BY year, papers DESC, institution
