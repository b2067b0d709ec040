import Bibliography
import Testing

@testable import Store

/// Each question on the small corpus, every number by hand; those of `QueryTests` aside.
@Suite struct GoldenQueryTests {
  private static func lines(_ name: String, _ values: [String: String] = [:]) throws -> [String] {
    try SmallCorpus.make().table(try QueryCatalog().query(named: name), values: values).lines
  }

  /// Credit over the whole corpus: Alpha on papers 1, 2, 4, 5; Beta on 1, 2, 4; Gamma on 2 and 4.
  private let alpha = 1.0 / 2 + 1.0 / 4 + 1.0 / 6 + 1
  private let beta = 1.0 / 2 + 1.0 / 4 + 1.0 / 3
  private let gamma = 1.0 / 2 + 1.0 / 6

  @Test func coauthorsOfAnAuthor() throws {
    // Papers 1 and 2 have two authors, paper 4 three.
    #expect(
      try Self.lines("coauthors-of-an-author", ["author": "Ann"]) == [
        row("Bob", 2, 1.0 / 1 + 1.0 / 2, 2020, 2022), row("Cid", 1, 1.0 / 1, 2021, 2021),
        row("Fay", 1, 1.0 / 2, 2022, 2022),
      ])
  }

  @Test func corpusQuality() throws {
    let resolved = 1 + 1 + 2.0 / 3 + 1
    #expect(
      try Self.lines("corpus-quality") == [
        row("papers", 5.0, nil), row("papers without year", 0.0, 0.0), row("papers with DOI", 0.0, 0.0),
        row("papers without authors", 0.0, 0.0), row("authors", 6.0, nil), row("authorships", 10.0, nil),
        row("authorships not_given", 1.0, 1.0 / 10), row("authorships resolved", 7.0, 7.0 / 10),
        row("authorships unaffiliated", 1.0, 1.0 / 10), row("authorships unresolved", 1.0, 1.0 / 10),
        row("credit not_given", 1.0 / 2, 1.0 / 2 / 5), row("credit resolved", resolved, resolved / 5),
        row("credit unaffiliated", 1.0 / 3, 1.0 / 3 / 5), row("credit unresolved", 1.0 / 2, 1.0 / 2 / 5),
        row("institutions", 3.0, nil), row("institutions of unknown sector", 0.0, nil),
        row("diagnostics error", 1.0, nil),
      ])
  }

  @Test func decisionsToReview() throws {
    #expect(try Self.lines("decisions-to-review").isEmpty)
    let reason = "the name is the registry's"
    #expect(
      try Self.lines("decisions-to-review", ["below": "1.1"]) == [
        row("Alpha University", "Alpha University", 1.0, "registry", 4, 4, reason),
        row("Beta Corp", "Beta Corp", 1.0, "registry", 2, 2, reason),
        row("Gamma Institute", "Gamma Institute", 1.0, "registry", 2, 2, reason),
        row("Beta Research Asia", "Beta Corp", 1.0, "registry", 1, 1, reason),
      ])
  }

  @Test func dualAffiliations() throws {
    #expect(
      try Self.lines("dual-affiliations") == [
        row("Ann", "Alpha University", "Beta Corp", 1, 2021, 2021, 1),
        row("Ann", "Alpha University", "Gamma Institute", 1, 2022, 2022, 1),
      ])
  }

  @Test func industryAndAcademia() throws {
    #expect(
      try Self.lines("industry-academia-pairs") == [
        row("Beta Corp", "Alpha University", 3, 1 + 1.0 / 2 + 1.0 / 2, 1, 2020, 2022)
      ])
    // Paper 2 has a facility beside both and both by Ann alone, paper 4 a facility and an absence.
    #expect(
      try Self.lines("industry-academia-papers") == [
        row("Paper 4", 2022, "B-Conf", 1.0 / 3, 1.0 / 6, 0, 0, "small.txt", 40),
        row("Paper 2", 2021, "A-Conf", 1.0 / 4, 1.0 / 4, 0, 1, "small.txt", 20),
        row("Paper 1", 2020, "A-Conf", 1.0 / 2, 1.0 / 2, 1, 0, "small.txt", 10),
      ])
    #expect(
      try Self.lines("who-counts-as-industry") == [row("Beta Corp", "US", 3, beta, "form.corp", nil)])
  }

  @Test func institutionsOfAnAuthor() throws {
    #expect(
      try Self.lines("institutions-of-an-author", ["author": "Bob"]) == [
        row("Beta Corp", "industry", "US", 2020, 2022, 2, 1.0 / 2 + 1.0 / 3)
      ])
    #expect(
      try Self.lines("institutions-of-an-author", ["author": "Fay"]) == [
        row("(unaffiliated)", nil, nil, 2022, 2022, 1, 1.0 / 3)
      ])
  }

  @Test func internationalPapers() throws {
    // Only Beta's seat is abroad.
    #expect(
      try Self.lines("international-papers") == [
        row("Paper 4", 2022, "B-Conf", 2, 1, 1, "small.txt", 40),
        row("Paper 2", 2021, "A-Conf", 2, 1, 1, "small.txt", 20),
        row("Paper 1", 2020, "A-Conf", 2, 1, 1, "small.txt", 10),
      ])
    #expect(try Self.lines("pairs-between-countries") == [row("DE", "US", 3, 1.0 + 1 + 1, 2020, 2022)])
  }

  @Test func newcomersAndLeavers() throws {
    #expect(
      try Self.lines("newcomers-and-leavers") == [
        row(2020, 1, 2, 2, 0, 2, 2), row(2021, 2, 3, 1, 0, 4, 3), row(2022, 2, 3, 0, 3, 3, 1),
      ])
  }

  @Test func newcomersAndLeaversByName() throws {
    // Alpha and Beta begin in 2020, Gamma in 2021 on paper 2 beside both; all three publish last in 2022.
    #expect(
      try Self.lines("newcomers") == [
        row("Alpha University", "academia", "DE", 2020, 1, 1.0 / 2, 0, 2022),
        row("Beta Corp", "industry", "US", 2020, 1, 1.0 / 2, 0, 2022),
        row("Gamma Institute", "facility", "DE", 2021, 1, 1.0 / 2, 1, 2022),
      ])
    #expect(
      try Self.lines("newcomers", ["year": "2021"]) == [
        row("Gamma Institute", "facility", "DE", 2021, 1, 1.0 / 2, 1, 2022)
      ])
    #expect(
      try Self.lines("leavers") == [
        row("Alpha University", "academia", "DE", 2022, 2, 1.0 / 6 + 1, 2020, 2),
        row("Beta Corp", "industry", "US", 2022, 1, 1.0 / 3, 2020, 2),
        row("Gamma Institute", "facility", "DE", 2022, 1, 1.0 / 6, 2021, 1),
      ])
    #expect(try Self.lines("leavers", ["year": "2021"]).isEmpty)
    // They are the ones that `newcomers-and-leavers` counts for the years.
    for (year, newcomers, leavers) in [(2020, 2, 0), (2021, 1, 0), (2022, 0, 3)] {
      #expect(try Self.lines("newcomers", ["year": "\(year)"]).count == newcomers)
      #expect(try Self.lines("leavers", ["year": "\(year)"]).count == leavers)
    }
  }

  @Test func originOfAnAuthor() throws {
    let (alpha, both) = ("Alpha University", "Alpha University and Beta Corp")
    #expect(
      try Self.lines("origin-of-an-author", ["author": "Ann"]) == [
        row("Ann", 1, "Paper 1", alpha, alpha, "registry", 1.0, "small.txt", 10),
        row("Ann", 1, "Paper 2", both, alpha, "registry", 1.0, "small.txt", 20),
        row("Ann", 1, "Paper 2", both, "Beta Corp", "registry", 1.0, "small.txt", 20),
        row("Ann", 3, "Paper 4", alpha, alpha, "registry", 1.0, "small.txt", 40),
        row("Ann", 3, "Paper 4", "Gamma Institute", "Gamma Institute", "registry", 1.0, "small.txt", 40),
        row("Ann", 1, "Paper 5", alpha, alpha, "registry", 1.0, "small.txt", 50),
      ])
    #expect(
      try Self.lines("origin-of-an-author", ["author": "Eve"]) == [
        row("Eve", 2, "Paper 3", "(not_given)", nil, nil, nil, "small.txt", 30)
      ])
  }

  @Test func pairsBetweenSectors() throws {
    #expect(
      try Self.lines("pairs-between-sectors") == [
        row("academia", "industry", 1, 3, 1 + 1.0 / 2 + 1.0 / 2, 2.0 / 4),
        row("academia", "facility", 1, 2, 1.0 / 2 + 1.0 / 2, 1.0 / 4),
        row("facility", "industry", 1, 2, 1.0 / 2 + 1.0 / 2, 1.0 / 4),
      ])
  }

  @Test func papersOfSomeone() throws {
    #expect(
      try Self.lines("papers-of-an-author", ["author": "Bob"]) == [
        row("Paper 4", 2022, "B-Conf", 1, 3, "Bob", nil, "small.txt", 40),
        row("Paper 1", 2020, "A-Conf", 2, 2, "Bob", nil, "small.txt", 10),
      ])
    #expect(
      try Self.lines("papers-of-an-institution", ["institution": "Beta Corp"]) == [
        row("Paper 4", 2022, "B-Conf", 3, 1, 1.0 / 3, 3, nil, "small.txt", 40),
        row("Paper 2", 2021, "A-Conf", 2, 1, 1.0 / 4, 3, nil, "small.txt", 20),
        row("Paper 1", 2020, "A-Conf", 2, 1, 1.0 / 2, 2, nil, "small.txt", 10),
      ])
    #expect(
      try Self.lines("single-institution-papers") == [
        row("Paper 5", 2022, "B-Conf", "Alpha University", "academia", 1, 0.0, "small.txt", 50)
      ])
  }

  @Test func people() throws {
    #expect(
      try Self.lines("people", ["institution": "Beta Corp", "first_year": "2021"]) == [
        row("Ann", 1, 2021, 1, "Cid", 0, nil, 1, 3, ""), row("Bob", 1, 2022, 2, "Ann", 0, nil, 1, 1, ""),
      ])
    #expect(
      try Self.lines("people", ["words": "PAPER 4", "last_year": "2022"]) == [
        row("Ann", 1, 2022, 2, "Bob", 1, "Beta Corp", 1, 3, ""), row("Bob", 1, 2022, 2, "Ann", 0, nil, 1, 1, ""),
        row("Fay", 1, 2022, 2, "Ann", 1, "Beta Corp", 1, 0, ""),
      ])
  }

  @Test func resolutionMethods() throws {
    #expect(
      try Self.lines("resolution-methods") == [
        row("resolved", "registry", 4, 9, 1.0), row("unresolved", "none", 1, 1, 0.0),
      ])
  }

  @Test func sectorMixes() throws {
    #expect(
      try Self.lines("sector-mix-by-country") == [
        row("DE", "academia", 4, alpha, alpha / (alpha + gamma)),
        row("DE", "facility", 2, gamma, gamma / (alpha + gamma)), row("US", "industry", 3, beta, beta / beta),
      ])
    #expect(
      try Self.lines("sector-mix-by-institution") == [
        row("Alpha University", "academia", 4, 0, 3, 2, 1, 3.0 / 4), row("Beta Corp", "industry", 3, 3, 0, 2, 0, 0.0),
        row("Gamma Institute", "facility", 2, 2, 2, 0, 0, 2.0 / 2),
      ])
    #expect(
      try Self.lines("sector-mix-by-session") == [
        row("not given", "academia", 4, 5, 4.0 / 5, alpha), row("not given", "industry", 3, 5, 3.0 / 5, beta),
        row("not given", "facility", 2, 5, 2.0 / 5, gamma), row("not given", "(not_given)", 1, 5, 1.0 / 5, 1.0 / 2),
        row("not given", "(unaffiliated)", 1, 5, 1.0 / 5, 1.0 / 3),
        row("not given", "(unresolved)", 1, 5, 1.0 / 5, 1.0 / 2),
      ])
    #expect(
      try Self.lines("sector-mix-by-venue") == [
        row("A-Conf", "academia", 2, 2, 2.0 / 2, 1.0 / 2 + 1.0 / 4),
        row("A-Conf", "industry", 2, 2, 2.0 / 2, 1.0 / 2 + 1.0 / 4), row("A-Conf", "facility", 1, 2, 1.0 / 2, 1.0 / 2),
        row("B-Conf", "academia", 2, 3, 2.0 / 3, 1.0 / 6 + 1), row("B-Conf", "(not_given)", 1, 3, 1.0 / 3, 1.0 / 2),
        row("B-Conf", "(unaffiliated)", 1, 3, 1.0 / 3, 1.0 / 3), row("B-Conf", "(unresolved)", 1, 3, 1.0 / 3, 1.0 / 2),
        row("B-Conf", "facility", 1, 3, 1.0 / 3, 1.0 / 6), row("B-Conf", "industry", 1, 3, 1.0 / 3, 1.0 / 3),
      ])
    #expect(
      try Self.lines("sector-mix-by-year") == [
        row(2020, "academia", 1, 1.0 / 2, 1.0 / 2), row(2020, "industry", 1, 1.0 / 2, 1.0 / 2),
        row(2021, "(not_given)", 1, 1.0 / 2, 1.0 / 2 / 2), row(2021, "(unresolved)", 1, 1.0 / 2, 1.0 / 2 / 2),
        row(2021, "academia", 1, 1.0 / 4, 1.0 / 4 / 2), row(2021, "facility", 1, 1.0 / 2, 1.0 / 2 / 2),
        row(2021, "industry", 1, 1.0 / 4, 1.0 / 4 / 2), row(2022, "academia", 2, 1.0 / 6 + 1, (1.0 / 6 + 1) / 2),
        row(2022, "(unaffiliated)", 1, 1.0 / 3, 1.0 / 3 / 2), row(2022, "facility", 1, 1.0 / 6, 1.0 / 6 / 2),
        row(2022, "industry", 1, 1.0 / 3, 1.0 / 3 / 2),
      ])
  }

  @Test func teamSizes() throws {
    #expect(
      try Self.lines("team-sizes") == [
        row(1, 1, 1.0 / 5, 1.0, 0), row(2, 3, 3.0 / 5, (2 + 3 + 0) / 3.0, 2), row(3, 1, 1.0 / 5, 3.0, 1),
      ])
  }

  @Test func unitsOfAnInstitution() throws {
    #expect(
      try Self.lines("units-of-an-institution", ["institution": "Beta Corp"]) == [
        row("(none named)", 2, 2, "US", "Alpha University and Beta Corp"),
        row("Beta Research Asia", 1, 1, "CN", "Beta Research Asia"),
      ])
  }

  /// A new question comes with a table checked by hand, here or in `QueryTests`.
  @Test func everyQuestionHasAGoldenTable() throws {
    let elsewhere: Set = [
      "co-publishing-institutions", "papers-of-a-pair", "partners-of-an-institution", "institutions-by-papers",
      "authors-by-papers", "sector-mix-of-papers", "unresolved-affiliations", "merged-papers",
    ]
    let here: Set = [
      "coauthors-of-an-author", "corpus-quality", "decisions-to-review", "dual-affiliations", "industry-academia-pairs",
      "industry-academia-papers", "who-counts-as-industry", "institutions-of-an-author", "international-papers",
      "pairs-between-countries", "newcomers-and-leavers", "newcomers", "leavers", "origin-of-an-author",
      "pairs-between-sectors",
      "papers-of-an-author", "papers-of-an-institution", "single-institution-papers", "people", "resolution-methods",
      "sector-mix-by-country", "sector-mix-by-institution", "sector-mix-by-session", "sector-mix-by-venue",
      "sector-mix-by-year", "team-sizes", "units-of-an-institution",
    ]
    #expect(try QueryCatalog().queries.map(\.name) == elsewhere.union(here).sorted())
  }

  @Test func sharesSumToOne() throws {
    let corpus = try SmallCorpus.make()
    // A share and what it is a share of: the columns whose equal values belong together.
    let shares: [(query: String, share: String, within: [String])] = [
      ("sector-mix-of-papers", "share", []), ("team-sizes", "share", []), ("pairs-between-sectors", "share", []),
      ("sector-mix-by-country", "credit_share", ["country"]), ("sector-mix-by-year", "credit_share", ["year"]),
    ]
    for (name, share, within) in shares {
      for level in Level.allCases {
        let table = try corpus.table(try QueryCatalog().query(named: name), in: Scope(level: level))
        let at = try #require(table.columns.firstIndex { $0.name == share })
        let keys = within.compactMap { key in table.columns.firstIndex { $0.name == key } }
        var sums: [[Table.Value]: Double] = [:]
        for row in table.rows {
          if case .real(let value) = row[at] { sums[keys.map { row[$0] }, default: 0] += value }
        }
        #expect(!sums.isEmpty && sums.values.allSatisfy { abs($0 - 1) < 1e-12 }, "\(name) at \(level)")
      }
    }
  }

  @Test func peopleOfAFileWhoAreUnknownSelectNothing() throws {
    var selection = Selection()
    selection.people = Selection.People(file: "team.txt", names: ["BOB", "Zoe"])
    let scope = Scope(selection: selection)
    #expect(try SmallCorpus.make().scan(scope).papers.map(\.title) == ["Paper 1", "Paper 4"])
    #expect(selection.statement == "people team.txt (2 names)")
    selection.people?.names = ["Zoe"]
    #expect(try SmallCorpus.make().scan(Scope(selection: selection)).papers.isEmpty)
  }
}
