/// What many seeds agree on.
public struct Consensus: Sendable {
  /// The clusters of the consensus, with the quality they have in the graph itself.
  public let partition: Partition
  /// For each node, 0…1: the mean share of runs in which it was together with another member of its cluster; 1 for a
  /// cluster of one node.
  public let stability: [Double]
  /// For each cluster the mean stability of its members.
  public let clusterStability: [Double]
  /// The quality of each run, in the order of seeds.
  public let qualities: [Double]
  /// Mean adjusted mutual information of the runs with the consensus.
  public let agreement: Double

  /// Clusters a graph with `runs` seeds and then clusters what they agree on.
  ///
  /// Each edge is weighted by its own weight times the share of runs that put both ends together; edges that fewer than
  /// half of the runs keep together are left out; the result is clustered again, until every run agrees, at most ten
  /// times. Pairs of nodes without an edge are not counted while seeking the consensus, so that the cost stays O(m) a
  /// run.
  ///
  /// - Parameters:
  ///   - runs: at least 2; 20 is common.
  ///   - options: how each run clusters; `options.seed` is the first of `runs` consecutive seeds.
  ///
  /// Source: Lancichinetti & Fortunato (2012), "Consensus clustering in complex networks", doi:10.1038/srep00336;
  /// on edges alone: Tandon et al. (2019), doi:10.1103/PhysRevE.99.042301.
  public init(of graph: Graph, runs: Int = 20, options: Leiden.Options = .init()) {
    precondition(runs > 1, "a consensus needs two runs")
    let found = Consensus.partitions(of: graph, runs: runs, options: options)
    var labels = found
    var rounds = 0
    while !labels.dropFirst().allSatisfy({ $0.membership == labels[0].membership }) && rounds < 10 {
      var builder = GraphBuilder()
      for (edge, share) in zip(graph.edges, Consensus.shares(labels, in: graph)) where share >= 0.5 {
        builder.add(Int(edge.a), Int(edge.b), edge.weight * share)
      }
      let weighted = builder.graph(nodeCount: graph.nodeCount)
      labels = Consensus.partitions(of: weighted, runs: runs, options: options)
      rounds += 1
    }
    let membership = labels[0].membership
    partition = Partition(
      membership: membership,
      quality: options.quality.value(of: membership, in: graph, resolution: options.resolution))
    qualities = found.map(\.quality)
    stability = Consensus.stability(of: membership, in: found)
    var sums = [Double](repeating: 0, count: partition.count)
    for (node, cluster) in partition.membership.enumerated() { sums[Int(cluster)] += stability[node] }
    clusterStability = zip(sums, partition.sizes).map { $0 / Double($1) }
    agreement =
      found.reduce(0) { $0 + PartitionComparison($1.membership, membership).adjustedMutualInformation }
      / Double(runs)
  }

  /// One partition a seed; runs share the threads, each on one.
  private static func partitions(of graph: Graph, runs: Int, options: Leiden.Options) -> [Partition] {
    let results = Shared(UnsafeMutableBufferPointer<Partition?>.allocate(capacity: runs))
    results.value.initialize(repeating: nil)
    defer {
      results.value.deinitialize()
      results.value.deallocate()
    }
    Parallel.pieces(runs, threads: options.threads) { run, _ in
      var own = options
      own.seed = options.seed &+ UInt64(run)
      own.threads = 1
      results.value[run] = Leiden.cluster(graph, own)
    }
    return results.value.compactMap { $0 }
  }

  /// For each edge with a < b, in the order of `Graph.edges`, the share of partitions that keep its ends together.
  private static func shares(_ partitions: [Partition], in graph: Graph) -> [Double] {
    var shares: [Double] = []
    shares.reserveCapacity(graph.edgeCount)
    for node in graph.nodes {
      for other in graph.neighbors(of: node) where other > Int32(node) {
        let agreeing = partitions.count { $0.membership[node] == $0.membership[Int(other)] }
        shares.append(Double(agreeing) / Double(partitions.count))
      }
    }
    return shares
  }

  /// The mean share of partitions that put a node together with another member of its cluster.
  ///
  /// Within a cluster of c nodes, a part of k of them in one partition holds k − 1 companions for each of its k.
  static func stability(of membership: [Int32], in partitions: [Partition]) -> [Double] {
    let sizes = Partition(membership: membership).sizes
    var sum = [Double](repeating: 0, count: membership.count)
    for partition in partitions {
      var overlap: [Int: Int] = [:]
      func key(_ node: Int) -> Int { Int(membership[node]) * (partition.count + 1) + Int(partition.membership[node]) }
      for node in membership.indices { overlap[key(node), default: 0] += 1 }
      for node in membership.indices { sum[node] += Double((overlap[key(node)] ?? 1) - 1) }
    }
    return membership.indices.map { node in
      let others = sizes[Int(membership[node])] - 1
      return others > 0 ? sum[node] / Double(others * partitions.count) : 1
    }
  }
}
