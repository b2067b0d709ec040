import Bibliography
import GRDB

/// The same paper in two sources: found, merged with a reason, and taken apart again.
///
/// A merged paper's id is negated, which takes it out of every view with all that hangs on it; negating it back undoes
/// the merge. Nothing that a source wrote is changed or lost.
enum Merging {
  /// Merges papers of different sources that have one DOI, or else one title, year and first author.
  ///
  /// Of two, the one that says where more of its authors are is shown; of equals, the one read first. One scan of all
  /// papers; O(papers) time and memory.
  ///
  /// - Returns: the number of papers merged.
  @discardableResult
  static func run(in db: Database) throws -> Int {
    let sources = try Int.fetchOne(db, sql: "SELECT count(*) FROM written_source") ?? 0
    guard sources > 1 else { return 0 }
    let apart = Set(try Int64.fetchAll(db, sql: "SELECT paper_id FROM decided_apart"))
    var found = try Candidates(apart: apart)
    let row = try RawStatement(
      db,
      """
      SELECT p.paper_id, p.source_id, p.doi, p.title, p.year, m.name,
        (SELECT count(*) FROM written_authorship AS w WHERE w.paper_id = p.paper_id AND w.list_id > \(Schema.unaffiliatedList))
      FROM written_paper AS p
      LEFT JOIN written_authorship AS f ON f.paper_id = p.paper_id AND f.position = 1
      LEFT JOIN written_mention AS m ON m.mention_id = f.mention_id
      WHERE p.paper_id > 0
      ORDER BY p.paper_id
      """)
    while try row.step() {
      found.add(
        Candidates.Paper(id: row.integer(0), source: row.integer(1), affiliated: row.integer(6)), doi: row.text(2),
        title: row.text(3) ?? "", year: row.isNull(4) ? nil : row.integer(4), author: row.text(5))
    }
    for merge in found.merges { try hide(merge, in: db) }
    return found.merges.count
  }

  /// One decision: which paper hides behind which, and why.
  struct Merge: Equatable {
    var duplicate: Int64
    var paper: Int64
    var method: String
    var reason: String
  }

  private static func hide(_ merge: Merge, in db: Database) throws {
    try negate(merge.duplicate, in: db)
    try db.execute(
      sql: "UPDATE decided_merge SET paper_id = ? WHERE paper_id = ?", arguments: [merge.paper, merge.duplicate])
    try db.execute(
      sql: "INSERT INTO decided_merge VALUES (?, ?, ?, ?)",
      arguments: [merge.duplicate, merge.paper, merge.method, merge.reason])
  }

  /// Shows a merged paper again.
  static func show(_ duplicate: Int64, in db: Database) throws {
    try negate(-duplicate, in: db)
    try db.execute(sql: "DELETE FROM decided_merge WHERE duplicate_id = ?", arguments: [duplicate])
  }

  private static func negate(_ id: Int64, in db: Database) throws {
    for table in ["written_paper", "written_authorship", "written_field", "decided_authorship"] {
      try db.execute(sql: "UPDATE \(table) SET paper_id = -paper_id WHERE paper_id = ?", arguments: [id])
    }
  }

  /// Papers met so far, by what would make another one the same.
  struct Candidates {
    struct Paper {
      var id: Int64
      var source: Int64
      /// Authors with a printed affiliation.
      var affiliated: Int64
    }

    private let apart: Set<Int64>
    private var byDOI: [String: Paper] = [:]
    private var byTitle: [String: Paper] = [:]
    private(set) var merges: [Merge] = []

    init(apart: Set<Int64>) throws { self.apart = apart }

    mutating func add(_ paper: Paper, doi: String?, title: String, year: Int64?, author: String?) {
      guard !apart.contains(paper.id) else { return }
      // A title of a word or two, such as "Editorial", is no evidence.
      let words = title.lowercased().split { !$0.isLetter && !$0.isNumber }
      let key =
        words.count >= 3 && author != nil
        ? words.joined(separator: " ") + "|" + (year.map(String.init) ?? "") + "|" + (author ?? "").foldedName : nil
      var shown = paper
      if let doi, let known = byDOI[doi], known.source != paper.source {
        shown = merge(known, paper, "doi", "both have DOI \(doi)")
      } else if let key, let known = byTitle[key], known.source != paper.source {
        shown = merge(known, paper, "title", "both have this title, year and first author, capitals and signs aside")
      }
      if let doi, byDOI[doi] == nil || shown.id != paper.id || byDOI[doi]?.source != paper.source { byDOI[doi] = shown }
      if let key, byTitle[key] == nil || shown.id != paper.id || byTitle[key]?.source != paper.source {
        byTitle[key] = shown
      }
    }

