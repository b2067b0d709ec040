/// A tab-separated table that travels inside the program: a header line, `#` comments, several values joined by ` | `.
struct FactsTable: Sendable {
  let columns: [String: Int]
  let rows: [[Substring]]

  /// The table whose path ends with `name`; empty when there is none.
  init(_ name: String) {
    self.init(text: EmbeddedFiles.all.first { $0.path.hasSuffix(name) }?.text ?? "")
  }

  init(text: String) {
    var columns: [String: Int] = [:]
    var rows: [[Substring]] = []
    // By bytes: the tables are read at every start, and looking for the borders of characters took most of that time.
    for line in text.utf8.split(separator: UInt8(ascii: "\n")) where line.first != UInt8(ascii: "#") {
      let fields = line.split(separator: UInt8(ascii: "\t"), omittingEmptySubsequences: false).map { Substring($0) }
      if columns.isEmpty {
        for (position, field) in fields.enumerated() { columns[String(field)] = position }
      } else {
        rows.append(fields)
      }
    }
    self.columns = columns
    self.rows = rows
  }

  func value(_ row: [Substring], _ column: String) -> String {
    guard let position = columns[column], position < row.count else { return "" }
    return String(row[position])
  }

  func values(_ row: [Substring], _ column: String) -> [String] {
    guard let position = columns[column], position < row.count else { return [] }
    return row[position].utf8.split(separator: UInt8(ascii: "|")).map { Substring($0).trimmingSpaces() }
      .filter { !$0.isEmpty }
  }
}

extension StringProtocol {
  /// Without white space at either end.
  func trimmingSpaces() -> String {
    if let first = utf8.first, 0x21...0x7e ~= first, let last, !last.isWhitespace { return String(self) }
    var rest = self[...]
    while let first = rest.first, first.isWhitespace { rest.removeFirst() }
    while let last = rest.last, last.isWhitespace { rest.removeLast() }
    return String(rest)
  }
}
