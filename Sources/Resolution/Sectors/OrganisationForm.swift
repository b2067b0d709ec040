import Bibliography

/// What the words of a name alone say: whether it names an organisation, how surely, and of which sector.
struct OrganisationForm: Equatable, Sendable {
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
    var first: (position: Int, word: Int32, classes: WordClass)?
    var heads: Heads = []
    var classesOfAny: WordClass = []
    var areUnits = true
    for position in range {
      let id = tokens.items[position].word
      let classes = lexicon.classes(id)
      guard !classes.isDisjoint(with: [.institution, .unit, .ministry, .company]) else { continue }
      let word = lexicon.canonical(id)
      if first == nil { first = (position, word, classes) }
      heads.formUnion(Heads.ofWord[Int(word)])
      classesOfAny.formUnion(classes)
      // A compound's second word is a hospital.
      if lexicon.second(id) >= 0 { heads.formUnion(.hospital) }
      areUnits = areUnits && classes.contains(.unit) && lexicon.second(id) < 0
    }
    guard let first else { return nothing }
    func has(_ words: Heads) -> Bool { !heads.isDisjoint(with: words) }
    func says(_ words: String...) -> Bool {
      range.contains { position in words.contains(canonical(tokens, position, lexicon)) }
    }
    if first.classes.contains(.ministry) {
      return OrganisationForm(strength: .weak, sector: .government, rule: "word.ministry")
    }
    // 'Department of X', 'School of X', 'College of X': a part, whatever follows 'of'.
    let opensWithUnit =
      first.position <= range.lowerBound + 1 && first.classes.contains(.unit)
      && Heads.ofWord[Int(first.word)] != .laboratory
    let isCollegeOf =
      Heads.ofWord[Int(first.word)] == .college && first.position + 1 < range.upperBound
      && lexicon.classes(tokens.items[first.position + 1].word).contains(.stop)
      && first.position == range.lowerBound
    if has(.university), !has([.hospital, .clinic]), !(opensWithUnit || isCollegeOf) {
      return OrganisationForm(strength: .strong, sector: .academia, rule: "word.university")
    }
    if has([.hospital, .clinic]), !opensWithUnit {
      return OrganisationForm(strength: .weak, sector: .healthcare, rule: "word.hospital")
    }
    if opensWithUnit || isCollegeOf {
      return OrganisationForm(strength: .unit, sector: .unknown, rule: Heads.rule(of: first.word))
    }
    if has([.polytechnic, .hochschule, .college]) {
      return OrganisationForm(
        strength: .strong, sector: .academia, rule: has(.college) ? "word.college" : "word.polytechnic")
    }
    if has(.institute), says("technology", "technological", "technical") {
      return OrganisationForm(strength: .weak, sector: .academia, rule: "word.institute-of-technology")
    }
    if has(.schools) {
      return OrganisationForm(strength: .unit, sector: .academia, rule: "word.school")
    }
    if let (_, sector, rule) = Heads.sectors.first(where: { has($0.head) }) {
      return OrganisationForm(strength: .weak, sector: sector, rule: rule)
    }
    if areUnits {
      return OrganisationForm(strength: .unit, sector: .unknown, rule: Heads.rule(of: first.word))
    }
    if classesOfAny.contains(.company) {
      return OrganisationForm(strength: .strong, sector: .industry, rule: "word.company")
    }
    return nothing
  }

  /// The head words that the rules ask for, each a bit.
  private struct Heads: OptionSet {
    let rawValue: UInt64

    static let university = Heads("university")
    static let hospital = Heads("hospital")
    static let clinic = Heads("clinic")
    static let polytechnic = Heads("polytechnic")
    static let hochschule = Heads("hochschule")
    static let college = Heads("college")
    static let institute = Heads("institute")
    static let laboratory = Heads("laboratory")
    static let schools: Heads = [Heads("school"), Heads("ecole"), Heads("escuela"), Heads("scuola")]

    /// Ordered: the first that occurs decides.
    static let sectors: [(head: Heads, sector: Sector, rule: String)] = sectorByHead.map { word, sector in
      (Heads(word), sector, "word." + word)
    }

    private static let words =
      [
        "university", "hospital", "clinic", "polytechnic", "hochschule", "college", "school", "ecole", "escuela",
        "scuola",
      ] + sectorByHead.map(\.0)

    /// By number; these words have the same numbers in all registries, those of a registry alone are no heads.
    static let ofWord: [Heads] = builtInWords.map { words.contains($0) ? Heads($0) : [] }
    private static let rules = builtInWords.map { "word." + $0 }
    private static let builtInWords = (0..<Int32(Lexicon.builtIn.vocabulary.count)).map(Lexicon.builtIn.vocabulary.word)

    init(rawValue: UInt64) { self.rawValue = rawValue }

    private init(_ word: String) {
      guard let bit = Self.words.firstIndex(of: word) else { preconditionFailure("'\(word)' is no head of a rule") }
      rawValue = 1 << UInt64(bit)
    }

    /// What the rule of a head word is called.
    static func rule(of word: Int32) -> String { rules[Int(word)] }
  }

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
