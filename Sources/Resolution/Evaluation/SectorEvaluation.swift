import Bibliography

/// How well the words of a name alone tell its sector, against the types of a registry.
public struct SectorEvaluation: Sendable {
  /// Records of the six sectors with types of their own: academia, industry, government, healthcare, nonprofit,
  /// facility.
  public var records = 0
  /// Those on which the rules decided.
  public var decided = 0
  /// Those on which the rules said what the registry says.
  public var right = 0
  /// By rule: decided, right; most decided first.
  public var byRule: [(rule: String, decided: Int, right: Int)] = []

  /// Shows every display name of `registry`, without its country, to the rules.
  public init(registry: Registry) {
    let index = registry.index
    var rules: [String: (Int, Int)] = [:]
    let scored: Set<Sector> = [.academia, .industry, .government, .healthcare, .nonprofit, .facility]
    for organisation in index.organisations where scored.contains(organisation.sector) && organisation.status == .active
    {
      records += 1
      var tokens = Tokens(organisation.name)
      tokens.number(in: index.lexicon)
      let form = OrganisationForm.judge(tokens, 0..<tokens.items.count, lexicon: index.lexicon)
      guard form.sector != .unknown else { continue }
      decided += 1
      let isRight = form.sector == organisation.sector
      if isRight { right += 1 }
      rules[form.rule, default: (0, 0)].0 += 1
      if isRight { rules[form.rule, default: (0, 0)].1 += 1 }
    }
    byRule = rules.sorted { ($0.value.0, $1.key) > ($1.value.0, $0.key) }.map { ($0.key, $0.value.0, $0.value.1) }
  }
}
