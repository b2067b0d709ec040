import Bibliography
import Testing

@testable import Analysis

@Suite struct ConnectionTests {
  private func names(_ connection: Connection?) -> [String]? {
    connection.map { found in found.nodes.map { found.network.nodes[$0].name } }
  }

  private func way(_ papers: [String], _ from: String, _ to: String) throws -> Connection? {
    let network = corpus(papers).network(of: .authors)
    return network.connection(from: try network.node(called: from), to: try network.node(called: to))
  }

  @Test func theWayWithMostJointPapersIsTaken() throws {
    // Both ways take two steps; over cid there are 2 + 1 joint papers, over bob 1 + 1.
    let papers = ["ann@U1; bob@U1", "bob@U1; dan@U1", "ann@U1; cid@U1", "ann@U1; cid@U1", "cid@U1; dan@U1"]
    let found = try way(papers, "ann", "dan")
    #expect(names(found) == ["ann", "cid", "dan"])
    #expect(found?.count == 2)
    let table = try #require(found).table(corpus(papers))
    // Step 1 rests on papers 3 and 4, step 2 on paper 5.
    #expect(table.rows.map { $0[0] } == [.integer(1), .integer(1), .integer(2)])
    #expect(table.rows.map { $0[4] } == [.text("Paper 3"), .text("Paper 4"), .text("Paper 5")])
    #expect(table.notes == ["It is one of 2 ways of 2 steps."])
  }

  @Test func fewestStepsComeFirst() throws {
    let papers = ["ann@U1; bob@U1", "ann@U1; bob@U1", "bob@U1; cid@U1", "bob@U1; cid@U1", "ann@U1; cid@U1"]
    #expect(names(try way(papers, "ann", "cid")) == ["ann", "cid"])
  }

  @Test func orderOfPapersDoesNotMatter() throws {
    let papers = ["ann@U1; bob@U1", "bob@U1; dan@U1", "ann@U1; cid@U1", "cid@U1; dan@U1"]
    #expect(names(try way(papers, "ann", "dan")) == names(try way(papers.reversed(), "ann", "dan")))
  }

  @Test func theSameNodeAndNoWay() throws {
    let papers = ["ann@U1; bob@U1", "cid@U1; dan@U1"]
    #expect(names(try way(papers, "ann", "ann")) == ["ann"])
    #expect(try way(papers, "ann", "dan") == nil)
    #expect(throws: CoterieError.self) { try way(papers, "ann", "nobody") }
  }

  /// The number of ways and their length against a search of all walks.
  @Test func countsAgreeWithAllWalks() throws {
    let papers = ["a@U1; b@U1; c@U1", "c@U1; d@U1", "b@U1; d@U1", "d@U1; e@U1; f@U1", "a@U1; e@U1", "f@U1; g@U1"]
    let network = corpus(papers).network(of: .authors)
    let neighbours = network.nodes.indices.map { node in
      network.edges.compactMap { $0.a == node ? $0.b : $0.b == node ? $0.a : nil }
    }
    for start in network.nodes.indices {
      var walks = [[start]]
      var reached: Set<Int> = []
      for steps in 0..<network.nodes.count {
        for end in network.nodes.indices where !reached.contains(end) {
          let count = walks.count { $0.last == end }
          guard count > 0 else { continue }
          let found = try #require(network.connection(from: start, to: end))
          #expect(found.edges.count == steps)
          #expect(found.count == count)
        }
        reached.formUnion(walks.compactMap(\.last))
        walks = walks.flatMap { walk in
          neighbours[walk.last ?? start].filter { !reached.contains($0) }.map { walk + [$0] }
        }
      }
    }
  }
}
