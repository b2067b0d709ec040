import Bibliography

/// Widths of words as Graphviz and pango would draw them.
///
/// Words are measured once, in one call, at a size of 40 points; widths grow linearly with the size, and a line is as
/// wide as its words and spaces.
struct TextMeasure: Sendable {
  private var regular: [String: Double] = [:]
  private var bold: [String: Double] = [:]
  private(set) var diagnostics: [Diagnostic] = []

  /// Measures all words of `texts`.
  ///
  /// Throws `diagrams.no-font` when there is no usable font: then every letter is the same empty box.
  init(_ texts: [String]) throws {
    let words = Set(texts.flatMap { Self.words($0) }.flatMap { Self.pieces($0) }).sorted()
    let strange = Set(words.joined().unicodeScalars.filter { $0.value > 0x24F && $0.properties.isAlphabetic })
    // A private code point that no font has shows what a missing letter looks like.
    let probes = ["i.", "W.", "\u{F6FE}", " "] + strange.sorted().prefix(400).map { String($0) }
    let widths = try Self.widths(of: words + probes, isBold: false)
    for (word, width) in zip(words, widths) { regular[word] = width }
    for (word, width) in zip(words, try Self.widths(of: words, isBold: true)) { bold[word] = width }
    let probed = widths[words.count...]
    let narrow = probed[words.count]
    guard narrow > 0, narrow < probed[words.count + 1] * 0.9 else {
      throw CoterieError(
        "diagrams.no-font",
        "no usable font is installed: every letter would be an empty box. Install one, for example with "
          + "'apt-get install fonts-dejavu-core'.")
    }
    let missing = zip(probes, probed).dropFirst(4).filter { $0.1 == probed[words.count + 2] }.map(\.0)
    if !missing.isEmpty {
      diagnostics.append(
        Diagnostic(
          .warning, "diagrams.missing-letters",
          "no installed font has \(missing.count) of the letters, such as '\(missing[0])': PNG and PDF show boxes there. "
            + "Install fonts for the script, for example with 'apt-get install fonts-noto-cjk'; SVG is not affected."))
    }
  }

  static func words(_ text: String) -> [String] {
    text.split(whereSeparator: \.isWhitespace).map { String($0) }
  }

  /// A word as it may be broken: Chinese and Japanese between any two signs, others after the hyphens of long ones
  /// ('Albert-' 'Ludwigs-' 'Universität').
  static func pieces(_ word: String) -> [String] {
    guard word.unicodeScalars.contains(where: isIdeographic) else { return brokenAtHyphens(word) }
    var pieces: [String] = []
    for character in word {
      let breaks = character.unicodeScalars.first.map(isIdeographic) ?? false
      if breaks || pieces.isEmpty || pieces.last.map({ isBreakable($0) }) == true {
        pieces.append(String(character))
      } else {
        pieces[pieces.count - 1].append(character)
      }
    }
    return pieces
  }

  private static func brokenAtHyphens(_ word: String) -> [String] {
    guard word.count > 12 else { return [word] }
    var pieces = [""]
    for character in word {
      // A piece has three letters and its hyphen at least; what follows the last hyphen, three.
      if let last = pieces.last, last.count > 3, let mark = last.last, mark == "-" || mark == "–" { pieces.append("") }
      pieces[pieces.count - 1].append(character)
    }
    if let last = pieces.last, pieces.count > 1, last.count < 3 {
      pieces.removeLast()
      pieces[pieces.count - 1] += last
    }
    return pieces
  }

  private static func isBreakable(_ piece: String) -> Bool {
    piece.unicodeScalars.first.map(isIdeographic) ?? false
  }

  /// Han, Hiragana and Katakana.
  private static func isIdeographic(_ scalar: Unicode.Scalar) -> Bool {
    (0x3040...0x30FF).contains(scalar.value) || (0x3400...0x9FFF).contains(scalar.value)
      || (0xF900...0xFAFF).contains(scalar.value) || (0x20000...0x3FFFF).contains(scalar.value)
  }

  /// Unit: points. Words that were not measured count 0.62 of the size a letter.
  func width(_ line: String, size: Double, isBold: Bool = false) -> Double {
    let words = Self.words(line)
    let known = isBold ? bold : regular
    let sum = words.lazy.flatMap { Self.pieces($0) }.reduce(0) {
      $0 + (known[$1] ?? Double($1.count) * 0.62 * Self.size)
    }
    return (sum + Double(max(0, words.count - 1)) * Self.space) * size / Self.size
  }

