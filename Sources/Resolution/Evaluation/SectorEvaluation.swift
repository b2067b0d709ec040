import Bibliography

/// How well the words of a name alone tell its sector, against the types of a registry.
///
/// Every active record of the six sectors with types of their own (academia, industry, government, healthcare,
/// nonprofit, facility) shows its display name, without the country in brackets, to the rules:
///
///     decided = names with a sector / names,   agreement = names with the registry's sector / names with a sector
///
/// The rules' table of words was itself learned from a ROR dump. With `folds` it is learned anew for each part of the
/// records from the other parts, so that no name is judged by what was learned from its own record.
public struct SectorEvaluation: Sendable {
  /// Names shown, decided, and decided as the registry has it.
  public struct Counts: Hashable, Sendable {
    /// Names shown to the rules (unit: names).
    public var names = 0
    /// Those with a sector (unit: names).
    public var decided = 0
    /// Those with the registry's sector (unit: names).
    public var right = 0
  }

  /// All records.
  public var all = Counts()
  /// By the registry's sector; most names first.
  public var bySector: [(sector: Sector, counts: Counts)] = []
  /// By the rule that decided; most decided first.
  public var byRule: [(rule: String, counts: Counts)] = []
  /// Parts of the cross-validation; 0 when the built-in table judged.
  public var folds: Int

  /// Shows the display names of `registry` to the rules.
  ///
  /// - Parameter folds: 0 judges with the built-in table; 2 or more cross-validates.
  public init(registry: Registry, folds: Int = 0) {
    self.folds = folds
    let index = registry.index
    var sectors: [Sector: Counts] = [:]
    var rules: [String: Counts] = [:]
    let training = folds > 1 ? SectorTraining(registry: registry, folds: folds) : nil
    for fold in 0..<max(1, folds) {
      let judge =
        training.map { training -> SectorRules in
          let model = training.model(without: fold)
          return SectorRules(evidence: SectorEvidence(bias: model.bias, weights: model.weights))
        } ?? SectorRules()
      for record in index.organisations
      where SectorEvidence.sectors.contains(record.sector) && record.status == .active && !record.ror.isEmpty
        && record.sectorRule.hasPrefix("registry.")
        && (training == nil || SectorTraining.fold(of: record.ror, of: folds) == fold)
      {
        var tokens = Tokens(record.name)
        tokens.number(in: index.lexicon.vocabulary)
        let range = 0..<tokens.items.count
        let form = OrganisationForm.judge(tokens, range, lexicon: index.lexicon)
        let decision = judge.decide(tokens, range, form: form)
        let isDecided = decision.sector != .unknown
        let isRight = decision.sector == record.sector
        all.count(isDecided, isRight)
        sectors[record.sector, default: Counts()].count(isDecided, isRight)
        rules[decision.rule, default: Counts()].count(isDecided, isRight)
      }
    }
    bySector = sectors.sorted { ($0.value.names, $1.key.rawValue) > ($1.value.names, $0.key.rawValue) }
      .map { ($0.key, $0.value) }
    byRule = rules.sorted { ($0.value.names, $1.key) > ($1.value.names, $0.key) }.map { ($0.key, $0.value) }
  }

  /// The table of words learned from all names of `registry`, for `Facts/sector-evidence.tsv`.
  public static func learnedTable(from registry: Registry, source: String) -> String {
    let training = SectorTraining(registry: registry, folds: 1)
    return training.table(of: training.model(without: nil), source: source)
  }

  /// The evaluation as tables: the whole and by sector, by rule.
  public var tables: [Table] {
    let method = [
      MethodLine("shown", "display names without the country in brackets"),
      MethodLine(
        "table of words",
        folds > 1 ? "learned anew from the other \(folds - 1) of \(folds) parts of the records" : "built in"),
    ]
    func cells(_ counts: Counts) -> [Table.Value] {
      [
        .integer(counts.names), .integer(counts.decided),
        counts.names == 0 ? .null : .real(Double(counts.decided) / Double(counts.names)), .integer(counts.right),
        counts.decided == 0 ? .null : .real(Double(counts.right) / Double(counts.decided)),
      ]
    }
    let columns: [Table.Column] = [
      .init("names", unit: "names"), .init("decided", unit: "names"), .init("decided_share", unit: "0…1"),
      .init("right", unit: "names"), .init("agreement", unit: "0…1"),
    ]
    return [
      Table(
        title: "Sectors by name against registry types", method: method, columns: [.init("sector")] + columns,
        rows: [[.text("all")] + cells(all)] + bySector.map { [.text($0.sector.title)] + cells($0.counts) }),
      Table(
        title: "By rule", method: method, columns: [.init("rule")] + columns,
        rows: byRule.map { [.text($0.rule)] + cells($0.counts) }),
    ]
  }
}

extension SectorEvaluation.Counts {
  fileprivate mutating func count(_ isDecided: Bool, _ isRight: Bool) {
    names += 1
    if isDecided { decided += 1 }
    if isDecided, isRight { right += 1 }
  }
}
