import Bibliography
import CMemory
import Foundation
import Synchronization

#if canImport(Glibc)
  import Glibc
#endif

/// Writes pages behind those of a SQLite file that has empty tables, so that a first bulk load costs what its bytes
/// cost: no statement is run and no page is read or split.
///
/// The file must belong to nobody else: `Corpus` works on a copy, and puts it in its place when it is whole. Its page
/// size is 4096, it has no free pages, and its tables keep the root pages that SQLite gave them.
///
/// Pages get their numbers when they are given, in one order, and are written by a thread of their own: handing a
/// quarter of a gigabyte to the system takes as long as making it.
///
/// Source: "Database File Format", sqlite.org/fileformat2.html.
final class PageFile: @unchecked Sendable {
  static let pageSize = 4096
  private let descriptor: Int32
  private let path: String
  private(set) var pageCount: UInt32
  private let writer = DispatchQueue(label: "coterie.pages")
  /// Pieces that may wait to be written.
  private let room = DispatchSemaphore(value: 64)
  /// What went wrong in a write; told by whoever writes next.
  private let failed = Mutex<CoterieError?>(nil)

  /// Opens a file that SQLite has made.
  init(_ path: String) throws {
    self.path = path
    descriptor = open(path, O_RDWR)
    pageCount = 0
    guard descriptor >= 0 else { throw failure }
    // Tells `Corpus.sweep` that somebody is at work here.
    flock(descriptor, LOCK_EX | LOCK_NB)
    pageCount = UInt32(lseek(descriptor, 0, SEEK_END) / off_t(Self.pageSize))
  }

  deinit { close(descriptor) }

  /// The page that SQLite locks and never uses: the one with the byte at 1 GiB.
  private static let lockPage = UInt32(0x4000_0000 / pageSize + 1)

  /// Numbers for new pages, side by side: as many as are wanted, or fewer where the lock page comes between.
  func allocate(upTo wanted: Int) -> Range<UInt32> {
    if pageCount + 1 == Self.lockPage { pageCount += 1 }
    let first = pageCount + 1
    var end = first + UInt32(wanted)
    if first < Self.lockPage { end = min(end, Self.lockPage) }
    pageCount = end - 1
    return first..<end
  }

  /// Room for so many pages, to be filled and given to `write(_:count:at:)`.
  static func room(for pages: Int) -> UnsafeMutablePointer<UInt8> {
    .allocate(capacity: pages * pageSize)
  }

  /// Takes pages over, writes them from `page` on when the others before them are written, and gives their memory back.
  ///
  /// - Throws: `corpus.unwritable` when an earlier write has failed.
  func write(_ pages: UnsafeMutablePointer<UInt8>, count: Int, at page: UInt32) throws {
    if let error = failed.withLock({ $0 }) {
      pages.deallocate()
      throw error
    }
    room.wait()
    nonisolated(unsafe) let pages = pages
    writer.async { [self] in
      do {
        try write(UnsafeRawBufferPointer(start: pages, count: count * Self.pageSize), at: page)
      } catch {
        failed.withLock { $0 = error as? CoterieError ?? failure }
      }
      pages.deallocate()
      room.signal()
    }
  }

  private func write(_ bytes: UnsafeRawBufferPointer, at page: UInt32) throws {
    var done = 0
    while done < bytes.count {
      let offset = off_t(page - 1) * off_t(Self.pageSize) + off_t(done)
      let step = pwrite(descriptor, bytes.baseAddress.map { $0 + done }, bytes.count - done, offset)
      if step < 0 && errno == EINTR { continue }
      guard step > 0 else { throw failure }
      done += step
    }
  }

  /// Tells the header how large the file has become, and waits until it is on the disk.
  func finish() throws {
    writer.sync {}
    if let error = failed.withLock({ $0 }) { throw error }
    var header = [UInt8](repeating: 0, count: 100)
    guard pread(descriptor, &header, 100, 0) == 100 else { throw failure }
    let counter = header[24..<28].reduce(UInt32(0)) { $0 << 8 | UInt32($1) } &+ 1
    func put(_ value: UInt32, at offset: Int) {
      for i in 0..<4 { header[offset + i] = UInt8(truncatingIfNeeded: value >> (24 - 8 * UInt32(i))) }
    }
    put(counter, at: 24)
    put(pageCount, at: 28)
    put(counter, at: 92)
    try header.withUnsafeBytes { try write($0, at: 1) }
    guard fsync(descriptor) == 0 else { throw failure }
  }

