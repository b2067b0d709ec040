/// Authors told apart by their printed name alone: the default, since it can be checked by eye.
public enum AuthorsByName {
  /// Gives mentions with the same folded name (`AuthorName.key`) to one author.
  ///
  /// - Complexity: O(n) names parsed once for each distinct spelling, O(k log k) for k authors.
  public static func assign(_ names: [String]) -> (entities: [Int], keys: [String]) {
    var keyOf: [String: String] = [:]
    let keys = names.map { name in
      if let key = keyOf[name] { return key }
      let key = AuthorName(name).key
      keyOf[name] = key
      return key
    }
    let ordered = Set(keys).sorted()
    let number = Dictionary(uniqueKeysWithValues: ordered.enumerated().map { ($1, $0) })
    return (keys.map { number[$0] ?? 0 }, ordered)
  }

  /// A name that probably stands for several people.
  public struct HomonymWarning: Hashable, Sendable {
    /// The folded name.
    public var key: String
    /// One printed form of it.
    public var name: String
    /// Mentions under this name.
    public var mentions: Int
    /// The number of authors that evidence makes of them.
    public var authors: Int
  }

  /// Names under which `--authors by-name` probably joins several people: those that `AuthorResolution` splits, by the
  /// number of mentions, then name. Empty when all mentions are of one year and one venue.
  ///
  /// Two mentions on one paper are two people whatever the year.
  public static func homonyms(in mentions: [AuthorMention], resolved: AuthorAssignment) -> [HomonymWarning] {
    let (byName, keys) = assign(mentions.map(\.name))
    var authors = [Set<Int>](repeating: [], count: keys.count)
    var papers = [Set<Int64>](repeating: [], count: keys.count)
    var count = [Int](repeating: 0, count: keys.count)
    var name = [String](repeating: "", count: keys.count)
    var repeated = [Bool](repeating: false, count: keys.count)
    for (i, key) in byName.enumerated() {
      authors[key].insert(resolved.entities[i])
      if !papers[key].insert(mentions[i].paperID).inserted { repeated[key] = true }
      count[key] += 1
      if name[key].isEmpty || mentions[i].name < name[key] { name[key] = mentions[i].name }
    }
    let oneEdition =
      Set(mentions.map(\.year)).count <= 1 && Set(mentions.map(\.venue)).count <= 1
    return keys.indices.filter { authors[$0].count > 1 && (!oneEdition || repeated[$0]) }
      .map { HomonymWarning(key: keys[$0], name: name[$0], mentions: count[$0], authors: authors[$0].count) }
      .sorted { ($1.mentions, $0.key) < ($0.mentions, $1.key) }
  }
}
