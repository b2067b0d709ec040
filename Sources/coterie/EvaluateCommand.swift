import ArgumentParser
import Bibliography
import Bytes
import Ingestion
import Pipeline
import Reporting
import Resolution

struct EvaluateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "evaluate", abstract: "How right we are on labelled data.",
    subcommands: [
      EvaluateAuthors.self, EvaluateOpenAlex.self, EvaluateRead.self, EvaluateResolve.self, EvaluateSectors.self,
    ])
}

struct EvaluateRead: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "read", abstract: "Papers, authors and affiliations of sources against gold files.",
    discussion:
      "Sources and gold files pair up in order: evaluate read A.txt B.txt --gold A.gold.json --gold B.gold.json")

  @Argument(help: "Sources.", completion: .file())
  var inputs: [String]

  @Option(help: ArgumentHelp("A gold file; one a source.", valueName: "file"))
  var gold: [String]

  @Option(help: ArgumentHelp("Fail below this share of wholly right papers, 0 to 1.", valueName: "share"))
  var floor: Double?

  @OptionGroup var output: OutputOptions

  func validate() throws {
    guard inputs.count == gold.count else {
      throw ValidationError("\(inputs.count) sources and \(gold.count) gold files: give one --gold for each source.")
    }
  }

  func run() throws {
    let resolver = Resolver()
    var total = ReadingEvaluation()
    var rows: [[Table.Value]] = []
    for (path, goldPath) in zip(inputs, gold) {
      guard let goldInput = try Input.open(goldPath).first else { continue }
      let expected = try ReadingGold(json: try goldInput.readAll(), file: goldInput.name)
      let sink = CollectingSink()
      for input in try Input.open(path) {
        let sample = try input.sample()
        guard let reader = Readers.sniff(Sample(bytes: sample.bytes, isWhole: sample.isWhole), name: input.name) else {
          throw CoterieError("input.unknown-format", "no reader knows the content of '\(input.name)'.")
        }
        try reader.init().read(input, context: ReadingContext { resolver.isOrganisation($0) }, into: sink)
      }
      let evaluation = ReadingEvaluation(papers: sink.papers, gold: expected)
      rows.append(row(path, evaluation))
      total = total + evaluation
    }
    if rows.count > 1 { rows.append(row("all", total)) }
    let columns: [Table.Column] = [
      .init("source"), .init("papers", unit: "papers"), .init("titles", unit: "papers"),
      .init("author_lists", unit: "papers"), .init("wholly_right", unit: "papers"), .init("share", unit: "0…1"),
      .init("authorships", unit: "authorships"), .init("authorships_right", unit: "authorships"),
    ]
    try output.write([
      Table(
        title: "How right the reading is", columns: columns, rows: rows,
        notes: total.disagreements.map(\.description))
    ])
    let share = total.papers == 0 ? 0 : Double(total.exactPapers) / Double(total.papers)
    if let floor, share < floor {
      Terminal.note(
        "error: [evaluate.floor] \(NumberText.fixed(share, decimals: 4)) of the papers are wholly right, "
          + "the floor is \(floor).")
      throw ExitCode.failure
    }
  }

  private func row(_ name: String, _ e: ReadingEvaluation) -> [Table.Value] {
    [
      .text(name.split(separator: "/").last.map(String.init) ?? name), .integer(e.papers), .integer(e.exactTitles),
      .integer(e.exactAuthorLists), .integer(e.exactPapers),
      .real(e.papers == 0 ? 0 : Double(e.exactPapers) / Double(e.papers)), .integer(e.authorships),
      .integer(e.exactAuthorships),
    ]
  }
}

/// Keeps what a reader gives.
final class CollectingSink: PaperSink {
  var papers: [Paper] = []
  var diagnostics: [Diagnostic] = []
  func keep(_ paper: Paper) { papers.append(paper) }
  func reject(_ diagnostic: Diagnostic) { diagnostics.append(diagnostic) }
  func report(_ diagnostic: Diagnostic) { diagnostics.append(diagnostic) }
}
