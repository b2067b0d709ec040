import Bibliography
import Foundation
import Testing

@testable import Store

@Suite struct SparkTests {
  private static func folder() throws -> String {
    let path = NSTemporaryDirectory() + "coterie-spark-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    return path
  }

  /// Every query with a value for each parameter it needs.
  private static func questions() throws -> [SparkJob.Question] {
    try QueryCatalog().queries.map { query in
      var values: [String: String] = [:]
      for parameter in query.parameters where parameter.isRequired {
        values[parameter.name] = parameter.kind == .author ? "Ann" : "Alpha University"
        if parameter.name == "institution_b" { values[parameter.name] = "Beta Corp" }
      }
      return SparkJob.Question(query, values: values)
    }
  }

  @Test func schemasAreTheViewsOwnColumns() throws {
    let corpus = try SmallCorpus.make()
    for (name, schema) in Warehouse.views {
      let columns = try corpus.table(sql: "SELECT * FROM \(name)").columns.map(\.name)
      #expect(columns == Warehouse.columns(schema), "\(name)")
    }
  }

  @Test func dialectsDifferOnlyWhereTheyMust() {
    let sql = "SELECT 1.0 / :n AS x2, '1.0 :n -- no' AS s -- 2.0\nFROM t1 WHERE a = 10"
    #expect(Dialect.sqlite.translate(sql) == sql)
    #expect(
      Dialect.spark.translate(sql) == "SELECT 1.0D / :n AS x2, '1.0 :n -- no' AS s -- 2.0\nFROM t1 WHERE a = 10")
    let quote = Table.Value.text("O'Neil\\")
    #expect(Dialect.sqlite.bound("SELECT :q", ["q": quote]) == "SELECT 'O''Neil\\'")
    #expect(Dialect.spark.bound("SELECT :q", ["q": quote]) == "SELECT 'O\\'Neil\\\\'")
    #expect(SQLText.pieces(sql).map(\.text).joined() == sql)
  }

  @Test func printedTextIsCutIntoStatementsAsItsEngineCutsIt() {
    let text = "-- one; 'two\nSELECT 'a;''b'; /* ; */\n;SELECT \"x;\" -- end;\n;  -- nothing"
    #expect(SQLText.statements(text) == ["-- one; 'two\nSELECT 'a;''b'", "SELECT \"x;\" -- end;\n"])
    // Spark's backslash takes the quote with it; elsewhere the string ends there.
    #expect(SQLText.statements(#"SELECT 'a\';b'; SELECT 2"#, escapes: true) == [#"SELECT 'a\';b'"#, " SELECT 2"])
    #expect(SQLText.statements(#"SELECT 'a\'; SELECT 2"#) == [#"SELECT 'a\'"#, " SELECT 2"])
    let hard = Table.Value.text("O'Neil\\';\n-- x")
    #expect(SQLText.statements("SELECT " + Dialect.spark.literal(hard) + ";", escapes: true).count == 1)
    #expect(SQLText.relations("WITH w AS (SELECT * FROM a JOIN b ON 1) select * from w -- FROM c") == ["a", "b", "w"])
  }

  /// A notebook is told to make the views that the question reads, and no others.
  @Test func printedTextMakesTheViewsItReads() throws {
    let query = try QueryCatalog().query(named: "sector-mix-of-papers")
    let place = SparkJob.Place.folder("/w")
    let text = try query.printed(dialect: .spark, place: place)
    let statements = SQLText.statements(text, escapes: true)
    let made = statements.compactMap { statement in
      statement.firstRange(of: "VIEW ").map { statement[$0.upperBound...].prefix { $0 != "(" && $0 != " " } }
    }
    #expect(made == ["paper", "institution", "paper_institution", "paper_absence", "paper_sector"])
    var selection = Selection()
    selection.years = 2000...2001
    let narrowed = try query.printed(in: Scope(selection: selection), dialect: .duckdb, place: place)
    #expect(narrowed.contains("TEMP VIEW whole_paper AS") && narrowed.contains("TEMP VIEW selected AS"))
    #expect(!narrowed.contains("whole_affiliation"))
    #expect(try query.printed(dialect: .spark).contains("-- reads paper"))
    #expect {
      _ = try query.printed(in: Scope(selection: selection), dialect: .spark)
    } throws: {
      ($0 as? CoterieError)?.diagnostic.code == "query.place"
    }
  }

  /// What Spark lacks or means otherwise; see the room's notes on the portable subset.
  @Test func queriesKeepToThePortableSubset() throws {
    let functions = ["GROUP_CONCAT", "TOTAL", "IIF", "STRFTIME", "JULIANDAY", "PRINTF", "ROUND", "TYPEOF"]
    let words = ["GLOB", "TEXT", "REGEXP", "LIKE"]
    for query in try QueryCatalog().queries where query.onlySQLite == nil {
      let pieces = SQLText.pieces(query.sql)
      for (piece, next) in zip(pieces, pieces.dropFirst()) {
        let word = piece.kind == .word ? piece.text.uppercased() : ""
        #expect(!words.contains(word), "\(query.name): \(word)")
        #expect(next.text != "(" || !functions.contains(word), "\(query.name): \(word)")
        if piece.kind == .string { #expect(piece.text.hasPrefix("'") && !piece.text.contains("\\"), "\(query.name)") }
      }
      let parameters = Set(
        SQLText.pieces(query.sql).filter { $0.kind == .parameter }.map { String($0.text.dropFirst()) })
      #expect(parameters == Set(query.parameters.map(\.name)), "\(query.name)")
    }
  }

  @Test func printedSQLGivesTheSameAnswer() throws {
    let corpus = try SmallCorpus.make()
    for question in try Self.questions() {
      let expected = try corpus.table(question.query, values: question.values).lines
      #expect(try corpus.table(sql: question.query.printed(question.values)).lines == expected)
    }
  }

  @Test func aWarehouseIsWholeOrNotThere() throws {
    let folder = try Self.folder()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let corpus = try SmallCorpus.make()
    #expect(try corpus.exportWarehouse(to: folder + "/w") > 0)
    let data = try Data(contentsOf: URL(fileURLWithPath: folder + "/w/warehouse.json"))
    let manifest = try JSONDecoder().decode(Warehouse.Manifest.self, from: data)
    #expect(manifest.views.first { $0.name == "paper" }?.rows == 5)
    #expect(manifest.resolution == "by hand")
    #expect {
      try corpus.exportWarehouse(to: folder + "/w")
    } throws: {
      ($0 as? CoterieError)?.diagnostic.code == "warehouse.exists"
    }
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["w"])
  }

  @Test func answersAreReadBackAndFailuresNamed() throws {
    let query = try QueryCatalog().query(named: "team-sizes")
    let job = SparkJob(.folder("w"), questions: [.init(query)])
    func tables(_ text: String) throws -> [[Table]] {
      var answers = SparkAnswers(jobs: [job])
      for line in text.split(separator: "\n") { try answers.read(Array(line.utf8)) }
      return try answers.finished()
    }
    let columns = #"["authors", "papers", "share", "institutions_mean", "with_several_institutions"]"#
    let types = #"["bigint", "bigint", "double", "double", "bigint"]"#
    let head = #"{"query": "team-sizes", "columns": \#(columns), "types": \#(types)}"#
    // A whole number in a column of reals stays a real.
    let answered = try tables("noise\n\(head)\n{\"row\": [2, 3, 1, 1.5, null]}\n{\"done\": true}")
    #expect(answered[0][0].rows == [[.integer(2), .integer(3), .real(1), .real(1.5), .null]])
    #expect(answered[0][0].method.contains(MethodLine("engine", "spark")))
    let level =
      #"{"manifest": {"version": 1, "level": "family", "countryOf": "seat", "authors": "by-name", "resolution": "r", "views": []}}"#
    for (broken, code) in [
      ("", "spark.answer"), (head, "spark.answer"), (#"{"done": true}"#, "spark.answer"),
      (#"{"query": "team-sizes", "error": "no such table", "code": "spark.query"}"#, "spark.query"),
      (#"{"query": "team-sizes", "error": "no institution 'x'", "code": "query.name"}"#, "query.name"),
      (#"{"query": "team-sizes", "columns": ["a"], "types": ["bigint"]}"#, "query.columns"), (level, "warehouse.level"),
    ] {
      #expect {
        _ = try tables(broken)
      } throws: {
        ($0 as? CoterieError)?.diagnostic.code == code
      }
    }
  }

  /// The example of the type's comment, with two rows of the same texts and a number that only rounding parts.
  @Test func disagreementIsCountedByRows() {
    func table(_ rows: [[Table.Value]]) -> Table {
      Table(
        title: "",
        columns: [
          .init("year", unit: "year"), .init("sector"), .init("papers", unit: "papers"), .init("last", unit: "year"),
        ],
        rows: rows)
    }
    let ours = table([
      [.integer(2020), .text("academia"), .integer(8), .integer(1)],
      [.integer(2020), .text("industry"), .integer(3), .null],
      [.integer(2021), .text("other"), .real(0.1 + 0.2), .integer(5)],
      [.integer(2022), .text("other"), .integer(1), .integer(5)],
      [.integer(2022), .text("other"), .integer(2), .integer(5)],
    ])
    let theirs = table([
      [.integer(2022), .text("other"), .integer(2), .integer(5)],
      [.integer(2022), .text("other"), .integer(1), .integer(5)],
      [.integer(2021), .text("other"), .real(0.3), .integer(5)],
      [.integer(2020), .text("academia"), .integer(9), .integer(1999)],
      [.integer(2020), .text("unknown"), .integer(2), .null],
    ])
    let found = TableDisagreement(ours, theirs)
    #expect(found.rows == 6 && found.onlyFirst == 1 && found.onlySecond == 1 && found.changed == 1)
    #expect(found.differing == 3)
    #expect(found.largest?.row == "2020 | industry" && found.largest?.first == 3 && found.largest?.second == nil)
    #expect(found.largest?.size == 3.0)
    let same = TableDisagreement(ours, ours)
    #expect(same.differing == 0 && same.largest == nil && same.rows == 5)
    #expect(TableDisagreement(ours, theirs, ignoring: ["papers", "last"]).changed == 0)
    #expect(TableDisagreement(table([]), table([])).rows == 0)
    let shown = TableDisagreement.table([("q", found), ("r", same)], method: [])
    #expect(shown.rows[0].prefix(6) == [.text("q"), .integer(6), .integer(3), .integer(1), .integer(1), .real(3 / 6)])
    #expect(shown.rows[0].suffix(4) == [.text("papers [papers]"), .real(3), .text("no row"), .text("2020 | industry")])
    #expect(shown.rows[1].suffix(4) == [.null, .null, .null, .null])
  }

  /// A name that is not there costs an answer its rows where that is allowed, and only there.
  @Test func aMissingNameMayBeAnEmptyAnswer() throws {
    let query = try QueryCatalog().query(named: "team-sizes")
    var job = SparkJob(.folder("w"), questions: [.init(query), .init(query)])
    let missing = #"{"query": "team-sizes", "error": "no institution 'x'", "code": "query.name"}"#
    func tables() throws -> [[Table]] {
      var answers = SparkAnswers(jobs: [job])
      for line in [missing, missing, #"{"done": true}"#] { try answers.read(Array(line.utf8)) }
      return try answers.finished()
    }
    #expect(throws: CoterieError.self) { _ = try tables() }
    job.allowsMissingNames = true
    #expect(try tables()[0].map(\.rows) == [[], []])
  }
}
