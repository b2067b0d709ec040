-- title: Decisions to review
-- question: Which decisions about affiliations are least sure, and how much depends on each?
-- parameter: below real 0.9: decisions at least this sure are left out
-- column: part: the piece of the printed text
-- column: institution: it was taken for
-- column: confidence [0…1]: of the decision
-- column: method: how it was found
-- column: authorships [authorships]: that depend on it
-- column: papers [papers]: that depend on it
-- column: reason: in a sentence
-- counting: full
WITH uses AS (
  SELECT f.part_text, f.institution_id, f.method, f.confidence, count(*) AS authorships, count(DISTINCT f.paper_id) AS papers
  FROM affiliation AS f
  WHERE f.state = 'resolved' AND f.confidence < :below
  GROUP BY f.part_text, f.institution_id, f.method, f.confidence
), reasons AS (
  SELECT mention, entity, method, score, min(reason) AS reason
  FROM decision
  WHERE kind = 'affiliation'
  GROUP BY mention, entity, method, score
)
SELECT
  u.part_text AS part,
  i.name AS institution,
  u.confidence,
  u.method,
  u.authorships,
  u.papers,
  r.reason
FROM uses AS u
JOIN institution AS i ON i.institution_id = u.institution_id
LEFT JOIN reasons AS r
  ON r.mention = u.part_text AND r.entity = i.name AND r.method = u.method AND r.score = u.confidence
ORDER BY u.confidence, u.authorships DESC, part, institution
