import Testing

@testable import Graphs

@Suite struct CentralityTests {
  /// Every pair of nodes, every shortest path, by counting paths from both ends.
  private func slowBetweenness(_ graph: Graph) -> [Double] {
    let n = graph.nodeCount
    let distance = graph.nodes.map { ShortestPaths(from: $0, in: graph).distances }
    let paths: [[Double]] = graph.nodes.map { source in
      var count = [Double](repeating: 0, count: n)
      count[source] = 1
      for node in graph.nodes.sorted(by: { distance[source][$0] < distance[source][$1] }) where node != source {
        for other in graph.neighbors(of: node) where distance[source][Int(other)] + 1 == distance[source][node] {
          count[node] += count[Int(other)]
        }
      }
      return count
    }
    return graph.nodes.map { node in
      var sum = 0.0
      for s in 0..<n {
        for t in s + 1..<max(n, s + 1) where s != node && t != node && distance[s][t].isFinite {
          if distance[s][node] + distance[node][t] == distance[s][t] {
            sum += paths[s][node] * paths[node][t] / paths[s][t]
          }
        }
      }
      return sum
    }
  }

  @Test func betweennessByHand() {
    #expect(Betweenness.exact(SmallGraphs.path) == [0, 1, 0])
    // A square: each corner carries half of the one pair of its neighbours.
    let square = Graph(nodeCount: 4, edges: [.init(0, 1), .init(1, 2), .init(2, 3), .init(0, 3)])
    #expect(Betweenness.exact(square) == [0.5, 0.5, 0.5, 0.5])
  }

