import Bibliography
import GRDB
import Testing

@testable import Store

@Suite struct PersonRecordTests {
  private static let person = PersonRecord(
    names: ["Wei Wang 0001", "W. Wang"],
    identifiers: [AssertedIdentifier(scheme: "dblp", value: "homepages/w/WeiWang1", assertedBy: "dblp")],
    orcid: ORCID("0000-0002-1825-0097"), affiliations: [.init("MIT, USA", label: "former")],
    location: SourceLocation(file: "dblp.xml", line: 7))

  private static func corpus() throws -> Corpus {
    let corpus = try Corpus.inMemory()
    try corpus.add(Source(name: "dblp", format: "dblp", contentHash: "1")) { loader in
      try loader.keep(
        Paper(
          title: "T", doi: DOI("10.1/x"),
          authors: [
            Authorship(
              name: "Wei Wang",
              identifiers: [AssertedIdentifier(scheme: "dblp", value: "Wei Wang 0001", assertedBy: "dblp")],
              affiliations: [
                Affiliation(
                  "MIT", identifiers: [AssertedIdentifier(scheme: "ror", value: "042nb2s44", assertedBy: "crossref")])
              ])
          ], location: SourceLocation(file: "dblp.xml", line: 1)))
      try loader.describe(person)
    }
    return corpus
  }

  @Test func personsAreReadableWithWhoSaysSo() throws {
    let rows = try Self.corpus().table(
      sql:
        "SELECT what, ordinal, text, coalesce(label, ''), source, source_line FROM person_record ORDER BY what, ordinal"
    )
    #expect(
      rows.lines == [
        "affiliation | 1 | MIT, USA | former | dblp | 7", "name | 1 | Wei Wang 0001 |  | dblp | 7",
        "name | 2 | W. Wang |  | dblp | 7",
      ])
  }

  @Test func identifiersAreReadableWithWhoAssertsThem() throws {
    let rows = try Self.corpus().table(
      sql: "SELECT kind, text, scheme, value, coalesce(asserted_by, '') FROM identifier ORDER BY kind, scheme")
    #expect(
      rows.lines == [
        "affiliation | MIT | ror | 042nb2s44 | crossref", "author | Wei Wang | dblp | Wei Wang 0001 | dblp",
        "paper | T | doi | 10.1/x | dblp", "person | Wei Wang 0001 | dblp | homepages/w/WeiWang1 | dblp",
        "person | Wei Wang 0001 | orcid | 0000-0002-1825-0097 | dblp",
      ])
  }

  @Test func theyGoWithTheirSource() throws {
    let corpus = try Self.corpus()
    try corpus.remove(source: "dblp")
    for table in ["written_person", "written_person_name", "written_person_affiliation"] {
      #expect(try corpus.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM \(table)") } == 0)
    }
  }

  @Test func contentsOfASourceAreCounted() throws {
    let corpus = try Self.corpus()
    try corpus.add(
      Source(name: "b", format: "test", contentHash: "2"),
      papers: [
        Paper(
          title: "U", authors: [Authorship(name: "A", state: .shared), Authorship(name: "B", state: .shared)],
          sharedAffiliations: [Affiliation("X"), Affiliation("Y"), Affiliation("Z")],
          location: SourceLocation(file: "b", line: 1)),
        Paper(title: "V", authors: [Authorship(name: "C")], location: SourceLocation(file: "b", line: 2)),
      ])
    try corpus.add(Source(name: "c", format: "test", contentHash: "3"), papers: [])
    #expect(
      try corpus.sourceContents() == [
        SourceContents(authors: 1, affiliations: 1, sharedAuthors: 0, notGivenAuthors: 0, sharedAffiliations: 0),
        SourceContents(authors: 3, affiliations: 0, sharedAuthors: 2, notGivenAuthors: 1, sharedAffiliations: 3),
        SourceContents(authors: 0, affiliations: 0, sharedAuthors: 0, notGivenAuthors: 0, sharedAffiliations: 0),
      ])
  }
}
