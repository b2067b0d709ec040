import Bibliography
import Foundation
import GRDB

/// A printed affiliation under the corpus's own number.
public struct StoredAffiliation: Hashable, Sendable {
  /// 1…, the same as long as the corpus lives.
  public var id: Int64
  /// As written.
  public var affiliation: Affiliation
}

/// What resolution made of one printed affiliation.
public struct AffiliationDecision: Hashable, Sendable {
  /// The corpus's number of the printed affiliation.
  public var id: Int64
  /// In the order they are printed.
  public var parts: [AffiliationPart]

  /// The parts of the affiliation that the corpus calls `id`.
  public init(id: Int64, parts: [AffiliationPart]) {
    self.id = id
    self.parts = parts
  }
}

extension Corpus {
  /// Each distinct (text, asserted identifiers) once, in the order first met: all that resolution needs to see.
  public func distinctAffiliations() throws -> [StoredAffiliation] {
    try queue.unsafeReentrantWrite { db in
      var all: [StoredAffiliation] = []
      let row = try RawStatement(
        db, "SELECT affiliation_id, text, identifiers FROM written_affiliation ORDER BY affiliation_id")
      while try row.step() {
        all.append(
          StoredAffiliation(
            id: row.integer(0),
            affiliation: Affiliation(row.text(1) ?? "", identifiers: Loader.identifiers(row.text(2)))))
      }
      return all
    }
  }

  /// Distinct printed affiliations of the scope's papers in the order first met, whatever identifiers stand beside them.
  public func mentions(in scope: Scope = Scope()) throws -> [String] {
    var seen: Set<String> = []
    if scope.selection.isEverything {
      return try distinctAffiliations().map(\.affiliation.text).filter { seen.insert($0).inserted }
    }
    return try read(scope) { db in
      try String.fetchAll(
        db, sql: "SELECT text_as_written FROM affiliation GROUP BY text_as_written ORDER BY min(affiliation_id)")
    }
  }

  /// Replaces all decisions about affiliations and brings the counts up to date, in one transaction.
  ///
  /// `institutions` is asked for hosts and families that no affiliation names; `statement` says how the decisions were
  /// made (registry, release, curation) and is printed in method lines; `curation` replaces the one the corpus keeps.
  public func apply(
    resolutions: [AffiliationDecision], statement: String, curation: CurationEffect = CurationEffect(),
    institutions: (Institution.Key) -> Institution?
  ) throws {
    try write { db in
      try Counts.clear(db)
      try db.execute(sql: "DELETE FROM decided_part; DELETE FROM decided_institution")
      let known = try InstitutionTable(resolutions: resolutions, institutions: institutions)
      try known.write(to: db)
      try Self.write(curation, ids: known.ids, to: db)
      try Self.makeAuthorsStale(db)
      try Self.makeAccuracyStale(db)
      let row = try RawStatement(db, "INSERT INTO decided_part VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
      for decision in resolutions {
        for (index, part) in decision.parts.enumerated() {
          let isResolved = part.state == .resolved && part.institution != nil
          row.bind(1, decision.id)
          row.bind(2, Int64(index + 1))
          row.bind(3, part.text)
          row.bind(4, part.state == .unaffiliated ? "unaffiliated" : isResolved ? "resolved" : "unresolved")
          row.bind(5, isResolved ? part.institution.flatMap { known.ids[$0.key] } : nil)
          row.bind(6, part.unit)
          row.bind(7, isResolved ? InstitutionTable.unitKey(of: part).flatMap { known.ids[$0] } : nil)
          row.bind(8, part.siteCountry)
          row.bind(9, part.method)
          row.bind(10, min(1, max(0, part.confidence)))
          row.bind(11, part.reason)
          try row.run()
        }
      }
      try db.execute(sql: "UPDATE about SET value = ? WHERE key = 'resolution'", arguments: [statement])
      try Counts.rebuild(in: db)
    }
    forgetScope()
  }

  /// How the affiliations were resolved; `none` before that.
  public func resolutionStatement() throws -> String {
    try queue.unsafeReentrantWrite {
      try String.fetchOne($0, sql: "SELECT value FROM about WHERE key = 'resolution'") ?? "none"
    }
  }
}

/// All institutions that decisions name, with their hosts and families, and the units inside them; numbered by key.
struct InstitutionTable {
  private var rows: [Institution.Key: (institution: Institution, unitOf: Institution.Key?)] = [:]
  /// 1… in ascending order of keys, so that the same decisions give the same file.
  private(set) var ids: [Institution.Key: Int64] = [:]
  private var order: [Institution.Key] = []

  init(resolutions: [AffiliationDecision], institutions: (Institution.Key) -> Institution?) throws {
    var waiting: [Institution.Key] = []
    func note(_ institution: Institution, _ unitOf: Institution.Key?) {
      guard rows[institution.key] == nil else { return }
      rows[institution.key] = (institution, unitOf)
      waiting += [institution.host, institution.family].compactMap { $0 }
    }
    for part in resolutions.lazy.flatMap(\.parts) where part.state == .resolved {
      guard let institution = part.institution else { continue }
      note(institution, nil)
      guard let key = Self.unitKey(of: part), let unit = part.unit else { continue }
      note(
        Institution(
          key: key, name: Self.unitName(unit, institution), ror: part.unitROR, sector: institution.sector,
          sectorRule: institution.sectorRule, country: part.siteCountry ?? institution.country,
          family: institution.family ?? institution.key),
        institution.key)
    }
    while let key = waiting.popLast() {
      if rows[key] == nil, let institution = institutions(key) { note(institution, nil) }
    }
    order = rows.keys.sorted()
    for (index, key) in order.enumerated() { ids[key] = Int64(index + 1) }
  }

  /// A unit's key lies under its institution's, so that two schools of computer science stay two.
  static func unitKey(of part: AffiliationPart) -> Institution.Key? {
    guard let institution = part.institution, let unit = part.unit else { return nil }
    return unitKey(institution.key, unit: unit)
  }

  static func unitKey(_ institution: Institution.Key, unit: String) -> Institution.Key {
    "\(institution)/\(unit.foldedName)"
  }

  /// `Microsoft Research Asia` says whose it is; `School of Computer Science` does not.
  private static func unitName(_ unit: String, _ institution: Institution) -> String {
    unit.foldedName.contains(institution.name.foldedName) ? unit : "\(unit), \(institution.name)"
  }

  func write(to db: Database) throws {
    let row = try RawStatement(
      db, "INSERT INTO decided_institution VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
    for key in order {
      guard let (institution, unitOf) = rows[key], let id = ids[key] else { continue }
      row.bind(1, id)
      row.bind(2, key)
      row.bind(3, institution.name)
      row.bind(4, institution.ror?.address)
      row.bind(5, institution.sector.rawValue)
      row.bind(6, institution.sectorRule)
      row.bind(7, institution.country)
      row.bind(8, institution.city)
      row.bind(9, institution.latitude)
      row.bind(10, institution.longitude)
      row.bind(11, institution.host.flatMap { ids[$0] })
      row.bind(12, institution.family.flatMap { ids[$0] })
      row.bind(13, unitOf.flatMap { ids[$0] })
      try row.run()
    }
  }
}
