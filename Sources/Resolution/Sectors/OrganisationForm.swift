import Bibliography

/// What the words of a name alone say: whether it names an organisation, how surely, and of which sector.
struct OrganisationForm: Sendable {
  /// How much of an organisation the words make.
  enum Strength: UInt8, Sendable, Comparable {
    /// No word of an organisation.
    case none
    /// A part of one: department, school of, group.
    case unit
    /// An organisation when it stands alone, a part of one beside a university: institute, center, hospital.
    case weak
    /// An organisation wherever it stands: university, GmbH, Inc.
    case strong
    static func < (a: Strength, b: Strength) -> Bool { a.rawValue < b.rawValue }
  }

  var strength: Strength
  var sector: Sector
  /// `form.gmbh`, `word.university`, ...
  var rule: String

  static let nothing = OrganisationForm(strength: .none, sector: .unknown, rule: "none")

  /// Judges the words `range` of `tokens`.
  static func judge(_ tokens: Tokens, _ range: Range<Int>, lexicon: Lexicon) -> OrganisationForm {
    guard !range.isEmpty else { return nothing }
    if let form = legalForm(tokens, range, lexicon: lexicon) { return form }
    var heads: [(position: Int, word: String, classes: WordClass)] = []
    for position in range {
      let id = tokens.items[position].word
      let classes = lexicon.classes(id)
      guard !classes.isDisjoint(with: [.institution, .unit, .ministry, .company]) else { continue }
      heads.append((position, lexicon.vocabulary.word(lexicon.canonical(id)), classes))
      if lexicon.second(id) >= 0 { heads.append((position, "hospital", [.institution, .hospital])) }
    }
    guard let first = heads.first else { return nothing }
    func has(_ word: String) -> Bool { heads.contains { $0.word == word } }
    func says(_ words: String...) -> Bool {
      range.contains { position in words.contains(canonical(tokens, position, lexicon)) }
    }
    if first.classes.contains(.ministry) {
      return OrganisationForm(strength: .weak, sector: .government, rule: "word.ministry")
    }
    // 'Department of X', 'School of X', 'College of X': a part, whatever follows 'of'.
    let opensWithUnit =
      first.position <= range.lowerBound + 1 && first.classes.contains(.unit) && first.word != "laboratory"
    let isCollegeOf =
      first.word == "college" && first.position + 1 < range.upperBound
      && lexicon.classes(tokens.items[first.position + 1].word).contains(.stop)
      && first.position == range.lowerBound
    if has("university"), !has("hospital"), !has("clinic"), !(opensWithUnit || isCollegeOf) {
      return OrganisationForm(strength: .strong, sector: .academia, rule: "word.university")
    }
    if has("hospital") || has("clinic"), !opensWithUnit {
      return OrganisationForm(strength: .weak, sector: .healthcare, rule: "word.hospital")
    }
    if opensWithUnit || isCollegeOf {
      return OrganisationForm(strength: .unit, sector: .unknown, rule: "word.\(first.word)")
    }
    if has("polytechnic") || has("hochschule") || has("college") {
      return OrganisationForm(
        strength: .strong, sector: .academia, rule: "word.\(has("college") ? "college" : "polytechnic")")
    }
    if has("institute"), says("technology", "technological", "technical") {
      return OrganisationForm(strength: .weak, sector: .academia, rule: "word.institute-of-technology")
    }
    if has("school") || has("ecole") || has("escuela") || has("scuola") {
      return OrganisationForm(strength: .unit, sector: .academia, rule: "word.school")
    }
    for (word, sector) in sectorByHead where has(word) {
      return OrganisationForm(strength: .weak, sector: sector, rule: "word.\(word)")
    }
    if heads.allSatisfy({ $0.classes.contains(.unit) }) {
      return OrganisationForm(strength: .unit, sector: .unknown, rule: "word.\(first.word)")
    }
    if heads.contains(where: { $0.classes.contains(.company) }) {
      return OrganisationForm(strength: .strong, sector: .industry, rule: "word.company")
    }
    return nothing
  }

  /// Ordered: the first that occurs decides.
  private static let sectorByHead: [(String, Sector)] = [
    ("laboratory", .facility), ("institute", .facility), ("center", .facility), ("observatory", .facility),
    ("academy", .facility), ("museum", .archive), ("library", .archive), ("foundation", .nonprofit),
    ("association", .nonprofit), ("society", .nonprofit), ("alliance", .nonprofit), ("trust", .nonprofit),
    ("agency", .government), ("council", .government), ("commission", .government), ("bureau", .government),
    ("authority", .government), ("survey", .government), ("office", .government), ("garden", .facility),
  ]

  private static func canonical(_ tokens: Tokens, _ position: Int, _ lexicon: Lexicon) -> String {
    let id = tokens.items[position].word
    return id < 0 ? "" : lexicon.vocabulary.word(lexicon.canonical(id))
  }

  /// A legal form at the end (`GmbH`, `Inc.`, `Co., Ltd`); forms of two letters count in capitals only, since
  /// `As` and `Sa` are also names of people.
  private static func legalForm(_ tokens: Tokens, _ range: Range<Int>, lexicon: Lexicon) -> OrganisationForm? {
    guard range.count > 1 else { return nil }
    for position in range.dropFirst() {
      let token = tokens.items[position]
      guard lexicon.classes(token.word).contains(.legal) else { continue }
      let isLast =
        position == range.upperBound - 1 || !tokens.items[position + 1].before.isDisjoint(with: .segment)
        || lexicon.classes(tokens.items[position + 1].word).contains(.legal)
      let length = token.foldedEnd - token.foldedStart
      guard isLast, length > 2 || token.isCapitals || tokens.folded(position) == "co" && token.isCapitalised else {
        continue
      }
      let form = lexicon.vocabulary.word(lexicon.canonical(token.word))
      if form == "co",
        position == range.upperBound - 1
          || length == 2
            && !lexicon.classes(tokens.items[min(position + 1, range.upperBound - 1)].word).contains(.legal)
      {
        continue
      }
      return OrganisationForm(strength: .strong, sector: .industry, rule: "form.\(form)")
    }
    return nil
  }
}
