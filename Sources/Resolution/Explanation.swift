import Bibliography

/// Why a text became what it became: everything that was looked at.
public struct Explanation: Sendable {
  /// A name of the registry that was found in the text.
  public struct Candidate: Sendable {
    /// The printed words.
    public var text: String
    /// The registry's name that they matched.
    public var matchedName: String
    /// Whose name it is.
    public var institution: Institution
    /// `registry`, `registry.alias`, ...
    public var method: String
    /// How well the name fits the printed words by rule, 0…1.
    public var score: Double
    /// How often decisions with its evidence are right, 0…1; 0 for what was not accepted.
    public var confidence: Double
    /// What speaks for and against it, in words, each with its weight in the logarithm of odds.
    public var evidence: [(name: String, weight: Double)]
    /// What forbade it; nil when nothing did.
    public var veto: String?
    /// Whether the decision rests on it.
    public var isAccepted: Bool
  }

  /// The printed affiliation.
  public var text: String
  /// What was decided.
  public var parts: [AffiliationPart]
  /// Longest first.
  public var candidates: [Candidate]
  /// Countries the text prints by name.
  public var countries: [String]
}

extension Resolver {
  /// How `text` is resolved, with every candidate, its score and its veto.
  public func explain(_ text: String) -> Explanation {
    let reading = Reading(text, index: index)
    let candidates = matcher.candidates(in: reading)
    let accepted = matcher.accepted(from: candidates, in: reading, threshold: threshold)
    return Explanation(
      text: text, parts: resolve(Affiliation(text)),
      candidates: candidates.map { match in
        let taken = accepted.first { $0.tokens == match.tokens && index.sameSystem($0, match) }
        return Explanation.Candidate(
          text: reading.tokens.printed(match.tokens), matchedName: index.text(index.names[Int(match.name)]),
          institution: index.institution(record: match.organisation), method: match.method,
          score: match.score, confidence: taken?.confidence ?? 0,
          evidence: taken.map { taken in
            Evidence.all.filter { taken.evidence.contains($0.evidence) }
              .map { ($0.name, Confidence.builtIn.weights[$0.evidence] ?? 0) }
          } ?? [], veto: match.veto, isAccepted: taken != nil)
      },
      countries: reading.countries)
  }
}

extension RegistryIndex {
  /// Whether two matches are one: the same record, or a campus chosen for its system.
  fileprivate func sameSystem(_ taken: Match, _ candidate: Match) -> Bool {
    taken.organisation == candidate.organisation || taken.isCampus && taken.name == candidate.name
  }
}
