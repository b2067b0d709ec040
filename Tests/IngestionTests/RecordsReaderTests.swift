import Testing

@testable import Ingestion

@Suite struct RecordsReaderTests {
  @Test func readsEveryFieldBack() throws {
    // What resolution said (id, parts) is passed over; where the paper first came from is kept.
    let line =
      #"{"id":"ab12","title":"A  Graph","kind":"poster","venue":"V '25","year":2025,"place":"Graz, Austria","day":"2025-07-07","session":"Posters","first_page":"xii","last_page":"xv","doi":"10.5555/1","authors":[{"position":1,"name":"Ann Lee","orcid":"https://orcid.org/0000-0002-1825-0097","unaffiliated":false,"identifiers":[{"scheme":"dblp","value":"Ann Lee 0002","asserted_by":"dblp"}],"affiliations":[{"text":"MIT and ETH","identifiers":[{"scheme":"ror","value":"042nb2s44","asserted_by":"crossref"}],"parts":[{"text":"MIT","state":"resolved","institution":{"name":"MIT"}}]}]},{"position":2,"name":"Bo Li","orcid":null,"unaffiliated":true,"affiliations":[]},{"position":3,"name":"Cy Ng","affiliations":[]}],"fields":{"keyword":["a","b"],"cited_by":"3"},"source":{"file":"y.bib","line":7}}"#
    let read = try Collected.reading(line + "\n", as: RecordsReader.self)
    #expect(
      read.text == """
        7:1 poster A Graph | V '25 2025 | Graz, Austria | 2025-07-07 | Posters | xii-xv | 10.5555/1
          Ann Lee orcid:0000-0002-1825-0097 dblp:Ann Lee 0002(dblp)
            MIT and ETH ror:042nb2s44(crossref)
          Bo Li: unaffiliated
          Cy Ng: not_given
          keyword=a
          keyword=b
          cited_by=3
        """)
    #expect(read.papers.first?.location.file == "y.bib")
  }

  @Test func sharesAddressesThatAreNobodysOwn() throws {
    let line = #"{"title":"T","authors":[{"name":"A"},{"name":"B"}],"affiliations":[{"text":"X"},"Y"]}"#
    #expect(
      try Collected.reading(line, as: RecordsReader.self).text == """
        1:1 paper T
          A: shared
          B: shared
          shared: X
          shared: Y
        """)
  }

  @Test(arguments: [#""line":0"#, #""line":-3"#, #""line":"x""#, #""column":0,"line":7"#])
  func aPaperHasALine(place: String) throws {
    let line = #"{"title":"T","authors":[],"source":{"file":"f","# + place + "}}"
    let location = try #require(try Collected.reading(line, as: RecordsReader.self).papers.first).location
    #expect(location.line >= 1 && location.column >= 1)
    #expect(location.file == (place.contains("7") ? "f" : "x"))
  }

  @Test func rejectsBadLinesAlone() throws {
    let lines = """
      {"title":"One","authors":[]}
      {"title":"Two","authors":
      [1]
      {"authors":[{"name":"A","orcid":"0000-0002-1825-0098"}]}
      {"fields":{}}
      {"title":"Six","doi":"no doi"}
      """
    #expect(
      try Collected.reading(lines, as: RecordsReader.self).text == """
        1:1 paper One
        4:1 paper [untitled]
          A: not_given
        6:1 paper Six
        ! 2:1 json.syntax
        ! 3:1 records.not-an-object
        ! 5:1 records.no-title
        ? 4:1 orcid.checksum
        ? 4:1 records.no-title
        ? 6:1 doi.malformed
        """)
  }
}
