import Graphs
import Testing

/// Every measure on every kind of graph that has once broken one: nothing, one node, no edges, parts, loops, edges given
/// twice, edges of no weight, and weights near the ends of what a number holds.
@Suite struct EdgeCaseTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let graph: Graph
  }

  static let cases: [Case] = [
    Case(testDescription: "empty", graph: SmallGraphs.empty),
    Case(testDescription: "single", graph: SmallGraphs.single),
    Case(testDescription: "edgeless", graph: SmallGraphs.edgeless),
    Case(testDescription: "two components and a node", graph: SmallGraphs.threeParts),
    Case(testDescription: "a loop", graph: SmallGraphs.looped),
    Case(testDescription: "only a loop", graph: Graph(nodeCount: 1, edges: [.init(0, 0, 2)])),
    Case(
      testDescription: "edges twice and edges of no weight",
      graph: Graph(
        nodeCount: 5,
        edges: [.init(0, 1), .init(1, 0), .init(1, 2), .init(2, 0, 0), .init(3, 4, 0), .init(2, 3), .init(2, 3, 2)])),
    Case(testDescription: "huge weights", graph: SmallGraphs.zachary.reweighted { _, _, weight in weight * 0x1p1000 }),
    Case(testDescription: "tiny weights", graph: SmallGraphs.zachary.reweighted { _, _, weight in weight * 0x1p-1000 }),
    Case(
      testDescription: "huge beside tiny",
      graph: Graph(nodeCount: 4, edges: [.init(0, 1, 0x1p500), .init(1, 2, 0x1p-500), .init(2, 3, 1)])),
  ]

  @Test(arguments: cases)
  func theGraphAndItsPartsAreSound(_ one: Case) {
    let graph = one.graph
    #expect(graph.check() == nil)
    let parts = [
      graph.backbone(), graph.threshold(1), graph.largestComponent().graph, graph.core(1).graph,
      graph.associationStrengths(), graph.fractionalized(), graph.subgraph { $0 % 2 == 0 }.graph,
      graph.aggregated(by: graph.nodes.map { Int32($0 / 2) }),
    ]
    for part in parts { #expect(part.check() == nil) }
    for similarity in Similarity.allCases {
      let sizes = graph.strengths().map { max($0, 1) }
      #expect(graph.normalized(by: similarity, sizes: sizes).check() == nil)
    }
    #expect(parts[7].totalWeight == graph.totalWeight || abs(parts[7].totalWeight / graph.totalWeight - 1) < 1e-12)
  }

  @Test(arguments: cases)
  func everyMeasureHasAValueForEveryNode(_ one: Case) {
    let graph = one.graph
    let n = graph.nodeCount
    #expect(Components.connected(graph).count == n)
    #expect(graph.coreNumbers().count == n)
    let betweenness = Betweenness.exact(graph)
    #expect(betweenness.count == n && betweenness.allSatisfy { $0 >= 0 && $0.isFinite })
    let ranks = PageRank.scores(graph)
    #expect(ranks.count == n && ranks.allSatisfy { $0 > 0 && $0 <= 1 })
    #expect(n == 0 || abs(ranks.reduce(0, +) - 1) < 1e-12)
    let closeness = Closeness(of: graph)
    #expect(closeness.scores().count == n && closeness.scores().allSatisfy { $0 >= 0 && $0 <= 1 })
    #expect(closeness.harmonic.allSatisfy { $0 >= 0 && $0 <= Double(max(0, n - 1)) })
    for (node, value) in graph.constraints().enumerated() {
      let isSound = graph.degree(node) == 0 ? value.isNaN : value > 0 && value <= 1.1251
      #expect(isSound)
    }
    #expect(Transitivity(of: graph).local.allSatisfy { $0 >= 0 && $0 <= 1 })
    let estimate = BetweennessEstimate(of: graph, error: 0.1)
    #expect(estimate.shares.count == n && estimate.shares.allSatisfy { $0 >= 0 && $0 <= 1 })
    let places = Layout.positions(graph, iterations: 20, radii: [Double](repeating: 0.2, count: n))
    #expect(places.count == n && places.allSatisfy { $0.x.isFinite && $0.y.isFinite })
    for value in [Assortativity.degree(graph), Assortativity.nominal(graph, groups: graph.nodes.map { Int32($0 % 2) })]
    {
      if let value { #expect(value >= -1.0000001 && value <= 1.0000001) }
    }
    let cut = CutPoints(of: graph)
    #expect(cut.nodes.count <= n && cut.bridges.count <= graph.edgeCount)
    guard n > 0 else { return }
    #expect(ShortestPaths(from: 0, in: graph) { 1 / $0 }.distances[0] == 0)
    #expect(graph.neighborhood(of: 0, hops: 2)[0] == [0])
  }

  @Test(arguments: cases)
  func clusteringAnswersWithConnectedClusters(_ one: Case) {
    let graph = one.graph
    let components = Components.connected(graph)
    for quality in QualityFunction.allCases {
      let partition = Leiden.cluster(graph, quality: quality, resolution: quality == .modularity ? 1 : 0.1, starts: 2)
      #expect(partition.membership.count == graph.nodeCount)
      #expect(partition.quality.isFinite)
      for members in partition.members { #expect(Set(members.map { components[$0] }).count == 1) }
      let consensus = Consensus(of: graph, runs: 3, options: .init(quality: quality, resolution: 0.5))
      #expect(consensus.stability.allSatisfy { $0 >= 0 && $0 <= 1 })
      let levels = Leiden.hierarchy(graph, .init(quality: quality, resolution: 0.5))
      #expect(levels[0].membership.count == graph.nodeCount)
      let profile = ResolutionProfile(of: graph, resolutions: [0.5, 1], options: .init(quality: quality))
      #expect(profile.points.count == 2)
    }
  }

  /// Scaling all weights by a power of two changes no rounding, and so nothing that is a share.
  @Test func sharesDoNotDependOnTheUnitOfWeights() {
    let plain = SmallGraphs.random(50, 120, 4)
    for factor in [0x1p400, 0x1p-400] {
      let scaled = plain.reweighted { $2 * factor }
      #expect(scaled.constraints().map { $0.isNaN ? -1 : $0 } == plain.constraints().map { $0.isNaN ? -1 : $0 })
      #expect(scaled.associationStrengths().weights == plain.associationStrengths().weights)
      #expect(scaled.disparities() == plain.disparities())
      #expect(scaled.fractionalized().weights == plain.fractionalized().weights)
      #expect(Layout.positions(scaled, iterations: 10) == Layout.positions(plain, iterations: 10))
      for (one, other) in zip(PageRank.scores(scaled), PageRank.scores(plain)) { #expect(abs(one - other) < 1e-8) }
    }
  }

  /// Columns long enough to be sorted in pieces, with loops, duplicates and edges of no weight among them.
  @Test(arguments: [1, 2, 3])
  func columnsGiveTheGraphOfTheirEdgesAtEveryNumberOfThreads(_ threads: Int) {
    var generator = SeededGenerator(seed: 12)
    let count = 60_000
    let sources = (0..<count).map { _ in Int32.random(in: 0..<9000, using: &generator) }
    let targets = (0..<count).map { index -> Int32 in
      let bound: Int32 = index % 3 == 0 ? 20 : 9000
      return index % 50 == 0 ? sources[index] : Int32.random(in: 0..<bound, using: &generator)
    }
    let weights: [Double] = (0..<count).map { Double($0 % 7) / 3 }
    let graph = Graph(nodeCount: 9100, sources: sources, targets: targets, weights: weights, threads: threads)
    let edges: [Graph.Edge] = (0..<count).map { Graph.Edge(Int(sources[$0]), Int(targets[$0]), weights[$0]) }
    let slow = Graph(nodeCount: 9100, edges: edges)
    #expect(graph.offsets == slow.offsets && graph.targets == slow.targets)
    #expect(graph.weights == slow.weights && graph.loops == slow.loops)
    #expect(graph.check() == nil)
    var total = 0.0
    for weight in weights { total += weight }
    #expect(abs(graph.totalWeight / total - 1) < 1e-12)
  }
}
