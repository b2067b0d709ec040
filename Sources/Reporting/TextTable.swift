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

  func write(to out: inout ByteOutput) throws {
    func add(_ lines: [String]) {
      for line in lines {
        out.add(line)
        out.endTrimmedLine()
      }
    }
    add(wrap(printable(table.title), to: limit) + [""])
    var pieces = Pieces(styles: styles)
    let widths = columnWidths(&pieces)
    if !widths.isEmpty {
      add(self.lines(table.columns.map { printable($0.heading) }, widths))
      if styles.contains(where: { !$0.unit.isEmpty }) { add(self.lines(styles.map { printable($0.unit) }, widths)) }
      add([widths.map { String(repeating: "-", count: $0) }.joined(separator: spaces(gap))])
      try table.rows.forEachRow { _, cells in
        pieces.take(cells)
        if zip(pieces.widths, widths).allSatisfy({ $0 <= $1 }) {
          addLine(pieces, widths, to: &out)
        } else {
          add(self.lines(pieces.texts, widths))
        }
        try out.flushWhenFull()
      }
      if table.rows.isEmpty { add(["(no rows)"]) }
    }
    let under = methodAndNotes()
    if !under.isEmpty { add([""] + under) }
  }

  /// The pieces of one row as people read them.
  private struct Pieces {
    let styles: [NumberStyle]
    private var reals: [RealTexts]
    private var bytes: [UInt8] = []
    private var ends: [Int] = []
    /// In columns of the terminal.
    private(set) var widths: [Int] = []

    init(styles: [NumberStyle]) {
      self.styles = styles
      reals = styles.map { _ in RealTexts() }
    }

    subscript(column: Int) -> ArraySlice<UInt8> { bytes[(column == 0 ? 0 : ends[column - 1])..<ends[column]] }

    var texts: [String] { ends.indices.map { String(decoding: self[$0], as: UTF8.self) } }

    mutating func take(_ cells: UnsafeBufferPointer<Table.Cell>) {
      bytes.removeAll(keepingCapacity: true)
      ends.removeAll(keepingCapacity: true)
      widths.removeAll(keepingCapacity: true)
      for (column, cell) in cells.enumerated() { add(cell, column) }
    }

    private mutating func add(_ cell: Table.Cell, _ column: Int) {
      switch cell {
      case .text(let text) where text.allSatisfy { $0 >= 0x20 && $0 < 0x7F }:
        bytes.append(contentsOf: text)
        end(text.count)
      case .text(let text): add(TextTable.printable(String(decoding: text, as: UTF8.self)))
      case .integer(let number) where styles[column].isPlain(number): add(String(number))
      case .integer(let number): add(styles[column].text(.integer(number)))
      case .real(let number):
        let style = styles[column]
        add(reals[column].text(number) { style.text(.real($0)) })
      case .null: add(styles[column].text(.null))
      }
    }

    private mutating func add(_ text: String) {
      bytes.append(contentsOf: text.utf8)
      let count = text.utf8.count
      end(text.utf8.allSatisfy { $0 >= 0x20 && $0 < 0x7F } ? count : DisplayWidth.of(text))
    }

    private mutating func end(_ width: Int) {
      ends.append(bytes.count)
      widths.append(width)
    }
  }

  /// A row none of whose pieces wraps.
  private func addLine(_ pieces: Pieces, _ widths: [Int], to out: inout ByteOutput) {
    for column in widths.indices {
      if column > 0 { out.addSpaces(gap) }
      let padding = widths[column] - pieces.widths[column]
      if styles[column].isNumeric { out.addSpaces(padding) }
      out.add(pieces[column])
      if !styles[column].isNumeric { out.addSpaces(padding) }
    }
    out.endTrimmedLine()
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
  private func columnWidths(_ pieces: inout Pieces) -> [Int] {
    var widths = table.columns.indices.map { c in
      max(DisplayWidth.of(printable(table.columns[c].heading)), DisplayWidth.of(styles[c].unit))
    }
    table.rows.forEachRow { _, cells in
      pieces.take(cells)
      for c in widths.indices { widths[c] = max(widths[c], pieces.widths[c]) }
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
  private static func printable(_ text: String) -> String {
    guard text.unicodeScalars.contains(where: isControl) else { return text }
    var scalars = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      scalars.append(isControl(scalar) ? (["\n", "\t", "\r"].contains(scalar) ? " " : "\u{FFFD}") : scalar)
    }
    return String(scalars)
  }

  private func printable(_ text: String) -> String { Self.printable(text) }

  private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0..<0x20, 0x7F..<0xA0, 0x2028...0x202E, 0x2066...0x2069: true
    default: false
    }
  }

  private func spaces(_ count: Int) -> String { String(repeating: " ", count: count) }
}
