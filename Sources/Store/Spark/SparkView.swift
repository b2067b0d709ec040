import Bibliography

/// Where the public views come from on Spark and DuckDB: files that are read, and views that are made over them.
enum SparkView {
  /// Files with a schema, under the name of a view.
  struct File: Hashable, Sendable, Encodable {
    var name: String
    var path: String
    /// Column names and Spark's types.
    var schema: String
    /// Whether folders below are read too.
    var isRecursive = false
  }

  /// A view over others, in the portable subset or in Spark's words, with values and names that are looked up first.
  struct Made: Sendable {
    var name: String
    var sql: String
    var arguments: [String: Bibliography.Table.Value] = [:]
    var lookups: [(argument: String?, lookup: Lookup)] = []
    /// Whether it is worth keeping where several questions are asked.
    var isKept = false
  }

  /// Finds the name a user means; `error` is said when there is none.
  struct Lookup: Sendable {
    var sql: String
    var arguments: [String: Bibliography.Table.Value]
    var error: String
  }

  /// The view of papers that a selection takes, its limit of authors aside.
  static let fitting = "fitting_paper"

  /// Whether a selection narrows a view: a decision about a hidden paper names it, but is about none that is shown.
  private static func isOfPapers(_ name: String) -> Bool {
    guard name != "decision", let view = Warehouse.views.first(where: { $0.name == name }) else { return false }
    return Warehouse.columns(view.schema).contains("paper_id")
  }

  /// The files of a place and, in the order they are made, the views of a scope.
  ///
  /// A selection needs the views twice: over everything (`whole_paper`, ...) to ask its conditions, and over what they
  /// select.
  static func all(at place: SparkJob.Place, scope: Scope) throws -> (files: [File], made: [Made]) {
    let isEverything = scope.selection.isEverything
    let prefix = isEverything ? "" : "whole_"
    var files: [File] = []
    var made: [Made] = []
    switch place {
    case .folder(let path):
      for (name, schema) in Warehouse.views {
        let isNarrowed = isOfPapers(name)
        files.append(
          File(
            name: (isNarrowed ? prefix : "") + name, path: path + "/" + name,
            // A column called `column` is a word of Spark's own.
            schema: schema.replacing(", column ", with: ", `column` ")))
      }
    case .openAlex(let path, let resolved):
      files.append(File(name: "openalex_work", path: path, schema: OpenAlexViews.workSchema, isRecursive: true))
      if let resolved {
        files.append(File(name: "resolved_text", path: resolved, schema: OpenAlexViews.resolvedSchema))
      }
      made += try OpenAlexViews.all(scope: scope, isResolved: resolved != nil, prefix: prefix)
    }
    if !isEverything {
      made += derived(scope.countryOf).map { Made(name: prefix + $0.name, sql: whole($0.sql)) }
      var fitting = scope
      fitting.selection.maxAuthors = nil
      let (condition, values) = SelectionSQL(fitting).conditions(beginningNames: true)
      var step = Made(
        name: self.fitting, sql: whole("SELECT p.paper_id FROM paper AS p WHERE \(condition)"),
        arguments: values)
      step.lookups = lookups(scope.selection, values)
      made.append(step)
      let limit = scope.selection.maxAuthors.map { "p.author_count <= \($0)" } ?? "1 = 1"
      made.append(
        Made(
          name: "selected",
          sql: """
            SELECT p.paper_id FROM whole_paper AS p JOIN \(self.fitting) AS s ON s.paper_id = p.paper_id WHERE \(limit)
            """))
      for (name, _) in Warehouse.views where isOfPapers(name) {
        made.append(
          Made(
            name: name, sql: "SELECT * FROM whole_\(name) WHERE paper_id IN (SELECT paper_id FROM selected)"))
      }
    }
    return (files, made + derived(scope.countryOf))
  }

