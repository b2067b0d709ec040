import Bibliography
import GRDB

/// A person whom a source describes apart from its papers.
public struct StoredPerson: Hashable, Sendable {
  /// The corpus's number of the source.
  public var source: Int64
  /// The source's own identifier, or the first name.
  public var key: String
  /// As written, the main one first.
  public var names: [String]
  /// Where the source gives one.
  public var orcid: ORCID?
  /// As written.
  public var affiliations: [String]
}

extension Corpus {
  /// Persons described by sources, ascending by source and record.
  ///
  /// - Complexity: O(records) time and memory.
  public func describedPersons() throws -> [StoredPerson] {
    try queue.unsafeReentrantWrite { db in
      func texts(_ sql: String) throws -> [Int64: [String]] {
        var found: [Int64: [String]] = [:]
        let row = try RawStatement(db, sql)
        while try row.step() { found[row.integer(0), default: []].append(row.text(1) ?? "") }
        return found
      }
      let names = try texts(
        "SELECT person_record_id, name FROM written_person_name ORDER BY person_record_id, ordinal")
      let affiliations = try texts(
        "SELECT person_record_id, text FROM written_person_affiliation ORDER BY person_record_id, ordinal")
      var persons: [StoredPerson] = []
      let row = try RawStatement(
        db, "SELECT person_record_id, source_id, orcid, identifiers FROM written_person ORDER BY source_id, 1")
      while try row.step() {
        let id = row.integer(0)
        guard let own = names[id], let first = own.first else { continue }
        persons.append(
          StoredPerson(
            source: row.integer(1), key: Loader.identifiers(row.text(3)).first?.value ?? first, names: own,
            orcid: row.text(2).flatMap { ORCID($0) }, affiliations: affiliations[id] ?? []))
      }
      return persons
    }
  }

  /// Whether an institution of the corpus is called so, case aside.
  public func hasInstitution(named name: String) throws -> Bool {
    try queue.unsafeReentrantWrite { db in
      let folded = name.lowercased()
      let row = try RawStatement(db, "SELECT name FROM decided_institution")
      while try row.step() { if row.text(0)?.lowercased() == folded { return true } }
      return false
    }
  }

  /// The papers that a source gave.
  public func papers(ofSource source: Int64) throws -> Set<Int64> {
    try queue.unsafeReentrantWrite { db in
      var papers: Set<Int64> = []
      let row = try RawStatement(db, "SELECT paper_id FROM written_paper WHERE source_id = ? AND paper_id > 0")
      row.bind(1, source)
      while try row.step() { papers.insert(row.integer(0)) }
      return papers
    }
  }
}
