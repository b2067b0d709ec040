-- title: Dual affiliations
-- question: Who names several institutions on one paper, and which?
-- column: author: who names both
-- column: institution_a: one of the two, the first by name
-- column: institution_b: the other
-- column: papers [papers]: on which the author names both
-- column: first_year [year]: of the first of them
-- column: last_year [year]: of the last of them
-- column: crosses_sectors [0 or 1]: 1 where the two are of different sectors
-- counting: full
-- rank: papers
SELECT
  a.name AS author,
  CASE WHEN i.name <= j.name THEN i.name ELSE j.name END AS institution_a,
  CASE WHEN i.name <= j.name THEN j.name ELSE i.name END AS institution_b,
  count(DISTINCT c.paper_id) AS papers,
  min(p.year) AS first_year,
  max(p.year) AS last_year,
  CASE WHEN i.sector <> j.sector THEN 1 ELSE 0 END AS crosses_sectors
FROM credit AS c
JOIN credit AS d ON d.paper_id = c.paper_id AND d.position = c.position AND c.institution_id < d.institution_id
JOIN institution AS i ON i.institution_id = c.institution_id
JOIN institution AS j ON j.institution_id = d.institution_id
JOIN author AS a ON a.author_id = c.author_id
JOIN paper AS p ON p.paper_id = c.paper_id
GROUP BY a.author_id, a.name, i.institution_id, i.name, i.sector, j.institution_id, j.name, j.sector
ORDER BY papers DESC, author, institution_a, institution_b
