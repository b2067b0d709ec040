import Bibliography

/// What is left of a name without the words that printed addresses add or leave out.
///
///     Private University Juan Rovira of Cali  ->  juan rovira + university
///     Juan Rovira College                     ->  juan rovira + university
///     St. Orla's University Hospital          ->  saint orlas + hospital
///
/// Left out are rank and owner (`private`, `national`: the class `light` of the words), countries, legal forms, and the
/// record's own city. University and college are one head, since colleges become universities; of a hospital's name
/// `university`, `research`, `training`, `center` and `institute` go, too. Words of subjects stay: a medical university is
/// no technical one.
struct NameCore {
  /// A hash of head and words in any order; 0 when nothing is left that tells names apart.
  var hash: UInt64 = 0
  /// The sum of the hashes of the words of rank and owner.
  var light: UInt64 = 0
  /// How many words are left beside the head.
  var count = 0

  /// Whether a word that so many of `names` names have tells names apart: at most one name in 3,000, or five.
  static func isRare(_ frequency: UInt32, of names: Int) -> Bool { Int(frequency) <= max(5, names / 3000) }

  /// Numbers of the words that are heads of cores, and of those that names of hospitals add.
  struct Heads: Sendable {
    let university: Int32
    let college: Int32
    let ofHospitals: [Int32]
    /// A technical university is a university of technology.
    let ofTechnology: [Int32]

    init(_ vocabulary: Vocabulary) {
      university = vocabulary.find("university")
      college = vocabulary.find("college")
      ofHospitals = ["university", "college", "research", "center", "institute", "general", "regional"].map {
        vocabulary.find($0)
      }
      ofTechnology = ["technology", "technical", "technological", "technologies"].map { vocabulary.find($0) }
    }
  }

  @inline(__always)
  init(
    _ words: some Collection<Int32>, lexicon: Lexicon, heads: Heads, isRare: (Int32) -> Bool,
    stem: (Int32) -> Int32, isPlace: (Int32) -> Bool
  ) {
    let isHospital = words.contains { lexicon.classes($0).contains(.hospital) }
    let isUniversity = words.contains { $0 == heads.university || $0 == heads.college }
    var sum: UInt64 = isHospital ? 0x9e37_79b9_7f4a_7c15 : isUniversity ? 0xbf58_476d_1ce4_e5b9 : 0
    var tells = false
    for word in words {
      let classes = lexicon.classes(word)
      if classes.contains(.light) { light = light &+ WordHash.mix(word) }
      if !classes.isDisjoint(with: [.light, .country, .legal, .stop]) || isPlace(word) { continue }
      if word == heads.university || word == heads.college { continue }
      if isHospital, classes.contains(.hospital) || heads.ofHospitals.contains(word) { continue }
      sum = sum &+ WordHash.mix(heads.ofTechnology.contains(word) ? heads.ofTechnology[0] : stem(word))
      count += 1
      if classes.isDisjoint(with: [.generic, .institution, .unit]), isRare(word) {
        tells = true
      }
    }
    if tells { hash = sum == 0 ? 1 : sum }
  }
}

extension Matcher {
  /// Names found by their cores, for pieces with a head word in which no name was found: `Ankara Private Güven Hospital`.
  ///
  /// The record's country must be printed, no other city may be, for a core of one word its own must be; and one
  /// organisation alone may fit.
  func similar(in reading: Reading, besides found: [Match]) -> [Match] {
    guard !reading.countries.isEmpty || !reading.impliedCountries.isEmpty else { return [] }
    var all: [Match] = []
    var start = 0
    while start < reading.words.count {
      var end = start + 1
      while end < reading.words.count, isOnePiece(reading.words[end - 1].token, reading.words[end].token, reading) {
        end += 1
      }
      defer { start = end }
      let words = reading.words[start..<end]
      let tokens = Int(words[start].token)..<Int(words[end - 1].token) + 1
      guard
        words.contains(where: {
          let classes = index.lexicon.classes($0.word)
          return classes.contains(.institution) && !classes.contains(.unit)
        }), !found.contains(where: { $0.veto == nil && $0.score >= 0.6 && $0.tokens.overlaps(tokens) })
      else { continue }
      if let match = similar(start..<end, tokens, reading) { all.append(match) }
    }
    return all
  }

  /// Whether no mark stands between two words.
  private func isOnePiece(_ first: Int32, _ last: Int32, _ reading: Reading) -> Bool {
    (Int(first)..<Int(last)).allSatisfy { reading.tokens.items[$0 + 1].before.isDisjoint(with: Self.boundary) }
  }

  private func similar(_ range: Range<Int>, _ tokens: Range<Int>, _ reading: Reading) -> Match? {
    let words = reading.words[range].lazy.map(\.word)
    let whole = core(words) { _ in false }
    if whole.hash != 0,
      let found = similar(whole, among: index.cores, range, tokens, reading)
        ?? similar(whole, among: index.placedCores, range, tokens, reading)
    {
      return found
    }
    let placeless = core(words) { index.places.contains(WordHash.extend(0, $0)) }
    guard placeless.hash != 0, placeless.count > 1 else { return nil }
    return similar(placeless, among: index.cores, range, tokens, reading)
  }

  /// The only organisation with this core that fits.
  private func similar(
    _ core: NameCore, among chains: HashChains, _ range: Range<Int>, _ tokens: Range<Int>, _ reading: Reading
  ) -> Match? {
    var best: Match?
    var isAlone = true
    var entry = chains.first(core.hash)
    while entry >= 0 {
      defer { entry = chains.after(entry) }
      guard let match = candidate(entry, tokens: tokens, words: range, reading: reading),
        match.country == .agrees,
        core.count > 1 ? match.city != .conflict : match.city == .agrees && self.core(entry).light == core.light
      else { continue }
      if let other = best, other.organisation != match.organisation {
        if other.city == match.city { isAlone = false } else if match.city == .agrees { best = match }
      } else if best == nil {
        best = match
      }
    }
    return isAlone ? best : nil
  }

  private func core(_ words: some Collection<Int32>, isPlace: (Int32) -> Bool) -> NameCore {
    NameCore(
      words, lexicon: index.lexicon, heads: index.coreHeads,
      isRare: { $0 >= 0 && NameCore.isRare(index.frequency[Int($0)], of: index.names.count) }, stem: index.stem,
      isPlace: isPlace)
  }

  private func core(_ entry: Int32) -> NameCore { core(index.words(index.names[Int(entry)])) { _ in false } }

  private func candidate(_ entry: Int32, tokens: Range<Int>, words: Range<Int>, reading: Reading) -> Match? {
    let name = index.names[Int(entry)]
    // The same words in another order are another name: see `keepsOrder`.
    let printed = WordHash.bag(reading.words[words].map(\.word))
    guard printed != WordHash.bag(index.words(name)) else { return nil }
    var number = name.organisation
    let record = index.organisations[Int(number)]
    if record.status != .active {
      guard record.successor >= 0 else { return nil }
      number = record.successor
    }
    var match = Match(organisation: number, name: entry, tokens: tokens, tier: .similar)
    match.kind = name.kind
    match.wordCount = words.count
    match.similarity = 0.9
    match.country = agreement(of: index.organisations[Int(number)], with: reading)
    match.city = cityAgreement(of: Int(number), words: words, reading: reading)
    for position in words { match.information += index.information(reading.words[position].word) }
    match.score = Score.of(match)
    return match
  }
}
