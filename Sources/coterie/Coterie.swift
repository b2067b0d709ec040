import ArgumentParser

@main
struct Coterie: AsyncParsableCommand {
  static let configuration = CommandConfiguration(commandName: "coterie", abstract: "Who works with whom.", version: "0.1.0",
    subcommands: [Bench.self])
}
