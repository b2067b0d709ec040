import Foundation

/// How well a name fits the words it was found in, by rule: candidates compete by it, and those below the resolver's
/// threshold fall.
enum Score {
  static func of(_ match: Match) -> Double {
    var value: Double
    switch match.tier {
    case .ordered: value = 0.97
    case .bag: value = 0.9
    case .fuzzy: value = 0.97 * match.similarity
    }
    if match.isCurated { value = max(value, 0.98) }
    if match.kind >= .derived { value -= 0.05 }
    if match.kind == .acronym, !match.isCurated { value -= 0.15 }
    if match.country == .agrees { value += 0.01 }
    if match.country == .conflict { value -= 0.1 }
    if match.city == .conflict { value -= 0.03 }
    if match.city == .agrees { value += 0.01 }
    if !match.leftIsFree { value -= 0.45 }
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
/// The weights (unit: natural logarithm of odds) are the logistic regression, ridge 1, of 'the label has this id' on the
/// evidence of every decision of the tuning half (seed 1) of springer_2023_10_31.json;
/// `coterie evaluate resolve --half tuning --decisions` lists both. `levels` is the isotonic regression of the same on
/// what the weights give, in blocks of thirty decisions and more. Labels leave out organisations that the text prints,
/// so the confidence of the second of two organisations is rather too low than too high.
enum Confidence {
  static let bias = 3.75
  static let weights: [Evidence: Double] = [
    .reordered: -1.29, .alias: -1.21, .acronym: -0.84, .shortened: -0.64, .builtIn: 1.36, .cityPrinted: -0.15,
    .otherCity: -0.74, .bound: -0.5, .besideOne: -1.24, .besideMore: -1.91, .bodyBeside: 0, .hospitalBeside: -0.87,
    .laboratory: -0.65, .acronymBeside: -0.49, .joinedOne: -1.45, .joinedMore: -1.45, .misspelled: -1,
    .otherCountry: -1.5,
  ]

  /// What the weights give, and how often that was right; straight lines between.
  static let levels: [(given: Double, right: Double)] = [
    (0, 0), (0.707, 0.653), (0.887, 0.8), (0.923, 0.873), (0.971, 0.977), (0.992, 0.996), (1, 1),
  ]

  /// Decisions below are not taken: the best for F0.5 on the tuning half (.957; .955 when all are taken), by which ROR
  /// measures its own matching.
  static let least = 0.55

  /// 0…1, to three decimals.
  static func of(_ evidence: Evidence) -> Double {
    var sum = bias
    for (one, _) in Evidence.all where evidence.contains(one) { sum += weights[one] ?? 0 }
    return (level(1 / (1 + exp(-sum))) * 1000).rounded() / 1000
  }

  static func level(_ given: Double) -> Double {
    for (low, high) in zip(levels, levels.dropFirst()) where given <= high.given {
      return low.right + (high.right - low.right) * (given - low.given) / (high.given - low.given)
    }
    return 1
  }
}
