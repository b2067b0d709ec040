import Bibliography
import GRDB

/// Rebuilds everything `counted_`: credit of each list of affiliations, then of each paper, in one pass over the papers.
///
/// O(authorships + lists); memory grows with the lists only.
enum Counts {
  /// One receiver of a list's credit.
  struct Share: Equatable {
    var institution: Int64?
    var site: String?
    var state: String
    var share: Double
  }

  static func rebuild(in db: Database) throws {
    try clear(db)
    let lists = try countLists(in: db)
    var papers = try PaperCounter(db, lists: lists)
    try papers.run()
    try db.execute(sql: "UPDATE about SET value = 'current' WHERE key = 'counts'")
  }

  /// Empties all counts: nothing may point to institutions that are about to be replaced.
  static func clear(_ db: Database) throws {
    for table in ["list", "paper", "absence", "pair", "year"] {
      try db.execute(sql: "DELETE FROM counted_\(table)")
    }
  }

  /// What a printed affiliation named, once for each level.
  private struct Part {
    var institution: Int64?
    var unit: Int64?
    var family: Int64?
    var state: String
    /// Tells two unresolved texts apart.
    var text: String
    var site: String?

    func receiver(at level: Level) -> Int64? {
      switch level {
      case .unit: unit
      case .institution: institution
      case .family: family
      }
    }
  }

  /// Writes `counted_list`; returns the shares at level institution by list id.
  private static func countLists(in db: Database) throws -> [[Share]] {
    let parts = try readParts(in: db)
    var members: [[Int64]] = []
    var states: [String] = []
    let list = try RawStatement(db, "SELECT list_id, state FROM written_list ORDER BY list_id")
    while try list.step() {
      let id = Int(list.integer(0))
      while members.count <= id {
        members.append([])
        states.append("not_given")
      }
      states[id] = list.text(1) ?? "not_given"
    }
    let member = try RawStatement(
      db, "SELECT list_id, affiliation_id FROM written_list_member ORDER BY list_id, ordinal")
    while try member.step() { members[Int(member.integer(0))].append(member.integer(1)) }

    let insert = try RawStatement(db, "INSERT INTO counted_list VALUES (?, ?, ?, ?, ?, ?, ?)")
    var shares: [[Share]] = Array(repeating: [], count: members.count)
    for id in members.indices where id > 0 {
      let named = members[id].flatMap { parts[Int($0)] }
      var byLevels: [(levels: Int, credit: [Share])] = []
      for level in [Level.institution, .unit, .family] {
        let credit = split(named, level: level, absence: states[id])
        if level == .institution { shares[id] = credit }
        if let same = byLevels.firstIndex(where: { $0.credit == credit }) {
          byLevels[same].levels += level.bit
        } else {
          byLevels.append((level.bit, credit))
        }
      }
      var ordinal: Int64 = 0
      for (levels, credit) in byLevels {
        for receiver in credit {
          ordinal += 1
          insert.bind(1, Int64(id))
          insert.bind(2, ordinal)
          insert.bind(3, Int64(levels))
          insert.bind(4, receiver.institution)
          insert.bind(5, receiver.site)
          insert.bind(6, receiver.state)
          insert.bind(7, receiver.share)
          try insert.run()
        }
      }
    }
    return shares
  }

  /// The parts of each affiliation by its id; one unresolved part where nothing was decided.
  private static func readParts(in db: Database) throws -> [[Part]] {
    let count = try Int.fetchOne(db, sql: "SELECT coalesce(max(affiliation_id), 0) + 1 FROM written_affiliation") ?? 1
    var parts: [[Part]] = Array(repeating: [], count: count)
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
        Part(
          institution: id(3), unit: id(4), family: id(5), state: row.text(2) ?? "unresolved", text: row.text(1) ?? "",
          site: row.text(6)))
    }
    return parts
  }

  /// Splits one author evenly over the distinct institutions and the distinct unresolved texts that `parts` name.
  ///
  /// Resolved receivers come first, by id. An author who is unaffiliated beside an institution has the institution. The
  /// share of an institution that is named at several sites is split evenly over them.
  private static func split(_ parts: [Part], level: Level, absence: String) -> [Share] {
    if parts.count == 1, let receiver = parts[0].receiver(at: level) {
      return [Share(institution: receiver, site: parts[0].site, state: "resolved", share: 1)]
    }
    var sitesOf: [Int64: Set<String?>] = [:]
    var texts: Set<String> = []
    var isUnaffiliated = absence == "unaffiliated"
    for part in parts {
      if let receiver = part.receiver(at: level) {
        sitesOf[receiver, default: []].insert(part.site)
      } else if part.state == "unaffiliated" {
        isUnaffiliated = true
      } else {
        texts.insert(part.text.foldedName)
      }
    }
    let count = sitesOf.count + texts.count
    guard count > 0 else {
      let state = isUnaffiliated ? "unaffiliated" : absence == "given" ? "not_given" : absence
      return [Share(state: state, share: 1)]
    }
    let share = 1 / Double(count)
    var credit: [Share] = []
    for (receiver, sites) in sitesOf.sorted(by: { $0.key < $1.key }) {
      for site in sites.sorted(by: { ($0 ?? "~") < ($1 ?? "~") }) {
        credit.append(
          Share(institution: receiver, site: site, state: "resolved", share: share / Double(sites.count)))
      }
    }
    return credit + texts.map { _ in Share(state: "unresolved", share: share) }
  }
}
