/// Part of a graph, with the names its nodes had in the whole.
public struct Subgraph: Sendable {
  /// The part; its node i is node `nodes[i]` of the whole.
  public let graph: Graph
  /// Ascending.
  public let nodes: [Int]
}

extension Graph {
  /// The nodes for which `isKept` says so, and the edges and loops among them.
  ///
  /// - Complexity: O(n + m).
  public func subgraph(where isKept: (Int) -> Bool) -> Subgraph {
    var number = [Int32](repeating: -1, count: nodeCount)
    var kept: [Int] = []
    for node in nodes where isKept(node) {
      number[node] = Int32(kept.count)
      kept.append(node)
    }
    var offsets = [0]
    var targets: [Int32] = []
    var weights: [Double] = []
    for node in kept {
      for edge in row(node) where number[Int(self.targets[edge])] >= 0 {
        targets.append(number[Int(self.targets[edge])])
        weights.append(self.weights[edge])
      }
      offsets.append(targets.count)
    }
    let loops = self.loops.isEmpty ? [] : kept.map { self.loops[$0] }
    return Subgraph(
      graph: Graph(
        offsets: offsets, targets: targets, weights: weights, loops: loops.contains { $0 > 0 } ? loops : []),
      nodes: kept)
  }

  /// The component with the most nodes; among equals the one with the smallest member.
  public func largestComponent() -> Subgraph {
    let component = Components.connected(self)
    return subgraph { component[$0] == 0 }
  }

  /// The nodes of core number k or more: everybody has at least k ties inside.
  public func core(_ k: Int) -> Subgraph {
    let core = coreNumbers()
    return subgraph { Int(core[$0]) >= k }
  }

  /// The same nodes with only the edges for which `isKept(a, b, weight)` says so, asked once with a < b; loops stay.
  public func edges(where isKept: (Int, Int, Double) -> Bool) -> Graph {
    var kept = [Bool](repeating: false, count: targets.count)
    var cursor = offsets  // the next entry of each row that stands for a smaller neighbour
    for node in nodes {
      for edge in row(node) where targets[edge] > Int32(node) {
        // Rows ascend, so that a node's smaller neighbours ask in the order in which they stand in its row.
        let other = Int(targets[edge])
        kept[edge] = isKept(node, other, weights[edge])
        kept[cursor[other]] = kept[edge]
        cursor[other] += 1
      }
    }
    var offsets = [0]
    offsets.reserveCapacity(nodeCount + 1)
    var targets: [Int32] = []
    var weights: [Double] = []
    for node in nodes {
      for edge in row(node) where kept[edge] {
        targets.append(self.targets[edge])
        weights.append(self.weights[edge])
      }
      offsets.append(targets.count)
    }
    return Graph(offsets: offsets, targets: targets, weights: weights, loops: loops)
  }

  /// The same nodes with only the edges that weigh at least `minimum`.
  public func threshold(_ minimum: Double) -> Graph { edges { _, _, weight in weight >= minimum } }
}
