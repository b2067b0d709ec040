import Bibliography
import Bytes
import Testing

@testable import Ingestion

/// The fuzzing command's own rounds, few of them, and inputs that are large on purpose.
@Suite struct FuzzingTests {
  @Test(arguments: Fuzzing.formats) func damagedInputsAreReadSoundly(format: String) {
    for round in 0..<60 { #expect(Fuzzing.run(format: format, seed: 7, round: round) == nil) }
  }

  @Test func everyFormatHasASeed() {
    #expect(Set(Fuzzing.formats) == Set(Readers.all.map { $0.format.name }))
    #expect(Fuzzing.run(format: "word", seed: 1, round: 0)?.what == "there is no seed for 'word'")
  }

  /// What long runs found, once each.
  @Test(arguments: [
    ("records", 1, 46_952), ("records", 2, 18_917), ("bibtex", 1, 14_698), ("openalex-csv", 7, 10), ("openalex", 7, 50),
  ])
  func findingsStayMended(format: String, seed: UInt64, round: Int) {
    #expect(Fuzzing.run(format: format, seed: seed, round: round) == nil)
  }

  @Test func theSameRoundIsTheSameInput() {
    #expect(Fuzzing.input(format: "ris", seed: 3, round: 5) == Fuzzing.input(format: "ris", seed: 3, round: 5))
    #expect(Fuzzing.input(format: "ris", seed: 3, round: 5) != Fuzzing.input(format: "ris", seed: 3, round: 6))
  }

  @Test func anAuthorWithoutNameIsTakenOutAndTold() {
    let sink = Collected()
    TextCheck(sink).keep(
      Paper(title: "T", authors: [Authorship(name: ""), Authorship(name: "A")], location: .init(file: "x", line: 4)))
    #expect(sink.papers.first?.authors.map(\.name) == ["A"])
    #expect(sink.text.contains("? 4:1 text.no-name"))
  }

  /// A hundred megabytes on one line: refused by limit where the format has lines, and read where it has none.
  @Test(arguments: [("contents", ["contents.long-line"]), ("ris", ["ris.no-title", "ris.long-line"])])
  func aLongLineIsRefused(format: String, expected: [String]) {
    var bytes = Array((format == "ris" ? "TY  - JOUR\nN2  - " : "Title\nAnn Lee and Bo Li, <i>X</i>\n").utf8)
    bytes += [UInt8](repeating: UInt8(ascii: "x"), count: format == "ris" ? 100 << 20 : 15 << 20)
    if format == "ris" { bytes += Array("\nER  - \n".utf8) }
    #expect(Self.outcome(bytes, as: format).prefix(1) == expected.prefix(1))
    #expect(Set(Self.outcome(bytes, as: format)).isSuperset(of: expected))
  }

  /// A text that cannot be what it stands for costs its field, in every format alike.
  @Test(arguments: ["bibtex", "openalex", "scopus", "dblp"])
  func aTitleOfMegabytesCostsTheTitle(format: String) {
    let long = String(repeating: "x", count: 1 << 20)
    let text =
      switch format {
      case "bibtex": "@misc{k, author={A B}, title={\(long)}}\n@misc{j, author={C D}, title={Good}}\n"
      case "openalex":
        #"{"id":"W1","title":"\#(long)","authorships":[{"author":{"id":"A1","display_name":"A B"}}]}"# + "\n"
          + #"{"id":"W2","title":"Good","authorships":[{"author":{"id":"A1","display_name":"A B"}}]}"#
      case "scopus": "Authors,Title,Year,Affiliations,EID\nA B,\(long),2020,X,e1\nC D,Good,2020,X,e2\n"
      default:
        "<dblp><article><author>A B</author><title>\(long)</title></article><article><author>C D</author><title>Good."
          + "</title></article></dblp>"
      }
    #expect(Self.outcome(Array(text.utf8), as: format) == ["text.too-long", "kept 10", "kept 4"])
  }

  /// A record past its limit is left out, and the next one read.
  @Test func aRecordOfAHundredMegabytesCostsItself() {
    let long = [UInt8](repeating: UInt8(ascii: "x"), count: 70 << 20)
    let bytes =
      Array("<dblp><article><title><i>A</i> ".utf8) + long
      + Array("</title></article><article><author>C D</author><title>Good.</title></article></dblp>".utf8)
    #expect(Self.outcome(bytes, as: "dblp") == ["xml.too-large", "kept 4"])
  }

  /// Past the limit for pages, the whole input is refused.
  @Test func aPageOfAHundredMegabytesIsRefused() {
    let bytes = [UInt8](repeating: UInt8(ascii: "x"), count: 100 << 20)
    #expect(Self.outcome(bytes, as: "contents") == ["input.too-large"])
    #expect(Self.outcome(bytes, as: "html") == ["input.too-large"])
    #expect(Self.outcome(bytes, as: "programme-yaml") == ["input.too-large"])
  }

  private static func outcome(_ bytes: [UInt8], as format: String) -> [String] {
    guard let reader = Readers.named(format) else { return ["no reader"] }
    let sink = Collected()
    do {
      try reader.init().read(Input(name: "x", bytes: bytes), context: ReadingContext(), into: TextCheck(sink))
    } catch let error as CoterieError {
      return [error.diagnostic.code]
    } catch let error as BytesError {
      return [error.code]
    } catch { return ["\(error)"] }
    return (sink.rejected + sink.reported).map(\.code) + sink.papers.map { "kept \($0.title.utf8.count)" }
  }

  /// A million open brackets: refused by depth, never followed.
  @Test(arguments: [
    ("openalex", "{", ["json.unfinished"]), ("records", "[", ["json.unfinished"]), ("csl", "{\"a\":", ["json.depth"]),
    ("bibtex", "{", ["bibtex.unclosed-entry"]), ("dblp", "<i>", ["xml.depth"]), ("html", "<div>", ["html.depth"]),
  ])
  func nestingIsLimited(format: String, open: String, expected: [String]) {
    let head = format == "bibtex" ? "@article{k, title = " : format == "dblp" ? "<dblp><article><title>" : ""
    let tail = format == "csl" ? "1" + String(repeating: "}", count: 1_000_000) : ""
    let bytes = Array((head + String(repeating: open, count: 1_000_000) + tail).utf8)
    #expect(Self.outcome(bytes, as: format) == expected)
  }
}
