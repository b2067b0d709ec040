import Bibliography
import Foundation
import GRDB
import Synchronization

/// Papers, authorships, affiliations and what was decided about them: one SQLite database, in memory or in a file.
///
/// Every access is serial. A file is written through a write-ahead log and is one plain file again after `close()`, so
/// that it opens from a folder without write permission; a process that dies in between loses the source being added
/// and nothing else.
public final class Corpus: Sendable {
  /// Whether this corpus can be changed.
  public let isWritable: Bool
  /// The file as the user named it; nil in memory.
  public let path: String?
  private let connection = Mutex(Connection())
  private let file: Mutex<File>

  /// The connection, and the first source while it is being written beside the file.
  private struct File {
    var queue: DatabaseQueue
    var load: BulkLoad?
    /// Whether the source is put into the file at the end of `atomically` only.
    var holdsLoad = false
  }

  /// The connection to the file as it is; a source that waits for its decisions is put into it first.
  var queue: DatabaseQueue {
    get throws {
      try settle()
      return file.withLock { $0.queue }
    }
  }

  /// What the connection's temporary views were made for.
  private struct Connection {
    var scope: Scope?
    var droppedByAuthors = 0
  }

  private init(queue: DatabaseQueue, path: String?, isWritable: Bool) {
    file = Mutex(File(queue: queue))
    self.path = path
    self.isWritable = isWritable
  }

  /// An empty corpus that lives as long as this value.
  public static func inMemory() throws -> Corpus {
    let queue = try DatabaseQueue(configuration: configuration())
    try queue.write { try Schema.create(in: $0) }
    return Corpus(queue: queue, path: nil, isWritable: true)
  }

  /// A database in memory without any table.
  static func emptyInMemory() throws -> Corpus {
    Corpus(queue: try DatabaseQueue(configuration: configuration()), path: nil, isWritable: true)
  }

  /// A new, empty corpus file.
  ///
  /// - Throws: `corpus.exists` when there is a file already, `corpus.unwritable` when none can be made.
  public static func create(at path: String) throws -> Corpus {
    guard !FileManager.default.fileExists(atPath: path) else {
      throw CoterieError("corpus.exists", "'\(path)' exists already. Open it, or choose another name.")
    }
    let queue = try unwritable(path) {
      let queue = try DatabaseQueue(path: path, configuration: configuration())
      try queue.write { try Schema.create(in: $0) }
      return queue
    }
    return Corpus(queue: queue, path: path, isWritable: true)
  }

