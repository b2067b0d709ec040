import Testing

@testable import Ingestion

@Suite struct OpenAlexReaderTests {
  private static let mit =
    #"{"id":"https://openalex.org/I63966007","display_name":"MIT","ror":"https://ror.org/042nb2s44","country_code":"US","type":"education"}"#
  private static let eth = #"{"id":"https://openalex.org/I35440088","display_name":"ETH Zurich","ror":null}"#

  private func work(_ authorships: String, more: String = "") -> String {
    #"{"id":"https://openalex.org/W1","title":"T","publication_year":2024,\#(more)"authorships":[\#(authorships)]}"#
  }

  private func author(_ name: String, _ rest: String) -> String {
    #"{"author_position":"first","author":{"id":"https://openalex.org/A5","display_name":"\#(name)","orcid":null},\#(rest)}"#
  }

  @Test func readsEverythingAWorkGives() throws {
    let text =
      #"{"id":"https://openalex.org/W27","doi":"https://doi.org/10.7717/PEERJ.4375","title":"<i>In vivo</i> R&amp;D: 1 < 2","publication_year":2018,"publication_date":"2018-02-13","ids":{"pmid":"https://pubmed.ncbi.nlm.nih.gov/29456894"},"language":"en","primary_location":{"source":{"display_name":"PeerJ"}},"type":"article","biblio":{"first_page":"e4375","last_page":null},"is_retracted":false,"cited_by_count":921,"keywords":[{"display_name":"Access"},"old form"],"topics":[{"display_name":"Scientometrics"}],"grants":[{"funder_display_name":"NSF","award_id":"1"}],"authorships":["#
      + author(
        "Ann Lee",
        #""institutions":[\#(Self.mit),\#(Self.eth)],"is_corresponding":true,"raw_author_name":"Lee, Ann","raw_affiliation_strings":["ETH","Lab, MIT"],"affiliations":[{"raw_affiliation_string":"Lab, MIT","institution_ids":["https://openalex.org/I63966007"]},{"raw_affiliation_string":"ETH and MIT","institution_ids":["https://openalex.org/I35440088","https://openalex.org/I63966007"]}]"#
      ) + "]}"
    #expect(
      try Collected.reading(text, as: OpenAlexReader.self).text == """
        1:1 paper In vivo R&D: 1 < 2 | PeerJ 2018 | e4375 | 10.7717/peerj.4375
          Ann Lee openalex:A5(openalex)
            Lab, MIT openalex:I63966007(openalex) ror:042nb2s44(openalex)
            ETH and MIT openalex:I35440088(openalex) openalex:I63966007(openalex) ror:042nb2s44(openalex)
          openalex=W27
          publication_date=2018-02-13
          pmid=29456894
          language=en
          document_type=article
          keyword=Access
          keyword=old form
          topic=Scientometrics
          funder=NSF
          award=1
          cited_by=921
          corresponding_author=Ann Lee
        """)
  }

  /// Before 2024 nothing said which string an institution was found in.
  @Test func placesInstitutionsOfOldAnswers() throws {
    let text = work(
      [
        author("One String", #""institutions":[\#(Self.mit)],"raw_affiliation_strings":["CSAIL"]"#),
        author(
          "Two Strings",
          #""institutions":[\#(Self.eth),\#(Self.mit)],"raw_affiliation_strings":["eth zurich, CH","Elsewhere"]"#),
        author("No String", #""institutions":[\#(Self.mit)],"raw_affiliation_strings":[]"#),
        author("Older", #""institutions":[],"raw_affiliation_string":"Somewhere""#),
        author("Nothing", #""institutions":[]"#),
      ].joined(separator: ","))
    #expect(
      try Collected.reading(text, as: OpenAlexReader.self).text == """
        1:1 paper T | 2024
          One String openalex:A5(openalex)
            CSAIL openalex:I63966007(openalex) ror:042nb2s44(openalex)
          Two Strings openalex:A5(openalex)
            eth zurich, CH openalex:I35440088(openalex)
            Elsewhere
          No String openalex:A5(openalex)
            MIT openalex:I63966007(openalex) ror:042nb2s44(openalex)
          Older openalex:A5(openalex)
            Somewhere
          Nothing openalex:A5(openalex): not_given
          openalex=W1
          institution_unplaced=2: MIT https://ror.org/042nb2s44
        """)
  }

  /// The string that has the institution's name in it, wherever in it and in whatever case.
  @Test func findsTheStringOfAnInstitution() throws {
    for offset in 0..<20 {
      for name in ["eth zurich", "ETH Zurich", "ETH ZURICH"] {
        let text = String(repeating: "e", count: offset) + name + String(repeating: "h", count: offset % 9)
        let strings = "\"institutions\":[\(Self.eth)],\"raw_affiliation_strings\":[\"ETH Zuric, Z\",\"\(text)\"]"
        let paper = try #require(
          try Collected.reading(work(author("A", strings)), as: OpenAlexReader.self).papers.first)
        #expect(paper.authors[0].affiliations.map(\.identifiers.count) == [0, 1], "\(text)")
      }
    }
  }

  @Test func readsPagesOneAfterTheOtherAndTheSnapshot() throws {
    let pages = "{\"meta\":{\"count\":2},\"results\":[\(work(""))]}\n{\"results\":[\(work("")),\(work(""))]}\n"
    #expect(try Collected.reading(pages, as: OpenAlexReader.self).papers.count == 3)
    let lines = work("") + "\n" + work("") + "\n"
    #expect(try Collected.reading(lines, as: OpenAlexReader.self).papers.map(\.location.line) == [1, 2])
    let manifest = #"{"entries":[{"url":"s3://openalex/data/works/part_000.gz"}]}"#
    #expect(try Collected.reading(manifest, as: OpenAlexReader.self).text == "? 1:1 openalex.no-works")
    let person = #"{"id":"https://openalex.org/A5","display_name":"Ann Lee"}"#
    #expect(try Collected.reading(person, as: OpenAlexReader.self).text == "! 1:1 openalex.not-a-work")
  }

  @Test func saysWhenAuthorsMayBeCutAndIdentifiersAreBad() throws {
    let hundred = work(Array(repeating: author("A", #""institutions":[]"#), count: 100).joined(separator: ","))
    #expect(try Collected.reading(hundred, as: OpenAlexReader.self).reported.map(\.code) == ["openalex.authors-cut"])
    let bad = work(
      #"{"author":{"display_name":"A","orcid":"https://orcid.org/0000-0002-1825-0098"},"institutions":[{"id":"https://openalex.org/I1","display_name":"X","ror":"https://ror.org/042nb2s45"}]}"#,
      more: #""doi":"x","#)
    #expect(
      try Collected.reading(bad, as: OpenAlexReader.self).reported.map(\.code)
        == ["doi.malformed", "orcid.checksum", "ror.checksum"])
  }
}
