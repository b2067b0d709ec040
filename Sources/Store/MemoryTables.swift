import Bibliography
import CMemory

/// The tables of a corpus in memory, rows of numbers, each distinct string once: what is left of ingestion when
/// neither a file nor a database is made. The texts of mentions and affiliations are those of the loader's pools. For
/// measuring.
public final class MemoryTables: RowMaker {
  private var tables: [String: CompactRows] = [:]
  private var loader: Loader?

  /// Empty tables.
  public init() throws { loader = try Loader(self, sourceID: 1) }

  /// Keeps the papers of a batch.
  public func keep(_ batch: PaperBatch) throws { try loader?.keep(batch) }

  /// The number of rows of each table.
  public var counts: [String: Int] { tables.mapValues(\.count) }

  /// The rows of a table whose columns `texts` hold texts, as they would be printed; nil for null.
  func values(of table: String, width: Int, texts: Set<Int> = []) -> [[String?]] {
    tables[table]?.values(width: width, texts: texts) ?? []
  }

  var needsTextsOfPools: Bool { false }

  func rows(_ table: String) throws -> Rows {
    let rows = CompactRows()
    tables[table] = rows
    return rows
  }
}

/// Rows of one table, cell after cell, each in as few bytes as it needs: null is 0, a number its zigzag code and 1 more,
/// seven bits a byte, and a text its length as a number and its bytes.
private final class CompactRows: Rows {
  private let bytes = Blocks()
  private(set) var count = 0

  override func add(_ value: Int64) { put(value) }
  override func add(numbers: UnsafeBufferPointer<Int64>) {
    for number in numbers { if number == Rows.null { addNull() } else { put(number) } }
  }
  override func add(_ value: Double) { put(Int64(bitPattern: value.bitPattern)) }
  override func addNull() {
    bytes.append(atMost: 1) {
      $0.initialize(to: 0); return 1
    }
  }
  override func add(bytes text: UnsafeBufferPointer<UInt8>) {
    bytes.append(atMost: 10 + text.count) { room in
      let length = Self.write(Int64(text.count), at: room)
      if let from = text.baseAddress { coterie_copy(room + length, from, text.count) }
      return length + text.count
    }
  }
  override func end() throws { count += 1 }

  /// See `MemoryTables.values`.
  func values(width: Int, texts: Set<Int>) -> [[String?]] {
    var cells: [String?] = []
    for block in bytes.filled {
      var at = block.startIndex
      while at < block.endIndex {
        var (code, shift) = (UInt64(0), UInt64(0))
        repeat {
          code |= UInt64(block[at] & 0x7f) << shift
          shift += 7
          at += 1
        } while block[at - 1] >= 0x80
        let number = Int64(bitPattern: (code &- 1) >> 1) ^ -Int64(bitPattern: (code &- 1) & 1)
        if code == 0 {
          cells.append(nil)
        } else if texts.contains(cells.count % width) {
          cells.append(String(decoding: block[at..<at + Int(number)], as: UTF8.self))
          at += Int(number)
        } else {
          cells.append("\(number)")
        }
      }
    }
    return stride(from: 0, to: cells.count, by: width).map { Array(cells[$0..<$0 + width]) }
  }

  @inline(__always)
  private func put(_ value: Int64) { bytes.append(atMost: 10) { Self.write(value, at: $0) } }

  /// Writes a number; returns how many bytes it took.
  @inline(__always)
  private static func write(_ value: Int64, at room: UnsafeMutablePointer<UInt8>) -> Int {
    // The last code, that of the least number, has no room for 1 more and wraps to null; no column has it.
    var rest = UInt64(bitPattern: value << 1 ^ value >> 63) &+ 1
    var count = 0
    while rest >= 0x80 {
      room[count] = UInt8(truncatingIfNeeded: rest) | 0x80
      rest >>= 7
      count += 1
    }
    room[count] = UInt8(truncatingIfNeeded: rest)
    return count + 1
  }
}

/// Bytes that stay where they were put: nothing is copied when there are more.
private final class Blocks {
  private var size = 1 << 12
  private var blocks: [(start: UnsafeMutablePointer<UInt8>, capacity: Int)] = []
  private var end: UnsafeMutablePointer<UInt8>?
  private var left = 0
  /// What was left of each block but the last.
  private var unused: [Int] = []

  deinit { for block in blocks { LargeMemory.free(block.start, block.capacity) } }

  /// What has been put.
  var filled: [UnsafeBufferPointer<UInt8>] {
    blocks.enumerated().map { index, block in
      let end = index == blocks.count - 1 ? left : unused[index]
      return UnsafeBufferPointer(start: block.start, count: block.capacity - end)
    }
  }

  /// Lets `write` put at most `most` bytes behind the others; it returns how many it has put.
  @inline(__always)
  func append(atMost most: Int, _ write: (UnsafeMutablePointer<UInt8>) -> Int) {
    if left < most { open(most) }
    guard let room = end else { return }
    let count = write(room)
    end = room + count
    left -= count
  }

  /// A new block. The first are small, since most tables have few rows, the others of a size for which the system has
  /// large pages.
  @inline(never)
  private func open(_ most: Int) {
    if end != nil { unused.append(left) }
    left = max(size, most)
    size = min(size * 8, 1 << 22)
    let block = LargeMemory.allocate(UInt8.self, left)
    blocks.append((block, left))
    end = block
  }
}
