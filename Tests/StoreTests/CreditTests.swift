import Bibliography
import GRDB
import Testing

@testable import Store

@Suite struct CreditTests {
  private static func weights(_ corpus: Corpus, _ scope: Scope, paper: Int) throws -> [String: Double] {
    let scan = try corpus.scan(scope)
    var weights: [String: Double] = [:]
    for credit in scan.credits where scan.papers[credit.paper].title == "Paper \(paper)" {
      weights[credit.institution.map { scan.institutions[$0].name } ?? credit.state, default: 0] += credit.weight
    }
    return weights
  }

  @Test func sumsToOneAtEveryLevelAndSelection() throws {
    let corpus = try SmallCorpus.make()
    var venue = Selection()
    venue.venues = ["B-Conf"]
    for level in Level.allCases {
      for selection in [Selection(), venue] {
        let violations = try corpus.creditViolations(in: Scope(selection: selection, level: level))
        #expect(violations.isEmpty)
      }
    }
  }

  @Test func splitsAnAuthorEvenlyOverInstitutions() throws {
    let corpus = try SmallCorpus.make()
    // Two authors with 1/2 each; Ann's half is split over Alpha and Beta.
    #expect(
      try Self.weights(corpus, Scope(), paper: 2)
        == ["Alpha University": 1.0 / 2 / 2, "Beta Corp": 1.0 / 2 / 2, "Gamma Institute": 1.0 / 2])
    #expect(try Self.weights(corpus, Scope(), paper: 3) == ["unresolved": 1.0 / 2, "not_given": 1.0 / 2])
  }

  @Test func levelsDecideWhoIsDistinct() throws {
    let corpus = try SmallCorpus.make()
    let third = 1.0 / 3
    #expect(
      try Self.weights(corpus, Scope(level: .institution), paper: 4)
        == ["Beta Corp": third, "unaffiliated": third, "Alpha University": third / 2, "Gamma Institute": third / 2])
    // Gamma belongs to Alpha's family, so Ann's third goes to Alpha whole.
    #expect(
      try Self.weights(corpus, Scope(level: .family), paper: 4)
        == ["Beta Corp": third, "unaffiliated": third, "Alpha University": third])
    #expect(
      try Self.weights(corpus, Scope(level: .unit), paper: 4)["Beta Research Asia, Beta Corp"] == third)
  }

  @Test func countriesAreOfTheSeatOrOfTheSite() throws {
    let corpus = try SmallCorpus.make()
    func countries(_ rule: CountryOf) throws -> [String] {
      try corpus.read(Scope(countryOf: rule)) { db in
        try String.fetchAll(
          db,
          sql: """
            SELECT coalesce(c.country, c.state) || ' ' || round(c.weight_fractional, 4)
            FROM paper_country AS c JOIN paper AS p ON p.paper_id = c.paper_id
            WHERE p.title = 'Paper 4' ORDER BY 1
            """)
      }
    }
    #expect(try countries(.seat) == ["DE 0.3333", "US 0.3333", "unaffiliated 0.3333"])
    #expect(try countries(.site) == ["CN 0.3333", "DE 0.3333", "unaffiliated 0.3333"])
  }

  @Test func sectorsKeepAbsencesApart() throws {
    let corpus = try SmallCorpus.make()
    let rows = try corpus.read { db in
      try String.fetchAll(
        db,
        sql: """
          SELECT coalesce(sector, state) || ' ' || sum(weight_full) || ' ' || round(sum(weight_fractional), 4)
          FROM paper_sector GROUP BY sector, state ORDER BY 1
          """)
    }
    // academia: 1/2 + 1/4 + 1/6 + 1; facility: 1/2 + 1/6; industry: 1/2 + 1/4 + 1/3.
    #expect(
      rows == [
        "academia 4 1.9167", "facility 2 0.6667", "industry 3 1.0833", "not_given 1 0.5", "unaffiliated 1 0.3333",
        "unresolved 1 0.5",
      ])
  }

  @Test func affiliationsNobodyIsSaidToHaveAreShared() throws {
    let corpus = try Corpus.inMemory()
    let paper = Paper(
      title: "Shared", authors: [Authorship(name: "Ann", state: .shared), Authorship(name: "Bob", state: .shared)],
      sharedAffiliations: [Affiliation("Alpha University"), Affiliation("Beta Corp")],
      location: SourceLocation(file: "s", line: 1))
    try corpus.add(Source(name: "s", format: "test", contentHash: "s"), papers: [paper])
    try SmallCorpus.resolve(corpus)
    #expect(try Self.weights(corpus, Scope(), paper: 0) == [:])
    let states = try corpus.read { db in
      try String.fetchAll(db, sql: "SELECT state || ' ' || position || ' ' || part_text FROM affiliation ORDER BY 1")
    }
    #expect(states == ["shared 0 Alpha University", "shared 0 Beta Corp"])
    #expect(try corpus.scan().credits.map(\.state) == ["shared", "shared"])
  }

  @Test func beforeResolutionEveryTextIsUnresolved() throws {
    let corpus = try Corpus.inMemory()
    try corpus.add(Source(name: "small.txt", format: "test", contentHash: "x"), papers: SmallCorpus.papers)
    #expect(try Self.weights(corpus, Scope(), paper: 2) == ["unresolved": 1])
    #expect(try corpus.creditViolations().isEmpty)
  }

  @Test func sitesOfOneInstitutionShareItsCredit() throws {
    let corpus = try Corpus.inMemory()
    let paper = SmallCorpus.paper(
      1, 2020, "V", [SmallCorpus.author("Bob", "Beta Corp", "Beta Research Asia", "Alpha University")])
    try corpus.add(Source(name: "s", format: "test", contentHash: "s"), papers: [paper])
    try SmallCorpus.resolve(corpus)
    let credits = try corpus.scan().credits.map { "\($0.siteCountry ?? "-") \($0.weight)" }.sorted()
    #expect(credits == ["CN \(1.0 / 2 / 2)", "DE \(1.0 / 2)", "US \(1.0 / 2 / 2)"])
    let authors = try corpus.read { try Int.fetchAll($0, sql: "SELECT authors FROM paper_institution") }
    #expect(authors == [1, 1])
  }

  /// The tables counted over the whole corpus say what the views compute when they are not there to be asked.
  @Test func countedTotalsAreWhatTheViewsCompute() throws {
    let corpus = try SmallCorpus.make()
    var everyPaper = Selection()
    everyPaper.years = 0...9999
    let pair = "a_id, b_id, papers, papers_fractional, one_person_papers, first_year, last_year"
    for (view, columns) in [
      ("institution_pair", pair), ("institution_tie", "*"), ("sector_year", "*"), ("paper_institution", "*"),
      ("paper_absence", "*"), ("paper_sector", "*"),
    ] {
      let sql = "SELECT \(columns) FROM \(view) ORDER BY 1, 2"
      let counted = try corpus.table(sql: sql).lines
      #expect(!counted.isEmpty)
      #expect(try corpus.table(sql: sql, in: Scope(selection: everyPaper)).lines == counted)
    }
  }

  @Test func pairsGrowAndStaySorted() {
    let table = PairTable()
    var expected: [UInt64: Int] = [:]
    for step in 0..<5000 {
      let (a, b) = (Int64(step * 31 % 97 + 1), Int64(step * 17 % 89 + 98))
      table.add(b, a, fractional: 0.5, isOnePerson: step % 2 == 0, year: Int32(step))
      expected[UInt64(a) << 32 | UInt64(b), default: 0] += 1
    }
    table.sort()
    let sorted = Array(table.pairs)
    #expect(sorted.map(\.key) == expected.keys.sorted())
    #expect(sorted.allSatisfy { Int($0.papers) == expected[$0.key] && $0.fractional == Double($0.papers) / 2 })
  }

  /// 450 · 449 / 2 pairs of 32 bytes: more than one large page of memory.
  @Test func manyPairsAreSorted() {
    let table = PairTable()
    for a in 1...450 as ClosedRange<Int64> {
      for b in (1..<451 - a).reversed() { table.add(a + b, b, fractional: 1, isOnePerson: false, year: 2000) }
    }
    table.sort()
    #expect(table.pairs.count == 450 * 449 / 2)
    #expect(zip(table.pairs, table.pairs.dropFirst()).allSatisfy { $0.key < $1.key })
  }
}
