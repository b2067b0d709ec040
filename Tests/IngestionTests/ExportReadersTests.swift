import Bytes
import Testing

@testable import Ingestion

@Suite struct ExportReadersTests {
  /// Quotes doubled, a line end inside a field, a quote that never closes, and a row that is too long.
  @Test func readsCSVLeniently() throws {
    let text = "a,b\r\n\"x, \"\"y\"\"\",\"two\nlines\"\n\n1,2,3\n\"open,2\n3,4\n"
    let sink = Collected()
    var rows: [String] = []
    try CSVTable.forEachRow(of: Input(name: "x", bytes: Array(text.utf8)), format: "csv", into: sink) {
      rows.append("\($0.location.line) \($0[0])|\($0[1])")
    }
    #expect(rows == ["2 x, \"y\"|two lines", "5 1|2", "7 3|4"])
    #expect(sink.text == "! 6:1 csv.unclosed-quote\n? 5:1 csv.long-row")
    #expect(CSVTable.likelySeparator(Array("a;b;c,d\n,,,,".utf8)) == UInt8(ascii: ";"))
  }

  /// Old and new lists of authors; an affiliation with a semicolon of its own; two affiliations in one text.
  @Test func readsScopus() throws {
    let old = """
      Authors,Author(s) ID,Title,Year,Source title,Page start,Page end,Cited by,DOI,Affiliations,Authors with affiliations,EID
      "Lee A., Li B.","1;2;",T,2005,J,1,9,3,10.1/x,"MIT, USA; ETH, CH","Lee, A., MIT, USA, ETH, CH; Li, B., Lab; Dept, Oslo",e1
      """
    #expect(
      try Collected.reading(old, as: ScopusReader.self).text
        == """
        2:1 paper T | J 2005 | 1-9 | 10.1/x
          A. Lee scopus:1(scopus)
            MIT, USA
            ETH, CH
          B. Li scopus:2(scopus)
            Lab; Dept, Oslo
          cited_by=3
          scopus=e1
        """.replacingOccurrences(of: "A. Lee", with: "Lee A.").replacingOccurrences(of: "B. Li", with: "Li B."))
    let new = """
      "Authors","Author full names","Title","Year","Source title","Affiliations","EID"
      "Lee, A.; Li, B.","Lee, Ann (1); Li, Bo (2)",T,2024,J,"MIT; ETH",e2
      """
    #expect(
      try Collected.reading(new, as: ScopusReader.self).text == """
        2:1 paper T | J 2024
          Ann Lee: shared
          Bo Li: shared
          shared: MIT
          shared: ETH
          scopus=e2
        """)
  }

  @Test func readsIEEEAndSpringer() throws {
    let ieee = """
      "Document Title",Authors,"Author Affiliations","Publication Title",Date,"Publication Year"
      "T","P. Kogge; J. Shalf",Notre Dame; LBNL,J,x,2013
      "U","P. Kogge; J. Shalf",Notre Dame,J,x,2013
      """
    let read = try Collected.reading(ieee, as: IEEEReader.self)
    #expect(read.papers[0].authors.map { $0.affiliations.map(\.text) } == [["Notre Dame"], ["LBNL"]])
    #expect(read.papers[1].authors.map(\.state) == [.shared, .shared])
    #expect(
      SpringerReader.names("Araz R. AlievNigar T. IsmayilovaSean McDonaldJ.R. Li") == [
        "Araz R. Aliev", "Nigar T. Ismayilova", "Sean McDonald", "J.R. Li",
      ])
  }

  @Test func readsDimensionsLensAndOpenAlex() throws {
    let dimensions = """
      About the data: exported
      Publication ID,Title,PubYear,Authors,Authors (Raw Affiliation)
      pub.1,T,2020,"Lee, Ann; Li, Bo","Lee, Ann (MIT (Lab); ETH); Li, Bo ()"
      """
    #expect(
      try Collected.reading(dimensions, as: DimensionsReader.self).text == """
        3:1 paper T | 2020
          Ann Lee
            MIT (Lab)
            ETH
          Bo Li: not_given
          dimensions=pub.1
        """)
    let lens = "Lens ID,Title,Publication Year,Author/s\n1,T,2020,Ann Lee; Bo Li\n"
    #expect(try Collected.reading(lens, as: LensReader.self).papers[0].authors.map(\.state) == [.notGiven, .notGiven])
    let openAlex = """
      id,title,publication_year,authorships.author.display_name,authorships.institutions.display_name
      https://openalex.org/W1,T,2020,Ann Lee|Bo Li,MIT|ETH|MIT
      """
    #expect(
      try Collected.reading(openAlex, as: OpenAlexCSVReader.self).text == """
        2:1 paper T | 2020
          Ann Lee: shared
          Bo Li: shared
          shared: MIT
          shared: ETH
          openalex=W1
        """)
  }
}
