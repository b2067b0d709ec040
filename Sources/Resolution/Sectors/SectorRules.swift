import Bibliography

/// The sector of an organisation that no registry has, by the words of its name alone: ordered rules, the first that
/// fires decides and is named. 'The words together' are those of `SectorEvidence`.
///
/// 1. `form.gmbh`, …: a legal form of a company at the end of the name, unless the words together speak against it
///    (less than 0.3 for a company: research centres and foundations are GmbH and Inc., too).
/// 2. `word.museum`, `word.library`: what registries call archives, unless the words together say something else.
/// 3. `word.university`, `word.hospital`, …: the head word of the name, when the words together say the same.
/// 4. `words`: what the words together say.
/// 5. `none`: unknown.
struct SectorRules {
  let evidence: SectorEvidence

  init(evidence: SectorEvidence = .builtIn) { self.evidence = evidence }

  /// The sector of the words `range` and the rule that gave it.
  func decide(_ tokens: Tokens, _ range: Range<Int>, form: OrganisationForm) -> (sector: Sector, rule: String) {
    let traits = NameTraits.hashes(tokens, range)
    let together = evidence.decision(traits)
    let isLegal = form.rule.hasPrefix("form.") && evidence.probability(of: form.sector, traits) >= 0.3
    if isLegal || form.sector == .archive, together == nil || together == form.sector {
      return (form.sector, form.rule)
    }
    guard let together else { return (.unknown, "none") }
    return (together, together == form.sector ? form.rule : "words")
  }
}
