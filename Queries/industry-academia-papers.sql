-- title: Papers of industry and academia together
-- question: Which papers have at least one company and at least one academic institution?
-- column: title: of the paper
-- column: year [year]: of the paper
-- column: venue: as printed
-- column: industry_credit [0…1]: companies' share of the paper, fractional counting
-- column: academia_credit [0…1]: academia's share of the paper
-- column: nothing_else [0 or 1]: 1 where no other sector and no absence stands on the paper
-- column: rests_on_one_person [0 or 1]: 1 where one author alone names all its companies and academic institutions
-- column: source_file: where the paper stands
-- column: source_line [line]: where the paper stands
-- counting: full, with fractional shares
WITH mixes AS (
  SELECT
    paper_id,
    sum(CASE WHEN sector = 'industry' THEN weight_fractional ELSE 0.0 END) AS industry,
    sum(CASE WHEN sector = 'academia' THEN weight_fractional ELSE 0.0 END) AS academia,
    max(CASE WHEN sector IN ('industry', 'academia') THEN 0 ELSE 1 END) AS elsewhere
  FROM (SELECT paper_id, coalesce(sector, state) AS sector, weight_fractional FROM paper_sector) AS s
  GROUP BY paper_id
), persons AS (
  SELECT
    x.paper_id,
    CASE
      WHEN max(x.authors) = 1 AND min(x.first_position) = max(x.first_position) THEN 1
      ELSE 0
    END AS one_person
  FROM paper_institution AS x
  JOIN institution AS i ON i.institution_id = x.institution_id
  WHERE i.sector IN ('industry', 'academia')
  GROUP BY x.paper_id
)
SELECT
  p.title,
  p.year,
  p.venue,
  m.industry AS industry_credit,
  m.academia AS academia_credit,
  1 - m.elsewhere AS nothing_else,
  o.one_person AS rests_on_one_person,
  p.source_file,
  p.source_line
FROM mixes AS m
JOIN paper AS p ON p.paper_id = m.paper_id
JOIN persons AS o ON o.paper_id = m.paper_id
WHERE m.industry > 0 AND m.academia > 0
ORDER BY p.year DESC, p.title, p.source_file, p.source_line
