import Foundation

/// The part of YAML that programme files are written in: block mappings and sequences, quoted and plain scalars,
/// literal and folded blocks, flow sequences of scalars, comments.
///
/// Anchors, tags, multi-line flow collections and merge keys are not read; a line that cannot be understood is left
/// out and told. Source: yaml.org/spec/1.2.2.
enum YAMLNode {
  case scalar(String, line: Int)
  case sequence([YAMLNode], line: Int)
  case mapping([(key: String, value: YAMLNode)], line: Int)

  /// The line on which it starts, from 1.
  var line: Int {
    switch self {
    case .scalar(_, let line), .sequence(_, let line), .mapping(_, let line): line
    }
  }
}

struct YAMLDocument {
  private struct Line {
    var number: Int
    var indent: Int
    var text: Substring
  }

  private var lines: [Line] = []
  private var at = 0
  private var depth = 0
  /// All lines as they are, for literal blocks.
  private let raw: [Substring]
  /// Numbers of lines that were not understood.
  private(set) var misunderstood: [Int] = []
  /// What was read; nil for an empty document.
  private(set) var root: YAMLNode?

  /// Reads `text`; `firstLine` is the number of its first line in the source.
  init(_ text: some StringProtocol, firstLine: Int = 1) {
    raw = String(text).split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
    for (place, line) in raw.enumerated() {
      let indent = line.prefix { $0 == " " }.count
      let rest = line.dropFirst(indent)
      if rest.isEmpty || rest.allSatisfy(\.isWhitespace) || rest.hasPrefix("#") || rest == "---" { continue }
      lines.append(Line(number: place + firstLine, indent: indent, text: rest))
    }
    offset = firstLine
    if !lines.isEmpty { root = node(lines[0].indent) }
    while at < lines.count {
      misunderstood.append(lines[at].number)
      at += 1
    }
  }
  private let offset: Int

  private static let deepest = 64

  private mutating func node(_ indent: Int) -> YAMLNode? {
    guard at < lines.count, depth < Self.deepest else { return nil }
    depth += 1
    defer { depth -= 1 }
    let line = lines[at]
    if Self.isItem(line.text) { return sequence(line.indent) }
    if Self.key(line.text) != nil { return mapping(line.indent) }
    at += 1
    return .scalar(Self.unquoted(line.text), line: line.number)
  }

  private static func isItem(_ text: Substring) -> Bool { text == "-" || text.hasPrefix("- ") }

  private mutating func sequence(_ indent: Int) -> YAMLNode {
    let start = lines[at].number
    var items: [YAMLNode] = []
    while at < lines.count, lines[at].indent == indent, Self.isItem(lines[at].text) {
      let rest = lines[at].text.dropFirst(1)
      let spaces = rest.prefix { $0 == " " }.count
      let inner = rest.dropFirst(spaces)
      if inner.isEmpty {
        let number = lines[at].number
        at += 1
        if at < lines.count, lines[at].indent > indent, let item = node(lines[at].indent) {
          items.append(item)
        } else {
          items.append(.scalar("", line: number))
        }
      } else {
        // The item's first line goes on as if it stood alone, indented by the dash.
        lines[at].indent = indent + 1 + spaces
        lines[at].text = inner
        let before = at
        if let item = node(lines[at].indent) { items.append(item) }
        if at == before { skip() }
      }
      skipDeeper(than: indent)
    }
    return .sequence(items, line: start)
  }

  private mutating func mapping(_ indent: Int) -> YAMLNode {
    let start = lines[at].number
    var pairs: [(String, YAMLNode)] = []
    while at < lines.count, lines[at].indent == indent, let (key, rest) = Self.key(lines[at].text) {
      let number = lines[at].number
      at += 1
      if let first = rest.first, first == "|" || first == ">", rest.count <= 3 {
        pairs.append((key, .scalar(block(indent, folded: first == ">"), line: number)))
      } else if rest.isEmpty {
        let isNested =
          at < lines.count && (lines[at].indent > indent || lines[at].indent == indent && Self.isItem(lines[at].text))
        if isNested, let value = node(lines[at].indent) {
          pairs.append((key, value))
        } else {
          pairs.append((key, .scalar("", line: number)))
        }
      } else if rest.hasPrefix("["), rest.hasSuffix("]") {
        let items = Self.flowItems(rest.dropFirst().dropLast())
        pairs.append((key, .sequence(items.map { .scalar($0, line: number) }, line: number)))
      } else {
        pairs.append((key, .scalar(scalar(rest, indent), line: number)))
      }
      skipDeeper(than: indent)
    }
    return .mapping(pairs, line: start)
  }

