import Bibliography

/// The organisations of a registry and the ways to them; made once, then only read.
///
/// A look-up by name costs one hash whatever the size of the registry.
final class RegistryIndex: Sendable {
  let title: String
  let organisations: [Organisation]
  let names: [OrganisationName]
  let nameText: [UInt8]
  /// Canonical words of all names, one name after the other.
  let nameWords: [Int32]
  let lexicon: Lexicon
  let places: Places
  let byKey: [Institution.Key: Int32]
  let domains: [String: Int32]
  /// Names by their words in order, and by their words in any order.
  let ordered: HashChains
  let bags: HashChains
  /// Names by their cores: see `NameCore`.
  let cores: HashChains
  /// The same with the record's city left in: `Technical University of Cracow`.
  let placedCores: HashChains
  /// The word without an s at its end where that is a word, too, by number.
  private let stems: [Int32]
  let coreHeads: NameCore.Heads
  /// In how many names each word occurs.
  let frequency: [UInt32]
  /// Names by record: those of n are `namesByOrganisation[nameStarts[n]..<nameStarts[n + 1]]`.
  let nameStarts: [Int32]
  let namesByOrganisation: [Int32]
  /// Records by their registry parent: those of n are `children[childStarts[n]..<childStarts[n + 1]]`.
  let childStarts: [Int32]
  let children: [Int32]
  /// Hash of each organisation's city, of its region; 0 for none.
  let cityHashes: [UInt64]
  let regionHashes: [UInt64]
  /// Numbers of the words that head organisations named after others: foundation, association, society.
  let headsApart: [Int32]
  /// The number of the word `campus`.
  let campusWord: Int32
  /// Words that tell names apart, by how they may be misspelled.
  let spellings: SpellingIndex
  /// The longest name (unit: words), at most 16: longer ones are found as a whole segment only.
  let longestName: Int

  init(
    title: String, organisations: [Organisation], names: [OrganisationName], nameText: [UInt8], nameWords: [Int32],
    lexicon: Lexicon, places: Places, byKey: [Institution.Key: Int32], domains: [String: Int32]
  ) {
    self.title = title
    self.organisations = organisations
    self.names = names
    self.nameText = nameText
    self.nameWords = nameWords
    self.places = places
    self.byKey = byKey
    self.domains = domains
    var frequency = [UInt32](repeating: 0, count: lexicon.vocabulary.count)
    for word in nameWords { frequency[Int(word)] += 1 }
    self.frequency = frequency
    func words(_ name: OrganisationName) -> ArraySlice<Int32> {
      nameWords[Int(name.wordStart)..<Int(name.wordStart) + Int(name.wordCount)]
    }
    ordered = HashChains(hashes: names.map { WordHash.ordered(words($0)) })
    bags = HashChains(hashes: names.map { $0.wordCount > 1 ? WordHash.bag(words($0)) : 0 })
    longestName = min(16, names.map { Int($0.wordCount) }.max() ?? 1)
    var numbering = lexicon
    let cityWords = organisations.map { Places.words(of: $0.city, numberedIn: &numbering) }
    cityHashes = cityWords.map { WordHash.ordered($0) }
    regionHashes = organisations.map { WordHash.ordered(Places.words(of: $0.region, numberedIn: &numbering)) }
    headsApart = ["foundation", "association", "society"].map { lexicon.vocabulary.find($0) }
    campusWord = lexicon.vocabulary.find("campus")
    var isName = [Bool](repeating: false, count: lexicon.vocabulary.count)
    for name in names where name.kind != .acronym { for word in words(name) { isName[Int(word)] = true } }
    spellings = SpellingIndex(lexicon.vocabulary) {
      isName[Int($0)] && lexicon.classes($0).isDisjoint(with: [.generic, .legal, .stop])
    }
    self.lexicon = lexicon
    let heads = NameCore.Heads(lexicon.vocabulary)
    coreHeads = heads
    let stems = Self.stems(lexicon)
    self.stems = stems
    func core(_ name: OrganisationName, without place: [Int32]) -> UInt64 {
      guard name.kind != .acronym, name.kind != .shortened, name.wordCount > 1 else { return 0 }
      return NameCore(
        words(name), lexicon: lexicon, heads: heads,
        isRare: { NameCore.isRare(frequency[Int($0)], of: names.count) }, stem: { stems[Int($0)] },
        isPlace: { place.contains($0) }
      ).hash
    }
    cores = HashChains(hashes: names.map { core($0, without: cityWords[Int($0.organisation)]) })
    placedCores = HashChains(
      hashes: names.map { name in
        let city = cityWords[Int(name.organisation)]
        return words(name).contains { city.contains($0) } ? core(name, without: []) : 0
      })
    (childStarts, children) = Self.grouped(organisations.map(\.parent), groups: organisations.count)
    (nameStarts, namesByOrganisation) = Self.grouped(names.map(\.organisation), groups: organisations.count)
  }

