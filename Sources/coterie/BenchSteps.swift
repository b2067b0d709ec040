import ArgumentParser
import Graphs

/// `bench cluster`: Leiden, or a simpler method to compare it with.
struct BenchCluster: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "cluster", abstract: "Find clusters.")
  @OptionGroup var options: BenchOptions
  @Option(help: "leiden, or louvain or labels to compare with (modularity).") var method = BenchMethod.leiden
  @Option(help: "modularity, cpm or associationStrength.") var quality = QualityFunction.modularity
  @Option(help: "Resolution.") var resolution = 1.0
  @Option(help: "At most so many iterations.") var iterations = 2
  @Option(help: "Independent starts.") var starts = 1

  func run() throws {
    let graph = try BenchInput.graph(options.file, threads: options.threads)
    let (partition, seconds, cpu) = BenchResult.measure { () -> Partition in
      let labels: [Int32]
      switch method {
      case .leiden:
        return Leiden.cluster(
          graph, quality: quality, resolution: resolution, seed: options.seed, starts: starts, iterations: iterations,
          threads: options.threads)
      case .louvain: labels = BenchBaselines.louvain(graph, resolution: resolution, seed: options.seed)
      case .labels: labels = BenchBaselines.labels(graph, seed: options.seed)
      }
      return Partition(membership: labels, quality: quality.value(of: labels, in: graph, resolution: resolution))
    }
    try BenchResult(
      step: "cluster", n: graph.nodeCount, edges: graph.edgeCount, seconds: seconds, cpu_seconds: cpu,
      peak_mb: BenchResult.peakMegabytes(), threads: options.threads, quality: partition.quality,
      clusters: partition.count
    ).write()
  }
}

extension QualityFunction: ExpressibleByArgument {}

/// `bench components`.
struct BenchComponents: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "components", abstract: "Find connected components.")
  @OptionGroup var options: BenchOptions

  func run() throws {
    try BenchResult.step("components", options) {
      Components.connected($0)
    } check: {
      Double(($0.max() ?? -1) + 1)
    }
  }
}

/// `bench kcore`.
struct BenchCore: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "kcore", abstract: "Find each node's core number.")
  @OptionGroup var options: BenchOptions

  func run() throws {
    try BenchResult.step("kcore", options) {
      $0.coreNumbers()
    } check: {
      Double($0.max() ?? 0)
    }
  }
}

/// `bench pagerank`.
struct BenchPageRank: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "pagerank", abstract: "Weighted PageRank.")
  @OptionGroup var options: BenchOptions
  @Option(help: "Bound on the sum of errors.") var tolerance = 1e-8

  func run() throws {
    let (threads, tolerance) = (options.threads, tolerance)
    try BenchResult.step("pagerank", options) {
      PageRank.scores($0, tolerance: tolerance, threads: threads)
    } check: {
      $0.max() ?? 0
    }
  }
}

/// `bench closeness`: farness and harmonic closeness of every node.
struct BenchCloseness: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "closeness", abstract: "Exact closeness.")
  @OptionGroup var options: BenchOptions

  func run() throws {
    let threads = options.threads
    try BenchResult.step("closeness", options) {
      Closeness(of: $0, threads: threads)
    } check: {
      $0.scores().max() ?? 0
    }
  }
}

/// `bench betweenness`: exact, or approximate with `--error`.
struct BenchBetweenness: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "betweenness", abstract: "Betweenness of every node.")
  @OptionGroup var options: BenchOptions
  @Option(help: "Approximate to within this share of all pairs; exact when not given.") var error: Double?

  func run() throws {
    let (threads, seed) = (options.threads, options.seed)
    if let error {
      try BenchResult.step("betweenness-estimate", options) {
        BetweennessEstimate(of: $0, error: error, seed: seed, threads: threads)
      } check: {
        $0.shares.max() ?? 0
      }
    } else {
      try BenchResult.step("betweenness", options) {
        Betweenness.exact($0, threads: threads)
      } check: {
        $0.max() ?? 0
      }
    }
  }
}

/// `bench layout`: places for all nodes.
struct BenchLayout: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "layout", abstract: "Place the nodes in the plane.")
  @OptionGroup var options: BenchOptions

  func run() throws {
    let (threads, seed) = (options.threads, options.seed)
    try BenchResult.step("layout", options) {
      Layout.positions($0, seed: seed, threads: threads)
    } check: {
      $0.reduce(0) { max($0, $1.x.magnitude) }
    }
  }
}

/// `bench hops`: everybody within some steps of the node with the most neighbours.
struct BenchHops: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "hops", abstract: "Co-authors within some steps.")
  @OptionGroup var options: BenchOptions
  @Option(help: "Steps.") var hops = 3

  func run() throws {
    try BenchResult.step("hops", options) { graph in
      let hub = graph.nodes.max { (graph.degree($0), $1) < (graph.degree($1), $0) } ?? 0
      return graph.neighborhood(of: hub, hops: hops)
    } check: {
      Double($0.reduce(0) { $0 + $1.count })
    }
  }
}

/// `bench project`: papers to ties.
struct BenchProject: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "project", abstract: "Project papers to ties.")
  @OptionGroup var options: BenchOptions
  @Option(help: "full, fractional or refined.") var rule = "full"

  func run() throws {
    let incidence = try BenchInput.incidence(options.file)
    guard let rule = ["full": Projection.Rule.full, "fractional": .fractional, "refined": .refined][rule] else {
      throw ValidationError("no rule named '\(rule)'. Expected full, fractional or refined.")
    }
    let (edges, seconds, cpu) = try BenchResult.measure {
      try Projection.edges(incidence, rule: rule, threads: options.threads)
    }
    let peak = BenchResult.peakMegabytes()
    try BenchResult(
      step: "project", n: incidence.nodeCount, edges: edges.count, seconds: seconds, cpu_seconds: cpu, peak_mb: peak,
      threads: options.threads, check: edges.reduce(0) { $0 + $1.weight }
    ).write()
  }
}

extension BenchResult {
  /// Reads the graph, measures `work` on it and writes the result with its check.
  static func step<Value>(
    _ name: String, _ options: BenchOptions, work: (Graph) throws -> Value, check: (Value) -> Double
  ) throws {
    let graph = try BenchInput.graph(options.file, threads: options.threads)
    let (value, seconds, cpu) = try measure { try work(graph) }
    try BenchResult(
      step: name, n: graph.nodeCount, edges: graph.edgeCount, seconds: seconds, cpu_seconds: cpu,
      peak_mb: peakMegabytes(), threads: options.threads, check: check(value)
    ).write()
  }
}
