extension Graph {
  /// The edges that stand out against an even spread of a node's strength: the disparity filter.
  ///
  ///     α(i, j) = (1 − w(i, j) / s(i))^(k(i) − 1)
  ///
  /// with `s` strength and `k` degree. An edge is kept when α is below `significance` from at least one of its ends; from
  /// a node with a single neighbour α is 1, so that the other end decides.
  ///
  ///     // a star of 4 with weights 9, 1, 1: s = 11, k = 3: α = (1 − 9/11)² = 0.033 and (1 − 1/11)² = 0.83
  ///     star.backbone(0.05)  // keeps the edge that weighs 9
  ///
  /// - Parameter significance: 0…1, often 0.05; smaller keeps fewer edges.
  /// - Complexity: O(n + m).
  ///
  /// Source: Serrano, Boguñá & Vespignani (2009), "Extracting the multiscale backbone of complex weighted networks",
  /// doi:10.1073/pnas.0808904106.
  public func backbone(_ significance: Double = 0.05) -> Graph {
    let alpha = disparities()
    var index = offsets  // walks every row in step with `edges`
    return edges { a, b, _ in
      defer { index[b] += 1 }
      let forward = position(of: b, in: a)
      return min(alpha[forward], alpha[index[b]]) < significance
    }
  }

  /// α of each entry of `targets` seen from its row's node; 1 for a node with a single neighbour.
  public func disparities() -> [Double] {
    var alpha = [Double](repeating: 1, count: targets.count)
    for node in nodes where degree(node) > 1 {
      var strength = 0.0
      for edge in row(node) { strength += weights[edge] }
      let exponent = degree(node) - 1
      for edge in row(node) {
        let rest = 1 - weights[edge] / strength
        var power = 1.0
        var base = rest
        var left = exponent
        while left > 0 {
          if left & 1 == 1 { power *= base }
          base *= base
          left >>= 1
        }
        alpha[edge] = power
      }
    }
    return alpha
  }

  /// Where the edge to `other` stands in the row of `node`.
  func position(of other: Int, in node: Int) -> Int {
    var low = offsets[node]
    var high = offsets[node + 1]
    while low < high {
      let middle = (low + high) / 2
      if targets[middle] < Int32(other) { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
