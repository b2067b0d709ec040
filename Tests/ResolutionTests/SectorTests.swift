import Bibliography
import Bytes
import Foundation
import Testing

@testable import Resolution

@Suite struct SectorTests {
  private func decide(_ name: String, _ rules: SectorRules = SectorRules()) -> (sector: Sector, rule: String) {
    var tokens = Tokens(name)
    tokens.number(in: Lexicon.builtIn.vocabulary)
    let range = 0..<tokens.items.count
    return rules.decide(tokens, range, form: OrganisationForm.judge(tokens, range, lexicon: .builtIn))
  }

  @Test(arguments: [
    ("Frobnitz Quantum GmbH", Sector.industry, "form.gmbh"),
    ("Universidad de Nadie", .academia, "word.university"),
    ("Krankenhaus Nirgendwo", .healthcare, "word.hospital"),
    ("Waxwing Museum", .archive, "word.museum"),
    ("Ministry of Bees", .government, "word.ministry"),
    ("State Key Laboratory of Blue Paint", .facility, "word.laboratory"),
    ("Stiftung Bienenfreunde", .nonprofit, "word.foundation"),
  ]) func theRuleThatDecidesIsNamed(_ name: String, _ sector: Sector, _ rule: String) {
    let decision = decide(name)
    #expect(decision.sector == sector)
    #expect(decision.rule == rule)
  }

  @Test func whatNoWordTellsIsUnknown() {
    #expect(decide("Zembla").sector == .unknown)
    #expect(decide("").rule == "none")
  }

  @Test func traitsAreWordsPairsEndsAndShape() {
    let tokens = Tokens("GitHub Bay, A")
    var found: Set<String> = []
    NameTraits.forEach(tokens, 0..<3) { found.insert(String(decoding: $0, as: UTF8.self)) }
    #expect(
      found == [
        "github", "bay", "a", "^ github", "github bay", "bay a", "a $", "<git", "<gith", "<githu", "hub>", "thub>",
        "ithub>", "#n3", "#comma", "#camel",
      ])
    let ministry = NameTraits.hashes(of: "Ministerium")
    #expect(ministry.contains(NameTraits.hash("=ministry".utf8)))
    #expect(ministry.contains(NameTraits.hash("1=ministry".utf8)))
  }

  /// One trait that speaks for companies by ln 3 and a bias of 0: odds 1 : 1 : 3 : 1 : 1 : 1.
  @Test func weightsAddUpToOdds() {
    let zero = [Float](repeating: 0, count: 6)
    let evidence = SectorEvidence(bias: zero, weights: [NameTraits.hash("acme".utf8): [0, 0, log(3), 0, 0, 0]])
    let said = evidence.probabilities(NameTraits.hashes(of: "Acme"))
    #expect(abs(said[2] - 3 / (5 + 3)) < 1e-6)
    #expect(abs(said[0] - 1 / (5 + 3)) < 1e-6)
    #expect(abs(said.reduce(0, +) - 1) < 1e-6)
    #expect(evidence.decision(NameTraits.hashes(of: "Acme")) == nil)
    #expect(evidence.probabilities([]).allSatisfy { abs($0 - 1 / 6) < 1e-6 })
  }

  @Test func aTableIsReadAsItWasWritten() {
    let evidence = SectorEvidence(table: "# a comment\ntrait\ta\tb\tc\td\te\tf\n#bias\t0\t0\t20\t0\t0\t0\nbroken\t1\n")
    #expect(abs(evidence.probabilities([])[2] - exp(1) / (5 + exp(1))) < 1e-6)
  }

  private static let names = (0..<60).map { number in
    SectorTraining.Name(
      text: number % 2 == 0 ? "Glow\(number) Works" : "Beekeepers\(number) Guild", sector: number % 2 == 0 ? 2 : 5,
      weight: 1, fold: number % 3)
  }

  @Test func learningFindsTheWordThatTells() {
    let training = SectorTraining(names: Self.names)
    let model = training.model(without: 0)
    let evidence = SectorEvidence(bias: model.bias, weights: model.weights)
    #expect(evidence.best(NameTraits.hashes(of: "Unseen Works")).sector == .industry)
    #expect(evidence.best(NameTraits.hashes(of: "Unseen Guild")).sector == .nonprofit)
    #expect(evidence.best(NameTraits.hashes(of: "Unseen Guild")).probability > 0.5)
  }

  @Test func theSameNamesGiveTheSameTable() {
    let training = SectorTraining(names: Self.names)
    let table = training.table(of: training.model(without: nil, keeping: 20), source: "x")
    #expect(table == training.table(of: training.model(without: nil, keeping: 20), source: "x"))
    #expect(table.split(separator: "\n").count <= 4 + 1 + 20)
    let again = SectorEvidence(table: table)
    #expect(again.best(NameTraits.hashes(of: "Unseen Works")).sector == .industry)
  }

  @Test func evaluationCountsWhatTheRulesSay() throws {
    let evaluation = SectorEvaluation(registry: try TinyDump.shared.registry())
    let tables = evaluation.tables
    // The invented records and, over them, the built-in facts that have a ROR id.
    #expect(evaluation.all.names == evaluation.bySector.reduce(0) { $0 + $1.counts.names })
    #expect(evaluation.all.decided == evaluation.byRule.filter { $0.rule != "none" }.reduce(0) { $0 + $1.counts.names })
    #expect(evaluation.all.right <= evaluation.all.decided)
    #expect(tables[0].rows[0][0] == .text("all"))
    let universities = evaluation.byRule.first { $0.rule == "word.university" }?.counts
    #expect((universities?.right ?? 0) * 20 > (universities?.names ?? 1) * 19)
  }
}
