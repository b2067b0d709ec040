/// A random sample in which every kind of decision has its share, with the weights that make up for it.
///
/// Each stratum of `N(h)` members gets two of the `n` places (one where it has one member), so that its spread can be
/// seen; the rest goes by size, the fractions by largest remainder. Where that needs more than `n` places, the smallest
/// strata are drawn as one. Members are drawn without replacement; each stands for `N(h) / n(h)` of its stratum.
///
/// Source: Cochran (1977), Sampling Techniques, 3rd ed., chapter 5 (stratified sampling).
public struct Stratification: Sendable {
  /// A member that was drawn.
  public struct Draw: Hashable, Sendable {
    /// Index into the population.
    public var index: Int
    /// The stratum it was drawn from.
    public var stratum: String
    /// Members of that stratum, N(h).
    public var size: Int
    /// N(h) / n(h).
    public var weight: Double
  }

  /// In the order of the population.
  public var draws: [Draw]

  /// What several small strata are called when they are drawn as one.
  static let small = "small strata"

  /// Draws `count` members.
  ///
  /// - Parameters:
  ///   - strata: the stratum of each member. The order of the members must follow their content, so that the same
  ///     population gives the same sample.
  ///   - seed: of the random numbers.
  /// - Complexity: O(members).
  public init(_ strata: [String], count: Int, seed: UInt64) {
    var members: [String: [Int]] = [:]
    for (index, stratum) in strata.enumerated() { members[stratum, default: []].append(index) }
    while members.count > 1, members.count * 2 > count {
      let others = members.filter { $0.key != Self.small }
        .sorted { ($0.value.count, $0.key) < ($1.value.count, $1.key) }
      let joined = others.prefix(members[Self.small] == nil ? 2 : 1)
      for (name, _) in joined { members[name] = nil }
      members[Self.small] = ((members[Self.small] ?? []) + joined.flatMap(\.value)).sorted()
    }
    let names = members.keys.sorted()
    let places = Self.places(names.map { members[$0]?.count ?? 0 }, count: count)
    var random = SplitMix64(state: seed)
    draws = []
    for (name, n) in zip(names, places) where n > 0 {
      var pool = members[name] ?? []
      let size = pool.count
      for k in 0..<n {
        pool.swapAt(k, k + random.below(size - k))
        draws.append(Draw(index: pool[k], stratum: name, size: size, weight: Double(size) / Double(n)))
      }
    }
    draws.sort { $0.index < $1.index }
  }

  /// How many of `count` places each stratum gets.
  ///
  ///     places([100, 50, 1], count: 12)   // [7, 4, 1]: 2 + 2 + 1, then 7 places by size
  static func places(_ sizes: [Int], count: Int) -> [Int] {
    var places = sizes.map { min(2, $0) }
    if places.reduce(0, +) > count { places = sizes.map { min(1, $0) } }
    while true {
      let rest = min(count, sizes.reduce(0, +)) - places.reduce(0, +)
      let open = sizes.indices.filter { places[$0] < sizes[$0] }
      guard rest > 0, !open.isEmpty else { return places }
      let total = open.reduce(0) { $0 + sizes[$1] }
      let shares = open.map { (stratum: $0, exact: Double(rest * sizes[$0]) / Double(total)) }
      var given = 0
      for share in shares {
        let more = min(Int(share.exact), sizes[share.stratum] - places[share.stratum])
        places[share.stratum] += more
        given += more
      }
      let byRemainder = shares.sorted { a, b in
        let (x, y) = (a.exact - a.exact.rounded(.down), b.exact - b.exact.rounded(.down))
        return x != y ? x > y : a.stratum < b.stratum
      }
      for share in byRemainder where given < rest && places[share.stratum] < sizes[share.stratum] {
        places[share.stratum] += 1
        given += 1
      }
    }
  }
}
