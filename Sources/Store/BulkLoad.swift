import Bibliography
import Foundation
import GRDB

/// The first source of an empty corpus file, written page by page into a copy of that file.
///
/// The copy takes the file's place when all is in it: the sources, and the decisions and counts where they are made
/// before anybody asks for the corpus. Until then the file is the empty corpus it was, also after kill -9.
///
/// Used by one thread at a time.
final class BulkLoad: RowMaker, @unchecked Sendable {
  private let path: String
  private let partial: String
  private let file: PageFile
  private let roots: [String: (root: UInt32, hasRowID: Bool)]
  private var open: [PageRows] = []
  /// Mention, list, paper and year of each authorship.
  private let authorships: Spill
  private(set) var loader: Loader?
  private var source: Source?
  /// Places of the new authors by their names.
  private var authorOrder: Later<[Int]>?
  private var statement: String?

  /// A load into the file at `path`; nil when it is not as SQLite made it for an empty corpus.
  static func begin(_ path: String, _ db: Database) throws -> BulkLoad? {
    try isPossible(path, db) ? try BulkLoad(path) : nil
  }

  /// Whether the file at `path` is as SQLite made it for an empty corpus.
  static func isPossible(_ path: String, _ db: Database) throws -> Bool {
    guard !db.isInsideTransaction else { return false }
    let isEmpty = try Bool.fetchOne(
      db,
      sql: """
        SELECT NOT EXISTS (SELECT 1 FROM written_source) AND NOT EXISTS (SELECT 1 FROM decided_apart)
          AND NOT EXISTS (SELECT 1 FROM written_string) AND NOT EXISTS (SELECT 1 FROM decided_institution)
          AND NOT EXISTS (SELECT 1 FROM written_person) AND NOT EXISTS (SELECT 1 FROM decided_curation)
        """)
    return try isEmpty == true && Int.fetchOne(db, sql: "PRAGMA page_size") == PageFile.pageSize
      && Int.fetchOne(db, sql: "PRAGMA auto_vacuum") == 0 && Int.fetchOne(db, sql: "PRAGMA freelist_count") == 0
      && String.fetchOne(db, sql: "PRAGMA journal_mode") == "delete"
  }

  private init(_ path: String) throws {
    self.path = path
    partial = path + ".partial"
    try? FileManager.default.removeItem(atPath: partial)
    try FileManager.default.copyItem(atPath: path, toPath: partial)
    let setup = try DatabaseQueue(path: partial)
    roots = try setup.write { db in
      for index in Schema.deferredIndexes + Schema.countedIndexes {
        try db.execute(sql: "CREATE INDEX IF NOT EXISTS \(index.name) ON \(index.definition)")
      }
      var roots: [String: (UInt32, Bool)] = [:]
      for row in try Row.fetchAll(db, sql: "SELECT name, rootpage, coalesce(sql, '') AS sql FROM sqlite_schema") {
        let (name, sql): (String, String) = (row["name"], row["sql"])
        roots[name] = (row["rootpage"] ?? 0, sql.hasPrefix("CREATE TABLE") && !sql.contains("WITHOUT ROWID"))
      }
      return roots
    }
    try setup.close()
    file = try PageFile(partial)
    authorships = try Spill(beside: partial)
  }

  func rows(_ table: String) throws -> Rows {
    guard let (root, hasRowID) = roots[table] else {
      throw CoterieError("corpus.table", "the corpus has no table '\(table)'.")
    }
    let rows = PageRows(PageTree(file, root: root, isIndex: !hasRowID), hasRowID: hasRowID)
    open.append(rows)
    return rows
  }

  /// Loads the source; when `body` throws nothing is left of it.
  func load(_ source: Source, _ body: (Loader) throws -> Void) throws -> Source {
    do {
      let loader = try Loader(self, sourceID: 1, laidAside: authorships)
      try loader.writeStates()
      try body(loader)
      try loader.finish(in: nil)
      loader.endOfPapers()
      let added = source.counted(by: loader)
      self.loader = loader
      self.source = added
      return added
    } catch {
      discard()
      throw error
    }
  }

  /// Leaves the file as it was.
  func discard() { try? FileManager.default.removeItem(atPath: partial) }

