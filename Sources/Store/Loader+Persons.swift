import Bibliography

/// Writes persons whom a source describes apart from its papers.
final class PersonWriter {
  private let sourceID: Int64
  /// The number of the next person.
  var next: Int64 = 1
  private let personRows: Rows
  private let nameRows: Rows
  private let affiliationRows: Rows

  init(_ maker: any RowMaker, sourceID: Int64) throws {
    self.sourceID = sourceID
    personRows = try maker.rows("written_person")
    nameRows = try maker.rows("written_person_name")
    affiliationRows = try maker.rows("written_person_affiliation")
  }

  func write(_ person: PersonRecord) throws {
    let id = next
    next += 1
    personRows.add(id)
    personRows.add(sourceID)
    personRows.add(person.orcid?.value)
    personRows.add(Loader.json(person.identifiers))
    personRows.add(person.location.file)
    personRows.add(max(1, person.location.line))
    try personRows.end()
    for (index, name) in person.names.enumerated() {
      nameRows.add(id)
      nameRows.add(index + 1)
      nameRows.add(name)
      try nameRows.end()
    }
    for (index, affiliation) in person.affiliations.enumerated() {
      affiliationRows.add(id)
      affiliationRows.add(index + 1)
      affiliationRows.add(affiliation.text)
      affiliationRows.add(affiliation.label)
      try affiliationRows.end()
    }
  }
}
