import Graphs
import Testing

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
}
