import Bibliography
import Graphs

/// Clusters of a plain network that has names but no papers.
public enum EdgeListClusters {
  /// One row a node (`node`, `cluster`) or one row a cluster, clusters numbered from 1 by size, then smallest member.
  ///
  /// - Parameters:
  ///   - names: one a node, in the order of the network.
  ///   - graph: node i is `names[i]`.
  public static func table(
    names: [String], graph: Graph, options: Clustering.Options, members: Bool
  ) -> Table {
    var settings = Leiden.Options(quality: options.quality, resolution: options.resolution, seed: options.seed)
    settings.starts = options.starts
    settings.minimumSize = options.minimumSize
    settings.threads = options.threads
    let partition = Leiden.cluster(graph, settings)
    let method = [
      MethodLine("network", "\(graph.nodeCount) nodes, \(graph.edgeCount) edges"),
      MethodLine("clustering", "Leiden, \(options.quality.title), resolution \(options.resolution)"),
      MethodLine("starts", "\(options.starts) from seed \(options.seed)"),
      MethodLine("quality", "\(partition.quality)"),
    ]
    if members {
      return Table(
        title: "Clusters of nodes", method: method, columns: [.init("node"), .init("cluster")],
        rows: names.indices.map { [.text(names[$0]), .integer(Int(partition.membership[$0]) + 1)] })
    }
    return Table(
      title: "Clusters", method: method,
      columns: [.init("cluster"), .init("size", unit: "nodes"), .init("members")],
      rows: partition.members.enumerated().map { index, members in
        [.integer(index + 1), .integer(members.count), .text(members.map { names[$0] }.joined(separator: "; "))]
      })
  }
}
