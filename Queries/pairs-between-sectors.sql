-- title: Ties between sectors
-- question: How many joint papers and pairs of institutions tie each two sectors, and each sector within itself?
-- column: sector_a: one of the two, the first by name
-- column: sector_b: the other; the same for ties within a sector
-- column: pairs [pairs]: distinct pairs of institutions
-- column: ties [papers]: joint papers summed over pairs, full counting
-- column: ties_fractional [papers]: the same, each paper weighing 1/(n - 1) a pair
-- column: share [0…1]: ties_fractional / all ties
-- counting: full and fractional
-- rank: ties
WITH ties AS (
  SELECT
    CASE WHEN a.sector <= b.sector THEN a.sector ELSE b.sector END AS sector_a,
    CASE WHEN a.sector <= b.sector THEN b.sector ELSE a.sector END AS sector_b,
    count(*) AS pairs,
    sum(t.papers) AS ties,
    sum(t.papers_fractional) AS ties_fractional
  FROM institution_pair AS t
  JOIN institution AS a ON a.institution_id = t.a_id
  JOIN institution AS b ON b.institution_id = t.b_id
  GROUP BY
    CASE WHEN a.sector <= b.sector THEN a.sector ELSE b.sector END,
    CASE WHEN a.sector <= b.sector THEN b.sector ELSE a.sector END
)
SELECT
  sector_a,
  sector_b,
  pairs,
  ties,
  ties_fractional,
  ties_fractional / (SELECT sum(ties_fractional) FROM ties) AS share
FROM ties
ORDER BY ties DESC, sector_a, sector_b
