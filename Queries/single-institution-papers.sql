-- title: Papers of a single institution
-- question: Which papers come from one institution alone?
-- column: title: of the paper
-- column: year [year]: of the paper
-- column: venue: as printed
-- column: institution: the only one
-- column: sector: of the institution
-- column: authors [authors]: of the paper
-- column: absent_credit [0…1]: share of the paper that no institution gets; 0 where all authors are there
-- column: source_file: where the paper stands
-- column: source_line [line]: where the paper stands
-- counting: full
SELECT
  p.title,
  p.year,
  p.venue,
  i.name AS institution,
  i.sector,
  p.author_count AS authors,
  coalesce(a.weight, 0.0) AS absent_credit,
  p.source_file,
  p.source_line
FROM (
  SELECT paper_id, min(institution_id) AS institution_id
  FROM paper_institution
  GROUP BY paper_id
  HAVING count(*) = 1
) AS s
JOIN paper AS p ON p.paper_id = s.paper_id
JOIN institution AS i ON i.institution_id = s.institution_id
LEFT JOIN (
  SELECT paper_id, sum(weight_fractional) AS weight FROM paper_absence GROUP BY paper_id
) AS a ON a.paper_id = s.paper_id
ORDER BY p.year DESC, p.title, p.source_file, p.source_line
