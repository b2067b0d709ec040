import Bibliography
import Foundation
import Testing

@testable import Store

@Suite struct RecordsExportTests {
  private static func lines(_ corpus: Corpus, _ scope: Scope = Scope()) throws -> [String] {
    var bytes: [UInt8] = []
    let count = try corpus.exportRecords(scope) { bytes += $0 }
    let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n").map(String.init)
    #expect(lines.count == count)
    return lines
  }

  @Test func writesEachPaperWithWhatWasMadeOfIt() throws {
    let lines = try Self.lines(try SmallCorpus.make())
    #expect(lines.count == 5)
    let body = try #require(lines.first).drop { $0 != "," }
    #expect(
      body == """
        ,"title":"Paper 1","kind":"paper","venue":"A-Conf","year":2020,"place":null,"day":null,"session":null,\
        "first_page":null,"last_page":null,"doi":null,"authors":[\
        {"position":1,"name":"Ann","orcid":null,"unaffiliated":false,"affiliations":[{"text":"Alpha University",\
        "parts":[{"text":"Alpha University","state":"resolved","unit":null,"method":"registry","confidence":1.0,\
        "institution":{"name":"Alpha University","ror":null,"sector":"academia","country":"DE"}}]}]},\
        {"position":2,"name":"Bob","orcid":null,"unaffiliated":false,"affiliations":[{"text":"Beta Corp",\
        "parts":[{"text":"Beta Corp","state":"resolved","unit":null,"method":"registry","confidence":1.0,\
        "institution":{"name":"Beta Corp","ror":null,"sector":"industry","country":"US"}}]}]}],\
        "fields":{},"source":{"file":"small.txt","line":10}}
        """)
    #expect(lines[3].contains(#""name":"Fay","orcid":null,"unaffiliated":true,"affiliations":[]"#))
    #expect(lines[2].contains(#""state":"unresolved","unit":null,"method":"none","confidence":0.0,"institution":null"#))
  }

  @Test func everyLineIsJSONAndItsHashIsItsOwn() throws {
    let odd = "A \"quoted\" \\ title\twith \u{1}, ü and 𝕏\nin two lines"
    let paper = Paper(
      title: odd,
      authors: [
        Authorship(
          name: "Ann", identifiers: [AssertedIdentifier(scheme: "dblp", value: "a/b")],
          affiliations: [
            Affiliation("X", identifiers: [AssertedIdentifier(scheme: "ror", value: "y", assertedBy: "z")])
          ])
      ], fields: [.init(key: "k", value: "1"), .init(key: "l", value: "2"), .init(key: "k", value: "3")],
      location: SourceLocation(file: "f", line: 3, column: 4))
    let corpus = try Corpus.inMemory()
    try corpus.add(Source(name: "f", format: "test", contentHash: "f"), papers: [paper] + SmallCorpus.papers)
    let lines = try Self.lines(corpus)
    var ids: Set<String> = []
    for line in lines {
      let object = try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
      ids.insert(try #require(object["id"] as? String))
    }
    #expect(ids.count == lines.count)
    let first = try #require(try JSONSerialization.jsonObject(with: Data(lines[0].utf8)) as? [String: Any])
    #expect(first["title"] as? String == odd)
    #expect((first["fields"] as? [String: Any])?["k"] as? [String] == ["1", "3"])
    #expect((first["fields"] as? [String: Any])?["l"] as? String == "2")
    #expect((first["source"] as? [String: Any])?["column"] as? Int == 4)
    #expect(lines[0].contains(#""identifiers":[{"scheme":"dblp","value":"a/b","asserted_by":null}]"#))
    #expect(lines[0].contains(#""identifiers":[{"scheme":"ror","value":"y","asserted_by":"z"}]"#))
  }

  @Test func theScopeDecidesWhichPapers() throws {
    var selection = Selection()
    selection.years = 2022...2022
    #expect(try Self.lines(try SmallCorpus.make(), Scope(selection: selection)).count == 2)
  }

  @Test func theSameCorpusGivesTheSameBytes() throws {
    #expect(try Self.lines(try SmallCorpus.make()) == Self.lines(try SmallCorpus.make()))
  }
}
