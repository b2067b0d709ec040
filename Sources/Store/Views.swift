import Bibliography

/// One public view: queries know these names and columns, and nothing of the tables below them.
struct PublicView {
  var name: String
  var select: String

  /// All views for a scope, each after those it needs.
  ///
  /// With a selection they read the connection's `selected(paper_id)`. A paper id below zero is a merged duplicate.
  static func all(in scope: Scope) -> [PublicView] {
    Definitions(scope: scope).all
  }

  /// The views that are made from other public views, in the subset that SQLite and Spark share.
  static func portable(_ countryOf: CountryOf) -> [PublicView] {
    var scope = Scope(countryOf: countryOf)
    // Not the whole corpus: views then compute what tables hold for the whole.
    scope.selection.years = 0...0
    let definitions = Definitions(scope: scope)
    return [
      PublicView(name: "paper_sector", select: definitions.paperSector),
      PublicView(name: "paper_country", select: definitions.paperCountry),
      PublicView(name: "institution_pair", select: definitions.institutionPair),
      PublicView(name: "institution_tie", select: definitions.institutionTie),
      PublicView(name: "sector_year", select: definitions.sectorYear),
    ]
  }
}

private struct Definitions {
  let scope: Scope

  var all: [PublicView] {
    [
      PublicView(name: "source", select: source),
      PublicView(name: "paper", select: paper),
      PublicView(name: "paper_field", select: paperField),
      PublicView(name: "author", select: author),
      PublicView(name: "institution", select: institution),
      PublicView(name: "authorship", select: authorship),
      PublicView(name: "affiliation", select: affiliation),
      PublicView(name: "credit", select: credit),
      PublicView(name: "paper_institution", select: paperInstitution),
      PublicView(name: "paper_absence", select: paperAbsence),
      PublicView(name: "paper_sector", select: paperSector),
      PublicView(name: "paper_country", select: paperCountry),
      PublicView(name: "institution_group", select: institutionGroup),
      PublicView(name: "paper_group", select: paperGroup),
      PublicView(name: "institution_pair", select: institutionPair),
      PublicView(name: "institution_tie", select: institutionTie),
      PublicView(name: "sector_year", select: sectorYear),
      PublicView(name: "identifier", select: identifier),
      PublicView(name: "person_record", select: personRecord),
      PublicView(name: "decision", select: decision),
      PublicView(name: "diagnostic", select: diagnostic),
    ]
  }

  /// Whether the tables counted over the whole corpus at level 'institution' can answer.
  var isWhole: Bool { scope.selection.isEverything && scope.level == .institution }

  /// The condition every view of papers carries.
  func shown(_ id: String) -> String {
    scope.selection.isEverything
      ? "\(id) > 0" : "\(id) > 0 AND \(id) IN (SELECT paper_id FROM selected)"
  }

  var source: String {
    """
    SELECT source_id, name, format, role, read_records, kept_records, rejected_records, content_hash
    FROM written_source
    """
  }

  var paper: String {
    """
    SELECT p.paper_id, p.title, v.text AS venue, coalesce(p.year, g.year) AS year, pl.text AS place,
      coalesce(p.day, g.day) AS day, s.text AS session, coalesce(p.first_page, g.first_page) AS first_page,
      coalesce(p.last_page, g.last_page) AS last_page, coalesce(p.doi, g.doi) AS doi, k.text AS kind,
      f.text AS source_file, p.line AS source_line, p.author_count, p.source_id
    FROM written_paper AS p
    LEFT JOIN decided_paper AS g ON g.paper_id = p.paper_id
    LEFT JOIN written_string AS v ON v.string_id = coalesce(p.venue_id, g.venue_id)
    LEFT JOIN written_string AS pl ON pl.string_id = coalesce(p.place_id, g.place_id)
    LEFT JOIN written_string AS s ON s.string_id = coalesce(p.session_id, g.session_id)
    LEFT JOIN written_string AS k ON k.string_id = p.kind_id
    LEFT JOIN written_string AS f ON f.string_id = p.file_id
    WHERE \(shown("p.paper_id"))
    """
  }

