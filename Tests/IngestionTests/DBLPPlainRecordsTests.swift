import Bibliography
import Bytes
import Foundation
import Testing

@testable import Ingestion

/// Records that are read without libxml2 are read as libxml2 reads them, and those that it must judge come to it.
@Suite struct DBLPPlainRecordsTests {
  private func texts(_ document: [UInt8]) throws -> (plain: String, slow: String) {
    var slow = DBLPReader()
    slow.takesPlainRecords = false
    return (
      try Collected.reading(document, with: DBLPReader()).text, try Collected.reading(document, with: slow).text
    )
  }

  private static let head = """
    <?xml version="1.0" encoding="UTF-8"?>
    <!DOCTYPE dblp [<!ENTITY uuml "&#252;"><!ENTITY odd "a<i>b</i>c"><!ENTITY empty "">]>
    <dblp>

    """

  /// Pieces of which documents are put together; what is special about each stands in it.
  private static let records = [
    "<article mdate=\"2017-01-01\" key=\"j/x/1\">\n<author>Ann Lee</author>\n<title>One.</title>\n<year>2020</year>\n</article>\n",
    "<inproceedings key=\"c/x/2\" publtype=\"survey\"><author orcid=\"0000-0002-1825-0097\">Bo Li 0001</author><title>Two...</title><pages>1-9</pages><booktitle>X</booktitle></inproceedings>",
    "<article key=\"a\"><author orcid=\"0000-0002-1825-0098\">Wrong Check</author><title>T &amp; U &lt; &uuml;&odd;&empty;</title><pages>1234-9</pages></article>\n",
    "<article key=\"a&uuml;\"><title>Entity in a key</title></article>\n",
    "<article key=\"b\"><title>Marked <i>up</i> H<sub>2</sub>O.</title></article>\n  ",
    "<article key=\"c\"><title>&unknown; here</title></article>\n",
    "<article key=\"c\"><title>&unknown; again &#233; &#x41;</title></article>\n",
    "<article key=\"d\" key=\"e\"><title>Twice the same attribute</title></article>\n",
    "<article key='q'><title>Single quotes</title></article>\n",
    "<article key=\"f\"><title>Not closed</titel></article>\n",
    "<article key=\"g\"><title>Bad ]]> end</title></article>\n",
    "<article key=\"h\"><title>A < B</title></article>\n",
    "<article key=\"i\"><title>A & B</title></article>\n",
    "<article key=\"j\"><title/><author>Only Author</author></article>\n",
    "<article key=\"k\"></article>\n", "<!-- a comment <article> -->\n", "text outside of records\n", "<?pi x?>",
    "<article key=\"l\"><!-- inside --><title>Commented</title></article>\n",
    "<article key=\"m\"><title><![CDATA[C & D]]></title></article>\n",
    "<article key=\"n\"><author>J\u{f8} Zw\u{e9}i \u{6f22}</author><title>two  blanks\nand a line</title></article>\n",
    "<article key=\"o\"><title>nul \u{1} inside</title></article>\n",
    "<article key=\"p\"><title>no char \u{ffff}</title></article>\n",
    "<proceedings key=\"p\"><title>Volume</title></proceedings>\n",
    "<www key=\"homepages/l/L\"><author>Ann L 0001</author><note type=\"affiliation\">MIT</note></www>\n",
    "<www key=\"x\"><title>Page</title></www>\n",
    "<article key=\"r\"><cite>z</cite><title>Cites</title><note type=\"award\">Best</note><note label=\"award\">B</note><note>n</note></article>\n",
    "<article key=\"s\"><ee>https://doi.org/10.1145/3341301.3359651</ee><url>db/conf/x.html</url><title>DOI</title></article>\n",
    "<article key=\"t\"><ee>https://dx.doi.org/10.1/A%2fB</ee><ee>https://doi.org/x</ee><title>DOI</title></article>\n",
    "<article key=\"t\"><ee type=\"oa\">https://doi.org/10.</ee><crossref>conf/x</crossref><editor>Ed Itor 0002</editor><title>No DOI</title></article>\n",
    "<article key=\"u\"><unheard>of</unheard><title>New element</title></article>\n",
    "<article key=\"v\"><title>x</title> stray text </article>\r\n",
    "<article ><title>blank in the tag</title ></article >\n", "<articles><title>no record</title></articles>\n",
    "<article key=\"w\"><article key=\"x\"><title>inside</title></article></article>\n",
  ]

  private static let twoORCIDs =
    "<article key=\"z\"><author orcid=\"0000-0002-1825-0097\">A B</author>"
    + "<author orcid=\"0000-0001-5109-3700\">C D</author><title>T</title></article>\n"

