import Bibliography
import Bytes

/// Damaged inputs of every format, made from small sound ones: `coterie bench fuzz`.
///
/// Round r of seed s is always the same input, so a finding is repeated by its two numbers.
public enum Fuzzing {
  /// What a run found; a crash or a hang is found by whoever runs it.
  public struct Finding: Hashable, Sendable {
    /// The round.
    public var round: Int
    /// What is wrong with what the reader gave.
    public var what: String
  }

  /// Formats that can be fuzzed: all of them. Of PDF it is what poppler makes of a file; poppler itself is not ours.
  public static var formats: [String] { seeds.map(\.format).sorted() }

  /// The input of a round; nil for a format without a seed.
  public static func input(format: String, seed: UInt64, round: Int) -> [UInt8]? {
    guard let text = seeds.first(where: { $0.format == format })?.text else { return nil }
    var random = Random(state: seed &* 0x2545_F491_4F6C_DD1D &+ UInt64(round))
    return mutate(Array(text.utf8), &random)
  }

  /// Reads the input of a round, and says what no reader may do: lose count, keep an empty paper or author, keep an
  /// affiliation that is empty or contradicts the author's state, or lose a place.
  public static func run(format: String, seed: UInt64, round: Int) -> Finding? {
    guard let bytes = input(format: format, seed: seed, round: round), let reader = Readers.named(format) else {
      return Finding(round: round, what: "there is no seed for '\(format)'")
    }
    let sink = Judge()
    var context = ReadingContext()
    context.columns = try? ColumnMap(text: columnMap, file: "map")
    do {
      if format == PDFReader.format.name {
        try PDFReader().read(xml: bytes, file: "x", context: context, into: TextCheck(sink))
      } else {
        try reader.init().read(Input(name: "x", bytes: bytes), context: context, into: TextCheck(sink))
      }
    } catch is CoterieError {
    } catch is BytesError {
    } catch {
      return Finding(round: round, what: "an error that says nothing to a user: \(error)")
    }
    _ = Readers.sniff(Sample(bytes: bytes, isWhole: true), name: "x")
    return sink.wrong.map { Finding(round: round, what: $0) }
  }

  /// Looks at what a reader gives.
  private final class Judge: PaperSink {
    var wrong: String?

    func keep(_ paper: Paper) {
      if paper.title.isEmpty { wrong = "a paper without title was kept" }
      if paper.location.line < 1 { wrong = "a paper without a line" }
      for author in paper.authors {
        if author.name.isEmpty { wrong = "an author without name in '\(paper.title)'" }
        if (author.state == .given) == author.affiliations.isEmpty {
          wrong = "\(author.state) with \(author.affiliations.count) affiliations in '\(paper.title)'"
        }
        if author.affiliations.contains(where: \.text.isEmpty) { wrong = "an empty affiliation in '\(paper.title)'" }
      }
      if paper.sharedAffiliations.contains(where: \.text.isEmpty) { wrong = "an empty affiliation in '\(paper.title)'" }
      if paper.fields.contains(where: { $0.key.isEmpty || $0.value.isEmpty }) {
        wrong = "an empty field in '\(paper.title)'"
      }
    }

    func reject(_ diagnostic: Diagnostic) {
      if diagnostic.severity != .error { wrong = "a rejection that is no error: \(diagnostic)" }
    }

    func report(_ diagnostic: Diagnostic) {
      if diagnostic.severity == .error { wrong = "an error that rejects nothing: \(diagnostic)" }
    }
  }

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

  private static let pieces: [[UInt8]] =
    [
      ";", ",", "*", "<i>", "</i>", "<br>", "(", ")", "[", "](", "]", "{", "}", "|", "\n", "\n\n", "\t", "---\n",
      "  - ",
      ": ", "\"", "'", "\\", "\\'", "\\u{", "\\ud800", "@", "%", "#", "=", " and ", "&amp;", "&#x110000;", "&", "<",
      ">",
      "<![CDATA[", "<!--", "]]>", "/>", "1", "99999999999999999999", "-1", "null", "[]", "{}", "....", "# ", "ER  - ",
      "é", "e\u{301}", "\u{200B}", "\u{2028}", "中文", "🙂", "\r", "\u{C}", "\u{feff}",
    ].map { Array($0.utf8) } + [[0xFF], [0xC3], [0xED, 0xA0, 0x80], [0]]

  static func mutate(_ seed: [UInt8], _ random: inout Random) -> [UInt8] {
    var bytes = seed
    for _ in 0..<Int.random(in: 1...6, using: &random) {
      let at = Int.random(in: 0...bytes.count, using: &random)
      let length = min(Int.random(in: 1...40, using: &random), bytes.count - at)
      switch Int.random(in: 0..<8, using: &random) {
      case 0 where at < bytes.count: bytes[at] = UInt8.random(in: 0...255, using: &random)
      case 1: bytes.removeSubrange(at..<(at + length))
      case 2: bytes.insert(contentsOf: bytes[at..<(at + length)], at: at)
      case 3: bytes.removeLast(min(length, bytes.count))
      case 4:
        // A piece elsewhere: records and fields change places.
        let target = Int.random(in: 0...bytes.count, using: &random)
        bytes.insert(contentsOf: bytes[at..<(at + length)], at: target)
      case 5:
        let piece = pieces.randomElement(using: &random) ?? []
        let times = Int.random(in: 2...300, using: &random)
        bytes.insert(contentsOf: [[UInt8]](repeating: piece, count: times).joined(), at: at)
      default: bytes.insert(contentsOf: pieces.randomElement(using: &random) ?? [], at: at)
      }
    }
    return bytes
  }
}
