extension Graph {
  /// Burt's constraint of each node: how far its ties lead back to each other. Low values mark brokers.
  ///
  ///     c(i) = Σ_j ( p(i, j) + Σ_q p(i, q) p(q, j) )²,   p(i, j) = w(i, j) / s(i)
  ///
  /// over the neighbours j of i, and q ≠ i, j their common neighbours; strengths without loops. Not a number for a node
  /// without ties.
  ///
  ///     // 0 — 1 — 2:  c(1) = (1/2)² + (1/2)² = 1/2, c(0) = 1
  ///
  /// - Complexity: O(Σ k²).
  ///
  /// Source: Burt (1992), Structural Holes, Eq. 2.4.
  public func constraints() -> [Double] {
    let strength = Graph(offsets: offsets, targets: targets, weights: weights).strengths()
    var share = [Double](repeating: 0, count: nodeCount)
    return nodes.map { node in
      guard degree(node) > 0 else { return .nan }
      for edge in row(node) { share[Int(targets[edge])] = weights[edge] / strength[node] }
      var total = 0.0
      for edge in row(node) {
        let other = Int(targets[edge])
        var invested = share[other]
        for second in row(other) where Int(targets[second]) != node {
          let common = Int(targets[second])
          // p(q, j) for the common neighbour q = `common`.
          if share[common] > 0 { invested += share[common] * weights[second] / strength[common] }
        }
        total += invested * invested
      }
      for edge in row(node) { share[Int(targets[edge])] = 0 }
      return total
    }
  }
}
