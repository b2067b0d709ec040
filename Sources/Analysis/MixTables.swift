import Bibliography

/// What papers are put together by in a mix.
public enum MixKey: String, Hashable, Sendable, Codable, CaseIterable {
  case session, venue, year, day, institution, country, sector, cluster, group

  /// What the tables' column is called when a paper has no such key.
  static let absent = "not given"
}

extension Authorships {
  /// The six rows of the whole selection: share of papers with their intervals, and of credit.
  public func mixTable(seed: UInt64 = 1) -> Table {
    let mix = sectorMix(seed: seed)
    return Table(
      title: "Industry and academia",
      method: method + Self.intervalMethod(papers: mix.papers, seed: seed),
      columns: [
        .init("measure"), .init("papers", unit: "papers"), .init("of", unit: "papers"), .init("share", unit: "0…1"),
        .init("low", unit: "0…1"), .init("high", unit: "0…1"), .init("counting"),
      ],
      rows: mix.rows.map { row in
        [
          .text(row.title), row.papers.map { .integer($0) } ?? .null, .integer(mix.papers), .real(row.share),
          row.interval.map { .real($0.low) } ?? .null, row.interval.map { .real($0.high) } ?? .null,
          .text(row.counting.rawValue),
        ]
      },
      notes: Self.mixNotes(mix))
  }

  /// Credit by sector and by absence, fractional; it sums to the papers that have authors.
  public func creditTable() -> Table {
    let mix = sectorMix()
    let papersWith = papersBySector()
    var rows: [[Table.Value]] = []
    // Summed in a fixed order: a dictionary's own would change the last digit from run to run.
    let all =
      Sector.allCases.reduce(0) { $0 + (mix.credit[$1] ?? 0) }
      + ShareState.allCases.reduce(0) { $0 + (mix.absences[$1] ?? 0) }
    func share(_ credit: Double) -> Table.Value { .real(all > 0 ? credit / all : 0) }
    for sector in Sector.allCases {
      guard let credit = mix.credit[sector] else { continue }
      rows.append([.text(sector.title), .integer(papersWith.sectors[sector] ?? 0), .real(credit), share(credit)])
    }
    for state in ShareState.allCases {
      guard let credit = mix.absences[state] else { continue }
      rows.append([.text(state.title), .integer(papersWith.absences[state] ?? 0), .real(credit), share(credit)])
    }
    return Table(
      title: "Credit by sector",
      method: method + [MethodLine("counting", "papers: full; credit: fractional, the shares of a paper sum to 1")],
      columns: [
        .init("sector"), .init("papers", unit: "papers", note: "papers with at least one such share"),
        .init("credit", unit: "papers"), .init("share", unit: "0…1", note: "of all credit, absences included"),
      ],
      rows: rows)
  }

