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

  /// Whether `clean` would change nothing, as far as can be told cheaply: everything below U+0300 is NFC as it stands.
  private static func isClean(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    var previous: UInt8 = 0x20
    for byte in bytes {
      // 0xc2 leads the controls and spaces of Latin-1, 0xcc and above what may compose or be a space.
      if byte < 0x20 || byte >= 0xcc || byte == 0xc2 || byte == 0x7f { return false }
      if byte == 0x20, previous == 0x20 { return false }
      previous = byte
    }
    if !bytes.isEmpty, previous == 0x20 { return false }
    // A stray continuation byte is the one ill-formed thing left; the decoder mends it.
    return true
  }

  private static func cleanSlowly(_ text: String) -> String {
    var result = String.UnicodeScalarView()
    var isGap = false
    for scalar in text.unicodeScalars {
      if scalar.properties.isWhitespace {
        isGap = true
        continue
      }
      // Controls, zero-width space, word joiner, byte-order mark.
      if scalar.value < 0x20 || 0x7f...0x9f ~= scalar.value || [0x200b, 0x2060, 0xfeff].contains(scalar.value) {
        continue
      }
      if isGap, !result.isEmpty { result.append(" ") }
      isGap = false
      result.append(scalar)
    }
    return String(result).precomposedStringWithCanonicalMapping
  }

  /// The first run of exactly four digits that is a year (1400 to 2199); nil without one.
  static func year(_ text: some StringProtocol) -> Int? {
    var run = 0
    var value = 0
    for byte in Array(text.utf8) + [0] {
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

extension String.UTF8View {
  /// Whether `part` stands in these bytes, ASCII letters of either case being equal.
  func containsCaseInsensitively(_ part: String.UTF8View) -> Bool {
    func lower(_ byte: UInt8) -> UInt8 { 0x41...0x5a ~= byte ? byte | 0x20 : byte }
    let whole = map(lower)
    let wanted = part.map(lower)
    if wanted.isEmpty || wanted.count > whole.count { return false }
    return (0...whole.count - wanted.count).contains { whole[$0..<$0 + wanted.count].elementsEqual(wanted) }
  }
}
