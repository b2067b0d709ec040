import Testing

@testable import Graphs

@Suite struct LeidenTests {
  @Test func twoTrianglesByHand() {
    let partition = Leiden.cluster(SmallGraphs.twoTriangles)
    #expect(partition.membership == [0, 0, 0, 1, 1, 1])
    #expect(abs(partition.quality - 2 * (3.0 / 7 - (7.0 / 14) * (7.0 / 14))) < 1e-12)
  }

  /// Brandes et al. (2008), "On modularity clustering", doi:10.1109/TKDE.2007.190689: the optimum, proved by integer
  /// programming, is 0.4198 (with four clusters).
  @Test func zacharysClubReachesThePublishedOptimum() {
    let partition = Leiden.cluster(SmallGraphs.zachary, starts: 10)
    #expect((partition.quality * 10000).rounded() == 4198)
    #expect(partition.count == 4)
  }

  @Test(arguments: QualityFunction.allCases)
  func clustersAreConnectedAndNumberedBySize(_ quality: QualityFunction) {
    for graph in SmallGraphs.all {
      let partition = Leiden.cluster(graph, quality: quality, resolution: quality == .modularity ? 1 : 0.3)
      #expect(partition.membership.count == graph.nodeCount)
      #expect(partition.membership == Partition.numbered(partition.membership))
      for members in partition.members {
        let inside = Set(members)
        var reached: Set<Int> = [members[0]]
        var open = [members[0]]
        while let node = open.popLast() {
          for other in graph.neighbors(of: node) where inside.contains(Int(other)) {
            if reached.insert(Int(other)).inserted { open.append(Int(other)) }
          }
        }
        #expect(reached == inside)
      }
    }
  }

  @Test(arguments: QualityFunction.allCases)
  func noSingleMoveGainsAfterConvergence(_ quality: QualityFunction) {
    for graph in SmallGraphs.all {
      let resolution = quality == .modularity ? 1 : 0.3
      let partition = Leiden.cluster(graph, quality: quality, resolution: resolution)
      let found = quality.value(of: partition.membership, in: graph, resolution: resolution)
      #expect(abs(found - partition.quality) < 1e-12 || (found.isNaN && partition.quality.isNaN))
      for node in graph.nodes {
        for cluster in 0...partition.count {
          var moved = partition.membership
          moved[node] = Int32(cluster)
          #expect(quality.value(of: moved, in: graph, resolution: resolution) <= found + 1e-9)
        }
      }
    }
  }

  @Test func smallClustersJoinTheirNeighbour() {
    let merged = Leiden.cluster(SmallGraphs.twoTriangles, resolution: 20, minimumSize: 3)
    #expect(merged.sizes.allSatisfy { $0 >= 3 })
    let apart = Leiden.cluster(SmallGraphs.threeParts, minimumSize: 2)
    #expect(apart.sizes == [3, 2, 1])
  }

  @Test(arguments: QualityFunction.allCases)
  func theResultDoesNotDependOnThreads(_ quality: QualityFunction) {
    // Large enough that blocks of the queue are gathered side by side.
    let graph = SmallGraphs.planted(700, 25, 7)
    let resolution = quality == .modularity ? 1 : 0.05
    let one = Leiden.cluster(graph, quality: quality, resolution: resolution, seed: 3, iterations: 2)
    for threads in [2, 3] {
      let many = Leiden.cluster(
        graph, quality: quality, resolution: resolution, seed: 3, iterations: 2, threads: threads)
      #expect(many == one)
    }
  }

  /// The law of every quality function here: what `settle` compares is the change of the whole.
  @Test(arguments: QualityFunction.allCases)
  func thePredictedGainIsQualityAfterMinusBefore(_ quality: QualityFunction) {
    var generator = SeededGenerator(seed: 8)
    let graph = SmallGraphs.random(30, 80, 2)
    let work = quality == .associationStrength ? graph.associationStrengths() : graph
    let total = graph.totalWeight
    let resolution = 0.7
    let mass = quality == .modularity ? graph.strengths() : [Double](repeating: 1, count: 30)
    let penalty = quality == .modularity ? resolution / (2 * total) : resolution
    let scale = quality == .modularity ? 1 / total : 1
    for _ in 0..<40 {
      var label = (0..<30).map { _ in Int32.random(in: 0..<5, using: &generator) }
      let (node, to) = (Int.random(in: 0..<30, using: &generator), Int32.random(in: 0..<5, using: &generator))
      func contribution(_ cluster: Int32) -> Double {
        var (tie, others) = (0.0, 0.0)
        for other in graph.nodes where other != node && label[other] == cluster {
          tie += work.weight(node, other)
          others += mass[other]
        }
        return tie - penalty * mass[node] * others
      }
      let gain = label[node] == to ? 0 : contribution(to) - contribution(label[node])
      let before = quality.value(of: label, in: graph, resolution: resolution)
      label[node] = to
      let after = quality.value(of: label, in: graph, resolution: resolution)
      #expect(abs(gain * scale - (after - before)) < 1e-9)
    }
  }

