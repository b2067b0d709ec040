import Bibliography

/// Ranks that are fair to equal values: they share a rank, and a list never ends inside them.
public enum Ranking {
  /// Competition ranks of values in their final order: equal neighbours share the smaller rank.
  ///
  ///     Ranking.ranks([9, 7, 7, 4])  // [1, 2, 2, 4]
  public static func ranks<Value: Equatable>(_ values: [Value]) -> [Int] {
    var out: [Int] = []
    for (i, value) in values.enumerated() { out.append(i > 0 && values[i - 1] == value ? out[i - 1] : i + 1) }
    return out
  }

  /// How many of `values` to show when about `limit` are wanted: the most that do not end inside equal values.
  ///
  /// Where already the first group of equal values is longer than `limit`, it is shown whole up to twice the limit, and
  /// not at all beyond.
  ///
  ///     Ranking.cut([9, 7, 7, 4, 4], limit: 4)  // 3
  public static func cut<Value: Equatable>(_ values: [Value], limit: Int) -> Int {
    guard values.count > limit else { return values.count }
    var count = max(0, limit)
    while count > 0, values[count - 1] == values[count] { count -= 1 }
    if count == 0, limit > 0, let first = values.first {
      let group = values.prefix { $0 == first }.count
      if group <= 2 * limit { return group }
    }
    return count
  }
}

extension Table {
  /// The same rows with a `rank` column before them, cut after about `limit` rows.
  ///
  /// - Parameters:
  ///   - column: name of the column the rows are already sorted by.
  ///   - limit: nil keeps every row.
  ///   - noun: what a row is, in the plural, for the note that says how many more there are.
  /// - Precondition: the table has the column.
  public func ranked(by column: String, limit: Int? = nil, noun: String = "rows") -> Table {
    guard let key = columns.firstIndex(where: { $0.name == column }) else {
      preconditionFailure("no column '\(column)' to rank by")
    }
    let values = rows.map { $0[key] }
    let shown = limit.map { Ranking.cut(values, limit: $0) } ?? rows.count
    var out = self
    out.columns.insert(Column("rank"), at: 0)
    out.rows = Rows(zip(Ranking.ranks(values), rows).prefix(shown).map { [.integer($0)] + $1 })
    if shown < rows.count {
      let next = values[shown]
      let equal = values[shown...].prefix { $0 == next }.count
      let style = NumberStyle(self, column: key)
      let value = style.text(next)
      let unit = style.unit.isEmpty ? columns[key].heading : style.unit
      let amount = "\(value) \(value == "1" ? Words.singular(unit) : unit)"
      let more = rows.count - shown
      out.notes.append(
        more == equal
          ? "Not shown: \(more) more \(more == 1 ? Words.singular(noun) : noun), each with \(amount); equal values are not split."
          : "Not shown: \(more) more \(noun), the next \(equal) with \(amount)\(equal > 1 ? " each" : "").")
    }
    return out
  }
}
