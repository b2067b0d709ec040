import Bibliography
import GRDB

/// Rebuilds everything `counted_`: credit of each list of affiliations, then of each paper, in one pass over the papers.
///
/// O(authorships + lists); memory grows with the lists only.
enum Counts {
  static func rebuild(in db: Database) throws {
    try clear(db)
    for index in Schema.countedIndexes { try db.execute(sql: "DROP INDEX IF EXISTS \(index.name)") }
    let shares = try countLists(in: db)
    let institution = try RawStatement(
      db, "SELECT name, sector, country FROM decided_institution WHERE institution_id = ?")
    var counter = try PaperCounter(db, shares: shares, sectors: try sectors(in: db)) { id, row in
      institution.bind(1, Int64(id))
      _ = try institution.step()
      for column: Int32 in 0..<3 { row.add(institution.text(column)) }
      institution.reset()
    }
    let row = try RawStatement(
      db,
      """
      SELECT w.list_id, w.paper_id, coalesce(p.year, g.year)
      FROM written_authorship AS w CROSS JOIN written_paper AS p ON p.paper_id = w.paper_id
      LEFT JOIN decided_paper AS g ON g.paper_id = p.paper_id
      ORDER BY w.paper_id, w.position
      """)
    while try row.step() {
      try counter.add(
        list: Int(row.integer(0)), paper: row.integer(1),
        year: row.isNull(2) ? .min : Int32(truncatingIfNeeded: row.integer(2)))
    }
    try counter.finish()
    for index in Schema.countedIndexes { try db.execute(sql: "CREATE INDEX \(index.name) ON \(index.definition)") }
    try db.execute(sql: "UPDATE about SET value = 'current' WHERE key = 'counts'")
  }

  /// Empties all counts: nothing may point to institutions that are about to be replaced.
  static func clear(_ db: Database) throws {
    for table in ["list", "paper", "absence", "pair", "tie", "year"] {
      try db.execute(sql: "DELETE FROM counted_\(table)")
    }
  }

  /// The sector of each institution by id - 1.
  private static func sectors(in db: Database) throws -> [String] {
    var sectors: [String] = []
    let row = try RawStatement(db, "SELECT institution_id, sector FROM decided_institution ORDER BY institution_id")
    while try row.step() {
      while sectors.count < row.integer(0) - 1 { sectors.append("unknown") }
      sectors.append(row.text(1) ?? "unknown")
    }
    return sectors
  }

  /// Writes `counted_list`.
  private static func countLists(in db: Database) throws -> ListShares {
    let credit = ListCredit(parts: try readParts(in: db))
    var shares = ListShares()
    let rows = try db.rows("counted_list")
    let member = try RawStatement(
      db,
      """
      SELECT l.list_id, l.state, m.affiliation_id
      FROM written_list AS l LEFT JOIN written_list_member AS m ON m.list_id = l.list_id
      ORDER BY l.list_id, m.ordinal
      """)
    var (list, state): (Int64, String) = (0, "")
    var members: [Int64] = []
    func finish() throws {
      if list > 0 { try shares.append(credit.credit(of: members, absence: state), list: Int(list), to: rows) }
    }
    while try member.step() {
      if member.integer(0) != list {
        try finish()
        list = member.integer(0)
        state = member.text(1) ?? ""
        members.removeAll(keepingCapacity: true)
      }
      if !member.isNull(2) { members.append(member.integer(2)) }
    }
    try finish()
    return shares
  }

  /// The parts of each affiliation by its id; one unresolved part where nothing was decided.
  private static func readParts(in db: Database) throws -> [[ListCredit.Part]] {
    let count = try Int.fetchOne(db, sql: "SELECT coalesce(max(affiliation_id), 0) + 1 FROM written_affiliation") ?? 1
    var parts: [[ListCredit.Part]] = Array(repeating: [], count: count)
    let row = try RawStatement(
      db,
      """
      SELECT a.affiliation_id, coalesce(d.text, a.text), coalesce(d.state, 'unresolved'), d.institution_id,
        coalesce(d.unit_id, d.institution_id), coalesce(i.family_id, d.institution_id), d.site_country
      FROM written_affiliation AS a
      LEFT JOIN decided_part AS d ON d.affiliation_id = a.affiliation_id
      LEFT JOIN decided_institution AS i ON i.institution_id = d.institution_id
      ORDER BY a.affiliation_id, d.part
      """)
    while try row.step() {
      func id(_ column: Int32) -> Int64? { row.isNull(column) ? nil : row.integer(column) }
      parts[Int(row.integer(0))].append(
        ListCredit.Part(
          institution: id(3), unit: id(4), family: id(5), isUnaffiliated: row.text(2) == "unaffiliated",
          text: id(3) == nil ? row.text(1) ?? "" : "", site: row.text(6)))
    }
    return parts
  }
}
