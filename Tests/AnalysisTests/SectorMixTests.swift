import Testing

@testable import Analysis

@Suite struct SectorMixTests {
  let mix = corpus([
    "a@U1; b@U2",  // only academia
    "a@U1; c@C1",  // both, nothing else
    "a@U1; c@C1; d@G1",  // both and a laboratory
    "c@C1; d@C2",  // only industry
    "c@C1; e@!",  // only industry: e says to have none
    "c@C1; f@-",  // cannot be said
    "g@X1",  // unknown sector: cannot be said
    "h@0; i@?",
  ]).sectorMix()

  @Test func sixRowsInOrder() {
    #expect(
      mix.rows.map(\.key) == [
        "any_industry", "academia_and_industry", "nothing_else", "only_industry", "only_academia", "industry_credit",
      ])
    #expect(mix.rows.dropLast().map(\.papers) == [5, 2, 1, 2, 1])
    #expect(mix.undecided == 3)
    #expect(mix.papers == 8)
  }

  @Test func creditByHand() {
    // Industry: 1/2 + 1/3 + 1 + 1/2 + 1/2 of 8 papers.
    let industry = 1.0 / 2 + 1.0 / 3 + 1 + 1.0 / 2 + 1.0 / 2
    #expect(abs((mix.credit[.industry] ?? 0) - industry) < 1e-12)
    #expect(abs((mix.row("industry_credit")?.share ?? 0) - industry / 8) < 1e-12)
    #expect(mix.absences == [.unresolved: 0.5, .unaffiliated: 0.5, .notGiven: 0.5, .shared: 0.5])
  }

  /// Law: sectors and absences together are all papers.
  @Test func nothingIsLost() {
    let sum = mix.credit.values.reduce(0, +) + mix.absences.values.reduce(0, +)
    #expect(abs(sum - 8) < 1e-12)
  }

  @Test func noIntervalBelowTwentyPapers() {
    #expect(mix.rows.allSatisfy { $0.interval == nil })
    let larger = corpus(Array(repeating: "a@U1; c@C1", count: 20)).sectorMix()
    #expect(larger.rows.allSatisfy { $0.interval != nil })
  }

  @Test func wilsonByHand() {
    // k = 5, n = 10, z² = 3.841459: (5 + 1.920729 ± 1.959964 √(2.5 + 0.960365)) / 13.841459
    let interval = Interval.wilson(5, of: 10)
    let half = 1.959963984540054 * (2.5 + 3.841458820694124 / 4).squareRoot()
    #expect(abs(interval.low - (5 + 3.841458820694124 / 2 - half) / 13.841458820694124) < 1e-12)
    #expect(abs(interval.low + interval.high - 1) < 1e-12)
    #expect(Interval.wilson(0, of: 10).low == 0)
    #expect(Interval.wilson(10, of: 10).high == 1)
  }

  @Test func bootstrapIsSeededAndHoldsTheMean() throws {
    let values = (0..<40).map { Double($0 % 4) / 4 }
    let first = try #require(Interval.bootstrap(values, seed: 7))
    #expect(Interval.bootstrap(values, seed: 7) == first)
    #expect(Interval.bootstrap(values, seed: 8) != first)
    #expect(first.low < 0.375 && 0.375 < first.high)  // mean of 0, 1/4, 1/2, 3/4
    // Standard error sqrt(0.078125 / 40) = 0.0442; 95 % is about four of them wide.
    #expect(abs((first.high - first.low) - 4 * 0.0442) < 0.03)
    #expect(Interval.bootstrap(Array(values.prefix(19)), seed: 7) == nil)
  }
}
