import Bibliography

extension TableWriter {
  /// A heading, a pipe table, the method in italics and the notes.
  static func markdown(_ table: Table, to out: inout ByteOutput) throws {
    out.add("### \(Markdown.escaped(table.title))\n\n")
    try markdownBody(table, to: &out)
  }

  /// The same without its heading.
  static func markdownBody(_ table: Table) -> String { text { try markdownBody(table, to: &$0) } }

  private static func markdownBody(_ table: Table, to out: inout ByteOutput) throws {
    let table = table.forReaders
    let styles = table.columns.indices.map { NumberStyle(table, column: $0) }
    var under = ""
    if !table.columns.isEmpty {
      let headings = zip(table.columns, styles).map { column, style in
        Markdown.escaped(column.heading) + (style.unit.isEmpty ? "" : " (\(Markdown.escaped(style.unit)))")
      }
      out.add(row(headings))
      out.add("|" + styles.map { $0.isNumeric ? "---:|" : "---|" }.joined() + "\n")
      for values in table.rows {
        out.add(row(zip(values, styles).map { Markdown.escaped($1.text($0)) }))
        try out.flushWhenFull()
      }
      under = table.rows.isEmpty ? "\n(no rows)\n\n" : "\n"
    }
    if !table.method.isEmpty {
      under += "*\(Markdown.escaped(table.methodSentence))*\n\n"
    }
    for note in table.notes { under += Markdown.escaped(note) + "\n\n" }
    out.add(String(under.dropLast()))
  }

  private static func row(_ cells: [String]) -> String { "| " + cells.joined(separator: " | ") + " |\n" }
}

/// Plain text inside Markdown.
enum Markdown {
  /// `text` on one line with every character that CommonMark or GitHub would read as markup escaped.
  static func escaped(_ text: String) -> String {
    var out = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\\", "|", "*", "_", "`", "[", "]", "<", ">", "~", "$", "#":
        out += "\\"
        out.unicodeScalars.append(scalar)
      case "&": out += "&amp;"
      case "\n", "\r", "\t": out += " "
      default: out.unicodeScalars.append(scalar)
      }
    }
    return out
  }
}
