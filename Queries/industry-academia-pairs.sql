-- title: Pairs of a company and an academic institution
-- question: Which companies publish with which universities?
-- parameter: min_papers integer 1: pairs with fewer joint papers are left out
-- column: company: of the two
-- column: academic_institution: of the two
-- column: papers [papers]: joint papers, full counting
-- column: papers_fractional [papers]: joint papers, each weighing 1/(n - 1), n its number of institutions
-- column: one_person_papers [papers]: joint papers where one author alone names both
-- column: first_year [year]: of the first joint paper
-- column: last_year [year]: of the last joint paper
-- counting: full and fractional
-- rank: papers
SELECT
  CASE WHEN a.sector = 'industry' THEN a.name ELSE b.name END AS company,
  CASE WHEN a.sector = 'industry' THEN b.name ELSE a.name END AS academic_institution,
  t.papers,
  t.papers_fractional,
  t.one_person_papers,
  t.first_year,
  t.last_year
FROM institution_pair AS t
JOIN institution AS a ON a.institution_id = t.a_id
JOIN institution AS b ON b.institution_id = t.b_id
WHERE t.papers >= :min_papers
  AND ((a.sector = 'industry' AND b.sector = 'academia') OR (a.sector = 'academia' AND b.sector = 'industry'))
ORDER BY t.papers DESC, company, academic_institution
