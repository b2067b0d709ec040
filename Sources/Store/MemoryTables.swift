import Bibliography
import CMemory

/// The tables of a corpus as columns of numbers in memory, each distinct string once: what is left of ingestion when
/// neither a file nor a database is made. The texts of mentions and affiliations are those of the loader's pools. For
/// measuring.
public final class MemoryTables: RowMaker {
  private var tables: [String: ColumnRows] = [:]
  private var loader: Loader?

  /// Empty tables.
  public init() throws { loader = try Loader(self, sourceID: 1) }

  /// Keeps the papers of a batch.
  public func keep(_ batch: PaperBatch) throws { try loader?.keep(batch) }

  /// The number of rows of each table.
  public var counts: [String: Int] { tables.mapValues(\.count) }

  var needsTextsOfPools: Bool { false }

  func rows(_ table: String) throws -> Rows {
    let rows = ColumnRows()
    tables[table] = rows
    return rows
  }
}

/// Rows of one table, four bytes a cell: small numbers as they are, texts as places in blocks of bytes.
private final class ColumnRows: Rows {
  private let cells = Blocks<Int32>()
  private let text = Blocks<UInt8>()
  /// What does not fit into a cell, by the cell's place; the cell itself is `large`.
  private var wide: [Int: Int64] = [:]
  private(set) var count = 0
  private static let missing = Int32.min
  private static let large = Int32.min + 1

  override func add(_ value: Int64) { add(number: value) }
  @inline(__always)
  private func add(number value: Int64) {
    let small = Int32(truncatingIfNeeded: value)
    if Int64(small) == value, small > Self.large {
      cells.append(small)
    } else if value == Rows.null {
      cells.append(Self.missing)
    } else {
      add(wide: value)
    }
  }
  override func add(numbers: UnsafeBufferPointer<Int64>) { for number in numbers { add(number: number) } }
  override func add(_ value: Double) { add(wide: Int64(bitPattern: value.bitPattern)) }
  override func addNull() { cells.append(Self.missing) }
  override func add(bytes: UnsafeBufferPointer<UInt8>) {
    let (place, room) = text.append(count: 4 + bytes.count)
    let length = UnsafeMutableRawPointer(room)
    length.storeBytes(of: UInt32(truncatingIfNeeded: bytes.count), as: UInt32.self)
    if let from = bytes.baseAddress { coterie_copy(length + 4, from, bytes.count) }
    add(Int64(place))
  }
  override func end() throws { count += 1 }

  @inline(never)
  private func add(wide value: Int64) {
    wide[cells.append(Self.large)] = value
  }
}

/// Values that stay where they were put: nothing is copied when there are more.
private final class Blocks<Element> {
  private var size = (1 << 12) / MemoryLayout<Element>.stride
  private var blocks: [(start: UnsafeMutablePointer<Element>, capacity: Int)] = []
  private var end: UnsafeMutablePointer<Element>?
  private var left = 0
  private var used = 0

  deinit { for block in blocks { LargeMemory.free(block.start, block.capacity) } }

  /// Adds a value; returns its place.
  @inline(__always) @discardableResult
  func append(_ element: Element) -> Int {
    let (place, room) = append(count: 1)
    room.initialize(to: element)
    return place
  }

  /// Room for values side by side, and the place of the first.
  @inline(__always)
  func append(count: Int) -> (place: Int, room: UnsafeMutablePointer<Element>) {
    guard let room = end, count <= left else { return open(count) }
    end = room + count
    left -= count
    used += count
    return (used - count, room)
  }

  /// The same in a new block; what was left of the last is passed over. The first blocks are small, since most tables
  /// have few rows, the others of a size for which the system has large pages.
  @inline(never)
  private func open(_ count: Int) -> (place: Int, room: UnsafeMutablePointer<Element>) {
    used += left
    left = max(size, count)
    size = min(size * 8, (1 << 22) / MemoryLayout<Element>.stride)
    let block = LargeMemory.allocate(Element.self, left)
    blocks.append((block, left))
    end = block + count
    left -= count
    used += count
    return (used - count, block)
  }
}
