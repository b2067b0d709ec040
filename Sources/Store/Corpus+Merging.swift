import Bibliography
import Foundation
import GRDB

/// The same paper in two sources: found, merged with a reason, and taken apart again.
///
/// A merged paper's id is negated, which takes it out of every view with all that hangs on it; negating it back undoes
/// the merge. Nothing that a source wrote is changed or lost.
enum Merging {
  /// Merges papers of different sources that have one DOI, or else one title, year and first author.
  ///
  /// Two DOIs that differ, or two numbers of one database that differ, say that they are two papers. A year that one of
  /// them lacks is no difference, when only one paper comes into question. Of two, the one that says where more of its
  /// authors are is shown; of equals, the one read first. What the shown one lacks is taken from the others
  /// (`decided_paper`). One scan of all papers; O(papers) time and memory.
  ///
  /// - Returns: the number of papers merged.
  @discardableResult
  static func run(in db: Database) throws -> Int {
    let sources = try Int.fetchOne(db, sql: "SELECT count(*) FROM written_source") ?? 0
    guard sources > 1 else { return 0 }
    let apart = Set(try Int64.fetchAll(db, sql: "SELECT paper_id FROM decided_apart"))
    let numbers = try DatabaseNumbers(db)
    var found = Candidates(apart: apart)
    let row = try RawStatement(
      db,
      """
      SELECT p.paper_id, p.source_id, coalesce(p.doi, g.doi), p.title, coalesce(p.year, g.year), m.name,
        (SELECT count(*) FROM written_authorship AS w WHERE w.paper_id = p.paper_id AND w.list_id > \(Schema.unaffiliatedList))
      FROM written_paper AS p
      LEFT JOIN decided_paper AS g ON g.paper_id = p.paper_id
      LEFT JOIN written_authorship AS f ON f.paper_id = p.paper_id AND f.position = 1
      LEFT JOIN written_mention AS m ON m.mention_id = f.mention_id
      WHERE p.paper_id > 0
      ORDER BY p.paper_id
      """)
    while try row.step() {
      let paper = Candidates.Paper(
        id: row.integer(0), sources: [row.integer(1)], affiliated: row.integer(6), doi: row.text(2),
        year: row.isNull(4) ? nil : row.integer(4), author: row.text(5).map { Candidates.words($0) } ?? [])
      try found.add(paper, title: row.text(3) ?? "") { try numbers.differ($0, $1) }
    }
    for merge in found.merges { try hide(merge, in: db) }
    if !found.merges.isEmpty { try complete(in: db) }
    return found.merges.count
  }

