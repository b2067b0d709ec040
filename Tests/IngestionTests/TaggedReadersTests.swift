import Testing

@testable import Ingestion

@Suite struct TaggedReadersTests {
  /// An empty tag, a line that runs on, a missing end, and a blank less than the book asks for.
  @Test func readsRIS() throws {
    let text = """
      TY  - JOUR
      T1  - On long
         titles
      AU  - Lee, Ann
      A1  - Fanning E.
      AD  - MIT; ETH
      Y1  - 2020//
      SP  -
      JF  - J. of X
      DO  - http://dx.doi.org/10.1177/2325967120950040
      KW  - a
      TY  - CONF
      TI - Second
      AU  - Li, Bo, Jr.
      AD  - MIT
      SP  - 1
      EP  - 9
      ER  - \n
      TY  - JOUR
      N1  - nothing else
      ER  -
      """
    #expect(
      try Collected.reading(text, as: RISReader.self).text == """
        1:1 paper On long titles | J. of X 2020 | 10.1177/2325967120950040
          Ann Lee: shared
          Fanning E.: shared
          shared: MIT
          shared: ETH
          document_type=JOUR
          keyword=a
        12:1 paper Second | 1-9
          Bo Li Jr.
            MIT
          document_type=CONF
        ! 20:1 ris.no-title
        ? 1:1 ris.unclosed
        """)
    let alternating = "TY  - JOUR\nTI  - T\nAU  - A\nAD  - X\nAU  - B\nAD  - Y; Z\nER  - \n"
    #expect(
      try Collected.reading(alternating, as: RISReader.self).papers[0].authors.map { $0.affiliations.map(\.text) } == [
        ["X"], ["Y; Z"],
      ])
  }

  @Test func readsEndNote() throws {
    let text = "%0 Journal Article\n%A Lee, Ann\n%T T\n%J J\n%D 2001\n%P 1-9\n%+ MIT\n\n%0 Book\n%T B\n"
    #expect(
      try Collected.reading(text, as: EndNoteReader.self).text == """
        1:1 paper T | J 2001 | 1-9
          Ann Lee
            MIT
          document_type=Journal Article
        9:1 book B
          document_type=Book
        """)
  }

  /// Addresses follow their author; a group; an identifier; a title over two lines; a paper without full names.
  @Test func readsMEDLINE() throws {
    let text = """
      PMID- 7
      TI  - A title that
            runs on.
      LID - 10.1000/x [doi]
      FAU - Lee, Ann
      AU  - Lee A
      AUID- ORCID: 0000-0002-1825-0097
      AD  - MIT, Cambridge;
            and Harvard.
      AD  - ETH.
      FAU - Li, Bo
      AU  - Li B
      CN  - The X Group
      PT  - Journal Article
      JT  - J
      DP  - 2019 Nov
      PG  - 11-9

      PMID- 8
      TI  - Old
      AU  - Lee A
      """
    #expect(
      try Collected.reading(text, as: MEDLINEReader.self).text == """
        1:1 paper A title that runs on | J 2019 | 11-19 | 10.1000/x
          Ann Lee orcid:0000-0002-1825-0097
            MIT, Cambridge; and Harvard.
            ETH.
          Bo Li: not_given
          The X Group: not_given
          document_type=Journal Article
          pmid=7
        19:1 paper Old
          Lee A: not_given
          pmid=8
        """)
  }

  /// Names in brackets in either form, an address that runs on, one without names, and one author alone.
  @Test func readsWebOfScience() throws {
    let text = """
      FN Clarivate
      VR 1.0
      PT J
      AU Lee, A
         Li, B
      AF Lee, Ann
         Li, Bo
      TI A title
         of two lines
      C1 [Lee, Ann; Li, B.] MIT, Dept CS,
         Cambridge, MA USA.
         [Li, Bo; Who, X] ETH, Zurich.
         [Nobody, N] Oslo Univ.
      OI Li, Bo/0000-0002-1825-0097
      PY 2020
      BP 1
      EP 9
      TC 3
      ER

      PT J
      AU BREVIK, I
      TI OLD
      C1 UNIV TRONDHEIM,NORWAY.
         LUFTKRIGSSKOLEN.
      ER
      PT J
      AU A, B
         C, D
      TI SHARED
      C1 MIT.
      ER
      EF
      """
    #expect(
      try Collected.reading(text, as: WebOfScienceReader.self).text == """
        3:1 paper A title of two lines | 2020 | 1-9
          Ann Lee
            MIT, Dept CS, Cambridge, MA USA
          Bo Li orcid:0000-0002-1825-0097
            MIT, Dept CS, Cambridge, MA USA
            ETH, Zurich
          shared: Oslo Univ
          document_type=J
          cited_by=3
        21:1 paper OLD
          I BREVIK
            UNIV TRONDHEIM,NORWAY
            LUFTKRIGSSKOLEN
          document_type=J
        27:1 paper SHARED
          B A: shared
          D C: shared
          shared: MIT
          document_type=J
        ? 3:1 wos.unknown-author
        ? 3:1 wos.unknown-author
        """)
    let table =
      "PT\tAU\tAF\tTI\tC1\tPY\nJ\tLee, A; Li, B\tLee, Ann; Li, Bo\tT\t[Lee, Ann; Li, Bo] MIT; [Li, Bo] ETH.\t2020\n"
    #expect(
      try Collected.reading(table, as: WebOfScienceTableReader.self).papers[0].authors.map {
        $0.affiliations.map(\.text)
      }
        == [["MIT"], ["MIT", "ETH"]])
  }
}
