import Foundation

extension String {
  /// What two printed names share when they are the same name: NFC, lower case, single spaces.
  ///
  ///     "Yibo  HUANG".foldedName == "yibo huang"
  ///
  /// Homonym numbers and bracketed hints are part of the name and stay.
  public var foldedName: String {
    if let folded = foldedASCII { return folded }
    let composed = utf8.allSatisfy { $0 < 0x80 } ? self : precomposedStringWithCanonicalMapping
    return composed.lowercased().split(whereSeparator: \.isWhitespace).joined(separator: " ")
  }

  /// The same for a name of ASCII letters, signs and single blanks, which most are; nil for others.
  private var foldedASCII: String? {
    var copy = self
    return copy.withUTF8 { bytes -> String? in
      guard bytes.last != 0x20 else { return nil }
      var previous: UInt8 = 0x20
      for byte in bytes {
        guard byte >= 0x20, byte < 0x80, byte != 0x20 || previous != 0x20 else { return nil }
        previous = byte
      }
      return String(unsafeUninitializedCapacity: bytes.count) { out in
        for (index, byte) in bytes.enumerated() {
          out[index] = byte &- 0x41 < 26 ? byte | 0x20 : byte
        }
        return bytes.count
      }
    }
  }
}

/// `foldedName` of the names that most are, byte by byte.
enum NameFolding {
  /// Writes the folded form of `name`, which has the same length, to `out`; false where the name has other letters than
  /// ASCII and those of U+00C0 to U+024F, or blanks that must go.
  static func fold(_ name: UnsafeBufferPointer<UInt8>, into out: UnsafeMutableBufferPointer<UInt8>) -> Bool {
    var previous: UInt8 = 0x20
    var at = 0
    while at < name.count {
      let byte = name[at]
      if byte < 0x80 {
        guard byte >= 0x20, byte != 0x20 || previous != 0x20 else { return false }
        out[at] = byte &- 0x41 < 26 ? byte | 0x20 : byte
        at += 1
      } else {
        guard 0xc3...0xc9 ~= byte, at + 1 < name.count, name[at + 1] & 0xc0 == 0x80 else { return false }
        let scalar = Int(byte & 0x1f) << 6 | Int(name[at + 1] & 0x3f)
        let lower = scalar < 0x250 ? lowered[scalar - 0xc0] : 0
        if lower == 0 { return false }
        out[at] = UInt8(truncatingIfNeeded: 0xc0 | lower >> 6)
        out[at + 1] = UInt8(truncatingIfNeeded: 0x80 | lower & 0x3f)
        at += 2
      }
      previous = byte
    }
    return previous != 0x20
  }

  /// The small letter of each scalar from U+00C0 to U+024F, all of which are NFC as they stand; 0 where it has another
  /// length in UTF-8.
  private static let lowered: [UInt16] = (UInt16(0xc0)..<0x250).map { value in
    guard let scalar = Unicode.Scalar(value) else { return 0 }
    let lower = scalar.properties.lowercaseMapping.unicodeScalars
    guard lower.count == 1, let only = lower.first, 0x80..<0x800 ~= only.value else { return 0 }
    return UInt16(only.value)
  }
}
