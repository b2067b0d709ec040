/// One column of some rows: the kind of each cell, once where all are of one kind, and its bits less their least, in as
/// few bytes as the greatest needs.
struct Strip: Sendable {
  private let kinds: [Table.Rows.Kind]
  private let base: Int64
  /// Bytes a cell, 0...8.
  private let size: Int
  private let mask: UInt64
  /// `size` bytes a cell, the lowest first, and 8 more so that each can be read as one number.
  private let bytes: [UInt8]

  init(_ allKinds: [Table.Rows.Kind], _ allBits: [Int64], column: Int, of width: Int) {
    let rows = allBits.count / width
    var (least, greatest) = (Int64.max, Int64.min)
    var isUniform = true
    let first = allKinds[column]
    for row in 0..<rows {
      let at = row * width + column
      if allKinds[at] != first { isUniform = false }
      least = min(least, allBits[at])
      greatest = max(greatest, allBits[at])
    }
    kinds = isUniform ? [first] : (0..<rows).map { allKinds[$0 * width + column] }
    base = least
    let span = UInt64(bitPattern: greatest &- least)
    let size = (64 - span.leadingZeroBitCount + 7) / 8
    self.size = size
    mask = size == 8 ? .max : (1 << UInt64(8 * size)) - 1
    bytes = [UInt8](unsafeUninitializedCapacity: rows * size + 8) { out, count in
      count = rows * size + 8
      let raw = UnsafeMutableRawBufferPointer(out)
      // From first to last: what a number writes beyond its bytes is written over by the next.
      for row in 0..<rows {
        raw.storeBytes(
          of: UInt64(bitPattern: allBits[row * width + column] &- least).littleEndian, toByteOffset: row * size,
          as: UInt64.self)
      }
      raw.storeBytes(of: 0, toByteOffset: rows * size, as: UInt64.self)
    }
  }

  var byteCount: Int { kinds.count + bytes.count + MemoryLayout<Self>.size }

  func cell(_ row: Int) -> (Table.Rows.Kind, Int64) {
    (kinds[kinds.count == 1 ? 0 : row], bytes.withUnsafeBytes { bits($0, row) })
  }

  private func bits(_ bytes: UnsafeRawBufferPointer, _ row: Int) -> Int64 {
    let word = UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: row * size, as: UInt64.self))
    return Int64(bitPattern: word & mask) &+ base
  }

  /// Writes the first `count` cells to each `step`-th place of two lists.
  func unpack(
    _ count: Int, _ outKinds: inout [Table.Rows.Kind], _ outBits: inout [Int64], from first: Int, step: Int
  ) {
    bytes.withUnsafeBytes { bytes in
      for row in 0..<count {
        outKinds[row * step + first] = kinds[kinds.count == 1 ? 0 : row]
        outBits[row * step + first] = bits(bytes, row)
      }
    }
  }
}

/// Texts by number, each once. A copy shares them until one of the two has a new text.
struct TextArena: @unchecked Sendable {
  private var pool = InternPool(expecting: 16)

  /// The number of a text, which is added when it is new; `near` is one that may well be it.
  mutating func number(of text: UnsafeBufferPointer<UInt8>, near: Int64?) -> Int64 {
    let raw = UnsafeRawBufferPointer(text)
    if let near, pool.equals(Int(near), raw) { return near }
    if let known = pool.index(of: raw) { return Int64(known) }
    // What is no UTF-8 is mended, as `String(decoding:as:)` does: whatever is written is text.
    if text.contains(where: { $0 >= 0x80 }) {
      var mended = String(decoding: text, as: UTF8.self)
      let number = mended.withUTF8 { mended -> Int64? in
        mended.elementsEqual(text) ? nil : self.number(of: mended, near: nil)
      }
      if let number { return number }
    }
    if !isKnownUniquelyReferenced(&pool) { pool = InternPool(copying: pool) }
    return Int64(pool.intern(raw).index)
  }

  var byteCount: Int { pool.byteCount }

  func string(_ number: Int64) -> String { String(decoding: text(number), as: UTF8.self) }

  /// The bytes of a text; valid until one is added.
  func text(_ number: Int64) -> UnsafeBufferPointer<UInt8> { pool.bytes(Int(number)) }
}
