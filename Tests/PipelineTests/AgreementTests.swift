import Analysis
import Bibliography
import Foundation
import Graphs
import Ingestion
import Store
import Testing

@testable import Pipeline

/// The rule of style: where a number exists in a question and in an indicator, both are the same.
///
/// Asked of the sample and of generated papers, at every level and within a selection.
@Suite struct AgreementTests {
  /// A corpus as questions and as indicators see it.
  private struct Both: Sendable {
    var corpus: Corpus
    var scope: Scope
    var authorships: Authorships

    init(_ corpus: Corpus, _ scope: Scope) throws {
      self.corpus = corpus
      self.scope = scope
      authorships = try Authorships(from: corpus, in: scope)
    }

    /// The rows of a question by the names of its columns.
    func rows(_ name: String, _ values: [String: String] = [:]) throws -> [[String: Table.Value]] {
      try corpus.table(try QueryCatalog().query(named: name), values: values, in: scope).named
    }
  }

  private static let corpora: [String: Corpus] = {
    guard let sample = try? Workspace.open([sample]).corpus, let generated = try? generated() else { return [:] }
    return ["sample": sample, "generated": generated]
  }()

  private static func generated() throws -> Corpus {
    let folder = try Folder()
    var text = ""
    GeneratedCorpus(papers: 600, seed: 3).write(as: .openalex) { text += $0 }
    return try Workspace.open([try folder.file("works.jsonl", text)]).corpus
  }

  private static let scopes: [Scope] = {
    var some = Selection()
    some.sectors = [.academia]
    some.titleWords = ["a"]
    some.maxAuthors = 9
    return Level.allCases.map { Scope(level: $0) } + [Scope(selection: some), Scope(selection: some, level: .family)]
  }()

  private static func each(_ check: (Both) throws -> Void) throws {
    try #require(corpora.count == 2)
    for name in corpora.keys.sorted() {
      for scope in scopes {
        guard let corpus = corpora[name] else { continue }
        let both = try Both(corpus, scope)
        #expect(!both.authorships.papers.isEmpty, "\(name)")
        try check(both)
      }
    }
  }

  @Test func ties() throws {
    try Self.each { both in
      let network = both.authorships.network(of: .institutions)
      let graph = network.graph(counting: .full).associationStrengths()
      var association: [Set<String>: Double] = [:]
      for node in 0..<graph.nodeCount {
        for at in graph.offsets[node]..<graph.offsets[node + 1] {
          association[[network.nodes[node].name, network.nodes[Int(graph.targets[at])].name]] = graph.weights[at]
        }
      }
      let rows = try both.rows("co-publishing-institutions")
      #expect(rows.count == network.edges.count)
      let edges = network.byNames
      for row in rows {
        let pair = Set([row["institution_a"], row["institution_b"]].map { $0?.plain ?? "" })
        let edge = try #require(edges[pair])
        #expect(row["papers"] == .integer(edge.papers))
        #expect(row["one_person_papers"] == .integer(edge.onePersonPapers))
        #expect(isSame(row["papers_fractional"], edge.fractional))
        #expect(isSame(row["association_strength"], association[pair]))
      }
      // The partners and the papers of the first pairs.
      for row in rows.prefix(3) {
        let (a, b) = (row["institution_a"]?.plain ?? "", row["institution_b"]?.plain ?? "")
        let partners = try both.rows("partners-of-an-institution", ["institution": a])
        #expect(partners.count == edges.keys.count { $0.contains(a) })
        for partner in partners {
          let edge = try #require(edges[[a, partner["partner"]?.plain ?? ""]])
          #expect(partner["papers"] == .integer(edge.papers))
          #expect(isSame(partner["papers_fractional"], edge.fractional))
        }
        let papers = try both.rows("papers-of-a-pair", ["institution_a": a, "institution_b": b])
        let edge = try #require(edges[[a, b]])
        let titles = both.authorships.papers.filter { edge.paperIDs.contains($0.id) }.map(\.title)
        #expect(papers.map { $0["title"]?.plain ?? "" }.sorted() == titles.sorted())
        #expect(papers.count { $0["rests_on_one_person"] == .integer(1) } == edge.onePersonPapers)
      }
      let mixed = network.edges.filter {
        Set([network.nodes[$0.a].sector, network.nodes[$0.b].sector]) == [.academia, .industry]
      }
      let across = try both.rows("industry-academia-pairs")
      #expect(across.count == mixed.count)
      for row in across {
        let edge = edges[[row["company"]?.plain ?? "", row["academic_institution"]?.plain ?? ""]]
        #expect(row["papers"] == edge.map { .integer($0.papers) })
        #expect(isSame(row["papers_fractional"], edge?.fractional))
      }
    }
  }

