-- title: Sector mix of papers
-- question: Which sectors stand together on papers, and how often?
-- column: mix: the sectors of a paper's institutions; 'no institution' where none was found
-- column: papers [papers]: papers with exactly this mix
-- column: share [0…1]: of the papers of the selection
-- column: with_absences [papers]: of these, papers where part of the credit goes to no institution
-- counting: full
-- rank: papers
WITH flags AS (
  SELECT
    p.paper_id,
    max(CASE WHEN s.sector = 'academia' THEN 1 ELSE 0 END) AS academia,
    max(CASE WHEN s.sector = 'industry' THEN 1 ELSE 0 END) AS industry,
    max(CASE WHEN s.sector = 'government' THEN 1 ELSE 0 END) AS government,
    max(CASE WHEN s.sector = 'healthcare' THEN 1 ELSE 0 END) AS healthcare,
    max(CASE WHEN s.sector = 'nonprofit' THEN 1 ELSE 0 END) AS nonprofit,
    max(CASE WHEN s.sector = 'facility' THEN 1 ELSE 0 END) AS facility,
    max(CASE WHEN s.sector = 'archive' THEN 1 ELSE 0 END) AS archive,
    max(CASE WHEN s.sector = 'other' THEN 1 ELSE 0 END) AS other,
    max(CASE WHEN s.sector = 'unknown' THEN 1 ELSE 0 END) AS unknown,
    max(CASE WHEN s.sector IS NULL AND s.state IS NOT NULL THEN 1 ELSE 0 END) AS absence
  FROM paper AS p
  LEFT JOIN paper_sector AS s ON s.paper_id = p.paper_id
  GROUP BY p.paper_id
), mixes AS (
  SELECT
    absence,
    CASE WHEN academia = 1 THEN ' + academia' ELSE '' END
    || CASE WHEN industry = 1 THEN ' + industry' ELSE '' END
    || CASE WHEN government = 1 THEN ' + government' ELSE '' END
    || CASE WHEN healthcare = 1 THEN ' + healthcare' ELSE '' END
    || CASE WHEN nonprofit = 1 THEN ' + nonprofit' ELSE '' END
    || CASE WHEN facility = 1 THEN ' + facility' ELSE '' END
    || CASE WHEN archive = 1 THEN ' + archive' ELSE '' END
    || CASE WHEN other = 1 THEN ' + other' ELSE '' END
    || CASE WHEN unknown = 1 THEN ' + unknown' ELSE '' END AS sectors
  FROM flags
)
SELECT
  CASE WHEN sectors = '' THEN 'no institution' ELSE substr(sectors, 4) END AS mix,
  count(*) AS papers,
  1.0 * count(*) / (SELECT count(*) FROM mixes) AS share,
  sum(absence) AS with_absences
FROM mixes
GROUP BY sectors
ORDER BY papers DESC, mix
