import Foundation

/// Folds printed text to plain lower-case letters, so that `Universität`, `UNIVERSITAT` and `Universita\u{308}t` meet.
///
/// Marks are dropped, ligatures and letters with strokes are spelled out (`ß` ss, `ø` o, `æ` ae), full-width forms
/// narrowed. Letters of other scripts are lower-cased and kept: a registry has names in them too.
enum Folding {
  /// What one scalar becomes.
  enum Class: UInt8 { case separator, letter, mark, apostrophe, ideograph }

  /// Folded UTF-8 of the scalars below 0x530 and of 0x1E00…0x1FFF, by position; empty for marks and separators.
  private static let table: [[UInt8]] = (0..<tableSize).map { slot in
    guard let scalar = Unicode.Scalar(slot < 0x530 ? slot : slot - 0x530 + 0x1E00) else { return [] }
    return foldSlowly(scalar)
  }
  private static let tableSize: UInt32 = 0x530 + 0x200

  private static let spelledOut: [UInt32: String] = [
    0xDF: "ss", 0x1E9E: "ss", 0xE6: "ae", 0xC6: "ae", 0x153: "oe", 0x152: "oe", 0xF8: "o", 0xD8: "o", 0x111: "d",
    0x110: "d", 0xF0: "d", 0xD0: "d", 0x142: "l", 0x141: "l", 0x131: "i", 0x130: "i", 0xFE: "th", 0xDE: "th",
    0x127: "h", 0x126: "h", 0x167: "t", 0x14B: "n", 0x282: "s", 0x259: "e", 0x18F: "e", 0x439: "и", 0x419: "и",
    0x451: "е", 0x401: "е",
  ]

  private static func foldSlowly(_ scalar: Unicode.Scalar) -> [UInt8] {
    if let spelled = spelledOut[scalar.value] { return Array(spelled.utf8) }
    guard classify(scalar) == .letter else { return [] }
    let parts = String(scalar).decomposedStringWithCompatibilityMapping.unicodeScalars
    let kept = parts.filter { !(0x300...0x36F).contains($0.value) }
    return Array(String(String.UnicodeScalarView(kept)).lowercased().utf8)
  }

  /// Appends what `scalar` folds to.
  static func append(_ scalar: Unicode.Scalar, to bytes: inout [UInt8]) {
    let value = scalar.value
    if value < 0x80 {
      bytes.append(value >= 0x41 && value <= 0x5A ? UInt8(value | 0x20) : UInt8(value))
    } else if value < 0x530 {
      bytes.append(contentsOf: table[Int(value)])
    } else if (0x1E00..<0x2000).contains(value) {
      bytes.append(contentsOf: table[Int(value - 0x1E00 + 0x530)])
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
    switch value {
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
