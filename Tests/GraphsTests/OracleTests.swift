import Graphs
import Testing

/// The numbers of other programs for small graphs; see Tests/Peers/oracles.py.
@Suite struct OracleTests {
  private func graph(_ numbers: OracleNumbers) -> Graph {
    let edges = stride(from: 0, to: numbers.edges.count, by: 3).map {
      Graph.Edge(Int(numbers.edges[$0]), Int(numbers.edges[$0 + 1]), numbers.edges[$0 + 2])
    }
    return Graph(nodeCount: numbers.nodes, edges: edges)
  }

  /// Equal up to rounding, relative above 1; not a number on both sides is equal.
  private func agree(_ ours: [Double], _ theirs: [Double]?, within tolerance: Double = 1e-9) -> Bool {
    guard let theirs, ours.count == theirs.count else { return false }
    return zip(ours, theirs).allSatisfy {
      $0 == $1 || $0.isNaN && $1.isNaN || abs($0 - $1) <= tolerance * max(1, abs($1))
    }
  }

  @Test(arguments: OracleNumbers.all)
  func centrality(_ numbers: OracleNumbers) {
    let graph = graph(numbers)
    #expect(agree(Betweenness.exact(graph), numbers.values["betweenness"]))
    #expect(agree(PageRank.scores(graph, tolerance: 1e-12), numbers.values["pagerank"]))
    #expect(agree(Closeness(of: graph).scores(), numbers.values["closeness"]))
    #expect(agree(Closeness(of: graph).harmonic, numbers.values["harmonic"], within: 1e-6))
    #expect(agree(graph.coreNumbers().map(Double.init), numbers.values["core"]))
    #expect(agree(graph.strengths(), numbers.values["strength"]))
  }

  @Test(arguments: OracleNumbers.all)
  func structure(_ numbers: OracleNumbers) {
    let graph = graph(numbers)
    #expect(agree(graph.constraints(), numbers.values["constraint"]))
    #expect(agree(Transitivity(of: graph).local, numbers.values["clustering"]))
    #expect(agree(Transitivity(of: graph).triangles.map(Double.init), numbers.values["triangles"]))
    let cut = CutPoints(of: graph)
    #expect(agree(cut.nodes.map(Double.init), numbers.values["articulation"]))
    #expect(agree(pairs(cut.bridges.map { ($0.a, $0.b) }, graph), numbers.values["bridges"]))
    #expect(agree(pairs(graph.backbone().edges.map { (Int($0.a), Int($0.b)) }, graph), numbers.values["backbone"]))
    let groups = graph.nodes.map { Int32($0 % 3) }
    let scalars = [
      Transitivity(of: graph).global, Assortativity.degree(graph) ?? .nan,
      Assortativity.nominal(graph, groups: groups, weighted: false) ?? .nan, Double(graph.edgeCount),
      graph.totalWeight,
    ]
    #expect(agree(scalars, numbers.values["scalars"]))
  }

  @Test(arguments: OracleNumbers.all)
  func shortestPaths(_ numbers: OracleNumbers) {
    let graph = graph(numbers)
    #expect(agree(ShortestPaths(from: 0, in: graph).distances, numbers.values["distances"]))
    #expect(agree(ShortestPaths(from: 0, in: graph) { 1 / $0 }.distances, numbers.values["lengths"]))
  }

  /// Ends as one number each, as the script writes them.
  private func pairs(_ ends: [(Int, Int)], _ graph: Graph) -> [Double] {
    ends.map { Double($0.0 * graph.nodeCount + $0.1) }
  }

  @Test func comparison() {
    let ours = PartitionComparison((0..<34).map { Int32($0 % 3) }, (0..<34).map { Int32($0 / 9) })
    let numbers = [
      ours.adjustedRand, ours.normalizedMutualInformation, ours.variationOfInformation, ours.adjustedMutualInformation,
    ]
    #expect(agree(numbers, OracleNumbers.comparison))
  }
}
