/// A share with the range in which it would move for a comparable draw of papers: a stability interval.
public struct Interval: Hashable, Sendable {
  /// The lower end.
  public var low: Double
  /// The upper end.
  public var high: Double

  /// Both ends, 0…1 for shares.
  public init(low: Double, high: Double) {
    self.low = low
    self.high = high
  }

  /// Below this many papers no interval is given, only n of N.
  public static let fewestPapers = 20

  /// Wilson's score interval for a share of papers, at 95 %.
  ///
  ///     (k + z²/2 ± z √(k (n - k)/n + z²/4)) / (n + z²),   z = 1.959964
  ///
  /// where `k` papers of `n` have the property.
  ///
  ///     Interval.wilson(5, of: 10)  // 0.2366 … 0.7634
  ///
  /// - Precondition: 0 ≤ k ≤ n, n > 0.
  ///
  /// Source: Wilson (1927), JASA 22(158), 209-212, doi:10.1080/01621459.1927.10502953.
  public static func wilson(_ k: Int, of n: Int) -> Interval {
    precondition(n > 0 && (0...n).contains(k))
    let z = 1.959963984540054
    let (k, n) = (Double(k), Double(n))
    let centre = k + z * z / 2
    let half = z * (k * (n - k) / n + z * z / 4).squareRoot()
    return Interval(low: max(0, (centre - half) / (n + z * z)), high: min(1, (centre + half) / (n + z * z)))
  }

  /// Percentile bootstrap of a mean over papers, at 95 %.
  ///
  /// Draws `samples` times as many papers as there are, with replacement, and takes the 2.5 and 97.5 percentiles of
  /// their means (linear interpolation between order statistics).
  ///
  /// - Parameter values: one value a paper, any unit; the interval has the same.
  /// - Returns: nil below `fewestPapers` papers.
  /// - Complexity: O(samples × papers).
  ///
  /// Source: Efron & Tibshirani (1993), An Introduction to the Bootstrap, §13.3, doi:10.1201/9780429246593.
  public static func bootstrap(_ values: [Double], seed: UInt64, samples: Int = 1000) -> Interval? {
    guard values.count >= fewestPapers else { return nil }
    var random = SplitMix64(seed: seed)
    let n = UInt64(values.count)
    var means = (0..<samples).map { _ in
      var sum = 0.0
      for _ in values.indices { sum += values[Int(random.next() % n)] }
      return sum / Double(n)
    }
    means.sort()
    return Interval(low: percentile(means, 0.025), high: percentile(means, 0.975))
  }

  /// The `q`-quantile of ascending values, interpolated linearly between neighbours.
  static func percentile(_ sorted: [Double], _ q: Double) -> Double {
    let place = q * Double(sorted.count - 1)
    let below = Int(place.rounded(.down))
    let above = min(below + 1, sorted.count - 1)
    return sorted[below] + (place - Double(below)) * (sorted[above] - sorted[below])
  }
}

/// A small generator whose sequence is the same on every machine.
///
/// Source: Steele, Lea & Flood (2014), Fast splittable pseudorandom number generators, doi:10.1145/2660193.2660195.
struct SplitMix64: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }
}
