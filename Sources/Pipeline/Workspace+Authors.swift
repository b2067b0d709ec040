import Bibliography
import Resolution
import Store

extension Workspace {
  /// Tells the authors of the corpus apart by evidence and writes the links beside those by name.
  public func resolveAuthors() throws {
    let stored = try corpus.mentions()
    var mentions = stored.map(AuthorMention.init)
    try describe(&mentions)
    let curation = try Curation(rows: corpus.curation().map(Curation.Row.init))
    let places =
      curation.rows.contains { $0.name.hasSuffix("]") || $0.value.hasSuffix("]") }
      ? try corpus.placesOfPapers() : [:]
    let said = curation.authors(in: mentions) { places[$0.paperID] ?? [] }
    let assignment = AuthorResolution.assign(mentions, curation: said.statements)
    var names = assignment.names
    for (mention, name) in said.names.sorted(by: { ($0.value, $0.key) < ($1.value, $1.key) }) {
      names[assignment.entities[mention]] = name
    }
    let institutions = try corpus.institutionNames()
    let labels = AuthorLabels.distinct(names, mentions: mentions, entities: assignment.entities) {
      institutions[$0] ?? $0
    }
    var orcids: [Set<String>] = Array(repeating: [], count: assignment.count)
    for (mention, entity) in zip(mentions, assignment.entities) {
      if let orcid = mention.orcid { orcids[entity].insert(orcid.value) }
    }
    try corpus.apply(
      persons: zip(labels, orcids).map { ResolvedPerson(name: $0, orcid: $1.count == 1 ? $1.first : nil) },
      entities: assignment.entities, mentions: stored,
      decisions: assignment.decisions.map {
        PersonDecision(
          mention: $0.mention, other: $0.other, method: $0.method.rawValue, score: $0.score, reason: $0.reason)
      },
      curationUses: said.uses)
  }

  /// Adds what sources say of persons apart from papers: aliases and ORCIDs decide, affiliations are evidence.
  private func describe(_ mentions: inout [AuthorMention]) throws {
    let persons = try corpus.describedPersons()
    guard !persons.isEmpty else { return }
    let resolver = Resolver(registry: try Self.registry(WorkspaceOptions()))
    var institutions: [String: [Institution.Key]] = [:]
    for text in Set(persons.flatMap(\.affiliations)) {
      institutions[text] = resolver.resolve(Affiliation(text)).compactMap { $0.institution?.key }
    }
    for (source, described) in Dictionary(grouping: persons, by: \.source).sorted(by: { $0.key < $1.key }) {
      let papers = try corpus.papers(ofSource: source)
      let people = described.map { person in
        DescribedPerson(
          key: person.key, names: person.names, orcid: person.orcid,
          institutions: Array(Set(person.affiliations.flatMap { institutions[$0] ?? [] })))
      }
      DescribedPeople.apply(people, to: &mentions) { papers.contains($0.paperID) }
    }
  }

  /// How many names stand for several people, where authors are told apart by name and the corpus spans several years or
  /// sources; nil where that is no question.
  ///
  /// Counted from the resolved authors where the corpus has them, and for corpora of up to `limit` authorships by
  /// resolving them now; of larger ones only what is certain: one name twice on a paper, or with two ORCIDs.
  public func homonyms(limit: Int = 100_000) throws -> HomonymCount? {
    guard try corpus.spansYearsOrSources() else { return nil }
    if try corpus.authorsState() == .current { return try corpus.homonymsOfResolvedAuthors() }
    let certain = try corpus.certainHomonyms()
    guard certain.authorships <= limit else { return certain }
    let mentions = try corpus.mentions().map(AuthorMention.init)
    let found = AuthorsByName.homonyms(in: mentions, resolved: AuthorResolution.assign(mentions))
    var count = certain
    count.homonyms = found.count
    count.isCertainOnly = false
    return count
  }

  /// The warning that goes with authors by name; nil where no name stands for several people.
  public func homonymWarning(_ scope: Scope) throws -> Diagnostic? {
    guard scope.authors == .byName, let count = try homonyms(), count.homonyms > 0 else { return nil }
    let names = "\(count.homonyms) of \(count.names) names \(count.homonyms == 1 ? "stands" : "stand")"
    // Of a large corpus only what needs no resolution is counted, exactly, and the warning says what that is.
    let how = count.isCertainOnly ? "certainly for several people (twice on one paper, or with two ORCIDs)" : ""
    return Diagnostic(
      .warning, "authors.homonyms",
      "\(names) \(how.isEmpty ? "for several people" : how); authors by name counts each name as one. "
        + "Use --authors resolved to tell \(how.isEmpty ? "them" : "these and others") apart.")
  }
}

extension AuthorMention {
  init(_ stored: StoredMention) {
    self.init(
      paperID: stored.paper, position: stored.position, name: stored.name, orcid: stored.orcid,
      identifiers: stored.identifiers, institutions: stored.institutions, year: stored.year,
      venue: stored.venue.map(Self.series))
  }
}
