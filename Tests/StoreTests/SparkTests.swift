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
    let job = SparkJob(warehouse: "w", questions: [.init(query)])
    let lines = """
      noise
      {"query": "team-sizes", "columns": ["authors", "papers"]}
      {"row": [2, 3, 0.6, 1.5, null]}
      {"done": true}
      """
    #expect(try job.tables(from: lines).first?.lines == [row(2, 3, 0.6, 1.5, nil)])
    for broken in ["", #"{"query": "team-sizes", "error": "no such table"}"#] {
      #expect(throws: CoterieError.self) { try job.tables(from: broken) }
    }
  }

  /// The law of the engine: same question, same answer. Runs where a Spark is installed (`spark-submit` on the path or
  /// SPARK_HOME).
  @Test(.enabled(if: SparkTests.submit != nil), arguments: [false, true])
  func sparkGivesTheSameTables(isSelected: Bool) throws {
    let submit = try #require(Self.submit)
    let folder = try Self.folder()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let corpus = try SmallCorpus.make()
    try corpus.exportWarehouse(to: folder + "/w")
    var selection = Selection()
    if isSelected {
      selection.years = 2020...2022
      selection.countries = ["DE"]
      selection.titleWords = ["paper"]
      selection.maxAuthors = 2
    }
    let job = SparkJob(warehouse: folder + "/w", selection: selection, questions: try Self.questions())
    try Data(try job.json()).write(to: URL(fileURLWithPath: folder + "/job.json"))
    try SparkJob.script.write(toFile: folder + "/run.py", atomically: true, encoding: .utf8)
    try Data().write(to: URL(fileURLWithPath: folder + "/out.jsonl"))
    let process = Process()
    process.executableURL = URL(fileURLWithPath: submit)
    process.arguments = [
      "--master", "local[2]", "--conf", "spark.ui.enabled=false", "--conf", "spark.sql.shuffle.partitions=2", "run.py",
      "job.json",
    ]
    // The one that pip installs finds itself through the `python3` beside it.
    var environment = ProcessInfo.processInfo.environment
    let beside = URL(fileURLWithPath: submit).deletingLastPathComponent().path
    environment["PATH"] = beside + ":" + (environment["PATH"] ?? "")
    process.environment = environment
    process.currentDirectoryURL = URL(fileURLWithPath: folder)
    process.standardOutput = FileHandle(forWritingAtPath: folder + "/out.jsonl")
    process.standardError = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    let tables = try job.tables(from: String(contentsOfFile: folder + "/out.jsonl", encoding: .utf8))
    for (question, table) in zip(job.questions, tables) {
      let own = try corpus.table(question.query, values: question.values, in: Scope(selection: selection))
      #expect(table.lines.map(Self.plain) == own.lines.map(Self.plain), "\(question.query.name)")
    }
  }

  /// `1.0` and `1` are one number.
  private static func plain(_ line: String) -> String { line.replacing(".0 |", with: " |") }

  static let submit: String? = {
    let environment = ProcessInfo.processInfo.environment
    var candidates = (environment["PATH"] ?? "").split(separator: ":").map { "\($0)/spark-submit" }
    if let home = environment["SPARK_HOME"] { candidates.insert(home + "/bin/spark-submit", at: 0) }
    return candidates.first(where: { FileManager.default.isExecutableFile(atPath: $0) })
  }()
}
