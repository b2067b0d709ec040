import Bibliography

/// Text on its way out as UTF-8, given on in pieces of about a megabyte, so that no list is too long to be written.
struct ByteOutput {
  private static let pieceSize = 1 << 20

  private(set) var bytes: [UInt8] = []
  private let give: ([UInt8]) throws -> Void

  init(_ give: @escaping ([UInt8]) throws -> Void) {
    self.give = give
    bytes.reserveCapacity(Self.pieceSize + Self.pieceSize / 4)
  }

  mutating func add(byte: UInt8) { bytes.append(byte) }
  mutating func add(_ text: String) { bytes.append(contentsOf: text.utf8) }
  mutating func add(_ text: some Collection<UInt8>) { bytes.append(contentsOf: text) }

  /// The number in decimal digits.
  mutating func add(_ number: Int) {
    if number < 0 { bytes.append(0x2D) }
    var rest = number.magnitude
    let first = bytes.count
    repeat {
      bytes.append(UInt8(0x30 + rest % 10))
      rest /= 10
    } while rest > 0
    bytes[first...].reverse()
  }

  mutating func addSpaces(_ count: Int) {
    if count > 0 { bytes.append(contentsOf: repeatElement(0x20, count: count)) }
  }

  /// Takes blanks from the end of the line at hand, and ends it.
  mutating func endTrimmedLine() {
    while bytes.last == 0x20 { bytes.removeLast() }
    bytes.append(0x0A)
  }

  /// Gives on what there is when it is enough for a piece.
  mutating func flushWhenFull() throws { if bytes.count >= Self.pieceSize { try flush() } }

  mutating func flush() throws {
    guard !bytes.isEmpty else { return }
    try give(bytes)
    bytes.removeAll(keepingCapacity: true)
  }
}

/// Texts of real numbers that were written lately: long lists repeat them.
struct RealTexts {
  private var numbers = [UInt64](repeating: 0, count: 1 << 12)
  private var texts = [String](repeating: "", count: 1 << 12)

  /// The text that `make` gives for a number.
  mutating func text(_ number: Double, _ make: (Double) -> String) -> String {
    let bits = number.bitPattern
    let slot = Int(truncatingIfNeeded: (bits &* 0x9E37_79B9_7F4A_7C15) >> 52)
    if numbers[slot] != bits || texts[slot].isEmpty {
      numbers[slot] = bits
      texts[slot] = make(number)
    }
    return texts[slot]
  }
}
