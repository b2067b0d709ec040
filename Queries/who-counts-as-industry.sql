-- title: Who counted as a sector, and by which rule
-- question: Which institutions were counted as industry (or another sector), on how many papers, and why?
-- parameter: sector sector industry: the sector asked about
-- column: institution: counted in the sector
-- column: country: of its seat
-- column: papers [papers]: full counting
-- column: credit [papers]: fractional counting
-- column: rule: what decided the sector
-- column: ror: its record in the registry, where there is one
-- counting: full and fractional
-- rank: papers
SELECT
  i.name AS institution,
  i.country,
  count(*) AS papers,
  sum(x.weight_fractional) AS credit,
  i.sector_rule AS rule,
  i.ror
FROM paper_institution AS x
JOIN institution AS i ON i.institution_id = x.institution_id
WHERE i.sector = :sector
GROUP BY i.institution_id, i.name, i.country, i.sector_rule, i.ror
ORDER BY papers DESC, institution