  @Test func aggregationKeepsModularityAndTotalWeight() {
    let graph = SmallGraphs.random(40, 120, 9)
    let labels = (0..<40).map { Int32($0 % 7) }
    let coarse = graph.aggregated(by: labels)
    #expect(coarse.check() == nil)
    #expect(abs(coarse.totalWeight - graph.totalWeight) < 1e-9)
    let above: [Int32] = [0, 1, 0, 2, 1, 2, 0]
    let below = labels.map { above[Int($0)] }
    #expect(abs(modularity(coarse, above) - modularity(graph, below)) < 1e-12)
  }

  @Test func plantedClustersAreFound() {
    let graph = SmallGraphs.planted(12, 30, 4)
    let planted = graph.nodes.map { Int32($0 / 30) }
    let found = Leiden.cluster(graph, starts: 3)
    #expect(PartitionComparison(planted, found.membership).adjustedRand > 0.95)
    #expect(found.quality >= modularity(graph, planted) - 1e-9)
  }

  @Test func hugeAndTinyWeightsGiveTheClustersOfPlainOnes() {
    let plain = SmallGraphs.zachary
    for factor in [0x1p-600, 0x1p600] {
      let scaled = plain.reweighted { $2 * factor }
      let (found, expected) = (Leiden.cluster(scaled), Leiden.cluster(plain))
      #expect(found == expected)
    }
  }

  @Test func theConsensusOfClearClustersIsStable() {
    let graph = SmallGraphs.planted(5, 20, 6)
    let consensus = Consensus(of: graph, runs: 6)
    #expect(
      consensus.partition.membership == Consensus(of: graph, runs: 6, options: .init(threads: 3)).partition.membership)
    #expect(consensus.stability.allSatisfy { $0 > 0.6 && $0 <= 1 })
    #expect(consensus.agreement > 0.9)
    #expect(consensus.qualities.count == 6)
  }

  @Test func stabilityByHand() {
    // Node 0 is with 1 in both partitions, node 2 with 0 and 1 in the first alone.
    let runs = [Partition(membership: [0, 0, 0]), Partition(membership: [0, 0, 1])]
    let together: [Double] = [0.75, 0.75, 0.5]  // (1 + 1/2) / 2 twice, (1 + 0) / 2
    let whole = Consensus.stability(of: [0, 0, 0], in: runs)
    #expect(whole == together)
    let parted = Consensus.stability(of: [0, 0, 1], in: runs)
    #expect(parted[2] == 1)
  }

  @Test func theProfileRunsFromFewToManyClusters() {
    let profile = ResolutionProfile(of: SmallGraphs.zachary, resolutions: [4, 0.05, 1])
    #expect(profile.points.map(\.resolution) == [0.05, 1, 4])
    #expect(profile.points[0].partition.count == 1)
    #expect(profile.points[0].agreementWithPrevious == nil)
    #expect(profile.points[1].partition.count < profile.points[2].partition.count)
  }

  @Test(arguments: QualityFunction.allCases)
  func levelsAreNested(_ quality: QualityFunction) {
    let graph = SmallGraphs.planted(9, 15, 5)
    let levels = Leiden.hierarchy(graph, .init(quality: quality, resolution: quality == .modularity ? 4 : 0.3))
    #expect(levels.count > 1)
    for (fine, coarse) in zip(levels, levels.dropFirst()) {
      #expect(coarse.count < fine.count)
      for members in fine.members { #expect(Set(members.map { coarse.membership[$0] }).count == 1) }
    }
  }
}
