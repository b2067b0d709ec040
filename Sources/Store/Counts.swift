import Bibliography
import GRDB

/// Rebuilds everything `counted_`: credit of each list of affiliations, then of each paper, in one pass over the papers.
///
/// O(authorships + lists); memory grows with the lists only.
enum Counts {
  /// One receiver of a list's credit.
  struct Share {
    var institution: Int64?
    var site: String?
    var state: String
    var share: Double
  }

  static func rebuild(in db: Database) throws {
    try db.execute(
      sql: """
        DELETE FROM counted_list; DELETE FROM counted_paper; DELETE FROM counted_absence
        """)
    let lists = try countLists(in: db)
    try countPapers(in: db, lists: lists)
    try db.execute(sql: "CREATE INDEX IF NOT EXISTS counted_paper_institution ON counted_paper(institution_id)")
    try db.execute(sql: "UPDATE about SET value = 'current' WHERE key = 'counts'")
  }

  /// What a printed affiliation named, once for each level.
  private struct Part {
    var receivers: [Int64?]
    var state: String
    /// Tells two unresolved texts apart.
    var text: String
    var site: String?
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
    for level in Level.allCases.sorted(by: { $0.code < $1.code }) {
      for id in members.indices where id > 0 {
        let named = members[id].flatMap { parts[Int($0)] }
        let credit = split(named, level: level, absence: states[id])
        if level == .institution { shares[id] = credit }
        for (ordinal, receiver) in credit.enumerated() {
          insert.bind(1, Int64(level.code))
          insert.bind(2, Int64(id))
          insert.bind(3, Int64(ordinal + 1))
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
      let receivers: [Int64?] = [4, 3, 5].map { row.isNull($0) ? nil : row.integer($0) }
      parts[Int(row.integer(0))].append(
        Part(receivers: receivers, state: row.text(2) ?? "unresolved", text: row.text(1) ?? "", site: row.text(6)))
    }
    return parts
  }

  /// Splits one author evenly over the distinct institutions and the distinct unresolved texts that `parts` name.
  ///
  /// Resolved receivers come first, by id. An author who is unaffiliated beside an institution has the institution. The
  /// share of an institution that is named at several sites is split evenly over them.
  private static func split(_ parts: [Part], level: Level, absence: String) -> [Share] {
    var sitesOf: [Int64: Set<String?>] = [:]
    var texts: Set<String> = []
    var isUnaffiliated = absence == "unaffiliated"
    for part in parts {
      if let receiver = part.receivers[level.code] {
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

  /// Writes `counted_paper` and `counted_absence` in one scan of the authorships, which lie in order of papers.
  private static func countPapers(in db: Database, lists: [[Share]]) throws {
    try db.execute(sql: "DROP INDEX IF EXISTS counted_paper_institution")
    let insert = try RawStatement(db, "INSERT INTO counted_paper VALUES (?, ?, ?, ?, ?)")
    let insertAbsence = try RawStatement(db, "INSERT INTO counted_absence VALUES (?, ?, ?, ?)")
    struct Tally {
      var institution: Int64
      var weight: Double
      var authors: Int64
      var first: Int64
      var last: Int64
    }
    var institutions: [Tally] = []
    var absences: [(state: String, weight: Double, authors: Int64, last: Int64)] = []
    var paper: Int64 = 0
    func flush() throws {
      for tally in institutions.sorted(by: { $0.institution < $1.institution }) {
        insert.bind(1, paper)
        insert.bind(2, tally.institution)
        insert.bind(3, tally.weight)
        insert.bind(4, tally.authors)
        insert.bind(5, tally.first)
        try insert.run()
      }
      for absence in absences.sorted(by: { $0.state < $1.state }) {
        insertAbsence.bind(1, paper)
        insertAbsence.bind(2, absence.state)
        insertAbsence.bind(3, absence.weight)
        insertAbsence.bind(4, absence.authors)
        try insertAbsence.run()
      }
      institutions.removeAll(keepingCapacity: true)
      absences.removeAll(keepingCapacity: true)
    }
    let row = try RawStatement(
      db, "SELECT paper_id, position, list_id, author_count FROM written_authorship ORDER BY paper_id, position")
    while try row.step() {
      if row.integer(0) != paper {
        try flush()
        paper = row.integer(0)
      }
      let position = row.integer(1)
      let author = 1 / Double(row.integer(3))
      for share in lists[Int(row.integer(2))] {
        if let id = share.institution {
          if let at = institutions.firstIndex(where: { $0.institution == id }) {
            institutions[at].weight += share.share * author
            if institutions[at].last != position { institutions[at].authors += 1 }
            institutions[at].last = position
          } else {
            institutions.append(
              Tally(institution: id, weight: share.share * author, authors: 1, first: position, last: position))
          }
        } else if let at = absences.firstIndex(where: { $0.state == share.state }) {
          absences[at].weight += share.share * author
          if absences[at].last != position { absences[at].authors += 1 }
          absences[at].last = position
        } else {
          absences.append((share.state, share.share * author, 1, position))
        }
      }
    }
    try flush()
  }
}
