import Graphs
import Testing

@Suite struct ProjectionTests {
  /// The three documents of the VOSviewer manual, figures 7 and 8: {A1, A2, A3}, {A1, A3}, {A2, A4}.
  let manual = Incidence(papers: [[0, 1, 2], [0, 2], [1, 3]], nodeCount: 4)

  @Test func fullCounting() {
    let expected: [Graph.Edge] = [.init(0, 1, 1), .init(0, 2, 2), .init(1, 2, 1), .init(1, 3, 1)]
    #expect(Projection.edges(manual, rule: .full) == expected)
  }

  @Test func fractionalCounting() {
    let expected: [Graph.Edge] = [.init(0, 1, 1.0 / 2), .init(0, 2, 1.0 / 2 + 1), .init(1, 2, 1.0 / 2), .init(1, 3, 1)]
    #expect(Projection.edges(manual, rule: .fractional) == expected)
  }

  @Test func refinedAndCustomCounting() {
    #expect(Projection.edges(manual, rule: .refined)[1] == .init(0, 2, 2.0 / (3 * 2) + 1))
    #expect(Projection.edges(manual, rule: .custom { Double($0) })[1] == .init(0, 2, 3 + 2))
  }

  @Test func aNodeNamedTwiceCountsOnceAndOneNodeGivesNoEdge() {
    let incidence = Incidence(papers: [[1, 0, 1], [2], [2, 2], []], nodeCount: 3)
    #expect(Projection.edges(incidence, rule: .fractional) == [.init(0, 1, 1)])
  }
}
