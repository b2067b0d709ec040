-- title: Co-authors of an author
-- question: With whom does a person publish, how much and since when?
-- parameter: author author required: whose co-authors
-- column: coauthor: the other author
-- column: papers [papers]: joint papers, full counting
-- column: papers_fractional [papers]: joint papers, each weighing 1/(n - 1), n its number of authors
-- column: first_year [year]: of the first joint paper
-- column: last_year [year]: of the last joint paper
-- counting: full and fractional
-- rank: papers
SELECT
  b.name AS coauthor,
  count(DISTINCT x.paper_id) AS papers,
  sum(1.0 / (x.author_count - 1)) AS papers_fractional,
  min(p.year) AS first_year,
  max(p.year) AS last_year
FROM author AS a
JOIN authorship AS x ON x.author_id = a.author_id
JOIN authorship AS y ON y.paper_id = x.paper_id
JOIN author AS b ON b.author_id = y.author_id
JOIN paper AS p ON p.paper_id = x.paper_id
WHERE a.name = :author AND y.author_id <> a.author_id
GROUP BY b.author_id, b.name
ORDER BY papers DESC, coauthor
