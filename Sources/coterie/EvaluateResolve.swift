import ArgumentParser
import Bibliography
import Bytes
import Foundation
import Pipeline
import Reporting
import Resolution

struct EvaluateResolve: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "resolve", abstract: "Printed affiliations against labelled registry ids.",
    discussion: "Gold files are ROR's own form: [{\"affiliation\": \"...\", \"ror_ids\": [\"https://ror.org/...\"]}].")

  @Option(help: ArgumentHelp("The labelled strings.", valueName: "file"))
  var gold: String

  @Option(help: ArgumentHelp("The ROR dump the labels refer to (.json, .json.gz, .zip).", valueName: "file"))
  var registry: String?

  @Option(help: ArgumentHelp("Which half of the strings: all, tuning or held-out.", valueName: "half"))
  var half = "all"

  @Option(help: ArgumentHelp("Seed of the split into halves.", valueName: "n"))
  var seed: UInt64 = 1

  @Option(help: ArgumentHelp("Fail below this precision, 0 to 1.", valueName: "share"))
  var precisionFloor: Double?

  @Option(help: ArgumentHelp("Fail below this recall, 0 to 1.", valueName: "share"))
  var recallFloor: Double?

  @Option(help: ArgumentHelp("Fail below this share of right 'none' answers, 0 to 1.", valueName: "share"))
  var noneFloor: Double?

  @Option(
    help: ArgumentHelp(
      "Fail when the mean confidence and the share right of all decisions differ by more, 0 to 1.", valueName: "share"))
  var calibrationCeiling: Double?

  @Option(
    help: ArgumentHelp(
      "Fail when in a band of confidence with 30 decisions they differ by more, and by more than chance, 0 to 1.",
      valueName: "share"))
  var bandCeiling: Double?

  @Flag(help: "List every disagreement with its reason.")
  var disagreements = false

  @Flag(help: "List every decision with the evidence its confidence is computed from.")
  var decisions = false

  @Option(
    help: ArgumentHelp(
      "Fit the table that confidence is computed by to the strings of the half and write it here instead.",
      valueName: "file"))
  var fitConfidence: String?

  @OptionGroup var output: OutputOptions

  func validate() throws {
    guard ResolutionEvaluation.Half(rawValue: half) != nil else {
      throw ValidationError("--half is all, tuning or held-out, not '\(half)'.")
    }
  }

  func run() throws {
    guard let half = ResolutionEvaluation.Half(rawValue: half), let input = try Input.open(gold).first else { return }
    var options = WorkspaceOptions()
    options.registry = registry
    let resolver = Resolver(registry: try Workspace.registry(options))
    let examples = try ResolutionEvaluation.examples(from: input)
    if let fitConfidence {
      let fit = ConfidenceFit(
        examples, resolver: resolver, half: half, seed: seed,
        source: gold.split(separator: "/").last.map(String.init) ?? gold)
      try Data(fit.table.utf8).write(to: URL(fileURLWithPath: fitConfidence), options: .atomic)
      return
    }
    let evaluation = ResolutionEvaluation(
      examples, resolver: resolver, half: half, seed: seed)
    try output.write(
      evaluation.tables + (disagreements ? [evaluation.disagreementTable] : [])
        + (decisions ? [evaluation.decisionTable] : []))
    try Floor.check("precision", evaluation.known.precision, precisionFloor)
    try Floor.check("recall", evaluation.known.recall, recallFloor)
    try Floor.check("none", evaluation.noneRight, of: evaluation.noneStrings, noneFloor)
    if let calibrationCeiling, evaluation.calibrationError > calibrationCeiling {
      Terminal.note(
        "error: [evaluate.calibration] confidence and the share right differ by "
          + "\(NumberText.fixed(evaluation.calibrationError, decimals: 4)), the ceiling is \(calibrationCeiling).")
      throw ExitCode.failure
    }
    if let bandCeiling, let band = evaluation.miscalibrated(ceiling: bandCeiling).first {
      Terminal.note(
        "error: [evaluate.calibration] of \(band.decisions) decisions from "
          + "\(NumberText.fixed(band.confidences.lowerBound, decimals: 1)) that claim "
          + "\(NumberText.fixed(band.claimed / Double(band.decisions), decimals: 3)), "
          + "\(NumberText.fixed(Double(band.right) / Double(band.decisions), decimals: 3)) are right.")
      throw ExitCode.failure
    }
  }
}
