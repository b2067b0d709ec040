/// What clustering maximises.
public enum QualityFunction: String, Hashable, Sendable, Codable, CaseIterable {
  /// Q = Σ_c [ L_c / W − γ (K_c / 2W)² ], with L_c the weight inside cluster c (each edge once, loops included), K_c the
  /// sum of its nodes' strengths, W the total weight and γ the resolution. At most 1; 0 for everything in one cluster.
  ///
  /// Source: Newman & Girvan (2004), doi:10.1103/PhysRevE.69.026113; γ: Reichardt & Bornholdt (2006),
  /// doi:10.1103/PhysRevE.74.016110.
  case modularity
  /// The constant Potts model: H = Σ_c [ L_c − γ n_c (n_c − 1) / 2 ], n_c the number of nodes (unit: weight). γ is the
  /// weight density that clusters exceed inside and stay below between them.
  ///
  /// Source: Traag, Van Dooren & Nesterov (2011), doi:10.1103/PhysRevE.84.016114.
  case cpm
  /// The constant Potts model on association strengths s(i, j) = 2W w(i, j) / (k_i k_j), the form of VOSviewer.
  ///
  /// Source: Waltman, van Eck & Noyons (2010), doi:10.1016/j.joi.2010.07.002.
  case associationStrength
}

extension QualityFunction {
  /// The quality of any assignment of clusters.
  ///
  ///     // two triangles joined by one edge, W = 7: Q = 2 · (3/7 − (7/14)²) = 5/14
  ///     QualityFunction.modularity.value(of: [0, 0, 0, 1, 1, 1], in: graph)
  ///
  /// - Complexity: O(n + m); the value does not depend on `threads`.
  public func value(
    of membership: [Int32], in graph: Graph, resolution: Double = 1, threads: Int = 1
  ) -> Double {
    precondition(membership.count == graph.nodeCount, "one label a node")
    let count = Int((membership.max() ?? -1) + 1)
    var inside = [Double](repeating: 0, count: count)
    var mass = [Double](repeating: 0, count: count)
    let strengths = graph.strengths(threads: threads)
    let total = graph.totalWeight
    let isAssociation = self == .associationStrength
    // What each node has within its cluster is added up side by side, then by cluster in the order of nodes.
    let within = Buffer<Double>(uninitialized: graph.nodeCount)
    graph.offsets.withUnsafeBufferPointer { offsets in
      graph.targets.withUnsafeBufferPointer { targets in
        graph.weights.withUnsafeBufferPointer { weights in
          membership.withUnsafeBufferPointer { membership in
            strengths.withUnsafeBufferPointer { strengths in
              let shared = Shared((offsets, targets, weights, membership, strengths, within.pointer))
              Parallel.ranges(membership.count, length: 4096, threads: threads) { range, _ in
                let (offsets, targets, weights, membership, strengths, within) = shared.value
                for node in range {
                  let cluster = membership[node]
                  var sum = 0.0
                  for edge in offsets[node]..<offsets[node + 1] where membership[Int(targets[edge])] == cluster {
                    sum +=
                      isAssociation
                      ? Graph.association(
                        weights[edge], strengths[node], strengths[Int(targets[edge])], twice: 2 * total)
                      : weights[edge]
                  }
                  within[node] = sum
                }
              }
            }
          }
        }
      }
    }
    for (node, cluster) in membership.enumerated() {
      inside[Int(cluster)] += within.pointer[node] / 2
      mass[Int(cluster)] += self == .modularity ? strengths[node] : 1
    }
    if !isAssociation {
      for (node, loop) in graph.loops.enumerated() { inside[Int(membership[node])] += loop }
    }
    var value = 0.0
    for cluster in 0..<count {
      if self == .modularity {
        guard total > 0 else { return 0 }
        let share = mass[cluster] / (2 * total)  // squared last: weights may be huge
        value += inside[cluster] / total - resolution * share * share
      } else {
        value += inside[cluster] - resolution * mass[cluster] * (mass[cluster] - 1) / 2
      }
    }
    return value
  }
}
