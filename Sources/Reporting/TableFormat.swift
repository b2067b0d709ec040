import Bibliography
import Synchronization

/// The forms a table can be written in; the raw values are those of `--format`.
public enum TableFormat: String, CaseIterable, Sendable {
  /// Columns aligned for a terminal, with method and notes under them.
  case table
  /// RFC 4180: full precision, stable column names, no method lines.
  case csv
  /// `{"title","method":{...},"columns":[{"name","unit"}],"rows":[{...}]}`, full precision.
  case json
  /// A pipe table with method and notes under it.
  case markdown

  /// The form a file name's extension stands for; nil when it stands for none.
  public init?(fileName: String) {
    guard let dot = fileName.lastIndex(of: ".") else { return nil }
    switch fileName[fileName.index(after: dot)...].lowercased() {
    case "txt": self = .table
    case "csv": self = .csv
    case "json": self = .json
    case "md", "markdown": self = .markdown
    default: return nil
    }
  }
}

/// What the reader's side asks of a written table.
public struct TableOptions: Hashable, Sendable {
  /// Columns of the terminal; wider tables wrap their text columns. Nil: no limit.
  public var width: Int?
  /// Whether CSV starts with a byte-order mark, which Excel needs to read UTF-8.
  public var byteOrderMark: Bool
  /// Whether CSV text that a spreadsheet would run as a formula gets an apostrophe before it.
  public var defuseFormulas: Bool

  /// No limit of width, no byte-order mark, text as it is.
  public init(width: Int? = nil, byteOrderMark: Bool = false, defuseFormulas: Bool = false) {
    self.width = width
    self.byteOrderMark = byteOrderMark
    self.defuseFormulas = defuseFormulas
  }
}

/// Writes tables. The same table and options give the same bytes.
public enum TableWriter {
  /// The whole text, ending in a line end.
  /// - Complexity: O(cells), and the text of each.
  public static func write(_ table: Table, as format: TableFormat, options: TableOptions = TableOptions()) -> String {
    text { try write(table, as: format, options: options, to: &$0) }
  }

  /// The same text as UTF-8, given in pieces of about a megabyte.
  /// - Throws: what `give` throws.
  public static func write(
    _ table: Table, as format: TableFormat, options: TableOptions = TableOptions(),
    to give: @escaping ([UInt8]) throws -> Void
  ) throws {
    var out = ByteOutput(give)
    try write(table, as: format, options: options, to: &out)
    try out.flush()
  }

  private static func write(
    _ table: Table, as format: TableFormat, options: TableOptions, to out: inout ByteOutput
  ) throws {
    switch format {
    case .table: try TextTable(table, width: options.width).write(to: &out)
    case .csv: try csv(table, options: options, to: &out)
    case .json: try json(table, to: &out)
    case .markdown: try markdown(table, to: &out)
    }
  }

  /// What `body` writes, as one text.
  static func text(_ body: (inout ByteOutput) throws -> Void) -> String {
    let whole = Mutex<[UInt8]>([])
    var out = ByteOutput { piece in whole.withLock { $0 += piece } }
    do {
      try body(&out)
      try out.flush()
    } catch {
      preconditionFailure("nothing but the receiver of the text throws, and this one does not")
    }
    return String(decoding: whole.withLock { $0 }, as: UTF8.self)
  }
}

extension Table {
  /// `Counting: full; level: institution.`, or nothing.
  var methodSentence: String {
    let words = method.map { $0.key.replacing("_", with: " ") + ": " + $0.readableValue }.joined(separator: "; ")
    return words.isEmpty ? "" : words.prefix(1).uppercased() + words.dropFirst() + "."
  }
}

extension Table.Column {
  /// The name as words: `any_industry` reads `any industry`.
  var heading: String { name.replacing("_", with: " ") }
}

extension MethodLine {
  /// The value, with at most four decimals where it is a number.
  var readableValue: String {
    guard let dot = value.firstIndex(of: "."), value.distance(from: dot, to: value.endIndex) > 5,
      let number = Double(value), abs(number) >= 0.001
    else { return value }
    return NumberStyle.fixed(number, decimals: 4)
  }
}
