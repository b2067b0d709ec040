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
    var all: [StoredAffiliation] = []
    try forEachAffiliation { all += $0 }
    return all
  }

  /// The same, at most `most` at a time.
  public func forEachAffiliation(most: Int = 1 << 14, _ body: ([StoredAffiliation]) throws -> Void) throws {
    if let load = waitingLoad { return try load.forEachAffiliation(most: most, body) }
    try queue.unsafeReentrantWrite { db in
      var some: [StoredAffiliation] = []
      let row = try RawStatement(
        db, "SELECT affiliation_id, text, identifiers FROM written_affiliation ORDER BY affiliation_id")
      while try row.step() {
        some.append(
          StoredAffiliation(
            id: row.integer(0),
            affiliation: Affiliation(row.text(1) ?? "", identifiers: Loader.identifiers(row.text(2)))))
        if some.count == most {
          try body(some)
          some.removeAll(keepingCapacity: true)
        }
      }
      if !some.isEmpty { try body(some) }
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
    let decisions = Decisions()
    for decision in resolutions { decisions.add(decision) }
    try apply(decisions, statement: statement, curation: curation, institutions: institutions)
  }

  /// The same for decisions that were gathered one by one, in the order of affiliations.
  public func apply(
    _ decisions: Decisions, statement: String, curation: CurationEffect = CurationEffect(),
    institutions: (Institution.Key) -> Institution?
  ) throws {
    decisions.close(institutions)
    if curation.isEmpty, try applyToBulkLoad(decisions, statement: statement) { return }
    try write { db in
      try Counts.clear(db)
      try db.execute(sql: "DELETE FROM decided_part; DELETE FROM decided_institution")
      try decisions.write(to: db)
      try Self.write(curation, ids: decisions.institutions.ids, to: db)
      try Self.makeAuthorsStale(db)
      try Self.makeAccuracyStale(db)
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
