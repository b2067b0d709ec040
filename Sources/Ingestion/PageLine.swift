import Foundation

/// One line of a page, cleaned of what carries no meaning; marks of emphasis, tabs and leaders are still in it.
struct PageLine {
  /// Counts from 1.
  var number: Int
  /// The line as it stands in the source, for columns.
  var raw: String
  /// NFC, trimmed, without invisible characters; a no-break space is a space.
  var text: String
  /// Whether a blank line (or the page's start) stands before it.
  var followsBlank: Bool
  /// The depth of a heading that the markup itself declares: 1 for `#` and `<h1>`; nil for an ordinary line.
  var heading: Int?
  /// Whether the line is an item of a list.
  var isItem = false
  /// What the markup calls the block that the line stands in.
  var role: Role?

  enum Role { case title, authors, track }

  /// The place of `fragment` in the line (of the line's first visible character when it is not found).
  func column(of fragment: String = "") -> Int {
    if !fragment.isEmpty, let range = raw.range(of: fragment) {
      return raw.unicodeScalars.distance(from: raw.startIndex, to: range.lowerBound) + 1
    }
    return raw.unicodeScalars.prefix { $0.properties.isWhitespace }.count + 1
  }
}

extension PageLine {
  /// A line longer than this (in bytes) is no line of a contents page.
  static let longest = 1 << 20

  /// What splitting found: the lines that are not blank, and what has to be said about the others.
  struct Split {
    var lines: [PageLine] = []
    /// Numbers of lines that are longer than `longest`, with their lengths in bytes.
    var tooLong: [(line: Int, bytes: Int)] = []
    /// Where bytes that are not UTF-8 were replaced by U+FFFD.
    var illFormed: [(line: Int, column: Int)] = []
  }

  /// Splits text at line feeds, carriage returns and form feeds; linear in the length of `bytes`.
  static func split(_ bytes: [UInt8]) -> Split {
    var result = Split()
    var number = 1
    var start = 0
    var blank = true
    func take(_ end: Int) {
      let slice = bytes[start..<end]
      guard !slice.isEmpty else {
        blank = true
        return
      }
      guard slice.count <= longest else {
        result.tooLong.append((number, slice.count))
        return
      }
      var raw = ""
      if let valid = String(validating: slice, as: UTF8.self) {
        raw = valid
      } else {
        raw = String(decoding: slice, as: UTF8.self)
        let column = raw.unicodeScalars.prefix { $0 != "\u{FFFD}" }.count + 1
        result.illFormed.append((number, column))
      }
      let text = clean(raw)
      guard !text.isEmpty else {
        blank = true
        return
      }
      result.lines.append(PageLine(number: number, raw: raw, text: text, followsBlank: blank))
      blank = false
    }
    var at = 0
    while at < bytes.count {
      let byte = bytes[at]
      if byte == 0x0A || byte == 0x0D || byte == 0x0C {
        take(at)
        if byte == 0x0C { blank = true } else { number += 1 }
        if byte == 0x0D, at + 1 < bytes.count, bytes[at + 1] == 0x0A { at += 1 }
        start = at + 1
      }
      at += 1
    }
    take(bytes.count)
    return result
  }

  /// NFC, trimmed, no-break spaces as spaces, entities as their characters, invisible characters gone; tabs stay.
  static func clean(_ raw: String) -> String {
    var text = String.UnicodeScalarView()
    for scalar in raw.unicodeScalars {
      switch scalar {
      case "\t": text.append(scalar)
      case "\u{AD}", "\u{200B}"..."\u{200F}", "\u{2060}", "\u{FEFF}", "\u{0}"..."\u{1F}", "\u{7F}"..."\u{84}",
        "\u{86}"..."\u{9F}":
        continue
      default: text.append(scalar.properties.isWhitespace ? " " : scalar)
      }
    }
    var result = String(text)
    if result.contains("&") { result = decodingEntities(result) }
    if !result.utf8.allSatisfy({ $0 < 0x80 }) { result = result.precomposedStringWithCanonicalMapping }
    return result.trimmed
  }

  /// Characters for the references of XML and the few of HTML that pages are full of; others stay as they are.
  static func decodingEntities(_ text: String) -> String {
    let named: [String: String] = [
      "amp": "&", "lt": "<", "gt": ">", "quot": "\"", "apos": "'", "nbsp": " ", "ndash": "–", "mdash": "—",
      "rsquo": "’", "lsquo": "‘", "ldquo": "“", "rdquo": "”", "hellip": "…",
    ]
    var result = ""
    var rest = Substring(text)
    while let start = rest.firstIndex(of: "&") {
      result += rest[..<start]
      let tail = rest[rest.index(after: start)...]
      let name = tail.prefix(8).prefix { $0 != ";" && ($0.isLetter || $0.isNumber || $0 == "#") }
      let end = name.endIndex
      var replacement: String?
      if end < tail.endIndex, tail[end] == ";" {
        if name.hasPrefix("#") {
          let digits = name.dropFirst()
          let isHex = digits.first == "x" || digits.first == "X"
          let code = isHex ? UInt32(digits.dropFirst(), radix: 16) : UInt32(digits)
          replacement = code.flatMap(Unicode.Scalar.init).map { $0.value < 32 ? " " : String($0) }
        } else {
          replacement = named[String(name)]
        }
      }
      if let replacement {
        result += replacement
        rest = tail[tail.index(after: end)...]
      } else {
        result += "&"
        rest = tail
      }
    }
    return result + rest
  }
}

extension StringProtocol {
  /// Without white space at its ends.
  var trimmed: String {
    var slice = self[...]
    while let first = slice.first, first.isWhitespace { slice = slice.dropFirst() }
    while let last = slice.last, last.isWhitespace { slice = slice.dropLast() }
    return String(slice)
  }

  /// Whether the bytes of `part` occur in it; much faster than `contains(_:)`, which compares by locale or grapheme.
  func holds(_ part: StaticString) -> Bool {
    part.withUTF8Buffer { part in
      guard let first = part.first else { return true }
      let view = utf8
      var at = view.startIndex
      while let start = view[at...].firstIndex(of: first) {
        if view[start...].starts(with: part) { return true }
        at = view.index(after: start)
      }
      return false
    }
  }

  /// Runs of white space as one space, trimmed.
  var collapsed: String { split(whereSeparator: \.isWhitespace).joined(separator: " ") }

  /// Without case and diacritics, runs of what is neither letter nor digit as one space: for comparing names.
  var folded: String {
    let plain = String(self).folding(options: [.caseInsensitive, .diacriticInsensitive], locale: nil)
    return plain.split { !($0.isLetter || $0.isNumber) }.joined(separator: " ")
  }
}
