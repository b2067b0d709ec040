import Bibliography

/// The papers of a selection with their authors, institutions and shares, as arrays that refer to each other by index.
///
/// Every count, network and mix is computed from this one value, so that all of them agree.
public struct Authorships: Sendable {
  /// What a list or a caption says about a paper.
  public struct PaperInfo: Hashable, Sendable {
    /// The store's id.
    public var id: Int64
    /// As printed.
    public var title: String
    /// As printed, edition included.
    public var venue: String?
    /// Year of publication.
    public var year: Int?
    /// ISO 8601.
    public var day: String?
    /// As printed.
    public var session: String?
    /// As printed; roman numerals occur.
    public var firstPage: String?
    /// Bare, lower case.
    public var doi: String?
    /// The source it was read from.
    public var sourceFile: String
    /// Where the record starts there; 1 for the first line.
    public var sourceLine: Int
    /// Number of authors printed, n.
    public var authorCount: Int
    /// Groups of the curation that have an institution or a unit on it, by name.
    public var groups: [String] = []

    /// A paper as lists show it.
    public init(
      id: Int64, title: String, venue: String? = nil, year: Int? = nil, day: String? = nil, session: String? = nil,
      firstPage: String? = nil, doi: String? = nil, sourceFile: String = "", sourceLine: Int = 0, authorCount: Int,
      groups: [String] = []
    ) {
      self.id = id
      self.title = title
      self.venue = venue
      self.year = year
      self.day = day
      self.session = session
      self.firstPage = firstPage
      self.doi = doi
      self.sourceFile = sourceFile
      self.sourceLine = sourceLine
      self.authorCount = authorCount
      self.groups = groups
    }
  }

  /// An author as lists show it.
  public struct AuthorInfo: Hashable, Sendable {
    /// The store's id.
    public var id: Int64
    /// As printed, or the resolved author's name.
    public var name: String

    /// An author of the store.
    public init(id: Int64, name: String) {
      self.id = id
      self.name = name
    }
  }

  /// One share of one author in one paper: fractional counting, split evenly over the author's institutions.
  public struct Credit: Hashable, Sendable {
    /// Index into `papers`.
    public var paper: Int
    /// 1 for the first author.
    public var position: Int
    /// Index into `authors`.
    public var author: Int
    /// Index into `institutions`; nil where `state` says why.
    public var institution: Int?
    /// Why there is no institution, or that there is one.
    public var state: ShareState
    /// (0, 1]; the weights of a paper sum to 1.
    public var weight: Double
    /// The country of the site, where the unit or the printed text names one.
    public var siteCountry: String?

    /// A share with its reason.
    public init(
      paper: Int, position: Int, author: Int, institution: Int?, state: ShareState, weight: Double,
      siteCountry: String? = nil
    ) {
      self.paper = paper
      self.position = position
      self.author = author
      self.institution = institution
      self.state = state
      self.weight = weight
      self.siteCountry = siteCountry
    }
  }

  /// Resolved, or one of the four absences; the fifth, an institution of unknown sector, is a resolved one.
  public enum ShareState: String, Hashable, Sendable, CaseIterable {
    case resolved, unresolved
    case notGiven = "not_given"
    case shared, unaffiliated

    /// What readers see.
    public var title: String {
      switch self {
      case .resolved: "resolved"
      case .unresolved: "unresolved (a text, no institution found)"
      case .notGiven: "not given (the source has no affiliation)"
      case .shared: "shared (the source does not say whose)"
      case .unaffiliated: "unaffiliated (the author says so)"
      }
    }
  }

  /// In the order of the store: by source, then place in it.
  public var papers: [PaperInfo]
  /// Every author of the selection.
  public var authors: [AuthorInfo]
  /// Every institution of the selection, at the chosen level.
  public var institutions: [Institution]
  /// Ascending by (paper, position, institution).
  public var credits: [Credit]
  /// `credits[creditOffsets[p]..<creditOffsets[p + 1]]` are the shares of paper p: papers.count + 1 values.
  public let creditOffsets: [Int]
  /// Selection, level, counting of authors, country rule: what every result repeats.
  public var method: [MethodLine]

  /// Arrays that refer to each other by index.
  ///
  /// - Precondition: `credits` ascend by paper, and every index is in range.
  /// - Complexity: O(papers + credits).
  public init(
    papers: [PaperInfo], authors: [AuthorInfo], institutions: [Institution], credits: [Credit],
    method: [MethodLine] = []
  ) {
    self.papers = papers
    self.authors = authors
    self.institutions = institutions
    self.credits = credits
    self.method = method
    var offsets = [Int](repeating: 0, count: papers.count + 1)
    for credit in credits { offsets[credit.paper + 1] += 1 }
    for paper in papers.indices { offsets[paper + 1] += offsets[paper] }
    creditOffsets = offsets
    precondition(zip(credits, credits.dropFirst()).allSatisfy { $0.paper <= $1.paper }, "credits ascend by paper")
  }

  /// The shares of one paper.
  public func credits(of paper: Int) -> ArraySlice<Credit> {
    credits[creditOffsets[paper]..<creditOffsets[paper + 1]]
  }

  /// The distinct institutions of one paper, ascending.
  public func institutions(of paper: Int) -> [Int] {
    Set(credits(of: paper).compactMap(\.institution)).sorted()
  }

  /// The country of a share: of the institution's seat, or of the site where the text or the unit names one.
  public func country(of credit: Credit, rule: CountryOf) -> String? {
    switch rule {
    case .seat: credit.institution.flatMap { institutions[$0].country }
    case .site: credit.siteCountry
    }
  }

  /// Papers whose shares do not sum to 1: must be empty on every corpus.
  ///
  /// A paper without authors has no shares and is not listed.
  public func creditViolations(tolerance: Double = 1e-9) -> [Int] {
    papers.indices.filter { paper in
      let shares = credits(of: paper)
      guard !shares.isEmpty else { return false }
      return abs(shares.reduce(0) { $0 + $1.weight } - 1) > tolerance
    }
  }
}
