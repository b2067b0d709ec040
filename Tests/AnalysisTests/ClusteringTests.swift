import Bibliography
import Graphs
import Testing

@testable import Analysis

@Suite struct ClusteringTests {
  /// Two groups of three who write in pairs, one paper across, and a paper of two strangers.
  let authorships = corpus([
    "a@U1; b@U1", "b@U1; c@U1", "a@U1; c@C1",
    "d@U2; e@U2", "e@U2; f@U2", "d@U2; f@C2",
    "c@C1; d@U2",
    "x@G1; y@G1",
  ])

  @Test func groupsAreFound() {
    let clustering = authorships.network(of: .authors).clustered()
    let names = clustering.clusters.map { Set(clustering.members(of: $0)) }
    let expected: Set<Set<String>> = [["a", "b", "c"], ["d", "e", "f"], ["x", "y"]]
    #expect(Set(names) == expected)
    #expect(clustering.clusters.map(\.members.count) == [3, 3, 2])
    #expect(clustering.components == 2)
    #expect(clustering.largestComponent == 6)
    // Each triangle has 3 edges inside; the one across leaves both.
    #expect(clustering.clusters.map(\.inside) == [3, 3, 1])
    #expect(clustering.clusters.map(\.outside) == [1, 1, 0])
  }

  /// W = 8 edges: Q = Σ L/8 - (K/16)², K = 7, 7 and 2.
  @Test func modularityByHand() {
    let clustering = authorships.network(of: .authors).clustered()
    let inside: Double = 7.0 / 8
    let chance: Double = (7.0 * 7 + 7.0 * 7 + 2.0 * 2) / 256
    let difference = abs(clustering.quality - (inside - chance))
    #expect(difference < 1e-12)
  }

  @Test func authorsOfOnePaperAreCalledThat() {
    let clustering = authorships.network(of: .authors).clustered()
    #expect(clustering.clusters.map(\.isOnePaper) == [false, false, true])
    #expect(clustering.clusters[2].stability == nil)
    #expect(clustering.clusters[0].stability == 1)
    #expect(clustering.clusters[2].paperIDs == [8])
  }

  @Test func theSameTwiceAndForAnyThreads() {
    let network = authorships.network(of: .authors)
    var options = Clustering.Options()
    let first = network.clustered(options).network.clusters
    options.threads = 2
    #expect(network.clustered(options).network.clusters == first)
  }

  @Test func edgelessAndEmpty() {
    let alone = corpus(["a@U1", "b@U2"]).network(of: .authors).clustered()
    #expect(alone.clusters.map(\.members.count) == [1, 1])
    #expect(alone.components == 2)
    let none = corpus([]).network(of: .authors).clustered()
    #expect(none.clusters.isEmpty && none.components == 0 && none.largestComponent == 0)
  }

  @Test func tablesCarryMethodAndNotes() {
    let table = authorships.network(of: .authors).clustered().table(authorships)
    #expect(table.rows.count == 3)
    #expect(table.rows.value(2, 7) == .text("one paper's authors"))
    #expect(table.method.contains { $0.key == "clustering" })
    #expect(table.notes[0].hasPrefix("3 clusters of at least two authors, 1 of them"))
  }

  /// a - b - c - d: b and c lie on 2 shortest paths each (a-c, a-d; a-d, b-d).
  @Test func whoHoldsItTogether() {
    let brokers = corpus(["a@U1; b@U1", "b@U1; c@U1", "c@U1; d@U1"]).network(of: .authors)
    let found = brokers.brokers()
    #expect(found.map { brokers.nodes[$0.node].name } == ["b", "c"])
    #expect(found.map(\.betweenness) == [2, 2])
    #expect(found.map(\.isArticulationPoint) == [true, true])
    // The list does not end inside equal values.
    let cut = brokers.brokers(limit: 1)
    #expect(cut.isEmpty)
  }
}

@Suite struct MixTableTests {
  let authorships = corpus(["a@U1d; b@C1u", "a@U1d", "c@-"])

  @Test func byCountryIncludesPapersWithout() {
    let table = authorships.mixTable(by: [.country])
    let expected: [[Table.Value]] = [
      [.text("DE"), .integer(2)], [.text("US"), .integer(1)], [.text("not given"), .integer(1)],
    ]
    #expect(table.rows.map { Array($0.prefix(2)) } == expected)
    let any = table.columns.firstIndex { $0.name == "any_industry_papers" } ?? 0
    #expect(table.rows.map { $0[any] } == [.integer(1), .integer(1), .integer(0)])
  }

  @Test func creditSumsToPapers() {
    let table = authorships.creditTable()
    var credit = 0.0
    for row in table.rows { if case .real(let share) = row[2] { credit += share } }
    #expect(abs(credit - 3) < 1e-12)
    let names = table.rows.map { $0[0] }
    #expect(names.contains(.text("unresolved (a text, no institution found)")))
  }

  @Test func combinationsOfKeys() {
    let table = authorships.mixTable(by: [.institution, .sector])
    // Paper 1 has two institutions and two sectors: four rows; paper 2 joins one of them; paper 3 has neither.
    #expect(table.rows.count == 5)
    #expect(Array(table.rows[0].prefix(3)) == [.text("U1d"), .text("academia"), .integer(2)])
  }
}