  /// Writes the indexes of what the source wrote.
  private func writeIndexes(_ loader: Loader) throws {
    let papers = try rows("written_paper_source")
    for paper in 0..<loader.kept {
      papers.add(1, Int64(paper) + 1)
      try papers.end()
    }
    let mentions = try rows("written_authorship_mention")
    try CountingOrder.forEach(counts: loader.mentionCounts) { give in
      var (paper, position): (UInt32, UInt32) = (0, 0)
      try authorships.forEachPiece(width: 4) { piece in
        var at = 0
        while at < piece.count {
          position = piece[at + 2] == paper ? position + 1 : 1
          paper = piece[at + 2]
          give(piece[at] - 1, paper, position)
          at += 4
        }
      }
    } _: { mention, paper, position in
      mentions.add(Int64(mention) + 1, Int64(paper), Int64(position))
      try mentions.end()
    }
    let authors = try rows("written_mention_author")
    var mentionsOf = [UInt32](repeating: 0, count: loader.newAuthors.count)
    for author in loader.authorOfMention { mentionsOf[Int(author) - 1] += 1 }
    try CountingOrder.forEach(counts: mentionsOf) { give in
      for (mention, author) in loader.authorOfMention.enumerated() {
        give(UInt32(author - 1), UInt32(mention + 1), 0)
      }
    } _: { author, mention, _ in
      authors.add(Int64(author) + 1, Int64(mention))
      try authors.end()
    }
    let order = (authorOrder ?? loader.authorOrder).value
    try writeTextIndex("known_author_name", order) { loader.nameOfNewAuthor($0) }
  }

  /// Writes an index of texts whose rowids count from 1, in their order.
  private func writeTextIndex(
    _ name: String, _ order: [Int], text: (Int) -> UnsafeBufferPointer<UInt8>
  ) throws {
    let rows = try rows(name)
    for place in order {
      rows.add(bytes: text(place))
      rows.add(place + 1)
      try rows.end()
    }
  }

  /// Writes decisions and all that is counted.
  func apply(_ decisions: Decisions, statement: String) throws {
    guard let loader else { return }
    authorOrder = loader.authorOrder
    try decisions.write(to: self)
    let names = decisions.institutions
    let byKey = TextOrder.sorted(count: names.count) { names.key($0) }
    try writeTextIndex("sqlite_autoindex_decided_institution_1", byKey) { names.key($0) }
    let byName = TextOrder.sorted(count: names.count) { names.name($0) }
    try writeTextIndex("decided_institution_name", byName) { names.name($0) }
    let credit = decisions.credit(count: loader.affiliations.count, text: text)
    var shares = ListShares()
    let listRows = try rows("counted_list")
    for (index, state) in Schema.listStates.enumerated() {
      try shares.append(credit.credit(of: [], absence: state), list: index + 1, to: listRows)
    }
    for place in 0..<loader.lists.count {
      let members = UnsafeRawBufferPointer(loader.lists.bytes(place))
      let ids = stride(from: 0, to: members.count, by: 8).lazy.map {
        members.loadUnaligned(fromByteOffset: $0, as: Int64.self)
      }
      let list = place + 1 + Schema.listStates.count
      if let only = credit.only(of: ids) {
        try shares.append(only: only, list: list, to: listRows)
      } else {
        try shares.append(credit.credit(of: ids, absence: "given"), list: list, to: listRows)
      }
    }
    var counter = try PaperCounter(
      self, shares: shares, sectors: names.sectors, describe: names.describe, laidAside: Spill(beside: partial))
    try authorships.forEachPiece(width: 4) { piece in
      var at = 0
      while at < piece.count {
        if at + 128 < piece.count {
          shares.fetchStart(Int(piece[at + 129]))
          shares.fetchShares(Int(piece[at + 65]))
        }
        try counter.add(list: Int(piece[at + 1]), paper: Int64(piece[at + 2]), year: Int32(bitPattern: piece[at + 3]))
        at += 4
      }
    }
    try counter.finish()
    self.statement = statement
  }

  /// The text of the affiliation with an id.
  private func text(_ id: Int) -> String {
    guard let loader else { return "" }
    return String(decoding: loader.affiliations.bytes(id - 1).prefix { $0 != 0xFF }, as: UTF8.self)
  }

  /// Gives each distinct affiliation, as the file will have it, `most` at a time.
  func forEachAffiliation(most: Int, _ body: ([StoredAffiliation]) throws -> Void) rethrows {
    guard let loader else { return }
    for first in stride(from: 0, to: loader.affiliations.count, by: most) {
      try body(
        (first..<min(first + most, loader.affiliations.count)).map { place in
          StoredAffiliation(id: Int64(place + 1), affiliation: Loader.affiliation(loader.affiliations.bytes(place)))
        })
    }
  }

  /// Puts the whole file in place of the empty one. Its connection must be closed.
  func commit() throws {
    guard let loader, let source else { return }
    do {
      try writeIndexes(loader)
      for rows in open { try rows.finish() }
      open.removeAll()
      try file.finish()
      let queue = try DatabaseQueue(path: partial)
      try queue.write { db in
        try source.insert(into: db, id: 1)
        try db.execute(
          sql: "UPDATE about SET value = ? WHERE key = 'counts'", arguments: [statement == nil ? "stale" : "current"])
        if let statement {
          try db.execute(sql: "UPDATE about SET value = ? WHERE key = 'resolution'", arguments: [statement])
        }
      }
      try queue.close()
      guard rename(partial, path) == 0 else {
        throw CoterieError("corpus.unwritable", "'\(path)' cannot be replaced. Check the permissions of its folder.")
      }
    } catch {
      discard()
      throw error
    }
  }
}