  /// The statements that make those of a scope's views that `sql` reads, in a notebook of Spark or DuckDB.
  ///
  /// - Throws: `query.engine` for OpenAlex works in DuckDB, whose functions differ.
  static func statements(
    for sql: String, at place: SparkJob.Place, scope: Scope, dialect: Dialect
  ) throws -> [String] {
    if dialect == .duckdb, case .openAlex = place {
      throw CoterieError(
        "query.engine", "views over OpenAlex works are written for Spark. Use `--dialect spark`, or ingest the works.")
    }
    let (files, made) = try all(at: place, scope: scope)
    // Views stand after those they read: from the last to the first, each that is read adds what it reads itself.
    var names = SQLText.relations(sql)
    for view in made.reversed() where names.contains(view.name) { names.formUnion(SQLText.relations(view.sql)) }
    let read = files.filter { names.contains($0.name) }.map { file -> String in
      if dialect == .spark {
        let recursive = file.isRecursive ? ", recursiveFileLookup 'true'" : ""
        return
          "CREATE OR REPLACE TEMPORARY VIEW \(file.name)(\(file.schema)) USING json OPTIONS (path \(dialect.literal(.text(file.path)))\(recursive));"
      }
      let columns = file.schema.split(separator: ",").map { column in
        let words = column.split(separator: " ")
        return "'\(words[0].replacing("`", with: ""))': '\(words[1] == "STRING" ? "VARCHAR" : words[1])'"
      }
      return """
        CREATE OR REPLACE TEMP VIEW \(file.name) AS SELECT * FROM read_json(\(dialect.literal(.text(file.path + "/*.jsonl.gz"))), \
        format = 'newline_delimited', columns = {\(columns.joined(separator: ", "))});
        """
    }
    return read
      + made.filter { names.contains($0.name) }.map { view in
        "CREATE OR REPLACE \(dialect == .spark ? "TEMPORARY" : "TEMP") VIEW \(view.name) AS \(dialect.bound(view.sql, view.arguments));"
      }
  }

  /// Views that are made from the written ones; the same text as SQLite's where it computes them.
  private static func derived(_ countryOf: CountryOf) -> [Made] {
    PublicView.portable(countryOf).map { Made(name: $0.name, sql: $0.select) }
  }

  /// The same SQL over the views of everything, when there is a selection.
  private static func whole(_ sql: String) -> String {
    let names = Set(
      Warehouse.views.map(\.name).filter(isOfPapers)
        + PublicView.portable(.seat).map(\.name))
    var word = ""
    return SQLText.pieces(sql).map { piece in
      defer { if piece.kind == .word { word = piece.text.uppercased() } }
      guard piece.kind == .word, ["FROM", "JOIN"].contains(word), names.contains(piece.text) else { return piece.text }
      return "whole_" + piece.text
    }.joined()
  }

  /// How a name of a kind is found; nil for kinds that are not looked up.
  static func lookup(_ text: String, kind: String) -> Lookup? {
    let folded = Bibliography.Table.Value.text(text.foldedName)
    func lookup(_ sql: String, _ arguments: [String: Bibliography.Table.Value]) -> Lookup {
      Lookup(
        sql: sql, arguments: arguments,
        error: "the warehouse has no \(kind) '\(text)'. Names are found whole, capitals aside.")
    }
    switch kind {
    case "institution", "author":
      let ror = kind == "institution" ? ROR(text)?.address : nil
      return lookup(
        """
        SELECT name FROM \(kind) WHERE name = :text OR lower(name) = :folded\(ror == nil ? "" : " OR ror = :ror")
        ORDER BY CASE WHEN name = :text THEN 0 ELSE 1 END, name LIMIT 1
        """,
        ["text": .text(text), "folded": folded].merging(ror.map { ["ror": .text($0)] } ?? [:]) { first, _ in first })
    case "group":
      return lookup(
        "SELECT name FROM institution_group WHERE lower(name) = :folded LIMIT 1", ["folded": folded])
    case "venue selection", "session selection":
      let column = kind.prefix { $0 != " " }
      var found = lookup(
        """
        SELECT \(column) FROM whole_paper
        WHERE lower(\(column)) = :folded OR substr(lower(\(column)), 1, length(:folded) + 1) = concat(:folded, ' ')
        LIMIT 1
        """, ["folded": folded])
      found.error = "the warehouse has no \(column) '\(text)'."
      return found
    default: return nil
    }
  }

  /// Lookups of a selection's names: institutions and authors are put in as the warehouse writes them, venues and
  /// sessions must be there.
  private static func lookups(
    _ selection: Selection, _ values: [String: Bibliography.Table.Value]
  ) -> [(argument: String?, lookup: Lookup)] {
    var found: [(argument: String?, lookup: Lookup)] = []
    for (kind, texts) in [("institution", selection.institutions), ("author", selection.authors)] {
      for text in texts {
        // Arguments are numbered in the order of the conditions; the first that holds this text is its own.
        for (name, value) in values.sorted(by: { $0.key < $1.key }) where value == .text(text) {
          if let lookup = lookup(text, kind: kind) { found.append((name, lookup)) }
        }
      }
    }
    for text in selection.groups {
      for (name, value) in values.sorted(by: { $0.key < $1.key }) where value == .text(text) {
        if let lookup = lookup(text, kind: "group") { found.append((name, lookup)) }
      }
    }
    for (kind, texts) in [("venue selection", selection.venues), ("session selection", selection.sessions)] {
      for text in texts { if let lookup = lookup(text, kind: kind) { found.append((nil, lookup)) } }
    }
    return found
  }
}
