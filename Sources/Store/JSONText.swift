/// Writes JSON by hand, byte after byte, in the order given: exports have a fixed order of keys and no need of a tree.
struct JSONText {
  private(set) var bytes: [UInt8] = []

  mutating func raw(_ text: StaticString) {
    text.withUTF8Buffer { bytes.append(contentsOf: $0) }
  }
  mutating func raw(_ other: [UInt8]) { bytes.append(contentsOf: other) }
  mutating func removeAll() { bytes.removeAll(keepingCapacity: true) }

  /// A string, or null.
  mutating func string(_ text: String?) {
    guard var text else {
      raw("null")
      return
    }
    text.withUTF8 { string($0) }
  }

  /// A string of UTF-8.
  mutating func string(_ utf8: UnsafeBufferPointer<UInt8>) {
    bytes.append(UInt8(ascii: "\""))
    for byte in utf8 {
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"):
        bytes.append(UInt8(ascii: "\\"))
        bytes.append(byte)
      case 0x0A: raw("\\n")
      case 0x0D: raw("\\r")
      case 0x09: raw("\\t")
      case 0..<0x20, 0x7F:
        raw("\\u00")
        bytes.append(Self.digits[Int(byte >> 4)])
        bytes.append(Self.digits[Int(byte & 15)])
      default: bytes.append(byte)
      }
    }
    bytes.append(UInt8(ascii: "\""))
  }

  mutating func number(_ value: Int?) {
    guard let value else {
      raw("null")
      return
    }
    bytes.append(contentsOf: String(value).utf8)
  }

  /// The shortest digits that read back as the same number.
  mutating func number(_ value: Double) { bytes.append(contentsOf: "\(value)".utf8) }

  private static let digits = Array("0123456789abcdef".utf8)
}
