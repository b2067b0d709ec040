import Bibliography

/// What speaks for and against a decision, each true or not: what its confidence is computed from.
struct Evidence: OptionSet, Hashable, Sendable {
  let rawValue: UInt32
  init(rawValue: UInt32) { self.rawValue = rawValue }
  private init(_ bit: Int) { rawValue = 1 << UInt32(bit) }

  static let reordered = Evidence(0)
  static let misspelled = Evidence(1)
  static let alias = Evidence(2)
  static let acronym = Evidence(3)
  static let shortened = Evidence(4)
  static let builtIn = Evidence(5)
  static let countryPrinted = Evidence(6)
  static let otherCountry = Evidence(7)
  static let cityPrinted = Evidence(8)
  static let otherCity = Evidence(9)
  static let bound = Evidence(10)
  static let common = Evidence(11)
  static let campus = Evidence(12)
  static let besideOne = Evidence(13)
  static let besideMore = Evidence(14)
  static let bodyBeside = Evidence(15)
  static let hospitalBeside = Evidence(16)
  static let laboratory = Evidence(17)
  static let acronymBeside = Evidence(18)
  static let joinedOne = Evidence(19)
  static let joinedMore = Evidence(20)
  static let similar = Evidence(21)

  /// In the order of the bits; the words are what a person reads.
  static let all: [(evidence: Evidence, name: String)] = [
    (.reordered, "words in another order"), (.misspelled, "a word misspelled"), (.alias, "an alias"),
    (.acronym, "an acronym"), (.shortened, "a shortened name"), (.builtIn, "a built-in fact"),
    (.countryPrinted, "its country is printed"), (.otherCountry, "another country is printed"),
    (.cityPrinted, "its city is printed"), (.otherCity, "another city is printed"),
    (.bound, "more words stand beside the name"), (.common, "common words only"), (.campus, "a campus by its city"),
    (.besideOne, "one other organisation in a row of commas"),
    (.besideMore, "several other organisations in a row of commas"),
    (.bodyBeside, "a government body beside others"), (.hospitalBeside, "a hospital beside others"),
    (.laboratory, "a research institute"), (.acronymBeside, "an acronym beside others"),
    (.joinedOne, "one other organisation after a semicolon or 'and'"),
    (.joinedMore, "several other organisations after a semicolon or 'and'"),
    (.similar, "words of rank or place more or less"),
  ]

  /// The evidence for a match that was accepted together with `others` further organisations in a row of commas, and
  /// `joined` further ones beyond a semicolon, a slash or `and`.
  init(_ match: Match, record: Organisation, others: Int, joined: Int) {
    self = []
    func set(_ evidence: Evidence, _ condition: Bool) { if condition { insert(evidence) } }
    let isAcronym = match.kind == .acronym || match.wordCount == 1 && match.isCapitals
    set(.reordered, match.tier == .bag)
    set(.misspelled, match.tier == .fuzzy)
    set(.alias, match.kind == .alias && !match.isCurated)
    set(.acronym, isAcronym)
    set(.shortened, match.kind >= .derived)
    set(.builtIn, match.isCurated)
    set(.countryPrinted, match.country == .agrees)
    set(.otherCountry, match.country == .conflict)
    set(.cityPrinted, match.city == .agrees)
    set(.otherCity, match.city == .conflict)
    set(.bound, !match.leftIsFree || !match.rightIsFree)
    set(.common, !match.isDistinctive)
    set(.campus, match.isCampus)
    set(.besideOne, others == 1)
    set(.besideMore, others > 1)
    set(.bodyBeside, others > 0 && record.sector == .government)
    set(.hospitalBeside, others > 0 && record.sector == .healthcare)
    set(.laboratory, record.sector == .facility)
    set(.acronymBeside, others > 0 && isAcronym)
    set(.joinedOne, joined == 1)
    set(.joinedMore, joined > 1)
    set(.similar, match.tier == .similar)
  }
}
