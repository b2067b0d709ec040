import Foundation

/// Strings met lately, so that a name that stands in a million rows is made once and not a million times.
struct TextCache {
  private static let slotCount = 1 << 13
  /// The last string of each hash.
  private var slots = [String](repeating: "", count: slotCount)

  /// The string of some UTF-8 bytes.
  mutating func string(_ bytes: UnsafeBufferPointer<UInt8>) -> String {
    // Shorter ones live inside the value itself and cost no memory of their own.
    guard bytes.count > 15 else { return String(decoding: bytes, as: UTF8.self) }
    let slot = Self.slot(bytes)
    let isSame = slots[slot].utf8.withContiguousStorageIfAvailable { known -> Bool in
      guard known.count == bytes.count, let a = known.baseAddress, let b = bytes.baseAddress else { return false }
      return memcmp(a, b, known.count) == 0
    }
    if isSame != true { slots[slot] = String(decoding: bytes, as: UTF8.self) }
    return slots[slot]
  }

  private static func slot(_ bytes: UnsafeBufferPointer<UInt8>) -> Int {
    let raw = UnsafeRawBufferPointer(bytes)
    let first = raw.loadUnaligned(as: UInt64.self)
    let middle = raw.loadUnaligned(fromByteOffset: (raw.count - 8) / 2, as: UInt64.self)
    let last = raw.loadUnaligned(fromByteOffset: raw.count - 8, as: UInt64.self)
    let product = (first ^ middle &* 0xD6E8_FEB8_6659_FD93 ^ UInt64(raw.count)).multipliedFullWidth(
      by: last ^ 0x9E37_79B9_7F4A_7C15)
    return Int(truncatingIfNeeded: (product.high ^ product.low) & UInt64(slotCount - 1))
  }
}
