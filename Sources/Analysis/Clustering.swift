import Bibliography
import Graphs

/// A network parted into clusters by Leiden, with what a reader wants to know of each.
public struct Clustering: Sendable {
  /// How to cluster.
  public struct Options: Hashable, Sendable {
    /// What is maximised.
    public var quality = QualityFunction.modularity
    /// γ: larger gives more and smaller clusters.
    public var resolution = 1.0
    /// Clusters with fewer nodes are merged into the one they are tied to most.
    public var minimumSize = 1
    /// Independent starts; the best is kept.
    public var starts = 10
    /// The first seed.
    public var seed: UInt64 = 1
    /// Edge weights: joint papers, or their fractional count.
    public var counting = Counting.full
    /// Threads; the result does not depend on it.
    public var threads = 1
    /// Further seeds that stability is measured over; 0: none.
    public var stabilitySeeds = 10

    /// Modularity at resolution 1, ten starts from seed 1, full counting.
    public init() {}
  }

  /// One part of the partition: connected, numbered from 0 by size, then by smallest member.
  public struct Cluster: Hashable, Sendable {
    /// Its number, from 0.
    public var index: Int
    /// Node indices, in the network's order (by papers, then name).
    public var members: [Int]
    /// Papers that tie two of its members, ascending store ids.
    public var paperIDs: [Int64]
    /// Weight of the edges inside (unit: papers).
    public var inside: Double
    /// Weight of the edges that leave it (unit: papers).
    public var outside: Double
    /// Mean overlap (Jaccard, 0…1) with the most similar cluster of each further seed; nil for a single node, for the
    /// authors of one paper, and when it was not measured.
    ///
    /// Source: Hennig (2007), Computational Statistics & Data Analysis 52, 258-271, doi:10.1016/j.csda.2006.11.025.
    public var stability: Double?

    /// All ties inside rest on one paper: its authors, not a group found.
    public var isOnePaper: Bool { members.count > 1 && paperIDs.count == 1 }
  }

  /// The network, with `clusters` set.
  public var network: Network
  /// By index.
  public var clusters: [Cluster]
  /// The value of the quality function.
  public var quality: Double
  /// Connected components of the network.
  public var components: Int
  /// Nodes in the largest one.
  public var largestComponent: Int
  /// How it was made.
  public var options: Options
  /// The network's method and this step's.
  public var method: [MethodLine] { network.method }
}

extension Network {
  /// The network as numbers: node i is `nodes[i]`, weights by counting.
  public func graph(counting: Counting) -> Graph {
    Graph(
      nodeCount: nodes.count,
      edges: edges.map { Graph.Edge($0.a, $0.b, counting == .full ? Double($0.papers) : $0.fractional) })
  }

  /// Parts the network into clusters.
  ///
  /// - Returns: clusters that are connected and cover every node, the same for the same network and options.
  /// - Complexity: about O(edges) a start and seed.
  public func clustered(_ options: Clustering.Options = Clustering.Options()) -> Clustering {
    let graph = graph(counting: options.counting)
    var settings = Leiden.Options(quality: options.quality, resolution: options.resolution, seed: options.seed)
    settings.starts = options.starts
    settings.minimumSize = options.minimumSize
    settings.threads = options.threads
    let partition = Leiden.cluster(graph, settings)
    let label = partition.membership.map(Int.init)

    var clusters = partition.members.enumerated().map {
      Clustering.Cluster(index: $0, members: $1, paperIDs: [], inside: 0, outside: 0, stability: nil)
    }
    for edge in edges {
      let weight = options.counting == .full ? Double(edge.papers) : edge.fractional
      if label[edge.a] == label[edge.b] {
        clusters[label[edge.a]].inside += weight
        clusters[label[edge.a]].paperIDs += edge.paperIDs
      } else {
        clusters[label[edge.a]].outside += weight
        clusters[label[edge.b]].outside += weight
      }
    }
    for index in clusters.indices { clusters[index].paperIDs = Array(Set(clusters[index].paperIDs)).sorted() }
    measureStability(of: &clusters, in: graph, settings: settings, seeds: options.stabilitySeeds)

    let components = Components.connected(graph)
    var network = self
    network.clusters = label
    network.method += [
      MethodLine("clustering", "Leiden, \(options.quality.title), resolution \(options.resolution)"),
      MethodLine("edge_weight", options.counting.rawValue),
      MethodLine("starts", "\(options.starts) from seed \(options.seed)"),
    ]
    if options.minimumSize > 1 { network.method.append(MethodLine("minimum_size", "\(options.minimumSize)")) }
    return Clustering(
      network: network, clusters: clusters, quality: partition.quality,
      components: Int((components.max() ?? -1) + 1), largestComponent: components.count { $0 == 0 }, options: options)
  }

  private func measureStability(
    of clusters: inout [Clustering.Cluster], in graph: Graph, settings: Leiden.Options, seeds: Int
  ) {
    guard seeds > 0 else { return }
    var sums = [Double](repeating: 0, count: clusters.count)
    for seed in 1...seeds {
      var other = settings
      other.starts = 1
      other.seed = settings.seed &+ UInt64(1000 * seed)
      let partition = Leiden.cluster(graph, other)
      let sizes = partition.sizes
      for cluster in clusters where cluster.members.count > 1 {
        var overlap: [Int32: Int] = [:]
        for member in cluster.members { overlap[partition.membership[member], default: 0] += 1 }
        let best = overlap.map { Double($1) / Double(cluster.members.count + sizes[Int($0)] - $1) }.max() ?? 0
        sums[cluster.index] += best
      }
    }
    for index in clusters.indices where clusters[index].members.count > 1 && !clusters[index].isOnePaper {
      clusters[index].stability = sums[index] / Double(seeds)
    }
  }
}

extension QualityFunction {
  /// The words of method lines.
  public var title: String {
    switch self {
    case .modularity: "modularity"
    case .cpm: "constant Potts model"
    case .associationStrength: "constant Potts model on association strength (VOS)"
    }
  }
}
