import Bibliography

extension TableWriter {
  /// Comma-separated values after RFC 4180: a header row of column names, quotes where needed.
  ///
  /// Lines end in LF, as every tool in a pipe expects; with a byte-order mark, that is for Excel, in CRLF as the RFC has
  /// it.
  /// Numbers keep their full precision and shares stay 0…1. An absent value is an empty field, an empty text is `""`.
  /// The method has no place in this form; the JSON beside it has.
  static func csv(_ table: Table, options: TableOptions, to out: inout ByteOutput) throws {
    let end = options.byteOrderMark ? "\r\n" : "\n"
    if options.byteOrderMark { out.add("\u{FEFF}") }
    out.add(CSV.line(distinctNames(table).map { CSV.field($0) }, end: end))
    var reals = RealTexts()
    try table.rows.forEachRow { _, cells in
      for (column, cell) in cells.enumerated() {
        if column > 0 { out.add(byte: 0x2C) }
        switch cell {
        case .null: break
        case .integer(let number): out.add(number)
        case .real(let number): if number.isFinite { out.add(reals.text(number) { "\($0)" }) }
        case .text(let text): CSV.add(text, defusing: options.defuseFormulas, to: &out)
        }
      }
      out.add(end)
      try out.flushWhenFull()
    }
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
    var out = ByteOutput { _ in }
    var text = text
    text.withUTF8 { add($0, defusing: defusing, to: &out) }
    return String(decoding: out.bytes, as: UTF8.self)
  }

  /// The same at the end of `out`.
  static func add(_ text: UnsafeBufferPointer<UInt8>, defusing: Bool, to out: inout ByteOutput) {
    let isFormula = defusing && text.first.map(startsFormula) == true
    let isPlain =
      !text.isEmpty && text.last != 0x20 && (isFormula || text.first != 0x20)
      && text.allSatisfy { $0 != 0x2C && $0 != 0x22 && $0 != 0x0A && $0 != 0x0D }
    if !isPlain { out.add(byte: 0x22) }
    if isFormula { out.add(byte: 0x27) }
    if isPlain {
      out.add(text)
    } else {
      for byte in text {
        if byte == 0x22 { out.add(byte: 0x22) }
        out.add(byte: byte)
      }
      out.add(byte: 0x22)
    }
  }

  private static func startsFormula(_ byte: UInt8) -> Bool { "=+-@\t\r".utf8.contains(byte) }
}
