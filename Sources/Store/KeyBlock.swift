import Bibliography
import Foundation

/// Keys of many mentions or affiliations of a batch, made side by side and then looked up together: each lookup goes to
/// a place in memory of its own, and a processor waits for many places at once as long as for one.
///
/// A key is a text and what is asserted of it. Each piece ends with a byte that UTF-8 never has.
struct KeyBlock {
  /// Keys held at most: their lookups' cache lines fit into the nearest cache.
  static let most = 256

  private var bytes: UnsafeMutablePointer<UInt8>
  private var capacity = 1 << 16
  private var count = 0
  /// Where each key ends in `bytes`.
  private let ends = UnsafeMutablePointer<Int>.allocate(capacity: most)
  private let hashes = UnsafeMutablePointer<UInt64>.allocate(capacity: most)
  /// Keys held.
  private(set) var held = 0

  init() { bytes = .allocate(capacity: capacity) }

  func free() {
    bytes.deallocate()
    ends.deallocate()
    hashes.deallocate()
  }

  var isFull: Bool { held == Self.most }

  mutating func removeAll() {
    count = 0
    held = 0
  }

  subscript(index: Int) -> UnsafeRawBufferPointer {
    let start = index == 0 ? 0 : ends[index - 1]
    return UnsafeRawBufferPointer(start: bytes + start, count: ends[index] - start)
  }

  func hash(_ index: Int) -> UInt64 { hashes[index] }

  /// Has the places of all keys in `pool` brought near.
  func fetch(from pool: InternPool) {
    for index in 0..<held { pool.fetchSlot(hashes[index]) }
    for index in 0..<held { pool.fetchStart(hashes[index]) }
    for index in 0..<held { pool.fetchBytes(hashes[index]) }
  }

  /// Adds the key of a text, see `Loader.KeyBuffer.set`.
  mutating func append(
    _ text: UnsafeBufferPointer<UInt8>, _ orcid: UnsafeBufferPointer<UInt8>, _ identifiers: Range<Int>,
    _ batch: PaperBatch.Buffers
  ) {
    let start = count
    put(text)
    end()
    put(orcid)
    for index in identifiers {
      let identifier = batch.identifiers[index]
      end()
      put(batch[identifier.scheme])
      end()
      put(batch[identifier.value])
      end()
      if identifier.assertedBy.isAbsent { putByte(0) } else { put(batch[identifier.assertedBy]) }
    }
    ends[held] = count
    hashes[held] = InternPool.hash(UnsafeRawBufferPointer(start: bytes + start, count: count - start))
    held += 1
  }

  @inline(__always)
  private mutating func put(_ text: UnsafeBufferPointer<UInt8>) {
    guard let from = text.baseAddress else { return }
    reserve(text.count + 32)
    // Most pieces are so short that a call would cost more than copying them.
    if text.count <= 16 {
      var at = 0
      while at + 8 <= text.count {
        copyWord(from + at, at: at)
        at += 8
      }
      while at < text.count {
        bytes[count + at] = from[at]
        at += 1
      }
    } else {
      memcpy(bytes + count, from, text.count)
    }
    count += text.count
  }

  @inline(__always)
  private func copyWord(_ from: UnsafePointer<UInt8>, at offset: Int) {
    UnsafeMutableRawPointer(bytes + count + offset).storeBytes(
      of: UnsafeRawPointer(from).loadUnaligned(as: UInt64.self), as: UInt64.self)
  }

  @inline(__always)
  private mutating func end() { putByte(0xFF) }

  @inline(__always)
  private mutating func putByte(_ byte: UInt8) {
    reserve(1)
    bytes[count] = byte
    count += 1
  }

  @inline(__always)
  private mutating func reserve(_ more: Int) { if count + more > capacity { grow(more) } }

  @inline(never)
  private mutating func grow(_ more: Int) {
    let larger = UnsafeMutablePointer<UInt8>.allocate(capacity: (count + more) * 2)
    memcpy(larger, bytes, count)
    bytes.deallocate()
    bytes = larger
    capacity = (count + more) * 2
  }
}
