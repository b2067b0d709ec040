-- title: Institutions by papers
-- question: Which institutions publish most?
-- parameter: sector sector none: only institutions of this sector
-- parameter: country country none: only institutions with their seat here
-- column: institution: ROR's name, or the printed one
-- column: sector: of the institution
-- column: country: of its seat
-- column: papers [papers]: full counting
-- column: credit [papers]: fractional counting
-- column: single_institution_papers [papers]: papers on which no other institution stands
-- counting: full and fractional
-- rank: papers
SELECT
  i.name AS institution,
  i.sector,
  i.country,
  sum(x.weight_full) AS papers,
  sum(x.weight_fractional) AS credit,
  sum(CASE WHEN n.institutions = 1 THEN 1 ELSE 0 END) AS single_institution_papers
FROM paper_institution AS x
JOIN institution AS i ON i.institution_id = x.institution_id
JOIN (
  SELECT paper_id, count(*) AS institutions FROM paper_institution GROUP BY paper_id
) AS n ON n.paper_id = x.paper_id
WHERE (:sector IS NULL OR i.sector = :sector) AND (:country IS NULL OR i.country = :country)
GROUP BY i.institution_id, i.name, i.sector, i.country
ORDER BY papers DESC, institution
