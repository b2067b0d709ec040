import Bibliography
import Foundation

/// How the numbers of one column look to a person: the only place where numbers are rounded.
///
/// A column of shares (unit `0…1`) is shown in per cent with one decimal. Other real numbers get as many decimals as
/// the column needs, at most two, or three where every value is below 1. Integers stay whole. A column named `rank`
/// marks equal ranks with `=`.
struct NumberStyle {
  /// The unit a person reads: `%` for shares, nothing where the name already ends with it.
  let unit: String
  /// Whether the column is set flush right.
  let isNumeric: Bool
  private let scale: Double
  private let decimals: Int
  private let sharedRanks: Set<Int>
  private let groupsThousands: Bool

  static let shareUnits: Set<String> = ["0…1", "0..1", "share"]

  /// The style of column `index`; grouping sets a narrow space between thousands from 10,000 on.
  init(_ table: Table, column index: Int, grouping: Bool = false) {
    let column = table.columns[index]
    var (hasText, hasNumber, hasReal, areSmall) = (false, false, false, true)
    // Whether all real numbers are whole with none, one or two decimals.
    var areWhole = [true, true, true]
    var ranks: [Int: Int] = [:]
    table.rows.forEachCell(in: index) { cell in
      switch cell {
      case .real(let value):
        hasNumber = true
        guard value.isFinite else { break }
        hasReal = true
        if abs(value) >= 1 { areSmall = false }
        for d in 0..<3 where areWhole[d] && !isWhole(value * Self.powers[d]) { areWhole[d] = false }
      case .integer(let value):
        hasNumber = true
        if column.name == "rank" { ranks[value, default: 0] += 1 }
      case .text: hasText = true
      case .null: break
      }
    }
    let isShare = Self.shareUnits.contains(column.unit)
    scale = isShare ? 100 : 1
    unit = isShare ? "%" : column.heading.hasSuffix(column.unit) ? "" : column.unit
    isNumeric = column.name == Table.intervalName || !hasText && hasNumber
    groupsThousands = grouping && !["year", "line", "column", "id"].contains(column.unit) && column.name != "year"
    let most = hasReal && areSmall ? 3 : 2
    decimals = isShare ? 1 : (0..<most).first { areWhole[$0] } ?? most
    sharedRanks = Set(ranks.filter { $0.value > 1 }.keys)
  }

  private static let powers: [Double] = [1, 10, 100, 1000]

  /// Whether the number is written in its decimal digits and nothing else.
  func isPlain(_ number: Int) -> Bool { scale == 1 && !groupsThousands && !sharedRanks.contains(number) }

  /// The cell as a person reads it; an absent value is a dash.
  func text(_ value: Table.Value) -> String {
    switch value {
    case .null: "–"
    case .integer(let number):
      sharedRanks.contains(number)
        ? "=\(number)"
        : scale == 1 ? grouped(String(number)) : fixed(Double(number))
    case .real(let number): number.isFinite ? fixed(number) : "–"
    case .text(let text): text
    }
  }

  private func fixed(_ value: Double) -> String {
    grouped(Self.fixed(value * scale, decimals: decimals))
  }

  /// `value` with exactly `decimals` decimals, half to even as `%f` has it, and never a negative zero.
  static func fixed(_ value: Double, decimals: Int) -> String {
    guard decimals < powers.count, abs(value) < 1e12 else {
      let text = String(format: "%.\(decimals)f", value)
      return text.hasPrefix("-") && !text.contains(where: { ("1"..."9").contains($0) })
        ? String(text.dropFirst()) : text
    }
    // The product is rounded; `lost` is what that took away, so that half is told from nearly half.
    let product = abs(value) * powers[decimals]
    let lost = (-product).addingProduct(abs(value), powers[decimals])
    let whole = product.rounded(.down)
    let rest = product - whole
    var digits = Int(whole)
    if rest > 0.5 || rest == 0.5 && (lost > 0 || lost == 0 && digits % 2 == 1) { digits += 1 }
    let sign = value < 0 && digits > 0 ? "-" : ""
    guard decimals > 0 else { return sign + String(digits) }
    let (units, parts) = digits.quotientAndRemainder(dividingBy: Int(powers[decimals]))
    let fraction = String(parts)
    return sign + String(units) + "." + String(repeating: "0", count: decimals - fraction.utf8.count) + fraction
  }

