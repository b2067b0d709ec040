import ArgumentParser
import Bibliography
import Foundation
import Ingestion
import Pipeline
import Store

struct IngestCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ingest", abstract: "Add sources to a corpus file; the same file twice changes nothing.")

  @OptionGroup var input: InputOptions
  @OptionGroup var output: OutputOptions

  @Option(help: ArgumentHelp("The corpus file; made when it does not exist.", valueName: "corpus.db"))
  var into: String?

  @Option(name: .customLong("as"), help: ArgumentHelp("Read as this format instead of looking.", valueName: "format"))
  var readAs: String?

  @Option(help: ArgumentHelp("papers, or committee for people without papers.", valueName: "role"))
  var role = "papers"

  @Option(
    help: ArgumentHelp("Remove this source from the corpus, as `status` names it; repeatable.", valueName: "source"))
  var remove: [String] = []

  @Option(
    help: ArgumentHelp("Tell authors apart by evidence, too, and keep that: resolved.", valueName: "by-name|resolved"))
  var authors: AuthorsBy = .byName

  @Flag(help: "List the formats that can be read.")
  var listFormats = false

  func validate() throws {
    guard !listFormats else { return }
    guard into != nil else { throw ValidationError("Name the corpus file: --into corpus.db") }
    guard ["papers", "committee"].contains(role) else {
      throw ValidationError("--role is papers or committee, not '\(role)'.")
    }
  }

  func run() throws {
    guard !listFormats, let into else { return try output.write([Self.formats]) }
    if !remove.isEmpty {
      let corpus = try Corpus.open(at: into, readOnly: false)
      for source in remove { try corpus.remove(source: source) }
      if input.inputs.isEmpty, try corpus.isJudgedByMore() {
        var workspace = Workspace(corpus: corpus)
        try workspace.resolve(with: try Workspace.registry(input.workspaceOptions()))
        Terminal.report(workspace.diagnostics)
      }
      try corpus.bringCountsUpToDate()
      try corpus.close()
      Terminal.note("removed \(remove.joined(separator: ", ")) from \(into)")
      if input.inputs.isEmpty { return }
    }
    guard !input.inputs.isEmpty else { throw ValidationError("Name at least one source to add.") }
    // A new corpus is made beside its name and gets it when it is whole, so that nothing half made ever bears it.
    let isNew = !FileManager.default.fileExists(atPath: into)
    let place = isNew ? into + ".partial" : into
    for file in try Corpus.sweep(beside: into) {
      Terminal.note("removed \(file), which a run that was stopped had left")
    }
    let corpus = isNew ? try Corpus.create(at: place) : try Corpus.open(at: into, readOnly: false)
    var workspace = Workspace(corpus: corpus)
    var sources: Table
    do {
      var options = try input.workspaceOptions()
      options.role = role
      options.authors = authors
      options.format = readAs
      options.isInterrupted = Terminal.interruption()
      try workspace.add(input.inputs, options: options) { Terminal.progress($0) }
      sources = try sourcesTable(workspace)
      try corpus.close()
      if isNew { try FileManager.default.moveItem(atPath: place, toPath: into) }
    } catch {
      try? corpus.close()
      if isNew { OutputFile.removeCorpus(place) }
      throw error
    }
    sources.title = "Added to \(into)"
    sources.notes = workspace.sources.isEmpty ? ["Nothing was added: the corpus holds the same content already."] : []
    Terminal.report(workspace.diagnostics)
    try output.write([sources])
    try input.finish(workspace)
  }

  private static var formats: Table {
    Table(
      title: "Formats", columns: [.init("format"), .init("title"), .init("extensions")],
      rows: Readers.all.map { $0.format }.sorted { $0.name < $1.name }.map {
        [.text($0.name), .text($0.title), .text($0.extensions.joined(separator: ", "))]
      })
  }
}
