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
