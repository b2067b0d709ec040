import Bibliography

/// Ties between and within sectors, counted between institutions: the tie matrix and its measures.
public struct TieMatrix: Hashable, Sendable {
  /// Sectors that have an institution in the network, in `Sector.allCases` order.
  public var sectors: [Sector]
  /// Symmetric, sectors × sectors: fractional tie weight, each tie counted once; a tie within a sector stands on the
  /// diagonal (unit: papers).
  public var weights: [[Double]]
  /// The same by joint papers (full counting: a paper counts once a pair of institutions).
  public var papers: [[Int]]

  /// Sum of all ties, each once.
  public var total: Double {
    sectors.indices.reduce(0) { sum, i in sum + weights[i][i...].reduce(0, +) }
  }

  /// Krackhardt and Stern's index: (E - I) / (E + I), E the weight of ties between sectors, I within; nil without ties.
  ///
  /// It depends on the sizes of the sectors: read it beside `assortativity`.
  ///
  /// Source: Krackhardt & Stern (1988), Social Psychology Quarterly 51(2), 123-140, doi:10.2307/2786835.
  public var externalInternalIndex: Double? {
    let within = sectors.indices.reduce(0) { $0 + weights[$1][$1] }
    let all = total
    return all > 0 ? (all - 2 * within) / all : nil
  }

  /// Newman's assortativity by sector: (Σ e(s,s) - Σ a(s)²) / (1 - Σ a(s)²).
  ///
  /// `e(s, t)` is the share of tie ends that join s to t (each tie has two ends), `a(s)` the share of ends in s.
  /// 1: ties only within; 0: as chance would have it; nil when one sector holds all ends.
  ///
  /// Source: Newman (2003), Physical Review E 67, 026126, Eq. 2, doi:10.1103/PhysRevE.67.026126.
  public var assortativity: Double? {
    let all = total
    guard all > 0 else { return nil }
    var trace = 0.0
    var chance = 0.0
    for s in sectors.indices {
      trace += weights[s][s] / all
      let ends = weights[s].reduce(0, +) + weights[s][s]
      chance += (ends / (2 * all)) * (ends / (2 * all))
    }
    return chance < 1 ? (trace - chance) / (1 - chance) : nil
  }

  /// Observed over expected weight of a pair of sectors, given the strengths of both; nil without expectation.
  ///
  /// Expected by chance: `strength(s) · strength(t) / 2W` between two sectors and half of it within one, W the total.
  public func observedOverExpected(_ s: Int, _ t: Int) -> Double? {
    let strength = sectors.indices.map { weights[$0].reduce(0, +) + weights[$0][$0] }
    let expected = strength[s] * strength[t] / (2 * total) / (s == t ? 2 : 1)
    return expected > 0 ? weights[s][t] / expected : nil
  }
}

extension Network {
  /// Sums the ties of a network of institutions by the sectors of their ends.
  ///
  /// - Precondition: `kind` is `.institutions`.
  /// - Complexity: O(nodes + edges).
  public func tieMatrix() -> TieMatrix {
    precondition(kind == .institutions, "only institutions have a sector")
    let present = Set(nodes.map { $0.sector ?? .unknown })
    let sectors = Sector.allCases.filter(present.contains)
    let index = Dictionary(uniqueKeysWithValues: sectors.enumerated().map { ($1, $0) })
    var weights = [[Double]](repeating: [Double](repeating: 0, count: sectors.count), count: sectors.count)
    var papers = [[Int]](repeating: [Int](repeating: 0, count: sectors.count), count: sectors.count)
    for edge in edges {
      guard let s = index[nodes[edge.a].sector ?? .unknown], let t = index[nodes[edge.b].sector ?? .unknown] else {
        continue
      }
      weights[s][t] += edge.fractional
      papers[s][t] += edge.papers
      if s != t {
        weights[t][s] += edge.fractional
        papers[t][s] += edge.papers
      }
    }
    return TieMatrix(sectors: sectors, weights: weights, papers: papers)
  }
}
