import Bibliography
import Foundation
import GRDB
import GRDBSQLite

/// How long a query may run and how much it may give.
public struct QueryLimits: Sendable {
  /// Seconds; nil for no limit.
  public var seconds: Double?
  /// Rows; more are not read, and the table says so.
  public var rows: Int?
  /// Bytes that SQLite may take beyond what it holds already; nil for no limit.
  public var memory: Int?
  /// Asked every few thousand steps; true ends the query with `query.interrupted`.
  public var isCancelled: @Sendable () -> Bool

  /// Without arguments nothing is limited.
  public init(
    seconds: Double? = nil, rows: Int? = nil, memory: Int? = nil,
    isCancelled: @escaping @Sendable () -> Bool = { false }
  ) {
    self.seconds = seconds
    self.rows = rows
    self.memory = memory
    self.isCancelled = isCancelled
  }
}

/// One SELECT on its way through SQLite, within limits.
struct QueryRun {
  let limits: QueryLimits

  struct Result {
    var columns: [String]
    var rows: Bibliography.Table.Rows
    var notes: [String] = []
    /// Rows that came after those that are kept.
    var more = 0
  }

  /// How many rows are kept of a list that is cut where its equal values end; the others are only counted.
  struct Cut {
    var limit: Int
    /// Places of the columns whose equal values belong together.
    var rank: [Int]

    /// Whether a row, whose values `next` gives, may still be shown after `rows`: with the first values as long as all
    /// are equal to them.
    func keepsNext(after rows: Bibliography.Table.Rows, _ next: (Int) -> Bibliography.Table.Value) -> Bool {
      guard rows.count > limit else { return true }
      return !rank.isEmpty
        && rank.allSatisfy { column in
          let first = rows.value(0, column)
          return next(column) == first && rows.value(rows.count - 1, column) == first
        }
    }
  }

  /// What SQLite asks every few thousand steps.
  private final class Watch {
    let deadline: ContinuousClock.Instant?
    let isCancelled: @Sendable () -> Bool
    var timedOut = false

    init(_ limits: QueryLimits) {
      deadline = limits.seconds.map { ContinuousClock.now + .seconds($0) }
      isCancelled = limits.isCancelled
    }

    func mustStop() -> Bool {
      if let deadline, ContinuousClock.now > deadline { timedOut = true }
      return timedOut || isCancelled()
    }
  }

  /// All rows; `source` names the SQL in errors.
  func rows(
    _ db: Database, _ sql: String, values: [String: Bibliography.Table.Value], source: String, isOwn: Bool = false,
    cut: Cut? = nil
  ) throws -> Result {
    let connection = try RawStatement.connection(of: db)
    let lengthBefore = sqlite3_limit(connection, SQLITE_LIMIT_LENGTH, isOwn ? 16 << 20 : -1)
    defer { sqlite3_limit(connection, SQLITE_LIMIT_LENGTH, lengthBefore) }
    if isOwn { try refuseAllButOneSelect(connection, sql) }
    if let memory = limits.memory { sqlite3_hard_heap_limit64(sqlite3_memory_used() + Int64(memory)) }
    defer { if limits.memory != nil { sqlite3_hard_heap_limit64(0) } }
    let statement: RawStatement
    do {
      statement = try RawStatement(db, sql)
    } catch let error as DatabaseError {
      throw Self.located(error, connection, sql, source)
    }
    guard statement.isReadOnly else {
      throw CoterieError("sql.refused", "own SQL only reads: one SELECT on the public views.")
    }
    for (index, name) in statement.parameters.enumerated() {
      guard let value = values[name] else {
        throw CoterieError("query.parameter", "the SQL asks for ':\(name)'. Add `--set \(name)=VALUE`.")
      }
      statement.bind(Int32(index + 1), value)
    }

    let watch = Watch(limits)
    sqlite3_progress_handler(
      connection, 10_000,
      { context in
        guard let context else { return 0 }
        return Unmanaged<Watch>.fromOpaque(context).takeUnretainedValue().mustStop() ? 1 : 0
      }, Unmanaged.passUnretained(watch).toOpaque())
    defer { withExtendedLifetime(watch) { sqlite3_progress_handler(connection, 0, nil, nil) } }

    let count = statement.columnCount
    var result = Result(columns: (0..<count).map(statement.columnName), rows: [])
    do {
      while try statement.step() {
        if let limit = limits.rows, result.rows.count >= limit {
          result.notes.append("stopped at the limit of \(limit) rows; there are more.")
          break
        }
        if result.more > 0 {
          result.more += 1
          continue
        }
        if cut?.keepsNext(after: result.rows, { statement.value(Int32($0)) }) == false {
          result.more = 1
        } else {
          statement.add(to: &result.rows)
        }
      }
    } catch let error as DatabaseError where error.resultCode == .SQLITE_INTERRUPT {
      if watch.timedOut, let seconds = limits.seconds {
        throw CoterieError(
          "query.time", "the query was stopped after \(seconds) s. Narrow it, or raise `--timeout`.")
      }
      throw CoterieError("query.interrupted", "the query was interrupted.")
    } catch let error as DatabaseError where error.resultCode == .SQLITE_NOMEM {
      throw CoterieError(
        "query.memory", "the query wanted more than \((limits.memory ?? 0) >> 20) MiB of memory. Ask for less at once.")
    } catch let error as DatabaseError {
      throw Self.located(error, connection, sql, source)
    }
    return result
  }

