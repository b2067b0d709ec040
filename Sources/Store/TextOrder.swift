import Foundation

/// The order of many texts by their bytes.
enum TextOrder {
  /// Eight bytes of a text as a number that has their order, and whose text they are of.
  private struct Head {
    var bytes: UInt64
    var place: UInt32
  }

  /// Places from 0 to `count` - 1 by the bytes of `text(place)`, then by place.
  ///
  /// Eight bytes at a time, as numbers: texts whose eight are the same are ordered among themselves by the next eight
  /// (after Bentley and Sedgewick, "Fast algorithms for sorting and searching strings", SODA 1997). O(n) for each eight
  /// bytes that texts share.
  static func sorted(count: Int, text: (Int) -> UnsafeBufferPointer<UInt8>) -> [Int] {
    var heads = [Head](repeating: Head(bytes: 0, place: 0), count: count)
    for place in 0..<count { heads[place].place = UInt32(place) }
    var spare = heads
    var open = [(range: 0..<count, offset: 0)]
    while let (range, offset) = open.popLast() {
      for at in range { heads[at].bytes = head(of: text(Int(heads[at].place)), from: offset) }
      sort(&heads, range, &spare)
      // Texts that end within these bytes come before those that go on, in the order of their lengths.
      var first = range.lowerBound
      while first < range.upperBound {
        var end = first + 1
        while end < range.upperBound, heads[end].bytes == heads[first].bytes { end += 1 }
        if end - first > 1 {
          let ended = endedFirst(&heads, first..<end, offset + 8, text)
          if end - ended > 1 { open.append((ended..<end, offset + 8)) }
        }
        first = end
      }
    }
    return heads.map { Int($0.place) }
  }

  private static func head(of text: UnsafeBufferPointer<UInt8>, from offset: Int) -> UInt64 {
    if offset + 8 <= text.count {
      return UInt64(bigEndian: UnsafeRawBufferPointer(text).loadUnaligned(fromByteOffset: offset, as: UInt64.self))
    }
    var head: UInt64 = 0
    for index in offset..<max(offset, text.count) { head |= UInt64(text[index]) << UInt64(56 - 8 * (index - offset)) }
    return head
  }

  /// Sorts a range by heads, then by place; places ascend before.
  private static func sort(_ heads: inout [Head], _ range: Range<Int>, _ spare: inout [Head]) {
    if range.count < 256 {
      heads[range].sort { ($0.bytes, $0.place) < ($1.bytes, $1.place) }
      return
    }
    // By one byte after the other, the last first; where all have the same byte nothing moves.
    for shift in stride(from: UInt64(0), to: 64, by: 8) {
      var starts = [Int](repeating: 0, count: 257)
      for at in range { starts[Int(heads[at].bytes >> shift & 0xff) + 1] += 1 }
      if starts.contains(range.count) { continue }
      for byte in 0..<256 { starts[byte + 1] += starts[byte] }
      for at in range {
        let byte = Int(heads[at].bytes >> shift & 0xff)
        spare[range.lowerBound + starts[byte]] = heads[at]
        starts[byte] += 1
      }
      heads[range] = spare[range]
    }
  }

  /// Puts the texts that end before `offset` first, by length and then by place; returns where the others begin.
  private static func endedFirst(
    _ heads: inout [Head], _ range: Range<Int>, _ offset: Int, _ text: (Int) -> UnsafeBufferPointer<UInt8>
  ) -> Int {
    var ended: [(count: Int, head: Head)] = []
    var others: [Head] = []
    for at in range {
      let count = text(Int(heads[at].place)).count
      if count <= offset { ended.append((count, heads[at])) } else { others.append(heads[at]) }
    }
    if ended.isEmpty { return range.lowerBound }
    ended.sort { ($0.count, $0.head.place) < ($1.count, $1.head.place) }
    heads.replaceSubrange(range, with: ended.map(\.head) + others)
    return range.lowerBound + ended.count
  }
}
