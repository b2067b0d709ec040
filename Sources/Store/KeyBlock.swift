import Bibliography

/// Keys of many mentions or affiliations of a batch, made side by side and then looked up together: each lookup goes to
/// a place in memory of its own, and a processor waits for many places at once as long as for one.
struct KeyBlock {
  /// Keys held at most: their lookups' cache lines fit into the nearest cache.
  static let most = 256

  private var keys = ByteBuffer(capacity: 1 << 16)
  /// Where each key ends in `keys`.
  private let ends = UnsafeMutablePointer<Int>.allocate(capacity: most)
  private let hashes = UnsafeMutablePointer<UInt64>.allocate(capacity: most)
  /// Keys held.
  private(set) var held = 0

  func free() {
    keys.free()
    ends.deallocate()
    hashes.deallocate()
  }

  var isFull: Bool { held == Self.most }

  mutating func removeAll() {
    keys.removeAll()
    held = 0
  }

  subscript(index: Int) -> UnsafeRawBufferPointer { keys[(index == 0 ? 0 : ends[index - 1])..<ends[index]] }

  func hash(_ index: Int) -> UInt64 { hashes[index] }

  /// Has the places of all keys in `pool` brought near.
  func fetch(from pool: InternPool) {
    for index in 0..<held { pool.fetchSlot(hashes[index]) }
    for index in 0..<held { pool.fetchStart(hashes[index]) }
    for index in 0..<held { pool.fetchBytes(hashes[index]) }
  }

  /// Adds a key; see `ByteBuffer.appendKey`.
  mutating func append(
    _ text: UnsafeBufferPointer<UInt8>, _ orcid: UnsafeBufferPointer<UInt8>, _ identifiers: Range<Int>,
    _ batch: PaperBatch.Buffers
  ) {
    let start = keys.count
    keys.appendKey(text, orcid, identifiers, batch)
    ends[held] = keys.count
    hashes[held] = InternPool.hash(keys[start..<keys.count])
    held += 1
  }
}
