import Bibliography

/// How far two answers to one question are apart.
///
/// Rows are the same row when their texts (the columns without a unit) and their first columns are; of several with the
/// same texts the first goes with the first. Reals are equal to nine digits, since a sum's order is not everywhere the
/// same.
///
///     // ours: (2020, academia, 8 papers), (2020, industry, 3)   theirs: (2020, academia, 9), (2020, unknown, 2)
///     // rows 3, onlyFirst 1, onlySecond 1, changed 1; largest: 3 papers, industry, 3 against none
public struct TableDisagreement: Hashable, Sendable {
  /// A number that stands in both answers, or in one alone: then the other's counts as 0.
  public struct Difference: Hashable, Sendable {
    /// The row's texts.
    public var row: String
    /// Whose number it is.
    public var column: Bibliography.Table.Column
    /// The first answer's number; nil where it has no such row.
    public var first: Double?
    /// The second's.
    public var second: Double?
    /// |first - second|, in the column's unit.
    public var size: Double { abs((first ?? 0) - (second ?? 0)) }
  }

  /// Distinct rows of either answer.
  public var rows = 0
  /// Rows that only the first has.
  public var onlyFirst = 0
  /// Rows that only the second has.
  public var onlySecond = 0
  /// Rows of both with another number.
  public var changed = 0
  /// The largest difference of a number that counts something, years and lines aside; nil when none differs.
  public var largest: Difference?

  /// Rows that are not the same in both.
  public var differing: Int { onlyFirst + onlySecond + changed }

  /// Compares two tables of the same columns.
  ///
  /// - Parameter ignoring: columns that are left out.
  /// - Complexity: O(n log n) in the rows of both.
  public init(_ first: Bibliography.Table, _ second: Bibliography.Table, ignoring: Set<String> = []) {
    precondition(first.columns.map(\.name) == second.columns.map(\.name), "both answer one question")
    let kept = first.columns.indices.filter { !ignoring.contains(first.columns[$0].name) }
    let keys = kept.filter { $0 == kept.first || first.columns[$0].unit.isEmpty }
    let numbers = kept.filter { !keys.contains($0) }
    typealias Row = [Bibliography.Table.Value]
    func grouped(_ table: Bibliography.Table) -> [String: [Row]] {
      Dictionary(grouping: table.rows) { row in keys.map { row[$0].plain }.joined(separator: " | ") }
        .mapValues { rows in rows.count == 1 ? rows : rows.sorted { Self.text($0) < Self.text($1) } }
    }
    func number(_ row: Row?, _ index: Int) -> Double? {
      switch row?[index] {
      case .integer(let value): Double(value)
      case .real(let value): value
      default: nil
      }
    }
    let (ours, theirs) = (grouped(first), grouped(second))
    for key in Set(ours.keys).union(theirs.keys).sorted() {
      let (a, b) = (ours[key] ?? [], theirs[key] ?? [])
      rows += max(a.count, b.count)
      onlyFirst += max(0, a.count - b.count)
      onlySecond += max(0, b.count - a.count)
      for place in 0..<max(a.count, b.count) {
        let (x, y) = (place < a.count ? a[place] : nil, place < b.count ? b[place] : nil)
        if let x, let y, numbers.contains(where: { !x[$0].isAlmost(y[$0]) }) { changed += 1 }
        for index in numbers where !["year", "line"].contains(first.columns[index].unit) {
          let found = Difference(
            row: key, column: first.columns[index], first: number(x, index), second: number(y, index))
          if found.size > max(1e-9 * max(found.first ?? 0, found.second ?? 0), largest?.size ?? 0) { largest = found }
        }
      }
    }
  }

  private static func text(_ row: [Bibliography.Table.Value]) -> String {
    row.map(\.plain).joined(separator: "|")
  }

  /// A table of disagreements, a question a row, between answers on decided texts and on OpenAlex's own institutions.
  public static func table(
    _ disagreements: [(question: String, found: TableDisagreement)], method: [MethodLine]
  ) -> Bibliography.Table {
    Bibliography.Table(
      title: "Decided texts beside OpenAlex's institutions", method: method,
      columns: [
        .init("question"), .init("rows", unit: "rows", note: "of either answer"),
        .init("differing", unit: "rows", note: "that are not the same in both"),
        .init("only_decided", unit: "rows"), .init("only_openalex", unit: "rows"),
        .init("share", unit: "0…1", note: "differing / rows"),
        .init("largest_difference", note: "its unit with it"), .init("decided"), .init("openalex"),
        .init("where", note: "the row's texts"),
      ],
      rows: disagreements.map { question, found in
        func value(_ number: Double?) -> Bibliography.Table.Value {
          guard let number else { return .text("no row") }
          return .real(number)
        }
        let head: [Bibliography.Table.Value] = [
          .text(question), .integer(found.rows), .integer(found.differing), .integer(found.onlyFirst),
          .integer(found.onlySecond), found.rows == 0 ? .null : .real(Double(found.differing) / Double(found.rows)),
        ]
        guard let largest = found.largest else { return head + [.null, .null, .null, .null] }
        return head + [
          .text("\(largest.column.name) [\(largest.column.unit)]"), value(largest.first), value(largest.second),
          .text(largest.row),
        ]
      },
      notes: ["A row is found again by its texts: an institution under another name is two rows that differ."])
  }
}

extension Bibliography.Table.Value {
  /// The same, reals to nine digits.
  func isAlmost(_ other: Self) -> Bool {
    guard case .real(let x) = self, case .real(let y) = other else { return self == other }
    return abs(x - y) <= 1e-9 * max(1, abs(x), abs(y))
  }
}

extension NamedQuery {
  /// Whether the answer depends on which institutions papers have: it reads a view that tells.
  public var asksOfInstitutions: Bool {
    let telling = [
      "institution", "affiliation", "credit", "paper_institution", "paper_sector", "paper_country", "paper_absence",
      "institution_pair", "institution_tie", "sector_year", "institution_group", "decision",
    ]
    return !SQLText.relations(sql).isDisjoint(with: telling)
  }
}
