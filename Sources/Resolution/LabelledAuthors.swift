import Bibliography

/// Mentions with the truth that identifiers in the source give, for measuring resolution on real data.
///
/// What labels a mention is hidden from the resolver: ORCIDs, other identifiers of persons, homonym numbers.
public struct LabelledAuthors: Sendable {
  /// Without anything that labels them.
  public private(set) var mentions: [AuthorMention] = []
  /// Label of each mention; nil where the source identifies nobody.
  public private(set) var labels: [String?] = []

  /// Reads papers; `institutions` gives the keys that a printed affiliation resolves to.
  ///
  /// A mention is labelled by its ORCID, else by the first identifier of a person. In sources with homonym numbers
  /// (`Wei Wang 0001`, dblp) every name is the name of one person, and is the label where there is no identifier.
  public init(_ papers: [Paper], institutions: (Affiliation) -> [Institution.Key]) {
    let numbered = papers.contains { $0.authors.contains { Self.number(of: $0.name) != nil } }
    for (id, paper) in papers.enumerated() {
      for (k, author) in paper.authors.enumerated() {
        let number = Self.number(of: author.name)
        let name = number == nil ? author.name : String(author.name.dropLast(5))
        let keys = author.affiliations.flatMap(institutions)
        mentions.append(
          AuthorMention(
            paperID: Int64(id), position: k + 1, name: name, institutions: Array(Set(keys)).sorted(), year: paper.year,
            venue: paper.venue))
        let asserted = author.identifiers.map { $0.scheme + ":" + $0.value }.min()
        labels.append(
          author.orcid.map { "orcid:" + $0.value } ?? asserted ?? (numbered ? "name:" + author.name : nil))
      }
    }
  }

  /// Four digits behind a name, as dblp writes them; nil without.
  private static func number(of name: String) -> String? {
    let tail = name.suffix(5)
    guard tail.count == 5, tail.first == " ", tail.dropFirst().allSatisfy({ $0.isASCII && $0.isNumber }) else {
      return nil
    }
    return String(tail.dropFirst())
  }
}
