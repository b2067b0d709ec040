/// A share of the whole, estimated from a stratified sample: a ratio of two totals with its interval.
///
///     R = Y / X,  Y = Σ_h N(h)/n(h) Σ_i y(i),  X likewise
///     Var R = Σ_h N(h)² (1 − n(h)/N(h)) s²(h) / n(h) / X²,  s²(h) the variance of z(i) = y(i) − R x(i) in stratum h
///
/// where `x(i)` counts what could be right of member i (0 where the question does not arise) and `y(i)` what is. The 95 %
/// interval is Wilson's for R and the number of members `R (1 − R) / Var R` that a simple random sample of this precision
/// would have, at most those that count; where all or none are right the variance says nothing, and that number is
/// Kish's `(Σ w x)² / Σ (w x)²`. A stratum seen once borrows the variance of all.
///
/// Sources: Cochran (1977), Sampling Techniques, 6.11 (combined ratio); Kish (1965), Survey Sampling; Wilson (1927),
/// doi:10.1080/01621459.1927.10502953, with the effective sample size of Korn & Graubard (1998), Survey Methodology 24.
public struct StratifiedRatio: Hashable, Sendable {
  /// 0…1.
  public var value: Double
  /// The 95 % interval; its ends are `value` where every member was looked at.
  public var interval: ClosedRange<Double>
  /// Members that count.
  public var members: Int

  /// One stratum of the sample.
  public struct Stratum: Sendable {
    /// Members of the stratum in the population, N(h).
    public var size: Int
    /// y and x of each member of the sample.
    public var members: [(y: Double, x: Double)]

    /// A stratum with what was found.
    public init(size: Int, members: [(y: Double, x: Double)]) {
      self.size = size
      self.members = members
    }
  }

  /// The share; nil where nothing counts.
  public init?(_ strata: [Stratum]) {
    let strata = strata.filter { !$0.members.isEmpty }
    func weight(_ stratum: Stratum) -> Double { Double(stratum.size) / Double(stratum.members.count) }
    let y = strata.reduce(0) { $0 + weight($1) * $1.members.reduce(0) { $0 + $1.y } }
    let x = strata.reduce(0) { $0 + weight($1) * $1.members.reduce(0) { $0 + $1.x } }
    guard x > 0 else { return nil }
    let ratio = y / x
    let all = strata.flatMap { $0.members.map { $0.y - ratio * $0.x } }
    var variance = 0.0
    for stratum in strata {
      let n = Double(stratum.members.count)
      let size = Double(stratum.size)
      guard size > n else { continue }
      let spread = stratum.members.count > 1 ? stratum.members.map { $0.y - ratio * $0.x } : all
      variance += size * size * (1 - n / size) * Self.variance(spread) / n
    }
    variance /= x * x
    let counted = strata.flatMap { stratum in stratum.members.map { weight(stratum) * $0.x } }.filter { $0 > 0 }
    value = ratio
    members = counted.count
    if strata.allSatisfy({ $0.size <= $0.members.count }) {
      interval = ratio...ratio
      return
    }
    let kish = counted.reduce(0, +) * counted.reduce(0, +) / counted.reduce(0) { $0 + $1 * $1 }
    let effective = variance > 0 ? min(Double(counted.count), ratio * (1 - ratio) / variance) : kish
    interval = wilson(share: ratio, trials: max(effective, 1))
  }

  /// Σ (z − mean)² / (n − 1); 0 for fewer than two.
  private static func variance(_ values: [Double]) -> Double {
    guard values.count > 1 else { return 0 }
    let mean = values.reduce(0, +) / Double(values.count)
    return values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count - 1)
  }
}
