/// A tab-separated table that travels inside the program: a header line, `#` comments, several values joined by ` | `.
struct FactsTable: Sendable {
  let columns: [String: Int]
  /// The numbers of the rows, the header not counted.
  let rows: Range<Int>
  private let bytes: [UInt8]
  /// Where the cells of all rows lie in `bytes`; those of row n are `cells[starts[n]..<starts[n + 1]]`.
  private let cells: [Range<Int>]
  private let starts: [Int]

  /// The table whose path ends with `name`; empty when there is none.
  init(_ name: String) {
    self.init(text: EmbeddedFiles.all.first { $0.path.hasSuffix(name) }?.text ?? "")
  }

  init(text: String) {
    let bytes = Array(text.utf8)
    var columns: [String: Int] = [:]
    var cells: [Range<Int>] = []
    var starts = [0]
    var start = 0
    while start < bytes.count {
      let end = bytes[start...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
      defer { start = end + 1 }
      if start == end || bytes[start] == UInt8(ascii: "#") { continue }
      var cell = start
      for place in start...end where place == end || bytes[place] == UInt8(ascii: "\t") {
        cells.append(cell..<place)
        cell = place + 1
      }
      if columns.isEmpty {
        for (position, cell) in cells.enumerated() { columns[String(decoding: bytes[cell], as: UTF8.self)] = position }
        cells.removeAll()
      } else {
        starts.append(cells.count)
      }
    }
    self.columns = columns
    self.bytes = bytes
    self.cells = cells
    self.starts = starts
    rows = 0..<starts.count - 1
  }

  private func cell(_ row: Int, _ column: String) -> ArraySlice<UInt8> {
    guard let position = columns[column], starts[row] + position < starts[row + 1] else { return [] }
    return bytes[cells[starts[row] + position]]
  }

  func value(_ row: Int, _ column: String) -> String { String(decoding: cell(row, column), as: UTF8.self) }

  func values(_ row: Int, _ column: String) -> [String] {
    func isSpace(_ byte: UInt8) -> Bool { byte == UInt8(ascii: " ") }
    return cell(row, column).split(separator: UInt8(ascii: "|")).compactMap { piece in
      let value = piece.drop(while: isSpace)
      guard let last = value.lastIndex(where: { !isSpace($0) }) else { return nil }
      return String(decoding: value[...last], as: UTF8.self)
    }
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
