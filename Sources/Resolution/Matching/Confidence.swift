/// How often a decision with the same evidence is right.
enum Confidence {
  static func of(_ match: Match) -> Double {
    var value: Double
    switch match.tier {
    case .ordered: value = 0.97
    case .bag: value = 0.9
    case .fuzzy: value = 0.8 * match.similarity
    }
    if match.isCurated { value = max(value, 0.98) }
    if match.kind == .derived { value -= 0.05 }
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
