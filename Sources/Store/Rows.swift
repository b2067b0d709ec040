import Foundation
import GRDB
import GRDBSQLite

/// Where the rows of one table go: each is given column by column, in the order of the table, then ended.
///
/// Rows come in the order of the table's key.
class Rows {
  func add(_ value: Int64) {}
  func add(_ value: Double) {}
  func addNull() {}
  /// A text, which is copied.
  func add(bytes text: UnsafeBufferPointer<UInt8>) {}
  func end() throws {}

  /// Several numbers at once; `Rows.null` stands for null.
  func add(numbers: UnsafeBufferPointer<Int64>) {
    for number in numbers { if number == Self.null { addNull() } else { add(number) } }
  }
  static let null = Int64.min

  @inline(__always)
  final func add(_ value: Int64?) { if let value { add(value) } else { addNull() } }
  @inline(__always)
  final func add(_ value: Double?) { if let value { add(value) } else { addNull() } }
  @inline(__always)
  final func add(_ value: Int) { add(Int64(value)) }

  /// A string or null.
  final func add(_ text: String?) {
    guard var text else { return addNull() }
    text.withUTF8 { add(bytes: $0) }
  }
}

/// Rows that go through SQLite.
final class StatementRows: Rows {
  private let statement: RawStatement
  private var column: Int32 = 0

  /// Inserts into `table`, all of its columns.
  init(_ db: Database, _ table: String) throws {
    let columns = try RawStatement(db, "SELECT * FROM \(table)").columnCount
    let marks = Array(repeating: "?", count: Int(columns)).joined(separator: ", ")
    statement = try RawStatement(db, "INSERT INTO \(table) VALUES (\(marks))")
  }

  override func add(_ value: Int64) {
    column += 1
    statement.bind(column, value)
  }
  override func add(_ value: Double) {
    column += 1
    statement.bind(column, value)
  }
  override func addNull() {
    column += 1
    statement.bind(column, nil as Int64?)
  }
  override func add(bytes text: UnsafeBufferPointer<UInt8>) {
    column += 1
    statement.bind(column, bytes: text)
  }
  override func end() throws {
    column = 0
    try statement.run()
  }
}

/// Rows that go straight into pages of a file.
final class PageRows: Rows {
  private let tree: PageTree
  /// Whether the first column is the rowid and lies outside the record.
  private let hasRowID: Bool
  private var record = PageRecord()
  private var key: Int64 = 0
  private var isFirst = true

  init(_ tree: PageTree, hasRowID: Bool) {
    self.tree = tree
    self.hasRowID = hasRowID
  }

  deinit { record.free() }

  override func add(_ value: Int64) {
    if isFirst, hasRowID {
      key = value
      record.appendNull()
    } else {
      record.append(value)
    }
    isFirst = false
  }
  override func add(numbers: UnsafeBufferPointer<Int64>) {
    var numbers = numbers[...]
    if isFirst, hasRowID, let first = numbers.popFirst() { add(first) }
    isFirst = false
    record.append(UnsafeBufferPointer(rebasing: numbers), null: Self.null)
  }
  override func add(_ value: Double) { record.append(value) }
  override func addNull() { record.appendNull() }
  override func add(bytes text: UnsafeBufferPointer<UInt8>) { record.append(text) }
  override func end() throws {
    try tree.append(key: key, record)
    record.removeAll()
    isFirst = true
  }

  /// Writes what is left; no row may follow.
  func finish() throws { try tree.finish() }
}

/// Gives the rows of any table by its name.
protocol RowMaker {
  func rows(_ table: String) throws -> Rows
  /// Whether rows of mentions and affiliations must have their texts, which the loader's pools hold under their numbers.
  var needsTextsOfPools: Bool { get }
}

extension RowMaker {
  var needsTextsOfPools: Bool { true }
}

extension Database: RowMaker {
  func rows(_ table: String) throws -> Rows { try StatementRows(self, table) }
}
