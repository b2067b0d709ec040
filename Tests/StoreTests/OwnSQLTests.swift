import Bibliography
import Foundation
import Testing

@testable import Store

@Suite struct OwnSQLTests {
  private static func code(_ body: () throws -> Void) -> String? {
    do {
      try body()
      return nil
    } catch {
      return (error as? CoterieError)?.diagnostic.code
    }
  }

  static let harmful = [
    "DELETE FROM written_paper", "UPDATE written_paper SET title = 'x'", "DROP TABLE written_paper",
    "INSERT INTO about VALUES ('a', 'b')", "CREATE TABLE t(a)", "CREATE TEMP TABLE t(a)", "PRAGMA query_only = 0",
    "PRAGMA user_version = 7", "ATTACH '/tmp/coterie-attack.db' AS x", "VACUUM INTO '/tmp/coterie-attack.db'",
    "SELECT 1; DELETE FROM written_paper", "SELECT 1; ; SELECT 2", "BEGIN", "REINDEX", "ANALYZE",
    "WITH a AS (SELECT 1) DELETE FROM written_paper", "SELECT load_extension('/tmp/x')",
    "SELECT writefile('/tmp/coterie-attack.db', 'x')", "/* SELECT */ DELETE FROM written_paper",
    "-- SELECT\nDELETE FROM written_paper", "SELECT 1\u{0}; DELETE FROM written_paper", "ＤＥＬＥＴＥ FROM written_paper", "",
    "SELECT hex(fts3_tokenizer('simple'))", "SELECT fts3_tokenizer('simple', zeroblob(8))", "EXPLAIN DELETE FROM about",
    "SELECT * FROM pragma_journal_mode('wal')", "SELECT * FROM pragma_wal_checkpoint", "SELECT * FROM sqlite_dbpage",
    "WITH a AS (SELECT 1) REPLACE INTO about SELECT 'a', 'b' RETURNING *", "SELECT edit('x')",
    "SELECT readfile('/etc/passwd')",
  ]

  @Test(arguments: harmful)
  func nothingHarmfulRuns(_ sql: String) throws {
    let folder = NSTemporaryDirectory() + "coterie-sql-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let path = folder + "/c.db"
    let made = try Corpus.create(at: path)
    try SmallCorpus.fill(made)
    try made.close()
    let before = try Data(contentsOf: URL(fileURLWithPath: path))
    for corpus in [try Corpus.open(at: path), try SmallCorpus.make()] {
      let code = Self.code { _ = try corpus.table(sql: sql) }
      #expect(code == "sql.refused" || code == "sql.error")
      #expect(try corpus.scan().papers.count == 5)
      try corpus.close()
    }
    #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == before)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["c.db"])
    #expect(!FileManager.default.fileExists(atPath: "/tmp/coterie-attack.db"))
  }

  @Test func readsTheViewsOfTheScope() throws {
    let corpus = try SmallCorpus.make()
    var selection = Selection()
    selection.years = 2022...2022
    let table = try corpus.table(
      sql: "SELECT count(*) AS n, min(year) AS n FROM paper WHERE title <> :x; -- the end", values: ["x": "Paper 5"],
      in: Scope(selection: selection))
    #expect(table.columns.map(\.name) == ["n", "n_2"])
    #expect(table.lines == [row(1, 2022)])
  }

  @Test func errorsNameThePlaceInTheSQL() throws {
    let corpus = try SmallCorpus.make()
    #expect {
      try corpus.table(sql: "SELECT title\nFROM paper\nWHERE yeer = 2020")
    } throws: {
      "\($0)" == "sql:3:7: error: [sql.error] no such column: yeer at 'yeer = 2020'."
    }
  }

  @Test func timeAndRowsAreLimited() throws {
    let corpus = try SmallCorpus.make()
    let endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT "
    #expect(
      Self.code { _ = try corpus.table(sql: endless + "max(i) FROM n", limits: QueryLimits(seconds: 0.05)) }
        == "query.time")
    #expect(
      Self.code { _ = try corpus.table(sql: endless + "max(i) FROM n", limits: QueryLimits(isCancelled: { true })) }
        == "query.interrupted")
    let table = try corpus.table(sql: endless + "i FROM n", limits: QueryLimits(rows: 3))
    #expect(table.rows.count == 3)
    #expect(table.notes == ["stopped at the limit of 3 rows; there are more."])
    #expect(Self.code { _ = try corpus.table(sql: "SELECT length(zeroblob(100000000))") } == "sql.error")
  }

  static let attacks = [
    "x' OR '1'='1", "'; DROP TABLE written_paper; --", "\"", "\\'", "%", "Ann\u{0}", "𝕬nn'", "a; b", "/*", "--",
  ]

  @Test(arguments: attacks)
  func valuesStayValues(_ attack: String) throws {
    let corpus = try SmallCorpus.make()
    let partners = try QueryCatalog().query(named: "partners-of-an-institution")
    #expect(Self.code { _ = try corpus.table(partners, values: ["institution": attack]) } == "query.name")
    let lists = [
      \Selection.venues, \Selection.institutions, \Selection.authors, \Selection.sessions, \Selection.countries,
      \Selection.groups,
    ]
    for path in lists {
      var selection = Selection()
      selection[keyPath: path] = [attack]
      #expect(Self.code { _ = try corpus.scan(Scope(selection: selection)) } == "query.name")
    }
    var selection = Selection()
    selection.titleWords = [attack]
    #expect(try corpus.scan(Scope(selection: selection)).papers.isEmpty)
    #expect(try corpus.scan().papers.count == 5)
  }
}
