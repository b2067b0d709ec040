import Graphs
import Testing

@Suite struct ProjectionTests {
  /// The three documents of the VOSviewer manual, figures 7 and 8: {A1, A2, A3}, {A1, A3}, {A2, A4}.
  let manual = Incidence(papers: [[0, 1, 2], [0, 2], [1, 3]], nodeCount: 4)

  @Test func fullCounting() throws {
    let expected: [Graph.Edge] = [.init(0, 1, 1), .init(0, 2, 2), .init(1, 2, 1), .init(1, 3, 1)]
    #expect(try Projection.edges(manual, rule: .full) == expected)
  }

  @Test func fractionalCounting() throws {
    let expected: [Graph.Edge] = [.init(0, 1, 1.0 / 2), .init(0, 2, 1.0 / 2 + 1), .init(1, 2, 1.0 / 2), .init(1, 3, 1)]
    #expect(try Projection.edges(manual, rule: .fractional) == expected)
  }

  @Test func refinedAndCustomCounting() throws {
    #expect(try Projection.edges(manual, rule: .refined)[1] == .init(0, 2, 2.0 / (3 * 2) + 1))
    #expect(try Projection.edges(manual, rule: .custom { Double($0) })[1] == .init(0, 2, 3 + 2))
  }

  @Test func aNodeNamedTwiceCountsOnceAndOneNodeGivesNoEdge() throws {
    let incidence = Incidence(papers: [[1, 0, 1], [2], [2, 2], []], nodeCount: 3)
    #expect(try Projection.edges(incidence, rule: .fractional) == [.init(0, 1, 1)])
  }

  /// Every pair of every paper into a dictionary.
  private func slow(_ incidence: Incidence, _ rule: Projection.Rule) -> [[Int32]: Double] {
    var sum: [[Int32]: Double] = [:]
    for paper in 0..<incidence.paperCount {
      let members = Set(incidence.members(of: paper)).sorted()
      guard members.count > 1 else { continue }
      for (index, a) in members.enumerated() {
        for b in members[(index + 1)...] { sum[[a, b], default: 0] += rule.weight(members.count) }
      }
    }
    return sum
  }

  private func random(papers: Int, nodes: Int, largest: Int, seed: UInt64) -> Incidence {
    var generator = SeededGenerator(seed: seed)
    let lists = (0..<papers).map { _ in
      (0..<Int.random(in: 0...largest, using: &generator)).map { _ in Int.random(in: 0..<nodes, using: &generator) }
    }
    return Incidence(papers: lists, nodeCount: nodes)
  }

  @Test(arguments: [(50, 20, 6), (300, 5000, 8), (4, 300, 250), (2000, 3, 4)])
  func agreesWithTheSlowWayAtEveryNumberOfThreads(_ papers: Int, _ nodes: Int, _ largest: Int) throws {
    let incidence = random(papers: papers, nodes: nodes, largest: largest, seed: 5)
    for rule in [Projection.Rule.full, .fractional, .refined] {
      let edges = try Projection.edges(incidence, rule: rule)
      let expected = slow(incidence, rule)
      #expect(edges.count == expected.count)
      for edge in edges { #expect(abs(edge.weight - (expected[[edge.a, edge.b]] ?? -1)) < 1e-12) }
      let ordered = zip(edges, edges.dropFirst()).allSatisfy { ($0.a, $0.b) < ($1.a, $1.b) }
      #expect(ordered)
      #expect(try Projection.edges(incidence, rule: rule, threads: 3) == edges)
      let graph = try Projection.graph(incidence, rule: rule, threads: 2)
      #expect(graph.edges == edges)
    }
  }

  @Test func fractionalTiesOfANodeSumToItsPapersWithOthers() throws {
    let incidence = random(papers: 200, nodes: 40, largest: 7, seed: 9)
    let strengths = try Projection.graph(incidence, rule: .fractional).strengths()
    for node in 0..<40 {
      let papers = (0..<200).filter {
        let members = Set(incidence.members(of: $0))
        return members.count > 1 && members.contains(Int32(node))
      }
      #expect(abs(strengths[node] - Double(papers.count)) < 1e-9)
    }
  }

  @Test func aPaperBeyondTheLimitIsRefusedWithItsNumbers() {
    let incidence = Incidence(papers: [[0, 1], Array(0..<65_536)], nodeCount: 65_536)
    let failure = Projection.Failure.tooManyNodes(paper: 1, nodes: 65_536)
    #expect(throws: failure) { try Projection.edges(incidence, rule: .full) }
    #expect(failure.description.contains("paper 1 has 65536 distinct nodes and would alone give 2147450880 ties"))
  }

  @Test func papersThatTogetherHaveTooManyPairsAreRefusedBeforeAnythingIsWritten() {
    let incidence = Incidence(papers: Array(repeating: Array(0..<33_000), count: 4), nodeCount: 33_000)
    let failure = Projection.Failure.tooManyPairs(pairs: 4 * (33_000 * 32_999 / 2), largest: 33_000)
    #expect(throws: failure) { try Projection.graph(incidence, rule: .full) }
    #expect(failure.description.contains("the largest paper has 33000 nodes; at most 2147483648 pairs"))
  }
}
