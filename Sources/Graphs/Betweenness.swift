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
  /// The result does not depend on `threads`.
  ///
  /// - Complexity: O(n m) time, O(n + m) memory a thread.
  ///
  /// Source: Brandes (2001), "A faster algorithm for betweenness centrality", doi:10.1080/0022250X.2001.9990249.
  public static func exact(_ graph: Graph, threads: Int = 1) -> [Double] {
    let n = graph.nodeCount
    // Each slot adds up its own sources in order; slots are added in order. Their number is fixed.
    let slots = min(16, max(1, n))
    let sums = Buffer<Double>(repeating: 0, count: n * slots)
    let workers = (0..<max(1, threads)).map { _ in Shared(BrandesSearch(n)) }
    graph.offsets.withUnsafeBufferPointer { offsets in
      graph.targets.withUnsafeBufferPointer { targets in
        guard let row = offsets.baseAddress, let target = targets.baseAddress else { return }
        let shared = Shared((row, target, sums.pointer))
        Parallel.pieces(slots, threads: threads) { slot, worker in
          let (row, target, sums) = shared.value
          for source in n * slot / slots..<n * (slot + 1) / slots {
            workers[worker].value.add(source, row, target, into: sums + slot * n)
          }
        }
      }
    }
    return (0..<n).map { node in
      var sum = 0.0
      for slot in 0..<slots { sum += sums.pointer[slot * n + node] }
      return sum / 2
    }
  }
}

/// One breadth-first search after another, without a branch that depends on what an edge leads to.
private final class BrandesSearch {
  private let distance: Buffer<Int32>
  private let paths: Buffer<Double>
  /// (1 + dependency) / paths of the nodes that are done.
  private let factor: Buffer<Double>
  private let order: Buffer<Int32>

  init(_ n: Int) {
    distance = Buffer(repeating: .max, count: n)
    paths = Buffer(repeating: 0, count: n)
    factor = Buffer(repeating: 0, count: n)
    order = Buffer(uninitialized: n + 1)
  }

  /// Adds the dependency of `source` on each node.
  func add(
    _ source: Int, _ row: UnsafePointer<Int>, _ target: UnsafePointer<Int32>, into sum: UnsafeMutablePointer<Double>
  ) {
    let (distance, paths, factor, order) = (distance.pointer, paths.pointer, factor.pointer, order.pointer)
    distance[source] = 0
    paths[source] = 1
    order[0] = Int32(truncatingIfNeeded: source)
    var (head, tail) = (0, 1)
    while head < tail {
      let node = Int(order[head])
      head &+= 1
      let next = distance[node] &+ 1
      let own = paths[node]
      var edge = row[node]
      let end = row[node &+ 1]
      while edge < end {
        let other = target[edge]
        let index = Int(other)
        let old = distance[index]
        // A node not met before is farther than any: it joins the order, which else is written over next time.
        order[tail] = other
        tail &+= old > next ? 1 : 0
        let now = min(old, next)
        distance[index] = now
        paths[index] += now == next ? own : 0
        edge &+= 1
      }
    }
    var at = tail
    while at > 1 {
      at &-= 1
      let node = Int(order[at])
      let next = distance[node] &+ 1
      var through = 0.0
      var edge = row[node]
      let end = row[node &+ 1]
      while edge < end {
        let index = Int(target[edge])
        through += distance[index] == next ? factor[index] : 0
        edge &+= 1
      }
      let dependency = paths[node] * through
      factor[node] = (1 + dependency) / paths[node]
      sum[node] += dependency
    }
    at = 0
    while at < tail {
      let node = Int(order[at])
      distance[node] = .max
      paths[node] = 0
      at &+= 1
    }
  }
}
