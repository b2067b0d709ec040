import Bibliography
import Bytes
import Testing

@testable import Resolution

/// Sampling and scoring: by hand where it can be, and by the law that intervals must keep.
@Suite struct CheckingTests {
  @Test func placesByHand() {
    // 2 + 2 + 1 first; of 7 more by size of the open strata 100 : 50, exactly 4.67 and 2.33: 4 and 2, then the larger
    // remainder.
    #expect(Stratification.places([100, 50, 1], count: 12) == [7, 4, 1])
    #expect(Stratification.places([3, 1000], count: 10) == [2, 8])
    #expect(Stratification.places([3, 4], count: 100) == [3, 4])
    #expect(Stratification.places([5, 5, 5], count: 3) == [1, 1, 1])
    #expect(Stratification.places([], count: 3) == [])
  }

  @Test func weightsMakeUpForTheSample() {
    let strata = (0..<300).map { $0 < 200 ? "a" : $0 < 290 ? "b" : "c\($0 % 5)" }
    let sample = Stratification(strata, count: 40, seed: 7)
    #expect(sample.draws.count == 40)
    #expect(Set(sample.draws.map(\.index)).count == 40)
    #expect(abs(sample.draws.reduce(0) { $0 + $1.weight } - 300) < 1e-9)
    #expect(sample.draws.allSatisfy { $0.stratum == strata[$0.index] })
    #expect(sample.draws == Stratification(strata, count: 40, seed: 7).draws)
    #expect(sample.draws != Stratification(strata, count: 40, seed: 8).draws)
    // Seven strata of two at least do not go into ten places: the smallest are drawn as one.
    let few = Stratification(strata, count: 10, seed: 7)
    #expect(few.draws.count == 10 && few.draws.contains { $0.stratum == Stratification.small })
    #expect(abs(few.draws.reduce(0) { $0 + $1.weight } - 300) < 1e-9)
  }

