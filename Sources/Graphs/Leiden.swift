/// Finds clusters by the Leiden algorithm.
///
/// An iteration moves nodes between clusters while that raises the quality, refines each cluster into well-connected
/// parts, aggregates the parts into nodes of a smaller graph, and starts over there. Every cluster that comes out is
/// connected. The same graph, options and seed give the same clusters on every machine and number of threads.
///
/// Source: Traag, Waltman & van Eck (2019), "From Louvain to Leiden: guaranteeing well-connected communities",
/// doi:10.1038/s41598-019-41695-z.
public enum Leiden {
  /// How to cluster.
  public struct Options: Sendable, Hashable {
    /// What is maximised.
    public var quality: QualityFunction
    /// γ: larger gives more and smaller clusters. Unit: none for modularity, weight for the Potts models.
    public var resolution: Double
    /// Decides the order of visits, and nothing else.
    public var seed: UInt64
    /// Independent starts; the best result is kept, the earlier start among equals.
    public var starts: Int
    /// At most so many iterations a start; it stops before, once an iteration changes nothing.
    public var iterations: Int
    /// Clusters with fewer nodes are merged into the cluster they are tied to most; those without ties stay.
    public var minimumSize: Int
    /// Threads to use; the result does not depend on it.
    public var threads: Int

    /// Modularity at resolution 1, one start, to stability (but at most 100 iterations).
    public init(
      quality: QualityFunction = .modularity, resolution: Double = 1, seed: UInt64 = 1, starts: Int = 1,
      iterations: Int = 100, minimumSize: Int = 1, threads: Int = 1
    ) {
      self.quality = quality
      self.resolution = resolution
      self.seed = seed
      self.starts = starts
      self.iterations = iterations
      self.minimumSize = minimumSize
      self.threads = threads
    }
  }

  /// The best partition over `starts`; see `Options` for the parameters.
  public static func cluster(
    _ graph: Graph, quality: QualityFunction = .modularity, resolution: Double = 1, seed: UInt64 = 1, starts: Int = 1,
    iterations: Int = 100, minimumSize: Int = 1, threads: Int = 1
  ) -> Partition {
    cluster(
      graph,
      Options(
        quality: quality, resolution: resolution, seed: seed, starts: starts, iterations: iterations,
        minimumSize: minimumSize, threads: threads))
  }

  /// The best partition over `options.starts`.
  ///
  /// - Precondition: starts and iterations are positive, the resolution is finite and not negative.
  /// - Complexity: about O(m) an iteration, memory O(n + m).
  public static func cluster(_ graph: Graph, _ options: Options) -> Partition {
    precondition(options.starts > 0 && options.iterations > 0, "at least one start and one iteration")
    precondition(options.resolution >= 0 && options.resolution.isFinite, "the resolution is negative or not finite")
    let work = options.quality == .associationStrength ? graph.associationStrengths() : graph
    let mass =
      options.quality == .modularity
      ? graph.strengths(threads: options.threads) : [Double](repeating: 1, count: graph.nodeCount)
    let total = graph.totalWeight
    // One form for all: a cluster of mass S with weight L inside is worth L − penalty · S² / 2.
    let penalty =
      options.quality == .modularity ? (total > 0 ? options.resolution / (2 * total) : 0) : options.resolution
    var best: Partition?
    for start in 0..<options.starts {
      var generator = SeededGenerator(seed: options.seed &+ UInt64(start) &* 0x9E37_79B9)
      var labels = LeidenRun.cluster(
        work, mass: mass, penalty: penalty, iterations: options.iterations, seed: generator.next(),
        threads: options.threads)
      if options.minimumSize > 1 { labels = mergeSmall(labels, in: work, minimumSize: options.minimumSize) }
      let quality = options.quality.value(
        of: labels, in: graph, resolution: options.resolution, threads: options.threads)
      if best.map({ quality > $0.quality }) ?? true { best = Partition(membership: labels, quality: quality) }
    }
    return best ?? Partition(membership: [])
  }

  /// Merges each cluster below the minimum, smallest first, into the neighbouring cluster with the largest tie
  /// relative to both sizes, L(c, d) / (n_c n_d).
  static func mergeSmall(_ membership: [Int32], in graph: Graph, minimumSize: Int) -> [Int32] {
    var label = Partition.numbered(membership)
    while true {
      let partition = Partition(membership: label)
      let sizes = partition.sizes
      let members = partition.members
      var merged = false
      for cluster in sizes.indices.reversed() where sizes[cluster] < minimumSize {
        var tie = [Int32: Double]()
        for node in members[cluster] {
          for edge in graph.row(node) where label[Int(graph.targets[edge])] != Int32(cluster) {
            tie[label[Int(graph.targets[edge])], default: 0] += graph.weights[edge]
          }
        }
        let target = tie.max {
          let (left, right) = ($0.value / Double(sizes[Int($0.key)]), $1.value / Double(sizes[Int($1.key)]))
          return left != right ? left < right : $0.key > $1.key
        }
        guard let target else { continue }
        for node in members[cluster] { label[node] = target.key }
        merged = true
        break
      }
      if !merged { return label }
      label = Partition.numbered(label)
    }
  }
}

/// The modularity of an assignment; short for `QualityFunction.modularity.value`.
public func modularity(_ graph: Graph, _ membership: [Int32], resolution: Double = 1) -> Double {
  QualityFunction.modularity.value(of: membership, in: graph, resolution: resolution)
}
