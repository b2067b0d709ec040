import Testing

@testable import Resolution

/// The measures of resolution, by hand.
@Suite struct AuthorEvaluationTests {
  @Test func everythingInOneAuthor() {
    let score = AuthorEvaluation(truth: ["a", "a", "b"], predicted: [0, 0, 0])
    #expect(abs(score.bCubedPrecision - (2.0 / 3 + 2.0 / 3 + 1.0 / 3) / 3) < 1e-12)
    #expect(score.bCubedRecall == 1)
    #expect(score.pairwisePrecision == 1.0 / 3)
    #expect(score.pairwiseRecall == 1)
    #expect(score.mergeErrors == 1 && score.splitErrors == 0)
    #expect(score.trueAuthors == 2 && score.predictedAuthors == 1 && score.mentions == 3)
  }

  @Test func everyMentionItsOwnAuthor() {
    let score = AuthorEvaluation(truth: ["a", "a", "b"], predicted: [0, 1, 2])
    #expect(score.bCubedPrecision == 1)
    #expect(abs(score.bCubedRecall - (0.5 + 0.5 + 1) / 3) < 1e-12)
    #expect(score.pairwisePrecision == 1 && score.pairwiseRecall == 0)
    #expect(score.splitErrors == 1 && score.mergeErrors == 0)
    #expect(abs(score.bCubedF - 2 * (2.0 / 3) / (1 + 2.0 / 3)) < 1e-12)
  }

  @Test func unlabelledMentionsAreLeftOutAndNothingIsPerfect() {
    let score = AuthorEvaluation(truth: ["a", nil, "b"], predicted: [0, 0, 1])
    #expect(score.mentions == 2 && score.bCubedPrecision == 1 && score.bCubedRecall == 1)
    #expect(AuthorEvaluation(truth: [], predicted: []).bCubedF == 1)
  }
}