  @Test func aRatioByHand() throws {
    // Stratum of 90 with 2 of 3 right, stratum of 10 with 1 of 2 right.
    let ratio = try #require(
      StratifiedRatio([
        .init(size: 90, members: [(1, 1), (1, 1), (0, 1)]), .init(size: 10, members: [(1, 1), (0, 1)]),
      ]))
    let value = (90.0 / 3 * 2 + 10.0 / 2 * 1) / 100
    #expect(abs(ratio.value - value) < 1e-12)
    // z = y − R: spreads of (1, 1, 0) and (1, 0) about their means, 1/3 and 1/2.
    let first = 90.0 * 90 * (1 - 3.0 / 90) * (1.0 / 3) / 3
    let second = 10.0 * 10 * (1 - 2.0 / 10) * (1.0 / 2) / 2
    let variance = (first + second) / (100.0 * 100)
    let trials = min(5, value * (1 - value) / variance)
    let expected = wilson(share: value, trials: trials)
    #expect(abs(ratio.interval.lowerBound - expected.lowerBound) < 1e-12)
    #expect(abs(ratio.interval.upperBound - expected.upperBound) < 1e-12)
    #expect(ratio.members == 5)
  }

  @Test func edges() throws {
    #expect(StratifiedRatio([]) == nil)
    #expect(StratifiedRatio([.init(size: 5, members: [(0, 0)])]) == nil)
    // Everything looked at: no interval but the value itself.
    let whole = try #require(StratifiedRatio([.init(size: 2, members: [(1, 1), (0, 1)])]))
    #expect(whole.interval == 0.5...0.5)
    // All right: Kish's number of equal weights is their number, and Wilson's lower end for 10 of 10.
    let right = try #require(StratifiedRatio([.init(size: 100, members: Array(repeating: (1, 1), count: 10))]))
    #expect(right.value == 1 && abs(right.interval.lowerBound - wilson(share: 1, trials: 10).lowerBound) < 1e-12)
  }

  /// The law of a 95 % interval: over many samples of one population it holds the truth about 95 times in 100, and the
  /// estimates are right on average.
  @Test func intervalsHoldTheTruthAsOftenAsTheySay() throws {
    var random = SplitMix64(state: 1)
    // Strata of unlike size and accuracy, decisions of unlike weight.
    let kinds = [("a", 1500, 0.98), ("b", 300, 0.8), ("c", 150, 0.5), ("d", 40, 0.9), ("e", 10, 0.3)]
    var strata: [String] = []
    var right: [Double] = []
    var uses: [Double] = []
    for (name, size, share) in kinds {
      for _ in 0..<size {
        strata.append(name)
        right.append(random.chance(share) ? 1 : 0)
        uses.append(Double(1 + min(random.below(9), random.below(9))))
      }
    }
    for weighted in [false, true] {
      let x = strata.indices.map { weighted ? uses[$0] : 1 }
      let truth = zip(right, x).reduce(0) { $0 + $1.0 * $1.1 } / x.reduce(0, +)
      var held = 0
      var sum = 0.0
      let runs = 500
      for seed in 1...runs {
        let sample = Stratification(strata, count: 200, seed: UInt64(seed))
        var found: [String: StratifiedRatio.Stratum] = [:]
        for draw in sample.draws {
          found[draw.stratum, default: .init(size: draw.size, members: [])].members
            .append((right[draw.index] * x[draw.index], x[draw.index]))
        }
        let estimate = try #require(StratifiedRatio(found.sorted { $0.key < $1.key }.map(\.value)))
        if estimate.interval.contains(truth) { held += 1 }
        sum += estimate.value
      }
      #expect(abs(sum / Double(runs) - truth) < 0.005, "weighted: \(weighted)")
      // A binomial of 500 at .95 stays above .92 but for a chance of 1 in 500.
      #expect(Double(held) / Double(runs) >= 0.92, "weighted: \(weighted), held \(held) of \(runs)")
    }
  }

  static func sheet(_ rows: String) throws -> CheckSheet {
    let text = "verdict,right_sector,state,sector,authorships,stratum,stratum_size,seed\n" + rows
    return try CheckSheet(Input(name: "check.csv", bytes: Array(text.utf8)))
  }

  @Test func verdictsByHand() throws {
    let sheet = try Self.sheet(
      """
      right,right,resolved,academia,3,r,8,5
      wrong,industry,resolved,academia,1,r,8,5
      spurious,,resolved,unknown,2,r,8,5
      right missed,academia,resolved,academia,1,r,8,5
      right,,unresolved,,4,n,6,5
      missed,,unresolved,,1,n,6,5
      ,,resolved,academia,1,r,8,5
      """)
    #expect(sheet.diagnostics.isEmpty && sheet.judged == 6 && sheet.unjudged == 1 && sheet.seed == "5")
    func value(_ measure: CheckSheet.Measure, _ byAuthorships: Bool = false) throws -> Double {
      try #require(sheet.estimate(measure, byAuthorships: byAuthorships)).value
    }
    #expect(try value(.precision) == 2.0 / 4)
    // Found 2 in each 4 of 8; named and not found: one wrong and one missed there, one missed in 2 of 6.
    #expect(abs(try value(.recall) - 8.0 / 4 * 2 / (8.0 / 4 * 4 + 6.0 / 2 * 1)) < 1e-12)
    #expect(try value(.none) == 1.0 / 2)
    #expect(abs(try value(.sector) - 2.0 / 3) < 1e-12)
    #expect(abs(try value(.precision, true) - (3.0 + 1) / (3 + 1 + 2 + 1)) < 1e-12)
    #expect(try value(.none, true) == 4.0 / 5)
    #expect(sheet.coverage == 1)
  }

  @Test func sheetsFilledInWronglyAreTold() throws {
    let sheet = try Self.sheet(
      """
      rigth,,resolved,academia,1,r,8,5
      right wrong,,resolved,academia,1,r,8,5
      wrong,,unresolved,,1,n,6,5
      right,acedemia,resolved,academia,1,r,8,5
      right,,resolved,academia,1,r,many,5
      missed,,resolved,academia,1,r,8,5
      """)
    #expect(sheet.judged == 0 && sheet.diagnostics.map(\.location?.line) == [2, 3, 4, 5, 6, 7])
    #expect(sheet.estimate(.precision, byAuthorships: false) == nil)
    let broken = #expect(throws: CoterieError.self) {
      try CheckSheet(Input(name: "x", bytes: Array("a,b\n1,2\n".utf8)))
    }
    #expect(broken?.diagnostic.code == "check.header")
  }
}