  @Test func betweennessAgreesWithTheSlowWayAtEveryNumberOfThreads() {
    for graph in SmallGraphs.all {
      let fast = Betweenness.exact(graph)
      #expect(fast == Betweenness.exact(graph, threads: 3))
      for (value, expected) in zip(fast, slowBetweenness(graph)) { #expect(abs(value - expected) < 1e-9) }
    }
  }

  /// Graphs full of what the reduction takes away: twins of both kinds, pendants on pendants, side nodes, all of a
  /// component; and what it has to leave, more nodes than a batch holds.
  @Test(arguments: [
    Graph(nodeCount: 5, edges: [.init(0, 1), .init(0, 2), .init(0, 3), .init(3, 4)]),  // a tree
    Graph(nodeCount: 5, edges: (0..<2).flatMap { a in (2..<5).map { .init(a, $0) } }),  // K(2, 3): false twins only
    Graph(nodeCount: 6, edges: (0..<6).flatMap { a in (a + 1..<6).map { .init(a, $0) } } + []),  // one clique
    Graph(  // two cliques that share node 3, a pendant clique on node 0, and a component of two
      nodeCount: 11,
      edges: [
        .init(0, 1), .init(0, 2), .init(0, 3), .init(1, 2), .init(1, 3), .init(2, 3), .init(3, 4), .init(3, 5),
        .init(4, 5), .init(0, 6), .init(0, 7), .init(6, 7), .init(7, 8), .init(9, 10),
      ]),
    Graph(nodeCount: 8, edges: (0..<8).map { .init($0, ($0 + 1) % 8) }),  // a ring
    Graph(nodeCount: 30, edges: (0..<29).map { .init($0, $0 + 1) }),  // a path
    SmallGraphs.coauthors(30, 40, 1), SmallGraphs.coauthors(60, 60, 2), SmallGraphs.coauthors(90, 150, 3),
    SmallGraphs.coauthors(150, 120, 4), SmallGraphs.coauthors(200, 130, 5),
  ])
  func betweennessOfReducibleGraphs(_ graph: Graph) {
    let fast = Betweenness.exact(graph)
    for (value, expected) in zip(fast, slowBetweenness(graph)) { #expect(abs(value - expected) < 1e-9) }
    #expect(fast == Betweenness.exact(graph, threads: 2))
  }

  /// In a tree every step of a path is counted when its end is taken away: nothing is left to search.
  @Test func whatTheReductionKeeps() {
    let tree = Graph(nodeCount: 6, edges: [.init(0, 1), .init(1, 2), .init(1, 3), .init(3, 4), .init(3, 5)])
    #expect(BetweennessReduction(tree).count == 0)
    let ring = BetweennessReduction(Graph(nodeCount: 6, edges: (0..<6).map { .init($0, ($0 + 1) % 6) }))
    #expect(ring.count == 6 && ring.sides == 0)
    // 0 and 1 are twins, tied to 2 and 3 as those are to each other; a ring holds 2 and 3 apart from the rest.
    let tied = Graph(
      nodeCount: 7,
      edges: [
        .init(0, 1), .init(0, 2), .init(0, 3), .init(1, 2), .init(1, 3), .init(2, 3), .init(3, 4), .init(4, 5),
        .init(5, 6), .init(6, 2),
      ])
    let reduced = BetweennessReduction(tied)
    #expect(reduced.count == 6 && reduced.sides == 1)
    #expect(reduced.copies[0] == 2 && reduced.weight[0] == 2)
  }

  @Test func theEstimateKeepsItsBoundAndDoesNotDependOnThreads() {
    for graph in [SmallGraphs.zachary, SmallGraphs.random(60, 70, 4), SmallGraphs.threeParts] {
      let n = Double(graph.nodeCount)
      let exact = Betweenness.exact(graph).map { $0 / (n * (n - 1) / 2) }
      let estimate = BetweennessEstimate(of: graph, error: 0.02, confidence: 0.99, seed: 3)
      #expect(zip(exact, estimate.shares).allSatisfy { abs($0 - $1) <= 0.02 })
      #expect(estimate == BetweennessEstimate(of: graph, error: 0.02, confidence: 0.99, seed: 3, threads: 4))
    }
    #expect(BetweennessEstimate(of: SmallGraphs.edgeless, error: 0.1).shares == [0, 0, 0])
    #expect(BetweennessEstimate(of: SmallGraphs.single, error: 0.1).samples == 0)
  }

  @Test func closenessByHand() {
    let closeness = Closeness(of: SmallGraphs.path)
    #expect(closeness.farness == [1 + 2, 1 + 1, 2 + 1])
    let harmonic: [Double] = [1.5, 2, 1.5]  // 1 + 1/2, 1 + 1, 1/2 + 1
    #expect(closeness.harmonic == harmonic)
    let scores: [Double] = [2.0 / 3, 1, 2.0 / 3]
    #expect(closeness.scores() == scores)
    // 1 — 2 — 3 among six nodes: the middle reaches 2 of 5 others at distance 1.
    let middle = Closeness(of: SmallGraphs.threeParts).scores()[2]
    let expected: Double = 2.0 / 2 * (2.0 / 5)
    #expect(middle == expected)
    #expect(Closeness(of: SmallGraphs.empty).scores() == [])
  }

  @Test func closenessAgreesWithOneSearchANodeBeyondOneBatch() {
    let graph = SmallGraphs.random(700, 900, 2)
    let closeness = Closeness(of: graph, threads: 2)
    for node in stride(from: 0, to: 700, by: 13) {
      let distances = ShortestPaths(from: node, in: graph).distances.filter { $0.isFinite && $0 > 0 }
      #expect(closeness.farness[node] == Int(distances.reduce(0, +)))
      #expect(Int(closeness.reached[node]) == distances.count)
      let harmonic = distances.map { 1 / $0 }.reduce(0, +)
      #expect(abs(closeness.harmonic[node] - harmonic) < 1e-6)
    }
  }

  @Test func pageRankByHand() {
    let d = 0.85
    let path = Graph(nodeCount: 3, edges: [.init(0, 1), .init(1, 2)])
    let expected = [(1 + d / 2) / (3 * (1 + d)), (1 + 2 * d) / (3 * (1 + d)), (1 + d / 2) / (3 * (1 + d))]
    for (value, exact) in zip(PageRank.scores(path, tolerance: 1e-12), expected) { #expect(abs(value - exact) < 1e-12) }
  }

  @Test func pageRankIsTheFixedPointOfTheWalk() {
    for graph in SmallGraphs.all where graph.nodeCount > 0 {
      let n = graph.nodeCount
      for restart in [nil, (0..<n).map { Double($0 % 3) + ($0 == 0 ? 1 : 0) }] {
        let x = PageRank.scores(graph, restart: restart, tolerance: 1e-10)
        #expect(abs(x.reduce(0, +) - 1) < 1e-12)
        #expect(x == PageRank.scores(graph, restart: restart, tolerance: 1e-10, threads: 3))
        let share = restart.map { r in r.map { $0 / r.reduce(0, +) } } ?? [Double](repeating: 1 / Double(n), count: n)
        let strength = graph.strengths()
        let lost = graph.nodes.reduce(0) { $0 + (strength[$1] == 0 ? x[$1] : 0) }
        for node in graph.nodes {
          var walked = graph.loops.isEmpty ? 0 : 2 * graph.loops[node] * x[node] / strength[node]
          for edge in graph.row(node) {
            walked += graph.weights[edge] * x[Int(graph.targets[edge])] / strength[Int(graph.targets[edge])]
          }
          let next = 0.15 * share[node] + 0.85 * (walked + lost * share[node])
          #expect(abs(next - x[node]) < 1e-9)
        }
      }
    }
  }

  @Test func coreNumbersAgreeWithTakingAwayNodes() {
    for graph in SmallGraphs.all {
      var expected = [Int32](repeating: 0, count: graph.nodeCount)
      for k in 1..<12 {
        var kept = Set(graph.nodes)
        while let weak = kept.first(where: { node in graph.neighbors(of: node).count { kept.contains(Int($0)) } < k }) {
          kept.remove(weak)
        }
        for node in kept { expected[node] = Int32(k) }
      }
      #expect(graph.coreNumbers() == expected)
    }
  }
}
