import Foundation

/// Folds printed text to plain lower-case letters, so that `Universität`, `UNIVERSITAT` and `Universita\u{308}t` meet.
///
/// Marks are dropped, ligatures and letters with strokes are spelled out (`ß` ss, `ø` o, `æ` ae), full-width forms
/// narrowed. Letters of other scripts are lower-cased and kept: a registry has names in them too.
enum Folding {
  /// What one scalar becomes.
  enum Class: UInt8 { case separator, letter, mark, apostrophe, ideograph }

  /// Folded UTF-8 of the scalars below 0x530 and of 0x1E00…0x1FFF, by `slot`; empty for marks and separators.
  private static let table: [[UInt8]] = scalars.map(foldSlowly)
  /// What those scalars are: the number of their class, and `capital` for capital letters.
  private static let kinds: [UInt8] = scalars.map {
    classifySlowly($0).rawValue | ($0.properties.isUppercase ? capital : 0)
  }
  private static let capital: UInt8 = 0x80
  private static let scalars = [0..<UInt32(0x530), 0x1E00..<0x2000].joined().compactMap { Unicode.Scalar($0) }

  /// The place of a scalar in the tables; nil for scalars that stand in none.
  @inline(__always)
  private static func slot(_ value: UInt32) -> Int? {
    value < 0x530 ? Int(value) : (0x1E00..<0x2000).contains(value) ? Int(value - 0x1E00 + 0x530) : nil
  }

  private static let spelledOut: [UInt32: String] = [
    0xDF: "ss", 0x1E9E: "ss", 0xE6: "ae", 0xC6: "ae", 0x153: "oe", 0x152: "oe", 0xF8: "o", 0xD8: "o", 0x111: "d",
    0x110: "d", 0xF0: "d", 0xD0: "d", 0x142: "l", 0x141: "l", 0x131: "i", 0x130: "i", 0xFE: "th", 0xDE: "th",
    0x127: "h", 0x126: "h", 0x167: "t", 0x14B: "n", 0x282: "s", 0x259: "e", 0x18F: "e", 0x439: "и", 0x419: "и",
    0x451: "е", 0x401: "е",
  ]

  private static func foldSlowly(_ scalar: Unicode.Scalar) -> [UInt8] {
    if let spelled = spelledOut[scalar.value] { return Array(spelled.utf8) }
    guard classifySlowly(scalar) == .letter else { return [] }
    let parts = String(scalar).decomposedStringWithCompatibilityMapping.unicodeScalars
    let kept = parts.filter { !(0x300...0x36F).contains($0.value) }
    return Array(String(String.UnicodeScalarView(kept)).lowercased().utf8)
  }

  /// Appends what `scalar` folds to.
  static func append(_ scalar: Unicode.Scalar, to bytes: inout [UInt8]) {
    let value = scalar.value
    if value < 0x80 {
      bytes.append(value >= 0x41 && value <= 0x5A ? UInt8(value | 0x20) : UInt8(value))
    } else if let slot = slot(value) {
      bytes.append(contentsOf: table[slot])
    } else if (0xFF01...0xFF5E).contains(value) {
      append(Unicode.Scalar(UInt8(value - 0xFEE0)), to: &bytes)
    } else {
      bytes.append(contentsOf: scalar.properties.lowercaseMapping.utf8)
    }
  }

  /// Whether a scalar belongs to a word, stands alone as one, or ends it.
  static func classify(_ scalar: Unicode.Scalar) -> Class {
    let value = scalar.value
    if value < 0x80 {
      let isLetter = (value | 0x20) >= 0x61 && (value | 0x20) <= 0x7A
      return isLetter || (value >= 0x30 && value <= 0x39) ? .letter : value == 0x27 ? .apostrophe : .separator
    }
    return slot(value).flatMap { Class(rawValue: kinds[$0] & ~capital) } ?? classifySlowly(scalar)
  }

  /// Whether a scalar is a capital letter.
  static func isCapital(_ scalar: Unicode.Scalar) -> Bool {
    let value = scalar.value
    if value < 0x80 { return value >= 0x41 && value <= 0x5A }
    return slot(value).map { kinds[$0] & capital != 0 } ?? scalar.properties.isUppercase
  }

  private static func classifySlowly(_ scalar: Unicode.Scalar) -> Class {
    switch scalar.value {
    case 0..<0x80: return classify(scalar)
    case 0x2018, 0x2019, 0x02BC, 0x02BB, 0xB4, 0x60, 0x2BE, 0x2BF: return .apostrophe
    case 0x300...0x36F, 0xAD, 0x200B...0x200F, 0xFEFF: return .mark
    case 0x3040...0x30FF, 0x3400...0x4DBF, 0x4E00...0x9FFF, 0xF900...0xFAFF: return .ideograph
    case 0xAA, 0xBA, 0xB0: return .mark
    default:
      let properties = scalar.properties
      if properties.isAlphabetic || properties.numericType != nil { return .letter }
      return properties.generalCategory == .nonspacingMark ? .mark : .separator
    }
  }

  /// A whole text folded, words separated by one space: the form of a `name:` key.
  static func key(_ text: String) -> String {
    var bytes: [UInt8] = []
    var pendingSpace = false
    for scalar in text.unicodeScalars {
      switch classify(scalar) {
      case .letter, .ideograph:
        if pendingSpace, !bytes.isEmpty { bytes.append(0x20) }
        pendingSpace = false
        append(scalar, to: &bytes)
      case .separator: pendingSpace = true
      case .mark, .apostrophe: break
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
