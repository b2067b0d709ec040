/// A name of the registry found in a text, and what speaks for and against it.
struct Match: Sendable {
  enum Tier: UInt8, Sendable { case ordered, bag, fuzzy, similar }
  enum Agreement: Int8, Sendable { case conflict = -1, silent = 0, agrees = 1 }

  var organisation: Int32
  /// Number of the name.
  var name: Int32
  var tokens: Range<Int>
  var tier: Tier
  var country: Agreement = .silent
  var city: Agreement = .silent
  /// The words around it do not go on the name.
  var leftIsFree = true
  var rightIsFree = true
  /// What goes on to its right is a part of it: 'School of Medicine' after 'Emory University'.
  var rightIsUnit = false
  /// What stands before it is a part of it: 'Department of Geography' before 'Durham University'.
  var leftIsUnit = false
  /// It runs over a comma or another mark between segments.
  var crossesSegments = false
  /// Other records have the same name and nothing printed prefers this one.
  var isAmbiguous = false
  /// The name is the system's; the printed city chose the campus.
  var isCampus = false
  /// It only names the body above another match: 'National Institutes of Health' after one of its institutes.
  var isContext = false
  /// Σ of what its words tell (`RegistryIndex.information`).
  var information = 0.0
  /// 1 for names found word by word; for misspelled ones, how much of the name was found.
  var similarity = 1.0
  /// Kind and standing of the name.
  var kind: OrganisationName.Kind = .display
  var isCurated = false
  /// The source itself gives its id.
  var isAsserted = false
  /// Printed in capitals.
  var isCapitals = false
  var isDistinctive = true
  /// Number of words of the name that count.
  var wordCount = 0
  /// What forbids it, in words; nil when nothing does.
  var veto: String?
  /// How well the name fits, 0…1: what candidates are accepted by.
  var score = 0.0
  /// How often decisions with the same evidence are right, 0…1; 0 for what was not accepted.
  var confidence = 0.0
  /// What the confidence rests on.
  var evidence: Evidence = []
}
