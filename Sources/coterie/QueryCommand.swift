import ArgumentParser
import Bibliography
import Dispatch
import Foundation
import Pipeline
import Store
import Synchronization

struct QueryCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "query", abstract: "Answer a named question of Queries/, or your own SQL (read only).",
    discussion: """
      coterie query NAME INPUT... [--set name=value]; --list shows the questions, --describe NAME one of them. With \
      --sql all words are inputs: coterie query corpus.db --sql "SELECT count(*) FROM paper".
      """)

  @Argument(
    help: "The question's name; with --sql a further input.", completion: .list(Self.questionNames))
  var name: String?

  @OptionGroup var input: InputOptions
  @OptionGroup var selection: SelectionOptions
  @OptionGroup var output: OutputOptions
  @OptionGroup var spark: SparkOptions

  @Option(
    name: .customLong("set"), help: ArgumentHelp("A parameter of the question; repeatable.", valueName: "name=value"))
  var parameters: [String] = []

  @Option(parsing: .unconditional, help: ArgumentHelp("Own SQL on the public views, or @FILE.", valueName: "text"))
  var sql: String?

  @Flag(help: "List the questions.")
  var list = false

  @Option(
    help: ArgumentHelp(
      "Say what a question asks, needs and gives; 'views' lists what own SQL may ask.", valueName: "name"),
    completion: .list(Self.questionNames + ["views"]))
  var describe: String?

  @Option(help: ArgumentHelp("Further questions: a folder of .sql files.", valueName: "folder"))
  var queries: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("At most so many rows, fewer where the list would end inside equal values.", valueName: "n"))
  var limit: Int?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Sort by this column instead, -column for descending.", valueName: "column"))
  var sort: String?

  @Option(help: ArgumentHelp("Stop after so many seconds.", valueName: "s"))
  var timeout: Double?

  @Flag(help: "Print the question's SQL with its values, for notebooks, instead of running it.")
  var printSQL = false

  @Option(help: "Whose SQL to print.")
  var dialect: Dialect = .sqlite

  /// What shells complete.
  private static let questionNames = (try? QueryCatalog())?.queries.map(\.name) ?? []

  func validate() throws {
    if let limit, limit < 0 { throw ValidationError("--limit is at least 0.") }
    if let timeout, !(timeout > 0) { throw ValidationError("--timeout is more than 0 seconds.") }
  }

  func run() async throws {
    let catalog = try QueryCatalog(adding: queries)
    if list {
      return try output.write([
        Table(
          title: "Questions", columns: [.init("name"), .init("title"), .init("parameters")],
          rows: catalog.queries.map {
            [.text($0.name), .text($0.title), .text($0.parameters.map(\.name).joined(separator: ", "))]
          })
      ])
    }
    if describe == "views" { return try output.write([Corpus.viewsTable()]) }
    if let describe { return try output.write(Self.description(of: try catalog.query(named: describe))) }
    var table: Table
    let workspace: Workspace
    let limits = QueryLimits(seconds: timeout, rows: nil, isCancelled: Interrupt.watch())
    if let sql {
      guard spark.engine == .sqlite else {
        throw ValidationError(
          "--sql runs on SQLite. Put it into a .sql file with a header, and name it with --queries DIR.")
      }
      var sources = input
      sources.inputs = (name.map { [$0] } ?? []) + input.inputs
      workspace = try sources.open(selection, namesAuthors: sql.contains("author"))
      table = try workspace.corpus.table(
        sql: try text(of: sql), values: try KeyValue.parse(parameters), in: try selection.scope(),
        limits: QueryLimits(
          seconds: timeout ?? 60, rows: 1_000_000, memory: 2 << 30, isCancelled: limits.isCancelled))
      if let limit { table.cut(to: limit, rank: []) }
    } else {
      guard let name else {
        throw ValidationError("Name a question and its inputs; --list shows the questions.")
      }
      let query = try catalog.query(named: name)
      if printSQL {
        return try output.write(try printed(query))
      }
      if spark.engine == .spark { return try await answerOnSpark(query, isCancelled: limits.isCancelled) }
      guard !input.inputs.isEmpty else {
        throw ValidationError("Name a corpus (.db) or at least one source after '\(name)'.")
      }
      workspace = try input.open(
        selection, namesAuthors: query.columns.contains { $0.name.contains("author") && $0.unit.isEmpty })
      table = try workspace.corpus.table(
        query, values: try values(for: query, in: workspace.corpus), in: try selection.scope(),
        limit: sort == nil ? limit : nil,
        limits: limits)
    }
    if let sort { try table.sort(by: sort, limit: limit) }
    try output.write([table], isCancelled: limits.isCancelled)
    try input.finish(workspace)
  }

  /// The values given, institutions under the names that the registry has for what people call them, unless the corpus
  /// has one of that very name.
  private func values(for query: NamedQuery, in corpus: Corpus? = nil) throws -> [String: String] {
    var values = try KeyValue.parse(parameters)
    for parameter in query.parameters where parameter.kind == .institution {
      guard let given = values[parameter.name], try corpus?.hasInstitution(named: given) != true else { continue }
      values[parameter.name] = Workspace.institutionName(given)
    }
    return values
  }

  private func answerOnSpark(_ query: NamedQuery, isCancelled: @escaping @Sendable () -> Bool) async throws {
    let job = SparkJob(
      try spark.there.place(), scope: try selection.scope(),
      questions: [.init(query, values: try values(for: query))])
    let session = try spark.there.session(isCancelled: isCancelled)
    spark.there.noteWhoResolved()
    var tables = try await session.answer([job])[0]
    for index in tables.indices {
      if let sort {
        try tables[index].sort(by: sort, limit: limit)
      } else if let limit {
        tables[index].cut(to: limit, rank: query.rank)
      }
    }
    try output.write(tables)
  }

  /// The SQL of a query with its values; with a corpus, names are written as it has them.
  private func printed(_ query: NamedQuery) throws -> String {
    var values = try values(for: query)
    var scope = try selection.scope()
    if !input.inputs.isEmpty {
      (values, scope) = try input.open(selection).corpus.canonical(values, of: query, in: scope)
    }
    let place = try spark.there.warehouse.map { try SparkJob.Place($0, resolved: spark.there.resolved) }
    let text = try query.printed(values, in: scope, dialect: dialect, place: place) + "\n"
    let (asked, selected) = (values, scope.selection)
    let namesSomeone =
      query.parameters.contains { [.institution, .author].contains($0.kind) && asked[$0.name] != nil }
      || !selected.institutions.isEmpty || !selected.authors.isEmpty
    guard input.inputs.isEmpty, namesSomeone else { return text }
    return "-- names stand as given; with the corpus named too, as it writes them\n" + text
  }

  private func text(of sql: String) throws -> String {
    guard sql.hasPrefix("@") else { return sql }
    guard let text = try? String(contentsOfFile: String(sql.dropFirst()), encoding: .utf8) else {
      throw CoterieError("sql.file", "the file '\(sql.dropFirst())' of --sql cannot be read.")
    }
    return text
  }

  private static func description(of query: NamedQuery) -> String {
    var text = "\(query.name): \(query.title)\n\(query.question)\nCounting: \(query.counting)\n"
    if !query.parameters.isEmpty { text += "\nParameters (--set name=value)\n" }
    for parameter in query.parameters {
      let need = parameter.isRequired ? "required" : "default \(parameter.defaultValue.plainText)"
      text += "  \(parameter.name)  \(parameter.kind.rawValue), \(need): \(parameter.meaning)\n"
    }
    text += "\nColumns\n"
    for column in query.columns {
      text +=
        "  \(column.name)" + (column.unit.isEmpty ? "" : " [\(column.unit)]")
        + (column.note.isEmpty ? "" : ": \(column.note)") + "\n"
    }
    return text
  }
}