  /// What a source gives beside the columns of `paper`; of papers merged into another also those columns, each with
  /// its source.
  var paperField: String {
    let hidden = [
      ("title", "h.title"), ("venue", text("h.venue_id")), ("year", "CAST(h.year AS TEXT)"),
      ("place", text("h.place_id")), ("day", "h.day"), ("session", text("h.session_id")),
      ("first_page", "h.first_page"), ("last_page", "h.last_page"), ("doi", "h.doi"),
    ].map { key, value in
      """
      UNION ALL
      SELECT d.paper_id, '\(key)', \(value), s.name
      FROM decided_merge AS d
      JOIN written_paper AS h ON h.paper_id = -d.duplicate_id
      JOIN written_source AS s ON s.source_id = h.source_id
      WHERE \(value) IS NOT NULL AND \(shown("d.paper_id"))
      """
    }
    return """
      SELECT w.paper_id, k.text AS key, w.value, s.name AS source
      FROM written_field AS w
      JOIN written_string AS k ON k.string_id = w.key_id
      JOIN written_paper AS p ON p.paper_id = w.paper_id
      JOIN written_source AS s ON s.source_id = p.source_id
      WHERE \(shown("w.paper_id"))
      UNION ALL
      SELECT d.paper_id, k.text, w.value, s.name
      FROM decided_merge AS d
      JOIN written_field AS w ON w.paper_id = -d.duplicate_id
      JOIN written_string AS k ON k.string_id = w.key_id
      JOIN written_paper AS p ON p.paper_id = w.paper_id
      JOIN written_source AS s ON s.source_id = p.source_id
      WHERE \(shown("d.paper_id"))
      \(hidden.joined(separator: "\n"))
      """
  }

  private func text(_ id: String) -> String { "(SELECT t.text FROM written_string AS t WHERE t.string_id = \(id))" }

  var author: String {
    switch scope.authors {
    case .byName:
      """
      SELECT author_id, name, orcid, orcid_conflict FROM known_author
      WHERE author_id NOT IN (SELECT author_id FROM decided_name WHERE mention_id > 0)
      """
    case .resolved: "SELECT person_id AS author_id, name, orcid, 0 AS orcid_conflict FROM decided_person"
    }
  }

  var institution: String {
    """
    SELECT institution_id, name, ror, sector, country, city, latitude, longitude, host_id, family_id,
      sector_rule, unit_of, key
    FROM decided_institution
    """ + (scope.level == .unit ? "" : " WHERE unit_of IS NULL")
  }

  /// The author of an authorship `w`: a column and the join that brings it.
  var authorOfAuthorship: (column: String, join: String) {
    switch scope.authors {
    case .byName: ("m.author_id", "")
    case .resolved:
      (
        "d.person_id AS author_id",
        "LEFT JOIN decided_authorship AS d ON d.paper_id = w.paper_id AND d.position = w.position"
      )
    }
  }

  /// The state of a row `c` of `counted_list`.
  private var state: String { "coalesce(c.state, 'resolved')" }

  /// An authorship is resolved when at least one of its affiliations is.
  var authorship: String {
    """
    SELECT w.paper_id, w.position, \(authorOfAuthorship.column), w.author_count, m.name AS name_as_written,
      (SELECT \(state) FROM counted_list AS c WHERE c.list_id = w.list_id AND c.ordinal = 1) AS state,
      w.line AS source_line, w.mention_id
    FROM written_authorship AS w
    LEFT JOIN written_mention AS m ON m.mention_id = w.mention_id
    \(authorOfAuthorship.join)
    WHERE \(shown("w.paper_id"))
    """
  }

  /// A text that was never resolved is one unresolved part. The paper's own, of which no author is known, have
  /// position 0.
  var affiliation: String {
    let columns = """
      l.ordinal, coalesce(d.part, 1) AS part, d.institution_id, d.unit, a.text AS text_as_written,
      coalesce(d.text, a.text) AS part_text
      """
    let rest = """
      coalesce(d.method, 'none') AS method, coalesce(d.confidence, 0.0) AS confidence, d.site_country,
      a.affiliation_id
      """
    let members = """
      JOIN written_affiliation AS a ON a.affiliation_id = l.affiliation_id
      LEFT JOIN decided_part AS d ON d.affiliation_id = l.affiliation_id
      """
    return """
      SELECT w.paper_id, w.position, \(columns), coalesce(d.state, 'unresolved') AS state, \(rest)
      FROM written_authorship AS w
      JOIN written_list_member AS l ON l.list_id = w.list_id
      \(members)
      WHERE \(shown("w.paper_id"))
      UNION ALL
      SELECT w.paper_id, 0, \(columns), 'shared', \(rest)
      FROM written_paper AS w
      JOIN written_list_member AS l ON l.list_id = w.shared_list_id
      \(members)
      WHERE \(shown("w.paper_id"))
      """
  }

