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
  /// This level's bit in the `levels` of `counted_list`.
  var bit: Int {
    switch self {
    case .unit: 1
    case .institution: 2
    case .family: 4
    }
  }
}

extension Scope {
  /// The scope as it is printed with every number.
  public func method(resolution: String) -> [MethodLine] {
    [
      MethodLine("level", level.rawValue), MethodLine("authors", authors.rawValue),
      MethodLine("country_of", countryOf.rawValue), MethodLine("selection", selection.statement),
      MethodLine("resolution", resolution),
    ]
  }
}

extension Selection {
  /// The selection in words that are its options: `years 2020-2024; venue OSDI '25`; `all papers` for everything.
  public var statement: String {
    var parts: [String] = []
    if let years {
      parts.append(
        years.lowerBound == years.upperBound
          ? "years \(years.lowerBound)" : "years \(years.lowerBound)-\(years.upperBound)")
    }
    let lists: [(String, [String])] = [
      ("venue", venues), ("session", sessions), ("institution", institutions), ("author", authors),
      ("sector", sectors.map(\.rawValue)), ("country", countries), ("group", groups),
    ]
    for (name, values) in lists where !values.isEmpty { parts.append("\(name) \(values.joined(separator: " or "))") }
    if let people { parts.append("people \(people.file) (\(people.names.count) names)") }
    if !titleWords.isEmpty { parts.append("title \(titleWords.joined(separator: " "))") }
    if let maxAuthors { parts.append("at most \(maxAuthors) authors") }
    return parts.isEmpty ? "all papers" : parts.joined(separator: "; ")
  }
}
