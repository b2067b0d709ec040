import Bibliography
import Store

extension Authorships {
  /// Reads the selected papers, their authors, institutions and shares from a corpus.
  ///
  /// - Parameter scope: selection, level, country rule and authors; repeated in `method`.
  /// - Throws: what the corpus throws when its counts cannot be made.
  /// - Complexity: O(papers + shares) time and memory.
  public init(from corpus: Corpus, in scope: Scope = Scope()) throws {
    let scan = try corpus.scan(scope)
    self.init(
      papers: scan.papers.map {
        PaperInfo(
          id: $0.id, title: $0.title, venue: $0.venue, year: $0.year, day: $0.day, session: $0.session,
          firstPage: $0.firstPage, doi: $0.doi, sourceFile: $0.sourceFile, sourceLine: $0.sourceLine,
          authorCount: $0.authorCount, groups: $0.groups)
      },
      authors: scan.authors.map { AuthorInfo(id: $0.id, name: $0.name) }, institutions: scan.institutions,
      credits: scan.credits.map {
        Credit(
          paper: $0.paper, position: $0.position, author: $0.author, institution: $0.institution,
          state: ShareState(rawValue: $0.state) ?? .unresolved, weight: $0.weight, siteCountry: $0.siteCountry)
      },
      method: try corpus.method(scope))
  }
}
