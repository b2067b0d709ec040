import Bibliography
import Foundation

/// Questions for a Spark session over a warehouse, as the script that travels in the program reads them.
///
/// A warehouse folder has its level and its way of telling authors apart in it; selection and country rule are views
/// over it. OpenAlex works become the same views (`OpenAlexViews`), so that one question is one text everywhere.
public struct SparkJob: Sendable {
  /// Where the papers lie.
  public enum Place: Hashable, Sendable {
    /// What `export --as warehouse` wrote: a folder, or any address that Spark can read.
    case folder(String)
    /// Works of the OpenAlex snapshot; with `resolved`, what `resolve --texts --parts` made of their affiliations.
    case openAlex(String, resolved: String?)

    /// The folder or address itself.
    var path: String {
      switch self {
      case .folder(let path), .openAlex(let path, _): path
      }
    }

    /// `DIR` or `openalex:PATH`; local paths become absolute, since Spark runs elsewhere.
    ///
    /// - Throws: `warehouse.missing` when a local path is not there, `warehouse.resolved` for decisions beside a folder.
    public init(_ text: String, resolved: String? = nil) throws {
      func whole(_ path: String, code: String = "warehouse.missing") throws -> String {
        guard !path.contains("://") else { return path }
        let absolute = URL(fileURLWithPath: path).standardizedFileURL.path
        guard FileManager.default.fileExists(atPath: absolute) else {
          throw CoterieError(
            code, "there is nothing at '\(path)'. Name a folder, or an address that Spark can read.")
        }
        return absolute
      }
      if text.hasPrefix("openalex:") {
        self = .openAlex(
          try whole(String(text.dropFirst("openalex:".count))),
          resolved: try resolved.map { try whole($0, code: "warehouse.resolved") })
      } else {
        guard resolved == nil else {
          throw CoterieError(
            "warehouse.resolved",
            "a warehouse folder is resolved already. `--resolved` goes with `--warehouse openalex:PATH`.")
        }
        self = .folder(try whole(text))
      }
    }
  }

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

  /// Where the papers lie.
  public var place: Place
  /// Which papers, and how they are counted.
  public var scope: Scope
  /// All answered in one session, which takes about ten seconds to start.
  public var questions: [Question]
  /// Runs what `--print-sql` prints instead, in a session of its own where nothing but that has been said.
  public var isPrinted = false
  /// A name that the papers do not have makes an answer without rows, no error.
  public var allowsMissingNames = false

  /// Questions to a warehouse.
  public init(_ place: Place, scope: Scope = Scope(), questions: [Question]) {
    self.place = place
    self.scope = scope
    self.questions = questions
  }

