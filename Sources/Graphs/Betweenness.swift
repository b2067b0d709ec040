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
  /// Searches run on the graph without twins, pendants and side nodes (`BetweennessReduction`), eight sources at once
  /// (`BrandesLanes`). The result does not depend on `threads`.
  ///
  /// - Complexity: O(n m) time, of the smaller graph; memory about 800 bytes a node and thread, 128 a node.
  ///
  /// Source: Brandes (2001), "A faster algorithm for betweenness centrality", doi:10.1080/0022250X.2001.9990249.
  public static func exact(_ graph: Graph, threads: Int = 1) -> [Double] {
    let reduced = BetweennessReduction(graph)
    let n = reduced.count
    let batches = (n + BrandesLanes.width - 1) / BrandesLanes.width
    // Each slot adds up its own sources in order; slots are added in order. Their number is fixed.
    let slots = min(16, max(1, batches))
    let sums = Buffer<Double>(repeating: 0, count: n * slots)
    let workers = (0..<max(1, min(threads, slots))).map { _ in Shared(BrandesLanes(reduced)) }
    let shared = Shared(sums.pointer)
    Parallel.pieces(slots, threads: threads) { slot, worker in
      for batch in batches * slot / slots..<batches * (slot + 1) / slots {
        workers[worker].value.add(batch, into: shared.value + slot * n)
      }
    }
    return reduced.expand { node in
      (0..<slots).reduce(0) { $0 + sums.pointer[$1 * n + node] }
    }
  }
}
