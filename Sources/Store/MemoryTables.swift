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

/// Rows of one table: numbers as they are, texts as places in one buffer.
private final class ColumnRows: Rows {
  private var cells: [Int64] = []
  private var text: [UInt8] = []
  private(set) var count = 0

  override func add(_ value: Int64) { cells.append(value) }
  override func add(_ value: Double) { cells.append(Int64(bitPattern: value.bitPattern)) }
  override func addNull() { cells.append(.min) }
  override func add(bytes: UnsafeBufferPointer<UInt8>) {
    cells.append(Int64(text.count) << 24 | Int64(bytes.count))
    text.append(contentsOf: bytes)
  }
  override func end() throws { count += 1 }
}
