import Foundation
import Testing

@testable import Resolution

@Suite struct ConfidenceFitTests {
  private func samples(_ evidence: Evidence, right: Int, of count: Int) -> [ConfidenceFit.Sample] {
    (0..<count).map { .init(evidence: evidence, isRight: $0 < right, part: $0 % ConfidenceFit.parts) }
  }

  /// Without evidence the bias is the logarithm of odds: ln(30 / 10).
  @Test func theBiasIsTheOddsOfWhatHasNoEvidence() {
    let fit = ConfidenceFit.regression(samples([], right: 30, of: 40))
    let expected: Double = log(30.0 / 10)
    #expect(abs(fit.bias - expected) < 1e-6)
    #expect(fit.weights.isEmpty)
  }

  /// At the minimum the slope is 0: Σ over decisions with the evidence of (p - right) + λ w = 0.
  @Test func theSlopeOfEveryWeightIsNought() throws {
    let all = samples([], right: 30, of: 40) + samples(.alias, right: 10, of: 40) + samples(.common, right: 1, of: 2)
    let fit = ConfidenceFit.regression(all)
    let weight = try #require(fit.weights[.alias])
    let p = 1 / (1 + exp(-(fit.bias + weight)))
    #expect(weight < 0)
    let slope: Double = 40 * p - 10 + ConfidenceFit.penalty * weight
    #expect(abs(slope) < 1e-6)
    // Two decisions say nothing.
    #expect(fit.weights[.common] == nil)
  }

  @Test func linesAreSolvedWithRowsExchanged() {
    // 2y = 4, 3x + y = 5
    #expect(ConfidenceFit.solve([0, 2, 3, 1], [4, 5]) == [1, 2])
  }

  /// 40 at 0.5 of which 30 are right, 40 at 0.6 of which 20 are: one block at 0.55 with 50 of 80; then 40 at 0.9, 38 right.
  @Test func levelsThatFallAreOneBlock() {
    func claims(_ given: Double, _ right: Int) -> [(given: Double, isRight: Bool)] {
      (0..<40).map { (given, $0 < right) }
    }
    let levels = ConfidenceFit.isotonic(claims(0.5, 30) + claims(0.6, 20) + claims(0.9, 38))
    #expect(levels.map(\.given) == [0, 0.55, 0.9, 1])
    let right: [Double] = [0, 50 / 80, 38 / 40, 1]
    #expect(levels.map(\.right) == right)
  }

  /// Of 10 gold ids 8 are given at 0.9, all right, and 8 at 0.6, none of them: F0.5 is best without those.
  @Test func theLeastIsTheLowestOfTheBest() {
    let claims = (0..<16).map { (confidence: $0 < 8 ? 0.9 : 0.6, isRight: $0 < 8) }
    #expect(ConfidenceFit.least(claims, gold: 10) == 0.61)
  }

  @Test func theTableIsWhatConfidenceReads() {
    let all = samples([], right: 300, of: 320) + samples(.alias, right: 30, of: 60)
    let fit = ConfidenceFit(all, gold: 400, source: "invented labels")
    let read = Confidence(table: FactsTable(text: fit.table))
    #expect(abs(read.bias - fit.model.bias) <= 0.0005)
    #expect(read.weights.keys.sorted { $0.rawValue < $1.rawValue } == [.alias])
    #expect(read.levels == fit.model.levels)
    #expect(read.least == fit.model.least)
    // Calibrated: 30 of 60 right where an alias speaks against.
    #expect(abs(read.of(.alias) - 30.0 / 60) < 0.03)
  }
}
