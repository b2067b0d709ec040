import Testing

@testable import Analysis

@Suite struct NetworkTests {
  /// The worked example of the VOSviewer manual (figures 7 and 8): D1 {A1, A2, A3}, D2 {A1, A3}, D3 {A2, A4}.
  @Test func manualExample() {
    let network = corpus(["A1@U1; A2@U1; A3@U1", "A1@U1; A3@U1", "A2@U1; A4@U1"]).network(of: .authors)
    #expect(network.nodes.map(\.name) == ["A1", "A2", "A3", "A4"])
    let ties = network.edges.map { (network.nodes[$0.a].name, network.nodes[$0.b].name, $0.papers, $0.fractional) }
    let expected = [("A1", "A2", 1, 0.5), ("A1", "A3", 2, 1.5), ("A2", "A3", 1, 0.5), ("A2", "A4", 1, 1.0)]
    #expect(ties.count == expected.count)
    for (tie, wanted) in zip(ties, expected) { #expect(tie == wanted) }
  }

  @Test func institutionsAreCountedOncePerPaper() {
    let network = corpus(["a@U1; b@U1; c@C1", "a@U1; d@U2"]).network(of: .institutions)
    #expect(network.nodes.map(\.name) == ["U1", "C1", "U2"])
    #expect(network.nodes.map(\.papers) == [2, 1, 1])
    #expect(abs(network.nodes[0].credit - (2.0 / 3 + 1.0 / 2)) < 1e-12)
    // n is the number of distinct institutions of the paper, 2, not of authors, 3.
    #expect(network.edges.map(\.fractional) == [1, 1])
    #expect(network.edges.map(\.paperIDs) == [[1], [2]])
  }

  @Test func aTieThatRestsOnOnePerson() {
    // Paper 1: only b ties U1 and C1. Paper 2: a stands for U1 beside b. Paper 3: both name both.
    let network = corpus(["b@U1+C1; c@U2", "b@U1+C1; a@U1", "a@U1+C1; b@U1+C1"]).network(of: .institutions)
    let tie = network.edges.first { network.nodes[$0.a].name == "U1" && network.nodes[$0.b].name == "C1" }
    let swapped = network.edges.first { network.nodes[$0.a].name == "C1" && network.nodes[$0.b].name == "U1" }
    #expect((tie ?? swapped)?.papers == 3)
    #expect((tie ?? swapped)?.onePersonPapers == 1)
  }

  @Test func absencesAreNoNodes() {
    let network = corpus(["a@-; b@0; c@?; d@!; e@U1"]).network(of: .institutions)
    #expect(network.nodes.map(\.name) == ["U1"])
    #expect(network.edges.isEmpty)
    #expect(network.singlePapers == 1)
  }

  @Test func papersBeyondTheLimitGiveNoTiesButAreSaid() {
    let network = corpus(["a@U1; b@U1; c@U1", "a@U1; b@U1"]).network(of: .authors, maxNodes: 2)
    #expect(network.edges.map(\.papers) == [1])
    #expect(network.nodes.map(\.papers) == [2, 2, 1])
    #expect(network.method.contains { $0.key == "left_out" && $0.value.hasPrefix("1 papers") })
  }

  /// Law: each node's fractional ties sum to its papers with at least two nodes; so does the whole, twice over.
  @Test func fractionalTiesSumToPapers() {
    let network = corpus(["a@U1; b@U2; c@C1", "a@U1; c@C2", "d@U3", "a@U1; b@U2; c@C1; e@U3"])
      .network(of: .institutions)
    for (index, node) in network.nodes.enumerated() {
      let ties = network.edges.filter { $0.a == index || $0.b == index }.reduce(0) { $0 + $1.fractional }
      let alone = node.name == "U3" ? 1.0 : 0
      #expect(abs(ties - (Double(node.papers) - alone)) < 1e-12)
    }
  }

  @Test func emptyCorpus() {
    let network = corpus([]).network(of: .institutions)
    #expect(network.nodes.isEmpty && network.edges.isEmpty)
    #expect(network.tieMatrix().assortativity == nil)
  }

  @Test func sharesThatDoNotSumToOneAreFound() {
    var broken = corpus(["a@U1; b@U1", "c@U1+C1"])
    #expect(broken.creditViolations().isEmpty)
    broken.credits[0].weight = 0.4
    #expect(broken.creditViolations() == [0])
  }
}
