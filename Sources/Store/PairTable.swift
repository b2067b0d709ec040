import CMemory

/// Counts of unordered pairs of small integers: one open-addressed table of places, 4 bytes a slot, at least half free,
/// beside 32 bytes a pair.
struct PairTable {
  /// What is counted of one pair.
  struct Count {
    /// a << 32 | b with a < b.
    var key: UInt64
    var fractional = 0.0
    var papers: UInt32 = 0
    var onePerson: UInt32 = 0
    /// `Int16.max` and `Int16.min` while no paper had a year.
    var firstYear = Int32.max
    var lastYear = Int32.min

    var a: Int64 { Int64(key >> 32) }
    var b: Int64 { Int64(key & 0xFFFF_FFFF) }
  }

  private(set) var pairs: [Count] = []
  /// Place + 1 of the pair in this slot; 0 when free.
  private var slots = [UInt32](repeating: 0, count: 1024)

  /// Adds one joint paper of `a` and `b`; a year of `Int32.min` is none.
  mutating func add(_ a: Int64, _ b: Int64, fractional: Double, isOnePerson: Bool, year: Int32) {
    let place = place(of: Self.key(a, b))
    pairs[place].papers += 1
    pairs[place].onePerson += isOnePerson ? 1 : 0
    pairs[place].fractional += fractional
    if year != .min {
      pairs[place].firstYear = min(pairs[place].firstYear, year)
      pairs[place].lastYear = max(pairs[place].lastYear, year)
    }
  }

  /// Has the places of the pairs of `a` with each of `others` brought near; see `InternPool.fetchSlot`.
  func fetch(_ a: Int64, with others: some Collection<Int32>) {
    let mask = slots.count - 1
    slots.withUnsafeBufferPointer { slots in
      guard let base = slots.baseAddress else { return }
      for b in others { coterie_prefetch(base + Self.slot(Self.key(a, Int64(b)), mask)) }
      pairs.withUnsafeBufferPointer { pairs in
        guard let first = pairs.baseAddress else { return }
        for b in others {
          let place = slots[Self.slot(Self.key(a, Int64(b)), mask)]
          if place > 0 { coterie_prefetch(first + Int(place) - 1) }
        }
      }
    }
  }

  private static func key(_ a: Int64, _ b: Int64) -> UInt64 { UInt64(min(a, b)) << 32 | UInt64(max(a, b)) }

  private mutating func place(of key: UInt64) -> Int {
    let mask = slots.count - 1
    var slot = Self.slot(key, mask)
    while slots[slot] != 0 {
      let place = Int(slots[slot]) - 1
      if pairs[place].key == key { return place }
      slot = (slot + 1) & mask
    }
    pairs.append(Count(key: key))
    slots[slot] = UInt32(pairs.count)
    if pairs.count * 2 > slots.count { grow() }
    return pairs.count - 1
  }

  private mutating func grow() {
    slots = [UInt32](repeating: 0, count: slots.count * 2)
    let mask = slots.count - 1
    for place in pairs.indices {
      var slot = Self.slot(pairs[place].key, mask)
      while slots[slot] != 0 { slot = (slot + 1) & mask }
      slots[slot] = UInt32(place + 1)
    }
  }

  private static func slot(_ key: UInt64, _ mask: Int) -> Int {
    let product = key.multipliedFullWidth(by: 0x9E37_79B9_7F4A_7C15)
    return Int(truncatingIfNeeded: product.high ^ product.low) & mask
  }

  /// Places of all pairs, ascending by (a, b).
  func order() -> [UInt32] {
    let greatest = pairs.reduce(0) { max($0, Int($1.a)) }
    var starts = [UInt32](repeating: 0, count: greatest + 2)
    for pair in pairs { starts[Int(pair.a) + 1] += 1 }
    for a in 0...greatest { starts[a + 1] += starts[a] }
    var next = starts
    var order = [UInt32](repeating: 0, count: pairs.count)
    for place in pairs.indices {
      let a = Int(pairs[place].a)
      order[Int(next[a])] = UInt32(place)
      next[a] += 1
    }
    for a in 0...greatest where starts[a + 1] - starts[a] > 1 {
      order[Int(starts[a])..<Int(starts[a + 1])].sort { pairs[Int($0)].key < pairs[Int($1)].key }
    }
    return order
  }

  /// All pairs, ascending by (a, b).
  func sorted() -> [Count] { order().map { pairs[Int($0)] } }
}
