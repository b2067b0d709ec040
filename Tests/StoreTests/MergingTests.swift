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
    let reason = "both have this title, year and first author, capitals and signs aside"
    #expect(reasons == ["title | \(reason)"])
    #expect(
      try corpus.table(QueryCatalog().query(named: "merged-papers")).lines == [
        row(1, "a:1 A Study of Things", "b:1 A study of things.", "title", reason)
      ])
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

  /// What the shown record lacks comes from the one behind it; every value keeps its source; undoing takes it back.
  @Test func aMergedPaperHasWhatEitherSourceGives() throws {
    var printed = Self.full
    printed.doi = nil
    printed.session = "Storage"
    var database = Self.bare
    database.doi = DOI("10.1/x")
    database.venue = "OSDI"
    database.firstPage = "9"
    database.fields = [.init(key: "cited_by", value: "7")]
    let corpus = try Self.corpus([[printed], [database]])
    let columns = "title, venue, session, first_page, doi"
    #expect(
      try corpus.table(sql: "SELECT \(columns) FROM paper").lines == [
        "A study of things. | OSDI | Storage | 9 | 10.1/x"
      ])
    #expect(
      try corpus.table(sql: "SELECT key, value, source FROM paper_field ORDER BY key").lines == [
        "cited_by | 7 | s1", "doi | 10.1/x | s1", "first_page | 9 | s1", "title | A Study of Things | s1",
        "venue | OSDI | s1", "year | 2020 | s1",
      ])
    try corpus.keepApart(2)
    #expect(try corpus.table(sql: "SELECT doi FROM paper WHERE paper_id = 1 AND doi IS NOT NULL").lines.isEmpty)
    #expect(try corpus.table(sql: "SELECT key FROM paper_field WHERE paper_id = 1").lines.isEmpty)
  }

  @Test func aYearThatOneSourceLacksIsNoDifference() throws {
    let without = Self.paper("A study of things", year: nil, file: "b", [Authorship(name: "Ann Lee")])
    let dated = Self.paper("A study of things", year: 2020, file: "a", [Authorship(name: "Lee A.")])
    let corpus = try Self.corpus([[dated], [without]])
    #expect(
      try corpus.table(sql: "SELECT reason FROM decision WHERE kind = 'paper'").lines == [
        "both have this title and first author, capitals and signs aside; one source gives no year"
      ])
    // With two years to choose from it stays apart.
    var later = dated
    later.year = 2021
    #expect(try Self.corpus([[dated, later], [without]]).scan().papers.count == 3)
  }

  @Test func twoNumbersOfOneDatabaseAreTwoPapers() throws {
    func numbered(_ doi: String?, _ number: String?, _ file: String) -> Paper {
      var paper = Self.paper("A study of things", doi: doi, file: file, [Authorship(name: "Ann Lee")])
      if let number { paper.fields = [.init(key: "openalex", value: number)] }
      return paper
    }
    #expect(try Self.corpus([[numbered(nil, "W1", "a")], [numbered(nil, "W2", "b")]]).scan().papers.count == 2)
    #expect(try Self.corpus([[numbered(nil, "W1", "a")], [numbered(nil, "W1", "b")]]).scan().papers.count == 1)
    #expect(try Self.corpus([[numbered(nil, "W1", "a")], [numbered(nil, nil, "b")]]).scan().papers.count == 1)
    #expect(try Self.corpus([[numbered("10.1/x", nil, "a")], [numbered("10.1/y", nil, "b")]]).scan().papers.count == 2)
    // Two records of one source are two papers, also where the first was merged with another source's.
    let three = try Self.corpus([[numbered(nil, nil, "a")], [numbered(nil, nil, "b"), numbered(nil, nil, "c")]])
    #expect(try three.scan().papers.count == 2)
  }

  @Test func mergingOnceAtTheEndIsMergingAfterEachSource() throws {
    let sources = [[Self.bare], [Self.full] + SmallCorpus.papers, [Self.bare, SmallCorpus.papers[0]]]
    let each = try Self.corpus(sources)
    let once = try Corpus.inMemory()
    for (index, papers) in sources.enumerated() {
      try once.add(Source(name: "s\(index)", format: "test", contentHash: "\(index)"), merging: false) { loader in
        for paper in papers { try loader.keep(paper) }
      }
    }
    #expect(try once.mergeDuplicates() == 2)
    #expect(try once.scan().papers == each.scan().papers)
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
