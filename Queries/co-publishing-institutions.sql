-- title: Institutions that co-publish
-- question: Which institutions publish together, how much, since when, and how much of it rests on one person?
-- parameter: min_papers integer 1: pairs with fewer joint papers are left out
-- column: institution_a: one of the two, the first by name
-- column: institution_b: the other
-- column: papers [papers]: joint papers, full counting
-- column: papers_fractional [papers]: joint papers, each weighing 1/(n - 1), n its number of institutions
-- column: association_strength [1 = chance]: 2W w / (s_a s_b), w the joint papers, s the sum of w over all partners, W over all pairs
-- column: first_year [year]: of the first joint paper
-- column: last_year [year]: of the last joint paper
-- column: one_person_papers [papers]: joint papers where one author alone names both
-- counting: full and fractional
-- rank: papers
SELECT
  a.name AS institution_a,
  b.name AS institution_b,
  t.papers,
  t.papers_fractional,
  1.0 * (SELECT sum(papers) FROM institution_tie) * t.papers / (a.papers * b.papers) AS association_strength,
  t.first_year,
  t.last_year,
  t.one_person_papers
FROM institution_pair AS t
JOIN institution_tie AS a ON a.institution_id = t.first_id
JOIN institution_tie AS b ON b.institution_id = t.second_id
WHERE t.papers >= :min_papers
ORDER BY t.papers DESC, t.first_order, t.second_order
