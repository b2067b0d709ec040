import Bibliography
import Bytes
import Foundation
import Resolution
import Store

extension Workspace {
  /// Decides all distinct affiliations again, then what a person has decided, and names and authors likewise where the
  /// corpus has them; sources are not read again.
  ///
  /// - Parameters:
  ///   - curation: replaces the one the corpus keeps; nil applies that one again.
  ///   - authors: whether to tell authors apart by evidence, too; done in any case where the corpus has that already.
  public mutating func resolve(
    with registry: Registry, curation: Curation? = nil, authors: AuthorsBy = .byName
  ) throws {
    let resolver = Resolver(registry: registry)
    let rows = try curation?.rows ?? corpus.curation().map(Curation.Row.init)
    let decided = Curation(rows: rows)
    var run = InstitutionCuration(decided, resolver: resolver)
    var members: Set<CurationEffect.Member> = []
    let decisions = Decisions()
    func take(_ written: [StoredAffiliation], _ resolved: [[AffiliationPart]]) {
      for place in resolved.indices {
        let parts = run.apply(to: resolved[place])
        decisions.add(AffiliationDecision(id: written[place].id, parts: parts))
        if decided.rows.isEmpty { continue }
        for part in parts {
          guard let institution = part.institution else { continue }
          for group in run.groupNames(of: institution) {
            members.insert(.init(institution: institution.key, unit: nil, group: group))
          }
          for group in run.groupNames(of: institution, unit: part.unit) {
            members.insert(.init(institution: institution.key, unit: part.unit, group: group))
          }
        }
      }
    }
    // Some at a time: what is decided of millions of addresses is kept in less room than it is made in. The next are
    // resolved while the last are taken in.
    var last: (written: [StoredAffiliation], resolved: Later<[[AffiliationPart]]>)?
    try corpus.forEachAffiliation { written in
      let before = last.map { ($0.written, $0.resolved.value) }
      let resolved = Later {
        resolver.resolve(written.map(\.affiliation), threads: ProcessInfo.processInfo.activeProcessorCount)
      }
      last = (written, resolved)
      if let (written, resolved) = before { take(written, resolved) }
    }
    if let last { take(last.written, last.resolved.value) }
    let (names, nameUses) = decided.authorNames(decided.rows.isEmpty ? [] : try corpus.writtenAuthors())
    var effect = CurationEffect()
    effect.rows = zip(decided.rows, zip(run.uses, nameUses)).map { row, uses in
      var kept = CurationRow(row)
      kept.affiliationUses = uses.0
      kept.authorUses = uses.1
      return kept
    }
    effect.members = members.sorted {
      ($0.group, $0.institution, $0.unit ?? "") < ($1.group, $1.institution, $1.unit ?? "")
    }
    effect.names = names
    try corpus.apply(
      decisions, statement: Self.statement(registry, decided), curation: effect,
      institutions: { resolver.institution($0).map(run.curated) })
    let isResolved = try authors == .resolved || corpus.authorsState() != .none
    if isResolved { try resolveAuthors() }
    diagnostics.removeAll { $0.code.hasPrefix("curation.") }
    guard !decided.rows.isEmpty || curation != nil else { return }
    let uses = try corpus.curation().map { $0.affiliationUses + $0.authorUses }
    let found = (curation?.diagnostics ?? decided.diagnostics) + decided.unused(uses, authorsAreResolved: isResolved)
    try corpus.keep(curationDiagnostics: found)
    diagnostics += found
  }

  /// `ROR v1.60; curation.csv (12 rows)`.
  static func statement(_ registry: Registry, _ curation: Curation) -> String {
    guard !curation.rows.isEmpty else { return registry.title }
    var files: [(name: String, rows: Int)] = []
    for row in curation.rows {
      if files.last?.name != row.location.file { files.append((row.location.file, 0)) }
      files[files.count - 1].rows += 1
    }
    let words = files.map { "\($0.name) (\($0.rows) \($0.rows == 1 ? "row" : "rows"))" }
    return "\(registry.title); curation: \(words.joined(separator: ", "))"
  }

  /// The curation that the options name; nil for the one the corpus keeps.
  public static func curation(_ options: WorkspaceOptions) throws -> Curation? {
    guard let path = options.curation else { return nil }
    guard let input = try Input.open(path).first else { return Curation() }
    return try Curation(input)
  }
}

extension Curation.Row {
  init(_ row: CurationRow) {
    self.init(
      action: Curation.Action(rawValue: row.action) ?? .group, name: row.name, value: row.value,
      subject: row.subject.flatMap(Curation.Subject.init(rawValue:)), location: row.location)
  }
}

extension CurationRow {
  init(_ row: Curation.Row) {
    self.init(
      action: row.action.rawValue, name: row.name, value: row.value, subject: row.subject?.rawValue,
      location: row.location)
  }
}
