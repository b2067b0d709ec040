-- title: Sector mix by venue
-- question: How much of each venue's papers comes from which sector?
-- column: venue: as printed; 'not given' where the source has none
-- column: sector: or the reason why part of the credit has none
-- column: papers [papers]: with at least one institution of the sector, full counting
-- column: papers_total [papers]: of the venue
-- column: share [0…1]: papers / papers_total
-- column: credit [papers]: fractional counting; sums to the venue's papers with authors
-- counting: full and fractional
WITH totals AS (
  SELECT coalesce(venue, 'not given') AS venue, count(*) AS papers FROM paper GROUP BY coalesce(venue, 'not given')
)
SELECT
  t.venue,
  coalesce(s.sector, '(' || s.state || ')') AS sector,
  count(*) AS papers,
  t.papers AS papers_total,
  1.0 * count(*) / t.papers AS share,
  sum(s.weight_fractional) AS credit
FROM paper_sector AS s
JOIN paper AS p ON p.paper_id = s.paper_id
JOIN totals AS t ON t.venue = coalesce(p.venue, 'not given')
GROUP BY t.venue, t.papers, s.sector, s.state
ORDER BY t.venue, papers DESC, sector
