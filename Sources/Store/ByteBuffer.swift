import Bibliography
import Foundation

/// Bytes side by side, appended and emptied again and again without counting references. Whoever holds it frees it.
struct ByteBuffer {
  private var start: UnsafeMutablePointer<UInt8>
  private(set) var count = 0
  private var capacity: Int

  init(capacity: Int) {
    self.capacity = capacity
    start = .allocate(capacity: capacity)
  }

  func free() { start.deallocate() }

  var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: start, count: count) }

  /// The bytes of a range, which lies inside.
  subscript(range: Range<Int>) -> UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(start: start + range.lowerBound, count: range.count)
  }

  @inline(__always)
  mutating func removeAll() { count = 0 }

  @inline(__always)
  mutating func append(_ byte: UInt8) {
    reserve(1)
    start[count] = byte
    count += 1
  }

  @inline(__always)
  mutating func append(_ text: UnsafeBufferPointer<UInt8>) {
    guard let from = text.baseAddress else { return }
    reserve(text.count)
    // Most pieces are so short that a call would cost more than copying them.
    if text.count <= 16 {
      var at = 0
      while at + 8 <= text.count {
        copyWord(from + at, to: count + at)
        at += 8
      }
      while at < text.count {
        start[count + at] = from[at]
        at += 1
      }
    } else {
      memcpy(start + count, from, text.count)
    }
    count += text.count
  }

  mutating func append(_ text: String) {
    var text = text
    text.withUTF8 { append($0) }
  }

  @inline(__always)
  mutating func append(_ value: Int64) {
    withUnsafeBytes(of: value) { append($0.assumingMemoryBound(to: UInt8.self)) }
  }

  /// Lets `write` put at most `most` bytes behind the others; it returns how many it has put.
  @inline(__always)
  mutating func append(atMost most: Int, _ write: (UnsafeMutablePointer<UInt8>) -> Int) {
    reserve(most)
    count += write(start + count)
  }

  @inline(__always)
  private func copyWord(_ from: UnsafePointer<UInt8>, to place: Int) {
    UnsafeMutableRawPointer(start + place).storeBytes(
      of: UnsafeRawPointer(from).loadUnaligned(as: UInt64.self), as: UInt64.self)
  }

  @inline(__always)
  private mutating func reserve(_ more: Int) { if count + more > capacity { grow(more) } }

  @inline(never)
  private mutating func grow(_ more: Int) {
    let larger = UnsafeMutablePointer<UInt8>.allocate(capacity: (count + more) * 2)
    memcpy(larger, start, count)
    start.deallocate()
    start = larger
    capacity = (count + more) * 2
  }
}

/// Keys of mentions and affiliations: a text and what is asserted of it. Each piece ends with a byte that UTF-8 never has.
extension ByteBuffer {
  @inline(__always)
  mutating func endPiece() { append(0xFF as UInt8) }

  /// The key alone.
  mutating func setKey(_ text: String, _ orcid: String?, _ identifiers: [AssertedIdentifier]) {
    removeAll()
    append(text)
    endPiece()
    if let orcid { append(orcid) }
    for identifier in identifiers {
      for piece in [identifier.scheme, identifier.value, identifier.assertedBy ?? "\u{0}"] {
        endPiece()
        append(piece)
      }
    }
  }

  /// The same key of texts in a batch, behind what is there.
  mutating func appendKey(
    _ text: UnsafeBufferPointer<UInt8>, _ orcid: UnsafeBufferPointer<UInt8>, _ identifiers: Range<Int>,
    _ batch: PaperBatch.Buffers
  ) {
    append(text)
    endPiece()
    append(orcid)
    for index in identifiers {
      let identifier = batch.identifiers[index]
      endPiece()
      append(batch[identifier.scheme])
      endPiece()
      append(batch[identifier.value])
      endPiece()
      if identifier.assertedBy.isAbsent { append(0 as UInt8) } else { append(batch[identifier.assertedBy]) }
    }
  }
}
