-- title: Countries that publish together
-- question: Which countries stand together on papers, and how often?
-- parameter: min_papers integer 1: pairs with fewer joint papers are left out
-- column: country_a: one of the two, the first by code
-- column: country_b: the other
-- column: papers [papers]: joint papers, full counting
-- column: papers_fractional [papers]: joint papers, each weighing 1/(n - 1), n its number of countries
-- column: first_year [year]: of the first joint paper
-- column: last_year [year]: of the last joint paper
-- counting: full and fractional
-- rank: papers
WITH sizes AS (
  SELECT paper_id, count(*) AS countries FROM paper_country WHERE country IS NOT NULL GROUP BY paper_id
)
SELECT
  x.country AS country_a,
  y.country AS country_b,
  count(*) AS papers,
  sum(1.0 / (n.countries - 1)) AS papers_fractional,
  min(p.year) AS first_year,
  max(p.year) AS last_year
FROM paper_country AS x
JOIN paper_country AS y ON y.paper_id = x.paper_id AND x.country < y.country
JOIN sizes AS n ON n.paper_id = x.paper_id
JOIN paper AS p ON p.paper_id = x.paper_id
GROUP BY x.country, y.country
HAVING count(*) >= :min_papers
ORDER BY papers DESC, country_a, country_b
