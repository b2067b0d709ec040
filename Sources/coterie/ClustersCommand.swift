import Analysis
import ArgumentParser
import Bibliography
import Bytes
import Graphs
import Ingestion

struct ClustersCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "clusters", abstract: "Collaboration clusters with their members, papers, stability and mix.")

  @OptionGroup var input: InputOptions
  @OptionGroup var selection: SelectionOptions
  @OptionGroup var output: OutputOptions

  @Option(help: "Whose clusters.")
  var of: NodeKind = .institutions

  @Option(help: "What is maximised.")
  var quality: QualityFunction = .modularity

  @Option(help: ArgumentHelp("Larger gives more and smaller clusters.", valueName: "γ"))
  var resolution = 1.0

  @Option(help: ArgumentHelp("Merge smaller clusters into the one they are tied to most.", valueName: "n"))
  var minSize = 1

  @Option(help: ArgumentHelp("Independent starts; the best is kept.", valueName: "n"))
  var starts = 10

  @Flag(help: "One row a member instead of one a cluster.")
  var members = false

  @Option(help: ArgumentHelp("Cluster this edge list (a b [weight], # comments) instead.", valueName: "file"))
  var network: String?

  func validate() throws {
    guard resolution >= 0, resolution.isFinite else { throw ValidationError("--resolution is a number of at least 0.") }
    guard starts > 0, minSize > 0 else { throw ValidationError("--starts and --min-size are at least 1.") }
    if network != nil, !input.inputs.isEmpty { throw ValidationError("Give either inputs or --network FILE.") }
  }

  func run() throws {
    var options = Clustering.Options()
    options.quality = quality
    options.resolution = resolution
    options.minimumSize = minSize
    options.starts = starts
    options.seed = selection.seed
    options.counting = selection.counting
    options.threads = selection.threads ?? 1
    if let network {
      guard let file = try Input.open(network).first else { return }
      let list = try EdgeList(file)
      let graph = Graph(
        nodeCount: list.names.count, sources: list.sources, targets: list.targets, weights: list.weights)
      return try output.write([
        EdgeListClusters.table(names: list.names, graph: graph, options: options, members: members)
      ])
    }
    let workspace = try input.open(selection, namesAuthors: of == .authors)
    let authorships = try Authorships(from: workspace.corpus, in: try selection.scope())
    let clustering = authorships.network(of: of, countryOf: selection.countryOf).clustered(options)
    try output.write([members ? clustering.membersTable() : clustering.table(authorships)])
    try input.finish(workspace)
  }
}
