import Bibliography
import Store

extension Authorships {
  /// Reads the selected papers, their authors, institutions and shares from a corpus.
  ///
  /// - Parameter scope: selection, level, country rule and authors; repeated in `method`.
  /// - Throws: what the corpus throws when its counts cannot be made.
  /// - Complexity: O(papers + shares) time and memory.
  public init(from corpus: Corpus, in scope: Scope = Scope()) throws {
    let papers = try corpus.papers(in: scope)
    let known = try corpus.institutions(in: scope)
    let names = try corpus.authorNames(in: scope)
    let paperIndex = Dictionary(uniqueKeysWithValues: papers.enumerated().map { ($1.id, $0) })
    let institutionIndex = Dictionary(uniqueKeysWithValues: known.enumerated().map { ($1.id, $0) })
    var authors: [AuthorInfo] = []
    var authorIndex: [Int64: Int] = [:]
    var credits: [Credit] = []
    try corpus.forEachShare(in: scope) { share in
      guard let paper = paperIndex[share.paper] else { return }
      let author = authorIndex[share.author] ?? authors.count
      if author == authors.count {
        authorIndex[share.author] = author
        authors.append(AuthorInfo(id: share.author, name: names[share.author] ?? ""))
      }
      credits.append(
        Credit(
          paper: paper, position: share.position, author: author,
          institution: share.institution.flatMap { institutionIndex[$0] },
          state: ShareState(rawValue: share.state) ?? .unresolved, weight: share.weight,
          siteCountry: share.siteCountry))
    }
    var method = scope.method(resolution: try corpus.resolutionStatement())
    let dropped = try corpus.papersDroppedByAuthorLimit(scope)
    if dropped > 0 { method.append(MethodLine("papers_dropped_by_max_authors", "\(dropped)")) }
    self.init(
      papers: papers.map {
        PaperInfo(
          id: $0.id, title: $0.title, venue: $0.venue, year: $0.year, day: $0.day, session: $0.session,
          firstPage: $0.firstPage, doi: $0.doi, sourceFile: $0.location.file, sourceLine: $0.location.line,
          authorCount: $0.authorCount)
      },
      authors: authors, institutions: known.map(\.institution), credits: credits, method: method)
  }
}
