import Bibliography
import CMemory
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
    coterie_copy(start + count, from, text.count)
    count += text.count
  }

  @inline(__always)
  mutating func append(_ text: StaticString) {
    append(UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
  }

  /// A string of UTF-8 as JSON writes it.
  mutating func append(json text: UnsafeBufferPointer<UInt8>) {
    if text.contains(where: { $0 < 0x20 || $0 == 0x22 || $0 == 0x5C || $0 == 0x7F }) {
      var escaped = JSONText()
      escaped.string(text)
      escaped.bytes.withUnsafeBufferPointer { append($0) }
    } else {
      append(0x22 as UInt8)
      append(text)
      append(0x22 as UInt8)
    }
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

/// Keys of mentions and affiliations: a text and what is asserted of it. Each piece ends with a byte that UTF-8 never has,
/// and another such byte is a word that most identifiers have.
extension ByteBuffer {
  @inline(__always)
  mutating func endPiece() { append(0xFF as UInt8) }

  /// The words of one byte: who asserts, and in which scheme.
  private static let word: (openalex: UInt8, ror: UInt8) = (0xFE, 0xFD)

  /// Adds a scheme or an asserter.
  @inline(__always)
  private mutating func append(word text: UnsafeBufferPointer<UInt8>) {
    let (openalex, ror): (StaticString, StaticString) = ("openalex", "ror")
    if text.count == 8, coterie_equal(text.baseAddress, openalex.utf8Start, 8) != 0 {
      append(Self.word.openalex)
    } else if text.count == 3, coterie_equal(text.baseAddress, ror.utf8Start, 3) != 0 {
      append(Self.word.ror)
    } else {
      append(text)
    }
  }

  /// The string of a piece of a key.
  static func string(ofPiece bytes: Slice<UnsafeBufferPointer<UInt8>>) -> String {
    guard bytes.count == 1, let byte = bytes.first else { return String(decoding: bytes, as: UTF8.self) }
    return byte == word.openalex ? "openalex" : byte == word.ror ? "ror" : String(decoding: bytes, as: UTF8.self)
  }

  /// The key alone.
  mutating func setKey(_ text: String, _ orcid: String?, _ identifiers: [AssertedIdentifier]) {
    removeAll()
    append(text)
    endPiece()
    if let orcid { append(orcid) }
    for identifier in identifiers {
      var (scheme, asserter) = (identifier.scheme, identifier.assertedBy ?? "\u{0}")
      endPiece()
      scheme.withUTF8 { append(word: $0) }
      endPiece()
      append(identifier.value)
      endPiece()
      asserter.withUTF8 { append(word: $0) }
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
      append(word: batch[identifier.scheme])
      endPiece()
      append(batch[identifier.value])
      endPiece()
      if identifier.assertedBy.isAbsent { append(0 as UInt8) } else { append(word: batch[identifier.assertedBy]) }
    }
  }
}