/// Ctrl-C during a query ends the query with a message, not the program in the middle of it.
enum Interrupt {
  private final class Flag: Sendable { let isSet = Atomic(false) }

  /// From now on SIGINT makes the function true; a second one ends the program.
  static func watch() -> @Sendable () -> Bool {
    let flag = Flag()
    signal(SIGINT, SIG_IGN)
    let source = DispatchSource.makeSignalSource(signal: SIGINT, queue: .global())
    source.setEventHandler {
      if flag.isSet.exchange(true, ordering: .relaxed) { _exit(130) }
    }
    source.resume()
    // The closure keeps the source alive as long as the query may ask.
    nonisolated(unsafe) let kept = source
    return {
      _ = kept
      return flag.isSet.load(ordering: .relaxed)
    }
  }
}

extension Table.Value {
  /// As a person writes it.
  var plainText: String {
    switch self {
    case .null: "none"
    case .integer(let number): "\(number)"
    case .real(let number): "\(number)"
    case .text(let text): text
    }
  }
}

extension Table {
  /// Sorts stably by one column, nulls last; a leading `-` descends.
  mutating func sort(by word: String, limit: Int?) throws {
    let descends = word.hasPrefix("-")
    let name = descends ? String(word.dropFirst()) : word
    guard let index = columns.firstIndex(where: { $0.name == name }) else {
      throw CoterieError(
        "query.sort", "no column '\(name)' to sort by. There are \(columns.map(\.name).joined(separator: ", ")).")
    }
    let values = rows.indices.map { rows.value($0, index) }
    let order = rows.indices.sorted { a, b in
      let (x, y) = (values[a], values[b])
      if x == y { return a < b }
      if x == .null || y == .null { return y == .null }
      return descends ? y.isBefore(x) : x.isBefore(y)
    }
    rows = rows.picking(rows: order)
    if let limit { cut(to: limit, rank: [name]) }
  }
}

extension Table.Value {
  fileprivate func isBefore(_ other: Self) -> Bool {
    switch (self, other) {
    case (.integer(let a), .integer(let b)): a < b
    case (.integer(let a), .real(let b)): Double(a) < b
    case (.real(let a), .integer(let b)): a < Double(b)
    case (.real(let a), .real(let b)): a < b
    case (.text(let a), .text(let b)): a < b
    case (.text, _): false
    default: true
    }
  }
}
