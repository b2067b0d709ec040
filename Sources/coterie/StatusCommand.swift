import ArgumentParser
import Bibliography
import Pipeline
import Reporting
import Store

struct StatusCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "status", abstract: "What was read, kept, rejected and why; what is unresolved; how sure we are.")

  @OptionGroup var input: InputOptions
  @OptionGroup var output: OutputOptions

  func run() throws {
    guard !input.inputs.isEmpty else { throw ValidationError("Name a corpus (.db) or at least one source.") }
    // Here the diagnostics are the result: they are listed whole, not on standard error.
    let workspace = try Workspace.open(input.inputs, options: input.workspaceOptions()) { Terminal.progress($0) }
    let sources = try sourcesTable(workspace)
    // A script that asks for JSON or CSV gets the one table it counts on.
    if let format = output.format, format == .json || format == .csv {
      try output.write([sources])
    } else {
      let catalog = try QueryCatalog()
      var tables = [sources, try summary(workspace)]
      if !workspace.diagnostics.isEmpty { tables.append(Table(diagnostics: workspace.diagnostics)) }
      tables.append(try workspace.corpus.table(try catalog.query(named: "resolution-methods")))
      tables.append(try workspace.corpus.table(try catalog.query(named: "unresolved-affiliations"), limit: 20))
      try output.write(tables.filter { !$0.rows.isEmpty })
    }
    try input.finish(workspace)
  }

  private func summary(_ workspace: Workspace) throws -> Table {
    let counts = try workspace.corpus.contents()
    return Table(
      title: "What the corpus holds",
      method: [MethodLine("resolution", try workspace.corpus.resolutionStatement())]
        + (try workspace.corpus.accuracy().map { [MethodLine("accuracy", $0)] } ?? []),
      columns: [.init("what"), .init("count")], rows: counts.map { [.text($0.name), .integer($0.count)] })
  }
}