  private var failure: CoterieError {
    CoterieError(
      "corpus.unwritable", "'\(path)' cannot be written: \(String(cString: strerror(errno))). Make room for it.")
  }
}

/// A record as SQLite stores it: a header of types, then the values; filled column by column and used again.
struct PageRecord {
  private var values = ByteBuffer(capacity: 4096)
  /// Types of the columns so far, each below 128 in one byte, longer ones in up to nine.
  private var types = ByteBuffer(capacity: 512)

  func free() {
    values.free()
    types.free()
  }

  mutating func removeAll() {
    values.removeAll()
    types.removeAll()
  }

  @inline(__always)
  mutating func appendNull() { appendType(0) }

  @inline(__always)
  mutating func append(_ value: Int64) {
    let (type, width) = Self.type(of: value)
    appendType(UInt64(type))
    if width > 0 { appendBigEndian(UInt64(bitPattern: value), width) }
  }

  /// Several numbers; those that equal `null` stand for it.
  mutating func append(_ numbers: UnsafeBufferPointer<Int64>, null: Int64) {
    types.append(atMost: numbers.count) { types in
      values.append(atMost: 8 * numbers.count) { values in
        var end = UnsafeMutableRawPointer(values)
        for (column, value) in numbers.enumerated() {
          let (type, width): (UInt8, Int) = value == null ? (0, 0) : Self.type(of: value)
          types[column] = type
          end.storeBytes(of: Self.bigEndian(UInt64(bitPattern: value), width), as: UInt64.self)
          end += width
        }
        return end - UnsafeMutableRawPointer(values)
      }
      return numbers.count
    }
  }

  /// The type of a number and how many bytes it takes: 0 and 1 are types of their own.
  @inline(__always)
  private static func type(of value: Int64) -> (UInt8, Int) {
    if value & ~1 == 0 { return (8 + UInt8(truncatingIfNeeded: value), 0) }
    let magnitude = value < 0 ? ~value : value
    return magnitude < 0x80
      ? (1, 1)
      : magnitude < 0x8000
        ? (2, 2)
        : magnitude < 0x80_0000
          ? (3, 3) : magnitude < 0x8000_0000 ? (4, 4) : magnitude < 0x8000_0000_0000 ? (5, 6) : (6, 8)
  }

  /// A whole number is stored as one, as SQLite does in a column of reals.
  @inline(__always)
  mutating func append(_ value: Double) {
    if let whole = Int64(exactly: value), whole.magnitude < 1 << 47, value.sign == .plus || whole != 0 {
      return append(whole)
    }
    appendType(7)
    appendBigEndian(value.bitPattern, 8)
  }

  @inline(__always)
  mutating func append(_ text: UnsafeBufferPointer<UInt8>) {
    appendType(13 + 2 * UInt64(text.count))
    values.append(text)
  }

  /// The header without its own length, and the values.
  var parts: (types: UnsafeRawBufferPointer, values: UnsafeRawBufferPointer) {
    (types.bytes, values.bytes)
  }

  @inline(__always)
  private mutating func appendType(_ type: UInt64) {
    types.append(atMost: 9) { PageRecord.putVarint(type, at: $0) }
  }

  @inline(__always)
  private mutating func appendBigEndian(_ value: UInt64, _ width: Int) {
    values.append(atMost: 8) { place in
      UnsafeMutableRawPointer(place).storeBytes(of: Self.bigEndian(value, width), as: UInt64.self)
      return width
    }
  }

  /// The low bytes of a value in front; those behind them are written over by the next.
  @inline(__always)
  private static func bigEndian(_ value: UInt64, _ width: Int) -> UInt64 {
    (value << UInt64(64 - 8 * width)).bigEndian
  }

  /// How many bytes `putVarint` needs.
  @inline(__always)
  static func varintCount(_ value: UInt64) -> Int {
    value < 0x80 ? 1 : value < 0x4000 ? 2 : value >= 1 << 56 ? 9 : (64 - value.leadingZeroBitCount + 6) / 7
  }

