extension Table {
  /// The rows of a table, kept column by column in a few bytes a cell: a list of eight million pairs fits into memory
  /// where an array of arrays would not.
  ///
  /// Read as a collection each row is an array of values. Long lists are better read with `forEachRow` or `forEachCell`,
  /// which make no arrays and no strings. Equal texts are kept once.
  ///
  /// - Complexity: a row in O(columns); adding at the end O(columns), amortised; any other change O(cells).
  public struct Rows: Sendable {
    /// Rows that are packed together.
    static let stripRows = 2048

    /// How many rows.
    public private(set) var count = 0
    /// Values in each row; of no importance while there are no rows.
    private(set) var width = 0
    /// Packed rows: `width` columns after one another for each `stripRows` rows.
    private var strips: [Strip] = []
    /// Rows that are not packed yet, row by row: what each cell is, and its bits.
    private var openKinds: [Kind] = []
    private var openBits: [Int64] = []
    private var texts = TextArena()

    enum Kind: UInt8 { case null, integer, real, text }

    /// No rows.
    public init() {}
  }

  /// One cell while it is read: a text lies where the table keeps it, in UTF-8.
  public enum Cell {
    case null
    case integer(Int)
    case real(Double)
    case text(UnsafeBufferPointer<UInt8>)
  }
}

extension Table.Rows {
  /// Adds the next cell of the row at the end.
  public mutating func addNull() { add(.null, 0) }
  /// Adds the next cell of the row at the end.
  public mutating func add(_ value: Int) { add(.integer, Int64(value)) }
  /// Adds the next cell of the row at the end.
  public mutating func add(_ value: Double) { add(.real, Int64(bitPattern: value.bitPattern)) }
  /// Adds the next cell of the row at the end: UTF-8, which is copied.
  public mutating func add(text: UnsafeBufferPointer<UInt8>) {
    let above = openBits.count - width
    let near = width > 0 && above >= 0 && openKinds[above] == .text ? openBits[above] : nil
    add(.text, texts.number(of: text, near: near))
  }

  /// Adds the next cell of the row at the end.
  public mutating func add(_ value: Table.Value) {
    switch value {
    case .null: addNull()
    case .integer(let number): add(number)
    case .real(let number): add(number)
    case .text(var text): text.withUTF8 { add(text: $0) }
    }
  }

  /// Ends the row whose cells were added.
  /// - Precondition: it has as many cells as the rows before it.
  public mutating func endRow() {
    if count == 0 { width = openBits.count }
    let inStrip = count % Self.stripRows + 1
    precondition(openBits.count == inStrip * width, "every row has one value a column")
    count += 1
    if inStrip == Self.stripRows { pack() }
  }

  private mutating func add(_ kind: Kind, _ bits: Int64) {
    openKinds.append(kind)
    openBits.append(bits)
  }

  private mutating func pack() {
    for column in 0..<width { strips.append(Strip(openKinds, openBits, column: column, of: width)) }
    openKinds.removeAll(keepingCapacity: true)
    openBits.removeAll(keepingCapacity: true)
  }

  /// One cell.
  public func value(_ row: Int, _ column: Int) -> Table.Value {
    let (kind, bits) = raw(row, column)
    return switch kind {
    case .null: .null
    case .integer: .integer(Int(bits))
    case .real: .real(Double(bitPattern: UInt64(bitPattern: bits)))
    case .text: .text(texts.string(bits))
    }
  }

  /// Memory that the cells take.
  var byteCount: Int {
    strips.reduce(openKinds.count + 8 * openBits.count + texts.byteCount) { $0 + $1.byteCount }
  }

  private func raw(_ row: Int, _ column: Int) -> (Kind, Int64) {
    precondition(row >= 0 && row < count && column >= 0 && column < width, "a row and a column of the table")
    let (strip, place) = row.quotientAndRemainder(dividingBy: Self.stripRows)
    guard strip * width + column < strips.count else {
      return (openKinds[place * width + column], openBits[place * width + column])
    }
    return strips[strip * width + column].cell(place)
  }

