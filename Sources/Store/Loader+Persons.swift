import Bibliography
import GRDB

/// Writes persons whom a source describes apart from its papers.
final class PersonWriter {
  private let sourceID: Int64
  private var next: Int64
  private let insertPerson: RawStatement
  private let insertName: RawStatement
  private let insertAffiliation: RawStatement

  init(_ db: Database, sourceID: Int64) throws {
    self.sourceID = sourceID
    next = try Int64.fetchOne(db, sql: "SELECT coalesce(max(person_record_id), 0) + 1 FROM written_person") ?? 1
    insertPerson = try RawStatement(db, "INSERT INTO written_person VALUES (?, ?, ?, ?, ?, ?)")
    insertName = try RawStatement(db, "INSERT INTO written_person_name VALUES (?, ?, ?)")
    insertAffiliation = try RawStatement(db, "INSERT INTO written_person_affiliation VALUES (?, ?, ?, ?)")
  }

  func write(_ person: PersonRecord) throws {
    let id = next
    next += 1
    insertPerson.bind(1, id)
    insertPerson.bind(2, sourceID)
    insertPerson.bind(3, person.orcid?.value)
    insertPerson.bind(4, Loader.json(person.identifiers))
    insertPerson.bind(5, person.location.file)
    insertPerson.bind(6, Int64(max(1, person.location.line)))
    try insertPerson.run()
    for (index, name) in person.names.enumerated() {
      insertName.bind(1, id)
      insertName.bind(2, Int64(index + 1))
      insertName.bind(3, name)
      try insertName.run()
    }
    for (index, affiliation) in person.affiliations.enumerated() {
      insertAffiliation.bind(1, id)
      insertAffiliation.bind(2, Int64(index + 1))
      insertAffiliation.bind(3, affiliation.text)
      insertAffiliation.bind(4, affiliation.label)
      try insertAffiliation.run()
    }
  }
}
