import Bibliography
import Foundation

/// Learns `SectorEvidence` from the names of a registry.
///
/// Stochastic gradient descent with per-weight rates (AdaGrad) on the cross entropy, with a pull towards 0 that is
/// stronger for rare traits (λ / number of names with the trait). The traits that matter most are kept (spread of a
/// trait's weights over the sectors × number of names) and learned again alone, so that the table stays small. The
/// order of names is shuffled by a fixed seed: the same names give the same table.
///
/// - Complexity: O(epochs × traits of all names × 6) time; 120,000 names take about ten seconds.
///
/// Source: Duchi, Hazan & Singer (2011), JMLR 12, 2121-2159 (AdaGrad).
struct SectorTraining {
  /// A name with what is known of it.
  struct Name: Sendable {
    var text: String
    /// Position in `SectorEvidence.sectors`.
    var sector: Int
    /// 1 for the name a registry displays, less for other names of the same record.
    var weight: Float
    /// Part of a cross-validation that it belongs to.
    var fold: Int
  }

  var names: [Name]
  private let traits: [[UInt64]]

  static let epochs = 10
  static let rate: Float = 0.1
  static let pull: Float = 6
  static let rarest = 3
  static let kept = 8000

  init(names: [Name]) {
    self.names = names
    traits = names.map { NameTraits.hashes(of: $0.text) }
  }

  /// The names of a registry's active records that have one of the six types; acronyms and names of our own are left
  /// out. The fold is the FNV-1a hash of the record's id, modulo `folds`.
  init(registry: Registry, folds: Int) {
    let index = registry.index
    var names: [Name] = []
    for name in index.names where name.kind < .acronym {
      let record = index.organisations[Int(name.organisation)]
      guard record.status == .active, !record.ror.isEmpty, record.sectorRule.hasPrefix("registry."),
        let sector = SectorEvidence.sectors.firstIndex(of: record.sector)
      else { continue }
      names.append(
        Name(
          text: index.text(name), sector: sector, weight: name.kind == .display ? 1 : 0.5,
          fold: Self.fold(of: record.ror, of: folds)))
    }
    self.init(names: names)
  }

  static func fold(of ror: String, of folds: Int) -> Int {
    let hash = NameTraits.hash(ror.utf8)
    return Int((hash ^ hash >> 32) % UInt64(max(1, folds)))
  }

  /// A model learned from all names but those of one fold (nil: from all).
  func model(without fold: Int?, keeping kept: Int = Self.kept) -> (bias: [Float], weights: [UInt64: [Float]]) {
    let rows = names.indices.filter { names[$0].fold != fold }
    var counts: [UInt64: Int] = [:]
    for row in rows { for trait in traits[row] { counts[trait, default: 0] += 1 } }
    var allowed = counts.filter { $0.value >= Self.rarest }.keys.sorted()
    let whole = descend(rows, traits: allowed, counts: counts)
    guard kept < allowed.count else { return whole }
    let importance = whole.weights.map { trait, row -> (UInt64, Float) in
      (trait, row.reduce(0) { $0 + $1 * $1 } * Float(counts[trait] ?? 0))
    }
    .sorted { ($0.1, $1.0) > ($1.1, $0.0) }
    allowed = importance.prefix(kept).map(\.0).sorted()
    return descend(rows, traits: allowed, counts: counts)
  }

  private func descend(
    _ rows: [Int], traits allowed: [UInt64], counts: [UInt64: Int]
  ) -> (bias: [Float], weights: [UInt64: [Float]]) {
    let width = SectorEvidence.sectors.count
    let numbers = Dictionary(uniqueKeysWithValues: zip(allowed, allowed.indices))
    let examples = rows.map { traits[$0].compactMap { numbers[$0] } }
    let pulls = allowed.map { Self.pull / Float(counts[$0] ?? 1) }
    var weights = [Float](repeating: 0, count: allowed.count * width)
    var squares = [Float](repeating: 0.01, count: allowed.count * width)
    var bias = [Float](repeating: 0, count: width)
    var odds = bias
    var order = Array(rows.indices)
    var state: UInt64 = 1
    for epoch in 0..<Self.epochs {
      for position in stride(from: order.count - 1, to: 0, by: -1) {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        order.swapAt(position, Int((state >> 33) % UInt64(position + 1)))
      }
      let rate = Self.rate * (1 - Float(epoch) / Float(Self.epochs))
      for position in order {
        let example = examples[position]
        let name = names[rows[position]]
        for sector in 0..<width {
          odds[sector] = bias[sector]
          for trait in example { odds[sector] += weights[trait * width + sector] }
        }
        let top = odds.max() ?? 0
        var sum: Float = 0
        for sector in 0..<width {
          odds[sector] = exp(odds[sector] - top)
          sum += odds[sector]
        }
        for sector in 0..<width {
          let error = (odds[sector] / sum - (sector == name.sector ? 1 : 0)) * name.weight
          bias[sector] -= 0.1 * rate * error
          for trait in example {
            let slot = trait * width + sector
            let slope = error + pulls[trait] * weights[slot]
            squares[slot] += slope * slope
            weights[slot] -= rate * slope / squares[slot].squareRoot()
          }
        }
      }
    }
    var rowsByTrait: [UInt64: [Float]] = [:]
    for (number, trait) in allowed.enumerated() {
      let row = weights[number * width..<(number + 1) * width]
      let mean = row.reduce(0, +) / Float(width)
      rowsByTrait[trait] = row.map { $0 - mean }
    }
    return (bias, rowsByTrait)
  }

  /// The table of a model: traits in the order of their text.
  func table(of model: (bias: [Float], weights: [UInt64: [Float]]), source: String) -> String {
    var texts: [UInt64: String] = [:]
    for name in names {
      let tokens = Tokens(name.text)
      NameTraits.forEach(tokens, 0..<tokens.items.count) { trait in
        let hash = NameTraits.hash(trait)
        if model.weights[hash] != nil, texts[hash] == nil { texts[hash] = String(decoding: trait, as: UTF8.self) }
      }
    }
    func row(_ name: String, _ values: [Float]) -> String {
      name + values.map { "\t\(Int(($0 * SectorEvidence.scale).rounded()))" }.joined() + "\n"
    }
    var out = "# What the words of a name say about its sector: weights in twentieths of a natural logarithm of odds.\n"
    out += "# Learned from \(source) (CC0) by `coterie evaluate sectors --registry FILE --learn TABLE`.\n"
    out += "# ^ and $: the ends of a name; <abc, abc>: the ends of a word; #…: how the name is written.\n"
    out += "trait" + SectorEvidence.sectors.map { "\t" + $0.registryType }.joined() + "\n"
    out += row("#bias", model.bias)
    for (hash, text) in texts.sorted(by: { $0.value < $1.value }) {
      let values = model.weights[hash] ?? []
      if values.contains(where: { abs($0 * SectorEvidence.scale) >= 0.5 }) { out += row(text, values) }
    }
    return out
  }
}
