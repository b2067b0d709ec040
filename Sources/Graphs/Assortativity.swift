/// Whether ties run within groups, or between nodes of like degree, more than chance would have it.
public enum Assortativity {
  /// Assortativity by group.
  ///
  ///     r = (Σ e_ss − Σ a_s²) / (1 − Σ a_s²)
  ///
  /// with e_st the share of tie weight between groups s and t, each edge in both directions, and a_s its row sum. 1 when
  /// all ties stay within groups, 0 at chance, negative when ties avoid the own group; nil when it is not defined (no
  /// edge, or all ties within a single group).
  ///
  ///     // 0 — 1 — 2 — 3 in groups [0, 0, 1, 1]: Σ e_ss = 4/6, a = [1/2, 1/2], r = (2/3 − 1/2) / (1/2) = 1/3
  ///
  /// - Parameters:
  ///   - groups: a label 0... for each node; a negative one leaves the node and its ties out.
  ///   - weighted: whether a tie counts by its weight, or as 1.
  /// - Complexity: O(n + m).
  ///
  /// Source: Newman (2003), "Mixing patterns in networks", Eq. 2, doi:10.1103/PhysRevE.67.026126.
  public static func nominal(_ graph: Graph, groups: [Int32], weighted: Bool = true) -> Double? {
    precondition(groups.count == graph.nodeCount, "one group a node")
    var share = [Double](repeating: 0, count: Int(max(-1, groups.max() ?? -1)) + 1)
    var (within, total) = (0.0, 0.0)
    for node in graph.nodes where groups[node] >= 0 {
      for edge in graph.row(node) where groups[Int(graph.targets[edge])] >= 0 {
        let weight = weighted ? graph.weights[edge] : 1
        share[Int(groups[node])] += weight
        total += weight
        if groups[Int(graph.targets[edge])] == groups[node] { within += weight }
      }
    }
    guard total > 0 else { return nil }
    let chance = share.reduce(0) { $0 + ($1 / total) * ($1 / total) }
    guard share.filter({ $0 > 0 }).count > 1 else { return nil }
    return (within / total - chance) / (1 - chance)
  }

  /// The correlation of the degrees at both ends of an edge; nil when all ends have one degree or there is no edge.
  ///
  ///     // 0 — 1 — 2:  −1, since every edge joins degree 1 to degree 2
  ///
  /// Source: Newman (2002), "Assortative mixing in networks", Eq. 4, doi:10.1103/PhysRevLett.89.208701.
  public static func degree(_ graph: Graph) -> Double? {
    let ends = Double(graph.targets.count)
    guard ends > 0 else { return nil }
    let mean = graph.nodes.reduce(0.0) { $0 + Double(graph.degree($1) * graph.degree($1)) } / ends
    var (product, square) = (0.0, 0.0)
    for node in graph.nodes {
      let own = Double(graph.degree(node)) - mean
      square += own * own * Double(graph.degree(node))
      for other in graph.neighbors(of: node) { product += own * (Double(graph.degree(Int(other))) - mean) }
    }
    return square > 1e-12 * ends * mean * mean ? product / square : nil
  }
}