  var credit: String {
    """
    SELECT w.paper_id, w.position, \(authorOfAuthorship.column), c.institution_id,
      \(state) AS state, c.share / w.author_count AS weight, c.site_country
    FROM written_authorship AS w
    JOIN counted_list AS c ON c.list_id = w.list_id AND (c.levels & \(scope.level.bit)) <> 0
    LEFT JOIN written_mention AS m ON m.mention_id = w.mention_id
    \(authorOfAuthorship.join)
    WHERE \(shown("w.paper_id"))
    """
  }

  var paperInstitution: String {
    if scope.level == .institution {
      return """
        SELECT paper_id, institution_id, 1 AS weight_full, weight AS weight_fractional, authors, first_position
        FROM counted_paper WHERE \(shown("paper_id"))
        """
    }
    return """
      SELECT w.paper_id, c.institution_id, 1 AS weight_full, sum(c.share / w.author_count) AS weight_fractional,
        count(DISTINCT w.position) AS authors, min(w.position) AS first_position
      FROM written_authorship AS w
      JOIN counted_list AS c ON c.list_id = w.list_id AND (c.levels & \(scope.level.bit)) <> 0
      WHERE c.institution_id IS NOT NULL AND \(shown("w.paper_id"))
      GROUP BY w.paper_id, c.institution_id
      """
  }

  /// The part of a paper's credit that no institution gets, by its reason.
  var paperAbsence: String {
    if scope.level == .institution {
      return """
        SELECT paper_id, state, 1 AS weight_full, weight AS weight_fractional, authors
        FROM counted_absence WHERE \(shown("paper_id"))
        """
    }
    return """
      SELECT w.paper_id, c.state, 1 AS weight_full, sum(c.share / w.author_count) AS weight_fractional,
        count(DISTINCT w.position) AS authors
      FROM written_authorship AS w
      JOIN counted_list AS c ON c.list_id = w.list_id AND (c.levels & \(scope.level.bit)) <> 0
      WHERE c.institution_id IS NULL AND \(shown("w.paper_id"))
      GROUP BY w.paper_id, c.state
      """
  }

  var paperSector: String {
    """
    SELECT x.paper_id, i.sector, 'resolved' AS state, 1 AS weight_full, sum(x.weight_fractional) AS weight_fractional
    FROM paper_institution AS x
    JOIN institution AS i ON i.institution_id = x.institution_id
    GROUP BY x.paper_id, i.sector
    UNION ALL
    SELECT paper_id, NULL, state, weight_full, weight_fractional FROM paper_absence
    """
  }

  var paperCountry: String {
    switch scope.countryOf {
    case .seat:
      """
      SELECT x.paper_id, i.country, 'resolved' AS state, 1 AS weight_full,
        sum(x.weight_fractional) AS weight_fractional
      FROM paper_institution AS x
      JOIN institution AS i ON i.institution_id = x.institution_id
      GROUP BY x.paper_id, i.country
      UNION ALL
      SELECT paper_id, NULL, state, weight_full, weight_fractional FROM paper_absence
      """
    case .site:
      """
      SELECT paper_id, site_country AS country, state, 1 AS weight_full, sum(weight) AS weight_fractional
      FROM credit
      GROUP BY paper_id, site_country, state
      """
    }
  }

  /// Groups of the curation with the institutions and units in them.
  var institutionGroup: String {
    "SELECT name, institution_id FROM decided_group"
  }

