import Foundation

/// Fits `Facts/confidence.tsv` to labelled strings.
///
/// 1. Weights: logistic regression of 'the label has this id' on the evidence of every decision, those too unsure to be
///    taken included, by Newton's method with a ridge penalty λ/2 Σ w² on all but the bias. Evidence that fewer than
///    `leastCount` decisions have gets no weight.
/// 2. Levels: isotonic regression of the same on what weights fitted to other strings give (ten parts by a hash of the
///    text), in blocks of `leastBlock` decisions and more, so that no decision is judged by itself.
/// 3. Least: the confidence below which decisions are not taken: of 0.50, 0.51, … 0.85 the lowest with the best F0.5.
///
/// - Complexity: O(parts × iterations × decisions × evidence²) time, under a second for 1,300 decisions.
///
/// Sources: le Cessie & van Houwelingen (1992), JRSS C 41(1), doi:10.2307/2347628 (ridge); Zadrozny & Elkan (2002),
/// doi:10.1145/775047.775151 (isotonic calibration).
public struct ConfidenceFit: Sendable {
  static let penalty = 1.0
  static let leastCount = 8
  static let leastBlock = 40
  static let parts = 10

  /// Evidence that says how a source prints rather than how sure a name is: nearly all labelled strings print country and
  /// city, contents of conferences neither, and a bare name is not the less sure for that. It gets no weight.
  static let habits: Evidence = [.countryPrinted, .cityPrinted]

  /// A decision with its evidence and whether the label has it.
  struct Sample: Sendable {
    var evidence: Evidence
    var isRight: Bool
    /// 0..<`parts`; the decisions of one text have the same.
    var part: Int
  }

  private(set) var model: Confidence
  private let source: String

  /// Fits to the examples of `half` whose labels the registry has; `source` names the labels in the table.
  public init(
    _ examples: [ResolutionEvaluation.Example], resolver: Resolver, half: ResolutionEvaluation.Half, seed: UInt64,
    source: String
  ) {
    var samples: [Sample] = []
    var gold = 0
    for example in examples where ResolutionEvaluation.isIn(half, example.text, seed: seed) {
      let known = example.rors.filter { resolver.institution("ror:" + $0) != nil }
      guard !known.isEmpty, Set(known).count == Set(example.rors).count else { continue }
      let labels = Set(known.map { resolver.successor(of: $0) })
      gold += labels.count
      let part = Int(NameTraits.hash(example.text.utf8) >> 20 % UInt64(Self.parts))
      for (ror, evidence) in resolver.evidence(in: example.text, least: 0).sorted(by: { $0.key < $1.key }) {
        samples.append(Sample(evidence: evidence, isRight: labels.contains(ror), part: part))
      }
    }
    self.init(samples, gold: gold, source: source + ", half: \(half.rawValue), seed \(seed)")
  }

  init(_ samples: [Sample], gold: Int, source: String) {
    self.source = source
    let (bias, weights) = Self.regression(samples)
    var given: [(given: Double, isRight: Bool)] = []
    for part in 0..<Self.parts {
      let others = Self.regression(samples.filter { $0.part != part })
      for sample in samples where sample.part == part {
        given.append((Confidence.probability(others.bias, others.weights, sample.evidence), sample.isRight))
      }
    }
    model = Confidence(bias: bias, weights: weights, levels: Self.isotonic(given), least: 0)
    let claims = samples.map { (confidence: model.of($0.evidence), isRight: $0.isRight) }
    model.least = Self.least(claims, gold: gold)
  }

  static func least(_ claims: [(confidence: Double, isRight: Bool)], gold: Int) -> Double {
    let steps = (50...85).map { Double($0) / 100 }
    let scores = steps.map { least in
      let taken = claims.filter { $0.confidence >= least }
      let right = Double(taken.count { $0.isRight })
      return right == 0 ? 0 : 1.25 * right / (0.25 * Double(gold) + Double(taken.count))
    }
    let best = scores.max() ?? 0
    return zip(steps, scores).first { $0.1 >= best }?.0 ?? steps[0]
  }

