import Foundation

/// Byte strings to small consecutive integers: one arena and one open-addressed table, so that a lookup costs no
/// allocation and a distinct string costs its bytes and twelve more.
struct InternPool {
  private var arena: [UInt8] = []
  /// n + 1 values, ascending; string i is `arena[starts[i]..<starts[i + 1]]`.
  private var starts: [Int] = [0]
  /// Index + 1 of the string in this slot, 0 when free; the count is a power of two, at least half free.
  private var slots: [UInt32] = Array(repeating: 0, count: 1024)
  /// The high half of each string's hash, to skip most comparisons.
  private var tags: [UInt32] = []

  /// The number of distinct strings.
  var count: Int { tags.count }

  /// The index of `bytes`, from 0 in order of first appearance, and whether it is new.
  mutating func intern(_ bytes: UnsafeRawBufferPointer) -> (index: Int, isNew: Bool) {
    let hash = Self.hash(bytes)
    let tag = UInt32(truncatingIfNeeded: hash >> 32)
    let mask = slots.count - 1
    var slot = Int(truncatingIfNeeded: hash) & mask
    while slots[slot] != 0 {
      let index = Int(slots[slot]) - 1
      if tags[index] == tag, equals(index, bytes) { return (index, false) }
      slot = (slot + 1) & mask
    }
    let index = tags.count
    slots[slot] = UInt32(index + 1)
    tags.append(tag)
    arena.append(contentsOf: bytes)
    starts.append(arena.count)
    if tags.count * 2 > slots.count { grow() }
    return (index, true)
  }

  /// The index of a text.
  mutating func intern(_ text: String) -> (index: Int, isNew: Bool) {
    var text = text
    return text.withUTF8 { intern(UnsafeRawBufferPointer($0)) }
  }

  /// The index of a list of bytes.
  mutating func intern(_ bytes: [UInt8]) -> (index: Int, isNew: Bool) {
    bytes.withUnsafeBytes { intern($0) }
  }

  private func equals(_ index: Int, _ bytes: UnsafeRawBufferPointer) -> Bool {
    let start = starts[index]
    guard starts[index + 1] - start == bytes.count else { return false }
    guard let other = bytes.baseAddress else { return true }
    return arena.withUnsafeBytes { own in
      own.baseAddress.map { memcmp($0 + start, other, bytes.count) == 0 } ?? false
    }
  }

  private mutating func grow() {
    let mask = slots.count * 4 - 1
    var larger = [UInt32](repeating: 0, count: mask + 1)
    for index in tags.indices {
      let hash = arena.withUnsafeBytes {
        Self.hash(UnsafeRawBufferPointer(rebasing: $0[starts[index]..<starts[index + 1]]))
      }
      var slot = Int(truncatingIfNeeded: hash) & mask
      while larger[slot] != 0 { slot = (slot + 1) & mask }
      larger[slot] = UInt32(index + 1)
    }
    slots = larger
  }

  /// Eight bytes at a time, multiply and fold; the same bytes give the same hash in every run.
  static func hash(_ bytes: UnsafeRawBufferPointer) -> UInt64 {
    var state: UInt64 = 0x9E37_79B9_7F4A_7C15 ^ UInt64(bytes.count)
    var offset = 0
    while offset + 8 <= bytes.count {
      state = fold(state ^ bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
      offset += 8
    }
    var rest: UInt64 = 0
    while offset < bytes.count {
      rest = rest << 8 | UInt64(bytes[offset])
      offset += 1
    }
    return fold(fold(state ^ rest) ^ 0xD6E8_FEB8_6659_FD93)
  }

  private static func fold(_ value: UInt64) -> UInt64 {
    let product = value.multipliedFullWidth(by: 0xA076_1D64_78BD_642F)
    return product.high ^ product.low
  }
}
