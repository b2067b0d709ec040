/// An organisation after resolution.
public struct Institution: Hashable, Sendable, Codable {
  /// A stable name for one institution across runs: `ror:00hj54h04`, or `name:eunomia bpf community` (the folded
  /// name) when no registry has it.
  public typealias Key = String

  /// Unique among institutions.
  public var key: Key
  /// ROR's display name without the country in brackets, or the printed name.
  public var name: String
  /// Nil when no registry has it.
  public var ror: ROR?
  /// Decided by the rule beside it.
  public var sector: Sector
  /// The rule that decided the sector: `registry.education`, `form.gmbh`, `word.university`, ...; `none` for unknown.
  public var sectorRule: String
  /// ISO 3166-1 alpha-2 of the seat. Hong Kong, Macau and Taiwan keep their own codes.
  public var country: String?
  /// As the registry writes it.
  public var city: String?
  /// Degrees, WGS 84.
  public var latitude: Double?
  /// Degrees, WGS 84.
  public var longitude: Double?
  /// The institution that houses a separately chartered laboratory.
  public var host: Key?
  /// The institution that stands for the whole family at level `family`; nil when it is its own.
  public var family: Key?

  /// An institution; everything but its key and name may be missing.
  public init(
    key: Key, name: String, ror: ROR? = nil, sector: Sector = .unknown, sectorRule: String = "none",
    country: String? = nil, city: String? = nil, latitude: Double? = nil, longitude: Double? = nil, host: Key? = nil,
    family: Key? = nil
  ) {
    self.key = key
    self.name = name
    self.ror = ror
    self.sector = sector
    self.sectorRule = sectorRule
    self.country = country
    self.city = city
    self.latitude = latitude
    self.longitude = longitude
    self.host = host
    self.family = family
  }
}

/// One organisation named in a printed affiliation, and what was decided about it.
public struct AffiliationPart: Hashable, Sendable {
  /// What a part came to.
  public enum State: String, Hashable, Sendable, Codable {
    case resolved, unresolved, unaffiliated
  }

  /// The piece of the printed text this part came from.
  public var text: String
  /// Whether an institution was found.
  public var state: State
  /// The institution at level `institution`; nil unless resolved.
  public var institution: Institution?
  /// The unit inside it as a name: `Microsoft Research Asia`, `School of Computer Science`.
  public var unit: String?
  /// The unit's own registry record, where it has one.
  public var unitROR: ROR?
  /// The country of the site: the unit's record or the printed country; nil when nothing says.
  public var siteCountry: String?
  /// `registry`, `registry.alias`, `registry.acronym`, `asserted`, `rule.word`, `curation`, ...
  public var method: String
  /// 0…1; calibrated: of decisions given 0.9, about 90 % are right.
  public var confidence: Double
  /// One sentence a person can check: which name matched, which rule fired, what was vetoed.
  public var reason: String

  /// A decision about one piece of a printed affiliation.
  public init(
    text: String, state: State, institution: Institution? = nil, unit: String? = nil, unitROR: ROR? = nil,
    siteCountry: String? = nil, method: String, confidence: Double, reason: String
  ) {
    self.text = text
    self.state = state
    self.institution = institution
    self.unit = unit
    self.unitROR = unitROR
    self.siteCountry = siteCountry
    self.method = method
    self.confidence = confidence
    self.reason = reason
  }
}
