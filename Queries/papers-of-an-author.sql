-- title: Papers of an author
-- question: What did a person publish, at which place among the authors, and where is it written?
-- parameter: author author required: whose papers
-- column: title: of the paper
-- column: year [year]: of the paper
-- column: venue: as printed
-- column: position [position]: among the authors, 1 for the first
-- column: authors [authors]: of the paper
-- column: name_as_written: on this paper
-- column: doi: as the source gives it
-- column: source_file: where the paper stands
-- column: source_line [line]: where the paper stands
-- counting: full
SELECT
  p.title,
  p.year,
  p.venue,
  w.position,
  p.author_count AS authors,
  w.name_as_written,
  p.doi,
  p.source_file,
  p.source_line
FROM author AS a
JOIN authorship AS w ON w.author_id = a.author_id
JOIN paper AS p ON p.paper_id = w.paper_id
WHERE a.name = :author
ORDER BY p.year DESC, p.title, p.source_file, p.source_line, w.position
