import Bibliography
import Testing

@testable import Store

@Suite struct QueryTests {
  private static func lines(
    _ name: String, _ values: [String: String] = [:], scope: Scope = Scope()
  ) throws -> [String] {
    try SmallCorpus.make().table(try QueryCatalog().query(named: name), values: values, in: scope).lines
  }

  @Test func coPublishingInstitutions() throws {
    // Pairs: Alpha–Beta on papers 1, 2, 4; Alpha–Gamma and Beta–Gamma on 2 and 4. Strengths 5, 5, 4; W = 7.
    // Paper 2 has Alpha and Beta by Ann alone; paper 4 has Alpha and Gamma by Ann alone.
    let expected = [
      row("Alpha University", "Beta Corp", 3, 1 + 0.5 + 0.5, 14.0 * 3 / (5 * 5), 2020, 2022, 1),
      row("Alpha University", "Gamma Institute", 2, 0.5 + 0.5, 14.0 * 2 / (5 * 4), 2021, 2022, 1),
      row("Beta Corp", "Gamma Institute", 2, 0.5 + 0.5, 14.0 * 2 / (5 * 4), 2021, 2022, 0),
    ]
    #expect(try Self.lines("co-publishing-institutions") == expected)
  }

  @Test func selectionReachesEveryQuery() throws {
    var selection = Selection()
    selection.years = 2021...2021
    // Paper 2 alone: three institutions, so each of three pairs has 1/2, and each strength is 2 of W = 3.
    let strength = 2.0 * 3 * 1 / (2 * 2)
    let expected = [
      row("Alpha University", "Beta Corp", 1, 0.5, strength, 2021, 2021, 1),
      row("Alpha University", "Gamma Institute", 1, 0.5, strength, 2021, 2021, 0),
      row("Beta Corp", "Gamma Institute", 1, 0.5, strength, 2021, 2021, 0),
    ]
    #expect(try Self.lines("co-publishing-institutions", scope: Scope(selection: selection)) == expected)
  }

  @Test func papersDroppedByTheLimitOfAuthorsAreCounted() throws {
    var selection = Selection()
    selection.maxAuthors = 2
    let table = try SmallCorpus.make().table(
      try QueryCatalog().query(named: "institutions-by-papers"), in: Scope(selection: selection))
    #expect(table.rows.map { $0[3] } == [.integer(3), .integer(2), .integer(1)])
    #expect(table.method.contains(MethodLine("papers_dropped_by_max_authors", "1")))
    #expect(table.method.contains(MethodLine("selection", "at most 2 authors")))
  }

