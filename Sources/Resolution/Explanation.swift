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
    /// 0…1.
    public var confidence: Double
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
        Explanation.Candidate(
          text: reading.tokens.printed(match.tokens), matchedName: index.text(index.names[Int(match.name)]),
          institution: index.institution(record: match.organisation), method: match.method,
          confidence: match.confidence, veto: match.veto,
          isAccepted: accepted.contains { $0.tokens == match.tokens && $0.organisation == match.organisation })
      },
      countries: reading.countries)
  }
}
