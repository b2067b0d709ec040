import Bibliography
import Bytes
import Foundation
import Testing

@testable import Ingestion

/// Damaged inputs: any outcome but a crash, a hang or a record that is neither kept nor rejected.
///
/// `COTERIE_FUZZ_ROUNDS` sets the mutations per format (40 without it); the seed is fixed.
@Suite struct FuzzTests {
  private static let originals: [(any Reader.Type, String)] = [
    (
      RecordsReader.self,
      #"{"title":"T","authors":[{"name":"A","affiliations":[{"text":"X"}]}],"fields":{"k":["v"]},"source":{"file":"f","line":1}}"#
    ),
    (
      OpenAlexReader.self,
      #"{"results":[{"id":"W1","title":"<i>T</i>","authorships":[{"author":{"id":"A1","display_name":"N"},"institutions":[{"id":"I1","display_name":"X"}],"raw_affiliation_strings":["X","Y"],"affiliations":[{"raw_affiliation_string":"X","institution_ids":["I1"]}]}]}]}"#
    ),
    (
      CrossrefReader.self,
      #"{"message":{"items":[{"title":["T"],"author":[{"given":"A","family":"B","affiliation":[{"name":"X"}]}],"issued":{"date-parts":[[2002,9]]},"page":"1-9"}]}}"#
    ),
    (
      CSLReader.self, #"[{"title":"T","author":[{"given":"A","family":"B"}],"issued":{"raw":"2001"},"page":"1"}]"#
    ),
    (
      BibTeXReader.self,
      "@string{a = {b} # \"c\"}\n@article{k, author = {Lee, {\\'A}nn and others}, title = \"T $x^{2}$\", crossref={v}, affiliations={X; Y}}\n@book{v, title=a # { d}}\n"
    ),
    (RISReader.self, "TY  - JOUR\nTI  - T\nAU  - Lee, A\nAD  - X; Y\nSP  - 1-9\nDO  - 10.1/x\nER  - \n"),
    (EndNoteReader.self, "%0 Book\n%A Lee, A\n%T T\n%+ X\n%P 1-9\n\n"),
    (
      MEDLINEReader.self,
      "PMID- 7\nTI  - T\n      more\nFAU - Lee, A\nAUID- ORCID: 0\nAD  - X\nLID - 10.1/x [doi]\nPG  - 11-9\n"
    ),
    (
      WebOfScienceReader.self,
      "FN X\nVR 1\nPT J\nAU Lee, A\n   Li, B\nC1 [Lee, A; Li, B] X.\n   Y\nOI Lee, A/0000\nTI T\nER\nEF\n"
    ),
    (WebOfScienceTableReader.self, "PT\tAU\tTI\tC1\nJ\tLee, A; Li, B\tT\t[Lee, A] X; [Li, B] Y\n"),
    (
      ScopusReader.self,
      "Authors,Title,Source title,Affiliations,Authors with affiliations,EID\n\"Lee A., Li B.\",T,J,\"X; Y\",\"Lee, A., X, Y; Li, B., Z\",e\n"
    ),
    (IEEEReader.self, "Document Title,Authors,Author Affiliations\nT,A; B,\"X; Y\"\n"),
    (SpringerReader.self, "Item Title,Publication Title,Authors\nT,J,Ann LeeBo Li\n"),
    (DimensionsReader.self, "banner\nTitle,Authors (Raw Affiliation)\nT,\"Lee, A (X (Y); Z); B\"\n"),
    (LensReader.self, "Lens ID,Title,Author/s\n1,T,A; B\n"),
    (OpenAlexCSVReader.self, "title,authorships.author.display_name,authorships.raw_affiliation_strings\nT,A|B,X|Y\n"),
    (
      DBLPReader.self,
      "<!DOCTYPE dblp [<!ENTITY e \"x\">]><dblp><article key=\"&e;\"><author orcid=\"0\">L&ouml;w 0001</author><title>T<i>&e;</i>.</title><pages>1-9</pages><ee>http://doi.org/10.1/x</ee></article></dblp>"
    ),
    (
      PubMedReader.self,
      "<PubmedArticleSet><PubmedArticle><MedlineCitation><Article><ArticleTitle>T</ArticleTitle><AuthorList><Author><LastName>L</LastName><AffiliationInfo><Affiliation>X</Affiliation></AffiliationInfo></Author></AuthorList></Article></MedlineCitation></PubmedArticle></PubmedArticleSet>"
    ),
    (
      ACLAnthologyReader.self,
      "<collection><volume><meta><year>1989</year></meta><paper><title>T</title><author><first>A</first><last>B</last></author></paper></volume></collection>"
    ),
    (
      DataCiteReader.self,
      "<resource><titles><title>T</title></titles><creators><creator><creatorName>B, A</creatorName><affiliation>X</affiliation></creator></creators></resource>"
    ),
    (
      JATSReader.self,
      "<article><front><article-meta><title-group><article-title>T</article-title></title-group><contrib-group><contrib><name><surname>B</surname></name><xref ref-type=\"aff\" rid=\"a\"/></contrib></contrib-group><aff id=\"a\"><label>1</label>X</aff></article-meta></front></article>"
    ),
  ]

  @Test(arguments: originals.indices)
  func survivesMutations(of index: Int) throws {
    let (reader, text) = Self.originals[index]
    let whole = try Collected.reading(text, as: reader)
    #expect(whole.papers.first?.title.hasPrefix("T") == true && whole.rejected.isEmpty, "\(reader)")
    let rounds = ProcessInfo.processInfo.environment["COTERIE_FUZZ_ROUNDS"].flatMap { Int($0) } ?? 40
    var state: UInt64 = 20_250_707 &+ UInt64(index)
    func random(_ bound: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int((state >> 33) % UInt64(max(1, bound)))
    }
    let original = Array(text.utf8)
    for _ in 0..<rounds {
      var bytes = original
      for _ in 0...random(3) where !bytes.isEmpty {
        let at = random(bytes.count)
        switch random(5) {
        case 0: bytes[at] = UInt8(random(256))
        case 1: bytes.remove(at: at)
        case 2: bytes.insert(Array("\\\"{}[]<>&;,\n\0%@".utf8)[random(15)], at: at)
        case 3: bytes.removeLast(bytes.count - at)
        default: bytes.insert(contentsOf: bytes[at..<min(bytes.count, at + random(40))], at: random(bytes.count))
        }
      }
      let read = try Collected.reading(bytes, as: reader)
      #expect(read.papers.count + read.rejected.count <= original.count)
    }
  }

  /// Each reader is the surest of its own format.
  @Test(arguments: originals.indices)
  func isRecognised(index: Int) throws {
    let (reader, text) = Self.originals[index]
    // Too little of a format to be told from its kin: these need their own marks.
    if [CrossrefReader.self, DataCiteReader.self, RecordsReader.self, OpenAlexCSVReader.self].contains(where: {
      $0 == reader
    }) {
      return
    }
    let found = Readers.sniff(Sample(bytes: Array(text.utf8), isWhole: true), name: "x")
    #expect(found == reader, "\(reader)")
  }
}