  /// Seven bits a byte, the highest first, the last byte without the mark; a ninth byte has eight bits.
  @inline(__always)
  static func putVarint(_ value: UInt64, at out: UnsafeMutablePointer<UInt8>) -> Int {
    if value < 0x80 {
      out[0] = UInt8(truncatingIfNeeded: value)
      return 1
    }
    if value < 0x4000 {
      out[0] = UInt8(truncatingIfNeeded: value >> 7) | 0x80
      out[1] = UInt8(truncatingIfNeeded: value) & 0x7f
      return 2
    }
    if value >= 1 << 56 {
      for i in 0..<8 { out[i] = UInt8(truncatingIfNeeded: value >> UInt64(8 + 7 * (7 - i))) | 0x80 }
      out[8] = UInt8(truncatingIfNeeded: value)
      return 9
    }
    let width = (64 - value.leadingZeroBitCount + 6) / 7
    for i in 0..<width {
      let bits = UInt8(truncatingIfNeeded: value >> UInt64(7 * (width - 1 - i))) & 0x7f
      out[i] = i == width - 1 ? bits : bits | 0x80
    }
    return width
  }
}

/// One b-tree of a SQLite file, made from its lowest level up: rows must come in the order of their keys.
///
/// Leaves are filled to the brim, as those of a table that was only ever appended to. O(rows) time; memory for one
/// number a leaf, and for an index one row a leaf.
final class PageTree {
  private let file: PageFile
  private let root: UInt32
  private let isIndex: Bool

  /// The leaf being filled, the next in `run`: cells grow down from `top`, their offsets up behind the head.
  private var leaf: UnsafeMutablePointer<UInt8>
  private var top = PageFile.pageSize
  private var cells = 0
  private var lastKey: Int64 = 0
  /// Whole leaves that have no number yet.
  private var run: UnsafeMutablePointer<UInt8>
  private var runCount = 0
  private static let runLength = 32
  /// The leaf written last.
  private let last = UnsafeMutablePointer<UInt8>.allocate(capacity: PageFile.pageSize)
  /// Numbers of the leaves written, and what stands between each and the next: a key, or a whole cell of an index.
  private var leaves: [UInt32] = []
  private var keys: [Int64] = []
  private var separators: [[UInt8]] = []

  /// A tree whose root page SQLite has allocated. Tables WITHOUT ROWID are indexes.
  init(_ file: PageFile, root: UInt32, isIndex: Bool) {
    self.file = file
    self.root = root
    self.isIndex = isIndex
    run = PageFile.room(for: Self.runLength)
    leaf = run
  }

  deinit {
    last.deallocate()
    run.deallocate()
  }

  /// Adds a row; `key` is the rowid of a table, and unused in an index.
  func append(key: Int64, _ record: borrowing PageRecord) throws {
    let (types, values) = record.parts
    // The header's length counts itself; a second byte is needed from 127 on.
    let head = types.count + 1 < 128 ? types.count + 1 : types.count + 2
    let total = head + values.count
    let local = Self.localCount(total, isIndex: isIndex)
    let prefix = PageRecord.varintCount(UInt64(total)) + (isIndex ? 0 : PageRecord.varintCount(UInt64(bitPattern: key)))
    let count = max(4, prefix + local + (local < total ? 4 : 0))
    if 8 + 2 * (cells + 1) + count > top { try closeLeaf() }
    top -= count
    let cell = leaf + top
    // A cell has four bytes at least.
    if prefix + local < 4 { memset(cell, 0, 4) }
    var at = PageRecord.putVarint(UInt64(total), at: cell)
    if !isIndex { at += PageRecord.putVarint(UInt64(bitPattern: key), at: cell + at) }
    if local == total {
      at += PageRecord.putVarint(UInt64(head), at: cell + at)
      if let address = types.baseAddress { coterie_copy(cell + at, address, types.count) }
      if let address = values.baseAddress { coterie_copy(cell + at + types.count, address, values.count) }
    } else {
      var whole = [UInt8](repeating: 0, count: total)
      whole.withUnsafeMutableBufferPointer { out in
        guard let base = out.baseAddress else { return }
        let start = PageRecord.putVarint(UInt64(head), at: base)
        if let address = types.baseAddress { memcpy(base + start, address, types.count) }
        if let address = values.baseAddress { memcpy(base + head, address, values.count) }
        memcpy(cell + at, base, local)
      }
      let overflow = try whole.withUnsafeBytes { try writeOverflow(UnsafeRawBufferPointer(rebasing: $0[local...])) }
      PageTree.put32(overflow, at: cell + at + local)
    }
    PageTree.put16(top, at: leaf + 8 + 2 * cells)
    cells += 1
    lastKey = key
  }

