-- title: Units of an institution
-- question: Which of an institution's units are named in affiliations, on how many papers?
-- parameter: institution institution required: whose units
-- column: unit: as decided; '(none named)' where only the institution is
-- column: papers [papers]: that name it, full counting
-- column: authors [authors]: distinct authors who name it
-- column: sites: its countries, the first by code where several are
-- column: text_as_written: one printed affiliation that names it
-- counting: full
-- rank: papers
SELECT
  coalesce(f.unit, '(none named)') AS unit,
  count(DISTINCT f.paper_id) AS papers,
  count(DISTINCT w.author_id) AS authors,
  min(f.site_country) AS sites,
  min(f.text_as_written) AS text_as_written
FROM affiliation AS f
JOIN institution AS i ON i.institution_id = f.institution_id
JOIN authorship AS w ON w.paper_id = f.paper_id AND w.position = f.position
WHERE i.name = :institution
GROUP BY coalesce(f.unit, '(none named)')
ORDER BY papers DESC, authors DESC, unit