  /// `languages` is `language`, for words that decide nothing about which form is right.
  private static func stems(_ lexicon: Lexicon) -> [Int32] {
    (0..<Int32(lexicon.vocabulary.count)).map { word in
      let bytes = lexicon.vocabulary.bytes(word)
      guard bytes.count > 4, bytes.last == 0x73 else { return lexicon.canonical(word) }
      let stem = Array(bytes.dropLast())
      let found = lexicon.vocabulary.find(stem, 0..<stem.count)
      return lexicon.canonical(found < 0 ? word : found)
    }
  }

  /// See `stems`; unknown words are themselves.
  func stem(_ word: Int32) -> Int32 { word < 0 ? word : stems[Int(word)] }

  /// Positions by the group they belong to (negative: none): a counting sort.
  private static func grouped(_ group: [Int32], groups: Int) -> ([Int32], [Int32]) {
    var starts = [Int32](repeating: 0, count: groups + 1)
    for g in group where g >= 0 { starts[Int(g) + 1] += 1 }
    for g in 0..<groups { starts[g + 1] += starts[g] }
    var next = starts
    var members = [Int32](repeating: -1, count: Int(starts[groups]))
    for (position, g) in group.enumerated() where g >= 0 {
      members[Int(next[Int(g)])] = Int32(position)
      next[Int(g)] += 1
    }
    return (starts, members)
  }

  /// The records whose registry parent is `organisation`.
  func children(of organisation: Int32) -> ArraySlice<Int32> {
    children[Int(childStarts[Int(organisation)])..<Int(childStarts[Int(organisation) + 1])]
  }

  func text(_ name: OrganisationName) -> String {
    String(decoding: nameText[Int(name.textStart)..<Int(name.textEnd)], as: UTF8.self)
  }

  func words(_ name: OrganisationName) -> ArraySlice<Int32> {
    nameWords[Int(name.wordStart)..<Int(name.wordStart) + Int(name.wordCount)]
  }

  /// The length of the shortest name of `organisation` that goes on after `words` with its city or with `campus`
  /// (unit: words); nil for none.
  func lengthOfCampusName(of organisation: Int32, startingWith words: ArraySlice<Int32>) -> Int? {
    let city = cityHashes[Int(organisation)]
    return nameNumbers(of: organisation).compactMap { number -> Int? in
      let name = self.words(names[Int(number)])
      guard name.count > words.count, name.starts(with: words), let last = name.last else { return nil }
      let rest = name.dropFirst(words.count)
      let saysCity = (1...min(3, rest.count)).contains { count in
        WordHash.ordered(rest.prefix(count)) == city || WordHash.ordered(rest.suffix(count)) == city
      }
      return saysCity || last == campusWord ? name.count : nil
    }.min()
  }

  /// The names of a record; they were added one after the other, some by the built-in facts later.
  func nameNumbers(of organisation: Int32) -> ArraySlice<Int32> {
    namesByOrganisation[Int(nameStarts[Int(organisation)])..<Int(nameStarts[Int(organisation) + 1])]
  }

  /// How much a word tells: ln((N + 1) / (n + 1)) of N names, n with the word.
  func information(_ word: Int32) -> Double {
    guard word >= 0, Int(word) < frequency.count else { return 12 }
    return logarithm(Double(names.count + 1) / Double(frequency[Int(word)] + 1))
  }

  /// The institution a record counts for: itself, or what it is a unit of.
  func institution(of organisation: Int32) -> Int32 {
    var current = organisation
    var steps = 0
    while organisations[Int(current)].unitOf >= 0, steps < 8 {
      current = organisations[Int(current)].unitOf
      steps += 1
    }
    return current
  }
}
