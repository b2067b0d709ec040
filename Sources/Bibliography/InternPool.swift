import CMemory

/// Byte strings to small consecutive integers: one arena and one open-addressed table, so that a lookup costs no
/// allocation and a distinct string costs its bytes and at most 40 more.
public final class InternPool {
  @usableFromInline var arena: UnsafeMutablePointer<UInt8>
  private var arenaCapacity: Int
  /// n + 1 values, ascending; string i is `arena[starts[i]..<starts[i + 1]]`.
  @usableFromInline var starts: UnsafeMutablePointer<Int>
  private var startsCapacity: Int
  /// The high half of the hash, then index + 1 of the string in this slot; 0 when free. Three eighths are free. Strings
  /// lie in the order of their hashes, as far as they are not in each other's way, so that a larger table is filled from
  /// one end to the other without a look at the strings.
  @usableFromInline var slots: UnsafeMutablePointer<UInt64>
  @usableFromInline var slotCount: Int
  /// The bits of a hash that do not tell its slot.
  @usableFromInline var shift: UInt64
  /// The number of distinct strings.
  public private(set) var count = 0

  /// An empty pool with room for so many strings, and more when they come.
  public init(expecting strings: Int = 1 << 10) {
    let strings = max(1, strings)
    arenaCapacity = strings * 64
    startsCapacity = strings + 1
    let bits = Int.bitWidth - (strings * 2 - 1).leadingZeroBitCount
    slotCount = 1 << bits
    shift = UInt64(64 - bits)
    arena = LargeMemory.allocate(UInt8.self, arenaCapacity)
    starts = LargeMemory.allocate(Int.self, startsCapacity)
    starts[0] = 0
    slots = LargeMemory.zeroed(UInt64.self, slotCount)
  }

  /// A pool with the same strings under the same numbers.
  public init(copying other: InternPool) {
    (arenaCapacity, startsCapacity) = (other.starts[other.count] + 64, other.count + 2)
    (slotCount, shift, count) = (other.slotCount, other.shift, other.count)
    arena = LargeMemory.allocate(UInt8.self, arenaCapacity)
    arena.initialize(from: other.arena, count: other.starts[count])
    starts = LargeMemory.allocate(Int.self, startsCapacity)
    starts.initialize(from: other.starts, count: count + 1)
    slots = LargeMemory.allocate(UInt64.self, slotCount)
    slots.initialize(from: other.slots, count: slotCount)
  }

  deinit {
    LargeMemory.free(arena, arenaCapacity)
    LargeMemory.free(starts, startsCapacity)
    LargeMemory.free(slots, slotCount)
  }

  /// Gives back the table by which strings are found; none may be added or looked for any more.
  public func close() {
    LargeMemory.free(slots, slotCount)
    slotCount = 0
    slots = LargeMemory.zeroed(UInt64.self, slotCount)
  }

  /// Memory that it takes (unit: bytes).
  var byteCount: Int { arenaCapacity + 8 * startsCapacity + 8 * slotCount }

  /// The bytes of string `index`; valid until the next call of `intern`.
  @inlinable public func bytes(_ index: Int) -> UnsafeBufferPointer<UInt8> {
    UnsafeBufferPointer(start: arena + starts[index], count: starts[index + 1] - starts[index])
  }

  /// The index of `bytes`, from 0 in order of first appearance, and whether it is new.
  public func intern(_ bytes: UnsafeRawBufferPointer) -> (index: Int, isNew: Bool) {
    intern(bytes, hash: Self.hash(bytes))
  }

  /// The same, where `hash(bytes)` is known.
  public func intern(_ bytes: UnsafeRawBufferPointer, hash: UInt64) -> (index: Int, isNew: Bool) {
    precondition(slotCount > 0, "a pool that is closed")
    var slot = slot(of: hash)
    if let index = find(bytes, hash, from: &slot) { return (index, false) }
    slots[slot] = hash & ~0xFFFF_FFFF | UInt64(count + 1)
    append(bytes)
    if count * 8 > slotCount * 5 { grow() }
    return (count - 1, true)
  }

  /// The index of `bytes`; nil when they are not in it.
  public func index(of bytes: UnsafeRawBufferPointer) -> Int? {
    precondition(slotCount > 0, "a pool that is closed")
    let hash = Self.hash(bytes)
    var slot = slot(of: hash)
    return find(bytes, hash, from: &slot)
  }

  /// The index of the string; else nil, and `slot` is the free one where it would stand.
  @inline(__always)
  private func find(_ bytes: UnsafeRawBufferPointer, _ hash: UInt64, from slot: inout Int) -> Int? {
    while slots[slot] != 0 {
      let held = slots[slot]
      if held >> 32 == hash >> 32 {
        let index = Int(held & 0xFFFF_FFFF) - 1
        if equals(index, bytes) { return index }
      }
      slot = (slot + 1) & (slotCount - 1)
    }
    return nil
  }

  @inlinable @inline(__always)
  func slot(of hash: UInt64) -> Int { Int(truncatingIfNeeded: hash >> shift) }

