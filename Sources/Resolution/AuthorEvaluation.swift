/// How well an assignment of mentions to authors agrees with the truth.
///
/// With C(i) the predicted and L(i) the true group of mention i, among n labelled mentions:
///
///     B-cubed precision = Σ_i |C(i) ∩ L(i)| / |C(i)| / n      recall = Σ_i |C(i) ∩ L(i)| / |L(i)| / n
///     pairwise precision = pairs together in both / pairs together in the prediction, recall: / in the truth
///
///     // truth a a b, predicted 0 0 0: B³ precision (2/3 + 2/3 + 1/3) / 3 = 5/9, recall 1; pairs 1/3 and 1
///
/// Source: Bagga & Baldwin (1998), Entity-based cross-document coreferencing, doi:10.3115/980845.980859.
public struct AuthorEvaluation: Hashable, Sendable {
  /// Labelled mentions.
  public var mentions = 0
  /// Distinct labels among them.
  public var trueAuthors = 0
  /// Distinct predicted authors among them.
  public var predictedAuthors = 0
  /// 0…1; 1 where there is nothing to be wrong about, as for all four measures.
  public var bCubedPrecision = 1.0
  /// 0…1.
  public var bCubedRecall = 1.0
  /// 0…1; one large wrong author weighs more than in B-cubed.
  public var pairwisePrecision = 1.0
  /// 0…1.
  public var pairwiseRecall = 1.0
  /// True authors that were split over several predicted ones.
  public var splitErrors = 0
  /// Predicted authors that join several true ones.
  public var mergeErrors = 0

  /// Harmonic mean of the B-cubed measures; 0 when both are.
  public var bCubedF: Double {
    let sum = bCubedPrecision + bCubedRecall
    return sum > 0 ? 2 * bCubedPrecision * bCubedRecall / sum : 0
  }

  /// Compares `predicted` with `truth`, both aligned with the mentions; mentions without a label are left out.
  ///
  /// - Complexity: O(n log n).
  public init(truth: [String?], predicted: [Int]) {
    precondition(truth.count == predicted.count, "one label and one author for each mention")
    var cells: [Cell: Int] = [:]
    var labels: [String: Int] = [:]
    var authors: [Int: Int] = [:]
    for (label, author) in zip(truth, predicted) {
      guard let label else { continue }
      cells[Cell(label: label, author: author), default: 0] += 1
      labels[label, default: 0] += 1
      authors[author, default: 0] += 1
      mentions += 1
    }
    guard mentions > 0 else { return }
    trueAuthors = labels.count
    predictedAuthors = authors.count
    // Exact sums: integers first, in an order of their own, so that the last digit does not depend on hashing.
    let sorted = cells.sorted { ($0.key.label, $0.key.author) < ($1.key.label, $1.key.author) }
    var precision = 0.0
    var recall = 0.0
    var together = 0
    var parts: [String: Int] = [:]
    var sources: [Int: Int] = [:]
    for (cell, n) in sorted {
      precision += Double(n * n) / Double(authors[cell.author] ?? 1)
      recall += Double(n * n) / Double(labels[cell.label] ?? 1)
      together += n * (n - 1) / 2
      parts[cell.label, default: 0] += 1
      sources[cell.author, default: 0] += 1
    }
    bCubedPrecision = precision / Double(mentions)
    bCubedRecall = recall / Double(mentions)
    let predictedPairs = authors.values.reduce(0) { $0 + $1 * ($1 - 1) / 2 }
    let truePairs = labels.values.reduce(0) { $0 + $1 * ($1 - 1) / 2 }
    if predictedPairs > 0 { pairwisePrecision = Double(together) / Double(predictedPairs) }
    if truePairs > 0 { pairwiseRecall = Double(together) / Double(truePairs) }
    splitErrors = parts.values.filter { $0 > 1 }.count
    mergeErrors = sources.values.filter { $0 > 1 }.count
  }

  private struct Cell: Hashable {
    var label: String
    var author: Int
  }
}
