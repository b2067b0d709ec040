import Analysis
import ArgumentParser
import Bibliography
import Pipeline

struct PathCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "path", abstract: "How two authors or institutions are connected, with the papers.")

  @OptionGroup var input: InputOptions
  @OptionGroup var selection: SelectionOptions
  @OptionGroup var output: OutputOptions

  @Option(help: ArgumentHelp("Where the way begins.", valueName: "name"))
  var from: String

  @Option(help: ArgumentHelp("Where it ends.", valueName: "name"))
  var to: String

  @Option(help: "Ways over authors, institutions or countries.")
  var of: NodeKind = .authors

  func run() throws {
    let workspace = try input.open(selection, namesAuthors: of == .authors)
    let authorships = try Authorships(from: workspace.corpus, in: try selection.scope())
    let network = authorships.network(of: of, countryOf: selection.countryOf)
    // Institutions by the names people use, MIT, unless the network has one of that very name.
    func node(_ name: String) throws -> Int {
      let isKnown = network.nodes.contains { $0.name.lowercased() == name.lowercased() }
      return try network.node(called: of == .institutions && !isKnown ? Workspace.institutionName(name) : name)
    }
    let (start, end) = (try node(from), try node(to))
    guard let connection = network.connection(from: start, to: end) else {
      throw CoterieError(
        "path.none",
        "no way leads from '\(network.nodes[start].name)' to '\(network.nodes[end].name)' in this network of "
          + "\(of.rawValue): they stand in components of their own. Try --of institutions, or a wider selection.")
    }
    try output.write([connection.table(authorships)])
    try input.finish(workspace)
  }
}
