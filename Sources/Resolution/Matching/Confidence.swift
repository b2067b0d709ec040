import Foundation

/// How well a name fits the words it was found in, by rule: candidates compete by it, and those below the resolver's
/// threshold fall.
enum Score {
  static func of(_ match: Match) -> Double {
    var value: Double
    switch match.tier {
    case .ordered: value = 0.97
    case .bag: value = 0.9
    case .fuzzy, .similar: value = 0.97 * match.similarity
    }
    if match.isCurated { value = max(value, 0.98) }
    if match.kind >= .derived { value -= 0.05 }
    if match.kind == .acronym, !match.isCurated { value -= 0.15 }
    if match.country == .agrees { value += 0.01 }
    if match.country == .conflict { value -= 0.1 }
    if match.city == .conflict { value -= 0.03 }
    if match.city == .agrees { value += 0.01 }
    if !match.leftIsFree { value -= match.leftIsUnit ? 0.15 : 0.45 }
    if !match.rightIsFree { value -= match.rightIsUnit && match.isDistinctive ? 0.15 : 0.45 }
    if match.isAmbiguous { value -= 0.5 }
    if !match.isDistinctive, !match.isCurated { value -= 0.1 }
    return min(1, max(0, value))
  }
}

/// How often a decision with the same evidence is right, fitted to labelled strings.
///
///     odds = exp(bias + Σ weight(e) over the evidence e),   confidence = level(odds / (1 + odds))
///
/// The numbers are those of `Facts/confidence.tsv`, which `ConfidenceFit` makes. Labels leave out organisations that the
/// text prints, so the confidence of the second of two organisations is rather too low than too high.
struct Confidence: Sendable {
  /// What the weights give, and how often that was right; 0…1.
  struct Level: Hashable, Sendable {
    var given: Double
    var right: Double
  }

  var bias: Double
  /// Unit: natural logarithm of odds.
  var weights: [Evidence: Double]
  /// Ascending in both, from (0, 0) to (1, 1); straight lines between.
  var levels: [Level]
  /// Decisions below are not taken.
  var least: Double

  /// The table that travels inside the program.
  static let builtIn = Confidence(table: FactsTable("Facts/confidence.tsv"))

  init(bias: Double, weights: [Evidence: Double], levels: [Level], least: Double) {
    self.bias = bias
    self.weights = weights
    self.levels = levels
    self.least = least
  }

  init(table: FactsTable) {
    self.init(bias: 0, weights: [:], levels: [], least: 0.5)
    let evidence = Dictionary(uniqueKeysWithValues: Evidence.all.map { ($0.name, $0.evidence) })
    for row in table.rows {
      let name = table.value(row, "name")
      guard let value = Double(table.value(row, "value")) else { continue }
      switch table.value(row, "what") {
      case "bias": bias = value
      case "least": least = value
      case "weight": if let one = evidence[name] { weights[one] = value }
      case "level": if let given = Double(name) { levels.append(Level(given: given, right: value)) }
      default: break
      }
    }
  }

  /// 0…1, to three decimals.
  func of(_ evidence: Evidence) -> Double {
    (level(Self.probability(bias, weights, evidence)) * 1000).rounded() / 1000
  }

  /// odds / (1 + odds).
  static func probability(_ bias: Double, _ weights: [Evidence: Double], _ evidence: Evidence) -> Double {
    var sum = bias
    for (one, _) in Evidence.all where evidence.contains(one) { sum += weights[one] ?? 0 }
    return 1 / (1 + exp(-sum))
  }

  func level(_ given: Double) -> Double {
    for (low, high) in zip(levels, levels.dropFirst()) where given <= high.given {
      return low.right + (high.right - low.right) * (given - low.given) / (high.given - low.given)
    }
    return 1
  }
}
