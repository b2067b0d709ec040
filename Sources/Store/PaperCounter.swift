import GRDB

/// Counts each paper's institutions and absences, and from them pairs and years, in one pass over the authorships in
/// order of papers and positions.
struct PaperCounter {
  private let shares: ListShares
  /// Sector of each institution by id, as an index into `sectors`.
  private var sectorOf: [Int32]
  private var sectors: [String] = []

  /// One institution of the paper at hand.
  private struct Tally {
    var institution: Int32
    var authors: Int32
    var first: Int32
    var last: Int32
    var weight: Double
  }

  /// One reason why part of the paper at hand has no institution.
  private struct Absence {
    var state: ListCredit.State
    var weight: Double
    var authors: Int64
    var last: Int32
  }

  /// The paper at hand, and the lists of its authors.
  private var paper: Int64 = 0
  private var year = Int32.min
  private var lists: [Int32] = []
  private var institutions: [Tally] = []
  private var absences: [Absence] = []
  /// Credit of each sector on the paper at hand.
  private var sectorWeights: [Double] = []

  private let counting = PairCounting()
  /// Where the totals of each year begin in `totals`: one a sector, then one a state.
  private var years: [Int32: Int] = [:]
  private var totals: [(papers: Int64, credit: Double)] = []

  /// Adds name, sector and country of the institution with an id to a row.
  private let describe: (Int, Rows) throws -> Void
  private let maker: any RowMaker
  private let paperRows: Rows
  private let absenceRows: Rows
  /// Institution and paper of each row of `counted_paper`, and how many rows each institution has, by id - 1.
  private let laidAside: Spill?
  private var papersOf: [UInt32]

  /// - Parameters:
  ///   - sectors: of each institution, by id - 1.
  ///   - describe: adds name, sector and country of the institution with an id to a row.
  ///   - laidAside: where institutions and papers are put for the indexes.
  init(
    _ maker: any RowMaker, shares: ListShares, sectors: [String], describe: @escaping (Int, Rows) throws -> Void,
    laidAside: Spill? = nil
  ) throws {
    self.maker = maker
    self.shares = shares
    self.describe = describe
    self.laidAside = laidAside
    paperRows = try maker.rows("counted_paper")
    absenceRows = try maker.rows("counted_absence")
    sectorOf = [0]
    papersOf = Array(repeating: 0, count: sectors.count)
    for sector in sectors {
      let index = self.sectors.firstIndex(of: sector) ?? self.sectors.count
      if index == self.sectors.count { self.sectors.append(sector) }
      sectorOf.append(Int32(index))
    }
    sectorWeights = Array(repeating: 0, count: self.sectors.count)
  }

  /// Adds the next author; a year of `Int32.min` is none.
  mutating func add(list: Int, paper: Int64, year: Int32) throws {
    if paper != self.paper {
      try count()
      self.paper = paper
      self.year = year
    }
    lists.append(Int32(truncatingIfNeeded: list))
  }

  /// Writes what is left, then years, the index of papers by institution, and pairs with their indexes.
  mutating func finish() throws {
    try count()
    counting.close()
    try writeYears()
    try writePaperIndex()
    try writePairs()
    if laidAside != nil { try writePairIndexes() }
  }

  /// Counts the paper at hand and forgets it. A merged duplicate (id below zero) counts in no total.
  private mutating func count() throws {
    let author = 1 / Double(lists.count)
    // Held here, so that nothing is counted as referred to author by author.
    let shares = shares
    for index in lists.indices {
      for at in shares[Int(lists[index])] { add(shares.shares[at], position: Int32(index + 1), author: author) }
    }
    if institutions.count > 1 { institutions.sort { $0.institution < $1.institution } }
    let rows = paperRows
    for tally in institutions {
      rows.add(paper, Int64(tally.institution))
      rows.add(tally.weight)
      rows.add(Int64(tally.authors), Int64(tally.first))
      try rows.end()
      if let laidAside {
        try laidAside.append(UInt32(tally.institution - 1))
        try laidAside.append(UInt32(truncatingIfNeeded: paper))
        papersOf[Int(tally.institution) - 1] += 1
      }
    }
    if absences.count > 1 { absences.sort { $0.state < $1.state } }
    for absence in absences {
      absenceRows.add(paper)
      absenceRows.add(absence.state.rawValue)
      absenceRows.add(absence.weight)
      absenceRows.add(absence.authors)
      try absenceRows.end()
    }
    if paper > 0 { countTotals() }
    lists.removeAll(keepingCapacity: true)
    institutions.removeAll(keepingCapacity: true)
    absences.removeAll(keepingCapacity: true)
  }

  private mutating func add(_ share: ListShares.Share, position: Int32, author: Double) {
    let weight = share.share * author
    if share.institution > 0 {
      for at in institutions.indices where institutions[at].institution == share.institution {
        institutions[at].weight += weight
        if institutions[at].last != position { institutions[at].authors += 1 }
        institutions[at].last = position
        return
      }
      institutions.append(
        Tally(institution: share.institution, authors: 1, first: position, last: position, weight: weight))
    } else if let at = absences.firstIndex(where: { $0.state == share.state }) {
      absences[at].weight += weight
      if absences[at].last != position { absences[at].authors += 1 }
      absences[at].last = position
    } else {
      absences.append(Absence(state: share.state, weight: weight, authors: 1, last: position))
    }
  }

