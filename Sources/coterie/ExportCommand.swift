import Analysis
import ArgumentParser
import Bibliography
import Foundation
import Pipeline
import Reporting
import Store

struct ExportCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export", abstract: "The corpus as records, or a network in the forms of other tools.",
    discussion:
      "Forms: records, mentions (distinct printed affiliations, one a line), warehouse (a folder for Spark), \(Exports.all.map(\.name).joined(separator: ", "))."
  )

  @OptionGroup var input: InputOptions
  @OptionGroup var selection: SelectionOptions

  @Option(name: .customLong("as"), help: ArgumentHelp("The form; see above.", valueName: "form"))
  var form: String

  @OptionGroup var spark: SparkOptions

  @Option(help: "Whose network.")
  var of: NodeKind = .institutions

  @Option(
    name: [.short, .long],
    help: ArgumentHelp("The file; forms of several files write NAME-nodes, NAME-edges and the like.", valueName: "file")
  )
  var output: String?

  func run() async throws {
    if form == "warehouse" { return try writeWarehouse() }
    if form == "mentions" { return try await writeMentions() }
    guard spark.engine == .sqlite else { throw ValidationError("On Spark only mentions can be exported.") }
    let network = form == "records" ? nil : try Exports.named(form)
    if let output { try OutputFile.check(output) }
    let workspace = try input.open(selection, namesAuthors: network != nil && of == .authors)
    if let network {
      try write(network, workspace)
    } else {
      try writeRecords(workspace)
    }
    try input.finish(workspace)
  }

  private func write(_ form: NetworkExport, _ workspace: Workspace) throws {
    let authorships = try Authorships(from: workspace.corpus, in: try selection.scope())
    var options = Clustering.Options()
    options.seed = selection.seed
    options.counting = selection.counting
    options.stabilitySeeds = 0
    let clustering = authorships.network(of: of, countryOf: selection.countryOf).clustered(options)
    let title = "\(of.rawValue) that publish together"
    let files = form.write(clustering.network, title: title, counting: selection.counting)
    guard let output else {
      guard files.count == 1 else {
        throw ValidationError("'\(form.name)' is \(files.count) files: name them with -o NAME.")
      }
      return Terminal.out(files[0].text)
    }
    for file in files {
      let stem = URL(fileURLWithPath: output).deletingPathExtension().relativePath
      let path = files.count == 1 ? output : stem + file.suffix + "." + file.fileExtension
      try OutputFile.write(Array(file.text.utf8), to: path)
    }
  }

  private func writeWarehouse() throws {
    guard let output else { throw ValidationError("A warehouse is a folder: name it with -o DIR.") }
    let workspace = try input.open(selection)
    let rows = try workspace.corpus.exportWarehouse(try selection.scope(), to: output)
    Terminal.note("wrote \(rows) rows to \(output)")
    try input.finish(workspace)
  }

  /// Distinct printed affiliations, as `resolve --texts` reads them: of a corpus in the order first met, of OpenAlex
  /// works in alphabetical order, by Spark.
  private func writeMentions() async throws {
    let lines = try LineOutput(output)
    do {
      if spark.engine == .spark {
        let job = SparkJob(try spark.there.place(), scope: try selection.scope(), questions: [])
        _ = try await spark.there.session(isCancelled: Interrupt.watch()).answer([try job.mentions()]) { _, _, row in
          try lines.write(row[0].plain + "\n")
        }
      } else {
        let workspace = try input.open()
        for text in try workspace.corpus.mentions(in: try selection.scope()) { try lines.write(text + "\n") }
        try input.finish(workspace)
      }
      try lines.finish()
    } catch {
      lines.abandon()
      throw error
    }
  }

  private func writeRecords(_ workspace: Workspace) throws {
    var bytes: [UInt8] = []
    _ = try workspace.corpus.exportRecords(try selection.scope()) { bytes += $0 }
    guard let output else { return Terminal.out(bytes) }
    try OutputFile.write(bytes, to: output)
  }
}
