import Bibliography
import Foundation
import Testing

@testable import Ingestion

/// Mutated pages: whatever comes, a reader ends, counts and keeps only whole papers.
///
/// `COTERIE_FUZZ=100000` sets the number of inputs per reader for a long run; seeds are fixed, so that a finding can be
/// repeated by its number.
@Suite struct PageFuzzTests {
  /// SplitMix64 (Steele, Lea & Flood 2014, doi:10.1145/2660193.2660195).
  struct Random: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
      state &+= 0x9E37_79B9_7F4A_7C15
      var z = state
      z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
      z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
      return z ^ (z >> 31)
    }
  }

  static let inserts: [[UInt8]] =
    [
      ";", "*", "**", "_", "<i>", "</i>", "<em>", "<br>", "(", ")", "[", "](", "|", "\n", "\n\n",
      "\t", "---\n", "  - ",
      ": ", "\"", "'", " and ", ", ", "&amp;", "&#", "&", "<", ">", "<table>", "</td>", "<!--", "1",
      " 99999", "....",
      "Monday, May 6", "2024-05-06", "# ", "- ", "é", "e\u{301}", "\u{200B}", "\u{2028}", "中文", "🙂",
      "\r", "\u{C}",
    ].map { [UInt8]($0.utf8) } + [[0xFF], [0xC3], [0]]

  static func mutate(_ seed: [UInt8], _ random: inout Random) -> [UInt8] {
    var bytes = seed
    for _ in 0..<Int.random(in: 1...6, using: &random) {
      let at = Int.random(in: 0...bytes.count, using: &random)
      let length = min(Int.random(in: 1...40, using: &random), bytes.count - at)
      switch Int.random(in: 0..<6, using: &random) {
      case 0 where at < bytes.count: bytes[at] = UInt8.random(in: 0...255, using: &random)
      case 1: bytes.removeSubrange(at..<(at + length))
      case 2: bytes.insert(contentsOf: bytes[at..<(at + length)], at: at)
      case 3: bytes.removeLast(min(length, bytes.count))
      default: bytes.insert(contentsOf: inserts.randomElement(using: &random) ?? [], at: at)
      }
    }
    return bytes
  }

  static let pages: [(name: String, reader: any Reader.Type, seed: String)] = [
    (
      "contents", ContentsReader.self,
      """
      3rd Workshop on Inventions (INV '24)
      May 6–7, 2024

      Monday, May 6
      Storage I
      Alpha of Things\t1
      Ada Byron and Bo Carr, <i>X University</i> ; Cy Dee, <i>Y Inc.</i>
      - Beta of Things** 8
      Di Eff, *X University*; *Z Lab*;
      Ed Fox, *Q Institute, Norway*

      Gamma of Things ..... 20
      Flo Gee, Guy Hay (Z Lab), Ivy Jo (X University; Y Inc.)
      ## Program Committee
      Kit Low, Y Inc.
      """
    ),
    (
      "markdown", ContentsReader.self,
      """
      ---
      title: x
      ---
      # Best
      | Year | Title | Authors |
      | --- | --- | --- |
      | 2018 | [Small](http://x) | Ada Byron, X University<br>Bo Carr & Cy Dee, Y Inc. |

      - **Large Kernels** Di Eff (Z Lab)
      """
    ),
    ("html", HTMLPageReader.self, ProgrammeTests.sessions),
    (
      "yaml", ProgrammeYAMLReader.self,
      """
      sessions:
        - title: "A: B"
          authors: 'Ada Byron (X); Bo Carr'
          tags: [a, "b, c"]
        - title: >
            Folded
            Title
          authors:
            - name: Cy Dee
              affiliation: Z
      """
    ),
    (
      "csv", ProgrammeCSVReader.self,
      "ID,Title,Authors\n1,\"A, \"\"B\"\"\",\"Ada Byron (X); Bo Carr\"\n2,C,Cy Dee\n"
    ),
  ]

  static var rounds: Int {
    ProcessInfo.processInfo.environment["COTERIE_FUZZ"].flatMap { Int($0) } ?? 40
  }

  @Test(arguments: pages.map(\.name)) func mutatedPagesEndAndCount(name: String) throws {
    let page = try #require(Self.pages.first { $0.name == name })
    for round in 0..<Self.rounds {
      var random = Random(state: UInt64(round) &* 0x1234_5677 &+ UInt64(name.utf8.count))
      let bytes = Self.mutate([UInt8](page.seed.utf8), &random)
      let sink = reading(bytes: bytes, as: page.reader.init())
      let isSound = sink.papers.allSatisfy { paper in
        !paper.title.isEmpty && !paper.authors.isEmpty && paper.location.line > 0
          && paper.authors.allSatisfy { author in
            !author.name.isEmpty && author.affiliations.allSatisfy { !$0.text.isEmpty }
              && (author.state == .given) == !author.affiliations.isEmpty
          }
      }
      #expect(isSound, "\(name), round \(round)")
      #expect(
        sink.rejected.allSatisfy { $0.code != "test.unexpected" && $0.severity == .error },
        "\(name), round \(round)")
      _ = page.reader.sniff(Sample(bytes: bytes, isWhole: true))
    }
  }

  @Test func mutatedPopplerOutputIsReadAsFarAsItGoes() {
    let seed = [UInt8](
      "<pdf2xml><page number=\"1\" width=\"900\"><fontspec id=\"1\" family=\"CMTI10\"/><text top=\"1\" left=\"2\" width=\"9\" height=\"9\" font=\"1\">Ada <b>By<i>r</i></b>on &amp; Bo</text></page></pdf2xml>"
        .utf8)
    for round in 0..<Self.rounds {
      var random = Random(state: UInt64(round))
      let lines = PDFText(Self.mutate(seed, &random)).lines
      #expect(lines.allSatisfy { !$0.text.isEmpty }, "round \(round)")
    }
  }

  /// Sizes that would show a quadratic step: each must end at once or be refused.
  @Test(arguments: [
    String(repeating: "(", count: 6_000), String(repeating: "*a", count: 3_000),
    String(repeating: "<i>", count: 2_000), String(repeating: "a\n", count: 1_000),
    String(repeating: "&", count: 6_000), String(repeating: "[a](", count: 1_500),
    "- title: x\n  authors: y\n" + String(repeating: "- ", count: 3_000),
    "Title,Authors\n" + String(repeating: "\"", count: 10_000),
  ])
  func repetitionsEnd(text: String) {
    for page in Self.pages {
      let sink = reading(text, as: page.reader.init())
      #expect(sink.rejected.allSatisfy { $0.severity == .error })
    }
  }
}
