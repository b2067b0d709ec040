import CXML

/// Titles as databases send them: with HTML entities and inline markup inside plain text.
enum TitleText {
  /// The text without tags of inline markup, entities decoded, cleaned. LaTeX stays as written.
  ///
  ///     clean("<i>In vivo</i> R&amp;D at 5 < 6")  // "In vivo R&D at 5 < 6"
  static func clean(_ bytes: UnsafeBufferPointer<UInt8>?) -> String {
    guard let bytes else { return "" }
    if !bytes.contains(where: { $0 == UInt8(ascii: "<") || $0 == UInt8(ascii: "&") }) { return FieldText.clean(bytes) }
    return clean(String(decoding: bytes, as: UTF8.self))
  }

  /// The same for text.
  static func clean(_ text: String) -> String { FieldText.clean(decodingEntities(withoutTags(text))) }

  /// Elements that mark words up; anything else in angle brackets is text.
  private static let inline: Set<String> = [
    "i", "b", "em", "strong", "u", "sub", "sup", "inf", "scp", "sc", "tt", "span", "p", "br", "italic", "bold",
    "jats:italic", "jats:bold", "jats:sub", "jats:sup", "jats:p", "jats:title", "mml:math", "mml:mi", "mml:mn",
    "mml:mo",
    "mml:mrow", "mml:msub", "mml:msup", "mml:mtext", "mml:semantics", "mml:annotation", "mml:mstyle", "math", "mi",
    "mn",
    "mo", "mrow", "msub", "msup", "inline-formula", "tex-math", "fixed-case", "ref",
  ]

  static func withoutTags(_ text: String) -> String {
    guard text.contains("<") else { return text }
    var result = ""
    var rest = Substring(text)
    while let open = rest.firstIndex(of: "<") {
      result += rest[..<open]
      let inside = rest[rest.index(after: open)...]
      if let close = inside.prefix(200).firstIndex(of: ">") {
        let name = inside[..<close].drop { $0 == "/" }.prefix { $0.isLetter || $0.isNumber || $0 == ":" || $0 == "-" }
        if inline.contains(name.lowercased()) {
          rest = inside[inside.index(after: close)...]
          continue
        }
      }
      result.append("<")
      rest = inside
    }
    return result + rest
  }

  /// `&amp;`, `&#233;`, `&#xE9;`, `&eacute;` and the other entities of HTML 4; unknown ones stay as written.
  static func decodingEntities(_ text: String) -> String {
    guard text.contains("&") else { return text }
    var result = ""
    var rest = Substring(text)
    while let ampersand = rest.firstIndex(of: "&") {
      result += rest[..<ampersand]
      let inside = rest[rest.index(after: ampersand)...]
      if let semicolon = inside.prefix(32).firstIndex(of: ";"), let decoded = entity(String(inside[..<semicolon])) {
        result += decoded
        rest = inside[inside.index(after: semicolon)...]
      } else {
        result.append("&")
        rest = inside
      }
    }
    return result + rest
  }

  /// What an entity's name or number stands for.
  static func entity(_ name: String) -> String? {
    if name.hasPrefix("#") {
      let digits = name.dropFirst()
      let isHex = digits.hasPrefix("x") || digits.hasPrefix("X")
      guard let value = isHex ? UInt32(digits.dropFirst(), radix: 16) : UInt32(digits),
        let scalar = Unicode.Scalar(value), value != 0
      else { return nil }
      return String(Character(scalar))
    }
    if name == "apos" { return "'" }
    guard let found = htmlEntityLookup(name), let scalar = Unicode.Scalar(found.pointee.value) else { return nil }
    return String(Character(scalar))
  }
}
