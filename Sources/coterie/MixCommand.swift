import Analysis
import ArgumentParser
import Bibliography

extension MixKey: ExpressibleByArgument {}

struct MixCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "mix", abstract: "How industry and academia mix: papers and credit, with intervals.")

  @OptionGroup var input: InputOptions
  @OptionGroup var selection: SelectionOptions
  @OptionGroup var output: OutputOptions

  @Option(
    help: ArgumentHelp(
      "One row each: \(MixKey.allCases.map(\.rawValue).joined(separator: ", ")).", valueName: "key,key"))
  var by: String?

  func run() throws {
    let keys = try (by ?? "").split(separator: ",").map { word in
      guard let key = MixKey(rawValue: word.trimmingPrefix(" ").lowercased()) else {
        throw ValidationError(
          "'\(word)' is no key of --by. There are \(MixKey.allCases.map(\.rawValue).joined(separator: ", ")).")
      }
      return key
    }
    let workspace = try input.open(selection)
    let authorships = try Authorships(from: workspace.corpus, in: try selection.scope())
    if keys.isEmpty {
      try output.write([authorships.mixTable(seed: selection.seed), authorships.creditTable()])
    } else {
      let clusters = keys.contains(.cluster) ? clusterNames(authorships) : []
      try output.write([authorships.mixTable(by: keys, clusters: clusters, seed: selection.seed)])
    }
    try input.finish(workspace)
  }

  /// The cluster of each author, by the author's index; nil for authors without a tie.
  private func clusterNames(_ authorships: Authorships) -> [String?] {
    var options = Clustering.Options()
    options.seed = selection.seed
    options.counting = selection.counting
    options.stabilitySeeds = 0
    let clustering = authorships.network(of: .authors).clustered(options)
    var byKey: [String: String] = [:]
    for cluster in clustering.clusters where cluster.members.count > 1 {
      for member in cluster.members { byKey[clustering.network.nodes[member].key] = clustering.name(of: cluster) }
    }
    return authorships.authors.map { byKey["author:\($0.id)"] }
  }
}
