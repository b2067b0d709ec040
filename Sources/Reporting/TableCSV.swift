import Bibliography

extension TableWriter {
  /// Comma-separated values after RFC 4180: a header row of column names, quotes where needed.
  ///
  /// Lines end in LF, as every tool in a pipe expects; with a byte-order mark, that is for Excel, in CRLF as the RFC has
  /// it.
  /// Numbers keep their full precision and shares stay 0…1. An absent value is an empty field, an empty text is `""`.
  /// The method has no place in this form; the JSON beside it has.
  static func csv(_ table: Table, options: TableOptions) -> String {
    let end = options.byteOrderMark ? "\r\n" : "\n"
    var out = options.byteOrderMark ? "\u{FEFF}" : ""
    out += CSV.line(distinctNames(table).map { CSV.field($0) }, end: end)
    for row in table.rows {
      out += CSV.line(
        row.map { value in
          switch value {
          case .null: ""
          case .integer(let number): String(number)
          case .real(let number): number.isFinite ? "\(number)" : ""
          case .text(let text): CSV.field(text, defusing: options.defuseFormulas)
          }
        }, end: end)
    }
    return out
  }

  /// Column names, with `_2`, `_3`, … behind those that repeat: a user's own SQL may name two columns alike.
  static func distinctNames(_ table: Table) -> [String] {
    var taken = Set<String>()
    return table.columns.map { column in
      var name = column.name
      var count = 1
      while !taken.insert(name).inserted {
        count += 1
        name = "\(column.name)_\(count)"
      }
      return name
    }
  }
}

/// The grammar of RFC 4180.
enum CSV {
  /// Fields joined by commas, with the end of the line.
  static func line(_ fields: [String], end: String = "\n") -> String { fields.joined(separator: ",") + end }

  /// A text field, quoted when it is empty, has a comma, a quote or a line end, or starts or ends with a space.
  ///
  /// With `defusing`, text that starts with `=`, `+`, `-`, `@`, a tab or a carriage return, which spreadsheets run as a
  /// formula, gets an apostrophe before it. Source: OWASP, "CSV Injection".
  static func field(_ text: String, defusing: Bool = false) -> String {
    var text = text
    if defusing, let first = text.utf8.first, "=+-@\t\r".utf8.contains(first) { text = "'" + text }
    let needsQuotes =
      text.isEmpty || text.hasPrefix(" ") || text.hasSuffix(" ")
      || text.utf8.contains { $0 == 0x2C || $0 == 0x22 || $0 == 0x0A || $0 == 0x0D }
    return needsQuotes ? "\"" + text.replacing("\"", with: "\"\"") + "\"" : text
  }
}
