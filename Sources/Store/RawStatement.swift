import Bibliography
import Foundation
import GRDB
import GRDBSQLite

/// A prepared statement on SQLite's own calls: the bulk load and the long scans, where a row costs about a microsecond.
///
/// Used inside one database access and never kept.
final class RawStatement {
  private let statement: OpaquePointer
  private let connection: OpaquePointer

  /// SQLite copies the text during the call.
  private static let transient = unsafeBitCast(-1, to: sqlite3_destructor_type.self)

  init(_ db: Database, _ sql: String) throws {
    let connection = try Self.connection(of: db)
    var made: OpaquePointer?
    guard sqlite3_prepare_v3(connection, sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &made, nil) == SQLITE_OK,
      let made
    else { throw RawStatement.failure(connection) }
    statement = made
    self.connection = connection
  }

  deinit { sqlite3_finalize(statement) }

  func bind(_ index: Int32, _ value: Int64) { sqlite3_bind_int64(statement, index, value) }
  func bind(_ index: Int32, _ value: Double) { sqlite3_bind_double(statement, index, value) }
  func bind(_ index: Int32, _ value: Int64?) {
    if let value { sqlite3_bind_int64(statement, index, value) } else { sqlite3_bind_null(statement, index) }
  }
  func bind(_ index: Int32, _ value: Double?) {
    if let value { sqlite3_bind_double(statement, index, value) } else { sqlite3_bind_null(statement, index) }
  }
  func bind(_ index: Int32, _ value: String?) {
    guard var value else {
      sqlite3_bind_null(statement, index)
      return
    }
    guard !value.isEmpty else {
      // An empty buffer may have no address, which SQLite would take for null.
      sqlite3_bind_text(statement, index, "", 0, Self.transient)
      return
    }
    value.withUTF8 { bytes in
      _ = bytes.withMemoryRebound(to: CChar.self) {
        sqlite3_bind_text(statement, index, $0.baseAddress, Int32($0.count), Self.transient)
      }
    }
  }

  func bind(_ index: Int32, bytes: UnsafeBufferPointer<UInt8>) {
    guard let address = bytes.baseAddress, bytes.count > 0 else { return bind(index, "" as String?) }
    address.withMemoryRebound(to: CChar.self, capacity: bytes.count) {
      _ = sqlite3_bind_text(statement, index, $0, Int32(bytes.count), Self.transient)
    }
  }

  /// Runs a statement that gives no rows, and makes it ready for the next values.
  func run() throws {
    let code = sqlite3_step(statement)
    sqlite3_reset(statement)
    guard code == SQLITE_DONE || code == SQLITE_ROW else { throw RawStatement.failure(connection) }
  }

  /// Goes to the next row; false at the end.
  func step() throws -> Bool {
    let code = sqlite3_step(statement)
    if code == SQLITE_ROW { return true }
    sqlite3_reset(statement)
    guard code == SQLITE_DONE else { throw RawStatement.failure(connection) }
    return false
  }

  /// Makes it ready for the next values before its last row was met.
  func reset() { sqlite3_reset(statement) }

  var columnCount: Int32 { sqlite3_column_count(statement) }
  func columnName(_ column: Int32) -> String {
    sqlite3_column_name(statement, column).map { String(cString: $0) } ?? ""
  }
  /// Whether running it leaves the database as it is, by SQLite's own word.
  var isReadOnly: Bool { sqlite3_stmt_readonly(statement) != 0 }

  /// Names of the parameters in the SQL, without their mark; unnamed ones are "".
  var parameters: [String] {
    (0..<sqlite3_bind_parameter_count(statement)).map { index in
      sqlite3_bind_parameter_name(statement, index + 1).map { String(String(cString: $0).dropFirst()) } ?? ""
    }
  }

  func bind(_ index: Int32, _ value: Bibliography.Table.Value) {
    switch value {
    case .null: sqlite3_bind_null(statement, index)
    case .integer(let number): bind(index, Int64(number))
    case .real(let number): bind(index, number)
    case .text(let text): bind(index, text as String?)
    }
  }

  func value(_ column: Int32) -> Bibliography.Table.Value {
    switch sqlite3_column_type(statement, column) {
    case SQLITE_NULL: .null
    case SQLITE_INTEGER: .integer(Int(integer(column)))
    case SQLITE_FLOAT: .real(real(column))
    case SQLITE_BLOB: .text("(\(sqlite3_column_bytes(statement, column)) bytes)")
    default: .text(text(column) ?? "")
    }
  }

  /// Adds the row at hand.
  func add(to rows: inout Bibliography.Table.Rows) {
    for column in 0..<columnCount {
      switch sqlite3_column_type(statement, column) {
      case SQLITE_NULL: rows.addNull()
      case SQLITE_INTEGER: rows.add(Int(integer(column)))
      case SQLITE_FLOAT: rows.add(real(column))
      case SQLITE_TEXT:
        rows.add(
          text: UnsafeBufferPointer(
            start: sqlite3_column_text(statement, column), count: Int(sqlite3_column_bytes(statement, column))))
      default: rows.add(value(column))
      }
    }
    rows.endRow()
  }

  func integer(_ column: Int32) -> Int64 { sqlite3_column_int64(statement, column) }
  func real(_ column: Int32) -> Double { sqlite3_column_double(statement, column) }
  func isNull(_ column: Int32) -> Bool { sqlite3_column_type(statement, column) == SQLITE_NULL }
  func text(_ column: Int32) -> String? {
    guard let bytes = sqlite3_column_text(statement, column) else { return nil }
    return String(
      decoding: UnsafeBufferPointer(start: bytes, count: Int(sqlite3_column_bytes(statement, column))), as: UTF8.self)
  }

  /// SQLite's own handle, which lives as long as the access to `db`.
  static func connection(of db: Database) throws -> OpaquePointer {
    guard let connection = db.sqliteConnection else {
      throw CoterieError("corpus.closed", "the corpus is closed. Open it again.")
    }
    return connection
  }

  static func failure(_ connection: OpaquePointer) -> DatabaseError {
    DatabaseError(
      resultCode: ResultCode(rawValue: sqlite3_extended_errcode(connection)),
      message: String(cString: sqlite3_errmsg(connection)))
  }
}
