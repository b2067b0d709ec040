import Bibliography
import GRDB

extension Corpus {
  /// Answers a named question within `scope`.
  ///
  /// - Parameters:
  ///   - values: texts by parameter name; what is missing has its default.
  ///   - limit: at most so many rows, fewer where the list would end inside equal values.
  /// - Throws: `query.parameter` for a missing or unknown one, `query.value` for one of the wrong kind.
  public func table(
    _ query: NamedQuery, values: [String: String] = [:], in scope: Scope = Scope(), limit: Int? = nil
  ) throws -> Bibliography.Table {
    let bound = try query.bind(values)
    let dropped = try papersDroppedByAuthorLimit(scope)
    let resolution = try resolutionStatement()
    var rows: [[Bibliography.Table.Value]] = []
    try read(scope) { db in
      let statement = try db.makeStatement(sql: query.sql)
      let names = statement.columnNames
      guard names == query.columns.map(\.name) else {
        throw CoterieError(
          "query.columns",
          "query '\(query.name)' gives the columns \(names.joined(separator: ", ")), its header describes \(query.columns.map(\.name).joined(separator: ", "))."
        )
      }
      var arguments: [String: (any DatabaseValueConvertible)?] = [:]
      for (parameter, value) in bound { arguments[parameter.name] = value.databaseValue }
      let cursor = try Row.fetchCursor(statement, arguments: StatementArguments(arguments))
      while let row = try cursor.next() { rows.append(row.databaseValues.map(Bibliography.Table.Value.init)) }
    }
    var method = bound.compactMap { parameter, value -> MethodLine? in
      value == .null ? nil : MethodLine(parameter.name, value.plain)
    }
    method += [MethodLine("counting", query.counting)] + scope.method(resolution: resolution)
    if dropped > 0 { method.append(MethodLine("papers_dropped_by_max_authors", "\(dropped)")) }
    var table = Bibliography.Table(title: query.title, method: method, columns: query.columns, rows: rows)
    if let limit { table.cut(to: limit, rank: query.rank) }
    return table
  }
}

extension NamedQuery {
  /// Each parameter with its value.
  func bind(_ values: [String: String]) throws -> [(parameter: Parameter, value: Bibliography.Table.Value)] {
    for name in values.keys.sorted() where !parameters.contains(where: { $0.name == name }) {
      let known = parameters.isEmpty ? "It has none." : "It has \(parameters.map(\.name).joined(separator: ", "))."
      throw CoterieError("query.parameter", "query '\(self.name)' has no parameter '\(name)'. \(known)")
    }
    return try parameters.map { parameter in
      guard let text = values[parameter.name] else {
        guard !parameter.isRequired else {
          throw CoterieError(
            "query.parameter",
            "query '\(name)' needs '\(parameter.name)' (\(parameter.meaning)). Add `--set \(parameter.name)=VALUE`.")
        }
        return (parameter, parameter.defaultValue)
      }
      return (parameter, try Self.value(text, of: parameter.kind, named: parameter.name))
    }
  }
}

extension Scope {
  /// The scope as it is printed with every number.
  public func method(resolution: String) -> [MethodLine] {
    [
      MethodLine("level", level.rawValue), MethodLine("authors", authors.rawValue),
      MethodLine("country_of", countryOf.rawValue), MethodLine("selection", selection.statement),
      MethodLine("resolution", resolution),
    ]
  }
}

extension Selection {
  /// The selection in words that are its options: `years 2020-2024; venue OSDI '25`; `all papers` for everything.
  public var statement: String {
    var parts: [String] = []
    if let years {
      parts.append(
        years.lowerBound == years.upperBound
          ? "years \(years.lowerBound)" : "years \(years.lowerBound)-\(years.upperBound)")
    }
    let lists: [(String, [String])] = [
      ("venue", venues), ("session", sessions), ("institution", institutions), ("author", authors),
      ("sector", sectors.map(\.rawValue)), ("country", countries), ("group", groups),
    ]
    for (name, values) in lists where !values.isEmpty { parts.append("\(name) \(values.joined(separator: " or "))") }
    if !titleWords.isEmpty { parts.append("title \(titleWords.joined(separator: " "))") }
    if let maxAuthors { parts.append("at most \(maxAuthors) authors") }
    return parts.isEmpty ? "all papers" : parts.joined(separator: "; ")
  }
}

extension Bibliography.Table {
  /// Keeps at most `limit` rows and never ends inside equal values of the columns `rank`: it stops before them and
  /// notes how many more there are. Where the first values alone are more than `limit`, all of them are kept.
  public mutating func cut(to limit: Int, rank: [String]) {
    guard rows.count > limit, limit >= 0 else { return }
    let indices = rank.compactMap { name in columns.firstIndex { $0.name == name } }
    func values(_ row: [Value]) -> [Value] { indices.map { row[$0] } }
    var end = limit
    if !indices.isEmpty {
      let next = values(rows[limit])
      while end > 0, values(rows[end - 1]) == next { end -= 1 }
      if end == 0, limit > 0 {
        end = limit
        while end < rows.count, values(rows[end]) == next { end += 1 }
      }
    }
    let left = rows.count - end
    guard left > 0 else { return }
    rows.removeSubrange(end...)
    notes.append("\(left) more \(left == 1 ? "row" : "rows") not shown; the list does not end inside equal values.")
  }
}

extension Bibliography.Table.Value {
  init(_ value: DatabaseValue) {
    switch value.storage {
    case .null: self = .null
    case .int64(let number): self = .integer(Int(number))
    case .double(let number): self = .real(number)
    case .string(let text): self = .text(text)
    case .blob(let data): self = .text(String(decoding: data, as: UTF8.self))
    }
  }

  var databaseValue: DatabaseValue {
    switch self {
    case .null: .null
    case .integer(let number): number.databaseValue
    case .real(let number): number.databaseValue
    case .text(let text): text.databaseValue
    }
  }

  /// The value without digits or alignment decided.
  var plain: String {
    switch self {
    case .null: ""
    case .integer(let number): String(number)
    case .real(let number): String(number)
    case .text(let text): text
    }
  }
}
