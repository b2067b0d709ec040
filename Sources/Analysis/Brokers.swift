import Bibliography
import Graphs

/// Someone who holds a network together.
public struct Broker: Hashable, Sendable {
  /// Index into the network's nodes.
  public var node: Int
  /// Without it its component falls apart.
  public var isArticulationPoint: Bool
  /// Shortest paths between other nodes that pass through it, both directions counted once (unweighted; unit: pairs).
  ///
  /// Source: Freeman (1977), Sociometry 40(1), 35-41, doi:10.2307/3033543; Brandes (2001),
  /// doi:10.1080/0022250X.2001.9990249.
  public var betweenness: Double
}

extension Network {
  /// The nodes through which others are connected, most betweenness first, then by the network's order.
  ///
  /// - Parameter limit: at most so many, but a list never ends inside equal values: it stops before them.
  /// - Returns: only nodes with a betweenness above 0.
  /// - Complexity: O(nodes × edges).
  public func brokers(limit: Int = 20, threads: Int = 1) -> [Broker] {
    let graph = graph(counting: .full)
    let cuts = Set(CutPoints(of: graph).nodes)
    let betweenness = Betweenness.exact(graph, threads: threads)
    let ranked = nodes.indices.filter { betweenness[$0] > 0 }.sorted {
      betweenness[$0] != betweenness[$1] ? betweenness[$0] > betweenness[$1] : $0 < $1
    }
    var end = min(limit, ranked.count)
    if end < ranked.count {
      while end > 0, betweenness[ranked[end - 1]] == betweenness[ranked[end]] { end -= 1 }
    }
    return ranked.prefix(end).map {
      Broker(node: $0, isArticulationPoint: cuts.contains($0), betweenness: betweenness[$0])
    }
  }
}
