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

extension PageLine {
  /// An entry on one line, `- **Title** A, B (X)` or `[Title](address). A and B, X`, as two lines.
  ///
  /// Other lines stay as they are. What stands behind the title must look like authors.
  static func splittingEntries(_ lines: [PageLine], sense: NameSense) -> [PageLine] {
    lines.flatMap { line -> [PageLine] in
      guard line.role == nil, let (title, rest) = entry(line.text),
        ContentsFeatures.authorLikeness(rest, sense: sense) >= 0.5
      else {
        var one = line
        one.text = ProgrammeTable.withoutLinks(line.text)
        return one.text.isEmpty ? [] : [one]
      }
      var first = line
      first.text = title
      var second = line
      second.text = rest
      second.followsBlank = false
      second.isItem = false
      second.heading = nil
      return [first, second]
    }
  }

  /// Entries `Title — A, B (X)` and `Title - A, X` on one line as two, where at least two lines have the form.
  static func splittingAtDashes(_ lines: [PageLine], sense: NameSense) -> [PageLine] {
    func parts(_ line: PageLine) -> (title: String, authors: String)? {
      guard line.role == nil, line.heading == nil, !line.text.contains("<") else { return nil }
      for dash in [" — ", " – ", " - "] {
        guard let at = line.text.range(of: dash, options: .backwards) else { continue }
        let title = line.text[..<at.lowerBound].trimmed
        let authors = line.text[at.upperBound...].trimmed
        guard title.count > 3, ContentsFeatures.authorLikeness(authors, sense: sense) >= 0.8,
          ContentsFeatures.authorLikeness(title, sense: sense) < 0.5
        else { continue }
        return (title, authors)
      }
      return nil
    }
    let found = lines.map { parts($0) }
    guard found.count(where: { $0 != nil }) > 1 else { return lines }
    return zip(lines, found).flatMap { line, parts -> [PageLine] in
      guard let (title, authors) = parts else { return [line] }
      var first = line
      first.text = title
      var second = line
      second.text = authors
      second.followsBlank = false
      second.isItem = false
      return [first, second]
    }
  }

  /// Pages that print `A, B: Title` or the authors' line, ended by a colon, above the title, with the titles first.
  ///
  /// That is how they are read where at least two lines have the form, and more than have their authors elsewhere.
  static func puttingTitlesFirst(_ lines: [PageLine], sense: NameSense) -> [PageLine] {
    func authors(_ line: PageLine) -> (names: String, rest: String)? {
      guard line.role == nil, line.text.contains(":") else { return nil }
      let text = line.text.replacing("<b>", with: "").replacing("</b>", with: "")
      guard let colon = text.firstIndex(of: ":") else { return nil }
      let names = text[..<colon]
      let items = NameSense.splitList(names.drop { "-*•+ ".contains($0) }.collapsed)
      let rest = text[text.index(after: colon)...].collapsed
      guard !items.isEmpty, items.allSatisfy({ sense.isPerson($0.text) }), rest.isEmpty || rest.contains(" ") else {
        return nil
      }
      return (names.collapsed, rest)
    }
    let found = lines.map { authors($0) }
    let count = found.count { $0 != nil }
    guard count > 1, found.contains(where: { $0?.names.contains(",") == true }) else { return lines }
    let others = zip(lines, found).count { line, names in
      names == nil && ContentsFeatures.authorLikeness(line.text, sense: sense) >= 0.7
    }
    guard count > others else { return lines }
    var result: [PageLine] = []
    var at = 0
    while at < lines.count {
      guard let (names, rest) = found[at] else {
        result.append(lines[at])
        at += 1
        continue
      }
      var title = lines[at]
      if rest.isEmpty {
        guard at + 1 < lines.count, found[at + 1] == nil else {
          result.append(lines[at])
          at += 1
          continue
        }
        title = lines[at + 1]
        at += 1
      } else {
        title.text = rest
      }
      title.followsBlank = true
      var below = rest.isEmpty ? lines[at - 1] : lines[at]
      below.text = names
      below.followsBlank = false
      below.isItem = false
      below.heading = nil
      result += [title, below]
      at += 1
    }
    return result
  }

  /// The stressed or linked beginning of a line and what follows it.
  private static func entry(_ text: String) -> (title: String, rest: String)? {
    var body = Substring(text)
    var bullet = ""
    for sign in ["- ", "* ", "+ ", "• "] where body.hasPrefix(sign) {
      bullet = sign
      body = body.dropFirst(2)
    }
    // `3. **Title**`
    let digits = body.prefix { $0.isASCII && $0.isNumber }
    if !digits.isEmpty, digits.count < 4, [". ", ") "].contains(where: body.dropFirst(digits.count).hasPrefix) {
      bullet = "- "
      body = body.dropFirst(digits.count + 2)
    }
    body = body.drop(while: \.isWhitespace)
    var title: Substring?
    var rest: Substring = ""
    for (open, close) in [("**", "**"), ("<b>", "</b>"), ("<strong>", "</strong>"), ("“", "”"), ("\"", "\"")]
    where title == nil && body.hasPrefix(open) {
      guard let end = body.dropFirst(open.count).range(of: close) else { continue }
      title = body[body.index(body.startIndex, offsetBy: open.count)..<end.lowerBound]
      rest = body[end.upperBound...]
    }
    if title == nil, body.hasPrefix("["), let close = body.range(of: "]("),
      let end = ProgrammeTable.linkEnd(body[close.lowerBound...])
    {
      title = body[body.index(after: body.startIndex)..<close.lowerBound]
      rest = body[body.index(after: end)...]
    }
    rest = rest.drop { $0.isWhitespace || ".,:;–—-|".contains($0) }
    if rest.lowercased().hasPrefix("<br>") { rest = rest.dropFirst(4) }
    if rest.lowercased().hasPrefix("<br/>") { rest = rest.dropFirst(5) }
    if rest.lowercased().hasPrefix("by ") { rest = rest.dropFirst(3) }
    guard let title, title.count > 3, rest.contains(where: \.isLetter) else { return nil }
    return (bullet + title.trimmingCharacters(in: .whitespaces), rest.trimmingCharacters(in: .whitespaces))
  }
}
