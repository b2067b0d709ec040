/// Turns papers and their nodes into ties between nodes: the one-mode projection of an incidence.
public enum Projection {
  /// What a paper with n distinct nodes, n ≥ 2, adds to each of its n (n - 1) / 2 pairs.
  public enum Rule: Sendable {
    /// 1: a pair's weight is its number of joint papers.
    case full
    /// 1 / (n - 1): each node's ties from one paper sum to 1.
    ///
    /// Source: Perianes-Rodriguez, Waltman & van Eck (2016), J. Informetrics 10(4), doi:10.1016/j.joi.2016.10.006.
    case fractional
    /// 2 / (n (n - 1)): a paper's ties sum to 1.
    case refined
    /// Whatever the function says of n; must be finite and not negative.
    case custom(@Sendable (Int) -> Double)

    /// The weight one paper with `n` nodes gives each pair.
    public func weight(_ n: Int) -> Double {
      switch self {
      case .full: 1
      case .fractional: 1 / Double(n - 1)
      case .refined: 2 / (Double(n) * Double(n - 1))
      case .custom(let rule): rule(n)
      }
    }
  }

  /// The edges of the projection, ascending by (a, b) with a < b, each pair once.
  ///
  ///     // papers {0, 1, 2}, {0, 2}, {1, 3}
  ///     Projection.edges(incidence, rule: .fractional)
  ///     // 0–1: 0.5, 0–2: 1.5, 1–2: 0.5, 1–3: 1
  ///
  /// Papers with fewer than two distinct nodes give no edge.
  public static func edges(_ incidence: Incidence, rule: Rule) -> [Graph.Edge] { graph(incidence, rule: rule).edges }

  /// The projection as a graph.
  public static func graph(_ incidence: Incidence, rule: Rule) -> Graph {
    var sources: [Int32] = []
    var targets: [Int32] = []
    var weights: [Double] = []
    for paper in 0..<incidence.paperCount {
      let members = incidence.members(of: paper).sorted()
      let distinct = members.indices.filter { $0 == 0 || members[$0] != members[$0 - 1] }.map { members[$0] }
      guard distinct.count > 1 else { continue }
      let weight = rule.weight(distinct.count)
      for (position, a) in distinct.enumerated() {
        for b in distinct[(position + 1)...] {
          sources.append(a)
          targets.append(b)
          weights.append(weight)
        }
      }
    }
    return Graph(nodeCount: incidence.nodeCount, sources: sources, targets: targets, weights: weights)
  }
}
