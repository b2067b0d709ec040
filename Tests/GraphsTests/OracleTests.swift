import Graphs
import Testing

/// The numbers of other programs for Zachary's club; see Tests/Peers/oracles.py.
@Suite struct OracleTests {
  let club = SmallGraphs.zachary

  private func agree(_ ours: [Double], _ theirs: [Double], within tolerance: Double = 1e-9) -> Bool {
    ours.count == theirs.count && zip(ours, theirs).allSatisfy { abs($0 - $1) <= tolerance }
  }

  @Test func centrality() {
    #expect(agree(Betweenness.exact(club), OracleNumbers.betweenness))
    #expect(agree(PageRank.scores(club, tolerance: 1e-12), OracleNumbers.pageRank))
    #expect(agree(Closeness(of: club).scores(), OracleNumbers.closeness))
    #expect(agree(Closeness(of: club).harmonic, OracleNumbers.harmonic, within: 1e-6))
    #expect(club.coreNumbers() == OracleNumbers.coreNumbers)
  }

  @Test func structure() {
    #expect(agree(club.constraints(), OracleNumbers.constraints))
    #expect(agree(Transitivity(of: club).local, OracleNumbers.clustering))
    #expect(CutPoints(of: club).nodes == OracleNumbers.articulationPoints)
    let groups = (0..<34).map { Int32($0 % 3) }
    let scalars = [
      Transitivity(of: club).global, Assortativity.nominal(club, groups: groups) ?? .nan,
      Assortativity.degree(club) ?? .nan,
    ]
    #expect(agree(scalars, OracleNumbers.scalars))
  }

  @Test func comparison() {
    let ours = PartitionComparison((0..<34).map { Int32($0 % 3) }, (0..<34).map { Int32($0 / 9) })
    let numbers = [ours.adjustedRand, ours.normalizedMutualInformation, ours.variationOfInformation]
    #expect(agree(numbers, OracleNumbers.comparison))
  }
}
