import Testing

@testable import Analysis

@Suite struct TieMatrixTests {
  /// U1-U2 one paper, U1-C1 one paper, C1-C2 one paper: each weight 1.
  let matrix = corpus(["a@U1; b@U2", "a@U1; c@C1", "c@C1; d@C2"]).network(of: .institutions).tieMatrix()

  @Test func countsEachTieOnce() {
    #expect(matrix.sectors == [.academia, .industry])
    #expect(matrix.weights == [[1, 1], [1, 1]])
    #expect(matrix.papers == [[1, 1], [1, 1]])
    #expect(matrix.total == 3)
  }

  @Test func externalInternalByHand() throws {
    let index = try #require(matrix.externalInternalIndex)
    #expect(abs(index - (1.0 - 2.0) / 3.0) < 1e-12)
  }

  @Test func assortativityByHand() throws {
    // Ends: 3 of 6 in each sector. Trace 2/3, chance 1/4 + 1/4: (2/3 - 1/2) / (1 - 1/2).
    let assortativity = try #require(matrix.assortativity)
    let expected = (2.0 / 3 - 1.0 / 2) / (1 - 1.0 / 2)
    #expect(abs(assortativity - expected) < 1e-12)
  }

  @Test func observedOverExpectedByHand() throws {
    // Strengths 3 and 3, W = 3: between 9/6 expected, 1 observed; within 9/6/2 expected.
    let between = try #require(matrix.observedOverExpected(0, 1))
    let within = try #require(matrix.observedOverExpected(0, 0))
    #expect(abs(between - 1 / 1.5) < 1e-12)
    #expect(abs(within - 1 / 0.75) < 1e-12)
  }

  @Test func countriesThroughACompanysSeat() {
    let result = corpus([
      "a@U1d; b@U2d",  // domestic
      "a@U1d; b@U2u",  // international
      "a@U1d; b@C1u",  // only through C1's seat
      "a@U1; b@-",  // unknown
      "a@U1d; b@U3",  // one known country
    ]).internationality()
    #expect(
      result == Internationality(international: 2, onlyThroughCompanySeat: 1, domestic: 2, unknown: 1))
  }
}
