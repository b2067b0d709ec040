import Bibliography
import GRDB

extension Corpus {
  /// Answers a named question within `scope`.
  ///
  /// - Parameters:
  ///   - values: texts by parameter name; what is missing has its default.
  ///   - limit: at most so many rows, fewer where the list would end inside equal values.
  /// - Throws: `query.parameter` for a missing or unknown one, `query.value` for one of the wrong kind,
  ///   `query.name` for an institution or author the corpus does not have, `query.time` past the time limit.
  public func table(
    _ query: NamedQuery, values: [String: String] = [:], in scope: Scope = Scope(), limit: Int? = nil,
    limits: QueryLimits = QueryLimits()
  ) throws -> Bibliography.Table {
    var bound = try query.bind(values)
    let result = try read(scope) { db in
      for (index, (parameter, value)) in bound.enumerated() {
        bound[index].value = try NameLookup(db).canonical(value, of: parameter.kind)
      }
      let run = QueryRun(limits: limits)
      return try run.rows(
        db, query.sql, values: Dictionary(bound.map { ($0.parameter.name, $0.value) }) { first, _ in first },
        source: "\(query.name).sql",
        cut: limit.map { limit in
          QueryRun.Cut(
            limit: max(0, limit), rank: query.rank.compactMap { name in query.columns.firstIndex { $0.name == name } })
        })
    }
    guard result.columns == query.columns.map(\.name) else {
      throw CoterieError(
        "query.columns",
        "query '\(query.name)' gives the columns \(result.columns.joined(separator: ", ")), its header describes \(query.columns.map(\.name).joined(separator: ", "))."
      )
    }
    var method = bound.compactMap { parameter, value -> MethodLine? in
      value == .null ? nil : MethodLine(parameter.name, value.plain)
    }
    method.append(MethodLine("counting", query.counting))
    method += try self.method(scope)
    var table = Bibliography.Table(
      title: query.title, method: method, columns: query.columns, rows: result.rows, notes: result.notes)
    if let limit { table.cut(to: limit, rank: query.rank, unread: result.more) }
    return table
  }

  /// Answers a user's own SQL: one statement that reads the public views.
  ///
  /// Nothing it says changes the corpus or makes a file: anything but one SELECT is refused before it runs.
  ///
  /// - Throws: `sql.refused`, `sql.error` with line and column in `sql`, `query.time`, `query.parameter`.
  public func table(
    sql: String, values: [String: String] = [:], in scope: Scope = Scope(), limits: QueryLimits = QueryLimits()
  ) throws -> Bibliography.Table {
    let result = try read(scope) { db in
      try QueryRun(limits: limits).rows(
        db, sql, values: values.mapValues(Bibliography.Table.Value.init(literal:)), source: "sql", isOwn: true)
    }
    var seen: [String: Int] = [:]
    let columns = result.columns.map { name in
      seen[name, default: 0] += 1
      return Bibliography.Table.Column(seen[name] == 1 ? name : "\(name)_\(seen[name] ?? 1)")
    }
    return Bibliography.Table(
      title: "Own SQL", method: try method(scope), columns: columns, rows: result.rows, notes: result.notes)
  }

  /// The scope as it is printed with every number, with the corpus's resolution and what the limit of authors dropped.
  public func method(_ scope: Scope) throws -> [MethodLine] {
    var method = scope.method(resolution: try resolutionStatement())
    if let accuracy = try accuracy() { method.append(MethodLine("accuracy", accuracy)) }
    if scope.selection.maxAuthors != nil {
      method.append(MethodLine("papers_dropped_by_max_authors", "\(try papersDroppedByAuthorLimit(scope))"))
    }
    return method
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

extension Bibliography.Table {
  /// Keeps at most `limit` rows and never ends inside equal values of the columns `rank`: it stops before them and
  /// notes how many more there are. Where the first values alone are more than `limit`, all of them are kept.
  ///
  /// - Parameter unread: rows after those of the table that were never read into it.
  public mutating func cut(to limit: Int, rank: [String], unread: Int = 0) {
    guard rows.count > limit, limit >= 0 else { return }
    let indices = rank.compactMap { name in columns.firstIndex { $0.name == name } }
    var end = limit
    if !indices.isEmpty {
      let next = indices.map { rows.value(limit, $0) }
      func isNext(_ row: Int) -> Bool { zip(indices, next).allSatisfy { rows.value(row, $0) == $1 } }
      while end > 0, isNext(end - 1) { end -= 1 }
      if end == 0, limit > 0 {
        end = limit
        while end < rows.count, isNext(end) { end += 1 }
      }
    }
    let left = rows.count - end + unread
    guard left > 0 else { return }
    rows = rows.picking(rows: 0..<end)
    notes.append("\(left) more \(left == 1 ? "row" : "rows") not shown; the list does not end inside equal values.")
  }
}

extension Bibliography.Table.Value {
  /// A user's text for own SQL, where no header says what it is: a number when it is written as one.
  init(literal text: String) {
    if let number = Int(text) {
      self = .integer(number)
    } else if let number = Double(text), number.isFinite {
      self = .real(number)
    } else {
      self = .text(text)
    }
  }

  /// The value without digits or alignment decided.
  public var plain: String {
    switch self {
    case .null: ""
    case .integer(let number): String(number)
    case .real(let number): String(number)
    case .text(let text): text
    }
  }
}
