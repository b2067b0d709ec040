import Bibliography
import Bytes
import Foundation
import Testing

@testable import Ingestion

/// The same text in every encoding and in every format: accents survive, and bytes that are no text cost their field.
@Suite struct EncodingTests {
  /// Formats with a place for the title (§) and for an affiliation (¶); those without affiliations have none.
  static let formats: [(any Reader.Type, String)] = [
    (RecordsReader.self, #"{"title":"§","authors":[{"name":"A","affiliations":[{"text":"¶"}]}]}"#),
    (
      OpenAlexReader.self,
      #"{"results":[{"id":"W1","title":"§","authorships":[{"author":{"display_name":"N"},"raw_affiliation_strings":["¶"]}]}]}"#
    ),
    (CrossrefReader.self, #"{"title":["§"],"author":[{"family":"B","affiliation":[{"name":"¶"}]}]}"#),
    (CSLReader.self, #"[{"title":"§","author":[{"family":"B"}]}]"#),
    (BibTeXReader.self, "@article{k,\n author = {Lee},\n title = {§},\n affiliations = {¶}}\n"),
    (RISReader.self, "TY  - JOUR\nTI  - §\nAU  - Lee, A\nAD  - ¶\nER  - \n"),
    (EndNoteReader.self, "%0 Book\n%A Lee, A\n%T §\n%+ ¶\n\n"),
    (MEDLINEReader.self, "PMID- 7\nTI  - §\nFAU - Lee, A\nAD  - ¶\n"),
    (WebOfScienceReader.self, "FN X\nVR 1\nPT J\nAU Lee, A\nC1 [Lee, A] ¶.\nTI §\nER\nEF\n"),
    (WebOfScienceTableReader.self, "PT\tAU\tTI\tC1\nJ\tLee, A\t§\t[Lee, A] ¶\n"),
    (ScopusReader.self, "Authors,Title,Source title,Affiliations,EID\nLee A.,§,J,¶,e\n"),
    (IEEEReader.self, "Document Title,Authors,Author Affiliations\n§,A,¶\n"),
    (SpringerReader.self, "Item Title,Publication Title,Authors\n§,J,Ann Lee\n"),
    (DimensionsReader.self, "Title,Authors (Raw Affiliation)\n§,Lee (¶)\n"),
    (LensReader.self, "Lens ID,Title,Author/s\n1,§,A\n"),
    (OpenAlexCSVReader.self, "title,authorships.author.display_name,authorships.raw_affiliation_strings\n§,A,¶\n"),
    (DBLPReader.self, "<dblp><article key=\"k\"><author>L</author><title>§</title></article></dblp>"),
    (
      PubMedReader.self,
      "<PubmedArticleSet><PubmedArticle><MedlineCitation><Article><ArticleTitle>§</ArticleTitle><AuthorList><Author><LastName>L</LastName><AffiliationInfo><Affiliation>¶</Affiliation></AffiliationInfo></Author></AuthorList></Article></MedlineCitation></PubmedArticle></PubmedArticleSet>"
    ),
    (
      ACLAnthologyReader.self,
      "<collection><volume><paper><title>§</title><author><last>B</last><affiliation>¶</affiliation></author></paper></volume></collection>"
    ),
    (
      DataCiteReader.self,
      "<resource><titles><title>§</title></titles><creators><creator><creatorName>B</creatorName><affiliation>¶</affiliation></creator></creators></resource>"
    ),
    (
      JATSReader.self,
      "<article><front><article-meta><title-group><article-title>§</article-title></title-group><contrib-group><contrib><name><surname>B</surname></name><aff>¶</aff></contrib></contrib-group></article-meta></front></article>"
    ),
    (ProgrammeCSVReader.self, "Title,Authors\n§,Ann Lee (¶)\n"),
    (ProgrammeYAMLReader.self, "- title: §\n  authors: Ann Lee (¶)\n"),
    (ContentsReader.self, "§  7\nAnn Lee and Bo Li, <i>¶</i>\n\nAnother Title about Things  9\nCy Dee, <i>Hall</i>\n"),
    (
      HTMLPageReader.self,
      "<html><body><h1>X '20</h1><h3>§</h3><p>Ann Lee and Bo Li, <em>¶</em></p><h3>Another Title about Things</h3><p>Cy Dee, <em>Hall</em></p></body></html>"
    ),
  ]

  private static func source(_ index: Int, title: String = "Zürich Röntgen Study", place: String = "Universität Zürich")
    -> String
  {
    formats[index].1.replacingOccurrences(of: "§", with: title).replacingOccurrences(of: "¶", with: place)
  }

  private static func papers(_ bytes: [UInt8], _ index: Int, _ encoding: TextEncoding) throws -> (Collected, String) {
    let sink = Collected()
    var input = Input(name: "x", bytes: bytes)
    input.encoding = encoding
    try formats[index].0.init().read(input, context: ReadingContext(), into: TextCheck(sink))
    return (
      sink, sink.papers.map { paper in "\(paper.title)|\(paper.authors.map { $0.affiliations.map(\.text) })" }.joined()
    )
  }

  private static func encoded(_ text: String, _ encoding: TextEncoding) -> [UInt8] {
    switch encoding {
    case .utf16LittleEndian: [0xFF, 0xFE] + text.utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
    case .utf16BigEndian: [0xFE, 0xFF] + text.utf16.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] }
    case .latin1: text.unicodeScalars.map { UInt8($0.value) }
    default: Array(text.utf8)
    }
  }

  @Test(arguments: formats.indices)
  func everyEncodingGivesTheSame(index: Int) throws {
    let text = Self.source(index)
    let (plain, expected) = try Self.papers(Array(text.utf8), index, .automatic)
    #expect(plain.papers.first?.title == "Zürich Röntgen Study" && plain.reported.isEmpty, "\(plain.text)")
    #expect(try Self.papers([0xEF, 0xBB, 0xBF] + Array(text.utf8), index, .automatic).1 == expected)
    #expect(try Self.papers(Self.encoded(text, .utf16LittleEndian), index, .automatic).1 == expected)
    #expect(try Self.papers(Self.encoded(text, .utf16BigEndian), index, .automatic).1 == expected)
    #expect(try Self.papers(Self.encoded(text, .latin1), index, .latin1).1 == expected)
    // Decomposed accents are composed.
    let decomposed = Array(text.decomposedStringWithCanonicalMapping.utf8)
    #expect(decomposed.count > text.utf8.count)
    #expect(try Self.papers(decomposed, index, .automatic).1 == expected)
  }

  /// Latin-1 that nobody told: the record stays, the field has U+FFFD, and a finding says where.
  @Test(arguments: formats.indices)
  func bytesThatAreNoTextCostTheirField(index: Int) throws {
    let text = Self.source(index, place: "Hall")
    let (sink, _) = try Self.papers(Self.encoded(text, .latin1), index, .automatic)
    let title = sink.papers.first?.title ?? ""
    #expect(title == "Z\u{FFFD}rich R\u{FFFD}ntgen Study", "\(sink.text)")
    #expect(sink.rejected.isEmpty)
    let findings = sink.reported.filter { $0.code == "text.not-utf8" && $0.message.contains("title") }
    #expect(findings.count == 1 && (findings.first?.location?.line ?? 0) >= 1, "\(sink.text)")
  }
}

@Suite struct UTF8MenderTests {
  /// Every cut of damaged text into two pieces gives what decoding the whole gives.
  @Test(arguments: [
    "plain ASCII text that is long", "é", "a€b", "😀x", "x😀",
  ])
  func cutsDoNotMatter(text: String) {
    for damage in 0..<text.utf8.count {
      var bytes = Array(text.utf8)
      bytes[damage] = 0xE9
      let expected = String(decoding: bytes, as: UTF8.self)
      for cut in 0...bytes.count {
        var mender = UTF8Mender()
        var result: [UInt8] = []
        for piece in [bytes[..<cut], bytes[cut...]] {
          Array(piece).withUnsafeBytes { mender.push($0) { result += Array($0) } }
        }
        mender.finish { result += Array($0) }
        #expect(String(validating: result, as: UTF8.self) == expected, "\(bytes) cut at \(cut)")
      }
    }
  }
}
