/// Counts of unordered pairs of small integers: one open-addressed table, 40 bytes a slot, at least half free.
struct PairTable {
  /// What is counted of one pair.
  struct Count {
    /// a << 32 | b with a < b; 0 marks a free slot, since ids begin at 1.
    var key: UInt64 = 0
    var papers: UInt32 = 0
    var onePerson: UInt32 = 0
    var fractional = 0.0
    /// `Int32.max` and `Int32.min` while no paper had a year.
    var firstYear = Int32.max
    var lastYear = Int32.min

    var a: Int64 { Int64(key >> 32) }
    var b: Int64 { Int64(key & 0xFFFF_FFFF) }
  }

  private var slots = [Count](repeating: Count(), count: 1024)
  private(set) var count = 0

  /// Adds one joint paper of `a` and `b`.
  mutating func add(_ a: Int64, _ b: Int64, fractional: Double, isOnePerson: Bool, year: Int32?) {
    let key = UInt64(min(a, b)) << 32 | UInt64(max(a, b))
    let mask = slots.count - 1
    var slot = Int(truncatingIfNeeded: (key &* 0x9E37_79B9_7F4A_7C15) >> 20) & mask
    while slots[slot].key != key {
      if slots[slot].key == 0 {
        slots[slot].key = key
        count += 1
        break
      }
      slot = (slot + 1) & mask
    }
    slots[slot].papers += 1
    slots[slot].onePerson += isOnePerson ? 1 : 0
    slots[slot].fractional += fractional
    if let year {
      slots[slot].firstYear = min(slots[slot].firstYear, year)
      slots[slot].lastYear = max(slots[slot].lastYear, year)
    }
    if count * 2 > slots.count { grow() }
  }

  private mutating func grow() {
    var larger = [Count](repeating: Count(), count: slots.count * 4)
    let mask = larger.count - 1
    for entry in slots where entry.key != 0 {
      var slot = Int(truncatingIfNeeded: (entry.key &* 0x9E37_79B9_7F4A_7C15) >> 20) & mask
      while larger[slot].key != 0 { slot = (slot + 1) & mask }
      larger[slot] = entry
    }
    slots = larger
  }

  /// All pairs, ascending by (a, b).
  func sorted() -> [Count] {
    slots.filter { $0.key != 0 }.sorted { $0.key < $1.key }
  }
}
