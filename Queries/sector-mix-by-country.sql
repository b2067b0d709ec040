-- title: Sector mix by country
-- question: From which sectors does each country publish?
-- column: country: of the institution's seat; 'unknown' where nothing says
-- column: sector: of the institutions
-- column: papers [papers]: with at least one institution of the country and sector, full counting
-- column: credit [papers]: fractional counting
-- column: credit_share [0…1]: credit / the country's credit
-- counting: full and fractional
WITH cells AS (
  SELECT
    coalesce(i.country, 'unknown') AS country,
    i.sector,
    count(DISTINCT x.paper_id) AS papers,
    sum(x.weight_fractional) AS credit
  FROM paper_institution AS x
  JOIN institution AS i ON i.institution_id = x.institution_id
  GROUP BY coalesce(i.country, 'unknown'), i.sector
), totals AS (
  SELECT country, sum(credit) AS credit FROM cells GROUP BY country
)
SELECT c.country, c.sector, c.papers, c.credit, c.credit / t.credit AS credit_share
FROM cells AS c
JOIN totals AS t ON t.country = c.country
ORDER BY c.country, c.papers DESC, c.sector
