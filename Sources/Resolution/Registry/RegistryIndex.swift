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
  /// In how many names each word occurs.
  let frequency: [UInt32]
  /// Hash of each organisation's city, of its region; 0 for none.
  let cityHashes: [UInt64]
  let regionHashes: [UInt64]
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
    cityHashes = organisations.map { WordHash.ordered(Places.words(of: $0.city, numberedIn: &numbering)) }
    regionHashes = organisations.map { WordHash.ordered(Places.words(of: $0.region, numberedIn: &numbering)) }
    self.lexicon = lexicon
  }

  func text(_ name: OrganisationName) -> String {
    String(decoding: nameText[Int(name.textStart)..<Int(name.textEnd)], as: UTF8.self)
  }

  func words(_ name: OrganisationName) -> ArraySlice<Int32> {
    nameWords[Int(name.wordStart)..<Int(name.wordStart) + Int(name.wordCount)]
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
