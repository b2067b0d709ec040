import Foundation

/// Makes the spellings of one personal name equal: case, diacritics, dots, apostrophes, other alphabets.
public enum NameFolding {
  /// Lower case, without diacritics and punctuation: `Häußler` gives `haussler`, `O’Brien` gives `obrien`,
  /// `Jean-Pierre` gives `jean-pierre`, `Иванов` gives `ivanov`.
  ///
  /// Letters of scripts without a table (Han, Hangul, kana, ...) are kept.
  /// - Complexity: O(length); ASCII takes a path without decomposition.
  public static func fold(_ text: some StringProtocol) -> String {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(text.utf8.count)
    for byte in text.utf8 {
      switch byte {
      case 0x61...0x7A, 0x30...0x39: bytes.append(byte)
      case 0x41...0x5A: bytes.append(byte | 0x20)
      case 0x20, 0x2D: bytes.append(byte)
      case 0x80...: return foldScalars(String(text))
      default: break
      }
    }
    return trimmed(bytes)
  }

  /// A coarser form in which transliterations meet: `ae`, `oe`, `ue` lose their e, hyphens and spaces go, doubled
  /// letters are one: `mueller`, `muller` and `müller` give `muler`. Names of up to three letters keep their e (`xue`
  /// is not `xu`).
  public static func transliterated(_ folded: String) -> String {
    var out: [UInt8] = []
    let length = folded.utf8.count
    out.reserveCapacity(length)
    for byte in folded.utf8 where byte != 0x20 && byte != 0x2D {
      if byte == 0x65, length > 3, let last = out.last, out.count > 1, last == 0x61 || last == 0x6F || last == 0x75 {
        continue
      }
      if byte < 0x80, byte == out.last { continue }
      out.append(byte)
    }
    return String(decoding: out, as: UTF8.self)
  }

  /// Whether one letter inserted, dropped, changed or swapped with its neighbour makes the two equal.
  ///
  ///     withinOneEdit("nikolai", "nickolai")  // true
  /// - Complexity: O(length).
  static func withinOneEdit(_ a: String, _ b: String) -> Bool {
    let a = Array(a.utf8)
    let b = Array(b.utf8)
    guard abs(a.count - b.count) <= 1 else { return false }
    var start = 0
    while start < min(a.count, b.count), a[start] == b[start] { start += 1 }
    var end = 0
    while end < min(a.count, b.count) - start, a[a.count - 1 - end] == b[b.count - 1 - end] { end += 1 }
    let left = a.count - start - end
    let right = b.count - start - end
    if left <= 1, right <= 1 { return true }
    return left == 2 && right == 2 && a[start] == b[start + 1] && a[start + 1] == b[start]
  }

  private static func foldScalars(_ text: String) -> String {
    var bytes: [UInt8] = []
    var previous: Unicode.Scalar = " "
    for scalar in text.decomposedStringWithCompatibilityMapping.lowercased().unicodeScalars {
      switch scalar.properties.generalCategory {
      case .nonspacingMark, .spacingMark, .enclosingMark:
        // Marks are diacritics in alphabets we spell out, and letters in those we keep.
        if (bytes.last ?? 0) >= 0x80 { bytes += Array(String(scalar).utf8) }
      case .lowercaseLetter, .uppercaseLetter, .titlecaseLetter, .otherLetter, .modifierLetter, .decimalNumber:
        if scalar.value < 0x80 {
          bytes.append(UInt8(scalar.value))
        } else if scalar == "υ", previous == "ο" {
          // The two together are one sound: Papadopoulos.
          bytes.append(0x75)
        } else if let latin = letters[scalar] {
          bytes += Array(latin.utf8)
        } else {
          bytes += Array(String(scalar).utf8)
        }
      case .dashPunctuation: bytes.append(0x2D)
      case .spaceSeparator: bytes.append(0x20)
      default: break
      }
      if scalar.properties.generalCategory != .nonspacingMark { previous = scalar }
    }
    return trimmed(bytes)
  }

  private static func trimmed(_ bytes: [UInt8]) -> String {
    var slice = bytes[...]
    while let first = slice.first, first == 0x20 || first == 0x2D { slice.removeFirst() }
    while let last = slice.last, last == 0x20 || last == 0x2D { slice.removeLast() }
    return String(decoding: slice, as: UTF8.self)
  }

  /// Letters that are not a Latin letter with marks. Cyrillic after ISO/R 9 as papers print it, Greek by sound.
  private static let letters: [Unicode.Scalar: String] = [
    "ß": "ss", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h", "ə": "e",
    "а": "a", "б": "b", "в": "v", "г": "g", "д": "d", "е": "e", "ж": "zh", "з": "z", "и": "i", "к": "k", "л": "l",
    "м": "m", "н": "n", "о": "o", "п": "p", "р": "r", "с": "s", "т": "t", "у": "u", "ф": "f", "х": "kh", "ц": "ts",
    "ч": "ch", "ш": "sh", "щ": "shch", "ъ": "", "ы": "y", "ь": "", "э": "e", "ю": "yu", "я": "ya", "є": "ye",
    "і": "i", "ґ": "g", "α": "a", "β": "v", "γ": "g", "δ": "d", "ε": "e", "ζ": "z", "η": "i", "θ": "th", "ι": "i",
    "κ": "k", "λ": "l", "μ": "m", "ν": "n", "ξ": "x", "ο": "o", "π": "p", "ρ": "r", "σ": "s", "ς": "s", "τ": "t",
    "υ": "y", "φ": "f", "χ": "ch", "ψ": "ps", "ω": "o",
  ]
}
