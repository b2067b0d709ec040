-- title: International papers
-- question: Which papers span countries, and which of them only because a company's seat is abroad?
-- column: title: of the paper
-- column: year [year]: of the paper
-- column: venue: as printed
-- column: countries [countries]: distinct countries of seats
-- column: countries_without_companies [countries]: the same without companies
-- column: only_through_companies [0 or 1]: 1 where without companies the paper is not international
-- column: source_file: where the paper stands
-- column: source_line [line]: where the paper stands
-- counting: full
WITH spans AS (
  SELECT
    x.paper_id,
    count(DISTINCT i.country) AS countries,
    count(DISTINCT CASE WHEN i.sector <> 'industry' THEN i.country END) AS elsewhere
  FROM paper_institution AS x
  JOIN institution AS i ON i.institution_id = x.institution_id
  GROUP BY x.paper_id
)
SELECT
  p.title,
  p.year,
  p.venue,
  s.countries,
  s.elsewhere AS countries_without_companies,
  CASE WHEN s.elsewhere < 2 THEN 1 ELSE 0 END AS only_through_companies,
  p.source_file,
  p.source_line
FROM spans AS s
JOIN paper AS p ON p.paper_id = s.paper_id
WHERE s.countries >= 2
ORDER BY s.countries DESC, p.year DESC, p.title, p.source_file, p.source_line
