import CMasks
import Foundation

/// What every reader does with a piece of text before it becomes part of a paper.
enum FieldText {
  /// The text in NFC, white space of any kind collapsed to one space, without controls and marks of no width.
  ///
  /// Ill-formed UTF-8 becomes U+FFFD. O(n); plain ASCII is copied once.
  static func clean(_ bytes: UnsafeBufferPointer<UInt8>) -> String {
    isClean(bytes) ? String(decoding: bytes, as: UTF8.self) : cleanSlowly(String(decoding: bytes, as: UTF8.self))
  }

  /// The same for bytes of an array.
  static func clean(_ bytes: ArraySlice<UInt8>) -> String { bytes.withUnsafeBufferPointer { clean($0) } }

  /// The same for text.
  static func clean(_ text: some StringProtocol) -> String {
    var text = String(text)
    return text.withUTF8 { isClean($0) } ? text : cleanSlowly(text)
  }

  /// `clean`, but nil when nothing is left.
  static func given(_ text: (some StringProtocol)?) -> String? {
    guard let text else { return nil }
    let cleaned = clean(text)
    return cleaned.isEmpty ? nil : cleaned
  }

  /// Whether `clean` may change a text that has this byte and is UTF-8.
  ///
  /// Letters up to U+02FF, Cyrillic ones up to U+047F and ideographs (U+4000 to U+9FFF) are NFC as they stand; what may
  /// compose with them has another first byte. 0xc2 leads the controls and spaces of Latin-1.
  static func mayChange(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x20..<0x7f, 0x80..<0xc2, 0xc3..<0xcc, 0xd0, 0xd1, 0xe4...0xe9: false
    default: true
    }
  }

  private static let changers: [Bool] = (0..<256).map { mayChange(UInt8($0)) }

  /// Whether `clean` would change nothing, as far as can be told cheaply.
  static func isClean(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    guard let base = bytes.baseAddress, !bytes.isEmpty else { return true }
    let raw = UnsafeRawPointer(base)
    let count = bytes.count
    if count > 16 {
      return coterie_is_plain(base, count) != 0 || isCleanBeyondASCII(bytes, from: 0, wasBlank: true)
    }
    let high: UInt64 = 0x8080_8080_8080_8080
    let ones: UInt64 = 0x0101_0101_0101_0101
    // Eight bytes at a time while they are printable ASCII without two blanks side by side; a blank before the first and
    // behind the last is one too many.
    var at = 0
    var wasBlank: UInt64 = 0x80
    while at < count {
      var word: UInt64
      if at + 8 <= count {
        word = UInt64(littleEndian: raw.loadUnaligned(fromByteOffset: at, as: UInt64.self))
      } else if count >= 8 {
        // The last bytes, moved down; none of what fills up is a blank.
        let left = UInt64(truncatingIfNeeded: count - at) &* 8
        word = UInt64(littleEndian: raw.loadUnaligned(fromByteOffset: count - 8, as: UInt64.self)) &>> (64 &- left)
        word |= (ones &* 0x21) &<< left
      } else {
        word = ones &* 0x21
        for place in 0..<count { word = word &<< 8 | UInt64(base[count - 1 - place]) }
      }
      if (word | (word &- ones &* 0x20) | (word &+ ones)) & high != 0 {
        return isCleanBeyondASCII(bytes, from: at, wasBlank: wasBlank != 0)
      }
      // The high bit of each byte that is a blank: no byte is above 0x7e, so nothing carries.
      let blanks = ~((word ^ ones &* 0x20) &+ ones &* 0x7f) & high
      if blanks & (blanks &<< 8 | wasBlank) != 0 { return false }
      wasBlank = blanks &>> 56
      at += 8
    }
    return base[count - 1] != 0x20
  }

  /// The same byte by byte, `from` a place on.
  @inline(never)
  private static func isCleanBeyondASCII(_ bytes: UnsafeBufferPointer<UInt8>, from: Int, wasBlank: Bool) -> Bool {
    changers.withUnsafeBufferPointer { changers in
      var previous: UInt8 = wasBlank ? 0x20 : 0
      for at in from..<bytes.count {
        let byte = bytes[at]
        if changers[Int(byte)] || byte == 0x20 && previous == 0x20 { return false }
        previous = byte
      }
      // A stray continuation byte is the one ill-formed thing left; the decoder mends it.
      return previous != 0x20
    }
  }

  private static func cleanSlowly(_ text: String) -> String {
    var result: [UInt8] = []
    result.reserveCapacity(text.utf8.count)
    var isGap = false
    var mayCompose = false
    for scalar in text.unicodeScalars {
      let value = scalar.value
      // White space below U+1680 is that of ASCII, NEL and the no-break space.
      let isSpace =
        value < 0x1680
        ? value == 0x20 || 0x09...0x0d ~= value || value == 0x85 || value == 0xa0 : scalar.properties.isWhitespace
      if isSpace {
        isGap = true
        continue
      }
      // Controls, zero-width space, word joiner, byte-order mark.
      if value < 0x20 || 0x7f...0x9f ~= value || value == 0x200b || value == 0x2060 || value == 0xfeff { continue }
      if isGap, !result.isEmpty { result.append(0x20) }
      isGap = false
      // Nothing below U+0300 composes with what stands before it.
      if value >= 0x300 { mayCompose = true }
      if value < 0x80 {
        result.append(UInt8(value))
      } else {
        result.append(contentsOf: Unicode.UTF8.encode(scalar) ?? .init())
      }
    }
    let cleaned = String(decoding: result, as: UTF8.self)
    return mayCompose ? cleaned.precomposedStringWithCanonicalMapping : cleaned
  }

  /// The first run of exactly four digits that is a year (1400 to 2199); nil without one.
  static func year(_ text: some StringProtocol) -> Int? {
    var text = String(text)
    return text.withUTF8 { year($0) }
  }

  /// The same in bytes.
  static func year(_ bytes: UnsafeBufferPointer<UInt8>) -> Int? {
    var run = 0
    var value = 0
    for index in 0...bytes.count {
      let byte = index < bytes.count ? bytes[index] : 0
      if 0x30...0x39 ~= byte {
        run += 1
        value = run > 4 ? value : value * 10 + Int(byte - 0x30)
      } else {
        if run == 4, 1400...2199 ~= value { return value }
        run = 0
        value = 0
      }
    }
    return nil
  }

  /// First and last page of `321-353`, `321–353`, `321--353`; a single page or article number is a first page alone.
  static func pages(_ text: String) -> (first: String?, last: String?) {
    let parts = text.split(whereSeparator: { "-–—".contains($0) }).map { clean($0) }.filter { !$0.isEmpty }
    guard parts.count == 2 else { return (given(text), nil) }
    // PubMed shortens: 1234-9 is 1234 to 1239.
    let (first, last) = (parts[0], parts[1])
    let isShort = last.utf8.count < first.utf8.count && last.allSatisfy(\.isNumber) && first.allSatisfy(\.isNumber)
    return (first, isShort ? first.dropLast(last.count) + last : last)
  }

  /// The pieces between `separator`s, cleaned, empty ones left out.
  static func list(_ text: some StringProtocol, by separator: Character = ";") -> [String] {
    text.split(separator: separator).map { clean($0) }.filter { !$0.isEmpty }
  }

  /// Text for comparison only: without case, accents, dots, dashes and white space.
  static func folded(_ text: some StringProtocol) -> String {
    String(text).folding(options: [.caseInsensitive, .diacriticInsensitive, .widthInsensitive], locale: nil)
      .filter { $0.isLetter || $0.isNumber }
  }

  /// Lower case with underscores, for the keys of `Paper.fields`.
  static func key(_ text: some StringProtocol) -> String {
    let words = text.lowercased().split(whereSeparator: { !$0.isLetter && !$0.isNumber })
    return words.joined(separator: "_")
  }
}