  /// Takes what shown papers lack from those behind them, the one read first going first.
  static func complete(in db: Database) throws {
    let columns = ["venue_id", "year", "place_id", "day", "session_id", "first_page", "last_page", "doi"]
    let values = columns.map { column in
      """
      (SELECT h.\(column) FROM decided_merge AS d JOIN written_paper AS h ON h.paper_id = -d.duplicate_id
        WHERE d.paper_id = m.paper_id AND h.\(column) IS NOT NULL ORDER BY d.duplicate_id LIMIT 1)
      """
    }
    try db.execute(
      sql: """
        DELETE FROM decided_paper;
        INSERT INTO decided_paper(paper_id, \(columns.joined(separator: ", ")))
        SELECT m.paper_id, \(values.joined(separator: ", "))
        FROM (SELECT DISTINCT paper_id FROM decided_merge) AS m ORDER BY m.paper_id;
        """)
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

  /// The numbers that databases give their records: one database with two numbers means two papers.
  private struct DatabaseNumbers {
    private static let keys = [
      "acl_id", "dblp_key", "dimensions", "lens", "openalex", "pmid", "scopus", "wos",
    ]
    private let row: RawStatement

    init(_ db: Database) throws {
      row = try RawStatement(
        db,
        """
        SELECT k.text, w.value FROM written_field AS w JOIN written_string AS k ON k.string_id = w.key_id
        WHERE w.paper_id = ? AND k.text IN (\(Self.keys.map { "'\($0)'" }.joined(separator: ", ")))
        """)
    }

    private func all(of paper: Int64) throws -> [String: String] {
      var found: [String: String] = [:]
      row.bind(1, paper)
      while try row.step() { found[row.text(0) ?? ""] = row.text(1) }
      return found
    }

    func differ(_ a: Int64, _ b: Int64) throws -> Bool {
      let left = try all(of: a)
      if left.isEmpty { return false }
      let right = try all(of: b)
      return left.contains { right[$0.key] != nil && right[$0.key] != $0.value }
    }
  }

  /// Papers met so far, by what would make another one the same.
  struct Candidates {
    struct Paper {
      var id: Int64
      /// Of the paper and of those merged into it.
      var sources: [Int64]
      /// Authors with a printed affiliation.
      var affiliated: Int64
      var doi: String?
      var year: Int64?
      /// Words of the first author's name, folded.
      var author: Set<String>
    }

    private let apart: Set<Int64>
    /// Groups of merged papers; each paper met belongs to one.
    private var groups: [Paper] = []
    private var byDOI: [String: Int] = [:]
    private var byTitle: [String: [Int]] = [:]
    private(set) var merges: [Merge] = []

    init(apart: Set<Int64>) { self.apart = apart }

    /// The words of a name that two ways of writing it share: no initials.
    static func words(_ name: String) -> Set<String> {
      let all = name.foldedName.split { !$0.isLetter }.map(String.init)
      let long = all.filter { $0.count > 1 }
      return Set(long.isEmpty ? all : long)
    }

    /// Letters and digits of a title, folded; nil when they are too few to be evidence, as in "Editorial".
    static func key(_ title: String) -> String? {
      let isASCII = title.utf8.allSatisfy { $0 < 0x80 }
      let folded =
        isASCII
        ? title.lowercased()
        : title.folding(options: [.caseInsensitive, .diacriticInsensitive, .widthInsensitive], locale: nil)
      let words = folded.split { !$0.isLetter && !$0.isNumber }
      guard words.count >= 3 || !isASCII && folded.count >= 12 else { return nil }
      return words.joined(separator: " ")
    }

    mutating func add(_ paper: Paper, title: String, differ: (Int64, Int64) throws -> Bool) rethrows {
      guard !apart.contains(paper.id) else { return }
      let key = Self.key(title)
      var group: Int?
      if let doi = paper.doi, let known = byDOI[doi], isOther(groups[known], paper) {
        group = known
        merge(known, paper, "doi", "both have DOI \(doi)")
      } else if let key, let (known, isWeak) = try find(paper, byTitle[key] ?? [], differ) {
        group = known
        merge(
          known, paper, "title",
          isWeak
            ? "both have this title and first author, capitals and signs aside; one source gives no year"
            : "both have this title, year and first author, capitals and signs aside")
      }
      let place = group ?? groups.count
      if group == nil { groups.append(paper) }
      if let doi = paper.doi, byDOI[doi] == nil { byDOI[doi] = place }
      if let key, byTitle[key]?.contains(place) != true { byTitle[key, default: []].append(place) }
    }

    private func isOther(_ known: Paper, _ paper: Paper) -> Bool {
      known.sources.allSatisfy { !paper.sources.contains($0) }
    }

    /// The group that is the same paper by title: of the same year, or the only one where a year is missing.
    private func find(
      _ paper: Paper, _ places: [Int], _ differ: (Int64, Int64) throws -> Bool
    ) rethrows -> (place: Int, isWeak: Bool)? {
      var weak: [Int] = []
      for place in places {
        let known = groups[place]
        guard isOther(known, paper), known.doi == nil || paper.doi == nil || known.doi == paper.doi,
          !known.author.isDisjoint(with: paper.author)
        else { continue }
        if let a = known.year, let b = paper.year {
          if a == b, try !differ(known.id, paper.id) { return (place, false) }
        } else if try !differ(known.id, paper.id) {
          if known.year == paper.year { return (place, false) }
          weak.append(place)
        }
      }
      return weak.count == 1 ? (weak[0], true) : nil
    }

    private mutating func merge(_ place: Int, _ paper: Paper, _ method: String, _ reason: String) {
      let known = groups[place]
      let isBetter = paper.affiliated > known.affiliated
      merges.append(
        Merge(
          duplicate: isBetter ? known.id : paper.id, paper: isBetter ? paper.id : known.id, method: method,
          reason: reason))
      var group = isBetter ? paper : known
      group.sources = known.sources + paper.sources
      group.doi = known.doi ?? paper.doi
      group.year = known.year ?? paper.year
      groups[place] = group
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
          "paper \(paper) is not merged into another. `coterie query merged-papers` lists those that are.")
      }
      try Merging.show(paper, in: db)
      try Merging.complete(in: db)
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
    try Merging.complete(in: db)
    for table in ["decided_author", "decided_authorship", "written_authorship", "written_field"] {
      try db.execute(sql: "DELETE FROM \(table) WHERE paper_id IN (\(own))")
    }
    try db.execute(sql: "DELETE FROM decided_apart WHERE paper_id IN (\(own))")
    try Counts.clear(db)
    try db.execute(
      sql: """
        DELETE FROM written_paper WHERE source_id = \(source);
        DELETE FROM written_diagnostic WHERE source_id = \(source);
        DELETE FROM written_person_name
          WHERE person_record_id IN (SELECT person_record_id FROM written_person WHERE source_id = \(source));
        DELETE FROM written_person_affiliation
          WHERE person_record_id IN (SELECT person_record_id FROM written_person WHERE source_id = \(source));
        DELETE FROM written_person WHERE source_id = \(source);
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
