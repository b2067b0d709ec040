import ArgumentParser
import Bibliography
import Pipeline
import Store

/// Which network is projected.
enum ProjectionOf: String, ExpressibleByArgument, CaseIterable {
  case authors, institutions
}

struct ProjectCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "project", abstract: "Write the edge list of a network, made where the data are.",
    discussion: """
      coterie project corpus.db --of institutions --format csv
      coterie project --engine spark --warehouse DIR --of authors --edge-list -o edges.txt
      coterie clusters --network edges.txt
      """)

  @OptionGroup var input: InputOptions
  @OptionGroup var selection: SelectionOptions
  @OptionGroup var output: OutputOptions
  @OptionGroup var spark: SparkOptions

  @Option(help: "Who the nodes are.")
  var of: ProjectionOf = .institutions

  @Flag(help: "Write 'a b weight' lines of numbers, as `clusters --network` reads them.")
  var edgeList = false

  func run() throws {
    let query = try of == .authors ? NamedQuery.authorEdges() : NamedQuery.institutionEdges()
    if let file = output.output { try OutputFile.check(file) }
    let table: Table
    if spark.engine == .spark {
      let job = SparkJob(warehouse: try spark.place(), selection: try selection.selection(), questions: [.init(query)])
      table = try SparkRun(spark).answer(job, countryOf: selection.countryOf)[0]
    } else {
      let workspace = try input.open(selection, namesAuthors: of == .authors)
      table = try workspace.corpus.table(query, in: try selection.scope())
      try input.finish(workspace)
    }
    guard edgeList else { return try output.write([table]) }
    let weight = selection.counting == .full ? 2 : 3
    var text = "# \(table.title): a b weight (\(selection.counting.rawValue) counting)\n"
    for row in table.rows {
      text += "\(row[0].plain) \(row[1].plain) \(row[weight].plain)\n"
    }
    try output.write(text)
  }
}