  /// Papers with an institution or a unit of a group, whatever the level.
  var paperGroup: String {
    """
    SELECT DISTINCT w.paper_id, g.name
    FROM decided_group AS g
    JOIN decided_part AS d ON d.institution_id = g.institution_id OR d.unit_id = g.institution_id
    JOIN written_list_member AS l ON l.affiliation_id = d.affiliation_id
    JOIN written_authorship AS w ON w.list_id = l.list_id
    WHERE \(shown("w.paper_id"))
    """
  }

  /// Joint papers of two institutions, `a_id < b_id`; fractional gives each pair of a paper with n institutions
  /// 1/(n - 1). `first_id` and `second_id` are the same two by name, `first_order` and `second_order` sort as their
  /// names do: where ids ascend by name they are the ids.
  var institutionPair: String {
    if isWhole {
      return """
        SELECT a_id, b_id, papers, coalesce(papers_fractional, 1.0 / others) AS papers_fractional, one_person_papers,
          first_year, coalesce(last_year, first_year) AS last_year, a_id AS first_id, b_id AS second_id,
          a_id AS first_order, b_id AS second_order
        FROM counted_pair
        """
    }
    return """
      SELECT t.a_id, t.b_id, t.papers, t.papers_fractional, t.one_person_papers, t.first_year, t.last_year,
        CASE WHEN a.name <= b.name THEN t.a_id ELSE t.b_id END AS first_id,
        CASE WHEN a.name <= b.name THEN t.b_id ELSE t.a_id END AS second_id,
        CASE WHEN a.name <= b.name THEN a.name ELSE b.name END AS first_order,
        CASE WHEN a.name <= b.name THEN b.name ELSE a.name END AS second_order
      FROM (
        SELECT x.institution_id AS a_id, y.institution_id AS b_id, count(*) AS papers,
          sum(1.0 / (n.institutions - 1)) AS papers_fractional,
          sum(CASE WHEN x.authors = 1 AND y.authors = 1 AND x.first_position = y.first_position THEN 1 ELSE 0 END)
            AS one_person_papers,
          min(p.year) AS first_year, max(p.year) AS last_year
        FROM paper_institution AS x
        JOIN paper_institution AS y ON y.paper_id = x.paper_id AND x.institution_id < y.institution_id
        JOIN (SELECT paper_id, count(*) AS institutions FROM paper_institution GROUP BY paper_id) AS n
          ON n.paper_id = x.paper_id
        JOIN paper AS p ON p.paper_id = x.paper_id
        GROUP BY x.institution_id, y.institution_id
      ) AS t
      LEFT JOIN institution AS a ON a.institution_id = t.a_id
      LEFT JOIN institution AS b ON b.institution_id = t.b_id
      """
  }

  /// Joint papers of each institution, summed over its pairs, and what lists of pairs show of it.
  var institutionTie: String {
    if isWhole { return "SELECT institution_id, papers, name, sector, country FROM counted_tie" }
    return """
      SELECT t.institution_id, t.papers, i.name, i.sector, i.country
      FROM (
        SELECT institution_id, sum(papers) AS papers
        FROM (
          SELECT a_id AS institution_id, papers FROM institution_pair
          UNION ALL
          SELECT b_id AS institution_id, papers FROM institution_pair
        ) AS ends
        GROUP BY institution_id
      ) AS t
      LEFT JOIN institution AS i ON i.institution_id = t.institution_id
      """
  }

  /// Papers and credit of each sector and absence in each year.
  var sectorYear: String {
    if isWhole { return "SELECT year, sector, state, papers, credit FROM counted_year" }
    return """
      SELECT p.year, s.sector, s.state, count(*) AS papers, sum(s.weight_fractional) AS credit
      FROM paper_sector AS s
      JOIN paper AS p ON p.paper_id = s.paper_id
      GROUP BY p.year, s.sector, s.state
      """
  }