  /// Gives each row with its number; its cells are valid during the call.
  public func forEachRow(_ body: (Int, UnsafeBufferPointer<Table.Cell>) throws -> Void) rethrows {
    try forEach(Array(0..<width), body)
  }

  /// Gives each cell of one column.
  public func forEachCell(in column: Int, _ body: (Table.Cell) throws -> Void) rethrows {
    guard count > 0 else { return }
    precondition(column >= 0 && column < width, "a column of the table")
    try forEach([column]) { _, cells in try body(cells[0]) }
  }

  private func forEach(
    _ columns: [Int], _ body: (Int, UnsafeBufferPointer<Table.Cell>) throws -> Void
  ) rethrows {
    var cells = [Table.Cell](repeating: .null, count: columns.count)
    var kinds = [Kind](repeating: .null, count: Self.stripRows * columns.count)
    var bits = [Int64](repeating: 0, count: Self.stripRows * columns.count)
    var first = 0
    while first < count {
      let here = Swift.min(Self.stripRows, count - first)
      let strip = first / Self.stripRows * width
      for (place, column) in columns.enumerated() {
        if strip + column < strips.count {
          strips[strip + column].unpack(here, &kinds, &bits, from: place, step: columns.count)
        } else {
          for row in 0..<here {
            kinds[row * columns.count + place] = openKinds[row * width + column]
            bits[row * columns.count + place] = openBits[row * width + column]
          }
        }
      }
      for row in 0..<here {
        for place in columns.indices {
          let at = row * columns.count + place
          cells[place] =
            switch kinds[at] {
            case .null: .null
            case .integer: .integer(Int(bits[at]))
            case .real: .real(Double(bitPattern: UInt64(bitPattern: bits[at])))
            case .text: .text(texts.text(bits[at]))
            }
        }
        try cells.withUnsafeBufferPointer { try body(first + row, $0) }
      }
      first += here
    }
  }

  /// The rows with these numbers and columns, in this order; texts are not copied.
  public func picking(rows: some Sequence<Int>, columns: [Int]? = nil) -> Self {
    var out = Self()
    out.texts = texts
    let columns = columns ?? Array(0..<width)
    for row in rows {
      for column in columns {
        let (kind, bits) = raw(row, column)
        out.add(kind, bits)
      }
      out.endRow()
    }
    return out
  }
}

extension Table.Rows: RandomAccessCollection, MutableCollection, RangeReplaceableCollection, ExpressibleByArrayLiteral {
  /// Of the first row.
  public var startIndex: Int { 0 }
  /// Behind the last row.
  public var endIndex: Int { count }

  /// One row.
  public subscript(row: Int) -> [Table.Value] {
    get { (0..<width).map { value(row, $0) } }
    set { replaceSubrange(row..<row + 1, with: [newValue]) }
  }

  /// Rows as long as one another.
  public init(arrayLiteral rows: [Table.Value]...) { self.init(rows) }

  /// Rows as long as one another.
  public init(_ rows: some Sequence<[Table.Value]>) {
    self.init()
    for row in rows { append(row) }
  }

  /// Adds a row at the end.
  public mutating func append(_ row: [Table.Value]) {
    for value in row { add(value) }
    endRow()
  }

  /// Adds rows at the end.
  public mutating func append(contentsOf rows: some Sequence<[Table.Value]>) {
    for row in rows { append(row) }
  }

  /// Puts rows in the place of others.
  public mutating func replaceSubrange(_ range: Range<Int>, with rows: some Collection<[Table.Value]>) {
    var out = picking(rows: 0..<range.lowerBound)
    out.append(contentsOf: rows)
    for row in range.upperBound..<count { out.append(self[row]) }
    self = out
  }
}

extension Table.Rows: Hashable {
  /// Whether the cells are the same.
  public static func == (a: Self, b: Self) -> Bool {
    guard a.count == b.count else { return false }
    guard a.count > 0 else { return true }
    return a.width == b.width
      && (0..<a.count).allSatisfy { row in (0..<a.width).allSatisfy { a.value(row, $0) == b.value(row, $0) } }
  }

  /// Hashes the cells.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(count)
    for row in self { hasher.combine(row) }
  }
}
