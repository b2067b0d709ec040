import Bibliography

/// Papers across borders, and how many are so only through a company's seat.
public struct Internationality: Hashable, Sendable {
  /// Papers with institutions of at least two countries, by seat.
  public var international: Int
  /// Of these, papers whose institutions without the companies are of at most one country.
  public var onlyThroughCompanySeat: Int
  /// Papers with one country.
  public var domestic: Int
  /// Papers without any known country.
  public var unknown: Int
}

extension Authorships {
  /// Counts papers by how many countries their institutions' seats name.
  ///
  /// A paper with one known country is domestic even when another institution's country is unknown.
  ///
  /// - Complexity: O(credits).
  public func internationality() -> Internationality {
    var result = Internationality(international: 0, onlyThroughCompanySeat: 0, domestic: 0, unknown: 0)
    for paper in papers.indices {
      let present = institutions(of: paper).map { institutions[$0] }
      let countries = Set(present.compactMap(\.country))
      switch countries.count {
      case 0: result.unknown += 1
      case 1: result.domestic += 1
      default:
        result.international += 1
        let others = Set(present.filter { $0.sector != .industry }.compactMap(\.country))
        if others.count <= 1 { result.onlyThroughCompanySeat += 1 }
      }
    }
    return result
  }
}