  /// Bias and weights that minimise Σ log(1 + e^-(±z)) + λ/2 Σ w².
  static func regression(_ samples: [Sample]) -> (bias: Double, weights: [Evidence: Double]) {
    let used = Evidence.all.map(\.evidence).filter { one in
      habits.isDisjoint(with: one) && samples.count { $0.evidence.contains(one) } >= leastCount
    }
    let width = used.count + 1
    let rows = samples.map { sample in [0] + used.indices.filter { sample.evidence.contains(used[$0]) }.map { $0 + 1 } }
    var w = [Double](repeating: 0, count: width)
    for _ in 0..<30 {
      var slope = w.enumerated().map { $0.offset == 0 ? 0 : penalty * $0.element }
      var curve = [Double](repeating: 0, count: width * width)
      for i in 1..<width { curve[i * width + i] = penalty }
      curve[0] = 1e-9
      for (row, sample) in zip(rows, samples) {
        let p = 1 / (1 + exp(-row.reduce(0) { $0 + w[$1] }))
        for i in row {
          slope[i] += p - (sample.isRight ? 1 : 0)
          for j in row { curve[i * width + j] += p * (1 - p) }
        }
      }
      let step = solve(curve, slope)
      for i in 0..<width { w[i] -= step[i] }
      if step.allSatisfy({ abs($0) < 1e-10 }) { break }
    }
    return (w[0], Dictionary(uniqueKeysWithValues: zip(used, w.dropFirst())))
  }

  /// Gaussian elimination with row exchanges; `a` is n × n by rows.
  static func solve(_ a: [Double], _ b: [Double]) -> [Double] {
    let n = b.count
    var a = a
    var b = b
    for column in 0..<n {
      let pivot = (column..<n).max { abs(a[$0 * n + column]) < abs(a[$1 * n + column]) } ?? column
      if pivot != column {
        for k in 0..<n { a.swapAt(pivot * n + k, column * n + k) }
        b.swapAt(pivot, column)
      }
      guard a[column * n + column] != 0 else { continue }
      for row in column + 1..<max(n, column + 1) {
        let factor = a[row * n + column] / a[column * n + column]
        if factor == 0 { continue }
        for k in column..<n { a[row * n + k] -= factor * a[column * n + k] }
        b[row] -= factor * b[column]
      }
    }
    for row in (0..<n).reversed() {
      let rest = (row + 1..<max(n, row + 1)).reduce(b[row]) { $0 - a[row * n + $1] * b[$1] }
      b[row] = a[row * n + row] == 0 ? 0 : rest / a[row * n + row]
    }
    return b
  }

  /// Pooled adjacent violators over blocks of equal or neighbouring values: points to draw straight lines through, from
  /// (0, 0) to (1, 1), both ascending.
  static func isotonic(_ given: [(given: Double, isRight: Bool)]) -> [Confidence.Level] {
    let sorted = given.sorted { ($0.given, $0.isRight ? 1 : 0) < ($1.given, $1.isRight ? 1 : 0) }
    var blocks: [(sum: Double, right: Int, count: Int)] = []
    var start = 0
    while start < sorted.count {
      var end = min(start + leastBlock, sorted.count)
      while end < sorted.count, sorted[end].given == sorted[end - 1].given { end += 1 }
      if sorted.count - end < leastBlock { end = sorted.count }
      let block = sorted[start..<end]
      blocks.append((block.reduce(0) { $0 + $1.given }, block.count { $0.isRight }, block.count))
      while blocks.count > 1, let last = blocks.last, case let before = blocks[blocks.count - 2],
        before.right * last.count >= last.right * before.count
      {
        blocks.removeLast(2)
        blocks.append((before.sum + last.sum, before.right + last.right, before.count + last.count))
      }
      start = end
    }
    func rounded(_ value: Double) -> Double { (value * 1000).rounded() / 1000 }
    var levels = [Confidence.Level(given: 0, right: 0)]
    for block in blocks {
      let level = Confidence.Level(
        given: rounded(block.sum / Double(block.count)), right: rounded(Double(block.right) / Double(block.count)))
      if let last = levels.last, level.given > last.given, level.right > last.right, level.given < 1, level.right < 1 {
        levels.append(level)
      }
    }
    return levels + [Confidence.Level(given: 1, right: 1)]
  }

  /// The table for `Facts/confidence.tsv`.
  public var table: String {
    func text(_ value: Double) -> String { String(format: "%.3f", value) }
    var out = "# How often decisions with the same evidence are right: weights (natural logarithm of odds), what they\n"
    out += "# give and how often that was right, and the confidence below which decisions are not taken.\n"
    out += "# Fitted to \(source)\n"
    out += "# by `coterie evaluate resolve --gold FILE --registry FILE --half tuning --fit-confidence TABLE`.\n"
    out += "what\tname\tvalue\n"
    out += "bias\t\t\(text(model.bias))\n"
    for (evidence, name) in Evidence.all {
      if let weight = model.weights[evidence] { out += "weight\t\(name)\t\(text(weight))\n" }
    }
    for level in model.levels { out += "level\t\(text(level.given))\t\(text(level.right))\n" }
    return out + "least\t\t\(text(model.least))\n"
  }
}
