import Bibliography
import Foundation

/// Questions for a Spark session over a warehouse folder, and how its answers are read.
///
/// The scope's level, country rule and authors are the warehouse's own; its selection becomes a view over it.
public struct SparkJob: Sendable {
  /// A question with its values.
  public struct Question: Sendable {
    /// The question asked.
    public var query: NamedQuery
    /// Texts by parameter name, as users give them.
    public var values: [String: String]

    /// A named query and values for its parameters.
    public init(_ query: NamedQuery, values: [String: String] = [:]) {
      self.query = query
      self.values = values
    }
  }

  /// The warehouse folder, or any place that Spark can read.
  public var warehouse: String
  /// Which papers.
  public var selection: Selection
  /// All answered in one session, which takes about ten seconds to start.
  public var questions: [Question]

  /// Questions to a warehouse.
  public init(warehouse: String, selection: Selection = Selection(), questions: [Question]) {
    self.warehouse = warehouse
    self.selection = selection
    self.questions = questions
  }

  private struct Job: Encodable {
    struct View: Encodable {
      var name: String
      var folder: String
      var schema: String
    }
    struct Step: Encodable {
      var view: String
      var sql: String
      var arguments: [String: Argument]
    }
    struct Query: Encodable {
      var name: String
      var sql: String
      var arguments: [String: Argument]
    }
    var warehouse: String
    var views: [View]
    var setup: [Step]
    var queries: [Query]
  }

  /// A value as JSON.
  private struct Argument: Encodable {
    var value: Bibliography.Table.Value

    func encode(to encoder: any Encoder) throws {
      var container = encoder.singleValueContainer()
      switch value {
      case .null: try container.encodeNil()
      case .integer(let number): try container.encode(number)
      case .real(let number): try container.encode(number)
      case .text(let text): try container.encode(text)
      }
    }
  }

  /// The script that `spark-submit` runs, as it travels in the program.
  public static var script: String {
    EmbeddedFiles.all.first { $0.path.hasSuffix("run.py") }?.text ?? ""
  }

  /// What the script reads.
  ///
  /// - Throws: `query.engine` for a query that only SQLite can run, `query.parameter` and `query.value`.
  public func json(countryOf: CountryOf = .seat) throws -> [UInt8] {
    let isEverything = selection.isEverything
    var setup: [Job.Step] = []
    if !isEverything {
      var scope = Scope(selection: selection, countryOf: countryOf)
      let limit = scope.selection.maxAuthors
      scope.selection.maxAuthors = nil
      let (condition, values) = SelectionSQL(scope).conditions
      setup += Self.derived(countryOf).map { Job.Step(view: $0.name, sql: $0.sql, arguments: [:]) }
      setup.append(
        Job.Step(
          view: "selected",
          sql: Dialect.spark.translate(
            "SELECT p.paper_id FROM paper AS p WHERE \(condition)"
              + (limit.map { " AND p.author_count <= \($0)" } ?? "")),
          arguments: values.mapValues(Argument.init)))
      for (name, schema) in Warehouse.views where Warehouse.columns(schema).contains("paper_id") {
        setup.append(
          Job.Step(
            view: name, sql: "SELECT * FROM whole_\(name) WHERE paper_id IN (SELECT paper_id FROM selected)",
            arguments: [:]))
      }
    }
    setup += Self.derived(countryOf).map { Job.Step(view: $0.name, sql: $0.sql, arguments: [:]) }
    let queries = try questions.map { question -> Job.Query in
      if let reason = question.query.onlySQLite {
        throw CoterieError(
          "query.engine", "query '\(question.query.name)' runs on SQLite only: \(reason). Leave out `--engine spark`.")
      }
      var arguments: [String: Argument] = [:]
      for (parameter, value) in try question.query.bind(question.values) {
        arguments[parameter.name] = Argument(value: value)
      }
      return Job.Query(
        name: question.query.name, sql: Dialect.spark.translate(question.query.sql), arguments: arguments)
    }
    var views: [Job.View] = []
    for (name, schema) in Warehouse.views {
      // A column called `column` is a word of Spark's own.
      let schema = schema.replacing(", column ", with: ", `column` ")
      views.append(Job.View(name: name, folder: name, schema: schema))
      if !isEverything { views.append(Job.View(name: "whole_\(name)", folder: name, schema: schema)) }
    }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return Array(try encoder.encode(Job(warehouse: warehouse, views: views, setup: setup, queries: queries)))
  }

  /// Views that are made from the written ones, in Spark's words; the same text as SQLite's where it computes them.
  private static func derived(_ countryOf: CountryOf) -> [(name: String, sql: String)] {
    PublicView.portable(countryOf).map { ($0.name, Dialect.spark.translate($0.select)) }
  }

  /// Reads the script's lines into one table a question, in their order.
  ///
  /// - Throws: `spark.query` with Spark's words for a question that failed, `spark.answer` when lines are missing.
  public func tables(from output: String) throws -> [Bibliography.Table] {
    struct Line: Decodable {
      var query: String?
      var columns: [String]?
      var row: [Cell]?
      var error: String?
      var done: Bool?
    }
    var tables: [Bibliography.Table] = []
    var isDone = false
    let decoder = JSONDecoder()
    for text in output.split(separator: "\n") where text.hasPrefix("{") {
      guard let line = try? decoder.decode(Line.self, from: Data(text.utf8)) else { continue }
      if let error = line.error {
        throw CoterieError("spark.query", "Spark could not answer '\(line.query ?? "")': \(error)")
      }
      if let row = line.row, !tables.isEmpty {
        tables[tables.count - 1].rows.append(row.map(\.value))
      } else if line.columns != nil, tables.count < questions.count {
        let query = questions[tables.count].query
        var method = try query.bind(questions[tables.count].values).compactMap { parameter, value in
          value == .null ? nil : MethodLine(parameter.name, value.plain)
        }
        method += [
          MethodLine("counting", query.counting), MethodLine("engine", "spark"),
          MethodLine("selection", selection.statement),
        ]
        tables.append(Bibliography.Table(title: query.title, method: method, columns: query.columns))
      }
      isDone = isDone || line.done == true
    }
    guard isDone, tables.count == questions.count else {
      throw CoterieError(
        "spark.answer", "Spark ended before it answered all questions. Look at what it printed on standard error.")
    }
    return tables
  }

  private struct Cell: Decodable {
    var value: Bibliography.Table.Value

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      if container.decodeNil() {
        value = .null
      } else if let number = try? container.decode(Int.self) {
        value = .integer(number)
      } else if let number = try? container.decode(Double.self) {
        value = .real(number)
      } else {
        value = .text(try container.decode(String.self))
      }
    }
  }
}
