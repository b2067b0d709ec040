import Foundation

/// The order of many texts by their bytes.
enum TextOrder {
  /// Places from 0 to `count` - 1 by the bytes of `text(place)`, then by place.
  ///
  /// O(n log n), most comparisons of one number: the first eight bytes.
  static func sorted(count: Int, text: (Int) -> UnsafeBufferPointer<UInt8>) -> [Int] {
    var order: [(head: UInt64, place: UInt32)] = []
    order.reserveCapacity(count)
    for place in 0..<count {
      let bytes = text(place)
      var head: UInt64 = 0
      for index in 0..<min(8, bytes.count) { head |= UInt64(bytes[index]) << UInt64(56 - 8 * index) }
      order.append((head, UInt32(place)))
    }
    order.sort { a, b in
      if a.head != b.head { return a.head < b.head }
      let (x, y) = (text(Int(a.place)), text(Int(b.place)))
      let common = min(x.count, y.count)
      if let left = x.baseAddress, let right = y.baseAddress {
        let difference = memcmp(left, right, common)
        if difference != 0 { return difference < 0 }
      }
      return x.count != y.count ? x.count < y.count : a.place < b.place
    }
    return order.map { Int($0.place) }
  }
}
