-- title: Papers of an institution
-- question: What did an institution publish, with how many of its people and with whom?
-- parameter: institution institution required: whose papers
-- column: title: of the paper
-- column: year [year]: of the paper
-- column: venue: as printed
-- column: authors [authors]: of the paper
-- column: own_authors [authors]: of them at the institution
-- column: credit [papers]: the institution's share of the paper, fractional counting
-- column: institutions [institutions]: on the paper, this one included
-- column: doi: as the source gives it
-- column: source_file: where the paper stands
-- column: source_line [line]: where the paper stands
-- counting: full and fractional
SELECT
  p.title,
  p.year,
  p.venue,
  p.author_count AS authors,
  x.authors AS own_authors,
  x.weight_fractional AS credit,
  (SELECT count(*) FROM paper_institution AS y WHERE y.paper_id = p.paper_id) AS institutions,
  p.doi,
  p.source_file,
  p.source_line
FROM institution AS i
JOIN paper_institution AS x ON x.institution_id = i.institution_id
JOIN paper AS p ON p.paper_id = x.paper_id
WHERE i.name = :institution
ORDER BY p.year DESC, p.title, p.source_file, p.source_line
