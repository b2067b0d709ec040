// Room card: coterie
//
// The command line: one file a command, options shared in `Options.swift`, and the only place that prints or exits
// (`Terminal.swift`). A command reads its words, calls Pipeline, and writes what comes back.
import ArgumentParser
import Bibliography
import Bytes

@main
struct Coterie: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "coterie",
    abstract: "Who works with whom: co-authorship and affiliation graphs from what conferences and databases print.",
    discussion: """
      Every command that reads takes a corpus (.db) or the sources themselves. Start with
        coterie report contents.txt -o report
      """,
    version: "0.1.0",
    subcommands: [
      ReportCommand.self, IngestCommand.self, StatusCommand.self, QueryCommand.self, ClustersCommand.self,
      MixCommand.self, DrawCommand.self, PathCommand.self, ResolveCommand.self, RegistryCommand.self,
      ExportCommand.self, ProjectCommand.self, EvaluateCommand.self, Bench.self, RenderWorkerCommand.self,
    ])

  static func main() async {
    Terminal.prepare()
    do {
      try refuseUnknownCommand()
      var command = try parseAsRoot()
      if var asynchronous = command as? any AsyncParsableCommand {
        try await asynchronous.run()
      } else {
        try command.run()
      }
    } catch let error as CoterieError {
      Terminal.note(error.description)
      // 128 + SIGINT, as shells have it.
      exit(withError: error.diagnostic.code == "interrupted" ? ExitCode(130) : ExitCode.failure)
    } catch let error as BytesError {
      Terminal.note("error: [\(error.code)] '\(error.name)': \(error.message)")
      exit(withError: ExitCode.failure)
    } catch {
      exit(withError: error)
    }
  }

  /// The parser would only call the word unexpected.
  private static func refuseUnknownCommand() throws {
    guard let word = CommandLine.arguments.dropFirst().first, !word.hasPrefix("-") else { return }
    let names = configuration.subcommands.compactMap { $0.configuration.commandName }
    guard word != "help", !names.contains(word) else { return }
    let shown = configuration.subcommands.filter { $0.configuration.shouldDisplay }.compactMap {
      $0.configuration.commandName
    }
    let near = shown.map { (editDistance($0, word.lowercased()), $0) }.min { $0 < $1 }
    let hint = near.map { $0.0 <= 2 ? " Did you mean '\($0.1)'?" : "" } ?? ""
    throw ValidationError("There is no command '\(word)'.\(hint) `coterie --help` shows all \(shown.count).")
  }
}

extension ExitCode {
  /// With `--strict`: records were rejected.
  static let rejected = ExitCode(3)
}
