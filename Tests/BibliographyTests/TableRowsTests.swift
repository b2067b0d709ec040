import Testing

@testable import Bibliography

@Suite struct TableRowsTests {
  private typealias Value = Table.Value

  /// Columns of every kind and size over more rows than are packed at once.
  private static let long: [[Table.Value]] = (0..<5_000).map(row)

  private static func row(_ number: Int) -> [Table.Value] {
    let extreme = number % 7 == 0 ? Int.min : number % 5 == 0 ? Int.max : number - 2_500
    let mixed: [Table.Value] = [.text("mixed"), .integer(number), .real(-0.5), .null]
    return [
      .integer(extreme), .integer(1990 + number % 30), .integer(42),
      number % 3 == 0 ? .null : .real(1 / Double(number + 1)),
      .text("a name that many rows share, number \(number % 90)"), .text(number % 2 == 0 ? "" : "n\u{303}\(number)"),
      mixed[number % 4],
    ]
  }

  @Test(arguments: [0, 1, 2_047, 2_048, 2_049, 4_096, 5_000])
  func comesBackAsItWent(count: Int) {
    let long = Array(Self.long.prefix(count))
    let rows = Table.Rows(long)
    #expect(rows.count == count && Array(rows) == long)
    var read: [[Table.Value]] = []
    rows.forEachRow { number, cells in
      #expect(number == read.count)
      read.append(cells.map(Self.value))
    }
    #expect(read == long)
    for column in Self.long[0].indices {
      var read: [Table.Value] = []
      rows.forEachCell(in: column) { read.append(Self.value($0)) }
      #expect(read == long.map { $0[column] })
    }
  }

  private static func value(_ cell: Table.Cell) -> Table.Value {
    switch cell {
    case .null: .null
    case .integer(let number): .integer(number)
    case .real(let number): .real(number)
    case .text(let text): .text(String(decoding: text, as: UTF8.self))
    }
  }

  @Test func keepsWhichZeroItIs() {
    let rows: Table.Rows = [[.real(-0.0)], [.real(0)], [.real(.nan)]]
    let numbers = rows.compactMap { $0[0].number }
    #expect(numbers[0].sign == .minus && numbers[1].sign == .plus && numbers[2].isNaN)
  }

  @Test func isChangedAsAnArrayIs() {
    var (rows, array) = (Table.Rows(Self.long), Self.long)
    rows.replaceSubrange(2_000..<2_100, with: Self.long[0..<3])
    array.replaceSubrange(2_000..<2_100, with: Self.long[0..<3])
    #expect(rows == Table.Rows(array) && Array(rows) == array)
    rows.removeSubrange(4_000...)
    array.removeSubrange(4_000...)
    rows.insert(Self.long[9], at: 0)
    array.insert(Self.long[9], at: 0)
    rows += Self.long[5..<8]
    array += Self.long[5..<8]
    #expect(Array(rows) == array && rows.hashValue == Table.Rows(array).hashValue)
    #expect(rows != Table.Rows(array.dropLast()) && rows != Table.Rows(array.reversed()))
    rows.append(Self.long[1])
    #expect(rows.last == Self.long[1])
  }

  @Test func picksRowsAndColumns() {
    let rows = Table.Rows(Self.long)
    let order = Array((0..<5_000).reversed())
    #expect(Array(rows.picking(rows: order, columns: [5, 0])) == order.map { [Self.long[$0][5], Self.long[$0][0]] })
    #expect(rows.picking(rows: []).isEmpty && Table.Rows().isEmpty)
  }

  @Test func aRowWithoutColumnsIsARow() {
    let rows: Table.Rows = [[], []]
    #expect(rows.count == 2 && Array(rows) == [[], []])
  }

  /// What SQLite hands over as text need not be UTF-8; what is written is.
  @Test func mendsWhatIsNoText() {
    var rows = Table.Rows()
    for _ in 0..<2 {
      [0x61, 0xFF, 0x62].withUnsafeBufferPointer { rows.add(text: $0) }
      rows.endRow()
    }
    #expect(Array(rows) == [[.text("a\u{FFFD}b")], [.text("a\u{FFFD}b")]])
  }

  /// A list of pairs takes bytes, not kilobytes: 5 cells of 1, 3, 8, 2 and 0 bytes, rounded up generously.
  @Test func isSmall() {
    var rows = Table.Rows()
    for row in 0..<100_000 {
      rows.append([.integer(row % 200), .integer(row), .real(1 / Double(row + 1)), .text("name \(row % 999)"), .null])
    }
    #expect(rows.byteCount < 100_000 * 20)
  }
}

extension Table.Value {
  fileprivate var number: Double? { if case .real(let number) = self { number } else { nil } }
}
