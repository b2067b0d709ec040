import Bibliography
import Foundation
import GRDB

/// One input that was read into a corpus.
public struct Source: Hashable, Sendable {
  /// As the user gave it, or its base name.
  public var name: String
  /// The reader's format name.
  public var format: String
  /// Hash of the bytes: the same content is added once, whatever it is called.
  public var contentHash: String
  /// `papers`, or `committee` for people without papers.
  public var role: String
  /// Records met; `read = kept + rejected`.
  public var read: Int
  /// Records that are papers of the corpus.
  public var kept: Int
  /// Records that could not be kept.
  public var rejected: Int

  /// A source; its counts are set when it has been added.
  public init(
    name: String, format: String, contentHash: String, role: String = "papers", read: Int = 0, kept: Int = 0,
    rejected: Int = 0
  ) {
    self.name = name
    self.format = format
    self.contentHash = contentHash
    self.role = role
    self.read = read
    self.kept = kept
    self.rejected = rejected
  }

  /// The source with the counts of the loader that has read it.
  func counted(by loader: Loader) -> Source {
    var source = self
    source.contentHash = loader.contentHash ?? contentHash
    source.kept = loader.kept
    source.rejected = loader.rejected
    source.read = loader.kept + loader.rejected
    return source
  }

  func insert(into db: Database, id: Int64) throws {
    try db.execute(
      sql: "INSERT INTO written_source VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
      arguments: [id, name, format, contentHash, role, read, kept, rejected])
  }
}

/// How much a source holds beside its papers.
public struct SourceContents: Hashable, Sendable {
  /// Authors of papers, each once a paper (unit: authorships).
  public var authors: Int
  /// Printed affiliations that the source ties to an author, once for each author.
  public var affiliations: Int
  /// Authors of papers whose affiliations the source ties to no author.
  public var sharedAuthors: Int
  /// Authors for whom the source gives no affiliation.
  public var notGivenAuthors: Int
  /// Printed affiliations of papers that are tied to no author.
  public var sharedAffiliations: Int
}

extension Corpus {
  /// Adds a source whole or not at all.
  ///
  /// `body` gives each paper and finding to the loader as it reads. The same content twice changes nothing. What the
  /// corpus counts is brought up to date by the next `apply(resolutions:)` or `read`. Without `merging`, papers that
  /// other sources have too stay double until `mergeDuplicates()`, which saves a scan a source.
  ///
  /// - Returns: the source with its counts; nil when its content is in the corpus already.
  @discardableResult
  public func add(_ source: Source, merging: Bool = true, _ body: (Loader) throws -> Void) throws -> Source? {
    if let added = try addToBulkLoad(source, body) { return added }
    return try write { db -> Source? in
      let known = try Bool.fetchOne(
        db, sql: "SELECT EXISTS (SELECT 1 FROM written_source WHERE content_hash = ?)", arguments: [source.contentHash])
      guard known != true else { return nil }
      let isFirst = try Bool.fetchOne(db, sql: "SELECT NOT EXISTS (SELECT 1 FROM written_source)") ?? false
      let id = (try Int64.fetchOne(db, sql: "SELECT coalesce(max(source_id), 0) + 1 FROM written_source")) ?? 1
      let loader = try Loader(addingTo: db, sourceID: id)
      try body(loader)
      try loader.finish(in: db)
      let added = source.counted(by: loader)
      try added.insert(into: db, id: id)
      if isFirst {
        for index in Schema.deferredIndexes {
          try db.execute(sql: "CREATE INDEX IF NOT EXISTS \(index.name) ON \(index.definition)")
        }
      }
      if merging { try Merging.run(in: db) }
      try db.execute(sql: "UPDATE about SET value = 'stale' WHERE key = 'counts'")
      try Self.makeAuthorsStale(db)
      forgetScope()
      return added
    }
  }

  /// Merges papers that several sources have; for sources that were added with `merging: false`.
  ///
  /// - Returns: the number of papers merged.
  @discardableResult
  public func mergeDuplicates() throws -> Int {
    if isLoadingFirst { return 0 }
    let count = try write { try Merging.run(in: $0) }
    forgetScope()
    return count
  }

  /// Adds a source from papers that are in memory already.
  @discardableResult
  public func add(
    _ source: Source, papers: some Sequence<Paper>, rejected: [Diagnostic] = [], diagnostics: [Diagnostic] = []
  ) throws -> Source? {
    try add(source) { loader in
      for paper in papers { try loader.keep(paper) }
      for diagnostic in rejected { try loader.reject(diagnostic) }
      for diagnostic in diagnostics { try loader.report(diagnostic) }
    }
  }

  /// Sources in the order they were added.
  public func sources() throws -> [Source] {
    try queue.unsafeReentrantWrite { db in
      try Row.fetchAll(db, sql: "SELECT * FROM written_source ORDER BY source_id").map { row in
        Source(
          name: row["name"], format: row["format"], contentHash: row["content_hash"], role: row["role"],
          read: row["read_records"], kept: row["kept_records"], rejected: row["rejected_records"])
      }
    }
  }

  /// What each source holds, in the order they were added; merged papers count for every source that has them.
  ///
  /// O(authorships).
  public func sourceContents() throws -> [SourceContents] {
    try queue.unsafeReentrantWrite { db in
      try Row.fetchAll(
        db,
        sql: """
          WITH size AS (SELECT list_id, count(*) AS affiliations FROM written_list_member GROUP BY list_id),
          held AS (
            SELECT p.source_id, count(*) AS authors, sum(coalesce(z.affiliations, 0)) AS affiliations,
              sum(w.list_id = \(Schema.sharedList)) AS shared, sum(w.list_id = \(Schema.notGivenList)) AS not_given
            FROM written_paper AS p
            JOIN written_authorship AS w ON w.paper_id = p.paper_id
            LEFT JOIN size AS z ON z.list_id = w.list_id
            GROUP BY p.source_id),
          addresses AS (
            SELECT p.source_id, sum(z.affiliations) AS shared_affiliations
            FROM written_paper AS p JOIN size AS z ON z.list_id = p.shared_list_id
            GROUP BY p.source_id)
          SELECT coalesce(h.authors, 0) AS authors, coalesce(h.affiliations, 0) AS affiliations,
            coalesce(h.shared, 0) AS shared, coalesce(h.not_given, 0) AS not_given,
            coalesce(a.shared_affiliations, 0) AS shared_affiliations
          FROM written_source AS s
          LEFT JOIN held AS h ON h.source_id = s.source_id
          LEFT JOIN addresses AS a ON a.source_id = s.source_id
          ORDER BY s.source_id
          """
      ).map { row in
        SourceContents(
          authors: row["authors"], affiliations: row["affiliations"], sharedAuthors: row["shared"],
          notGivenAuthors: row["not_given"], sharedAffiliations: row["shared_affiliations"])
      }
    }
  }

  /// What readers had to say, in the order they said it, then what there is to say of the curation.
  public func diagnostics() throws -> [Diagnostic] {
    try readingDiagnostics() + curationDiagnostics()
  }

  private func readingDiagnostics() throws -> [Diagnostic] {
    try queue.unsafeReentrantWrite { db in
      try Row.fetchAll(db, sql: "SELECT * FROM written_diagnostic ORDER BY diagnostic_id").map { row in
        let file: String? = row["file"]
        return Diagnostic(
          Diagnostic.Severity(rawValue: row["severity"]) ?? .note, row["code"], row["message"],
          at: file.map { SourceLocation(file: $0, line: row["line"] ?? 1, column: row["column"] ?? 1) })
      }
    }
  }
}