  /// Breaks `text` into lines of at most `width` points, as evenly as their number allows.
  ///
  /// What does not fit into `lines` is cut off with an ellipsis; a word wider than a line is cut as well.
  func wrap(_ text: String, size: Double, width limit: Double, lines maximum: Int, isBold: Bool = false) -> [String] {
    // Each piece with what stands between it and the one before.
    let pieces = Self.words(text).flatMap { word in
      Self.pieces(word).enumerated().map { ($0 == 0 ? " " : "", shortened($1, size: size, to: limit, isBold)) }
    }
    guard !pieces.isEmpty else { return [] }
    func broken(at limit: Double) -> [String] {
      var lines: [String] = []
      for (space, piece) in pieces {
        if let last = lines.last, width(last + space + piece, size: size, isBold: isBold) <= limit {
          lines[lines.count - 1] = last + space + piece
        } else {
          lines.append(piece)
        }
      }
      return lines
    }
    var lines = broken(at: limit)
    if lines.count > maximum {
      let kept = lines[..<maximum]
      lines = Array(kept)
      lines[maximum - 1] = shortened(lines[maximum - 1] + "…", size: size, to: limit, isBold)
      if !lines[maximum - 1].hasSuffix("…") { lines[maximum - 1] += "…" }
      return lines
    }
    // The narrowest width that needs no more lines: "University of / Wisconsin–Madison", not one full line and a word.
    var narrower = limit
    while narrower > limit / 4 {
      narrower *= 0.94
      let candidate = broken(at: narrower)
      if candidate.count > lines.count { break }
      lines = candidate
    }
    return lines
  }

  private func shortened(_ word: String, size: Double, to limit: Double, _ isBold: Bool) -> String {
    let full = width(word, size: size, isBold: isBold)
    guard full > limit, word.count > 4 else { return word }
    let keep = max(3, Int(Double(word.count) * limit / full) - 1)
    return keep >= word.count ? word : word.prefix(keep).trimmingSuffix(while: { $0 == " " || $0 == "…" }) + "…"
  }

  // MARK: Graphviz

  private static let size = 40.0
  private static let space = 0.318 * size

  /// One plain node a word; `plain` output tells how wide each became.
  private static func widths(of words: [String], isBold: Bool) throws -> [Double] {
    guard !words.isEmpty else { return [] }
    var dot = "graph words {\nnode [shape=plain fontsize=\(decimal(size))"
    dot += " fontname=\(DOT.quoted(isBold ? "DejaVu Sans Bold" : "DejaVu Sans"))]\n"
    for (index, word) in words.enumerated() {
      dot += "n\(index) [label=\(DOT.quoted(DOT.label(word)))]\n"
    }
    let result = try GraphvizRenderer.render(RenderJob(dot: dot + "}\n", engine: "osage", format: .plain))
    let boxes = PlainLayout(result.data)
    return words.indices.map { boxes.boxes["n\($0)"]?.width ?? 0 }
  }
}

/// Positions as Graphviz's format `plain` gives them, in points, y downwards.
struct PlainLayout {
  var boxes: [String: Box] = [:]

  /// Reads the lines `node NAME X Y WIDTH HEIGHT ...`; its unit is the inch.
  init(_ data: some Sequence<UInt8>) {
    for line in String(decoding: Array(data), as: UTF8.self).split(separator: "\n") {
      let fields = line.split(separator: " ", maxSplits: 6)
      guard fields.count >= 6, fields[0] == "node" else { continue }
      let numbers = fields[2..<6].compactMap { Double($0) }
      guard numbers.count == 4, numbers.allSatisfy(\.isFinite) else { continue }
      boxes[String(fields[1])] = Box(
        center: Point(x: numbers[0] * 72, y: -numbers[1] * 72), width: numbers[2] * 72, height: numbers[3] * 72)
    }
  }
}

extension StringProtocol {
  fileprivate func trimmingSuffix(while predicate: (Character) -> Bool) -> String {
    var end = endIndex
    while end > startIndex, predicate(self[index(before: end)]) { end = index(before: end) }
    return String(self[..<end])
  }
}
