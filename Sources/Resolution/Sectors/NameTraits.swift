/// What can be seen of a name without knowing the organisation: the evidence that `SectorEvidence` weighs.
///
///     NameTraits.of("Institut für Bienenkunde")
///     // institut, fur, bienenkunde, ^ institut, institut fur, fur bienenkunde, bienenkunde $,
///     // <ins, <inst, <insti, tut>, itut>, titut>, <bie, …, unde>, kunde>, #n3, #lower,
///     // =institute, 1=institute, -1=institute
///
/// Words and pairs of neighbours (`^` and `$` stand for the ends), three to five letters at either end of a word, the
/// number of words, and how it is written (`#camel`, `#capitals`, `#digit`, `#comma`, …); and what the lists of words
/// make of it in any language: `=institute` for a head word, `1=institute` for the first of them, `-1=` for the last.
/// Each counts once.
enum NameTraits {
  /// Gives each trait of the words `range` of `tokens` to `body` as UTF-8, some more than once.
  static func forEach(_ tokens: Tokens, _ range: Range<Int>, _ body: (ArraySlice<UInt8>) -> Void) {
    guard !range.isEmpty else { return }
    var scratch: [UInt8] = []
    func word(_ position: Int) -> ArraySlice<UInt8> {
      tokens.folded[Int(tokens.items[position].foldedStart)..<Int(tokens.items[position].foldedEnd)]
    }
    func give(_ parts: ArraySlice<UInt8>...) {
      scratch.removeAll(keepingCapacity: true)
      for part in parts { scratch.append(contentsOf: part) }
      body(scratch[...])
    }
    let space = Array(" ".utf8)[...]
    for position in range {
      let letters = word(position)
      body(letters)
      let before = position == range.lowerBound ? Array("^".utf8)[...] : word(position - 1)
      give(before, space, letters)
      if position == range.upperBound - 1 { give(letters, space, Array("$".utf8)[...]) }
      // By letters, not bytes: a prefix never cuts a letter of another script in two.
      let starts = letters.indices.filter { letters[$0] & 0xC0 != 0x80 }
      for count in 3...5 where starts.count > count {
        give(Array("<".utf8)[...], letters[letters.startIndex..<starts[count]])
        give(letters[starts[starts.count - count]...], Array(">".utf8)[...])
      }
    }
    for trait in shape(tokens, range) + heads(tokens, range) { body(Array(trait.utf8)[...]) }
  }

  private static func shape(_ tokens: Tokens, _ range: Range<Int>) -> [String] {
    var traits = ["#n\(min(range.count, 6))"]
    var gaps: Gap = []
    for position in range.dropFirst() { gaps.formUnion(tokens.items[position].before) }
    let items = tokens.items[range]
    for (gap, name) in [
      (Gap.comma, "#comma"), (.hyphen, "#hyphen"), (.dash, "#dash"), (.open, "#bracket"), (.slash, "#slash"),
    ] where gaps.contains(gap) { traits.append(name) }
    if items.contains(where: { $0.isCapitals }) { traits.append(range.count == 1 ? "#one-capitals" : "#capitals") }
    if range.count == 1 { traits.append("#one") }
    if items.contains(where: { $0.hasDigit }) { traits.append("#digit") }
    if items.contains(where: { !$0.isCapitalised && !$0.hasDigit }) { traits.append("#lower") }
    if items.contains(where: { isCamel(tokens.text[Int($0.start)..<Int($0.end)]) }) { traits.append("#camel") }
    if !tokens.folded[Int(items[range.lowerBound].foldedStart)..<Int(items[range.upperBound - 1].foldedEnd)].contains(
      where: { (0x61...0x7A).contains($0) })
    {
      traits.append("#script")
    }
    return traits
  }

  private static func heads(_ tokens: Tokens, _ range: Range<Int>) -> [String] {
    let lexicon = Lexicon.builtIn
    let telling: WordClass = [.institution, .unit, .ministry, .company, .legal, .hospital]
    let heads = range.compactMap { position -> String? in
      let letters = Int(tokens.items[position].foldedStart)..<Int(tokens.items[position].foldedEnd)
      let word = lexicon.vocabulary.find(tokens.folded, letters)
      guard !lexicon.classes(word).isDisjoint(with: telling) else { return nil }
      return lexicon.vocabulary.word(lexicon.canonical(word))
        + (lexicon.second(word) < 0 ? "" : "+" + lexicon.vocabulary.word(lexicon.second(word)))
    }
    guard let first = heads.first, let last = heads.last else { return [] }
    return heads.map { "=" + $0 } + ["1=" + first, "-1=" + last]
  }

  /// A capital right after a small letter: `GitHub`.
  private static func isCamel(_ word: ArraySlice<UInt8>) -> Bool {
    zip(word, word.dropFirst()).contains { (0x61...0x7A).contains($0) && (0x41...0x5A).contains($1) }
  }

  /// The distinct traits of a name as hashes, ascending.
  static func hashes(of name: String) -> [UInt64] {
    let tokens = Tokens(name)
    return hashes(tokens, 0..<tokens.items.count)
  }

  /// The distinct traits of the words `range`, ascending.
  static func hashes(_ tokens: Tokens, _ range: Range<Int>) -> [UInt64] {
    var found: [UInt64] = []
    forEach(tokens, range) { found.append(hash($0)) }
    found.sort()
    var distinct: [UInt64] = []
    for hash in found where distinct.last != hash { distinct.append(hash) }
    return distinct
  }

  /// FNV-1a.
  static func hash(_ trait: some Sequence<UInt8>) -> UInt64 {
    trait.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
  }
}