  @Test func coauthors() throws {
    try Self.each { both in
      let network = both.authorships.network(of: .authors)
      let edges = network.byNames
      for node in network.nodes.prefix(3) {
        let rows = try both.rows("coauthors-of-an-author", ["author": node.name])
        #expect(rows.count == edges.keys.count { $0.contains(node.name) })
        for row in rows {
          let edge = try #require(edges[[node.name, row["coauthor"]?.plain ?? ""]])
          #expect(row["papers"] == .integer(edge.papers))
          #expect(isSame(row["papers_fractional"], edge.fractional))
        }
      }
    }
  }

  @Test func nodes() throws {
    try Self.each { both in
      for (kind, name, column) in [
        (NodeKind.institutions, "institutions-by-papers", "institution"), (.authors, "authors-by-papers", "author"),
      ] {
        let network = both.authorships.network(of: kind)
        let rows = try both.rows(name)
        #expect(rows.map { $0[column] } == network.nodes.map { .text($0.name) })
        #expect(rows.map { $0["papers"] } == network.nodes.map { .integer($0.papers) })
        #expect(zip(rows, network.nodes).allSatisfy { isSame($0["credit"], $1.credit) })
      }
      let network = both.authorships.network(of: .institutions)
      let industry = network.nodes.filter { $0.sector == .industry }
      let counted = try both.rows("who-counts-as-industry")
      #expect(counted.map { $0["institution"] } == industry.map { .text($0.name) })
      #expect(zip(counted, industry).allSatisfy { isSame($0["credit"], $1.credit) })
      #expect(try both.rows("single-institution-papers").count == network.singlePapers)
      let alone = try both.rows("institutions-by-papers").map { $0["single_institution_papers"]?.number ?? 0 }
      #expect(alone.reduce(0, +) == Double(network.singlePapers))
    }
  }

  @Test func tiesBetweenSectors() throws {
    try Self.each { both in
      let network = both.authorships.network(of: .institutions)
      let matrix = network.tieMatrix()
      let rows = try both.rows("pairs-between-sectors")
      var sum = 0.0
      for (s, first) in matrix.sectors.enumerated() {
        for (t, second) in matrix.sectors.enumerated() where s <= t && matrix.papers[s][t] > 0 {
          let names = [first.rawValue, second.rawValue].sorted()
          let row = rows.first { [$0["sector_a"], $0["sector_b"]] == names.map { .text($0) } }
          #expect(row?["ties"] == .integer(matrix.papers[s][t]))
          #expect(isSame(row?["ties_fractional"], matrix.weights[s][t]))
          #expect(isSame(row?["share"], matrix.weights[s][t] / matrix.total))
          sum += row?["pairs"]?.number ?? 0
        }
      }
      #expect(Int(sum) == network.edges.count)
    }
  }

  @Test func countries() throws {
    try Self.each { both in
      for countryOf in CountryOf.allCases {
        var scope = both.scope
        scope.countryOf = countryOf
        let sited = try Both(both.corpus, scope)
        let network = sited.authorships.network(of: .countries, countryOf: countryOf)
        let rows = try sited.rows("pairs-between-countries")
        #expect(rows.count == network.edges.count)
        let edges = network.byNames
        for row in rows {
          let edge = try #require(edges[[row["country_a"]?.plain ?? "", row["country_b"]?.plain ?? ""]])
          #expect(row["papers"] == .integer(edge.papers))
          #expect(isSame(row["papers_fractional"], edge.fractional))
        }
      }
      let result = both.authorships.internationality()
      let papers = try both.rows("international-papers")
      #expect(papers.count == result.international)
      #expect(papers.count { $0["only_through_companies"] == .integer(1) } == result.onlyThroughCompanySeat)
      let seats = both.authorships.network(of: .countries)
      let cells = try both.rows("sector-mix-by-country")
      for node in seats.nodes {
        let credit = cells.filter { $0["country"] == .text(node.name) }.reduce(0) { $0 + ($1["credit"]?.number ?? 0) }
        #expect(isSame(.real(credit), node.credit))
      }
    }
  }

