-- title: Unresolved affiliations
-- question: Which printed affiliations name no institution we know, and how much depends on each?
-- column: part: the piece of the printed text that stayed unresolved
-- column: authorships [authorships]: authors' papers on which it stands
-- column: papers [papers]: papers on which it stands
-- column: text_as_written: one printed affiliation that holds it
-- column: source_file: one place where it stands
-- column: source_line [line]: one place where it stands
-- counting: full
-- rank: authorships
WITH places AS (
  SELECT f.part_text, f.paper_id, f.position, f.text_as_written, p.source_file, p.source_line
  FROM affiliation AS f
  JOIN paper AS p ON p.paper_id = f.paper_id
  WHERE f.state = 'unresolved'
), ranked AS (
  SELECT
    part_text, text_as_written, source_file, source_line,
    row_number() OVER (PARTITION BY part_text ORDER BY source_file, source_line, position, text_as_written) AS place
  FROM places
), counts AS (
  SELECT part_text, count(*) AS authorships, count(DISTINCT paper_id) AS papers
  FROM places
  GROUP BY part_text
)
SELECT c.part_text AS part, c.authorships, c.papers, r.text_as_written, r.source_file, r.source_line
FROM counts AS c
JOIN ranked AS r ON r.part_text = c.part_text AND r.place = 1
ORDER BY c.authorships DESC, part
