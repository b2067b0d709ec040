import Graphs
import Testing

@Suite struct StructureTests {
  @Test func cutPointsByHand() {
    let graph = Graph(nodeCount: 4, edges: [.init(0, 1), .init(1, 2), .init(2, 3), .init(1, 3)])
    let cut = CutPoints(of: graph)
    #expect(cut.nodes == [1])
    #expect(cut.bridges == [.init(a: 0, b: 1)])
  }

  /// The slow way: take each node, each edge away and count components.
  @Test(arguments: 1...6 as ClosedRange<UInt64>)
  func cutPointsAgreeWithTakingAway(_ seed: UInt64) {
    let graph = SmallGraphs.random(40, 48, seed)
    let cut = CutPoints(of: graph)
    let whole = Components.connected(graph).max() ?? 0
    for node in graph.nodes {
      let without = Graph(
        nodeCount: 40, edges: graph.edges.filter { Int($0.a) != node && Int($0.b) != node })
      let added = graph.degree(node) == 0 ? 0 : 1  // the node itself, now alone
      #expect(((Components.connected(without).max() ?? 0) > whole + Int32(added)) == cut.nodes.contains(node))
    }
    for edge in graph.edges {
      let without = Graph(nodeCount: 40, edges: graph.edges.filter { $0 != edge })
      let isBridge = (Components.connected(without).max() ?? 0) > whole
      #expect(isBridge == cut.bridges.contains(.init(a: Int(edge.a), b: Int(edge.b))))
    }
  }

  @Test func betweennessByHand() {
    #expect(Betweenness.exact(SmallGraphs.path) == [0, 1, 0])
    // A square: each corner carries half of the one pair of its neighbours.
    let square = Graph(nodeCount: 4, edges: [.init(0, 1), .init(1, 2), .init(2, 3), .init(0, 3)])
    #expect(Betweenness.exact(square) == [0.5, 0.5, 0.5, 0.5])
  }
}
