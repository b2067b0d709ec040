-- title: Team sizes
-- question: How many authors and institutions do papers have?
-- column: authors [authors]: of a paper
-- column: papers [papers]: with so many authors
-- column: share [0…1]: of the papers of the selection
-- column: institutions_mean [institutions]: mean number of distinct institutions on them
-- column: with_several_institutions [papers]: of them with two or more
-- counting: full
SELECT
  p.author_count AS authors,
  count(*) AS papers,
  1.0 * count(*) / (SELECT count(*) FROM paper) AS share,
  1.0 * sum(coalesce(n.institutions, 0)) / count(*) AS institutions_mean,
  sum(CASE WHEN n.institutions >= 2 THEN 1 ELSE 0 END) AS with_several_institutions
FROM paper AS p
LEFT JOIN (
  SELECT paper_id, count(*) AS institutions FROM paper_institution GROUP BY paper_id
) AS n ON n.paper_id = p.paper_id
GROUP BY p.author_count
ORDER BY p.author_count
