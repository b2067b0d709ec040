import Bibliography
import GRDB
import Testing

@testable import Store

@Suite struct MergingTests {
  private static func paper(
    _ title: String, doi: String? = nil, year: Int? = 2020, file: String, _ authors: [Authorship]
  ) -> Paper {
    Paper(
      title: title, year: year, doi: doi.flatMap { DOI($0) }, authors: authors,
      location: SourceLocation(file: file, line: 1))
  }

  private static func corpus(_ sources: [[Paper]]) throws -> Corpus {
    let corpus = try Corpus.inMemory()
    for (index, papers) in sources.enumerated() {
      try corpus.add(Source(name: "s\(index)", format: "test", contentHash: "\(index)"), papers: papers)
    }
    return corpus
  }

  private static let bare = paper("A Study of Things", file: "a", [Authorship(name: "Ann"), Authorship(name: "Bob")])
  private static let full = paper(
    "A study of things.", doi: "10.1/x", file: "b",
    [SmallCorpus.author("ANN", "Alpha University"), SmallCorpus.author("Bob", "Beta Corp")])

  @Test func theSamePaperIsOneAndSaysMore() throws {
    let corpus = try Self.corpus([[Self.bare], [Self.full]])
    try SmallCorpus.resolve(corpus)
    let scan = try corpus.scan()
    #expect(scan.papers.map(\.sourceFile) == ["b"])
    #expect(try corpus.creditViolations().isEmpty)
    let reasons = try corpus.table(sql: "SELECT method, reason FROM decision WHERE kind = 'paper'").lines
    #expect(reasons == ["title | both have this title, year and first author, capitals and signs aside"])
    #expect(try corpus.read { try Row.fetchAll($0, sql: "PRAGMA foreign_key_check") }.isEmpty)
  }

  @Test func aDOIOutweighsTheTitle() throws {
    var other = Self.full
    other.title = "Another title altogether"
    other.location.file = "c"
    let corpus = try Self.corpus([[Self.full], [other]])
    #expect(try corpus.scan().papers.map(\.sourceFile) == ["b"])
  }

  @Test func whatIsNotTheSameStaysApart() throws {
    let otherYear = Self.paper("A study of things", year: 2021, file: "b", [Authorship(name: "Ann")])
    let otherAuthor = Self.paper("A study of things", file: "c", [Authorship(name: "Cid")])
    let short = Self.paper("Editorial", file: "d", [Authorship(name: "Ann")])
    let corpus = try Self.corpus([[Self.bare, Self.bare, short], [otherYear, otherAuthor, short]])
    // Two records of one source are two papers: the source says so.
    #expect(try corpus.scan().papers.count == 6)
  }

  @Test func aMergeIsUndoneForGood() throws {
    let corpus = try Self.corpus([[Self.bare], [Self.full]])
    let hidden = try #require(try corpus.read { try Int64.fetchOne($0, sql: "SELECT duplicate_id FROM decided_merge") })
    try corpus.keepApart(hidden)
    #expect(try corpus.scan().papers.count == 2)
    try corpus.add(Source(name: "s2", format: "test", contentHash: "2"), papers: [SmallCorpus.papers[0]])
    #expect(try corpus.scan().papers.count == 3)
    #expect(throws: CoterieError.self) { try corpus.keepApart(hidden) }
  }

  @Test func removingASourceLeavesTheOthersAsTheyWere() throws {
    let alone = try Self.corpus([[Self.bare] + SmallCorpus.papers])
    try SmallCorpus.resolve(alone)
    let corpus = try Self.corpus([[Self.bare] + SmallCorpus.papers, [Self.full]])
    try SmallCorpus.resolve(corpus)
    try corpus.remove(source: "s1")
    #expect(try corpus.scan().papers == alone.scan().papers)
    #expect(try corpus.scan().credits == alone.scan().credits)
    #expect(try corpus.sources().map(\.name) == ["s0"])
    #expect(try corpus.read { try Row.fetchAll($0, sql: "PRAGMA foreign_key_check") }.isEmpty)
    #expect {
      try corpus.remove(source: "s9")
    } throws: {
      "\($0)".contains("no source 's9'. It has 's0'.")
    }
    try corpus.remove(source: "s0")
    let left = ["written_paper", "written_authorship", "known_author", "written_mention", "written_affiliation"]
    for table in left {
      #expect(try corpus.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM \(table)") } == 0, "\(table)")
    }
  }
}
