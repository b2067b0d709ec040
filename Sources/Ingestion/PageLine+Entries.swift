import Foundation

// Entries that stand on one line, or the wrong way round, as a title and its authors below.

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
      return line.split(title: title, authors: rest)
    }
  }

  /// The line as two, a title and the authors right below it.
  private func split(title: String, authors: String) -> [PageLine] {
    var first = self
    first.text = title
    var second = self
    second.text = authors
    second.followsBlank = false
    second.isItem = false
    second.heading = nil
    return [first, second]
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
      return line.split(title: title, authors: authors)
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
      let below = (rest.isEmpty ? lines[at - 1] : lines[at]).split(title: "", authors: names)[1]
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
