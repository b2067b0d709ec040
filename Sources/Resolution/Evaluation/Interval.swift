/// Wilson's score interval for a share of `successes` in `trials`.
///
///     centre = (p + z²/2n) / (1 + z²/n),  half width = z √(p(1-p)/n + z²/4n²) / (1 + z²/n)
///
/// where p = successes / n, n = trials and z = 1.96 (95 %).
///
///     wilson(successes: 8, trials: 10)   // 0.490…0.943
///
/// - Returns: nil for no trials. Dimensionless, 0…1.
///
/// Source: Wilson (1927), JASA 22(158), doi:10.1080/01621459.1927.10502953.
func wilson(successes: Int, trials: Int) -> ClosedRange<Double>? {
  guard trials > 0 else { return nil }
  return wilson(share: Double(successes) / Double(trials), trials: Double(trials))
}

/// The same for the share p = `share` of a number n = `trials` > 0 that need not be whole.
func wilson(share p: Double, trials n: Double) -> ClosedRange<Double> {
  let z = 1.96
  let scale = 1 + z * z / n
  let centre = (p + z * z / (2 * n)) / scale
  let half = z * (p * (1 - p) / n + z * z / (4 * n * n)).squareRoot() / scale
  return max(0, centre - half)...min(1, centre + half)
}
