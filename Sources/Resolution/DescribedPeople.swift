import Bibliography

/// A person whom a source describes apart from its papers, as author resolution needs it.
public struct DescribedPerson: Hashable, Sendable {
  /// Unique among the persons of the source.
  public var key: String
  /// Each name by which the source's papers call the person, as written, homonym number included.
  public var names: [String]
  /// Where the source gives one.
  public var orcid: ORCID?
  /// Keys of the institutions that the description names.
  public var institutions: [Institution.Key]

  /// A person with at least one name.
  public init(key: String, names: [String], orcid: ORCID? = nil, institutions: [Institution.Key] = []) {
    self.key = key
    self.names = names
    self.orcid = orcid
    self.institutions = institutions
  }
}

/// What descriptions of persons say of mentions in the same source.
///
/// A source such as dblp keeps names so that each written name, number included, is one person's. There an alias that a
/// description lists decides, as an identifier does; its ORCID counts as printed with each mention; its institutions
/// are evidence where the paper gives none. Mentions of other sources are never told by name alone.
public enum DescribedPeople {
  /// Adds to each mention for which `isOfSource` holds what the description of its name says; a name that two
  /// descriptions list says nothing.
  ///
  /// - Returns: how many mentions are described.
  /// - Complexity: O(names + mentions).
  @discardableResult
  public static func apply(
    _ people: [DescribedPerson], to mentions: inout [AuthorMention], isOfSource: (AuthorMention) -> Bool
  ) -> Int {
    var number: [String: Int] = [:]
    for (index, person) in people.enumerated() {
      for name in Set(person.names) { number[name] = number[name] == nil ? index : -1 }
    }
    var described = 0
    for index in mentions.indices where isOfSource(mentions[index]) {
      let numbered = mentions[index].identifiers.first { $0.scheme == "dblp" }?.value
      guard let found = number[numbered ?? mentions[index].name], found >= 0 else { continue }
      let person = people[found]
      mentions[index].identifiers.removeAll { $0.scheme == "dblp" }
      mentions[index].identifiers.append(AssertedIdentifier(scheme: "dblp", value: person.key, assertedBy: "dblp"))
      if mentions[index].orcid == nil { mentions[index].orcid = person.orcid }
      if mentions[index].institutions.isEmpty { mentions[index].institutions = person.institutions.sorted() }
      described += 1
    }
    return described
  }
}
