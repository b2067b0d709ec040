import GRDB

/// Counts each paper's institutions and absences, and from them pairs and years, in one scan of the authorships, which
/// lie in order of papers.
struct PaperCounter {
  private let db: Database
  /// Shares of each list of affiliations, by list id.
  private let lists: [[Counts.Share]]
  /// Sector of each institution by id, as an index into `sectors`.
  private var sectorOf: [Int] = []
  private var sectors: [String] = []

  /// One institution of the paper at hand.
  private struct Tally {
    var institution: Int64
    var weight: Double
    var authors: Int64
    var first: Int64
    var last: Int64
  }

  /// One reason why part of the paper at hand has no institution.
  private struct Absence {
    var state: String
    var weight: Double
    var authors: Int64
    var last: Int64
  }

  /// A sector or an absence in a year.
  private struct YearKey: Hashable {
    var year: Int32?
    var sector: String?
    var state: String
  }

  private var institutions: [Tally] = []
  private var absences: [Absence] = []
  private var pairs = PairTable()
  private var years: [YearKey: (papers: Int64, credit: Double)] = [:]
  /// Credit of each sector on the paper at hand.
  private var sectorWeights: [Double] = []

  private let insert: RawStatement
  private let insertAbsence: RawStatement

  init(_ db: Database, lists: [[Counts.Share]]) throws {
    self.db = db
    self.lists = lists
    try db.execute(sql: "DROP INDEX IF EXISTS counted_paper_institution; DROP INDEX IF EXISTS counted_pair_b")
    insert = try RawStatement(db, "INSERT INTO counted_paper VALUES (?, ?, ?, ?, ?)")
    insertAbsence = try RawStatement(db, "INSERT INTO counted_absence VALUES (?, ?, ?, ?)")
    let row = try RawStatement(db, "SELECT institution_id, sector FROM decided_institution")
    while try row.step() {
      let sector = row.text(1) ?? "unknown"
      let index = sectors.firstIndex(of: sector) ?? sectors.count
      if index == sectors.count { sectors.append(sector) }
      let id = Int(row.integer(0))
      while sectorOf.count <= id { sectorOf.append(0) }
      sectorOf[id] = index
    }
    sectorWeights = Array(repeating: 0, count: sectors.count)
  }

  /// Writes every table but `counted_list`.
  mutating func run() throws {
    let row = try RawStatement(
      db,
      """
      SELECT w.paper_id, w.position, w.list_id, w.author_count, coalesce(p.year, g.year)
      FROM written_authorship AS w CROSS JOIN written_paper AS p ON p.paper_id = w.paper_id
      LEFT JOIN decided_paper AS g ON g.paper_id = p.paper_id
      ORDER BY w.paper_id, w.position
      """)
    var paper: Int64 = 0
    var year: Int32?
    while try row.step() {
      if row.integer(0) != paper {
        if paper != 0 { try finish(paper, year) }
        paper = row.integer(0)
        year = row.isNull(4) ? nil : Int32(truncatingIfNeeded: row.integer(4))
      }
      add(Int(row.integer(2)), position: row.integer(1), author: 1 / Double(row.integer(3)))
    }
    if paper != 0 { try finish(paper, year) }
    try writePairs()
    try writeYears()
    try db.execute(sql: "CREATE INDEX counted_paper_institution ON counted_paper(institution_id)")
    try db.execute(sql: "CREATE INDEX counted_pair_b ON counted_pair(b_id)")
  }

  private mutating func add(_ list: Int, position: Int64, author: Double) {
    for share in lists[list] {
      let weight = share.share * author
      if let id = share.institution {
        if let at = institutions.firstIndex(where: { $0.institution == id }) {
          institutions[at].weight += weight
          if institutions[at].last != position { institutions[at].authors += 1 }
          institutions[at].last = position
        } else {
          institutions.append(Tally(institution: id, weight: weight, authors: 1, first: position, last: position))
        }
      } else if let at = absences.firstIndex(where: { $0.state == share.state }) {
        absences[at].weight += weight
        if absences[at].last != position { absences[at].authors += 1 }
        absences[at].last = position
      } else {
        absences.append(Absence(state: share.state, weight: weight, authors: 1, last: position))
      }
    }
  }

  /// Writes the paper at hand and forgets it. A merged duplicate (id below zero) counts in no total.
  private mutating func finish(_ paper: Int64, _ year: Int32?) throws {
    institutions.sort { $0.institution < $1.institution }
    for tally in institutions {
      insert.bind(1, paper)
      insert.bind(2, tally.institution)
      insert.bind(3, tally.weight)
      insert.bind(4, tally.authors)
      insert.bind(5, tally.first)
      try insert.run()
    }
    absences.sort { $0.state < $1.state }
    for absence in absences {
      insertAbsence.bind(1, paper)
      insertAbsence.bind(2, absence.state)
      insertAbsence.bind(3, absence.weight)
      insertAbsence.bind(4, absence.authors)
      try insertAbsence.run()
    }
    if paper > 0 { countTotals(year) }
    institutions.removeAll(keepingCapacity: true)
    absences.removeAll(keepingCapacity: true)
  }

  private mutating func countTotals(_ year: Int32?) {
    let share = 1 / Double(institutions.count - 1)
    for (index, x) in institutions.enumerated() {
      sectorWeights[sectorOf[Int(x.institution)]] += x.weight
      for y in institutions[(index + 1)...] {
        pairs.add(
          x.institution, y.institution, fractional: share,
          isOnePerson: x.authors == 1 && y.authors == 1 && x.first == y.first, year: year)
      }
    }
    for index in sectors.indices where sectorWeights[index] > 0 {
      count(YearKey(year: year, sector: sectors[index], state: "resolved"), sectorWeights[index])
      sectorWeights[index] = 0
    }
    for absence in absences { count(YearKey(year: year, sector: nil, state: absence.state), absence.weight) }
  }

  private mutating func count(_ key: YearKey, _ weight: Double) {
    years[key, default: (0, 0)].papers += 1
    years[key, default: (0, 0)].credit += weight
  }

  private func writePairs() throws {
    let row = try RawStatement(db, "INSERT INTO counted_pair VALUES (?, ?, ?, ?, ?, ?, ?)")
    for pair in pairs.sorted() {
      row.bind(1, pair.a)
      row.bind(2, pair.b)
      row.bind(3, Int64(pair.papers))
      row.bind(4, pair.fractional)
      row.bind(5, Int64(pair.onePerson))
      row.bind(6, pair.firstYear == .max ? nil : Int64(pair.firstYear))
      row.bind(7, pair.lastYear == .min ? nil : Int64(pair.lastYear))
      try row.run()
    }
  }

  private func writeYears() throws {
    let row = try RawStatement(db, "INSERT INTO counted_year VALUES (?, ?, ?, ?, ?, ?)")
    let sorted = years.sorted { a, b in
      let (x, y) = (a.key, b.key)
      if x.year != y.year { return (x.year ?? .min) < (y.year ?? .min) }
      return (x.sector ?? "~", x.state) < (y.sector ?? "~", y.state)
    }
    for (index, (key, value)) in sorted.enumerated() {
      row.bind(1, Int64(index + 1))
      row.bind(2, key.year.map(Int64.init))
      row.bind(3, key.sector)
      row.bind(4, key.state)
      row.bind(5, value.papers)
      row.bind(6, value.credit)
      try row.run()
    }
  }
}
