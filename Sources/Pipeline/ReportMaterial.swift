import Analysis
import Bibliography
import Store

/// Everything the sections of a report are written from, computed once.
struct ReportMaterial {
  var workspace: Workspace
  var scope: Scope
  var counting: Counting
  var seed: UInt64
  var authorships: Authorships
  var institutions: Clustering
  var authors: Clustering
  var countries: Network
  var queries: QueryCatalog

  init(workspace: Workspace, scope: Scope, counting: Counting, seed: UInt64, threads: Int) throws {
    self.workspace = workspace
    self.scope = scope
    self.counting = counting
    self.seed = seed
    queries = try QueryCatalog()
    authorships = try Authorships(from: workspace.corpus, in: scope)
    let violations = authorships.creditViolations()
    guard violations.isEmpty else {
      throw CoterieError(
        "report.credit",
        "the shares of \(violations.count) papers do not sum to 1, the first is "
          + "'\(authorships.papers[violations[0]].title)'. The corpus is damaged: make it again with `coterie ingest`.")
    }
    var options = Clustering.Options()
    options.seed = seed
    options.counting = counting
    options.threads = threads
    institutions = authorships.network(of: .institutions).clustered(options)
    authors = authorships.network(of: .authors).clustered(options)
    countries = authorships.network(of: .countries, countryOf: scope.countryOf)
  }

  /// What the report is about.
  var subject: String? { Self.subject(of: authorships) }

  /// `OSDI '25`, or several venues, or nil.
  static func subject(of authorships: Authorships) -> String? {
    var venues: [String] = []
    for case let venue? in authorships.papers.map(\.venue) where !venues.contains(venue) { venues.append(venue) }
    switch venues.count {
    case 0: return nil
    case 1, 2, 3: return venues.map(shortVenue).joined(separator: ", ")
    default: return "\(venues.count) venues"
    }
  }

  /// The short name in the last brackets where there is one: `19th USENIX Symposium … (OSDI '25)` is `OSDI '25`.
  static func shortVenue(_ venue: String) -> String {
    guard venue.hasSuffix(")"), let open = venue.lastIndex(of: "(") else { return venue }
    let inside = venue[venue.index(after: open)...].dropLast()
    return inside.isEmpty ? venue : String(inside)
  }

  /// The answer of a named question in this scope.
  func answer(_ query: String, values: [String: String] = [:], limit: Int? = nil) throws -> Table {
    try workspace.corpus.table(try queries.query(named: query), values: values, in: scope, limit: limit)
  }

  /// Store ids to indices of `authorships.papers`.
  var paperIndex: [Int64: Int] {
    Dictionary(uniqueKeysWithValues: authorships.papers.enumerated().map { ($1.id, $0) })
  }
}
