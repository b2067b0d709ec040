-- title: Partners of an institution
-- question: With whom does an institution publish, how much and since when?
-- parameter: institution institution required: whose partners
-- parameter: min_papers integer 1: partners with fewer joint papers are left out
-- column: partner: the other institution
-- column: sector: of the partner
-- column: country: of the partner's seat
-- column: papers [papers]: joint papers, full counting
-- column: papers_fractional [papers]: joint papers, each weighing 1/(n - 1), n its number of institutions
-- column: one_person_papers [papers]: joint papers where one author alone names both
-- column: first_year [year]: of the first joint paper
-- column: last_year [year]: of the last joint paper
-- counting: full and fractional
-- rank: papers
SELECT
  i.name AS partner,
  i.sector,
  i.country,
  t.papers,
  t.papers_fractional,
  t.one_person_papers,
  t.first_year,
  t.last_year
FROM (
  SELECT q.b_id AS partner_id, q.papers, q.papers_fractional, q.one_person_papers, q.first_year, q.last_year
  FROM institution AS me
  JOIN institution_pair AS q ON q.a_id = me.institution_id
  WHERE me.name = :institution
  UNION ALL
  SELECT q.a_id AS partner_id, q.papers, q.papers_fractional, q.one_person_papers, q.first_year, q.last_year
  FROM institution AS me
  JOIN institution_pair AS q ON q.b_id = me.institution_id
  WHERE me.name = :institution
) AS t
JOIN institution AS i ON i.institution_id = t.partner_id
WHERE t.papers >= :min_papers
ORDER BY t.papers DESC, partner
