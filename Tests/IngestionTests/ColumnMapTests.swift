import Bibliography
import Bytes
import Testing

@testable import Ingestion

@Suite struct ColumnMapTests {
  private static func read(_ csv: String, by map: String) throws -> Collected {
    var context = ReadingContext()
    context.columns = try ColumnMap(text: map, file: "map.yml")
    return try Collected.reading(csv, as: MappedCSVReader.self, context: context)
  }

  private static func failure(_ map: String) -> String {
    do {
      _ = try ColumnMap(text: map, file: "map.yml")
      return "no error"
    } catch { return "\(error)" }
  }

  private static let map = """
    # What our library system exports.
    separator: ";"
    title: Paper title
    kind: Kind
    authors:
      column: Authors
      separator: "|"
    affiliations:
      column: Addresses
      separator: "|"
      belong: in-order
    orcids:
      column: ORCID iDs
      separator: "|"
    year: Date
    pages: Pages
    doi: DOI
    fields:
      cited_by: Times cited
      keyword:
        column: Keywords
        separator: ","
    """
  private static let csv = """
    Paper title;Kind;Authors;Addresses;ORCID iDs;Date;Pages;DOI;Times cited;Keywords
    One;article;Lee, Ann|Bo Li;MIT|Hall, Oxford;0000-0002-1825-0097|;3 May 2020;1-9;10.1/X;7;a, b
    Two;poster;Lee, Ann|Bo Li;MIT;0000-0002-1825-0098;soon;12;nothing;;
    """

  @Test func rowsThatArePapers() throws {
    // The check digit of 0000-0002-1825-0097 is 7, so the second row's ends wrongly; but it is one for two authors.
    #expect(
      try Self.read(Self.csv, by: Self.map).text == """
        2:1 paper One | 2020 | 1-9 | 10.1/x
          Ann Lee orcid:0000-0002-1825-0097
            MIT
          Bo Li
            Hall, Oxford
          document_type=article
          cited_by=7
          keyword=a
          keyword=b
        3:1 poster Two | 12
          Ann Lee: shared
          Bo Li: shared
          shared: MIT
          document_type=poster
        ? 3:1 csv.year
        ? 3:1 doi.malformed
        ? 3:1 csv.orcids
        ? 3:1 csv.affiliations
        """)
  }

  /// The same map in YAML and in TOML reads the same papers.
  @Test func mapsInTOML() throws {
    let toml = """
      # What our library system exports.
      separator = ";"
      title = "Paper title"
      kind = "Kind"
      authors = { column = "Authors", separator = "|" }
      year = "Date"
      pages = "Pages"
      doi = "DOI"

      [affiliations]
      column = "Addresses"
      separator = "|"
      belong = "in-order"

      [orcids]
      column = "ORCID iDs"
      separator = "|"

      [fields]
      cited_by = "Times cited"
      keyword = { column = "Keywords", separator = "," }
      """
    var context = ReadingContext()
    context.columns = try ColumnMap(toml: Array(toml.utf8), file: "map.toml")
    let read = try Collected.reading(Self.csv, as: MappedCSVReader.self, context: context).text
    #expect(try read == Self.read(Self.csv, by: Self.map).text)
  }

  @Test(arguments: [
    ("title = T", "map.toml:1:9: error: [columns.syntax] this is no TOML"),
    ("title = \"T\"\nyear = 7", "map.toml:2:8: error: [columns.value] 'year' is a whole number, not text."),
    ("title = \"T\"\ntitel = \"T\"", "map.toml:2:1: error: [columns.unknown-key] 'titel' is no key"),
  ])
  func aMapInTOMLThatCannotBeUsedSaysWhy(map: String, message: String) {
    #expect(throws: CoterieError.self) { try ColumnMap(toml: Array(map.utf8), file: "map.toml") }
    do { _ = try ColumnMap(toml: Array(map.utf8), file: "map.toml") } catch { #expect("\(error)".hasPrefix(message)) }
  }

  @Test func rowsThatAreAuthors() throws {
    let map = """
      row: author
      paper: No
      position: Rank
      title: Title
      given: First
      family: Last
      affiliation: Place
      """
    let csv = """
      No,Rank,Title,First,Last,Place
      7,2,Seven,Bo,Li,
      8,1,Eight,Cy,Dee,Hall
      7,1,Seven,Ann,Lee,MIT
      ,1,Nine,Eve,Fox,Hall
      """
    #expect(
      try Self.read(csv, by: map).text == """
        2:1 paper Seven
          Ann Lee
            MIT
          Bo Li: not_given
        3:1 paper Eight
          Cy Dee
            Hall
        ! 5:1 csv.no-paper
        """)
  }

  @Test func affiliationsInTheAuthorsCell() throws {
    let map = """
      title: T
      authors:
        column: People
        belong: in-authors
      """
    #expect(
      try Self.read("T,People\nOne,\"Ann Lee, Bo Li (MIT; Hall); Cy Dee (unaffiliated)\"\n", by: map).text == """
        2:1 paper One
          Ann Lee
            MIT
            Hall
          Bo Li
            MIT
            Hall
          Cy Dee: unaffiliated
        """)
  }

  @Test(arguments: [
    ("titel: T", "map.yml:1:1: error: [columns.unknown-key] 'titel' is no key of a column map. There are: title, "),
    ("year: Y", "map.yml:1:1: error: [columns.no-title] the map names no column for 'title'. Add a line"),
    ("title: T\nrow: cell", "map.yml:2:1: error: [columns.row] 'row' is paper or author"),
    ("title: T\nfamily: F", "map.yml:2:1: error: [columns.row] 'family' goes with 'row: author'."),
    ("title: T\nrow: author\nfamily: F", "map.yml:1:1: error: [columns.no-author] with 'row: author' the map needs"),
    ("title: T\nseparator: x", "map.yml:2:1: error: [columns.separator] 'separator' is one of"),
    ("title: T\nauthors:\n  separator: x", "map.yml:3:1: error: [columns.no-column] 'authors' names no column."),
    (
      "title: T\naffiliations:\n  column: A\n  belong: me",
      "map.yml:4:1: error: [columns.belong] 'belong' is one of in-order, everyone, shared, in-authors."
    ),
    ("just words", "map.yml:1:1: error: [columns.syntax] expected lines 'key: Heading of the column'"),
  ])
  func aMapThatCannotBeUsedSaysWhy(map: String, message: String) {
    #expect(Self.failure(map).hasPrefix(message), "\(Self.failure(map))")
  }

  @Test func aColumnThatTheFileHasNotIsNamed() throws {
    #expect {
      _ = try Self.read("Titel,Year\nOne,2020\n", by: "title: Title\nyear: Year")
    } throws: { error in
      "\(error)"
        == "x:1:1: error: [columns.no-heading] the file has no column 'Title', which the map names. It has: 'Titel', 'Year'."
    }
  }

  @Test func withoutAMapItSaysSo() {
    #expect(throws: CoterieError.self) { try Collected.reading("T\nOne\n", as: MappedCSVReader.self) }
  }
}
