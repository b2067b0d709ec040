import Bibliography
import GRDB

/// Finds the institution, author, venue or session a user means, as the corpus writes it.
struct NameLookup {
  private let db: Database

  init(_ db: Database) { self.db = db }

  /// The value as the corpus writes it; other kinds of values pass unchanged.
  ///
  /// - Throws: `query.name` with the nearest names when there is none.
  func canonical(_ value: Bibliography.Table.Value, of kind: NamedQuery.Parameter.Kind) throws
    -> Bibliography.Table.Value
  {
    guard case .text(let text) = value else { return value }
    switch kind {
    case .institution: return .text(try one(text, kind: "institution", column: "name", view: "institution"))
    case .author: return .text(try one(text, kind: "author", column: "name", view: "author"))
    case .integer, .real, .text, .sector, .country, .session, .venue: return value
    }
  }

  /// The one name in `view` that is `text`, case and white space aside; for institutions also a ROR id.
  func one(_ text: String, kind: String, column: String, view: String) throws -> String {
    // Bound by length: what goes through a C string would end at a NUL.
    let exact = try RawStatement(db, "SELECT 1 FROM \(view) WHERE \(column) = ? LIMIT 1")
    exact.bind(1, text as String?)
    if try exact.step() { return text }
    if kind == "institution", let ror = ROR(text),
      let name = try String.fetchOne(db, sql: "SELECT name FROM institution WHERE ror = ?", arguments: [ror.address])
    {
      return name
    }
    let names = try String.fetchAll(db, sql: "SELECT DISTINCT \(column) FROM \(view) ORDER BY \(column)")
    let folded = text.foldedName
    if let same = names.first(where: { $0.foldedName == folded }) { return same }
    throw missing(text, kind: kind, among: names)
  }

  /// The institution that is called `given`, or else what the built-in facts know under that name.
  ///
  /// - Throws: `query.name` with the names nearest to `given` when the corpus has neither.
  func institution(_ given: String, or known: String) throws -> String {
    do {
      return try one(given, kind: "institution", column: "name", view: "institution")
    } catch {
      guard known != given, let name = try? one(known, kind: "institution", column: "name", view: "institution") else {
        throw error
      }
      return name
    }
  }

  /// All names in a column of `paper` that are `text` or begin with it as words: `OSDI` means every `OSDI '25`.
  func beginning(_ text: String, kind: String, column: String) throws -> [String] {
    let names = try String.fetchAll(
      db, sql: "SELECT DISTINCT \(column) FROM paper WHERE \(column) IS NOT NULL ORDER BY \(column)")
    let folded = text.foldedName
    let found = names.filter { $0.foldedName == folded || $0.foldedName.hasPrefix(folded + " ") }
    guard !found.isEmpty else { throw missing(text, kind: kind, among: names) }
    return found
  }

  /// Refuses a country in which the corpus has no institution: `UK` would select nothing, and not say that it is `GB`.
  func check(country code: String) throws {
    let stands = "SELECT country FROM institution UNION ALL SELECT site_country FROM decided_part"
    let exact = try RawStatement(db, "SELECT 1 FROM (\(stands)) WHERE country = ? LIMIT 1")
    exact.bind(1, code.uppercased() as String?)
    if try exact.step() { return }
    let codes = try String.fetchAll(
      db, sql: "SELECT DISTINCT country FROM (\(stands)) WHERE country IS NOT NULL ORDER BY country")
    let shown = codes.prefix(20).joined(separator: ", ") + (codes.count > 20 ? " and \(codes.count - 20) more" : "")
    throw CoterieError(
      "query.name",
      "the corpus has no institution in the country '\(code)'. Countries are ISO codes; it has \(shown.isEmpty ? "none" : shown)."
    )
  }

  private func missing(_ text: String, kind: String, among names: [String]) -> CoterieError {
    let folded = text.foldedName
    var near = names.filter { !folded.isEmpty && $0.foldedName.contains(folded) }
    if near.isEmpty, names.count <= 50_000 {
      near = names.filter { abs($0.count - text.count) <= 2 && editDistance($0.foldedName, folded) <= 2 }
    }
    let shown = near.prefix(3).map { "'\($0)'" }.joined(separator: ", ")
    let hint =
      shown.isEmpty
      ? kind == "group"
        ? "The 'group' rows of a curation file name them."
        : "`coterie query \(kind == "author" ? "authors" : "institutions")-by-papers` lists them."
      : "Did you mean \(shown)?"
    return CoterieError(
      "query.name",
      "the corpus has no \(kind) '\(text)'. "
        + (["institution", "author", "group"].contains(kind) || !shown.isEmpty ? hint : "It has \(names.count) others.")
    )
  }
}