  /// The script that `spark-submit` runs, as it travels in the program.
  public static var script: String {
    EmbeddedFiles.all.first { $0.path.hasSuffix("run.py") }?.text ?? ""
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

  /// What the script reads; its own comment describes the parts.
  private struct Job: Encodable {
    /// The first value of a SELECT, or an error when there is none.
    struct Lookup: Encodable {
      var argument: String?
      var sql: String
      var arguments: [String: Argument]
      var error: String
    }
    struct Query: Encodable {
      var name: String
      var sql: String
      var arguments: [String: Argument] = [:]
      var lookups: [Lookup] = []
      var statements: [String]?
    }
    struct View: Encodable {
      var name: String
      var sql: String
      var arguments: [String: Argument]
      var lookups: [Lookup]
      var isKept: Bool
    }
    struct Fact: Encodable {
      var key: String
      var sql: String
    }
    var manifest: String?
    var files: [SparkView.File]
    var views: [View]
    var facts: [Fact]
    var queries: [Query]
  }

  /// What the script reads.
  ///
  /// - Throws: `query.engine` for a query that only SQLite can run, `warehouse.level` for a level that the works cannot
  ///   be counted at, `query.parameter` and `query.value`.
  public func json() throws -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    if isPrinted {
      let queries = try questions.map { question -> Job.Query in
        let text = try question.query.printed(question.values, in: scope, dialect: .spark, place: place)
        return Job.Query(name: question.query.name, sql: text, statements: SQLText.statements(text, escapes: true))
      }
      return Array(try encoder.encode(Job(manifest: nil, files: [], views: [], facts: [], queries: queries)))
    }
    let views = try SparkView.all(at: place, scope: scope)
    let queries = try questions.map { question -> Job.Query in
      if let reason = question.query.onlySQLite {
        throw CoterieError(
          "query.engine", "query '\(question.query.name)' runs on SQLite only: \(reason). Leave out `--engine spark`.")
      }
      var arguments: [String: Argument] = [:]
      var lookups: [Job.Lookup] = []
      for (parameter, value) in try question.query.bind(question.values) {
        arguments[parameter.name] = Argument(value: value)
        if case .text(let text) = value, let lookup = SparkView.lookup(text, kind: parameter.kind.rawValue) {
          lookups.append(Self.lookup(lookup, argument: parameter.name))
        }
      }
      return Job.Query(
        name: question.query.name, sql: Dialect.spark.translate(question.query.sql), arguments: arguments,
        lookups: lookups)
    }
    var manifest: String?
    if case .folder(let path) = place { manifest = path + "/warehouse.json" }
    var facts: [Job.Fact] = []
    if let limit = scope.selection.maxAuthors {
      facts.append(
        Job.Fact(
          key: "papers_dropped_by_max_authors",
          sql: """
            SELECT count(*) FROM whole_paper AS p JOIN \(SparkView.fitting) AS s ON s.paper_id = p.paper_id
            WHERE p.author_count > \(limit)
            """))
    }
    let job = Job(
      manifest: manifest, files: views.files,
      views: views.made.map { view in
        Job.View(
          name: view.name, sql: Dialect.spark.translate(view.sql), arguments: view.arguments.mapValues(Argument.init),
          lookups: view.lookups.map { Self.lookup($0.lookup, argument: $0.argument) }, isKept: view.isKept)
      }, facts: facts, queries: queries)
    return Array(try encoder.encode(job))
  }

  /// The same place and scope, asked for its distinct printed affiliations.
  public func mentions() throws -> SparkJob {
    guard case .openAlex = place else {
      throw CoterieError(
        "warehouse.mentions", "a warehouse folder is resolved already. Name works with `--warehouse openalex:PATH`.")
    }
    let query = try NamedQuery(
      name: "mentions",
      text: """
        -- title: Distinct printed affiliations
        -- question: Which affiliations do the works print?
        -- column: text: as printed, white space collapsed
        -- counting: none
        \(OpenAlexViews.mentions)
        """)
    return SparkJob(place, scope: scope, questions: [Question(query)])
  }

  private static func lookup(_ lookup: SparkView.Lookup, argument: String?) -> Job.Lookup {
    Job.Lookup(
      argument: argument, sql: lookup.sql, arguments: lookup.arguments.mapValues(Argument.init), error: lookup.error)
  }

  /// The table that answers one question before its rows are in, with its method.
  func table(_ number: Int, manifest: Warehouse.Manifest?, facts: [MethodLine]) throws -> Bibliography.Table {
    let query = questions[number].query
    var method = try query.bind(questions[number].values).compactMap { parameter, value in
      value == .null ? nil : MethodLine(parameter.name, value.plain)
    }
    method.append(MethodLine("counting", query.counting))
    switch place {
    case .folder:
      method += scope.method(resolution: manifest?.resolution ?? "the warehouse's")
      method.append(MethodLine("engine", "spark"))
    case .openAlex(_, let resolved):
      method += scope.method(resolution: resolved == nil ? OpenAlexViews.unresolvedStatement : "texts decided before")
      method.append(MethodLine("engine", "spark on OpenAlex works"))
    }
    return Bibliography.Table(title: query.title, method: method + facts, columns: query.columns)
  }

  /// Refuses a folder that holds another level or other authors than the scope asks for.
  func check(_ manifest: Warehouse.Manifest) throws {
    guard manifest.level == scope.level.rawValue else {
      throw CoterieError(
        "warehouse.level",
        "the warehouse was written at level '\(manifest.level)', the question asks for '\(scope.level.rawValue)'. "
          + "Add `--level \(manifest.level)`, or write another warehouse.")
    }
    guard manifest.authors == scope.authors.rawValue else {
      throw CoterieError(
        "warehouse.authors",
        "the warehouse was written with authors '\(manifest.authors)', the question asks for "
          + "'\(scope.authors.rawValue)'. Add `--authors \(manifest.authors)`, or write another warehouse.")
    }
  }
}
