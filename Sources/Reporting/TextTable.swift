import Bibliography

/// A table laid out for a terminal.
///
///     rank  institution  credit
///                        papers
///     ----  -----------  ------
///        1  Alpha          2.50
///
/// Text is flush left, numbers flush right, units stand under the names. Where the terminal is narrower than the table,
/// the widest text columns wrap at spaces; nothing is cut off.
struct TextTable {
  private let table: Table
  private let limit: Int?
  private let styles: [NumberStyle]
  private let gap = 2
  /// No text column is made narrower than this.
  private let least = 12

  init(_ table: Table, width: Int?) {
    let table = table.forReaders
    self.table = table
    limit = width.map { max($0, 20) }
    styles = table.columns.indices.map { NumberStyle(table, column: $0) }
  }

  var text: String {
    var lines = wrap(printable(table.title), to: limit) + [""]
    let cells = table.rows.map { row in zip(row, styles).map { printable($1.text($0)) } }
    let widths = columnWidths(cells)
    if !widths.isEmpty {
      let headings = table.columns.map { printable($0.heading) }
      lines += self.lines(headings, widths)
      if styles.contains(where: { !$0.unit.isEmpty }) { lines += self.lines(styles.map { printable($0.unit) }, widths) }
      lines.append(widths.map { String(repeating: "-", count: $0) }.joined(separator: spaces(gap)))
      for row in cells { lines += self.lines(row, widths) }
      if cells.isEmpty { lines.append("(no rows)") }
    }
    let under = methodAndNotes()
    if !under.isEmpty { lines += [""] + under }
    return lines.map(trimmedRight).joined(separator: "\n") + "\n"
  }

  private func methodAndNotes() -> [String] {
    var lines: [String] = []
    if !table.method.isEmpty {
      lines += wrap(printable(table.methodSentence), to: limit)
    }
    for note in table.notes { lines += wrap(printable(note), to: limit) }
    return lines
  }

  /// Natural widths, then the widest text column gives way until the table fits or no column can shrink.
  private func columnWidths(_ cells: [[String]]) -> [Int] {
    var widths = table.columns.indices.map { c in
      cells.reduce(max(DisplayWidth.of(printable(table.columns[c].heading)), DisplayWidth.of(styles[c].unit))) {
        max($0, DisplayWidth.of($1[c]))
      }
    }
    guard let limit, !widths.isEmpty else { return widths }
    var excess = widths.reduce(gap * (widths.count - 1), +) - limit
    while excess > 0 {
      let shrinkable = widths.indices.filter { !styles[$0].isNumeric && widths[$0] > least }
      guard let widest = shrinkable.max(by: { widths[$0] < widths[$1] }) else { break }
      let next = shrinkable.filter { widths[$0] < widths[widest] }.map { widths[$0] }.max() ?? least
      let step = min(excess, max(1, widths[widest] - max(next, least)))
      widths[widest] -= step
      excess -= step
    }
    return widths
  }

  private func lines(_ row: [String], _ widths: [Int]) -> [String] {
    let wrapped = zip(row, widths).map { wrap($0, to: $1) }
    let height = wrapped.map(\.count).max() ?? 0
    return (0..<height).map { line in
      widths.indices.map { c in
        let piece = line < wrapped[c].count ? wrapped[c][line] : ""
        let padding = spaces(max(0, widths[c] - DisplayWidth.of(piece)))
        return styles[c].isNumeric ? padding + piece : piece + padding
      }.joined(separator: spaces(gap))
    }
  }

  /// Breaks at spaces, inside a word only when it is wider than the column.
  private func wrap(_ text: String, to width: Int?) -> [String] {
    guard let width, DisplayWidth.of(text) > width else { return [text] }
    var lines: [String] = []
    var line = ""
    var used = 0
    for word in text.split(separator: " ") {
      var rest = word
      var needed = DisplayWidth.of(rest)
      if !line.isEmpty, used + 1 + needed > width {
        lines.append(line)
        (line, used) = ("", 0)
      }
      while needed > width {
        var piece = ""
        var taken = 0
        while let next = rest.first, taken + DisplayWidth.of(next) <= width || piece.isEmpty {
          taken += DisplayWidth.of(next)
          piece.append(rest.removeFirst())
        }
        lines.append(piece)
        needed = DisplayWidth.of(rest)
      }
      guard !rest.isEmpty else { continue }
      line += (line.isEmpty ? "" : " ") + rest
      used = DisplayWidth.of(line)
    }
    if !line.isEmpty || lines.isEmpty { lines.append(line) }
    return lines
  }

  /// Text from a source must not move the cursor, colour the terminal or turn its direction.
  private func printable(_ text: String) -> String {
    guard text.unicodeScalars.contains(where: isControl) else { return text }
    var scalars = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      scalars.append(isControl(scalar) ? (["\n", "\t", "\r"].contains(scalar) ? " " : "\u{FFFD}") : scalar)
    }
    return String(scalars)
  }

  private func isControl(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0..<0x20, 0x7F..<0xA0, 0x2028...0x202E, 0x2066...0x2069: true
    default: false
    }
  }

  private func spaces(_ count: Int) -> String { String(repeating: " ", count: count) }

  private func trimmedRight(_ line: String) -> String {
    var end = line.endIndex
    while end > line.startIndex, line[line.index(before: end)] == " " { end = line.index(before: end) }
    return String(line[..<end])
  }
}
