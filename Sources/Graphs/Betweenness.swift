/// How many shortest paths run through a node.
public enum Betweenness {
  /// Exact betweenness of every node, edges counted as steps of length 1.
  ///
  ///     B(v) = Σ_{s < t, both ≠ v} σ_st(v) / σ_st
  ///
  /// with σ_st the number of shortest paths from s to t and σ_st(v) those through v (unit: pairs of nodes; divide by
  /// (n − 1)(n − 2) / 2 for a share). Each unordered pair counts once.
  ///
  ///     // 0 — 1 — 2:  [0, 1, 0]
  ///
  /// - Complexity: O(n m) time, O(n + m) memory a thread.
  ///
  /// Source: Brandes (2001), "A faster algorithm for betweenness centrality", doi:10.1080/0022250X.2001.9990249.
  public static func exact(_ graph: Graph, threads: Int = 1) -> [Double] {
    let n = graph.nodeCount
    var result = [Double](repeating: 0, count: n)
    var distance = [Int32](repeating: -1, count: n)
    var paths = [Double](repeating: 0, count: n)
    var dependency = [Double](repeating: 0, count: n)
    var order: [Int32] = []
    order.reserveCapacity(n)
    for source in 0..<n {
      order.removeAll(keepingCapacity: true)
      order.append(Int32(source))
      distance[source] = 0
      paths[source] = 1
      var head = 0
      while head < order.count {
        let node = Int(order[head])
        head += 1
        for edge in graph.row(node) {
          let other = Int(graph.targets[edge])
          if distance[other] < 0 {
            distance[other] = distance[node] + 1
            order.append(Int32(other))
          }
          if distance[other] == distance[node] + 1 { paths[other] += paths[node] }
        }
      }
      for visited in order.reversed() {
        let node = Int(visited)
        for edge in graph.row(node) where distance[Int(graph.targets[edge])] == distance[node] + 1 {
          let other = Int(graph.targets[edge])
          dependency[node] += paths[node] / paths[other] * (1 + dependency[other])
        }
        if node != source { result[node] += dependency[node] / 2 }
      }
      for visited in order {
        distance[Int(visited)] = -1
        paths[Int(visited)] = 0
        dependency[Int(visited)] = 0
      }
    }
    return result
  }
}
