import Bibliography

extension TableWriter {
  /// A heading, a pipe table, the method in italics and the notes.
  static func markdown(_ table: Table) -> String {
    "### \(Markdown.escaped(table.title))\n\n" + markdownBody(table)
  }

  /// The same without its heading.
  static func markdownBody(_ table: Table) -> String {
    let table = table.forReaders
    let styles = table.columns.indices.map { NumberStyle(table, column: $0) }
    var out = ""
    if !table.columns.isEmpty {
      let headings = zip(table.columns, styles).map { column, style in
        Markdown.escaped(column.heading) + (style.unit.isEmpty ? "" : " (\(Markdown.escaped(style.unit)))")
      }
      out += row(headings)
      out += "|" + styles.map { $0.isNumeric ? "---:|" : "---|" }.joined() + "\n"
      for values in table.rows { out += row(zip(values, styles).map { Markdown.escaped($1.text($0)) }) }
      if table.rows.isEmpty { out += "\n(no rows)\n" }
      out += "\n"
    }
    if !table.method.isEmpty {
      out += "*\(Markdown.escaped(table.methodSentence))*\n\n"
    }
    for note in table.notes { out += Markdown.escaped(note) + "\n\n" }
    return String(out.dropLast())
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
