import Bibliography
import GRDB

extension NamedQuery {
  /// The SQL with its values written into it, after comments that say what it shows; for notebooks.
  ///
  /// For SQLite a scope other than the file's own comes as temporary views before it. For Spark and DuckDB those views
  /// over `place` that it reads come first; without a place they must be there, and show the selection, already.
  ///
  /// - Throws: `query.parameter`, `query.value`; `query.engine` where the dialect cannot run it.
  public func printed(
    _ values: [String: String] = [:], in scope: Scope = Scope(), dialect: Dialect = .sqlite,
    place: SparkJob.Place? = nil
  ) throws -> String {
    if dialect != .sqlite, let onlySQLite {
      throw CoterieError("query.engine", "query '\(name)' runs on SQLite only: \(onlySQLite).")
    }
    var lines = [
      title, question, "counting: \(counting)",
      "selection: \(scope.selection.statement); level: \(scope.level.rawValue); country: of the \(scope.countryOf.rawValue)",
    ]
    var statements: [String] = []
    if dialect == .duckdb { statements.append("SET default_null_order = 'sqlite';") }
    if dialect == .sqlite {
      if scope != Scope() {
        statements += SelectionSQL(scope).statements
        statements += PublicView.all(in: scope).map { "CREATE TEMP VIEW \($0.name) AS \($0.select);" }
      }
    } else if let place {
      lines.append("the statements before the last make its views over \(place.path); nothing is written there")
      statements += try SparkView.statements(for: sql, at: place, scope: scope, dialect: dialect)
    } else {
      let views = SQLText.relations(sql).intersection(try Corpus.viewsTable().rows.map { $0[0].plain })
      lines.append("reads \(views.sorted().joined(separator: ", ")) of a warehouse; `--warehouse DIR` prints these too")
      guard scope.selection.isEverything else {
        throw CoterieError(
          "query.place", "a selection in \(dialect.rawValue) needs its views. Name them with `--warehouse DIR`.")
      }
    }
    // A selection's words and a path may hold a line end, which would end the comment.
    lines = lines.map { "-- " + $0.split(whereSeparator: \.isNewline).joined(separator: " ") }
    let bound = Dictionary(try bind(values).map { ($0.parameter.name, $0.value) }) { first, _ in first }
    return (lines + statements + [dialect.bound(sql, bound) + ";"]).joined(separator: "\n")
  }

  /// Joint papers of each two institutions, with the corpus's numbers and names.
  public static func institutionEdges() throws -> NamedQuery {
    try NamedQuery(
      name: "institution-edges",
      text: """
        -- title: Edges between institutions
        -- question: Which institutions stand together on papers?
        -- column: a: number of the first
        -- column: b: number of the second
        -- column: papers [papers]: joint papers, full counting
        -- column: papers_fractional [papers]: each weighing 1/(n - 1)
        -- column: name_a: name of the first
        -- column: name_b: name of the second
        -- counting: full and fractional
        SELECT t.a_id AS a, t.b_id AS b, t.papers, t.papers_fractional, x.name AS name_a, y.name AS name_b
        FROM institution_pair AS t
        JOIN institution AS x ON x.institution_id = t.a_id
        JOIN institution AS y ON y.institution_id = t.b_id
        ORDER BY a, b
        """)
  }

  /// Joint papers of each two authors, with the corpus's numbers and names.
  public static func authorEdges() throws -> NamedQuery {
    try NamedQuery(
      name: "author-edges",
      text: """
        -- title: Edges between authors
        -- question: Which authors stand together on papers?
        -- column: a: number of the first
        -- column: b: number of the second
        -- column: papers [papers]: joint papers, full counting
        -- column: papers_fractional [papers]: each weighing 1/(n - 1), n the paper's distinct authors
        -- column: name_a: name of the first
        -- column: name_b: name of the second
        -- counting: full and fractional
        WITH stands AS (
          SELECT DISTINCT paper_id, author_id FROM authorship
        ), sizes AS (
          SELECT paper_id, count(*) AS authors FROM stands GROUP BY paper_id
        ), edges AS (
          SELECT x.author_id AS a, y.author_id AS b, count(*) AS papers, sum(1.0 / (n.authors - 1)) AS papers_fractional
          FROM stands AS x
          JOIN stands AS y ON y.paper_id = x.paper_id AND x.author_id < y.author_id
          JOIN sizes AS n ON n.paper_id = x.paper_id
          GROUP BY x.author_id, y.author_id
        )
        SELECT e.a, e.b, e.papers, e.papers_fractional, x.name AS name_a, y.name AS name_b
        FROM edges AS e
        JOIN author AS x ON x.author_id = e.a
        JOIN author AS y ON y.author_id = e.b
        ORDER BY e.a, e.b
        """)
  }
}

extension Corpus {
  /// The public views and their columns: what own SQL may ask.
  public static func viewsTable() throws -> Bibliography.Table {
    let corpus = try Corpus.inMemory()
    let rows = try corpus.read { db in
      try PublicView.all(in: Scope()).map { view -> [Bibliography.Table.Value] in
        let columns = try db.columns(in: view.name).map(\.name).joined(separator: ", ")
        return [.text(view.name), .text(columns)]
      }
    }
    return Bibliography.Table(title: "Public views", columns: [.init("view"), .init("columns")], rows: rows)
  }
}

extension Corpus {
  /// A query's values and a scope with every name as the corpus writes it; a venue or session that begins several is
  /// all of them.
  ///
  /// - Throws: `query.name` with the nearest names where there is none.
  public func canonical(
    _ values: [String: String], of query: NamedQuery, in scope: Scope
  ) throws -> (values: [String: String], scope: Scope) {
    try read { db in
      var values = values
      for parameter in query.parameters {
        guard let text = values[parameter.name] else { continue }
        values[parameter.name] = try NameLookup(db).canonical(.text(text), of: parameter.kind).plain
      }
      return (values, try SelectionSQL(scope).resolved(NameLookup(db)))
    }
  }
}
