-- title: Institutions of an author over time
-- question: Where did a person work, from which year to which, on how many papers?
-- parameter: author author required: whose institutions
-- column: institution: or the reason why there is none
-- column: sector: of the institution
-- column: country: of its seat
-- column: first_year [year]: of the first paper from there
-- column: last_year [year]: of the last paper from there
-- column: papers [papers]: from there, full counting
-- column: credit [papers]: from there, fractional counting
-- counting: full and fractional
SELECT
  CASE WHEN i.name IS NULL THEN '(' || c.state || ')' ELSE i.name END AS institution,
  i.sector,
  i.country,
  min(p.year) AS first_year,
  max(p.year) AS last_year,
  count(DISTINCT c.paper_id) AS papers,
  sum(c.weight) AS credit
FROM author AS a
JOIN authorship AS w ON w.author_id = a.author_id
JOIN credit AS c ON c.paper_id = w.paper_id AND c.position = w.position
JOIN paper AS p ON p.paper_id = w.paper_id
LEFT JOIN institution AS i ON i.institution_id = c.institution_id
WHERE a.name = :author
GROUP BY i.institution_id, i.name, i.sector, i.country, c.state
ORDER BY first_year, last_year, institution
