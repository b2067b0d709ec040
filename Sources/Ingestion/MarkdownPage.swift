import Bibliography
import Foundation

/// What Markdown adds to a page of text: front matter, tables, HTML in between, entries on one line.
enum MarkdownPage {
  /// A table with its header understood, and the heading over it.
  struct Table {
    var heading: String?
    var rows: [ProgrammeTable.Row]
  }

  /// Text lines without front matter, styles, scripts and comments; the tables that are programmes apart.
  ///
  /// Rows of other tables stay as lines, one for each cell.
  static func separate(_ lines: [PageLine]) -> (lines: [PageLine], tables: [Table]) {
    var kept: [PageLine] = []
    var tables: [Table] = []
    var heading: String?
    var at = frontMatter(lines)
    var hidden: String?
    while at < lines.count {
      var line = lines[at]
      if let end = hidden {
        if line.text.lowercased().contains(end) { hidden = nil }
        at += 1
        continue
      }
      let lower = line.text.lowercased()
      if let (_, end) = [("<style", "</style>"), ("<script", "</script>"), ("<!--", "-->")].first(where: {
        lower.hasPrefix($0.0)
      }) {
        if !lower.contains(end) { hidden = end }
        at += 1
        continue
      }
      if line.text.hasPrefix("|"), at + 1 < lines.count, isRule(lines[at + 1].text) {
        let header = cells(line.text).map { ProgrammeTable.Column($0) }
        var end = at + 2
        while end < lines.count, lines[end].text.hasPrefix("|") { end += 1 }
        if ProgrammeTable.isProgramme(header) {
          let rows = lines[(at + 2)..<end].map { row($0, header) }
          tables.append(Table(heading: heading, rows: rows))
        } else {
          for row in lines[at..<end] where !isRule(row.text) {
            for (place, cell) in cells(row.text).enumerated() where !cell.isEmpty {
              var one = row
              one.text = withoutTags(cell)
              one.followsBlank = place == 0
              kept.append(one)
            }
          }
        }
        at = end
        continue
      }
      if line.text.hasPrefix("{:") || lower.hasPrefix("```") {  // attributes of kramdown; fences
        at += 1
        continue
      }
      line.text = withoutTags(line.text)
      if line.text.hasPrefix("#") {
        heading = ContentsPage.Assembly.cleanHeading(line.text.drop { $0 == "#" || $0 == " " }.collapsed)
      }
      if !line.text.isEmpty { kept.append(line) }
      at += 1
    }
    return (kept, tables)
  }

  /// The number of lines of front matter.
  static func frontMatter(_ lines: [PageLine]) -> Int {
    guard lines.first?.text == "---", let end = lines.dropFirst().firstIndex(where: { $0.text == "---" }) else {
      return 0
    }
    return lines[1..<end].contains { $0.text.contains(":") } ? end + 1 : 0
  }

  private static func isRule(_ text: String) -> Bool {
    text.hasPrefix("|") && text.contains("-") && text.allSatisfy { "|-: \t".contains($0) }
  }

  /// The cells of `| a | b |`; `\|` is a bar in a cell.
  static func cells(_ text: String) -> [String] {
    var cells: [String] = []
    var cell = ""
    var escaped = false
    for character in text.dropFirst() {
      if character == "|", !escaped {
        cells.append(cell.collapsed)
        cell = ""
      } else {
        cell.append(character)
      }
      escaped = character == "\\"
    }
    if !cell.collapsed.isEmpty { cells.append(cell.collapsed) }
    return cells
  }

  private static func row(_ line: PageLine, _ header: [ProgrammeTable.Column]) -> ProgrammeTable.Row {
    let found = zip(header, cells(line.text)).map { column, text in
      ProgrammeTable.Row.Cell(
        column: column, text: text, line: line.number, columnNumber: line.column(of: String(text.prefix(20))))
    }
    return ProgrammeTable.Row(cells: found, line: line.number)
  }

  /// Without comments and tags; `<i>`, `<em>`, `<b>`, `<strong>` and `<br>` stay.
  static func withoutTags(_ text: String) -> String {
    guard text.contains("<") else { return text }
    var result = ""
    var rest = Substring(text)
    while let open = rest.firstIndex(of: "<") {
      result += rest[..<open]
      let tail = rest[rest.index(after: open)...]
      if tail.hasPrefix("!--"), let end = tail.range(of: "-->") {
        rest = tail[end.upperBound...]
        continue
      }
      let name = tail.drop { $0 == "/" }.prefix { $0.isLetter || $0.isNumber }.lowercased()
      guard let close = tail.firstIndex(of: ">"), tail.first == "/" || tail.first?.isLetter == true, !name.isEmpty
      else {
        result += "<"
        rest = tail
        continue
      }
      if name == "sup", tail.first != "/", let end = tail.range(of: "</sup>", options: .caseInsensitive) {
        result += NumberedAffiliations.superscript(String(tail[tail.index(after: close)..<end.lowerBound]))
        rest = tail[end.upperBound...]
        continue
      }
      if ["i", "em", "b", "strong", "br"].contains(name) { result += "<" + tail[...close] }
      rest = tail[tail.index(after: close)...]
    }
    return (result + rest).trimmingCharacters(in: .whitespaces)
  }
}