  private func grouped(_ text: String) -> String { groupsThousands ? Self.grouped(text) : text }

  /// `12345.6` as `12 345.6` with narrow no-break spaces; four digits stay together.
  static func grouped(_ text: String) -> String {
    let sign = text.hasPrefix("-") ? "-" : ""
    let parts = text.dropFirst(sign.count).split(separator: ".", maxSplits: 1)
    guard let whole = parts.first, whole.count > 4 else { return text }
    var out = ""
    for (i, digit) in whole.enumerated() {
      if i > 0, (whole.count - i) % 3 == 0 { out.append("\u{202F}") }
      out.append(digit)
    }
    return sign + out + parts.dropFirst().map { "." + $0 }.joined()
  }
}

private func isWhole(_ value: Double) -> Bool { abs(value - value.rounded()) < 1e-9 * max(1, abs(value)) }

/// Shares in sentences, with the interval where there is enough to speak of one.
public enum ShareText {
  /// Below this many papers a share is given as n of N, without per cent or interval.
  public static let leastPapers = 20

  /// `17 of 53 papers (32.1 %, 95 % interval 21.1–45.5 %)`, or `3 of 12 papers` when there are too few; the blank
  /// before `%` does not break.
  ///
  /// - Parameters:
  ///   - interval: bounds as shares 0…1; nil where none was computed.
  ///   - noun: what is counted, in the plural.
  public static func text(_ count: Int, of total: Int, interval: ClosedRange<Double>? = nil, noun: String = "papers")
    -> String
  {
    let plain = "\(count) of \(total) \(noun)"
    guard total >= leastPapers else { return plain }
    let share = percent(Double(count) / Double(total))
    guard let interval else { return "\(plain) (\(share))" }
    let low = NumberStyle.fixed(interval.lowerBound * 100, decimals: 1)
    return "\(plain) (\(share), 95\u{A0}% interval \(low)–\(percent(interval.upperBound)))"
  }

  /// A share 0…1 as `32.1 %`.
  public static func percent(_ share: Double) -> String { NumberStyle.fixed(share * 100, decimals: 1) + "\u{A0}%" }
}

extension Table {
  static let intervalName = "95_%_interval"

  /// The table as people read it: the two bounds of an interval, which follow their share as `low` and `high` or as
  /// `NAME_low` and `NAME_high`, stand in one column as `21.1–45.5`.
  var forReaders: Table {
    var bounds: [Int] = []
    for (i, column) in columns.enumerated().dropFirst() where i + 1 < columns.count {
      let name = columns[i - 1].name
      guard NumberStyle.shareUnits.contains(column.unit), NumberStyle.shareUnits.contains(columns[i + 1].unit),
        [("low", "high"), (name + "_low", name + "_high")].contains(where: { $0 == (column.name, columns[i + 1].name) })
      else { continue }
      bounds.append(i)
    }
    guard !bounds.isEmpty else { return self }
    let dropped = Set(bounds.map { $0 + 1 })
    var out = Table(title: title, method: method, columns: [], notes: notes)
    for (i, column) in columns.enumerated() where !dropped.contains(i) {
      out.columns.append(bounds.contains(i) ? Column(Self.intervalName, unit: "%", note: column.note) : column)
    }
    for row in rows {
      out.rows.append(
        row.indices.filter { !dropped.contains($0) }.map { i in
          guard bounds.contains(i) else { return row[i] }
          guard case .real(let low) = row[i], case .real(let high) = row[i + 1] else { return .null }
          return .text(
            NumberStyle.fixed(low * 100, decimals: 1) + "–" + NumberStyle.fixed(high * 100, decimals: 1))
        })
    }
    return out
  }
}
