/// Many values under few hashes: a table of first entries and a chain through equal ones, built in one pass.
final class HashChains: Sendable {
  /// The hash of each entry; entry n is whatever the owner counts as n.
  let hashes: [UInt64]
  /// First entry by slot, -1 where free; a power of two long, at most half full.
  private let table: [Int32]
  /// Four bits a slot, by more of the hash: whether an entry has it. Most look-ups that find nothing end here, in much
  /// less memory than the table's.
  private let taken: [UInt64]
  /// The next entry with the same hash, -1 at the end.
  private let next: [Int32]

  /// Entries whose hash is 0 are left out.
  init(hashes: [UInt64]) {
    self.hashes = hashes
    var size = 16
    while size < hashes.count * 2 { size *= 2 }
    var table = [Int32](repeating: -1, count: size)
    var next = [Int32](repeating: -1, count: hashes.count)
    let mask = size - 1
    // Backwards, so that each chain ascends.
    var taken = [UInt64](repeating: 0, count: max(1, size / 16))
    for entry in hashes.indices.reversed() where hashes[entry] != 0 {
      let bit = Self.bit(hashes[entry], size)
      taken[bit >> 6] |= 1 << UInt64(bit & 63)
      var slot = Int(truncatingIfNeeded: hashes[entry] ^ (hashes[entry] >> 29)) & mask
      while table[slot] >= 0, hashes[Int(table[slot])] != hashes[entry] { slot = (slot + 1) & mask }
      next[entry] = table[slot]
      table[slot] = Int32(entry)
    }
    (self.table, self.next, self.taken) = (table, next, taken)
  }

  /// The first entry under `hash`, or -1.
  func first(_ hash: UInt64) -> Int32 {
    guard hash != 0 else { return -1 }
    let mask = table.count - 1
    var slot = Int(truncatingIfNeeded: hash ^ (hash >> 29)) & mask
    let bit = Self.bit(hash, table.count)
    if taken[bit >> 6] >> UInt64(bit & 63) & 1 == 0 { return -1 }
    while table[slot] >= 0 {
      if hashes[Int(table[slot])] == hash { return table[slot] }
      slot = (slot + 1) & mask
    }
    return -1
  }

  private static func bit(_ hash: UInt64, _ slots: Int) -> Int {
    Int(truncatingIfNeeded: hash ^ (hash >> 29)) & (4 * slots - 1)
  }

  /// The entry after `entry` under the same hash, or -1.
  func after(_ entry: Int32) -> Int32 { next[Int(entry)] }
}

/// Hashes of word sequences, in order and as a bag.
enum WordHash {
  static func mix(_ word: Int32) -> UInt64 {
    var z = UInt64(bitPattern: Int64(word)) &+ 0x9e37_79b9_7f4a_7c15
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }

  static func extend(_ hash: UInt64, _ word: Int32) -> UInt64 {
    ((hash << 7 | hash >> 57) ^ mix(word)) &* 0x9fb2_1c65_1e98_df25
  }

  static func ordered(_ words: some Sequence<Int32>) -> UInt64 { words.reduce(0) { extend($0, $1) } }
  static func bag(_ words: some Sequence<Int32>) -> UInt64 { words.reduce(0) { $0 &+ mix($1) } }
}
