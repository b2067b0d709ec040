import JSON

/// Makes a stream of bytes well-formed UTF-8: what is none becomes U+FFFD, as the Unicode Standard advises (one sign
/// for each maximal part of a sequence that is cut short).
///
/// Well-formed pieces are passed on without a copy.
struct UTF8Mender {
  /// The beginning of a sequence that the last piece ended in.
  private var tail: [UInt8] = []

  /// Gives `body` the piece, mended; what it ends in the middle of waits for the next one.
  ///
  /// - Complexity: O(n), eight bytes at a time where they are ASCII.
  mutating func push(_ piece: UnsafeRawBufferPointer, _ body: (UnsafeRawBufferPointer) throws -> Void) rethrows {
    if tail.isEmpty {
      if JSONParser.isUTF8(piece) { return try body(piece) }
      let good = Self.wellFormedPrefix(piece)
      if good == piece.count { return try body(piece) }
      if piece.count - good < 4, Self.isOpen(UnsafeRawBufferPointer(rebasing: piece[good...])) {
        tail = Array(piece[good...])
        return try body(UnsafeRawBufferPointer(rebasing: piece[..<good]))
      }
    }
    var bytes = tail + piece
    tail = []
    for length in 1...3 where bytes.count >= length {
      let end = Array(bytes.suffix(length))
      if end.withUnsafeBytes({ Self.isOpen($0) }) {
        tail = end
        bytes.removeLast(length)
        break
      }
    }
    try Array(String(decoding: bytes, as: UTF8.self).utf8).withUnsafeBytes(body)
  }

  /// Gives what is left.
  mutating func finish(_ body: (UnsafeRawBufferPointer) throws -> Void) rethrows {
    guard !tail.isEmpty else { return }
    tail = []
    try Array("\u{FFFD}".utf8).withUnsafeBytes(body)
  }

  /// How many bytes a sequence that begins with `byte` has; 0: none begins so.
  private static func length(_ byte: UInt8) -> Int {
    switch byte {
    case 0..<0x80: 1
    case 0xC2...0xDF: 2
    case 0xE0...0xEF: 3
    case 0xF0...0xF4: 4
    default: 0
    }
  }

  private static func isContinuation(_ byte: UInt8, at place: Int, after lead: UInt8) -> Bool {
    guard byte & 0xC0 == 0x80 else { return false }
    guard place == 1 else { return true }
    switch lead {
    case 0xE0: return byte >= 0xA0
    case 0xED: return byte < 0xA0
    case 0xF0: return byte >= 0x90
    case 0xF4: return byte < 0x90
    default: return true
    }
  }

  /// Whether `bytes` are the beginning of one sequence and not all of it.
  private static func isOpen(_ bytes: UnsafeRawBufferPointer) -> Bool {
    guard let lead = bytes.first else { return false }
    let wanted = length(lead)
    return wanted > bytes.count
      && bytes.indices.dropFirst().allSatisfy { isContinuation(bytes[$0], at: $0, after: lead) }
  }

  /// The length of the longest well-formed beginning.
  static func wellFormedPrefix(_ bytes: UnsafeRawBufferPointer) -> Int {
    var at = 0
    while at < bytes.count {
      if at + 8 <= bytes.count,
        bytes.loadUnaligned(fromByteOffset: at, as: UInt64.self) & 0x8080_8080_8080_8080 == 0
      {
        at += 8
        continue
      }
      let lead = bytes[at]
      let wanted = length(lead)
      guard wanted > 0, at + wanted <= bytes.count else { return at }
      for place in 1..<max(wanted, 1) where !isContinuation(bytes[at + place], at: place, after: lead) { return at }
      at += wanted
    }
    return at
  }
}
