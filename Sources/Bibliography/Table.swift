/// A result as every room above passes it on: columns with units, rows in their final order, and how it was counted.
///
/// Digits, alignment and escaping are decided where it is written (Reporting), never here.
public struct Table: Hashable, Sendable {
  /// One cell.
  public enum Value: Hashable, Sendable {
    case null
    case integer(Int)
    case real(Double)
    case text(String)
  }

  /// A column's name (stable, snake_case) and its unit (`papers`, `0…1`, `year`; empty for names).
  public struct Column: Hashable, Sendable {
    /// Stable, snake_case.
    public var name: String
    /// Empty for names and texts.
    public var unit: String
    /// What the column means, in a sentence; empty when the name says it.
    public var note: String

    /// A column with a stable name.
    public init(_ name: String, unit: String = "", note: String = "") {
      self.name = name
      self.unit = unit
      self.note = note
    }
  }

  /// What the table shows, in a few words.
  public var title: String
  /// Key and value, in the order they are printed: selection, counting, level, seed, ...
  public var method: [MethodLine]
  /// In printed order; names are unique.
  public var columns: [Column]
  /// Each as long as `columns`.
  public var rows: Rows
  /// Sentences that must be read with the numbers: what was left out, ties that were not cut.
  public var notes: [String]

  /// A table; rows are checked by `precondition`, since a ragged one is our mistake.
  public init(
    title: String, method: [MethodLine] = [], columns: [Column], rows: [[Value]] = [], notes: [String] = []
  ) {
    self.init(title: title, method: method, columns: columns, rows: Rows(rows), notes: notes)
  }

  /// A table of rows that are kept already.
  public init(title: String, method: [MethodLine] = [], columns: [Column], rows: Rows, notes: [String] = []) {
    precondition(rows.isEmpty || rows.width == columns.count, "every row has one value a column")
    self.title = title
    self.method = method
    self.columns = columns
    self.rows = rows
    self.notes = notes
  }
}

extension Table {
  /// Takes columns out by name; those it does not have are ignored.
  public mutating func drop(columns names: Set<String>) {
    let kept = columns.indices.filter { !names.contains(columns[$0].name) }
    columns = kept.map { columns[$0] }
    rows = rows.picking(rows: rows.indices, columns: kept)
  }
}

/// One part of the statement of method that goes with every number.
public struct MethodLine: Hashable, Sendable {
  /// Stable, snake_case: `counting`, `level`, `selection`, `seed`, `resolution`.
  public var key: String
  /// What it was set to, in words.
  public var value: String

  /// A key and its value.
  public init(_ key: String, _ value: String) {
    self.key = key
    self.value = value
  }
}
