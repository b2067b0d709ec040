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
    append(papers, institutions: institutions)
  }

  /// How many papers were read.
  private var papers = 0
  /// Which of the sources each mention is from, in the order they were appended.
  public private(set) var sources: [Int] = []
  /// How many sources were appended.
  public private(set) var sourceCount = 0

  /// No mentions yet.
  public init() {}

  /// Adds the papers of one more source; whether its names are numbered is a matter of the source alone.
  public mutating func append(_ added: [Paper], institutions: (Affiliation) -> [Institution.Key]) {
    let numbered = added.contains { paper in
      paper.authors.contains { author in
        Self.number(of: author.name) != nil
          || author.identifiers.contains { $0.scheme == "dblp" && Self.number(of: $0.value) != nil }
      }
    }
    defer {
      papers += added.count
      sourceCount += 1
      sources += Array(repeating: sourceCount - 1, count: mentions.count - sources.count)
    }
    for (position, paper) in added.enumerated() {
      let id = papers + position
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

  /// How right authors are on the mentions that `labels` names; each kind of label by itself, added up.
  public func score(_ authors: [Int], _ labels: [String?]) -> AuthorEvaluation {
    let kinds = Set(labels.compactMap { $0.map(Self.scheme) }).sorted()
    let number = Dictionary(uniqueKeysWithValues: zip(kinds, kinds.indices))
    let predicted = zip(authors, labels).map { author, label in
      author * kinds.count + (label.flatMap { number[Self.scheme(of: $0)] } ?? 0)
    }
    return AuthorEvaluation(truth: labels, predicted: predicted)
  }

  /// The kind of each label: `orcid`, `scopus`, `name`; labels of two kinds are never compared.
  public static func scheme(of label: String) -> String { String(label.prefix { $0 != ":" }) }

  /// Four digits behind a name, as dblp writes them; nil without.
  private static func number(of name: String) -> String? {
    let tail = name.suffix(5)
    guard tail.count == 5, tail.first == " ", tail.dropFirst().allSatisfy({ $0.isASCII && $0.isNumber }) else {
      return nil
    }
    return String(tail.dropFirst())
  }
}
