-- title: Papers behind a pair of institutions
-- question: Which papers did two institutions publish together?
-- parameter: institution_a institution required: one of the two
-- parameter: institution_b institution required: the other
-- column: title: of the paper
-- column: year [year]: of the paper
-- column: venue: as printed
-- column: authors_a [authors]: authors at the first institution
-- column: authors_b [authors]: authors at the second
-- column: rests_on_one_person [0 or 1]: 1 where one author alone names both
-- column: source_file: where the paper stands
-- column: source_line [line]: where the paper stands
-- counting: full
WITH joint AS (
  -- Both lists come in order of papers and are merged; the limit keeps SQLite from dropping the order.
  SELECT x.paper_id
  FROM institution AS i
  JOIN paper_institution AS x ON x.institution_id = i.institution_id
  WHERE i.name = :institution_a
  INTERSECT
  SELECT x.paper_id
  FROM institution AS i
  JOIN paper_institution AS x ON x.institution_id = i.institution_id
  WHERE i.name = :institution_b
  ORDER BY paper_id
  LIMIT 2147483647
)
SELECT
  p.title,
  p.year,
  p.venue,
  x.authors AS authors_a,
  y.authors AS authors_b,
  CASE WHEN x.authors = 1 AND y.authors = 1 AND x.first_position = y.first_position THEN 1 ELSE 0 END
    AS rests_on_one_person,
  p.source_file,
  p.source_line
FROM joint AS j
JOIN paper AS p ON p.paper_id = j.paper_id
JOIN paper_institution AS x ON x.paper_id = j.paper_id
JOIN paper_institution AS y ON y.paper_id = j.paper_id
WHERE x.institution_id IN (SELECT institution_id FROM institution WHERE name = :institution_a)
  AND y.institution_id IN (SELECT institution_id FROM institution WHERE name = :institution_b)
  AND x.institution_id <> y.institution_id
ORDER BY p.year DESC, p.title, p.source_file, p.source_line
