import Testing

@testable import Ingestion

@Suite struct CrossrefReaderTests {
  @Test func readsAListOfWorks() throws {
    let text = #"""
      {"status":"ok","message-type":"work-list","message":{"items":[
      {"DOI":"10.1109\/MITP.2002.1041177","type":"proceedings-article","title":["Inside &lt;SSL&gt;"],"subtitle":["A view"],
       "container-title":["Proc. of X"],"event":{"name":"X '02","location":"Graz, Austria"},"page":"37-41",
       "issued":{"date-parts":[[null]]},"published-print":{"date-parts":[[2002,9]]},"is-referenced-by-count":12,
       "funder":[{"name":"NSF","award":["A1","A2"]}],
       "author":[
        {"given":"Wen","family":"Chou","suffix":"Jr.","ORCID":"http:\/\/orcid.org\/0000-0002-1825-0097","affiliation":[
          {"name":"ETH Z\u00fcrich","department":["Dept. of CS"],"place":["Z\u00fcrich"],
           "id":[{"id":"https:\/\/ror.org\/05a28rw58","id-type":"ROR","asserted-by":"publisher"}]}]},
        {"name":"The X Group","affiliation":[]}]}
      ]}}
      """#
    #expect(
      try Collected.reading(text, as: CrossrefReader.self).text == """
        2:1 paper Inside <SSL> | Proc. of X 2002 | Graz, Austria | 37-41 | 10.1109/mitp.2002.1041177
          Wen Chou Jr. orcid:0000-0002-1825-0097
            Dept. of CS, ETH Zürich ror:05a28rw58(publisher)
          The X Group: not_given
          document_type=proceedings-article
          subtitle=A view
          event=X '02
          cited_by=12
          funder=NSF
          award=A1
          award=A2
        """)
  }

  @Test func readsOneWork() throws {
    let text = #"{"message-type":"work","message":{"DOI":"10.1/x","title":["T"],"author":[{"family":"Lee"}]}}"#
    #expect(
      try Collected.reading(text, as: CrossrefReader.self).text == """
        1:1 paper T | 10.1/x
          Lee: not_given
        """)
  }

  @Test func readsCSL() throws {
    // Particles, a literal name, and a date in each of the forms that managers write.
    let text = #"""
      [{"id":"a","type":"article-journal","title":"One","container-title":"J","issued":{"date-parts":[["2011",6]]},"page":"1–9",
        "author":[{"given":"Ludwig","non-dropping-particle":"van","family":"Beethoven"},{"literal":"CERN"}]},
       {"id":"b","type":"book","title":"Two","issued":{"raw":"June 2012"}},
       {"id":"c","type":"paper-conference","title":"Three","issued":"2013-02","event-place":"Graz"}]
      """#
    #expect(
      try Collected.reading(text, as: CSLReader.self).text == """
        1:1 paper One | J 2011 | 1-9
          Ludwig van Beethoven: not_given
          CERN: not_given
          document_type=article-journal
        3:1 book Two | 2012
          document_type=book
        4:1 paper Three | 2013 | Graz
          document_type=paper-conference
        """)
  }
}