  /// Characters by number, and names and texts that look like those that are known.
  private static let more = [
    twoORCIDs,
    "<article key=\"v\"><title>&#945; &amp; &#946; &#0233;&#128512;x</title><author>&#913;. B</author></article>\n",
    "<article key=\"v\"><title>&#55296; a</title></article>\n",
    "<article key=\"v\"><title>&#65535; a</title></article>\n",
    "<article key=\"v\"><title>&#1; a &#10; b</title></article>\n", "<article key=\"v\"><title>&#;</title></article>\n",
    "<article key=\"v\"><title>&#99999999; a</title></article>\n",
    "<article key=\"v\"><title>a</title>\n<booktitlx>b</booktitlx>\n<year>1999</year>\n</article>\n",
    "<article key=\"v\"><title>a</title>\n<booktitle>b</booktitle>\n<year>1999</year>\n</inproceedings>\n",
    "<book key=\"v\"><author> A B</author><author>A B </author><author>A  B 0001</author><title>Long \u{201c}title\u{201d} of more than 32 bytes, with an end.</title></book>\n",
  ]

  @Test func readsEachAsLibxml2Does() throws {
    for record in Self.records + Self.more {
      let neighbours = [("", ""), (Self.records[0], Self.records[1]), (Self.records[1] + "\n  ", Self.records[4])]
      for (before, after) in neighbours {
        let document = Array((Self.head + before + record + after + "</dblp>\n").utf8)
        let (plain, slow) = try texts(document)
        #expect(plain == slow, "\(record)")
      }
    }
  }

  @Test(arguments: 0..<40) func readsAnyMixtureAsLibxml2Does(seed: UInt64) throws {
    var random = Fuzzing.Random(state: seed)
    var text = Self.head
    for _ in 0..<60 { text += Self.records[Int(random.next() % UInt64(Self.records.count))] }
    var bytes = Array((text + "</dblp>\n").utf8)
    // Every second document has a few damaged bytes, too.
    if seed % 2 == 1 {
      for _ in 0..<4 {
        let at = Self.head.utf8.count + Int(random.next() % UInt64(bytes.count - Self.head.utf8.count))
        bytes[at] = Array("<>&;/\"x\n \u{80}".utf8)[Int(random.next() % 11)]
      }
    }
    let (plain, slow) = try texts(bytes)
    #expect(plain == slow, "seed \(seed)")
  }

  @Test func takesPlainRecordsWherePiecesEndInsideThem() throws {
    // More than one piece of reading (256 KiB), so that some end inside a record.
    let body = String(repeating: Self.records[0] + Self.records[1] + Self.records[4] + "\n", count: 1500)
    let (plain, slow) = try texts(Array((Self.head + body + "</dblp>").utf8))
    #expect(plain == slow)
  }

  /// What libxml2 says of a tag names its line in the file, also behind records that it has not seen.
  @Test func damageNamesTheLineOfItsTag() throws {
    let text =
      Self.head + Self.records[0] + Self.records[0] + "<article key=\"x\">\n<title>T</titel></article>\n</dblp>\n"
    let line = text.components(separatedBy: "</titel>")[0].filter { $0 == "\n" }.count + 1
    let found = try Collected.reading(Array(text.utf8), with: DBLPReader()).rejected
    #expect(found.map(\.location?.line) == [line])
    #expect(found.first?.message.contains("title line \(line) and titel") == true)
  }

  @Test func onlyADumpHasPlainRecords() throws {
    for root in ["dblpperson", "x:dblp", "other"] {
      let document = "<\(root) xmlns:x=\"y\"><r>" + Self.records[0] + "</r>" + Self.records[0] + "</\(root)>"
      let (plain, slow) = try texts(Array(document.utf8))
      #expect(plain == slow)
    }
  }

  @Test func leavesLatinOneToLibxml2() throws {
    let head = "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?><dblp>\n"
    let text = head + Self.records[0] + Self.records[20] + "</dblp>"
    let latin = text.unicodeScalars.map { UInt8(truncatingIfNeeded: min($0.value, 0xff)) }
    let (plain, slow) = try texts(latin)
    #expect(plain == slow)
  }

  /// Most records of a dump are taken, also behind one that is not.
  @Test func takesWhatIsPlain() throws {
    let sink = Collected()
    let papers = DBLPPapers(sink, file: "x")
    let plain = DBLPPlainRecords(papers)
    let text = Self.head + [0, 4, 0, 23, 1].map { Self.records[$0] }.joined() + Self.twoORCIDs + "</dblp>"
    try XMLRecords.forEach(
      of: Input(name: "x", bytes: Array(text.utf8)),
      shape: .init(records: ["article", "inproceedings", "proceedings"]),
      format: "dblp", into: sink, plain: plain
    ) { papers.add($0) }
    #expect(plain.count == 4)
    #expect(sink.papers.count == 6)
  }
}
