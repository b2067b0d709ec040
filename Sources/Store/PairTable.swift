import Bibliography
import CMemory

/// Counts of unordered pairs of small integers: one open-addressed table of places, 4 bytes a slot, three eighths free,
/// beside 32 bytes a pair.
/// Used by one thread at a time.
final class PairTable: @unchecked Sendable {
  /// What is counted of one pair.
  struct Count {
    /// a << 32 | b with a < b.
    var key: UInt64
    var fractional = 0.0
    var papers: UInt32 = 0
    var onePerson: UInt32 = 0
    /// `Int32.max` and `Int32.min` while no paper had a year.
    var firstYear = Int32.max
    var lastYear = Int32.min

    var a: Int64 { Int64(key >> 32) }
    var b: Int64 { Int64(key & 0xFFFF_FFFF) }
  }

  private var counts = LargeMemory.allocate(Count.self, 512)
  private var countsCapacity = 512
  private var count = 0
  /// Place + 1 of the pair in this slot; 0 when free.
  private var slots = LargeMemory.zeroed(UInt32.self, 1024)
  private var slotCount = 1024

  deinit {
    LargeMemory.free(counts, countsCapacity)
    LargeMemory.free(slots, slotCount)
  }

  /// All pairs, in the order they were met until they are sorted; valid until one is added.
  var pairs: UnsafeBufferPointer<Count> { UnsafeBufferPointer(start: counts, count: count) }

  /// Adds one joint paper of `a` and `b`; a year of `Int32.min` is none.
  func add(_ a: Int64, _ b: Int64, fractional: Double, isOnePerson: Bool, year: Int32) {
    // The place first: a new pair may move the others.
    let place = place(of: Self.key(a, b))
    let pair = counts + place
    pair.pointee.papers += 1
    pair.pointee.onePerson += isOnePerson ? 1 : 0
    pair.pointee.fractional += fractional
    if year != .min {
      pair.pointee.firstYear = min(pair.pointee.firstYear, year)
      pair.pointee.lastYear = max(pair.pointee.lastYear, year)
    }
  }

  /// Has the places of the pairs of `a` with each of `others` brought near; see `InternPool.fetchSlot`.
  func fetch(_ a: Int64, with others: some Sequence<Int32>) {
    let mask = slotCount - 1
    for b in others { coterie_prefetch(slots + Self.slot(Self.key(a, Int64(b)), mask)) }
    for b in others {
      let place = slots[Self.slot(Self.key(a, Int64(b)), mask)]
      if place > 0 { coterie_prefetch(counts + Int(place) - 1) }
    }
  }

  private static func key(_ a: Int64, _ b: Int64) -> UInt64 { UInt64(min(a, b)) << 32 | UInt64(max(a, b)) }

  private func place(of key: UInt64) -> Int {
    let mask = slotCount - 1
    var slot = Self.slot(key, mask)
    while slots[slot] != 0 {
      let place = Int(slots[slot]) - 1
      if counts[place].key == key { return place }
      slot = (slot + 1) & mask
    }
    if count == countsCapacity {
      counts = LargeMemory.larger(counts, count: count, had: count, wanted: count * 2)
      countsCapacity = count * 2
    }
    (counts + count).initialize(to: Count(key: key))
    count += 1
    slots[slot] = UInt32(count)
    if count * 8 > slotCount * 5 { grow() }
    return count - 1
  }

  private func grow() {
    LargeMemory.free(slots, slotCount)
    slotCount *= 2
    slots = LargeMemory.zeroed(UInt32.self, slotCount)
    let mask = slotCount - 1
    for place in 0..<count {
      var slot = Self.slot(counts[place].key, mask)
      while slots[slot] != 0 { slot = (slot + 1) & mask }
      slots[slot] = UInt32(place + 1)
    }
  }

  private static func slot(_ key: UInt64, _ mask: Int) -> Int {
    let product = key.multipliedFullWidth(by: 0x9E37_79B9_7F4A_7C15)
    return Int(truncatingIfNeeded: product.high ^ product.low) & mask
  }

  /// Puts the pairs in order, ascending by (a, b); none may be added any more.
  ///
  /// O(pairs + greatest a + greatest b): by b, then by a, each by counting.
  func sort() {
    let pairs = pairs
    // Nobody asks for a slot any more: there is room for the places by b.
    let places = slots
    var next = Self.starts(pairs.lazy.map(\.b))
    next.withUnsafeMutableBufferPointer { next in
      for place in pairs.indices {
        let b = Int(pairs[place].b)
        places[next[b]] = UInt32(place)
        next[b] += 1
      }
    }
    let sorted = LargeMemory.allocate(Count.self, max(1, count))
    next = Self.starts(pairs.lazy.map(\.a))
    next.withUnsafeMutableBufferPointer { next in
      for index in 0..<count {
        let pair = pairs[Int(places[index])]
        (sorted + next[Int(pair.a)]).initialize(to: pair)
        next[Int(pair.a)] += 1
      }
    }
    LargeMemory.free(counts, countsCapacity)
    counts = sorted
    countsCapacity = max(1, count)
  }

  /// Where the pairs with each number begin when they are put in its order.
  private static func starts(_ numbers: some Collection<Int64>) -> [Int] {
    var starts = [Int](repeating: 0, count: Int(numbers.max() ?? 0) + 2)
    for number in numbers { starts[Int(number) + 1] += 1 }
    for number in starts.indices.dropFirst() { starts[number] += starts[number - 1] }
    return starts
  }
}
