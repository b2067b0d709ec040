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
}
