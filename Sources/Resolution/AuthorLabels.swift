import Bibliography

/// Names for authors of whom several are called alike: `Bo Yuan (CUNY)`, `Bo Yuan (Rutgers)`.
public enum AuthorLabels {
  /// A name for each author, each different: where several share one, the institution named with them most often stands
  /// in brackets behind it, and a number where that does not tell them apart.
  ///
  /// The same authors get the same names, whatever the order of the input: authors are numbered by content, and those of
  /// one name are gone through by mentions, then number.
  ///
  /// - Parameters:
  ///   - names: of each author.
  ///   - institution: the name of an institution's key.
  /// - Complexity: O(mentions + authors log authors).
  public static func distinct(
    _ names: [String], mentions: [AuthorMention], entities: [Int], institution: (Institution.Key) -> String
  ) -> [String] {
    var byName: [String: [Int]] = [:]
    for (author, name) in names.enumerated() { byName[name, default: []].append(author) }
    let shared = byName.filter { $0.value.count > 1 }
    guard !shared.isEmpty else { return names }
    var isShared = [Bool](repeating: false, count: names.count)
    for author in shared.values.joined() { isShared[author] = true }
    var count = [Int](repeating: 0, count: names.count)
    var places: [Int: [Institution.Key: Int]] = [:]
    for (mention, author) in zip(mentions, entities) where isShared[author] {
      count[author] += 1
      for key in mention.institutions { places[author, default: [:]][key, default: 0] += 1 }
    }
    var labels = names
    var taken = Set(byName.keys)
    for (name, authors) in shared.sorted(by: { $0.key < $1.key }) {
      var isBare = false
      for author in authors.sorted(by: { (count[$1], $0) < (count[$0], $1) }) {
        let most = places[author]?.min { ($1.value, $0.key) < ($0.value, $1.key) }
        if most == nil, !isBare {
          isBare = true
          continue
        }
        let place = most.map { institution($0.key) }
        var label = place.map { "\(name) (\($0))" } ?? "\(name) (2)"
        var number = 2
        while !taken.insert(label).inserted {
          label = place.map { "\(name) (\($0), \(number))" } ?? "\(name) (\(number))"
          number += 1
        }
        labels[author] = label
      }
    }
    return labels
  }
}

extension AuthorMention {
  /// A venue without its year, number and edition: `19th Symposium on Systems (OSDI '25)` and the 18th are one series.
  ///
  ///     AuthorMention.series("OSDI '25")   // "osdi"
  public static func series(_ venue: String) -> String {
    let words = venue.split { $0.isWhitespace || $0 == "," }.filter { !$0.contains { $0.isNumber } }
    let series = NameFolding.fold(words.joined(separator: " "))
    return series.isEmpty ? venue : series
  }
}
