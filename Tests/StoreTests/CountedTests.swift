import Bibliography
import Foundation
import GRDB
import Testing

@testable import Store

/// What is counted at ingest and what the views compute are one answer, whatever happened to the corpus in between.
@Suite struct CountedTests {
  /// Selects every paper, so that the views compute what tables hold for the whole.
  private static let everyPaper: Scope = {
    var selection = Selection()
    selection.maxAuthors = 1_000_000
    return Scope(selection: selection)
  }()

  private static func questions() throws -> [(query: NamedQuery, values: [String: String])] {
    try QueryCatalog().queries.map { query in
      var values: [String: String] = [:]
      for parameter in query.parameters where parameter.isRequired {
        values[parameter.name] = parameter.kind == .author ? "Ann" : "Alpha University"
        if parameter.name == "institution_b" { values[parameter.name] = "Beta Corp" }
      }
      return (query, values)
    }
  }

  /// Every question from the tables and from the views.
  private static func compare(_ corpus: Corpus, _ after: String) throws {
    for (query, values) in try questions() {
      let counted = try corpus.table(query, values: values).lines
      #expect(try corpus.table(query, values: values, in: everyPaper).lines == counted, "\(query.name) \(after)")
    }
    // Ids go by name: that is what lets pairs be read in the order in which they are shown.
    let names = try corpus.table(
      sql: "SELECT a.name, b.name FROM institution_pair AS t JOIN institution AS a ON a.institution_id = t.a_id "
        + "JOIN institution AS b ON b.institution_id = t.b_id")
    #expect(!names.rows.isEmpty && names.rows.allSatisfy { $0[0].plain <= $0[1].plain }, "\(after)")
  }

  private static let later = [
    SmallCorpus.paper(
      9, 2023, "C-Conf", [SmallCorpus.author("Ann", "Alpha University"), SmallCorpus.author("Gil", "Gamma Institute")]),
    SmallCorpus.paper(10, 2019, "C-Conf", [SmallCorpus.author("Gil", "Beta Corp", "Gamma Institute")]),
  ]

  @Test func afterEveryChange() throws {
    let corpus = try SmallCorpus.make()
    try Self.compare(corpus, "at first")
    let added = Source(name: "later.txt", format: "test", contentHash: "later")
    try corpus.add(added, papers: Self.later)
    try Self.compare(corpus, "with a source, not decided anew")
    try SmallCorpus.resolve(corpus)
    try Self.compare(corpus, "decided anew")
    // The first paper again, from another source: hidden behind the first.
    try corpus.add(Source(name: "again.txt", format: "test", contentHash: "again"), papers: [SmallCorpus.papers[0]])
    try SmallCorpus.resolve(corpus)
    try Self.compare(corpus, "with a paper met twice")
  }

  @Test func inACorpusFileToo() throws {
    let file = NSTemporaryDirectory() + "coterie-counted-" + UUID().uuidString + ".db"
    defer { try? FileManager.default.removeItem(atPath: file) }
    let corpus = try Corpus.create(at: file)
    try SmallCorpus.fill(corpus)
    try Self.compare(corpus, "in a file")
    try corpus.close()
    let again = try Corpus.open(at: file)
    try Self.compare(again, "in a file that is opened")
    let check = try again.read { try String.fetchAll($0, sql: "PRAGMA integrity_check") }
    #expect(check == ["ok"])
  }

  /// A selection computes what the same papers alone have counted.
  @Test func aSelectionIsTheSamePapersAlone() throws {
    let whole = try SmallCorpus.make()
    var years = Selection()
    years.years = 2021...2022
    let part = try Corpus.inMemory()
    try part.add(
      Source(name: "small.txt", format: "test", contentHash: "part"),
      papers: SmallCorpus.papers.filter { ($0.year ?? 0) >= 2021 })
    try SmallCorpus.resolve(part)
    // What tells of strings, sources and findings, and not of papers, knows no selection.
    let aside: Set = ["decisions-to-review", "resolution-methods", "corpus-quality"]
    for (query, values) in try Self.questions() where !aside.contains(query.name) {
      for level in Level.allCases {
        let selected = try whole.table(query, values: values, in: Scope(selection: years, level: level)).lines
        #expect(
          try part.table(query, values: values, in: Scope(level: level)).lines == selected, "\(query.name) \(level)")
      }
    }
  }

  /// A list that is cut while it is read is the one that is cut afterwards.
  @Test func cuttingEarlyIsCuttingLate() throws {
    let corpus = try SmallCorpus.make()
    for (query, values) in try Self.questions() {
      for limit in 0...6 {
        var late = try corpus.table(query, values: values)
        late.cut(to: limit, rank: query.rank)
        let early = try corpus.table(query, values: values, limit: limit)
        #expect(early.lines == late.lines && early.notes == late.notes, "\(query.name) \(limit)")
      }
    }
  }
}
