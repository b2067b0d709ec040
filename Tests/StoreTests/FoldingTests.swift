import Testing

@testable import Store

@Suite struct FoldingTests {
  private static func fold(_ name: String) -> String? {
    let bytes = Array(name.utf8)
    return withUnsafeTemporaryAllocation(of: UInt8.self, capacity: bytes.count + 1) { out in
      let isFolded = bytes.withUnsafeBufferPointer { NameFolding.fold($0, into: out) }
      return isFolded ? String(decoding: out.prefix(bytes.count), as: UTF8.self) : nil
    }
  }

  /// Byte by byte as by letters, for every letter and every pair with a blank.
  @Test func foldsBytesAsLetters() {
    var folded = 0
    for value in UInt32(0)..<0x2500 {
      guard let scalar = Unicode.Scalar(value) else { continue }
      for name in ["\(scalar)", "A\(scalar)b", "Ann \(scalar)", "\(scalar) x", "\(scalar)\(scalar) "] {
        guard let found = Self.fold(name) else { continue }
        folded += 1
        #expect(found == name.foldedName, "U+\(String(value, radix: 16))")
      }
    }
    // ASCII without controls, and nearly all of U+00C0 to U+024F, in four of the five.
    #expect(folded > 4 * (94 + 380))
  }

  @Test func leavesToLettersWhatBytesCannotTell() {
    for name in ["", " Ann", "Ann ", "A  B", "\u{130}smail", "\u{41}\u{301}", "\u{6f22}", "tab\there", "\u{a0}x"] {
      #expect(Self.fold(name) == nil)
    }
    #expect(Self.fold("\u{d6}ZG\u{dc}R \u{10c}apek") == "\u{f6}zg\u{fc}r \u{10d}apek")
  }
}
