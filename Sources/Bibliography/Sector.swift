/// What kind of organisation an institution is. `unknown` is a class of its own, never guessed away.
public enum Sector: String, Hashable, Sendable, Codable, CaseIterable {
  case academia, industry, government, healthcare, nonprofit, facility, archive, other, unknown

  /// What a reader of a report sees, with the registry's own word beside ours.
  public var title: String {
    switch self {
    case .academia: "academia (ROR: education)"
    case .industry: "industry (ROR: company)"
    case .government: "government"
    case .healthcare: "healthcare"
    case .nonprofit: "nonprofit"
    case .facility: "research institute or laboratory (ROR: facility)"
    case .archive: "archive"
    case .other: "other"
    case .unknown: "unknown"
    }
  }

  /// One or two words for legends and narrow columns.
  public var shortTitle: String {
    switch self {
    case .facility: "research institute"
    default: rawValue
    }
  }
}