  /// A scalar that may go on in deeper lines: an open quote, or plain text that is no key.
  private mutating func scalar(_ first: Substring, _ indent: Int) -> String {
    var text = String(first)
    let quote = first.first.flatMap { $0 == "\"" || $0 == "'" ? $0 : nil }
    while at < lines.count, lines[at].indent > indent {
      if let quote { guard !Self.isClosed(text, quote) else { break } }
      text += " " + lines[at].text
      at += 1
    }
    return Self.unquoted(text[...])
  }

  private mutating func block(_ indent: Int, folded: Bool) -> String {
    guard at < lines.count, lines[at].indent > indent else { return "" }
    let inner = lines[at].indent
    var result: [Substring] = []
    while at < lines.count, lines[at].indent >= inner {
      result.append(raw[lines[at].number - offset].dropFirst(inner))
      at += 1
    }
    return result.joined(separator: folded ? " " : "\n")
  }

  private mutating func skip() {
    misunderstood.append(lines[at].number)
    at += 1
  }

  private mutating func skipDeeper(than indent: Int) {
    while at < lines.count, lines[at].indent > indent { skip() }
  }

  // MARK: Scalars

  /// `key: rest`, `"key": rest`; nil when the text is no key.
  private static func key(_ text: Substring) -> (String, Substring)? {
    if let quote = text.first, quote == "\"" || quote == "'" {
      guard let end = text.dropFirst().firstIndex(of: quote) else { return nil }
      let rest = text[text.index(after: end)...].drop { $0 == " " }
      guard rest.first == ":", rest.count == 1 || rest.dropFirst().first == " " else { return nil }
      return (String(text[text.index(after: text.startIndex)..<end]), rest.dropFirst().drop { $0 == " " })
    }
    var from = text.startIndex
    while let colon = text[from...].firstIndex(of: ":") {
      let next = text.index(after: colon)
      if next == text.endIndex || text[next].isWhitespace {
        let key = text[..<colon]
        guard !key.isEmpty, key.count <= 64, !key.contains("#") else { return nil }
        return (key.trimmingCharacters(in: .whitespaces), text[next...].drop(while: \.isWhitespace))
      }
      from = next
    }
    return nil
  }

  private static func isClosed(_ text: String, _ quote: Character) -> Bool {
    guard text.count > 1, text.last == quote else { return false }
    if quote == "'" { return text.reversed().prefix { $0 == "'" }.count % 2 == 1 || text == "''" }
    return text.dropLast().reversed().prefix { $0 == "\\" }.count % 2 == 0
  }

  /// A scalar without quotes, escapes and a comment behind it.
  static func unquoted(_ text: Substring) -> String {
    let text = text.trimmingCharacters(in: .whitespaces)
    if text.hasPrefix("\""), let end = text.dropFirst().lastIndex(of: "\"") {
      let inside = text[text.index(after: text.startIndex)..<end]
      var result = ""
      var escaped = false
      for character in inside {
        if escaped {
          result.append(character == "n" || character == "t" ? " " : character)
          escaped = false
        } else if character == "\\" {
          escaped = true
        } else {
          result.append(character)
        }
      }
      return result
    }
    if text.hasPrefix("'"), let end = text.dropFirst().lastIndex(of: "'") {
      return text[text.index(after: text.startIndex)..<end].replacingOccurrences(of: "''", with: "'")
    }
    if let comment = text.range(of: " #") { return text[..<comment.lowerBound].trimmingCharacters(in: .whitespaces) }
    return text
  }

  /// `a, "b, c"` as its items.
  private static func flowItems(_ text: Substring) -> [String] {
    var items: [String] = []
    var item = ""
    var quote: Character?
    for character in text {
      if let held = quote {
        if character == held { quote = nil }
        item.append(character)
      } else if character == "," {
        items.append(unquoted(item[...]))
        item = ""
      } else {
        if character == "\"" || character == "'" { quote = character }
        item.append(character)
      }
    }
    items.append(unquoted(item[...]))
    return items.filter { !$0.isEmpty }
  }
}