  @Test func familiesMergeTheirMembers() throws {
    #expect(
      try Self.lines("co-publishing-institutions", scope: Scope(level: .family)) == [
        row("Alpha University", "Beta Corp", 3, 3.0, 2.0 * 3 * 3 / (3 * 3), 2020, 2022, 0)
      ])
  }

  @Test func papersOfAPair() throws {
    #expect(
      try Self.lines("papers-of-a-pair", ["institution_a": "Beta Corp", "institution_b": "Alpha University"]) == [
        row("Paper 4", 2022, "B-Conf", 1, 1, 0, "small.txt", 40),
        row("Paper 2", 2021, "A-Conf", 1, 1, 1, "small.txt", 20),
        row("Paper 1", 2020, "A-Conf", 1, 1, 0, "small.txt", 10),
      ])
  }

  @Test func partnersOfAnInstitution() throws {
    #expect(
      try Self.lines("partners-of-an-institution", ["institution": "Gamma Institute"]) == [
        row("Alpha University", "academia", "DE", 2, 1.0, 1, 2021, 2022),
        row("Beta Corp", "industry", "US", 2, 1.0, 0, 2021, 2022),
      ])
  }

  @Test func institutionsByPapers() throws {
    let alpha = row("Alpha University", "academia", "DE", 4, 0.5 + 0.25 + 1.0 / 6 + 1, 1)
    let beta = row("Beta Corp", "industry", "US", 3, 0.5 + 0.25 + 1.0 / 3, 0)
    let gamma = row("Gamma Institute", "facility", "DE", 2, 0.5 + 1.0 / 6, 0)
    #expect(try Self.lines("institutions-by-papers") == [alpha, beta, gamma])
    #expect(try Self.lines("institutions-by-papers", ["sector": "industry"]) == [beta])
    #expect(try Self.lines("institutions-by-papers", ["country": "de"]) == [alpha, gamma])
  }

  @Test func authorsByPapers() throws {
    #expect(
      try Self.lines("authors-by-papers", ["min_papers": "2"]) == [
        row("Ann", 4, 0.5 + 0.5 + 1.0 / 3 + 1, 2020, 2022), row("Bob", 2, 0.5 + 1.0 / 3, 2020, 2022),
      ])
  }

  @Test func sectorMixOfPapers() throws {
    #expect(
      try Self.lines("sector-mix-of-papers") == [
        row("academia + industry + facility", 2, 2.0 / 5, 1), row("academia", 1, 1.0 / 5, 0),
        row("academia + industry", 1, 1.0 / 5, 0), row("no institution", 1, 1.0 / 5, 1),
      ])
  }

  @Test func unresolvedAffiliations() throws {
    #expect(
      try Self.lines("unresolved-affiliations") == [row("Nowhere Works", 1, 1, "Nowhere Works", "small.txt", 30)])
  }

  @Test func aListNeverEndsInsideEqualValues() throws {
    let corpus = try SmallCorpus.make()
    let query = try QueryCatalog().query(named: "co-publishing-institutions")
    let table = try corpus.table(query, limit: 2)
    #expect(table.rows.count == 1)
    #expect(table.notes == ["2 more rows not shown; the list does not end inside equal values."])
    #expect(try corpus.table(query, limit: 3).notes.isEmpty)
  }

  @Test func aListThatBeginsWithATieKeepsAllOfIt() throws {
    var table = Table(title: "", columns: [.init("n")], rows: [2, 2, 2, 1].map { [.integer($0)] })
    table.cut(to: 2, rank: ["n"])
    #expect(table.lines == ["2", "2", "2"])
  }

  @Test func parametersAreCheckedAndNamed() throws {
    let corpus = try SmallCorpus.make()
    let catalog = try QueryCatalog()
    let partners = try catalog.query(named: "partners-of-an-institution")
    #expect(throws: CoterieError.self) { try corpus.table(partners) }
    #expect(throws: CoterieError.self) {
      try corpus.table(partners, values: ["institution": "X", "min_papers": "many"])
    }
    #expect(throws: CoterieError.self) { try corpus.table(partners, values: ["institution": "X", "who": "Y"]) }
    #expect {
      try catalog.query(named: "authors-by-paper")
    } throws: {
      "\($0)".contains("Did you mean 'authors-by-papers'?")
    }
  }

  @Test func namesAreFoundAsTheyAreMeant() throws {
    let exact = try Self.lines("partners-of-an-institution", ["institution": "Gamma Institute"])
    #expect(try Self.lines("partners-of-an-institution", ["institution": "gamma  institute"]) == exact)
    #expect {
      try Self.lines("partners-of-an-institution", ["institution": "gamma"])
    } throws: {
      "\($0)".contains("has no institution 'gamma'. Did you mean 'Gamma Institute'?")
    }
    var selection = Selection()
    selection.venues = ["b-conf"]
    #expect(try Self.lines("authors-by-papers", scope: Scope(selection: selection)).count == 5)
  }

  @Test func everyBundledQueryRunsAndDescribesItsColumns() throws {
    let corpus = try SmallCorpus.make()
    let values: [NamedQuery.Parameter.Kind: String] = [
      .institution: "Alpha University", .author: "Ann", .integer: "1", .real: "1", .text: "paper", .sector: "academia",
      .country: "DE", .session: "S", .venue: "A-Conf",
    ]
    for query in try QueryCatalog().queries {
      var bound: [String: String] = [:]
      for parameter in query.parameters where parameter.isRequired { bound[parameter.name] = values[parameter.kind] }
      for level in Level.allCases {
        _ = try corpus.table(query, values: bound, in: Scope(level: level))
      }
      #expect(!query.title.isEmpty && !query.name.contains("link"))
    }
  }
}
