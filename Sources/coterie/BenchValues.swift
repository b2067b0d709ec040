import ArgumentParser
import Foundation
import Graphs

/// `bench values`: what the engine says of each node, for a comparison with other programs (`Tests/Peers/oracles.py`).
struct BenchValues: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "values", abstract: "Write one measure of every node, one JSON array.")
  @OptionGroup var options: BenchOptions
  @Option(help: "Which measure.") var measure: Measure
  @Option(help: "Error of betweenness-estimate, level of backbone, γ of cpm and association.") var parameter = 0.01

  enum Measure: String, ExpressibleByArgument, CaseIterable {
    case components, core, strength, pagerank, closeness, harmonic, betweenness, triangles, clustering, constraint
    case betweennessEstimate = "betweenness-estimate"
    case articulation, bridges, distances, lengths, backbone, scalars, leiden, cpm, association
  }

  func run() throws {
    let graph = try BenchInput.graph(options.file, threads: options.threads)
    let values = self.values(of: graph).map { $0.isFinite ? String($0) : "null" }
    FileHandle.standardOutput.write(Data("[\(values.joined(separator: ","))]\n".utf8))
  }

  private func values(of graph: Graph) -> [Double] {
    let threads = options.threads
    switch measure {
    case .components: return Components.connected(graph).map(Double.init)
    case .core: return graph.coreNumbers().map(Double.init)
    case .strength: return graph.strengths()
    case .pagerank: return PageRank.scores(graph, tolerance: 1e-12, threads: threads)
    case .closeness: return Closeness(of: graph, threads: threads).scores()
    case .harmonic: return Closeness(of: graph, threads: threads).harmonic
    case .betweenness: return Betweenness.exact(graph, threads: threads)
    case .betweennessEstimate:
      return BetweennessEstimate(of: graph, error: parameter, seed: options.seed, threads: threads).shares
    case .triangles: return Transitivity(of: graph).triangles.map(Double.init)
    case .clustering: return Transitivity(of: graph).local
    case .constraint: return graph.constraints()
    case .articulation: return CutPoints(of: graph).nodes.map(Double.init)
    case .bridges: return CutPoints(of: graph).bridges.flatMap { [Double($0.a), Double($0.b)] }
    case .distances: return ShortestPaths(from: 0, in: graph).distances
    case .lengths: return ShortestPaths(from: 0, in: graph) { 1 / $0 }.distances
    case .backbone: return graph.backbone(parameter).edges.flatMap { [Double($0.a), Double($0.b)] }
    case .scalars:
      let groups = graph.nodes.map { Int32($0 % 3) }
      return [
        Transitivity(of: graph).global, Assortativity.degree(graph) ?? .nan,
        Assortativity.nominal(graph, groups: groups, weighted: false) ?? .nan, Double(graph.edgeCount),
        graph.totalWeight,
      ]
    case .leiden, .cpm, .association:
      let quality: QualityFunction =
        measure == .leiden ? .modularity : measure == .cpm ? .cpm : .associationStrength
      let partition = Leiden.cluster(
        graph, quality: quality, resolution: measure == .leiden ? 1 : parameter, seed: options.seed, starts: 10,
        threads: threads)
      return partition.membership.map(Double.init)
    }
  }
}
