-- title: How affiliations were resolved
-- question: By which methods did printed affiliations become institutions, how often and how surely?
-- column: state: resolved, unresolved, not_given, shared or unaffiliated
-- column: method: how it was decided
-- column: parts [texts]: distinct pieces of printed text
-- column: authorships [authorships]: authors' papers on which they stand
-- column: mean_confidence [0…1]: over distinct pieces
-- counting: full
-- rank: authorships
WITH pieces AS (
  SELECT state, method, part_text, min(confidence) AS confidence, count(*) AS authorships
  FROM affiliation
  GROUP BY state, method, part_text
)
SELECT
  state, method, count(*) AS parts, sum(authorships) AS authorships, avg(confidence) AS mean_confidence
FROM pieces
GROUP BY state, method
ORDER BY authorships DESC, state, method
