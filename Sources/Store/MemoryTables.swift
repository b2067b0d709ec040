import Bibliography
import Foundation

/// The tables of a corpus as columns of numbers in memory, each distinct string once: what is left of ingestion when
/// neither a file nor a database is made. For measuring.
public final class MemoryTables: RowMaker {
  private var tables: [String: ColumnRows] = [:]
  private var loader: Loader?

  /// Empty tables.
  public init() throws { loader = try Loader(self, sourceID: 1) }

  /// Keeps the papers of a batch.
  public func keep(_ batch: PaperBatch) throws { try loader?.keep(batch) }

  /// The number of rows of each table.
  public var counts: [String: Int] { tables.mapValues(\.count) }

  func rows(_ table: String) throws -> Rows {
    let rows = ColumnRows()
    tables[table] = rows
    return rows
  }
}

/// Rows of one table: numbers as they are, texts as places in blocks of bytes.
private final class ColumnRows: Rows {
  private let cells = Blocks<Int64>()
  private let text = Blocks<UInt8>()
  private(set) var count = 0

  override func add(_ value: Int64) { cells.append(value) }
  override func add(_ value: Double) { cells.append(Int64(bitPattern: value.bitPattern)) }
  override func addNull() { cells.append(.min) }
  override func add(bytes: UnsafeBufferPointer<UInt8>) {
    cells.append(Int64(text.append(contentsOf: bytes)) << 24 | Int64(bytes.count))
  }
  override func end() throws { count += 1 }
}

/// Values that stay where they were put: nothing is copied when there are more.
private final class Blocks<Element> {
  private let size = (1 << 20) / MemoryLayout<Element>.stride
  private var blocks: [UnsafeMutablePointer<Element>] = []
  private var end: UnsafeMutablePointer<Element>?
  private var left = 0
  private var used = 0

  deinit { blocks.forEach { $0.deallocate() } }

  @inline(__always)
  func append(_ element: Element) {
    withUnsafePointer(to: element) { _ = append(contentsOf: UnsafeBufferPointer(start: $0, count: 1)) }
  }

  /// Adds values side by side; returns the place of the first.
  @inline(__always)
  func append(contentsOf elements: UnsafeBufferPointer<Element>) -> Int {
    guard let from = elements.baseAddress, !elements.isEmpty else { return used }
    if elements.count > left { open(elements.count) }
    if let end {
      end.initialize(from: from, count: elements.count)
      self.end = end + elements.count
    }
    left -= elements.count
    used += elements.count
    return used - elements.count
  }

  /// A new block; what was left of the last is passed over. The first is small: most tables have few rows.
  @inline(never)
  private func open(_ count: Int) {
    used += left
    left = max(blocks.isEmpty ? size >> 9 : size, count)
    let block = UnsafeMutablePointer<Element>.allocate(capacity: left)
    blocks.append(block)
    end = block
  }
}
