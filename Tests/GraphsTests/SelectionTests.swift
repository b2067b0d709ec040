import Graphs
import Testing

@Suite struct PartsOfGraphsTests {
  @Test func aSubgraphKeepsItsNamesEdgesAndLoops() {
    let part = SmallGraphs.twoTriangles.subgraph { $0 != 2 }
    #expect(part.nodes == [0, 1, 3, 4, 5])
    #expect(part.graph.edges == [.init(0, 1), .init(2, 3), .init(2, 4), .init(3, 4)])
    #expect(SmallGraphs.looped.subgraph { $0 == 0 }.graph.loops == [3])
    #expect(SmallGraphs.looped.subgraph { $0 == 1 }.graph.loops == [])
  }

  @Test func theLargestComponentAndTheCore() {
    #expect(SmallGraphs.threeParts.largestComponent().nodes == [1, 2, 3])
    #expect(SmallGraphs.empty.largestComponent().nodes == [])
    let tailed = Graph(nodeCount: 4, edges: [.init(0, 1), .init(1, 2), .init(0, 2), .init(2, 3)])
    #expect(tailed.core(2).nodes == [0, 1, 2])
  }

  @Test func aThresholdKeepsTheHeavyEdges() {
    let graph = SmallGraphs.random(40, 120, 6)
    let heavy = graph.threshold(3)
    #expect(heavy.edges == graph.edges.filter { $0.weight >= 3 })
    #expect(heavy.check() == nil)
  }

  @Test func theBackboneOfAStarKeepsTheEdgeThatStandsOut() {
    let star = Graph(nodeCount: 4, edges: [.init(0, 1, 9), .init(0, 2, 1), .init(0, 3, 1)])
    let alpha = star.disparities()
    #expect(abs(alpha[0] - (1 - 9.0 / 11) * (1 - 9.0 / 11)) < 1e-12)
    #expect(abs(alpha[1] - (1 - 1.0 / 11) * (1 - 1.0 / 11)) < 1e-12)
    #expect(alpha[3] == 1)  // seen from node 1, whose only neighbour is 0
    #expect(star.backbone(0.05).edges == [.init(0, 1, 9)])
  }

  @Test func theBackboneIsTheEdgesBelowTheLevelFromEitherEnd() {
    let graph = SmallGraphs.random(60, 200, 11)
    func alpha(_ a: Int, _ b: Int) -> Double {
      let strength = graph.weights(of: a).reduce(0, +)
      return (1..<max(1, graph.degree(a))).reduce(1.0) { product, _ in product * (1 - graph.weight(a, b) / strength) }
    }
    let expected = graph.edges.filter { min(alpha(Int($0.a), Int($0.b)), alpha(Int($0.b), Int($0.a))) < 0.3 }
    #expect(!expected.isEmpty)
    #expect(graph.backbone(0.3).edges == expected)
  }

  /// Papers {A1, A2, A3}, {A1, A3}, {A2, A4}: sizes 2, 2, 2, 1. Two tools disagree on which tie is the strongest: by
  /// strengths A2–A4 leads A1–A3, by papers they are level.
  @Test func similaritiesOfTheManualsExample() throws {
    let graph = try Projection.graph(Incidence(papers: [[0, 1, 2], [0, 2], [1, 3]], nodeCount: 4), rule: .full)
    let sizes: [Double] = [2, 2, 2, 1]
    #expect(graph.normalized(by: .association, sizes: sizes).weight(0, 2) == 2.0 / (2 * 2))
    #expect(graph.normalized(by: .association, sizes: sizes).weight(1, 3) == 1.0 / (2 * 1))
    #expect(graph.normalized(by: .inclusion, sizes: sizes).weight(1, 3) == 1.0 / 1)
    #expect(graph.normalized(by: .jaccard, sizes: sizes).weight(0, 2) == 2.0 / (2 + 2 - 2))
    #expect(graph.normalized(by: .salton, sizes: sizes).weight(0, 1) == 1.0 / 2)
    #expect(graph.normalized(by: .equivalence, sizes: sizes).weight(0, 1) == 1.0 / 4)
    // Strengths [3, 3, 3, 1], 2W = 10.
    let association = graph.associationStrengths()
    #expect(association.weight(0, 2) == 10.0 * 2 / (3 * 3))
    #expect(association.weight(1, 3) == 10.0 * 1 / (3 * 1))
    #expect(abs(graph.fractionalized().weight(1, 3) - 1 * (4.0 / 3 + 4.0 / 1) / 2) < 1e-12)
  }
}

@Suite struct PartitionComparisonTests {
  @Test func theSameIsOneAndVariationZero() {
    for labels in [[0, 0, 1, 1, 2], [4, 4, 2, 2, 9], [0, 0, 0, 0, 0], [0, 1, 2, 3, 4]] as [[Int32]] {
      let other = labels.map { 10 - $0 }
      let comparison = PartitionComparison(labels, other)
      #expect(abs(comparison.adjustedRand - 1) < 1e-12)
      #expect(abs(comparison.adjustedMutualInformation - 1) < 1e-12)
      #expect(comparison.variationOfInformation < 1e-12)
    }
  }

  @Test func adjustedRandByHand() {
    // Pairs together: 2 in the first, 3 in the second, 1 in both, 6 in all.
    let comparison = PartitionComparison([0, 0, 1, 1], [0, 0, 0, 1])
    #expect(abs(comparison.adjustedRand - (1 - 2.0 * 3 / 6) / ((2.0 + 3) / 2 - 2.0 * 3 / 6)) < 1e-12)
  }

  @Test func mutualInformationIsZeroOnAverageOverShuffles() {
    var generator = SeededGenerator(seed: 5)
    let first: [Int32] = (0..<60).map { Int32($0 / 12) }
    var sum = 0.0
    for _ in 0..<400 {
      sum +=
        PartitionComparison(first, (0..<60).map { Int32($0 / 6) }.shuffled(using: &generator))
        .adjustedMutualInformation
    }
    #expect(abs(sum / 400) < 0.01)
  }

  @Test func variationIsSymmetricAndKeepsTheTriangle() {
    var generator = SeededGenerator(seed: 6)
    let labels = (0..<3).map { _ in (0..<30).map { _ in Int32.random(in: 0..<4, using: &generator) } }
    func distance(_ a: Int, _ b: Int) -> Double { PartitionComparison(labels[a], labels[b]).variationOfInformation }
    #expect(abs(distance(0, 1) - distance(1, 0)) < 1e-12)
    #expect(distance(0, 2) <= distance(0, 1) + distance(1, 2) + 1e-12)
  }
}
