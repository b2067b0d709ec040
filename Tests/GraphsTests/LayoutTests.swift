import Testing

@testable import Graphs

@Suite struct LayoutTests {
  private func distance(_ a: Point, _ b: Point) -> Double {
    ((a.x - b.x) * (a.x - b.x) + (a.y - b.y) * (a.y - b.y)).squareRoot()
  }

  @Test func theSameSeedGivesTheSamePlacesAtEveryNumberOfThreads() {
    let graph = SmallGraphs.planted(6, 25, 2)
    let places = Layout.positions(graph, seed: 4, iterations: 40)
    #expect(places == Layout.positions(graph, seed: 4, iterations: 40, threads: 3))
    #expect(places != Layout.positions(graph, seed: 5, iterations: 40))
    #expect(places.allSatisfy { $0.x.isFinite && $0.y.isFinite })
  }

  @Test func tiedNodesAreNearerThanOthers() {
    let graph = SmallGraphs.planted(4, 20, 3)
    let places = Layout.positions(graph, iterations: 80)
    var (within, across, pairs, others) = (0.0, 0.0, 0, 0)
    for a in graph.nodes {
      for b in a + 1..<max(a + 1, graph.nodeCount) {
        if a / 20 == b / 20 {
          within += distance(places[a], places[b])
          pairs += 1
        } else {
          across += distance(places[a], places[b])
          others += 1
        }
      }
    }
    #expect(within / Double(pairs) < 0.7 * across / Double(others))
  }

  @Test func roundNodesDoNotOverlapWithinOrBetweenComponents() {
    let graph = Graph(
      nodeCount: 40, edges: SmallGraphs.planted(2, 15, 1).edges + [.init(30, 31), .init(32, 33), .init(33, 34)])
    let radii = graph.nodes.map { 0.1 + 0.05 * Double($0 % 5) }
    let places = Layout.positions(graph, iterations: 40, radii: radii)
    for a in graph.nodes {
      for b in graph.nodes where b > a { #expect(distance(places[a], places[b]) >= (radii[a] + radii[b]) * 0.999) }
    }
  }

  /// With far cells taken one by one the tree gives the plain sum.
  @Test func theTreePushesAsAllNodesTogetherDo() {
    var generator = SeededGenerator(seed: 3)
    let places = (0..<200).map { _ in Point(x: generator.unit() * 10, y: generator.unit() * 10) }
    let tree = QuadTree(places)
    for node in stride(from: 0, to: 200, by: 7) {
      var (x, y, energy) = (0.0, 0.0, 0.0)
      for other in 0..<200 where other != node {
        let far = distance(places[node], places[other])
        x += (places[node].x - places[other].x) / far
        y += (places[node].y - places[other].y) / far
        energy -= far
      }
      let push = tree.push(node, places[node])
      #expect(abs(push.0 - x) < 0.05 * 200 && abs(push.1 - y) < 0.05 * 200)
      #expect(abs(push.2 - energy) < 0.02 * abs(energy))
    }
  }

  @Test func smallGraphsHavePlaces() {
    for graph in SmallGraphs.all {
      let places = Layout.positions(graph, iterations: 20)
      #expect(places.count == graph.nodeCount)
      #expect(Set(places).count == graph.nodeCount)
    }
  }
}
