-- title: Sectors of the partners of each institution
-- question: With which sectors does each institution publish?
-- parameter: min_papers integer 1: institutions with fewer papers are left out
-- column: institution: whose papers
-- column: sector: of the institution
-- column: papers [papers]: of the institution, full counting
-- column: with_academia [papers]: of them with another institution of academia
-- column: with_industry [papers]: of them with another company
-- column: with_other_sectors [papers]: of them with another institution of any other sector
-- column: alone [papers]: of them without another institution
-- column: share_with_industry [0…1]: with_industry / papers
-- counting: full
-- rank: papers
WITH others AS (
  SELECT
    x.institution_id,
    x.paper_id,
    max(CASE WHEN j.sector = 'academia' THEN 1 ELSE 0 END) AS academia,
    max(CASE WHEN j.sector = 'industry' THEN 1 ELSE 0 END) AS industry,
    max(CASE WHEN j.sector IS NOT NULL AND j.sector NOT IN ('academia', 'industry') THEN 1 ELSE 0 END) AS elsewhere,
    max(CASE WHEN j.sector IS NOT NULL THEN 1 ELSE 0 END) AS company
  FROM paper_institution AS x
  LEFT JOIN paper_institution AS y ON y.paper_id = x.paper_id AND y.institution_id <> x.institution_id
  LEFT JOIN institution AS j ON j.institution_id = y.institution_id
  GROUP BY x.institution_id, x.paper_id
)
SELECT
  i.name AS institution,
  i.sector,
  count(*) AS papers,
  sum(o.academia) AS with_academia,
  sum(o.industry) AS with_industry,
  sum(o.elsewhere) AS with_other_sectors,
  sum(1 - o.company) AS alone,
  1.0 * sum(o.industry) / count(*) AS share_with_industry
FROM others AS o
JOIN institution AS i ON i.institution_id = o.institution_id
GROUP BY i.institution_id, i.name, i.sector
HAVING count(*) >= :min_papers
ORDER BY papers DESC, institution