  /// A first word that only reads, and nothing after the statement but white space and comments.
  private func refuseAllButOneSelect(_ connection: OpaquePointer, _ sql: String) throws {
    guard !sql.utf8.contains(0) else {
      throw CoterieError("sql.refused", "the SQL holds a NUL character.")
    }
    let word = Self.firstWord(sql).uppercased()
    guard ["SELECT", "WITH", "VALUES", "EXPLAIN"].contains(word) else {
      throw CoterieError("sql.refused", "own SQL is one SELECT on the public views; '\(word)' is refused.")
    }
    let rest = sql.withCString { text -> String in
      var statement: OpaquePointer?
      var tail: UnsafePointer<CChar>?
      sqlite3_prepare_v3(connection, text, -1, 0, &statement, &tail)
      sqlite3_finalize(statement)
      return tail.map { String(cString: $0) } ?? ""
    }
    guard Self.firstWord(rest).isEmpty else {
      throw CoterieError("sql.refused", "own SQL is one statement; there is more after the first ';'.")
    }
  }

  /// The first word after white space, comments and empty statements; "" when there is none.
  static func firstWord(_ sql: String) -> String {
    var rest = sql[...]
    while true {
      rest = rest.drop { $0.isWhitespace || $0 == ";" }
      if rest.hasPrefix("--") {
        rest = rest.drop { !$0.isNewline }
      } else if rest.hasPrefix("/*") {
        guard let end = rest.dropFirst(2).firstRange(of: "*/") else { return "" }
        rest = rest[end.upperBound...]
      } else {
        let word = rest.prefix { $0.isLetter || $0.isNumber || $0 == "_" }
        return String(word.isEmpty ? rest.prefix(1) : word)
      }
    }
  }

  /// SQLite's message with the place in the SQL that it means.
  private static func located(
    _ error: DatabaseError, _ connection: OpaquePointer, _ sql: String, _ source: String
  ) -> CoterieError {
    let message = error.message ?? "\(error.resultCode)"
    let offset = Int(sqlite3_error_offset(connection))
    guard offset >= 0, offset <= sql.utf8.count else {
      return CoterieError("sql.error", "\(message). `coterie query --describe views` lists views and columns.")
    }
    let before = String(decoding: sql.utf8.prefix(offset), as: UTF8.self)
    let line = before.split(separator: "\n", omittingEmptySubsequences: false)
    let after = String(decoding: sql.utf8.dropFirst(offset).prefix(40), as: UTF8.self)
    let near = after.split(whereSeparator: \.isNewline).first.map { " at '\($0)'" } ?? " at the end"
    return CoterieError(
      "sql.error", "\(message)\(near).",
      at: SourceLocation(file: source, line: max(1, line.count), column: (line.last?.unicodeScalars.count ?? 0) + 1))
  }
}
