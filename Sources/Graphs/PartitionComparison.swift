#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// How alike two assignments of the same nodes are.
public struct PartitionComparison: Sendable, Hashable {
  /// Adjusted Rand index: 1 the same, 0 what chance gives with the same sizes, possibly negative.
  ///
  /// Source: Hubert & Arabie (1985), Eq. 5, doi:10.1007/BF01908075.
  public let adjustedRand: Double
  /// Adjusted mutual information, the mean of the entropies as its upper bound: 1 the same, 0 what chance gives.
  ///
  /// Source: Vinh, Epps & Bailey (2010), JMLR 11, 2837–2854.
  public let adjustedMutualInformation: Double
  /// Mutual information over the mean of the entropies; not corrected for chance.
  public let normalizedMutualInformation: Double
  /// Variation of information, H(A | B) + H(B | A): 0 the same (unit: nats).
  ///
  /// Source: Meilă (2007), doi:10.1016/j.jmva.2006.11.013.
  public let variationOfInformation: Double

  /// Compares two labellings of the same nodes.
  ///
  ///     // [0, 0, 1, 1] and [0, 0, 0, 1]: one pair together in both, 2 and 3 in each, 6 in all
  ///     PartitionComparison([0, 0, 1, 1], [0, 0, 0, 1]).adjustedRand  // (1 − 2·3/6) / ((2 + 3)/2 − 2·3/6) = 0
  ///
  /// - Precondition: labels are not negative.
  /// - Complexity: O(n + R C n̄) for the expected mutual information, R and C the numbers of clusters that differ in
  ///   size, n̄ the size of the smaller.
  public init(_ first: [Int32], _ second: [Int32]) {
    precondition(first.count == second.count, "two labellings of the same nodes")
    let n = first.count
    let a = Partition(membership: first)
    let b = Partition(membership: second)
    var cells: [Int: Int] = [:]
    for node in 0..<n { cells[Int(a.membership[node]) * b.count + Int(b.membership[node]), default: 0] += 1 }
    let joint = cells.sorted { $0.key < $1.key }.map(\.value)
    let (rows, columns) = (a.sizes, b.sizes)
    guard n > 0 else {
      (adjustedRand, adjustedMutualInformation, normalizedMutualInformation, variationOfInformation) = (1, 1, 1, 0)
      return
    }
    func pairs(_ counts: [Int]) -> Double { counts.reduce(0) { $0 + Double($1) * Double($1 - 1) / 2 } }
    func entropy(_ counts: [Int]) -> Double {
      counts.reduce(0) { $0 - Double($1) / Double(n) * log(Double($1) / Double(n)) }
    }
    let (both, inRows, inColumns) = (pairs(joint), pairs(rows), pairs(columns))
    let expected = n > 1 ? inRows * inColumns / pairs([n]) : 0
    let most = (inRows + inColumns) / 2
    adjustedRand = most == expected ? 1 : (both - expected) / (most - expected)
    let (hRows, hColumns, hJoint) = (entropy(rows), entropy(columns), entropy(joint))
    let information = max(0, hRows + hColumns - hJoint)
    let mean = (hRows + hColumns) / 2
    variationOfInformation = max(0, 2 * hJoint - hRows - hColumns)
    normalizedMutualInformation = mean > 0 ? information / mean : 1
    let chance = PartitionComparison.expectedInformation(rows, columns, n)
    let range = mean - chance
    // Two trivial partitions of the same kind are the same.
    adjustedMutualInformation =
      joint.count == rows.count && joint.count == columns.count
      ? 1 : abs(range) < 1e-15 ? 0 : (information - chance) / range
  }

  /// The mean mutual information over all pairs of partitions with these sizes (the hypergeometric model).
  private static func expectedInformation(_ rows: [Int], _ columns: [Int], _ n: Int) -> Double {
    // Equal sizes give equal terms: each distinct pair of sizes is summed once.
    func multiplicities(_ sizes: [Int]) -> [(size: Int, times: Int)] {
      var result: [(size: Int, times: Int)] = []
      for size in sizes.sorted() {
        if let last = result.last, last.size == size {
          result[result.count - 1].times += 1
        } else {
          result.append((size, 1))
        }
      }
      return result
    }
    var logFactorial = [Double](repeating: 0, count: n + 1)
    for k in stride(from: 1, through: n, by: 1) { logFactorial[k] = logFactorial[k - 1] + log(Double(k)) }
    let total = Double(n)
    var sum = 0.0
    for row in multiplicities(rows) {
      for column in multiplicities(columns) {
        let (a, b) = (row.size, column.size)
        var term = 0.0
        for common in max(1, a + b - n)...max(1, min(a, b)) where common <= min(a, b) {
          var chance = logFactorial[a] + logFactorial[b] + logFactorial[n - a] + logFactorial[n - b]
          chance -= logFactorial[n] + logFactorial[common] + logFactorial[a - common] + logFactorial[b - common]
          chance -= logFactorial[n - a - b + common]
          let ratio = total * Double(common) / (Double(a) * Double(b))
          term += Double(common) / total * log(ratio) * exp(chance)
        }
        sum += term * Double(row.times) * Double(column.times)
      }
    }
    return sum
  }
}
