/// Ways to set a tie between two nodes against their sizes.
///
/// `c` is the weight of the edge, `D` the size of a node (say, its number of papers), given by the caller: taking
/// sizes from the strengths gives other numbers, which is how tools come to disagree.
///
/// Source: van Eck & Waltman (2009), "How to normalize cooccurrence data?", doi:10.1002/asi.21075.
public enum Similarity: String, Hashable, Sendable, Codable, CaseIterable {
  /// c / (D_i D_j), the probabilistic one.
  case association
  /// c / min(D_i, D_j).
  case inclusion
  /// c / (D_i + D_j − c).
  case jaccard
  /// c / √(D_i D_j), also called cosine.
  case salton
  /// c² / (D_i D_j), the square of Salton's.
  case equivalence

  /// The similarity of two nodes of sizes `a` and `b` tied by `c`.
  public func value(_ c: Double, _ a: Double, _ b: Double) -> Double {
    switch self {
    case .association: c / max(a, b) / min(a, b)
    case .inclusion: c / min(a, b)
    case .jaccard: c / (a + b - c)
    case .salton: (c / a * (c / b)).squareRoot()
    case .equivalence: c / a * (c / b)
    }
  }
}

extension Graph {
  /// The same edges weighted by a similarity; edges whose similarity is not positive and finite are left out.
  ///
  ///     // the manual's papers {A1, A2, A3}, {A1, A3}, {A2, A4}: D = [2, 2, 2, 1], c(A1, A3) = 2
  ///     full.normalized(by: .jaccard, sizes: [2, 2, 2, 1]).weight(0, 2)  // 2 / (2 + 2 − 2) = 1
  ///
  /// - Parameter sizes: one positive value a node.
  public func normalized(by similarity: Similarity, sizes: [Double]) -> Graph {
    precondition(sizes.count == nodeCount, "one size a node")
    return reweighted { similarity.value($2, sizes[$0], sizes[$1]) }
  }

  /// Fractionalisation: w(i, j) (n / k_i + n / k_j) / 2, with k strengths and n the number of nodes.
  ///
  /// Source: the reference implementation of VOS clustering, CWTS networkanalysis.
  public func fractionalized() -> Graph {
    let strength = Graph(offsets: offsets, targets: targets, weights: weights).strengths()
    let n = Double(nodeCount)
    return reweighted { $2 * (n / strength[$0] + n / strength[$1]) / 2 }
  }

  /// The same edges, each with the weight `rule(a, b, weight)`; those that are not positive and finite are left out,
  /// and so are loops. The rule must give the same for (a, b) and (b, a).
  public func reweighted(_ rule: (Int, Int, Double) -> Double) -> Graph {
    var result = weights
    var isSound = true
    for node in nodes {
      for edge in row(node) {
        result[edge] = rule(node, Int(targets[edge]), weights[edge])
        isSound = isSound && result[edge] > 0 && result[edge].isFinite
      }
    }
    let graph = Graph(offsets: offsets, targets: targets, weights: result)
    return isSound ? graph : graph.edges { _, _, weight in weight > 0 && weight.isFinite }
  }
}