  @Test func mixesOfPapers() throws {
    try Self.each { both in
      let mix = both.authorships.sectorMix()
      let rows = try both.rows("sector-mix-of-papers")
      func papers(_ column: String = "papers", where fits: (Set<String>) -> Bool) -> Int {
        rows.filter { fits(Set(($0["mix"]?.plain ?? "").split(separator: " + ").map(String.init))) }
          .reduce(0) { $0 + Int($1[column]?.number ?? 0) }
      }
      #expect(papers { _ in true } == mix.papers)
      #expect(papers { $0.contains("industry") } == mix.row("any_industry")?.papers)
      #expect(papers { $0.isSuperset(of: ["industry", "academia"]) } == mix.row("academia_and_industry")?.papers)
      // Absences of the unaffiliated do not count against 'only', those of texts do: between the two bounds.
      for (set, key) in [
        (Set(["industry"]), "only_industry"), (["academia"], "only_academia"),
        (["industry", "academia"], "nothing_else"),
      ] {
        let all = papers { $0 == set }
        let absent = papers("with_absences") { $0 == set }
        let only = try #require(mix.row(key)?.papers)
        #expect(only <= all && only >= all - absent, "\(key)")
      }
      let both3 = try both.rows("industry-academia-papers")
      #expect(both3.count == mix.row("academia_and_industry")?.papers)
      let companies = try both.rows("who-counts-as-industry").reduce(0) { $0 + ($1["credit"]?.number ?? 0) }
      #expect(isSame(.real(companies / Double(mix.papers)), mix.row("industry_credit")?.share))
      let quality = try both.rows("corpus-quality")
      for (state, credit) in mix.absences {
        let row = quality.first { $0["measure"] == .text("credit \(state.rawValue)") }
        #expect(isSame(row?["value"], credit))
      }
      let resolved = quality.first { $0["measure"] == .text("credit resolved") }
      #expect(isSame(resolved?["value"], mix.credit.values.reduce(0, +)))
    }
  }

  @Test(arguments: [("year", MixKey.year), ("venue", .venue), ("session", .session)])
  func mixesByKey(column: String, key: MixKey) throws {
    try Self.each { both in
      let table = both.authorships.mixTable(by: [key]).named
      let rows = try both.rows("sector-mix-by-\(column)")
      var credit = 0.0
      for group in table {
        let name = group[column]?.plain == "not given" && key == .year ? "" : group[column]?.plain ?? ""
        let industry = rows.first { $0[column]?.plain == name && $0["sector"] == .text("industry") }
        #expect(industry?["papers"]?.number ?? 0 == group["any_industry_papers"]?.number)
        let share = (industry?["credit"]?.number ?? 0) / (group["papers"]?.number ?? 0)
        #expect(isSame(.real(share), group["industry_credit"]?.number))
        credit += industry?["credit"]?.number ?? 0
      }
      // And by sector over all groups: the table of credit.
      let indicator = both.authorships.creditTable().named
      for sector in Sector.allCases {
        let own = rows.filter { $0["sector"] == .text(sector.rawValue) }.reduce(0) { $0 + ($1["credit"]?.number ?? 0) }
        let row = indicator.first { $0["sector"] == .text(sector.title) }
        #expect(isSame(.real(own), row?["credit"]?.number ?? 0))
      }
    }
  }

  @Test func partnersBySector() throws {
    try Self.each { both in
      let mixes = both.authorships.mixTable(by: [.institution]).named
      let rows = try both.rows("sector-mix-by-institution")
      #expect(rows.count == mixes.count { $0["institution"] != .text("not given") })
      for row in rows {
        let mix = try #require(mixes.first { $0["institution"] == row["institution"] })
        #expect(row["papers"] == mix["papers"])
        // With a company: any industry, unless the only company is the institution itself.
        if row["sector"] != .text("industry") { #expect(row["with_industry"] == mix["any_industry_papers"]) }
        if row["sector"] == .text("industry") { #expect(row["with_academia"] == mix["academia_and_industry_papers"]) }
      }
    }
  }
}

private func isSame(_ value: Table.Value?, _ number: Double?) -> Bool {
  guard let found = value?.number, let number else { return false }
  return abs(found - number) <= 1e-9 * max(1, abs(number))
}

extension Table {
  /// Each row by the names of its columns.
  fileprivate var named: [[String: Value]] {
    rows.map { Dictionary(uniqueKeysWithValues: zip(columns.map(\.name), $0)) }
  }
}

extension Table.Value {
  fileprivate var number: Double? {
    switch self {
    case .integer(let number): Double(number)
    case .real(let number): number
    case .null, .text: nil
    }
  }

  fileprivate var plain: String {
    switch self {
    case .text(let text): text
    case .integer(let number): "\(number)"
    case .real(let number): "\(number)"
    case .null: ""
    }
  }
}

extension Network {
  /// Ties by the names of their two ends.
  fileprivate var byNames: [Set<String>: Edge] {
    Dictionary(uniqueKeysWithValues: edges.map { ([nodes[$0.a].name, nodes[$0.b].name], $0) })
  }
}
