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

/// Texts after one another, each once where it can be found again: 4 bytes for its length, then its bytes.
struct TextArena: Sendable {
  private var bytes: [UInt8] = []
  /// Place + 1 of the text in this slot; 0 when free. At least half is free.
  private var slots: [Int] = []
  private var known = 0

  /// Where a text lies, which is added when it is new; `near` is where it may well lie.
  mutating func place(of text: UnsafeBufferPointer<UInt8>, near: Int64?) -> Int64 {
    if let near, holds(text, at: Int(near)) { return near }
    if known * 2 >= slots.count { grow() }
    let mask = slots.count - 1
    var slot = Self.hash(text) & mask
    while slots[slot] > 0 {
      if holds(text, at: slots[slot] - 1) { return Int64(slots[slot] - 1) }
      slot = (slot + 1) & mask
    }
    // What is no UTF-8 is mended, as `String(decoding:as:)` does: whatever is written is text.
    if text.contains(where: { $0 >= 0x80 }) {
      var mended = String(decoding: text, as: UTF8.self)
      let place = mended.withUTF8 { mended -> Int64? in
        mended.elementsEqual(text) ? nil : self.place(of: mended, near: nil)
      }
      if let place { return place }
    }
    let place = bytes.count
    withUnsafeBytes(of: UInt32(text.count).littleEndian) { bytes.append(contentsOf: $0) }
    bytes.append(contentsOf: text)
    slots[slot] = place + 1
    known += 1
    return Int64(place)
  }

  private func holds(_ text: UnsafeBufferPointer<UInt8>, at place: Int) -> Bool {
    bytes.withUnsafeBytes { bytes in
      let here = UnsafeRawBufferPointer(Self.text(bytes, Int64(place)))
      let there = UnsafeRawBufferPointer(text)
      guard here.count == there.count else { return false }
      var at = 0
      while at + 8 <= here.count {
        if here.loadUnaligned(fromByteOffset: at, as: UInt64.self)
          != there.loadUnaligned(fromByteOffset: at, as: UInt64.self)
        {
          return false
        }
        at += 8
      }
      while at < here.count, here[at] == there[at] { at += 1 }
      return at == here.count
    }
  }

  private mutating func grow() {
    let old = slots
    slots = [Int](repeating: 0, count: Swift.max(64, old.count * 2))
    let mask = slots.count - 1
    bytes.withUnsafeBytes { bytes in
      for place in old where place > 0 {
        var slot = Self.hash(Self.text(bytes, Int64(place - 1))) & mask
        while slots[slot] > 0 { slot = (slot + 1) & mask }
        slots[slot] = place
      }
    }
  }

  var byteCount: Int { bytes.count + 8 * slots.count }

  func string(_ place: Int64) -> String {
    bytes.withUnsafeBytes { String(decoding: Self.text($0, place), as: UTF8.self) }
  }

  func withBytes(_ body: (UnsafeRawBufferPointer) throws -> Void) rethrows { try bytes.withUnsafeBytes(body) }

  static func text(_ bytes: UnsafeRawBufferPointer, _ place: Int64) -> UnsafeBufferPointer<UInt8> {
    let start = Int(place)
    let count = Int(UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: start, as: UInt32.self)))
    return UnsafeRawBufferPointer(rebasing: bytes[start + 4..<start + 4 + count]).assumingMemoryBound(to: UInt8.self)
  }

  private static func hash(_ text: UnsafeBufferPointer<UInt8>) -> Int {
    let raw = UnsafeRawBufferPointer(text)
    var hash = UInt64(raw.count) ^ 0x9E37_79B9_7F4A_7C15
    func mix(_ word: UInt64) {
      let product = (hash ^ word).multipliedFullWidth(by: 0xD6E8_FEB8_6659_FD93)
      hash = product.high ^ product.low
    }
    var at = 0
    while at + 8 <= raw.count {
      mix(raw.loadUnaligned(fromByteOffset: at, as: UInt64.self))
      at += 8
    }
    var rest: UInt64 = 0
    while at < raw.count {
      rest = rest << 8 | UInt64(raw[at])
      at += 1
    }
    mix(rest)
    return Int(truncatingIfNeeded: hash & 0x7FFF_FFFF_FFFF_FFFF)
  }
}
