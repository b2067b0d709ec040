-- title: Merged papers
-- question: Which records of several sources were taken for one paper, and why?
-- column: paper: the number of the record behind; `coterie resolve --keep-apart NUMBER` takes it out again
-- column: hidden: the record behind, by file, line and title
-- column: shown: the record that is shown
-- column: method: doi or title
-- column: reason: in a sentence
-- counting: full
SELECT paper_id AS paper, mention AS hidden, entity AS shown, method, reason
FROM decision
WHERE kind = 'paper'
ORDER BY shown, hidden, paper
