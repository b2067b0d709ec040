/// A paper as its source wrote it. Readers make these; nothing ever changes them.
public struct Paper: Hashable, Sendable {
  /// As printed, LaTeX included; NFC.
  public var title: String
  /// `paper`, `keynote`, `poster`, `editorial`, ...: lower case, as the source calls it.
  public var kind: String
  /// The venue as printed, edition included: `OSDI '25`.
  public var venue: String?
  /// Year of publication.
  public var year: Int?
  /// Where the venue was held, as printed.
  public var place: String?
  /// ISO 8601: `2025-07-07`.
  public var day: String?
  /// The heading it stands under.
  public var session: String?
  /// Pages are text: roman numerals and article numbers occur.
  public var firstPage: String?
  /// Nil where only the first is printed.
  public var lastPage: String?
  /// Checked for form.
  public var doi: DOI?
  /// In printed order.
  public var authors: [Authorship]
  /// Affiliations of the paper that the source ties to no author; then every author's `state` is `.shared`.
  public var sharedAffiliations: [Affiliation]
  /// What else the source gives, as given: `cited_by`, `keyword`, `topic`, `funder`, `award`, `document_type`, ...
  public var fields: [Field]
  /// Where the record starts.
  public var location: SourceLocation

  /// One more statement of the source about the paper.
  public struct Field: Hashable, Sendable, Codable {
    /// Lower case, with underscores.
    public var key: String
    /// As given.
    public var value: String

    /// A key in lower case with underscores, and the value as given.
    public init(key: String, value: String) {
      self.key = key
      self.value = value
    }
  }

  /// A paper with a title and a place in its source.
  public init(
    title: String, kind: String = "paper", venue: String? = nil, year: Int? = nil, place: String? = nil,
    day: String? = nil, session: String? = nil, firstPage: String? = nil, lastPage: String? = nil, doi: DOI? = nil,
    authors: [Authorship] = [], sharedAffiliations: [Affiliation] = [], fields: [Field] = [], location: SourceLocation
  ) {
    self.title = title
    self.kind = kind
    self.venue = venue
    self.year = year
    self.place = place
    self.day = day
    self.session = session
    self.firstPage = firstPage
    self.lastPage = lastPage
    self.doi = doi
    self.authors = authors
    self.sharedAffiliations = sharedAffiliations
    self.fields = fields
    self.location = location
  }
}

/// One author on one paper, as written.
public struct Authorship: Hashable, Sendable {
  /// What the source says about this author's affiliations.
  public enum State: String, Hashable, Sendable, Codable, CaseIterable {
    /// `affiliations` holds what is printed for this author.
    case given
    /// The source has none.
    case notGiven = "not_given"
    /// The paper has affiliations, but the source does not say whose.
    case shared
    /// The author says so.
    case unaffiliated
  }

  /// The name as printed, NFC, white space collapsed; never re-ordered.
  public var name: String
  /// Nil unless given with right check digit.
  public var orcid: ORCID?
  /// Other identifiers the source gives for the person.
  public var identifiers: [AssertedIdentifier]
  /// Each printed affiliation, whole, in printed order.
  public var affiliations: [Affiliation]
  /// What the source says about affiliations.
  public var state: State
  /// Where the name stands; nil when it is the paper's own line.
  public var location: SourceLocation?

  /// An author; without a state, `given` when there are affiliations and `notGiven` when there are none.
  public init(
    name: String, orcid: ORCID? = nil, identifiers: [AssertedIdentifier] = [], affiliations: [Affiliation] = [],
    state: State? = nil, location: SourceLocation? = nil
  ) {
    self.name = name
    self.orcid = orcid
    self.identifiers = identifiers
    self.affiliations = affiliations
    self.state = state ?? (affiliations.isEmpty ? .notGiven : .given)
    self.location = location
  }
}

/// One printed affiliation, whole: it may name several organisations, which Resolution splits into parts.
public struct Affiliation: Hashable, Sendable {
  /// As printed; NFC, white space collapsed.
  public var text: String
  /// ROR, GRID or OpenAlex ids that the source asserts for this text.
  public var identifiers: [AssertedIdentifier]

  /// An affiliation as printed, with what the source asserts about it.
  public init(_ text: String, identifiers: [AssertedIdentifier] = []) {
    self.text = text
    self.identifiers = identifiers
  }
}
