import Bibliography

/// How industry and academia mix in a set of papers. Industry share is never one number: see `rows`.
public struct SectorMix: Hashable, Sendable {
  /// A share of the papers or of their credit.
  public struct Row: Hashable, Sendable {
    /// Stable, snake_case.
    public var key: String
    /// What readers see.
    public var title: String
    /// Papers with the property; nil for credit.
    public var papers: Int?
    /// 0…1.
    public var share: Double
    /// 95 %; nil below 20 papers.
    public var interval: Interval?
    /// `full` or `fractional`.
    public var counting: Counting
  }

  /// Number of papers of the set, N.
  public var papers: Int
  /// The six default rows, in this order: any industry, academia and industry, of which nothing else, only industry,
  /// only academia, industry's credit.
  public var rows: [Row]
  /// Credit by sector (unit: papers), `unknown` included; the absences are in `absences`.
  public var credit: [Sector: Double]
  /// Credit without an institution, by reason (unit: papers).
  public var absences: [Authorships.ShareState: Double]
  /// Papers whose class could change if everything were known: a share unresolved, not given, shared, or of an
  /// institution of unknown sector.
  public var undecided: Int

  /// The share with this key.
  public func row(_ key: String) -> Row? { rows.first { $0.key == key } }
}

extension Authorships {
  /// The set of sectors of each paper's institutions, and its credit by sector.
  ///
  /// A paper is "only industry" when each author has at least one institution and every one is industry; an author who
  /// says to be unaffiliated does not count against it, an unresolved or missing affiliation does, since it may hide
  /// another sector.
  ///
  /// - Parameter subset: indices into `papers`; nil for all.
  /// - Returns: shares of papers with Wilson intervals, shares of credit with a bootstrap over papers.
  /// - Complexity: O(credits + 1000 papers).
  public func sectorMix(of subset: [Int]? = nil, seed: UInt64 = 1) -> SectorMix {
    let chosen = subset ?? Array(papers.indices)
    let n = chosen.count
    var credit: [Sector: Double] = [:]
    var absences: [ShareState: Double] = [:]
    var industryCredit: [Double] = []
    industryCredit.reserveCapacity(n)
    var (anyIndustry, both, nothingElse, onlyIndustry, onlyAcademia, undecided) = (0, 0, 0, 0, 0, 0)
    for paper in chosen {
      let shares = credits(of: paper)
      var sectors: Set<Sector> = []
      var hidden = shares.isEmpty
      var own = 0.0
      for share in shares {
        if let institution = share.institution {
          let sector = institutions[institution].sector
          sectors.insert(sector)
          credit[sector, default: 0] += share.weight
          if sector == .industry { own += share.weight }
        } else {
          absences[share.state, default: 0] += share.weight
          if share.state != .unaffiliated { hidden = true }
        }
      }
      if sectors.contains(.unknown) { hidden = true }
      industryCredit.append(own)
      if hidden { undecided += 1 }
      if sectors.contains(.industry) { anyIndustry += 1 }
      if sectors.isSuperset(of: [.industry, .academia]) {
        both += 1
        if sectors.count == 2, !hidden { nothingElse += 1 }
      }
      if sectors == [.industry], !hidden { onlyIndustry += 1 }
      if sectors == [.academia], !hidden { onlyAcademia += 1 }
    }
    func papersRow(_ key: String, _ title: String, _ k: Int) -> SectorMix.Row {
      SectorMix.Row(
        key: key, title: title, papers: k, share: n == 0 ? 0 : Double(k) / Double(n),
        interval: n < Interval.fewestPapers ? nil : .wilson(k, of: n), counting: .full)
    }
    let mean = n == 0 ? 0 : industryCredit.reduce(0, +) / Double(n)
    return SectorMix(
      papers: n,
      rows: [
        papersRow("any_industry", "any industry", anyIndustry),
        papersRow("academia_and_industry", "academia and industry", both),
        papersRow("nothing_else", "of which nothing else", nothingElse),
        papersRow("only_industry", "only industry", onlyIndustry),
        papersRow("only_academia", "only academia", onlyAcademia),
        SectorMix.Row(
          key: "industry_credit", title: "industry's credit", papers: nil, share: mean,
          interval: .bootstrap(industryCredit, seed: seed), counting: .fractional),
      ],
      credit: credit, absences: absences, undecided: undecided)
  }
}
