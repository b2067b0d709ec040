-- title: Authors by papers
-- question: Who publishes most?
-- parameter: min_papers integer 1: authors with fewer papers are left out
-- column: author: the printed name met first
-- column: papers [papers]: full counting
-- column: credit [papers]: fractional counting, 1/n of each paper of n authors
-- column: first_year [year]: of the first paper
-- column: last_year [year]: of the last paper
-- counting: full and fractional
-- rank: papers
SELECT
  a.name AS author,
  count(DISTINCT w.paper_id) AS papers,
  sum(1.0 / w.author_count) AS credit,
  min(p.year) AS first_year,
  max(p.year) AS last_year
FROM authorship AS w
JOIN author AS a ON a.author_id = w.author_id
JOIN paper AS p ON p.paper_id = w.paper_id
GROUP BY a.author_id, a.name
HAVING count(DISTINCT w.paper_id) >= :min_papers
ORDER BY papers DESC, author