  /// How many bytes of a payload stay in the page; the others go into a chain of overflow pages.
  private static func localCount(_ total: Int, isIndex: Bool) -> Int {
    let usable = PageFile.pageSize
    let most = isIndex ? (usable - 12) * 64 / 255 - 23 : usable - 35
    if total <= most { return total }
    let least = (usable - 12) * 32 / 255 - 23
    let fitting = least + (total - least) % (usable - 4)
    return fitting <= most ? fitting : least
  }

  /// Writes what is left and the levels above the leaves.
  func finish() throws {
    if leaves.isEmpty && runCount == 0 {
      headLeaf()
      return try writePage(leaf, at: root)
    }
    // The last leaf has a cell: it was begun because one did not fit.
    try closeLeaf()
    try flushRun()
    if isIndex { try liftSeparators() }
    var children = leaves
    while try !writeLevel(&children) {}
  }

  private func closeLeaf() throws {
    keys.append(lastKey)
    headLeaf()
    runCount += 1
    cells = 0
    top = PageFile.pageSize
    if runCount == Self.runLength { try flushRun() }
    leaf = run + runCount * PageFile.pageSize
  }

  private func flushRun() throws {
    guard runCount > 0 else { return }
    if isIndex {
      // The last row of each leaf moves up between it and the next, but that of the last leaf stays: see
      // `liftSeparators`.
      for i in 0..<runCount { separators.append(takeLastCell(of: run + i * PageFile.pageSize)) }
    }
    memcpy(last, run + (runCount - 1) * PageFile.pageSize, PageFile.pageSize)
    let pages = file.allocate(upTo: runCount)
    leaves += pages
    let whole = run
    run = PageFile.room(for: Self.runLength)
    let left = runCount - pages.count
    runCount = 0
    if left > 0 {
      // The lock page lies between.
      memcpy(run, whole + pages.count * PageFile.pageSize, left * PageFile.pageSize)
    }
    try file.write(whole, count: pages.count, at: pages.lowerBound)
    if left > 0 {
      let rest = file.allocate(upTo: left)
      leaves += rest
      let pages = run
      run = PageFile.room(for: Self.runLength)
      try file.write(pages, count: left, at: rest.lowerBound)
    }
  }

  private func writePage(_ page: UnsafeMutablePointer<UInt8>, at number: UInt32) throws {
    let copy = PageFile.room(for: 1)
    memcpy(copy, page, PageFile.pageSize)
    try file.write(copy, count: 1, at: number)
  }

  /// Takes a row out of a leaf of an index, which keeps its bytes for `putBack`.
  private func takeLastCell(of page: UnsafeMutablePointer<UInt8>) -> [UInt8] {
    let count = PageTree.get16(at: page + 3)
    let from = PageTree.get16(at: page + 8 + 2 * (count - 1))
    let to = count > 1 ? PageTree.get16(at: page + 8 + 2 * (count - 2)) : PageFile.pageSize
    let cell = Array(UnsafeBufferPointer(start: page + from, count: to - from))
    PageTree.put16(count - 1, at: page + 3)
    PageTree.put16(to % 0x10000, at: page + 5)
    return cell
  }

  /// The row taken out of the last leaf goes back into it.
  private func liftSeparators() throws {
    guard let cell = separators.popLast(), let number = leaves.last else { return }
    let count = PageTree.get16(at: last + 3)
    PageTree.put16(count + 1, at: last + 3)
    PageTree.put16(PageTree.get16(at: last + 5) - cell.count, at: last + 5)
    try writePage(last, at: number)
  }