    private mutating func merge(_ known: Paper, _ paper: Paper, _ method: String, _ reason: String) -> Paper {
      let (shown, hidden) = paper.affiliated > known.affiliated ? (paper, known) : (known, paper)
      merges.append(Merge(duplicate: hidden.id, paper: shown.id, method: method, reason: reason))
      return shown
    }
  }
}

extension Corpus {
  /// Takes a merged paper out of its merge for good; the next source does not merge it again.
  ///
  /// - Throws: `merge.unknown` when no paper of that number is merged into another.
  public func keepApart(_ paper: Int64) throws {
    try write { db in
      let known = try Bool.fetchOne(
        db, sql: "SELECT EXISTS (SELECT 1 FROM decided_merge WHERE duplicate_id = ?)", arguments: [paper])
      guard known == true else {
        throw CoterieError(
          "merge.unknown",
          "paper \(paper) is not merged into another. The view `decision` lists those that are (kind paper).")
      }
      try Merging.show(paper, in: db)
      try db.execute(sql: "INSERT OR IGNORE INTO decided_apart VALUES (?)", arguments: [paper])
      try db.execute(sql: "UPDATE about SET value = 'stale' WHERE key = 'counts'")
      try Self.makeAuthorsStale(db)
    }
    forgetScope()
  }

  /// Removes a source and all that only it wrote; papers it had hidden show again.
  ///
  /// - Parameter name: the source's name as `status` prints it.
  /// - Throws: `source.unknown` with the names there are.
  public func remove(source name: String) throws {
    try write { db in
      let ids = try Int64.fetchAll(db, sql: "SELECT source_id FROM written_source WHERE name = ?", arguments: [name])
      guard !ids.isEmpty else {
        let names = try String.fetchAll(db, sql: "SELECT name FROM written_source ORDER BY source_id LIMIT 5")
        throw CoterieError(
          "source.unknown",
          "the corpus has no source '\(name)'. It has \(names.map { "'\($0)'" }.joined(separator: ", ")).")
      }
      try Self.restoreNames(in: db)
      for id in ids { try Self.remove(source: id, in: db) }
      try Merging.run(in: db)
      try db.execute(sql: "UPDATE about SET value = 'stale' WHERE key = 'counts'")
      try Self.makeAuthorsStale(db)
    }
    forgetScope()
  }

  private static func remove(source: Int64, in db: Database) throws {
    let own = "SELECT abs(paper_id) FROM written_paper WHERE source_id = \(source)"
    let touched = try Int64.fetchAll(
      db, sql: "SELECT duplicate_id FROM decided_merge WHERE duplicate_id IN (\(own)) OR paper_id IN (\(own))")
    for duplicate in touched { try Merging.show(duplicate, in: db) }
    for table in ["decided_author", "decided_authorship", "written_authorship", "written_field"] {
      try db.execute(sql: "DELETE FROM \(table) WHERE paper_id IN (\(own))")
    }
    try db.execute(sql: "DELETE FROM decided_apart WHERE paper_id IN (\(own))")
    try Counts.clear(db)
    try db.execute(
      sql: """
        DELETE FROM written_paper WHERE source_id = \(source);
        DELETE FROM written_diagnostic WHERE source_id = \(source);
        DELETE FROM written_source WHERE source_id = \(source);
        DELETE FROM written_mention WHERE mention_id NOT IN (SELECT mention_id FROM written_authorship);
        DELETE FROM known_author WHERE author_id NOT IN (SELECT author_id FROM written_mention);
        DELETE FROM written_list WHERE list_id > \(Schema.unaffiliatedList)
          AND list_id NOT IN (SELECT list_id FROM written_authorship)
          AND list_id NOT IN (SELECT shared_list_id FROM written_paper WHERE shared_list_id IS NOT NULL);
        DELETE FROM written_list_member WHERE list_id NOT IN (SELECT list_id FROM written_list);
        DELETE FROM decided_part
          WHERE affiliation_id NOT IN (SELECT affiliation_id FROM written_list_member);
        DELETE FROM written_affiliation
          WHERE affiliation_id NOT IN (SELECT affiliation_id FROM written_list_member);
        """)
  }
}
