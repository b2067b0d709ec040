-- title: Where an author came from
-- question: Which printed names and source lines stand behind an author, with which printed affiliations?
-- parameter: author author required: who
-- column: name_as_written: on the paper
-- column: position [position]: among the authors
-- column: title: of the paper
-- column: text_as_written: the printed affiliation, or the reason why there is none
-- column: institution: it was taken for
-- column: method: how it was found
-- column: confidence [0…1]: of the decision
-- column: source_file: where the paper stands
-- column: source_line [line]: where the name stands, else the paper
-- counting: full
SELECT
  w.name_as_written,
  w.position,
  p.title,
  coalesce(f.text_as_written, '(' || w.state || ')') AS text_as_written,
  i.name AS institution,
  f.method,
  f.confidence,
  p.source_file,
  coalesce(w.source_line, p.source_line) AS source_line
FROM author AS a
JOIN authorship AS w ON w.author_id = a.author_id
JOIN paper AS p ON p.paper_id = w.paper_id
LEFT JOIN affiliation AS f ON f.paper_id = w.paper_id AND f.position = w.position
LEFT JOIN institution AS i ON i.institution_id = f.institution_id
WHERE a.name = :author
ORDER BY p.source_file, source_line, w.position, f.ordinal, f.part
