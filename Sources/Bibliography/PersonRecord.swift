/// What a source says about a person apart from any paper: other names, affiliations, identifiers.
///
/// It is evidence about who is who, never an affiliation of a paper that does not print one.
public struct PersonRecord: Hashable, Sendable {
  /// The source's own identifier first: `dblp` `homepages/w/WeiWang1`.
  public var identifiers: [AssertedIdentifier]
  /// Each name by which the source's papers call the person, as written, homonym number included; the first is the
  /// main one.
  public var names: [String]
  /// Checked; nil when the source gives none.
  public var orcid: ORCID?
  /// As written.
  public var affiliations: [Statement]
  /// Where the record starts.
  public var location: SourceLocation

  /// An affiliation of a person, with what the source says of its time.
  public struct Statement: Hashable, Sendable {
    /// As written.
    public var text: String
    /// As written: `former`, `2015-2019`; nil when the source says nothing.
    public var label: String?

    /// An affiliation with its time.
    public init(_ text: String, label: String? = nil) {
      self.text = text
      self.label = label
    }
  }

  /// A person with at least one name.
  public init(
    names: [String], identifiers: [AssertedIdentifier] = [], orcid: ORCID? = nil, affiliations: [Statement] = [],
    location: SourceLocation
  ) {
    self.names = names
    self.identifiers = identifiers
    self.orcid = orcid
    self.affiliations = affiliations
    self.location = location
  }
}
