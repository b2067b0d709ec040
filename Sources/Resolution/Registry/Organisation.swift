import Bibliography

/// One organisation of a registry: a ROR record, a built-in fact, or both in one.
struct Organisation: Sendable {
  /// What a record says about its state; withdrawn and inactive ones lead to their successors.
  enum Status: UInt8, Sendable { case active, inactive, withdrawn }

  /// `ror:…`, or `name:…` with the folded name.
  var key: Institution.Key
  /// Display name without the country in brackets.
  var name: String
  /// Bare id; empty when there is none.
  var ror: String = ""
  var sector: Sector = .unknown
  var sectorRule: String = "none"
  /// ISO 3166-1 alpha-2; empty when unknown.
  var country: String = ""
  var region: String = ""
  var city: String = ""
  var latitude: Double = .nan
  var longitude: Double = .nan
  var status: Status = .active
  /// Numbers of other records, -1 for none.
  var host: Int32 = -1
  var family: Int32 = -1
  /// The institution this record is a unit of.
  var unitOf: Int32 = -1
  /// The registry's own parent (the first one, for several).
  var parent: Int32 { parents.first ?? -1 }
  /// All of the registry's parents.
  var parents: [Int32] = []
  /// Replaces this record.
  var successor: Int32 = -1
  /// Whether the built-in facts know it.
  var isBuiltIn = false

  init(key: Institution.Key, name: String) {
    self.key = key
    self.name = name
  }
}

/// One name of an organisation.
struct OrganisationName: Sendable {
  enum Kind: UInt8, Sendable, Comparable {
    case display, label, alias, acronym
    /// Made by us from another name: without what stands in brackets, or without the place at its end.
    case derived
    /// Made by us from another name by leaving out the city or country at its end.
    case shortened
    static func < (a: Kind, b: Kind) -> Bool { a.rawValue < b.rawValue }
  }

  /// Number of the record.
  var organisation: Int32
  var kind: Kind
  /// The built-in facts vouch for it: a short name or acronym needs no further support.
  var isCurated: Bool
  /// Where its text stands in the registry's arena of names.
  var textStart: UInt32
  var textEnd: UInt32
  /// Where its words stand in the registry's list of words (canonical, without small words).
  var wordStart: UInt32
  var wordCount: UInt8
  /// At least one word is neither generic nor a country.
  var isDistinctive: Bool
}