  /// An existing corpus file.
  ///
  /// - Throws: `corpus.missing`, `corpus.not-a-corpus`, `corpus.newer`, `corpus.unwritable`.
  public static func open(at path: String, readOnly: Bool = true) throws -> Corpus {
    var isDirectory: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) else {
      throw CoterieError(
        "corpus.missing", "there is no file '\(path)'. Make a corpus with `coterie ingest INPUT --into \(path)`.")
    }
    guard !isDirectory.boolValue, isSQLite(path) else {
      throw CoterieError(
        "corpus.not-a-corpus", "'\(path)' is not a corpus (a SQLite file made by `coterie ingest --into`).")
    }
    guard readOnly || FileManager.default.isWritableFile(atPath: path) else {
      throw CoterieError("corpus.unwritable", "'\(path)' cannot be written. Change its permissions, or copy it first.")
    }
    let queue: DatabaseQueue
    do {
      queue = try DatabaseQueue(path: path, configuration: configuration(readOnly: readOnly))
      let (mark, version) = try queue.read { db in
        (try Int.fetchOne(db, sql: "PRAGMA application_id") ?? 0, try Int.fetchOne(db, sql: "PRAGMA user_version") ?? 0)
      }
      guard mark == Schema.applicationID else {
        throw CoterieError(
          "corpus.not-a-corpus", "'\(path)' is a SQLite file, but not one that `coterie ingest --into` made.")
      }
      guard version == Schema.version else {
        throw CoterieError(
          version > Schema.version ? "corpus.newer" : "corpus.older",
          "'\(path)' has corpus version \(version), this program reads \(Schema.version). "
            + (version > Schema.version ? "Use a newer coterie." : "Make it again with `coterie ingest`."))
      }
    } catch let error as DatabaseError {
      throw CoterieError(
        "corpus.unreadable", "'\(path)' cannot be read as a corpus: \(error.message ?? "\(error.resultCode)").")
    }
    return Corpus(queue: queue, path: path, isWritable: !readOnly)
  }

  /// Whether the file begins as SQLite files do; how a command tells a corpus from a source.
  public static func isSQLite(_ path: String) -> Bool {
    guard let handle = FileHandle(forReadingAtPath: path) else { return false }
    defer { try? handle.close() }
    return (try? handle.read(upToCount: 16)) == Data("SQLite format 3\0".utf8)
  }

  /// Ends writing: the file is one plain file again. Does nothing in memory or when reading.
  public func close() throws {
    if isWritable, path != nil {
      try queue.unsafeReentrantWrite { db in
        guard try String.fetchOne(db, sql: "PRAGMA journal_mode") != "delete" else { return }
        _ = try String.fetchOne(db, sql: "PRAGMA journal_mode = DELETE")
      }
    }
    try queue.close()
  }

  /// Loads the first source of a corpus file beside it; nil when this is not the first or not a file.
  func addToBulkLoad(_ source: Source, _ body: (Loader) throws -> Void) throws -> Source? {
    guard isWritable, let path,
      let load = try queue.unsafeReentrantWrite({ $0.isInsideTransaction ? nil : try BulkLoad.begin(path, $0) })
    else {
      return nil
    }
    let added = try load.load(source, body)
    file.withLock { $0.load = load }
    forgetScope()
    return added
  }

  /// Whether the first source waits for its decisions.
  var isLoadingFirst: Bool { file.withLock { $0.load != nil } }

  /// A source that waits for its decisions; nil without one.
  var waitingLoad: BulkLoad? { file.withLock { $0.load } }

  /// Writes decisions and counts beside those of a source that waits for them; false without one.
  func applyToBulkLoad(_ decisions: Decisions, statement: String) throws -> Bool {
    guard let load = file.withLock({ $0.load }) else { return false }
    do { try load.apply(decisions, statement: statement) } catch {
      file.withLock { $0.load = nil }
      load.discard()
      throw error
    }
    if !file.withLock({ $0.holdsLoad }) { try settle() }
    return true
  }

  /// Puts a source that is written beside the file into it, decided or not.
  private func settle() throws {
    guard let path, let load = file.withLock({ $0.load }) else { return }
    file.withLock { $0.load = nil }
    let before = file.withLock { $0.queue }
    try before.close()
    defer { forgetScope() }
    do { try load.commit() } catch {
      try file.withLock { $0.queue = try DatabaseQueue(path: path, configuration: Self.configuration()) }
      throw error
    }
    try file.withLock { $0.queue = try DatabaseQueue(path: path, configuration: Self.configuration()) }
  }

  /// Reads the database as the public views show it in `scope`.
  ///
  /// - Throws: `corpus.unfinished` when counts are out of date and the corpus is read-only, and whatever `body` throws.
  public func read<T>(_ scope: Scope = Scope(), _ body: (Database) throws -> T) throws -> T {
    try bringCountsUpToDate()
    if scope.authors == .resolved, try authorsState() != .current {
      throw CoterieError(
        "authors.unresolved",
        "the authors of '\(path ?? "this corpus")' are not resolved. Run `coterie resolve \(path ?? "CORPUS") --authors "
          + "resolved`, or ask with --authors by-name.")
    }
    return try queue.unsafeReentrantWrite { db in
      try apply(scope, to: db)
      return try body(db)
    }
  }

  /// Makes all changes of `body` in one transaction: the file is as before or as after, also when the process is killed
  /// in between. What `body` itself throws undoes everything.
  ///
  /// Changes made by one call inside (a source, a resolution) can still fail alone.
  ///
  /// - Parameter addingOneSource: whether `body` adds one source at most. As the first of a corpus file it is written
  ///   beside the file, without a transaction, and takes its place at the end.
  public func atomically<T>(addingOneSource: Bool = false, _ body: () throws -> T) throws -> T {
    guard isWritable else {
      throw CoterieError("corpus.read-only", "the corpus '\(path ?? "")' was opened for reading only.")
    }
    if addingOneSource, let path, try queue.unsafeReentrantWrite({ try BulkLoad.isPossible(path, $0) }) {
      file.withLock { $0.holdsLoad = true }
      defer { file.withLock { $0.holdsLoad = false } }
      do {
        let result = try body()
        try settle()
        return result
      } catch {
        file.withLock { file in
          file.load?.discard()
          file.load = nil
        }
        throw error
      }
    }
    return try queue.unsafeReentrantWrite { db in
      guard !db.isInsideTransaction else { return try body() }
      return try inTransaction(db, body)
    }
  }

  /// Changes the database in one transaction: all of it or nothing.
  func write<T>(_ body: (Database) throws -> T) throws -> T {
    guard isWritable else {
      throw CoterieError("corpus.read-only", "the corpus '\(path ?? "")' was opened for reading only.")
    }
    return try queue.unsafeReentrantWrite { db in
      guard db.isInsideTransaction else { return try inTransaction(db) { try body(db) } }
      var result: T?
      try db.inSavepoint {
        result = try body(db)
        return .commit
      }
      guard let result else { throw CoterieError("corpus.write", "the corpus could not be written.") }
      return result
    }
  }

  private func inTransaction<T>(_ db: Database, _ body: () throws -> T) throws -> T {
    // The load gives its own keys; checking each one would double its cost.
    try db.execute(sql: "PRAGMA foreign_keys = OFF")
    if path != nil { _ = try String.fetchOne(db, sql: "PRAGMA journal_mode = WAL") }
    defer { try? db.execute(sql: "PRAGMA foreign_keys = ON") }
    var result: T?
    try db.inTransaction(.immediate) {
      result = try body()
      return .commit
    }
    guard let result else { throw CoterieError("corpus.write", "the corpus could not be written.") }
    return result
  }

  /// Rebuilds the counts when sources or decisions changed since they were made.
  public func bringCountsUpToDate() throws {
    let state = try queue.unsafeReentrantWrite {
      try String.fetchOne($0, sql: "SELECT value FROM about WHERE key = 'counts'")
    }
    guard state != "current" else { return }
    guard isWritable else {
      throw CoterieError(
        "corpus.unfinished",
        "'\(path ?? "")' was left before its counts were made. Run `coterie resolve \(path ?? "")`.")
    }
    try write { try Counts.rebuild(in: $0) }
  }

  /// Papers of the scope's selection that its limit of authors leaves out.
  public func papersDroppedByAuthorLimit(_ scope: Scope) throws -> Int {
    try read(scope) { _ in connection.withLock { $0.droppedByAuthors } }
  }

  /// Makes this connection's temporary views show `scope`; they hide the file's own.
  private func apply(_ scope: Scope, to db: Database) throws {
    let known = connection.withLock { $0.scope }
    guard known != scope else { return }
    connection.withLock { $0.scope = nil }
    for view in PublicView.all(in: Scope()).reversed() {
      try db.execute(sql: "DROP VIEW IF EXISTS temp.\(view.name)")
    }
    try db.execute(sql: "DROP TABLE IF EXISTS temp.selected")
    var dropped = 0
    if !scope.selection.isEverything {
      dropped = try SelectionSQL(scope).select(in: db)
    }
    if scope != Scope() {
      for view in PublicView.all(in: scope) {
        try db.execute(sql: "CREATE TEMP VIEW \(view.name) AS \(view.select)")
      }
    }
    connection.withLock {
      $0.scope = scope
      $0.droppedByAuthors = dropped
    }
  }

  /// Forgets the connection's temporary views: what they were made from has changed.
  func forgetScope() { connection.withLock { $0.scope = nil } }

  private static func configuration(readOnly: Bool = false) -> Configuration {
    var configuration = Configuration()
    configuration.readonly = readOnly
    configuration.foreignKeysEnabled = true
    configuration.busyMode = .timeout(10)
    configuration.prepareDatabase { db in
      try db.execute(sql: "PRAGMA temp_store = MEMORY")
      try db.execute(sql: "PRAGMA cache_size = -65536")
      try db.execute(sql: "PRAGMA mmap_size = 2147418112")
      try db.execute(sql: "PRAGMA synchronous = NORMAL")
      // SQLite's own knows ASCII only, and titles are in all languages.
      db.add(
        function: DatabaseFunction("lower", argumentCount: 1, pure: true) { values in
          String.fromDatabaseValue(values[0])?.lowercased()
        })
      // Some builds of SQLite let it tell addresses in memory, and take them for functions to call.
      for count in 1...2 {
        db.add(
          function: DatabaseFunction("fts3_tokenizer", argumentCount: count) { _ in
            throw DatabaseError(message: "fts3_tokenizer is not authorized")
          })
      }
    }
    return configuration
  }

  private static func unwritable<T>(_ path: String, _ body: () throws -> T) throws -> T {
    do { return try body() } catch let error as DatabaseError {
      throw CoterieError(
        "corpus.unwritable",
        "no corpus can be made at '\(path)': \(error.message ?? "\(error.resultCode)"). Check that its folder exists and can be written."
      )
    }
  }
}
