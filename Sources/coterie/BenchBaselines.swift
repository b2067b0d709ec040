import ArgumentParser
import Graphs

/// What `bench cluster` can run. Leiden is what Coterie offers; the others are there to be compared with, and only here.
enum BenchMethod: String, ExpressibleByArgument, CaseIterable {
  case leiden, louvain, labels
}

/// The two methods most tools use, written plainly.
enum BenchBaselines {
  /// Louvain: nodes move one by one while modularity rises, clusters become nodes, and so on. Clusters may fall apart.
  ///
  /// Source: Blondel et al. (2008), "Fast unfolding of communities in large networks",
  /// doi:10.1088/1742-5468/2008/10/P10008.
  static func louvain(_ graph: Graph, resolution: Double, seed: UInt64) -> [Int32] {
    var generator = SeededGenerator(seed: seed)
    var labels = graph.nodes.map { Int32($0) }
    var level = graph
    while true {
      let moved = Partition(membership: moveAll(level, resolution, &generator))
      labels = labels.map { moved.membership[Int($0)] }
      if moved.count == level.nodeCount { return labels }
      level = level.aggregated(by: moved.membership)
    }
  }

  /// Passes over all nodes in a random order until one moves nothing.
  private static func moveAll(_ graph: Graph, _ resolution: Double, _ generator: inout SeededGenerator) -> [Int32] {
    let strength = graph.strengths()
    let twice = 2 * graph.totalWeight
    var label = graph.nodes.map { Int32($0) }
    var mass = strength
    var tie = [Double](repeating: 0, count: graph.nodeCount)
    let order = graph.nodes.shuffled(using: &generator)
    var moves = 1
    while moves > 0 {
      moves = 0
      for node in order {
        let own = Int(label[node])
        var met: [Int] = []
        for edge in graph.row(node) {
          let cluster = Int(label[Int(graph.targets[edge])])
          if tie[cluster] == 0 { met.append(cluster) }
          tie[cluster] += graph.weights[edge]
        }
        mass[own] -= strength[node]
        let cost = twice > 0 ? resolution * strength[node] / twice : 0
        var (best, chosen) = (tie[own] - cost * mass[own] + 1e-9 * strength[node], own)
        for cluster in met where tie[cluster] - cost * mass[cluster] > best {
          (best, chosen) = (tie[cluster] - cost * mass[cluster], cluster)
        }
        mass[chosen] += strength[node]
        label[node] = Int32(chosen)
        if chosen != own { moves += 1 }
        for cluster in met { tie[cluster] = 0 }
      }
    }
    return label
  }

  /// Label propagation: each node takes the label with the most weight around it, its own among equals, else the
  /// smallest; until nothing changes, or 100 passes.
  ///
  /// Source: Raghavan, Albert & Kumara (2007), doi:10.1103/PhysRevE.76.036106.
  static func labels(_ graph: Graph, seed: UInt64) -> [Int32] {
    var generator = SeededGenerator(seed: seed)
    var label = graph.nodes.map { Int32($0) }
    var tie = [Double](repeating: 0, count: graph.nodeCount)
    let order = graph.nodes.shuffled(using: &generator)
    for _ in 0..<100 {
      var changes = 0
      for node in order {
        var met: [Int32] = []
        for edge in graph.row(node) {
          let other = label[Int(graph.targets[edge])]
          if tie[Int(other)] == 0 { met.append(other) }
          tie[Int(other)] += graph.weights[edge]
        }
        var (best, chosen) = (tie[Int(label[node])], label[node])
        for other in met {
          let here = tie[Int(other)]
          if here > best || (here == best && other < chosen && chosen != label[node]) { (best, chosen) = (here, other) }
        }
        if chosen != label[node] { changes += 1 }
        label[node] = chosen
        for other in met { tie[Int(other)] = 0 }
      }
      if changes == 0 { break }
    }
    return label
  }
}
