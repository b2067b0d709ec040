import Bibliography

/// How author mentions become authors.
public enum AuthorsBy: String, Hashable, Sendable, Codable, CaseIterable {
  /// One author a printed name, case and white space aside.
  case byName = "by-name"
  /// As the last resolution of authors decided.
  case resolved
}

/// What the public views show: which papers, how finely organisations are told apart, whose country, which authors.
///
/// A scope is applied to a connection, not to a query: every named query, own SQL and every network then sees only the
/// papers selected, at the level chosen, without knowing of either.
public struct Scope: Hashable, Sendable {
  /// Which papers.
  public var selection: Selection
  /// What counts as one institution.
  public var level: Level
  /// Whose country `paper_country` gives.
  public var countryOf: CountryOf
  /// What counts as one author.
  public var authors: AuthorsBy

  /// By default everything, by institution, seat and printed name.
  public init(
    selection: Selection = Selection(), level: Level = .institution, countryOf: CountryOf = .seat,
    authors: AuthorsBy = .byName
  ) {
    self.selection = selection
    self.level = level
    self.countryOf = countryOf
    self.authors = authors
  }
}

extension Level {
  /// The integer under which `counted_list` keeps this level.
  var code: Int {
    switch self {
    case .unit: 0
    case .institution: 1
    case .family: 2
    }
  }
}
