import Bibliography
import GRDB

/// A selection as SQL: the one place where its words become conditions.
struct SelectionSQL {
  let scope: Scope

  init(_ scope: Scope) { self.scope = scope }

  /// Fills the connection's `selected(paper_id)`.
  ///
  /// - Returns: the number of papers that only the limit of authors left out.
  func select(in db: Database) throws -> Int {
    try db.execute(sql: "CREATE TEMP TABLE selected(paper_id INTEGER PRIMARY KEY)")
    // The views of the whole corpus at the scope's level, under which the conditions are asked.
    var whole = scope
    whole.selection = Selection()
    if whole != Scope() {
      for view in PublicView.all(in: whole) {
        try db.execute(sql: "CREATE TEMP VIEW \(view.name) AS \(view.select)")
      }
    }
    defer {
      if whole != Scope() {
        for view in PublicView.all(in: whole).reversed() { try? db.execute(sql: "DROP VIEW temp.\(view.name)") }
      }
    }
    let named = SelectionSQL(try resolved(NameLookup(db)))
    let (condition, values) = named.conditions()
    let insert = try RawStatement(
      db, "INSERT INTO temp.selected SELECT p.paper_id FROM paper AS p WHERE \(condition)")
    for (index, name) in insert.parameters.enumerated() { insert.bind(Int32(index + 1), values[name] ?? .null) }
    try insert.run()
    guard let limit = scope.selection.maxAuthors else { return 0 }
    let all = try Int.fetchOne(db, sql: "SELECT count(*) FROM temp.selected") ?? 0
    try db.execute(
      sql: """
        DELETE FROM temp.selected WHERE paper_id IN (SELECT paper_id FROM written_paper WHERE author_count > ?)
        """, arguments: [limit])
    return all - (try Int.fetchOne(db, sql: "SELECT count(*) FROM temp.selected") ?? 0)
  }

  /// The scope with every name as the corpus writes it.
  func resolved(_ names: NameLookup) throws -> Scope {
    var scope = scope
    scope.selection.venues = try scope.selection.venues.flatMap {
      try names.beginning($0, kind: "venue", column: "venue")
    }
    scope.selection.sessions = try scope.selection.sessions.flatMap {
      try names.beginning($0, kind: "session", column: "session")
    }
    let given = scope.selection.institutionsAsGiven
    scope.selection.institutions = try scope.selection.institutions.enumerated().map { position, name in
      try names.institution(position < given.count ? given[position] : name, or: name)
    }
    scope.selection.institutionsAsGiven = []
    scope.selection.authors = try scope.selection.authors.map {
      try names.one($0, kind: "author", column: "name", view: "author")
    }
    for code in scope.selection.countries { try names.check(country: code) }
    scope.selection.groups = try scope.selection.groups.map {
      try names.one($0, kind: "group", column: "name", view: "institution_group")
    }
    return scope
  }

  /// The statements that make `selected` for this scope by hand; empty without a selection. Conditions are asked of the
  /// file's own views.
  var statements: [String] {
    guard !scope.selection.isEverything else { return [] }
    let (condition, values) = conditions()
    let limit = scope.selection.maxAuthors.map { " AND p.author_count <= \($0)" } ?? ""
    let select = "SELECT p.paper_id FROM paper AS p WHERE \(condition)\(limit)"
    return ["CREATE TEMP TABLE selected AS \(Dialect.sqlite.bound(select, values));"]
  }

  /// One condition on `p`, a row of `paper`, and its values by name: lists are "any of", different lists "and". In the
  /// subset that SQLite and Spark share.
  ///
  /// - Parameter beginningNames: whether a venue or session is any that begins with the words given, capitals aside; else
  ///   it must be written exactly as in the corpus.
  func conditions(beginningNames: Bool = false) -> (sql: String, values: [String: Bibliography.Table.Value]) {
    let selection = scope.selection
    var sql = ["1 = 1"]
    var values: [String: Bibliography.Table.Value] = [:]
    func bind(_ value: Bibliography.Table.Value) -> String {
      let name = "selection_\(values.count + 1)"
      values[name] = value
      return ":" + name
    }
    func anyOf(_ texts: [String], _ condition: (String) -> String) {
      guard !texts.isEmpty else { return }
      sql.append(condition(texts.map { bind(.text($0)) }.joined(separator: ", ")))
    }
    if let years = selection.years {
      sql.append("p.year BETWEEN \(bind(.integer(years.lowerBound))) AND \(bind(.integer(years.upperBound)))")
    }
    for (column, names) in [("p.venue", selection.venues), ("p.session", selection.sessions)] where !names.isEmpty {
      guard beginningNames else {
        anyOf(names) { "\(column) IN (\($0))" }
        continue
      }
      let tests = names.map { name in
        let folded = bind(.text(name.foldedName))
        return "lower(\(column)) = \(folded) OR substr(lower(\(column)), 1, length(\(folded)) + 1) = \(folded) || ' '"
      }
      sql.append("(\(tests.joined(separator: " OR ")))")
    }
    anyOf(selection.institutions) { list in
      """
      p.paper_id IN (SELECT x.paper_id FROM paper_institution AS x
        JOIN institution AS i ON i.institution_id = x.institution_id WHERE i.name IN (\(list)))
      """
    }
    anyOf(selection.authors) { list in
      """
      p.paper_id IN (SELECT w.paper_id FROM authorship AS w
        JOIN author AS a ON a.author_id = w.author_id WHERE a.name IN (\(list)))
      """
    }
    if let people = selection.people {
      // A name may be written with other capitals; one that nobody has selects nothing.
      let list = people.names.map { bind(.text($0.foldedName)) }.joined(separator: ", ")
      sql.append(
        """
        p.paper_id IN (SELECT w.paper_id FROM authorship AS w
          JOIN author AS a ON a.author_id = w.author_id WHERE lower(a.name) IN (\(list.isEmpty ? "NULL" : list)))
        """)
    }
    anyOf(selection.sectors.map(\.rawValue)) { list in
      "p.paper_id IN (SELECT paper_id FROM paper_sector WHERE sector IN (\(list)))"
    }
    anyOf(selection.countries.map { $0.uppercased() }) { list in
      "p.paper_id IN (SELECT paper_id FROM paper_country WHERE country IN (\(list)))"
    }
    anyOf(selection.groups) { list in
      "p.paper_id IN (SELECT paper_id FROM paper_group WHERE name IN (\(list)))"
    }
    for word in selection.titleWords {
      sql.append("instr(lower(p.title), lower(\(bind(.text(word))))) > 0")
    }
    return (sql.joined(separator: " AND "), values)
  }
}