  /// Writes the level above `children`; true when that was the root.
  private func writeLevel(_ children: inout [UInt32]) throws -> Bool {
    var above: [UInt32] = []
    var keysAbove: [Int64] = []
    var separatorsAbove: [[UInt8]] = []
    let page = UnsafeMutablePointer<UInt8>.allocate(capacity: PageFile.pageSize)
    defer { page.deallocate() }
    var at = 0
    while at < children.count {
      memset(page, 0, PageFile.pageSize)
      var top = PageFile.pageSize
      var cells = 0
      // A page needs two children: the last two go onto this page together, or onto the next.
      while at < children.count - 1 {
        let size = isIndex ? 4 + separators[at].count : 13
        let next = at == children.count - 3 ? (isIndex ? 4 + separators[at + 1].count : 13) + 2 : 0
        if 12 + 2 * (cells + 1) + size + next > top { break }
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: size) { cell in
          guard let start = cell.baseAddress else { return }
          PageTree.put32(children[at], at: start)
          var count = 4
          if isIndex {
            separators[at].withUnsafeBufferPointer {
              if let address = $0.baseAddress { memcpy(start + 4, address, $0.count) }
            }
            count += separators[at].count
          } else {
            count += PageRecord.putVarint(UInt64(bitPattern: keys[at]), at: start + 4)
          }
          top -= count
          memcpy(page + top, start, count)
          PageTree.put16(top, at: page + 12 + 2 * cells)
        }
        cells += 1
        at += 1
      }
      PageTree.put32(children[at], at: page + 8)
      head(page, type: isIndex ? 0x02 : 0x05, cells: cells, top: top)
      let isRoot = above.isEmpty && at == children.count - 1
      let number = isRoot ? root : file.allocate(upTo: 1).lowerBound
      try writePage(page, at: number)
      if isRoot { return true }
      above.append(number)
      if isIndex {
        if at < separators.count { separatorsAbove.append(separators[at]) }
      } else {
        keysAbove.append(keys[at])
      }
      at += 1
    }
    children = above
    keys = keysAbove
    separators = separatorsAbove
    return false
  }

  /// Makes the leaf whole. What no cell takes is zero: the same rows are the same bytes, and nothing else of the
  /// program's memory gets into the file.
  private func headLeaf() {
    head(leaf, type: isIndex ? 0x0a : 0x0d, cells: cells, top: top)
    memset(leaf + 8 + 2 * cells, 0, top - 8 - 2 * cells)
  }

  /// The eight bytes every page begins with: type, no free block, number of cells, where they begin, no fragments.
  private func head(_ page: UnsafeMutablePointer<UInt8>, type: UInt8, cells: Int, top: Int) {
    page[0] = type
    page[1] = 0
    page[2] = 0
    PageTree.put16(cells, at: page + 3)
    PageTree.put16(top % 0x10000, at: page + 5)
    page[7] = 0
  }

  /// What does not fit into a page goes into a chain of its own; returns its first page.
  private func writeOverflow(_ rest: UnsafeRawBufferPointer) throws -> UInt32 {
    let piece = PageFile.pageSize - 4
    let count = (rest.count + piece - 1) / piece
    var numbers: [UInt32] = []
    while numbers.count < count { numbers += file.allocate(upTo: count - numbers.count) }
    let page = UnsafeMutablePointer<UInt8>.allocate(capacity: PageFile.pageSize)
    defer { page.deallocate() }
    for i in 0..<count {
      let part = UnsafeRawBufferPointer(rebasing: rest[(i * piece)..<min(rest.count, (i + 1) * piece)])
      memset(page, 0, PageFile.pageSize)
      PageTree.put32(i + 1 < count ? numbers[i + 1] : 0, at: page)
      if let address = part.baseAddress { memcpy(page + 4, address, part.count) }
      try writePage(page, at: numbers[i])
    }
    return numbers[0]
  }

  private static func put32(_ value: UInt32, at out: UnsafeMutablePointer<UInt8>) {
    for i in 0..<4 { out[i] = UInt8(truncatingIfNeeded: value >> (24 - 8 * UInt32(i))) }
  }
  private static func put16(_ value: Int, at out: UnsafeMutablePointer<UInt8>) {
    out[0] = UInt8(truncatingIfNeeded: value >> 8)
    out[1] = UInt8(truncatingIfNeeded: value)
  }
  private static func get16(at bytes: UnsafeMutablePointer<UInt8>) -> Int { Int(bytes[0]) << 8 | Int(bytes[1]) }
}
