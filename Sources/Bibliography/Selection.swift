/// Which papers a question is about, and how they are counted: one value, carried into every network, cluster, mix,
/// diagram and report, and printed in every method line.
public struct Selection: Hashable, Sendable {
  /// Inclusive; nil for all years.
  public var years: ClosedRange<Int>?
  /// Each list is an "any of"; different lists are "and". Empty: no restriction.
  public var venues: [String] = []
  /// Sessions as printed.
  public var sessions: [String] = []
  /// Names or keys.
  public var institutions: [String] = []
  /// What the user wrote for each of `institutions`, where that is another name; a corpus that has an institution of that
  /// very name means it.
  public var institutionsAsGiven: [String] = []
  /// Names as printed.
  public var authors: [String] = []
  /// A list of people, any of whom is an author; those whom the corpus does not know select nothing.
  public var people: People?
  /// Papers with an institution of one of these.
  public var sectors: [Sector] = []
  /// ISO 3166-1 alpha-2.
  public var countries: [String] = []
  /// Groups that the curation file names.
  public var groups: [String] = []
  /// Words that must all stand in the title.
  public var titleWords: [String] = []
  /// Papers with more authors are left out, and counted.
  public var maxAuthors: Int?

  /// Names out of a file, which are too many to be printed with every number.
  public struct People: Hashable, Sendable {
    /// The file's base name, which stands for them in method lines.
    public var file: String
    /// As the file writes them.
    public var names: [String]

    /// Names and the file they stand in.
    public init(file: String, names: [String]) {
      self.file = file
      self.names = names
    }
  }

  /// Everything.
  public init() {}

  /// Whether nothing is left out.
  public var isEverything: Bool { self == Selection() }
}

/// How finely organisations are told apart.
public enum Level: String, Hashable, Sendable, Codable, CaseIterable { case unit, institution, family }

/// Full: each contributor of a paper gets 1. Fractional: the shares of a paper sum to 1.
public enum Counting: String, Hashable, Sendable, Codable, CaseIterable { case full, fractional }

/// Whose country counts: the registry's seat, or the site that the unit or the printed text names.
public enum CountryOf: String, Hashable, Sendable, Codable, CaseIterable { case seat, site }

/// Who the nodes of a network are.
public enum NodeKind: String, Hashable, Sendable, Codable, CaseIterable {
  case authors, institutions, countries

  /// One of them: `author`, `institution`, `country`.
  public var singular: String {
    switch self {
    case .authors: "author"
    case .institutions: "institution"
    case .countries: "country"
    }
  }
}