  /// Every identifier that a source gives: of what, with which value, and who asserts it.
  ///
  /// `kind` is `author` (of a name as written), `affiliation` (of a text as written), `paper` (a DOI) or `person` (of a
  /// person described apart from papers). ORCID iDs, ROR ids and DOIs have passed their checks.
  var identifier: String {
    func asserted(_ kind: String, _ text: String, _ from: String) -> String {
      """
      SELECT '\(kind)' AS kind, \(text) AS text, j.value ->> 'scheme' AS scheme, j.value ->> 'value' AS value,
        j.value ->> 'assertedBy' AS asserted_by
      FROM \(from), json_each(w.identifiers) AS j
      WHERE w.identifiers IS NOT NULL
      """
    }
    let mainName =
      "(SELECT n.name FROM written_person_name AS n WHERE n.person_record_id = w.person_record_id AND n.ordinal = 1)"
    return """
      \(asserted("affiliation", "w.text", "written_affiliation AS w"))
      UNION ALL
      \(asserted("author", "w.name", "written_mention AS w"))
      UNION ALL
      SELECT 'author', name, 'orcid', orcid, NULL FROM written_mention WHERE orcid IS NOT NULL
      UNION ALL
      \(asserted("person", mainName, "written_person AS w"))
      UNION ALL
      SELECT 'person', \(mainName), 'orcid', w.orcid, s.name
      FROM written_person AS w JOIN written_source AS s ON s.source_id = w.source_id
      WHERE w.orcid IS NOT NULL
      UNION ALL
      SELECT 'paper', p.title, 'doi', p.doi, s.name
      FROM written_paper AS p JOIN written_source AS s ON s.source_id = p.source_id
      WHERE p.doi IS NOT NULL AND \(shown("p.paper_id"))
      """
  }

  /// Each name and affiliation of each person that a source describes apart from its papers.
  var personRecord: String {
    """
    SELECT w.person_record_id, 'name' AS what, n.ordinal, n.name AS text, NULL AS label, s.name AS source,
      w.file AS source_file, w.line AS source_line
    FROM written_person_name AS n
    JOIN written_person AS w ON w.person_record_id = n.person_record_id
    JOIN written_source AS s ON s.source_id = w.source_id
    UNION ALL
    SELECT w.person_record_id, 'affiliation', a.ordinal, a.text, a.label, s.name, w.file, w.line
    FROM written_person_affiliation AS a
    JOIN written_person AS w ON w.person_record_id = a.person_record_id
    JOIN written_source AS s ON s.source_id = w.source_id
    """
  }

  var decision: String {
    """
    SELECT d.text AS mention, coalesce(i.name, d.state) AS entity, d.method, d.confidence AS score, d.reason,
      'affiliation' AS kind, NULL AS paper_id
    FROM decided_part AS d
    LEFT JOIN decided_institution AS i ON i.institution_id = d.institution_id
    UNION ALL
    SELECT m.name || ' [' || f.text || ':' || p.line || ']', a.name, d.method, d.score, d.reason, 'author', NULL
    FROM decided_author AS d
    JOIN decided_person AS a ON a.person_id = d.person_id
    JOIN written_paper AS p ON p.paper_id = d.paper_id
    JOIN written_string AS f ON f.string_id = p.file_id
    JOIN written_authorship AS w ON w.paper_id = d.paper_id AND w.position = d.position
    JOIN written_mention AS m ON m.mention_id = w.mention_id
    UNION ALL
    SELECT name, CASE WHEN value = '' THEN action ELSE value END, 'curation', 1.0,
      action || ' by ' || file || ':' || line || ', used by ' || (affiliation_uses + author_uses), 'curation', NULL
    FROM decided_curation
    WHERE affiliation_uses + author_uses > 0
    UNION ALL
    SELECT f.text || ':' || h.line || ' ' || h.title, g.text || ':' || p.line || ' ' || p.title, d.method, 1.0, d.reason,
      'paper', d.duplicate_id
    FROM decided_merge AS d
    JOIN written_paper AS h ON h.paper_id = -d.duplicate_id
    JOIN written_string AS f ON f.string_id = h.file_id
    JOIN written_paper AS p ON p.paper_id = d.paper_id
    JOIN written_string AS g ON g.string_id = p.file_id
    """
  }

  var diagnostic: String {
    """
    SELECT d.file AS source_file, d.line, d."column", d.code, d.severity, d.message, s.name AS source
    FROM written_diagnostic AS d
    JOIN written_source AS s ON s.source_id = d.source_id
    UNION ALL
    SELECT file, line, "column", code, severity, message, NULL FROM decided_diagnostic
    """
  }
}