  private mutating func countTotals() {
    if institutions.count > 1 {
      counting.begin(count: institutions.count, year: year)
      for tally in institutions { counting.add(tally.institution, loneAuthor: tally.authors == 1 ? tally.first : 0) }
    }
    for tally in institutions { sectorWeights[Int(sectorOf[Int(tally.institution)])] += tally.weight }
    let start = startOfTotals()
    for index in sectorWeights.indices where sectorWeights[index] > 0 {
      totals[start + index].papers += 1
      totals[start + index].credit += sectorWeights[index]
      sectorWeights[index] = 0
    }
    for absence in absences {
      let index = start + sectors.count + (ListCredit.State.allCases.firstIndex(of: absence.state) ?? 0)
      totals[index].papers += 1
      totals[index].credit += absence.weight
    }
  }

  /// Where the totals of the year at hand begin.
  private mutating func startOfTotals() -> Int {
    if let start = years[year] { return start }
    years[year] = totals.count
    totals += Array(repeating: (0, 0), count: sectors.count + ListCredit.State.allCases.count)
    return totals.count - sectors.count - ListCredit.State.allCases.count
  }

  private func writePairs() throws {
    let rows = try maker.rows("counted_pair")
    var ties = [Int64](repeating: 0, count: papersOf.count + 1)
    for pair in counting.finished() {
      rows.add(pair.a, pair.b, Int64(pair.papers))
      Self.addRest(of: pair, to: rows)
      try rows.end()
      ties[Int(pair.a)] += Int64(pair.papers)
      ties[Int(pair.b)] += Int64(pair.papers)
    }
    let strengths = try maker.rows("counted_tie")
    for institution in ties.indices where ties[institution] > 0 {
      strengths.add(institution)
      strengths.add(ties[institution])
      try describe(institution, strengths)
      try strengths.end()
    }
  }

  /// What follows a pair's ids and papers.
  private static func addRest(of pair: PairTable.Count, to rows: Rows) {
    if pair.papers == 1 {
      rows.add(Int64((1 / pair.fractional).rounded()), Rows.null)
    } else {
      rows.addNull()
      rows.add(pair.fractional)
    }
    rows.add(
      Int64(pair.onePerson), pair.firstYear == .max ? Rows.null : Int64(pair.firstYear),
      pair.lastYear <= pair.firstYear ? Rows.null : Int64(pair.lastYear))
  }

  private func writeYears() throws {
    let rows = try maker.rows("counted_year")
    struct Line {
      var year: Int32
      var sector: String?
      var state: ListCredit.State
      var papers: Int64
      var credit: Double
    }
    var lines: [Line] = []
    for (year, start) in years {
      for (index, sector) in sectors.enumerated() {
        let total = totals[start + index]
        lines.append(
          Line(year: year, sector: sector, state: .resolved, papers: total.papers, credit: total.credit))
      }
      for (index, state) in ListCredit.State.allCases.enumerated() {
        let total = totals[start + sectors.count + index]
        lines.append(Line(year: year, sector: nil, state: state, papers: total.papers, credit: total.credit))
      }
    }
    lines.removeAll { $0.papers == 0 }
    lines.sort { a, b in
      if a.year != b.year { return a.year < b.year }
      return (a.sector ?? "~", a.state) < (b.sector ?? "~", b.state)
    }
    for (index, line) in lines.enumerated() {
      rows.add(index + 1)
      rows.add(line.year == .min ? nil : Int64(line.year))
      rows.add(line.sector)
      rows.add(line.state.rawValue)
      rows.add(line.papers)
      rows.add(line.credit)
      try rows.end()
    }
  }

  /// Writes the index of `counted_paper` from what was laid aside.
  private func writePaperIndex() throws {
    guard let laidAside else { return }
    let papers = try maker.rows("counted_paper_institution")
    try CountingOrder.forEach(counts: papersOf) { give in
      try laidAside.forEachPiece(width: 2) { piece in
        var at = 0
        while at < piece.count {
          give(piece[at], piece[at + 1], 0)
          at += 2
        }
      }
    } _: { institution, paper, _ in
      papers.add(Int64(institution) + 1, Int64(paper))
      try papers.end()
    }
  }

  private func writePairIndexes() throws {
    let second = try maker.rows("counted_pair_b")
    let pairs = counting.finished()
    var pairsOf = [UInt32](repeating: 0, count: papersOf.count)
    for pair in pairs { pairsOf[Int(pair.b) - 1] += 1 }
    try CountingOrder.forEach(counts: pairsOf) { give in
      for pair in pairs { give(UInt32(pair.b - 1), UInt32(pair.a), 0) }
    } _: { b, a, _ in
      second.add(Int64(b) + 1, Int64(a))
      try second.end()
    }
    let shown = try maker.rows("counted_pair_order")
    // Most papers first; places keep their order within as many papers.
    let most = pairs.reduce(0) { max($0, $1.papers) }
    var with = [UInt32](repeating: 0, count: Int(most) + 1)
    for pair in pairs { with[Int(most - pair.papers)] += 1 }
    try CountingOrder.forEach(counts: with) { give in
      for place in pairs.indices { give(most - pairs[place].papers, UInt32(place), 0) }
    } _: { less, place, _ in
      let pair = pairs[Int(place)]
      shown.add(Int64(most - less), pair.a, pair.b)
      Self.addRest(of: pair, to: shown)
      try shown.end()
    }
  }
}
