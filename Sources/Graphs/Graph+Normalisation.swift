extension Graph {
  /// Compares each edge weight with the weight that chance alone would give it.
  ///
  ///     a(i, j) = 2W · w(i, j) / (s(i) · s(j))
  ///
  /// where `w(i, j)` is the weight of edge {i, j}, `s(i)` the strength of node i and `W` the sum over edges, each
  /// counted once. Loops are left out.
  ///
  ///     // 0 —2— 1 —1— 2:  s = [2, 3, 1], W = 3
  ///     path.associationStrengths()  // weights [2, 2, 2, 2]
  ///
  /// - Returns: the same edges with dimensionless weights; 1 is what chance gives.
  /// - Complexity: O(n + m) time and memory.
  ///
  /// Source: van Eck & Waltman (2009), JASIST 60(8), Eq. 6 up to a constant factor, doi:10.1002/asi.21075.
  public func associationStrengths() -> Graph {
    let plain = loops.isEmpty ? self : Graph(offsets: offsets, targets: targets, weights: weights)
    let strength = plain.strengths()
    let twice = 2 * plain.totalWeight
    var result = weights
    for node in nodes {
      for edge in row(node) {
        result[edge] = Graph.association(weights[edge], strength[node], strength[Int(targets[edge])], twice: twice)
      }
    }
    return Graph(offsets: offsets, targets: targets, weights: result)
  }

  /// 2W w / (a b), the same for (a, b) and (b, a), divided first: the product of two huge strengths would not be finite.
  @inline(__always)
  static func association(_ weight: Double, _ a: Double, _ b: Double, twice: Double) -> Double {
    twice / max(a, b) * (weight / min(a, b))
  }
}
