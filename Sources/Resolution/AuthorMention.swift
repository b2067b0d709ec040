import Bibliography
import Foundation

/// One author on one paper, with what can tell him or her from others of that name.
///
/// Who wrote the paper together is not repeated here: it is the set of mentions with the same `paperID`.
public struct AuthorMention: Hashable, Sendable {
  /// The store's key of the paper; any value that is the same for one paper and different for two.
  public var paperID: Int64
  /// 1 for the first author.
  public var position: Int
  /// As printed.
  public var name: String
  /// The strongest evidence where a source has it.
  public var orcid: ORCID?
  /// Identifiers of persons that the source asserts (`dblp`, `openalex`, `scopus`, ...).
  public var identifiers: [AssertedIdentifier]
  /// Keys of the institutions this authorship resolved to.
  public var institutions: [Institution.Key]
  /// Of publication.
  public var year: Int?
  /// As printed, without its year where the reader knows.
  public var venue: String?

  /// A mention; everything but its place and name may be missing.
  public init(
    paperID: Int64, position: Int, name: String, orcid: ORCID? = nil, identifiers: [AssertedIdentifier] = [],
    institutions: [Institution.Key] = [], year: Int? = nil, venue: String? = nil
  ) {
    self.paperID = paperID
    self.position = position
    self.name = name
    self.orcid = orcid
    self.identifiers = identifiers
    self.institutions = institutions
    self.year = year
    self.venue = venue
  }
}

/// Why a mention belongs to an author, or why two authors of compatible names stayed two.
public struct AuthorDecision: Hashable, Sendable {
  /// What decided.
  public enum Method: String, Hashable, Sendable, CaseIterable {
    /// The source gives both the same ORCID or the same identifier of another registry.
    case identifier
    /// The folded names are equal and rare enough that two people of that name are unlikely in this corpus.
    case name
    /// Names are compatible, and co-authors, institutions, venue and years together speak for one person.
    case evidence
    /// A person said so.
    case curation
    /// Considered and kept apart.
    case refused
  }

  /// Index of the mention that joined, or of the first mention of the author that was kept apart.
  public var mention: Int
  /// Index of a mention of the author it was compared with.
  public var other: Int
  /// The author `mention` belongs to.
  public var entity: Int
  /// What decided.
  public var method: Method
  /// 0…1: how likely the two are one person by the rules; 1 for identifiers and curation, 0 where they cannot be.
  /// Joined at `AuthorRules.probability` and above.
  public var score: Double
  /// One sentence a person can check.
  public var reason: String
}

/// Which author each mention belongs to, with every merge and every refusal.
public struct AuthorAssignment: Sendable {
  /// Author of each mention, 0..<count, numbered by key of the name and then by the first mention.
  public var entities: [Int]
  /// Number of authors.
  public var count: Int
  /// One row for each mention that joined another, and one for each author with a compatible, refused other.
  public var decisions: [AuthorDecision]
  /// The longest printed name of each author: the most letters, then the alphabet.
  public var names: [String]
}

/// What a person decided about two sets of mentions; stronger than any evidence.
public struct AuthorCuration: Hashable, Sendable {
  /// Indices of the mentions of the one.
  public var mentions: [Int]
  /// Indices of the mentions of the other.
  public var others: [Int]
  /// Whether they are one person, or two.
  public var same: Bool
  /// Where that was said; stands in the reason.
  public var source: String

  /// A statement about all of `mentions` and all of `others`.
  public init(mentions: [Int], others: [Int], same: Bool, source: String = "the curation file") {
    self.mentions = mentions
    self.others = others
    self.same = same
    self.source = source
  }

  /// A statement about two mentions.
  public init(mention: Int, other: Int, same: Bool) {
    self.init(mentions: [mention], others: [other], same: same)
  }
}

/// The weights of resolution by evidence, as log-odds (natural); one place, stated in every method line.
public struct AuthorRules: Hashable, Sendable {
  /// Two groups of mentions become one author at this log-odds and above: 1.4 is 80 %.
  public var threshold = 1.4
  /// The threshold as a probability.
  public var probability: Double { Self.probability(threshold) }
  /// Without any evidence equal names become one author only this far above the threshold.
  public var nameMargin = 1.3
  /// People of one origin share given and family names: chance is this much likelier than independence says.
  public var nameCorrelation = 5.0
  /// Mentions an author has, before the first round has found out.
  public var mentionsPerAuthor = 4.0
  /// The most names that differ by a middle name can say.
  public var middleCap = 0.2
  /// The most an initial and a name can say.
  public var initialCap = -0.8
  /// The most two spellings can say.
  public var variantCap = -2.0
  /// The most one shared co-author can say.
  public var coauthorCap = 4.5
  /// The most that one shared co-author can say beyond his or her name, once it is known who that is.
  public var partnerCap = 3.0
  /// How often all is looked at again with what is known of the co-authors by then.
  public var rounds = 2
  /// The most all shared co-authors can say.
  public var coauthorsCap = 9.0
  /// The most a shared institution can say.
  public var institutionCap = 7.0
  /// The most a shared venue can say.
  public var venueCap = 1.0
  /// Both have institutions, and none in common.
  public var differentInstitutions = -0.7
  /// Moreover no co-author in common.
  public var nothingShared = -0.6
  /// At different institutions, one following the other within so many years.
  public var successionYears: Int32 = 3
  /// What that says.
  public var succession = 0.8
  /// At different institutions in the same years.
  public var sameTime = -0.8
  /// For each year beyond five between the last paper of one and the first of the other.
  public var gapPerYear = -0.15
  /// The most that years can say.
  public var gapCap = -3.0
  /// Papers with more authors say nothing about who works with whom.
  public var largestTeam = 100

  /// 0…1 for log-odds (natural): `1 / (1 + e^-x)`.
  static func probability(_ logOdds: Double) -> Double { 1 / (1 + exp(-logOdds)) }

  /// The weights the bars are measured with.
  public init() {}
}
