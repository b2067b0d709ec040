import Bibliography

/// Keys of many mentions, names, affiliations or lists of a batch, made side by side and then looked up together: each lookup goes to
/// a place in memory of its own, and a processor waits for many places at once as long as for one.
struct KeyBlock {
  /// Keys held at most: their lookups' cache lines fit into the nearest cache.
  static let most = 128

  private var keys = ByteBuffer(capacity: 1 << 16)
  /// Where each key ends in `keys`.
  private let ends = UnsafeMutablePointer<Int>.allocate(capacity: most)
  private let hashes = UnsafeMutablePointer<UInt64>.allocate(capacity: most)
  private let places = UnsafeMutablePointer<Int>.allocate(capacity: most)
  /// Keys held.
  private(set) var held = 0

  func free() {
    keys.free()
    ends.deallocate()
    hashes.deallocate()
    places.deallocate()
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
    var found = 0
    for index in 0..<held {
      guard let place = pool.fetchStart(hashes[index]) else { continue }
      places[found] = place
      found += 1
    }
    for index in 0..<found { pool.fetchBytes(places[index]) }
  }

  /// Adds the key of a list: the ids of its affiliations.
  mutating func append(_ members: Range<Int>, of ids: [Int64]) {
    let start = keys.count
    for member in members { keys.append(ids[member]) }
    end(from: start)
  }

  /// Adds a name as `foldedName` writes it.
  mutating func append(folding name: UnsafeBufferPointer<UInt8>) {
    let start = keys.count
    var isFolded = false
    keys.append(atMost: name.count) { room in
      isFolded = NameFolding.fold(name, into: UnsafeMutableBufferPointer(start: room, count: name.count))
      return isFolded ? name.count : 0
    }
    if !isFolded { keys.append(String(decoding: name, as: UTF8.self).foldedName) }
    end(from: start)
  }

  /// Adds a key; see `ByteBuffer.appendKey`.
  mutating func append(
    _ text: UnsafeBufferPointer<UInt8>, _ orcid: UnsafeBufferPointer<UInt8>, _ identifiers: Range<Int>,
    _ batch: PaperBatch.Buffers
  ) {
    let start = keys.count
    keys.appendKey(text, orcid, identifiers, batch)
    end(from: start)
  }

  @inline(__always)
  private mutating func end(from start: Int) {
    ends[held] = keys.count
    hashes[held] = InternPool.hash(keys[start..<keys.count])
    held += 1
  }
}
