import Bibliography
import Foundation

/// What the words of a name say about its sector, learned from the names and types of a registry.
///
/// A multinomial logistic model over `NameTraits`:
///
///     z(s) = bias(s) + Σ weight(t, s) over the traits t of the name,   P(s) = exp z(s) / Σ exp z(r)
///
/// over the six sectors with registry types of their own. The table `Facts/sector-evidence.tsv` holds the weights (unit:
/// `scale`-ths of a natural logarithm of odds); `coterie evaluate sectors --registry FILE --learn TABLE` makes it from
/// a ROR dump (CC0), and `--folds 5` tells how right such a table is on names that it was not learned from.
struct SectorEvidence: Sendable {
  /// In the order of the table's columns.
  static let sectors: [Sector] = [.academia, .healthcare, .industry, .facility, .government, .nonprofit]
  /// Weights are stored as whole numbers of 1/20.
  static let scale: Float = 20
  /// Below these probabilities the words do not decide. Where a cross-validated name at the threshold was right in
  /// about three of four cases, so that nobody's sector is decided less surely than another's.
  static let thresholds: [Sector: Float] = [
    .academia: 0.75, .healthcare: 0.72, .industry: 0.67, .facility: 0.82, .government: 0.74, .nonprofit: 0.74,
  ]

  /// The table that travels inside the program.
  static let builtIn = SectorEvidence(
    table: EmbeddedFiles.all.first { $0.path.hasSuffix("sector-evidence.tsv") }?.text ?? "")

  private var rows: [UInt64: Int32] = [:]
  /// Six a row, by `sectors`; the first row is the bias.
  private var weights: [Float]

  /// A model from its weights.
  init(bias: [Float], weights: [UInt64: [Float]]) {
    self.weights = bias
    for (trait, row) in weights.sorted(by: { $0.key < $1.key }) {
      rows[trait] = Int32(self.weights.count / Self.sectors.count)
      self.weights += row
    }
  }

  /// A model from a table: `trait`, then one whole number a sector; `#` followed by a space begins a comment.
  init(table: String) {
    weights = Array(repeating: 0, count: Self.sectors.count)
    let bytes = Array(table.utf8)
    rows.reserveCapacity(bytes.count / 24)
    var row = [Float](repeating: 0, count: Self.sectors.count)
    for line in bytes.split(separator: UInt8(ascii: "\n")) {
      guard let end = line.firstIndex(of: UInt8(ascii: "\t")), Self.read(line[end...], into: &row) else { continue }
      let name = line[..<end]
      if name.elementsEqual("#bias".utf8) {
        for (sector, weight) in row.enumerated() { weights[sector] = weight }
      } else {
        rows[NameTraits.hash(name)] = Int32(weights.count / Self.sectors.count)
        weights += row
      }
    }
  }

  /// Reads a row's whole numbers, each behind a tab; false when there are not as many as sectors.
  private static func read(_ numbers: ArraySlice<UInt8>, into row: inout [Float]) -> Bool {
    var (column, value, isNegative) = (0, 0, false)
    for byte in numbers.dropFirst() {
      switch byte {
      case UInt8(ascii: "\t"):
        if column == row.count - 1 { return false }
        row[column] = Float(isNegative ? -value : value) / scale
        (column, value, isNegative) = (column + 1, 0, false)
      case UInt8(ascii: "-"): isNegative = true
      case UInt8(ascii: "0")...UInt8(ascii: "9"): value = value * 10 + Int(byte) - 0x30
      default: return false
      }
    }
    row[column] = Float(isNegative ? -value : value) / scale
    return column == row.count - 1
  }

  /// The probability of each sector, by `sectors`; they sum to 1.
  func probabilities(_ traits: [UInt64]) -> [Float] {
    let count = Self.sectors.count
    var z = Array(weights[0..<count])
    for trait in traits {
      guard let row = rows[trait] else { continue }
      for sector in 0..<count { z[sector] += weights[Int(row) * count + sector] }
    }
    let top = z.max() ?? 0
    let odds = z.map { exp($0 - top) }
    let sum = odds.reduce(0, +)
    return odds.map { $0 / sum }
  }

  /// The likeliest sector of a name and its probability; ties go to the first of `sectors`.
  func best(_ traits: [UInt64]) -> (sector: Sector, probability: Float) {
    let all = probabilities(traits)
    var best = 0
    for sector in all.indices where all[sector] > all[best] { best = sector }
    return (Self.sectors[best], all[best])
  }

  /// The probability of one sector; 0 for those without registry types of their own.
  func probability(of sector: Sector, _ traits: [UInt64]) -> Float {
    Self.sectors.firstIndex(of: sector).map { probabilities(traits)[$0] } ?? 0
  }

  /// The likeliest sector when it is likely enough.
  func decision(_ traits: [UInt64]) -> Sector? {
    let best = best(traits)
    return best.probability >= Self.thresholds[best.sector] ?? 1 ? best.sector : nil
  }

  /// The two words of the words `range` that speak most for `sector`, most telling first: for a reason.
  func words(for sector: Sector, _ tokens: Tokens, _ range: Range<Int>) -> [String] {
    guard let column = Self.sectors.firstIndex(of: sector) else { return [] }
    let count = Self.sectors.count
    return range.compactMap { position -> (String, Float)? in
      let word = tokens.folded(position)
      guard let row = rows[NameTraits.hash(word.utf8)] else { return nil }
      let weight = weights[Int(row) * count + column]
      return weight > 0 ? (word, weight) : nil
    }
    .sorted { ($0.1, $1.0) > ($1.1, $0.0) }.prefix(2).map(\.0)
  }
}