  /// Has what a lookup needs brought from memory, one step nearer to the bytes a call: the slot, where the string with
  /// this hash starts, its bytes. Many lookups at once wait for memory once instead of one after the other.
  @inlinable @inline(__always)
  public func fetchSlot(_ hash: UInt64) { coterie_prefetch(slots + slot(of: hash)) }

  /// See `fetchSlot`; gives the string that is probably meant, for `fetchBytes`.
  @inlinable @inline(__always)
  public func fetchStart(_ hash: UInt64) -> Int? {
    guard let index = likely(hash) else { return nil }
    coterie_prefetch(starts + index)
    return index
  }

  /// See `fetchSlot`.
  @inlinable @inline(__always)
  public func fetchBytes(_ index: Int) {
    let at = UnsafeRawPointer(arena + starts[index])
    coterie_prefetch(at)
    coterie_prefetch(at + 64)
  }

  /// The string that has this hash, if any has and it lies where it is looked for first.
  @inlinable @inline(__always)
  func likely(_ hash: UInt64) -> Int? {
    var slot = slot(of: hash)
    if slots[slot] >> 32 != hash >> 32 { slot = (slot + 1) & (slotCount - 1) }
    let held = slots[slot]
    return held != 0 && held >> 32 == hash >> 32 ? Int(held & 0xFFFF_FFFF) - 1 : nil
  }

  /// The index of a text.
  public func intern(_ text: String) -> (index: Int, isNew: Bool) {
    var text = text
    return text.withUTF8 { intern(UnsafeRawBufferPointer($0)) }
  }

  /// The index of a list of bytes.
  public func intern(_ bytes: [UInt8]) -> (index: Int, isNew: Bool) {
    bytes.withUnsafeBytes { intern($0) }
  }

  /// Whether string `index` is `bytes`.
  func equals(_ index: Int, _ bytes: UnsafeRawBufferPointer) -> Bool {
    let start = starts[index]
    guard starts[index + 1] - start == bytes.count else { return false }
    guard let other = bytes.baseAddress else { return true }
    return coterie_equal(arena + start, other, bytes.count) != 0
  }

  private func append(_ bytes: UnsafeRawBufferPointer) {
    let start = starts[count]
    if start + bytes.count > arenaCapacity {
      let wanted = (start + bytes.count) * 2
      arena = LargeMemory.larger(arena, count: start, had: arenaCapacity, wanted: wanted)
      arenaCapacity = wanted
    }
    if let address = bytes.baseAddress { coterie_copy(arena + start, address, bytes.count) }
    count += 1
    if count == startsCapacity {
      starts = LargeMemory.larger(starts, count: count, had: count, wanted: count * 2)
      startsCapacity = count * 2
    }
    starts[count] = start + bytes.count
  }

  private func grow() {
    let more = slotCount * 2
    let larger = LargeMemory.zeroed(UInt64.self, more)
    shift -= 1
    for held in UnsafeBufferPointer(start: slots, count: slotCount) where held != 0 {
      var slot = slot(of: held)
      while larger[slot] != 0 { slot = (slot + 1) & (more - 1) }
      larger[slot] = held
    }
    LargeMemory.free(slots, slotCount)
    slots = larger
    slotCount = more
  }

  /// Sixteen bytes at a time, multiplied with one another and folded; the same bytes give the same hash in every run.
  @inlinable @inline(__always)
  public static func hash(_ bytes: UnsafeRawBufferPointer) -> UInt64 {
    var state: UInt64 = 0x9E37_79B9_7F4A_7C15 ^ UInt64(bytes.count)
    guard let base = bytes.baseAddress else { return fold(state, 0xA076_1D64_78BD_642F) }
    let count = bytes.count
    if count < 8 {
      var rest: UInt64 = 0
      for offset in 0..<count { rest = rest << 8 | UInt64(base.load(fromByteOffset: offset, as: UInt8.self)) }
      return fold(fold(state ^ rest, 0xA076_1D64_78BD_642F) ^ 0xD6E8_FEB8_6659_FD93, 0xA076_1D64_78BD_642F)
    }
    @inline(__always) func word(_ offset: Int) -> UInt64 { base.loadUnaligned(fromByteOffset: offset, as: UInt64.self) }
    var offset = 0
    while offset + 16 < count {
      state = fold(state ^ word(offset), word(offset + 8) ^ 0xA076_1D64_78BD_642F)
      offset += 16
    }
    // The last bytes, some of those hashed already included.
    state = fold(state ^ word(min(offset, count - 8)), word(count - 8) ^ 0xA076_1D64_78BD_642F)
    return fold(state ^ 0xD6E8_FEB8_6659_FD93, 0xA076_1D64_78BD_642F)
  }

  @inlinable @inline(__always)
  static func fold(_ value: UInt64, _ factor: UInt64) -> UInt64 {
    let product = value.multipliedFullWidth(by: factor)
    return product.high ^ product.low
  }
}