  /// One row of mixes for each value of the keys, or each combination of several.
  ///
  /// A paper with several institutions, countries or sectors stands in each of their rows; one without the key stands
  /// in a row "not given".
  ///
  /// - Parameter clusters: the cluster's name of each author's index, for `.cluster`.
  /// - Complexity: O(credits + 1000 papers) over all rows.
  public func mixTable(by keys: [MixKey], clusters: [String?] = [], seed: UInt64 = 1) -> Table {
    var groups: [[String]: [Int]] = [:]
    for paper in papers.indices {
      var combinations: [[String]] = [[]]
      for key in keys {
        let values = self.values(of: key, paper: paper, clusters: clusters)
        combinations = combinations.flatMap { prefix in values.map { prefix + [$0] } }
      }
      for combination in combinations { groups[combination, default: []].append(paper) }
    }
    let counted = groups.map { (key: $0.key, mix: sectorMix(of: $0.value, seed: seed), first: $0.value[0]) }
      .sorted { a, b in
        // Sessions and days keep the programme's order, years ascend; the rest goes by papers, then name.
        if keys.first == .session || keys.first == .day, a.first != b.first { return a.first < b.first }
        if keys.first != .year, a.mix.papers != b.mix.papers { return a.mix.papers > b.mix.papers }
        return a.key.lexicographicallyPrecedes(b.key)
      }
    var columns = keys.map { Table.Column($0.rawValue) } + [Table.Column("papers", unit: "papers")]
    for row in counted.first?.mix.rows ?? [] {
      if row.papers != nil { columns.append(.init("\(row.key)_papers", unit: "papers")) }
      columns += [
        .init(row.key, unit: "0…1"), .init("\(row.key)_low", unit: "0…1"), .init("\(row.key)_high", unit: "0…1"),
      ]
    }
    columns.append(.init("undecided", unit: "papers", note: "papers whose class could change if all were known"))
    let rows = counted.map { group -> [Table.Value] in
      var row: [Table.Value] = group.key.map { .text($0) } + [.integer(group.mix.papers)]
      for measure in group.mix.rows {
        if let papers = measure.papers { row.append(.integer(papers)) }
        row += [
          .real(measure.share), measure.interval.map { .real($0.low) } ?? .null,
          measure.interval.map { .real($0.high) } ?? .null,
        ]
      }
      return row + [.integer(group.mix.undecided)]
    }
    return Table(
      title: "Industry and academia by \(keys.map(\.rawValue).joined(separator: " and "))",
      method: method + Self.intervalMethod(papers: papers.count, seed: seed), columns: columns, rows: rows,
      notes: ["Rows of fewer than \(Interval.fewestPapers) papers have no interval."])
  }

  private func values(of key: MixKey, paper: Int, clusters: [String?]) -> [String] {
    let info = papers[paper]
    let found: [String]
    switch key {
    case .session: found = info.session.map { [$0] } ?? []
    case .venue: found = info.venue.map { [$0] } ?? []
    case .year: found = info.year.map { [String($0)] } ?? []
    case .group: found = info.groups
    case .day: found = info.day.map { [$0] } ?? []
    case .institution: found = institutions(of: paper).map { institutions[$0].name }
    case .country: found = institutions(of: paper).compactMap { institutions[$0].country }
    case .sector: found = institutions(of: paper).map { institutions[$0].sector.rawValue }
    case .cluster:
      found = credits(of: paper).compactMap { clusters.indices.contains($0.author) ? clusters[$0.author] : nil }
    }
    return found.isEmpty ? [MixKey.absent] : Set(found).sorted()
  }

  /// Papers with at least one share of each sector or absence.
  func papersBySector() -> (sectors: [Sector: Int], absences: [ShareState: Int]) {
    var sectors: [Sector: Int] = [:]
    var absences: [ShareState: Int] = [:]
    for paper in papers.indices {
      let shares = credits(of: paper)
      for sector in Set(shares.compactMap { $0.institution.map { institutions[$0].sector } }) {
        sectors[sector, default: 0] += 1
      }
      for state in Set(shares.filter { $0.institution == nil }.map(\.state)) { absences[state, default: 0] += 1 }
    }
    return (sectors, absences)
  }

  private static func intervalMethod(papers: Int, seed: UInt64) -> [MethodLine] {
    [
      MethodLine(
        "intervals",
        papers < Interval.fewestPapers
          ? "none: fewer than \(Interval.fewestPapers) papers"
          : "95 % stability intervals: papers by Wilson, credit by 1000 bootstraps over papers, seed \(seed)")
    ]
  }

  private static func mixNotes(_ mix: SectorMix) -> [String] {
    var notes = [
      "Any industry counts a paper with one company author among ten in full; industry's credit counts a tenth. "
        + "Both are right answers to different questions."
    ]
    if mix.undecided > 0 {
      notes.append(
        "\(mix.undecided) of \(mix.papers) papers have a share that is unresolved, not given, shared or of unknown "
          + "sector, and so are in no row that says 'only' or 'nothing else'.")
    }
    return notes
  }
}
