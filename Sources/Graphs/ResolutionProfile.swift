/// How the clusters change with the resolution.
public struct ResolutionProfile: Sendable {
  /// What one resolution gives.
  public struct Point: Sendable {
    /// γ.
    public let resolution: Double
    /// The clusters found there.
    public let partition: Partition
    /// Adjusted mutual information with the partition at the resolution before; nil at the first.
    public let agreementWithPrevious: Double?
  }

  /// Ascending by resolution.
  public let points: [Point]

  /// Clusters a graph at each of the resolutions.
  ///
  /// Long runs of high agreement are plateaus: grains at which the network has clusters of its own.
  ///
  /// - Parameters:
  ///   - resolutions: in any order.
  ///   - options: everything but the resolution.
  public init(of graph: Graph, resolutions: [Double], options: Leiden.Options = .init()) {
    var points: [Point] = []
    for resolution in resolutions.sorted() {
      var own = options
      own.resolution = resolution
      let partition = Leiden.cluster(graph, own)
      let agreement = points.last.map {
        PartitionComparison($0.partition.membership, partition.membership).adjustedMutualInformation
      }
      points.append(Point(resolution: resolution, partition: partition, agreementWithPrevious: agreement))
    }
    self.points = points
  }
}

extension Leiden {
  /// Nested clusters, finest first: each level puts whole clusters of the level before together.
  ///
  /// Level 0 is the partition of `options`; each further level clusters the graph whose nodes are the clusters before,
  /// at half the resolution of the level before, until the clusters are the components or `levels` are found. Levels
  /// that change nothing are left out.
  public static func hierarchy(_ graph: Graph, _ options: Options = .init(), levels: Int = 8) -> [Partition] {
    let finest = cluster(graph, options)
    var result = [finest]
    var options = options
    let components = Int((Components.connected(graph).max() ?? -1) + 1)
    var halvings = 0
    while result.count < levels, let last = result.last, last.count > components, halvings < 60 {
      options.resolution /= 2
      halvings += 1
      let coarse = graph.aggregated(by: last.membership)
      let merged: [Int32]
      if options.quality == .modularity {
        merged = cluster(coarse, options).membership
      } else {
        // A cluster counts as many nodes as it has, so that the Potts models judge whole clusters rightly.
        let work = options.quality == .associationStrength ? graph.associationStrengths() : graph
        merged = LeidenRun.cluster(
          work.aggregated(by: last.membership), mass: last.sizes.map(Double.init), penalty: options.resolution,
          iterations: options.iterations, seed: options.seed, threads: options.threads)
      }
      let labels = last.membership.map { merged[Int($0)] }
      let next = Partition(
        membership: labels, quality: options.quality.value(of: labels, in: graph, resolution: options.resolution))
      if next.count < last.count { result.append(next) }
    }
    return result
  }
}

extension Graph {
  /// The graph whose nodes are clusters: ties between two clusters are added up, ties within one become its loop.
  ///
  /// The total weight stays, and so does the modularity of every partition that keeps clusters whole.
  ///
  /// - Precondition: one label from 0 a node.
  public func aggregated(by membership: [Int32]) -> Graph {
    precondition(membership.count == nodeCount, "one label a node")
    var builder = GraphBuilder()
    for node in nodes {
      for edge in row(node) where targets[edge] > Int32(node) {
        builder.add(Int(membership[node]), Int(membership[Int(targets[edge])]), weights[edge])
      }
      if !loops.isEmpty { builder.add(Int(membership[node]), Int(membership[node]), loops[node]) }
    }
    return builder.graph(nodeCount: Int((membership.max() ?? -1) + 1))
  }
}
