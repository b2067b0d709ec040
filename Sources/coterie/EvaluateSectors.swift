import ArgumentParser
import Bibliography
import Foundation
import Pipeline
import Reporting
import Resolution

struct EvaluateSectors: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sectors", abstract: "Sectors told by names alone, against the types of a registry.",
    discussion: """
      Each record's name, without its country, is shown to the rules. --folds 5 learns the table of words anew for \
      each fifth of the records from the others, so that no name is judged by itself.
      """)

  @Option(help: ArgumentHelp("The ROR dump with names and types (.json, .json.gz, .zip).", valueName: "file"))
  var registry: String

  @Option(help: ArgumentHelp("Cross-validate in so many parts; 0 judges with the built-in table.", valueName: "n"))
  var folds = 0

  @Option(help: ArgumentHelp("Learn the table of words from the dump and write it here instead.", valueName: "file"))
  var learn: String?

  @Option(help: ArgumentHelp("Fail below this agreement on what is decided, 0 to 1.", valueName: "share"))
  var agreementFloor: Double?

  @Option(help: ArgumentHelp("Fail below this share of names decided, 0 to 1.", valueName: "share"))
  var decidedFloor: Double?

  @OptionGroup var output: OutputOptions

  func validate() throws {
    guard folds == 0 || folds > 1 else { throw ValidationError("--folds is 0, or 2 and more.") }
  }

  func run() throws {
    var options = WorkspaceOptions()
    options.registry = registry
    let judged = try Workspace.registry(options)
    if let learn {
      let table = SectorEvaluation.learnedTable(
        from: judged, source: registry.split(separator: "/").last.map(String.init) ?? registry)
      try Data(table.utf8).write(to: URL(fileURLWithPath: learn), options: .atomic)
      return
    }
    let evaluation = SectorEvaluation(registry: judged, folds: folds)
    try output.write(evaluation.tables)
    let all = evaluation.all
    try Floor.check("agreement", all.right, of: all.decided, agreementFloor)
    try Floor.check("the share decided", all.decided, of: all.names, decidedFloor)
  }
}

/// A floor below which an evaluation fails.
enum Floor {
  static func check(_ name: String, _ successes: Int, of trials: Int, _ floor: Double?) throws {
    try check(name, trials == 0 ? 0 : Double(successes) / Double(trials), floor)
  }

  static func check(_ name: String, _ value: Double?, _ floor: Double?) throws {
    guard let floor, (value ?? 0) < floor else { return }
    Terminal.note(
      "error: [evaluate.floor] \(name) is \(NumberText.fixed(value ?? 0, decimals: 4)), the floor is \(floor).")
    throw ExitCode.failure
  }
}
