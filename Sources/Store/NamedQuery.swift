import Bibliography

/// One question users ask, with the SQL that answers it: a file of `Queries/`.
///
/// The file begins with comment lines that say what it is; the SQL follows:
///
///     -- title: Partners of an institution
///     -- question: With whom does an institution publish, and how much?
///     -- parameter: institution institution required: whose partners
///     -- parameter: min_papers integer 1: partners with fewer joint papers are left out
///     -- column: partner: the other institution
///     -- column: papers [papers]: joint papers, full counting
///     -- counting: full and fractional
///     -- rank: papers
///     SELECT ...
///
/// `rank` names the columns whose equal values make a tie. A query that Spark cannot run says `-- only: sqlite: why`.
public struct NamedQuery: Hashable, Sendable {
  /// A value the question needs from its user.
  public struct Parameter: Hashable, Sendable {
    /// What a value is, and so how it is checked and completed.
    public enum Kind: String, Hashable, Sendable, CaseIterable {
      case integer, real, text, author, institution, sector, country, session, venue
    }
    /// As the SQL writes it after the colon, and `--set` before the equals sign.
    public var name: String
    /// What its values are.
    public var kind: Kind
    /// `.null` when the question does without.
    public var defaultValue: Table.Value
    /// Whether the question makes no sense without it.
    public var isRequired: Bool
    /// In words for users.
    public var meaning: String
  }

  /// The file's name without `.sql`.
  public var name: String
  /// What stands above the table.
  public var title: String
  /// The question in plain words.
  public var question: String
  /// In the order of the header.
  public var parameters: [Parameter]
  /// In the order of the result; checked when the query runs.
  public var columns: [Table.Column]
  /// `full`, `fractional`, or both in words.
  public var counting: String
  /// Columns whose equal values share a rank.
  public var rank: [String]
  /// Why Spark cannot run it; nil when it can.
  public var onlySQLite: String?
  /// One SELECT in the subset that SQLite and Spark share, with parameters as `:name`.
  public var sql: String

  /// Reads a query file.
  ///
  /// - Throws: `query.header` with the line that is wrong.
  public init(name: String, text: String, file: String? = nil) throws {
    self.name = name
    var header = QueryHeader()
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false)[...]
    var number = 0
    while let line = lines.first, line.hasPrefix("--") || line.allSatisfy(\.isWhitespace) {
      number += 1
      lines.removeFirst()
      guard line.hasPrefix("--") else { continue }
      try header.read(line.dropFirst(2), at: SourceLocation(file: file ?? "\(name).sql", line: number))
    }
    let place = SourceLocation(file: file ?? "\(name).sql", line: 1)
    func required(_ value: String?, _ key: String) throws -> String {
      guard let value else {
        throw CoterieError("query.header", "the query has no '-- \(key): ...' line. Add it above the SQL.", at: place)
      }
      return value
    }
    title = try required(header.title, "title")
    question = try required(header.question, "question")
    counting = try required(header.counting, "counting")
    parameters = header.parameters
    columns = header.columns
    rank = header.rank
    onlySQLite = header.onlySQLite
    sql = lines.joined(separator: "\n").trimmed
    guard !columns.isEmpty else {
      throw CoterieError(
        "query.header", "the query describes no column. Add '-- column: NAME [UNIT]: MEANING'.", at: place)
    }
    guard !sql.isEmpty else {
      throw CoterieError("query.header", "there is no SQL below the header.", at: place)
    }
  }
}

/// The comment lines of a query file, as they are read.
private struct QueryHeader {
  var title: String?
  var question: String?
  var counting: String?
  var parameters: [NamedQuery.Parameter] = []
  var columns: [Table.Column] = []
  var rank: [String] = []
  var onlySQLite: String?

  mutating func read(_ line: Substring, at place: SourceLocation) throws {
    guard let colon = line.firstIndex(of: ":") else {
      throw CoterieError("query.header", "'--\(line)' is not 'key: value'.", at: place)
    }
    let key = String(line[..<colon]).trimmed
    let value = String(line[line.index(after: colon)...]).trimmed
    switch key {
    case "title": title = value
    case "question": question = value
    case "counting": counting = value
    case "rank": rank = value.split(separator: ",").map { String($0).trimmed }
    case "only":
      let (engine, reason) = value.cut(at: ":")
      guard engine == "sqlite", !reason.isEmpty else {
        throw CoterieError("query.header", "'\(value)' is not 'sqlite: REASON'.", at: place)
      }
      onlySQLite = reason
    case "parameter": parameters.append(try Self.parameter(value, at: place))
    case "column":
      let (left, note) = value.cut(at: ":")
      let (name, unit) = left.cut(at: "[")
      columns.append(Table.Column(name, unit: unit.hasSuffix("]") ? String(unit.dropLast()) : unit, note: note))
    default:
      throw CoterieError(
        "query.header",
        "'\(key)' is no key of a query's header; expected title, question, parameter, column, counting, rank or only.",
        at: place)
    }
  }

  private static func parameter(_ value: String, at place: SourceLocation) throws -> NamedQuery.Parameter {
    let (left, meaning) = value.cut(at: ":")
    let words = left.split(separator: " ", maxSplits: 2).map(String.init)
    guard words.count == 3, let kind = NamedQuery.Parameter.Kind(rawValue: words[1]) else {
      let kinds = NamedQuery.Parameter.Kind.allCases.map(\.rawValue).joined(separator: ", ")
      throw CoterieError(
        "query.header",
        "'\(value)' is not 'NAME KIND DEFAULT: MEANING' with a kind of \(kinds) and a default, 'none' or 'required'.",
        at: place)
    }
    let isRequired = words[2] == "required"
    let defaultValue: Table.Value =
      isRequired || words[2] == "none" ? .null : try NamedQuery.value(words[2], of: kind, named: words[0])
    return NamedQuery.Parameter(
      name: words[0], kind: kind, defaultValue: defaultValue, isRequired: isRequired, meaning: meaning)
  }
}

extension NamedQuery {
  /// A user's text as a value of a parameter's kind.
  ///
  /// - Throws: `query.value` when a number is expected and the text is none.
  static func value(_ text: String, of kind: Parameter.Kind, named name: String) throws -> Table.Value {
    switch kind {
    case .integer:
      guard let number = Int(text) else {
        throw CoterieError("query.value", "'\(name)' is a whole number; '\(text)' is not.")
      }
      return .integer(number)
    case .real:
      guard let number = Double(text), number.isFinite else {
        throw CoterieError("query.value", "'\(name)' is a number; '\(text)' is not.")
      }
      return .real(number)
    case .country: return .text(text.uppercased())
    case .sector:
      guard Sector(rawValue: text.lowercased()) != nil else {
        let all = Sector.allCases.map(\.rawValue).joined(separator: ", ")
        throw CoterieError("query.value", "'\(text)' is no sector; expected one of \(all).")
      }
      return .text(text.lowercased())
    case .text, .author, .institution, .session, .venue: return .text(text)
    }
  }
}

extension String {
  /// Without white space at both ends.
  var trimmed: String {
    var rest = self[...]
    while rest.first?.isWhitespace == true { rest.removeFirst() }
    while rest.last?.isWhitespace == true { rest.removeLast() }
    return String(rest)
  }

  /// What stands before and after the first `mark`, trimmed; the second is empty without one.
  func cut(at mark: Character) -> (String, String) {
    guard let index = firstIndex(of: mark) else { return (trimmed, "") }
    return (String(self[..<index]).trimmed, String(self[self.index(after: index)...]).trimmed)
  }
}
