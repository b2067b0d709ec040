import Bibliography
import CMasks

/// The names of a BibTeX list of authors in which there are neither braces nor commands, straight into a batch.
///
/// A name is taken in one look at the 32 or 64 bytes it begins: where words begin (one of them is the `and` that ends
/// it), where its comma is, and whether there is anything that `PaperBatch.addPlainBibTeXName` would not take as it is.
final class PlainNames {
  private typealias Bytes = UnsafePointer<UInt8>

  /// Whether a byte from 0x80 on is one that cleaning may change.
  private let mayChange = UnsafeMutablePointer<Bool>.allocate(capacity: 256)

  init() { for byte in 0..<256 { (mayChange + byte).initialize(to: byte < 0x80 || FieldText.mayChange(UInt8(byte))) } }

  deinit { mayChange.deallocate() }

  /// Adds the authors of a list; gives what begins with the first name that takes a longer look, or nil.
  ///
  /// - Parameter end: behind which nothing may be looked at.
  func add(_ list: UnsafeBufferPointer<UInt8>, to batch: PaperBatch, readable end: UnsafePointer<UInt8>)
    -> UnsafeBufferPointer<UInt8>?
  {
    guard var at = list.baseAddress else { return nil }
    let start = at
    let listEnd = at + list.count
    // So many bytes are looked at at most: 96 of blanks, and a name of 64 copied in steps of sixteen.
    while listEnd - at > 0, end - at >= 192 {
      let piece = at
      while at < listEnd, at.pointee <= 0x20 {
        if at - piece >= 64 { return UnsafeBufferPointer(start: piece, count: listEnd - piece) }
        let others = coterie_where_outside(at, 0, 0x20)
        at += others == 0 ? 32 : others.trailingZeroBitCount
      }
      if at >= listEnd { return nil }
      let mayBeAnd = at > start && at[-1] <= 0x20
      switch name(at, listEnd, mayBeAnd, isWide: false, batch) {
      case 0:
        switch name(at, listEnd, mayBeAnd, isWide: true, batch) {
        case 0: return UnsafeBufferPointer(start: piece, count: listEnd - piece)
        case let length: at += length
        }
      case let length: at += length
      }
    }
    return listEnd - at > 0 ? UnsafeBufferPointer(start: at, count: listEnd - at) : nil
  }

  /// Adds the name at `at`, and gives how long it is up to behind the `and` that ends it; 0 where it is not plain.
  @inline(__always)
  private func name(_ at: Bytes, _ listEnd: Bytes, _ mayBeAnd: Bool, isWide: Bool, _ batch: PaperBatch) -> Int {
    func mask(_ of: (Bytes) -> UInt32) -> UInt64 {
      isWide ? UInt64(of(at + 32)) << 32 | UInt64(of(at)) : UInt64(of(at))
    }
    let width = isWide ? 64 : 32
    let blanks = ~mask { coterie_where_outside($0, 0, 0x20) }
    // Words that begin with an a.
    var words = (blanks << 1 | (mayBeAnd ? 1 : 0)) & mask { coterie_where_letter($0, UInt8(ascii: "a")) }
    var length = 0
    var next = 0
    while true {
      let place = words.trailingZeroBitCount
      if place > width - 4 {
        // No `and` to be seen: the last name, when it ends here.
        length = listEnd - at
        if length > width - 4 { return 0 }
        next = length
        break
      }
      if at + place + 3 >= listEnd {
        length = listEnd - at
        next = length
        break
      }
      if at[place + 1] | 0x20 == 0x6e, at[place + 2] | 0x20 == 0x64, at[place + 3] <= 0x20 {
        length = place
        next = place + 3
        break
      }
      words &= words &- 1
    }
    // Without the blanks behind it.
    let inside = ~blanks & ((1 << UInt64(length)) &- 1)
    if inside == 0 { return next }
    length = 64 - inside.leadingZeroBitCount
    let all = UInt64.max >> UInt64(64 - length)
    let commas = all & mask { coterie_where_equal($0, UInt8(ascii: ",")) }
    let odd =
      mask { coterie_where_outside($0, 0x20, 0x7d) | coterie_where_equal($0, UInt8(ascii: "=")) }
    let twice = mask {
      coterie_where_twice($0, 0x20, UInt8(ascii: "-"), UInt8(ascii: "`"), UInt8(ascii: "'"))
    }
    if twice & all != 0 || commas & (commas &- 1) != 0 { return 0 }
    var letters = odd & all
    while letters != 0 {
      if mayChange[Int(at[letters.trailingZeroBitCount])] { return 0 }
      letters &= letters &- 1
    }
    let room = batch.room(for: 128)
    if commas == 0 {
      if length == 6, UnsafeBufferPointer(start: at, count: 6).elementsEqual("others".utf8) { return 0 }
      coterie_copy_loosely(room, at, length)
      batch.addAuthor(name: batch.added(length))
      return next
    }
    // The given name first.
    let comma = commas.trailingZeroBitCount
    var given = comma + 1
    if given < length, at[given] == 0x20 { given += 1 }
    let family = comma > 0 && at[comma - 1] == 0x20 ? comma - 1 : comma
    if family == 0 || given >= length { return 0 }
    coterie_copy_loosely(room, at + given, length - given)
    room[length - given] = 0x20
    coterie_copy_loosely(room + (length - given + 1), at, family)
    batch.addAuthor(name: batch.added(length - given + 1 + family))
    return next
  }
}
