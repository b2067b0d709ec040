import Graphs
import Testing

@Suite struct GraphTests {
  @Test func rowsAreSortedAndSymmetric() {
    let path = SmallGraphs.path
    #expect(path.offsets == [0, 1, 3, 4])
    #expect(path.targets == [1, 0, 2, 1])
    #expect(path.weights == [2, 2, 1, 1])
    #expect(path.strengths() == [2, 2 + 1, 1])
    #expect(path.totalWeight == 2 + 1)
  }

  @Test func duplicatesAreAddedInAnyOrderOfEndsAndZeroWeightsDropped() {
    let graph = Graph(nodeCount: 3, edges: [.init(0, 1, 1), .init(1, 0, 2), .init(1, 2, 0)])
    #expect(graph.edges == [.init(0, 1, 1 + 2)])
    #expect(graph.degrees() == [1, 1, 0])
  }

  @Test func aLoopStandsApartAndCountsTwiceInTheStrength() {
    let graph = SmallGraphs.looped
    #expect(graph.edgeCount == 1)
    #expect(graph.loops == [3, 0])
    #expect(graph.strengths() == [1 + 2 * 3, 1])
    #expect(graph.totalWeight == 3 + 1)
    #expect(graph.weight(0, 0) == 3)
    #expect(graph.edges == [.init(0, 1, 1), .init(0, 0, 3)])
  }

  @Test func weightFindsAnEdgeFromBothEndsAndNothingElse() {
    let graph = SmallGraphs.random(40, 200, 3)
    for a in graph.nodes {
      for b in graph.nodes {
        let slow = zip(graph.neighbors(of: a), graph.weights(of: a)).first { $0.0 == Int32(b) }?.1 ?? 0
        #expect(graph.weight(a, b) == slow)
        #expect(graph.weight(a, b) == graph.weight(b, a))
      }
    }
  }

  @Test func associationStrengthOfAPath() {
    // s = [2, 3, 1], W = 3: 2 · 3 · 2 / (2 · 3) = 2 and 2 · 3 · 1 / (3 · 1) = 2
    #expect(SmallGraphs.path.associationStrengths().weights == [2, 2, 2, 2])
  }

  @Test func componentsAreNumberedBySizeThenSmallestMember() {
    #expect(Components.connected(SmallGraphs.threeParts) == [1, 0, 0, 0, 2, 1])
    #expect(Components.connected(SmallGraphs.empty) == [])
    #expect(Components.connected(SmallGraphs.edgeless) == [0, 1, 2])
  }
}
