-- title: Sector mix by year
-- question: How does the share of each sector move over the years?
-- column: year [year]: empty where the source has none
-- column: sector: or the reason why part of the credit has none
-- column: papers [papers]: with at least one institution of the sector, full counting
-- column: credit [papers]: fractional counting; sums to the year's papers with authors
-- column: credit_share [0…1]: credit / the year's credit
-- counting: full and fractional
WITH totals AS (
  SELECT coalesce(year, -1) AS year, sum(credit) AS credit FROM sector_year GROUP BY coalesce(year, -1)
)
SELECT
  s.year,
  coalesce(s.sector, '(' || s.state || ')') AS sector,
  s.papers,
  s.credit,
  s.credit / t.credit AS credit_share
FROM sector_year AS s
JOIN totals AS t ON t.year = coalesce(s.year, -1)
ORDER BY s.year, s.papers DESC, sector
