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

  @Test func transitivityByHandAndByCounting() {
    let tailed = Graph(nodeCount: 4, edges: [.init(0, 1), .init(1, 2), .init(0, 2), .init(2, 3)])
    let hand = Transitivity(of: tailed)
    #expect(hand.triangles == [1, 1, 1, 0])
    #expect(hand.local == [1, 1, 1.0 / 3, 0])
    #expect(hand.global == 3.0 / (1 + 1 + 3))
    for graph in SmallGraphs.all {
      let triangles = graph.nodes.map { node in
        let around = graph.neighbors(of: node)
        return around.reduce(0) { sum, a in sum + around.count { $0 > a && graph.weight(Int(a), Int($0)) > 0 } }
      }
      #expect(Transitivity(of: graph).triangles == triangles)
    }
  }

  @Test func assortativityByHand() throws {
    let path = Graph(nodeCount: 4, edges: [.init(0, 1), .init(1, 2), .init(2, 3)])
    let r = try #require(Assortativity.nominal(path, groups: [0, 0, 1, 1]))
    #expect(abs(r - (4.0 / 6 - 1.0 / 2) / (1 - 1.0 / 2)) < 1e-12)
    #expect(Assortativity.nominal(path, groups: [0, 0, 0, 0]) == nil)
    #expect(Assortativity.nominal(SmallGraphs.edgeless, groups: [0, 1, 0]) == nil)
    let apart = Graph(nodeCount: 4, edges: [.init(0, 1), .init(2, 3)])
    #expect(Assortativity.nominal(apart, groups: [0, 0, 1, 1]) == 1)
    // A negative group leaves the node out: only 0 — 1 and 1 — 2 are left, both across.
    #expect(Assortativity.nominal(path, groups: [0, 1, 0, -1]) == (0 - 0.5) / (1 - 0.5))
    #expect(Assortativity.degree(SmallGraphs.path) == -1)
    #expect(Assortativity.degree(apart) == nil)
  }

  @Test func assortativityOfAUnitWeightGraphDoesNotDependOnWeighting() {
    let groups = (0..<34).map { Int32($0 % 3) }
    let zachary = SmallGraphs.zachary
    #expect(
      Assortativity.nominal(zachary, groups: groups) == Assortativity.nominal(zachary, groups: groups, weighted: false))
  }

  @Test func constraintByHand() {
    let path = Graph(nodeCount: 3, edges: [.init(0, 1), .init(1, 2)])
    #expect(path.constraints() == [1, 2 * 0.5 * 0.5, 1])
    // A triangle: p = 1/2 everywhere, each neighbour (1/2 + 1/2 · 1/2)².
    let triangle = Graph(nodeCount: 3, edges: [.init(0, 1), .init(1, 2), .init(0, 2)])
    #expect(triangle.constraints() == [1.125, 1.125, 1.125])
    #expect(SmallGraphs.single.constraints()[0].isNaN)
  }

  @Test func shortestPathsByStepsAndByLength() {
    let graph = Graph(nodeCount: 4, edges: [.init(0, 1, 1), .init(1, 2, 1), .init(0, 2, 4)])
    let steps = ShortestPaths(from: 0, in: graph)
    #expect(steps.distances == [0, 1, 1, .infinity])
    #expect(steps.path(to: 3) == nil)
    let byWeight = ShortestPaths(from: 0, in: graph) { 1 / $0 }
    #expect(byWeight.distances[2] == 1.0 / 4)
    #expect(ShortestPaths(from: 0, in: graph) { $0 }.path(to: 2) == [0, 1, 2])
    #expect(ShortestPaths(from: 2, in: graph).path(to: 2) == [2])
  }

  @Test func lengthsAgreeWithBellmanAndFord() {
    let graph = SmallGraphs.random(50, 90, 8)
    let length = { (weight: Double) in 1 / weight }
    let found = ShortestPaths(from: 7, in: graph, length: length).distances
    var slow = [Double](repeating: .infinity, count: 50)
    slow[7] = 0
    for _ in 0..<50 {
      for edge in graph.edges {
        let (a, b) = (Int(edge.a), Int(edge.b))
        slow[a] = min(slow[a], slow[b] + length(edge.weight))
        slow[b] = min(slow[b], slow[a] + length(edge.weight))
      }
    }
    for (fast, expected) in zip(found, slow) { #expect(fast == expected || abs(fast - expected) < 1e-12) }
  }

  @Test func neighborhoodsAreTheRingsOfASearch() {
    let graph = SmallGraphs.random(300, 500, 3)
    let distances = ShortestPaths(from: 5, in: graph).distances
    let rings = graph.neighborhood(of: 5, hops: 3)
    for (hop, ring) in rings.enumerated() {
      #expect(ring == graph.nodes.filter { distances[$0] == Double(hop) }.map { Int32($0) })
    }
    #expect(SmallGraphs.edgeless.neighborhood(of: 1, hops: 3) == [[1]])
  }

  @Test func everyGraphIsSoundAndABrokenOneIsNamed() {
    for graph in SmallGraphs.all { #expect(graph.check() == nil) }
    let oneWay = Graph(offsets: [0, 1, 1], targets: [1], weights: [2])
    #expect(oneWay.check() == "edge 0–1 weighs 2.0 there and 0.0 back")
    let selfTied = Graph(offsets: [0, 1], targets: [0], weights: [1])
    #expect(selfTied.check() == "node 0 is its own neighbour")
    let outside = Graph(offsets: [0, 1], targets: [4], weights: [1])
    #expect(outside.check() == "node 0 has a neighbour 4 that is no node")
    let twice = Graph(offsets: [0, 2, 4], targets: [1, 1, 0, 0], weights: [1, 1, 1, 1])
    #expect(twice.check() == "the row of node 0 is not ascending at neighbour 1")
  }
}
