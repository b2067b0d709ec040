/// Values under byte strings: open addressing over an arena that holds the keys.
struct ByteTable<Value> {
  private struct Slot {
    var hash: UInt64
    /// -1: free.
    var entry: Int32
  }

  private var slots = [Slot](repeating: Slot(hash: 0, entry: -1), count: 1024)
  private var arena: [UInt8] = []
  /// Where each key ends in the arena; it starts where the one before ends.
  private var ends: [Int] = []
  private(set) var values: [Value] = []

  init() {}

  /// The number of distinct keys.
  var count: Int { values.count }

  /// The value under `key`, made the first time it is asked for.
  mutating func value(for key: UnsafeBufferPointer<UInt8>, make: (UnsafeBufferPointer<UInt8>) -> Value) -> Value {
    let hash = Self.hash(key)
    var place = Int(truncatingIfNeeded: hash) & (slots.count - 1)
    while slots[place].entry >= 0 {
      let entry = Int(slots[place].entry)
      if slots[place].hash == hash, holds(key, at: entry) { return values[entry] }
      place = (place + 1) & (slots.count - 1)
    }
    slots[place] = Slot(hash: hash, entry: Int32(values.count))
    arena.append(contentsOf: key)
    ends.append(arena.count)
    let value = make(key)
    values.append(value)
    if values.count * 2 > slots.count { grow() }
    return value
  }

  private func holds(_ key: UnsafeBufferPointer<UInt8>, at entry: Int) -> Bool {
    let start = entry == 0 ? 0 : ends[entry - 1]
    guard ends[entry] - start == key.count else { return false }
    return arena.withUnsafeBufferPointer { arena in
      for i in 0..<key.count where arena[start + i] != key[i] { return false }
      return true
    }
  }

  private mutating func grow() {
    var larger = [Slot](repeating: Slot(hash: 0, entry: -1), count: slots.count * 2)
    for slot in slots where slot.entry >= 0 {
      var place = Int(truncatingIfNeeded: slot.hash) & (larger.count - 1)
      while larger[place].entry >= 0 { place = (place + 1) & (larger.count - 1) }
      larger[place] = slot
    }
    slots = larger
  }

  /// Eight bytes at a time, multiplied and folded, as wyhash does (W. Yi, github.com/wangyi-fudan/wyhash).
  private static func hash(_ key: UnsafeBufferPointer<UInt8>) -> UInt64 {
    let raw = UnsafeRawBufferPointer(key)
    var hash = 0x9e37_79b9_7f4a_7c15 ^ UInt64(truncatingIfNeeded: key.count)
    var at = 0
    while at + 8 <= raw.count {
      hash = fold(hash ^ raw.loadUnaligned(fromByteOffset: at, as: UInt64.self), 0xe703_7ed1_a0b4_28db)
      at += 8
    }
    var rest: UInt64 = 0
    while at < raw.count {
      rest = rest << 8 | UInt64(raw[at])
      at += 1
    }
    return fold(hash ^ rest, 0x8ebc_6af0_9c88_c6e3)
  }

  private static func fold(_ a: UInt64, _ b: UInt64) -> UInt64 {
    let product = a.multipliedFullWidth(by: b)
    return product.high ^ product.low
  }
}
