/// A printed text with what can be said about it before any organisation is looked for: words, segments, places.
final class Reading: Sendable {
  /// A word that counts in names: canonical, with the token it comes from.
  struct Word: Sendable {
    var word: Int32
    var token: Int32
  }

  /// Where a place is printed.
  struct PlaceMention: Sendable {
    var place: Places.Place
    var tokens: Range<Int>
  }

  let tokens: Tokens
  /// Words that count, small words left out, compounds as two.
  let words: [Word]
  /// The same before any of them was mended: what is printed.
  private let printed: [Word]
  /// Tokens between commas, semicolons, slashes and spaced dashes.
  let segments: [Range<Int>]
  /// Segments that say only where; aligned with `segments`.
  let isPlace: [Bool]
  let mentions: [PlaceMention]
  /// Countries printed by name.
  let countries: [String]
  /// Countries that printed regions and abbreviations of states imply.
  let impliedCountries: [String]

  init(_ text: String, index: RegistryIndex) {
    tokens = Tokens(PrintedAddress.withoutMail(Self.cleaned(text)), numberedIn: index.lexicon.vocabulary)
    words = Self.words(of: tokens, index)
    printed = words
    segments = Self.segments(of: tokens)
    (isPlace, mentions) = Self.places(in: segments, of: tokens, index)
    (countries, impliedCountries) = Self.countries(of: mentions)
  }

  /// The same text with another word at a place of `words`.
  init(_ reading: Reading, word: Int32, at position: Int) {
    var words = reading.words
    words[position].word = word
    self.words = words
    printed = reading.printed
    (tokens, segments, isPlace) = (reading.tokens, reading.segments, reading.isPlace)
    (mentions, countries, impliedCountries) = (reading.mentions, reading.countries, reading.impliedCountries)
  }

  private static func words(of tokens: Tokens, _ index: RegistryIndex) -> [Word] {
    var words: [Word] = []
    words.reserveCapacity(tokens.items.count + 4)
    var unknown: Int32 = -2
    for (position, token) in tokens.items.enumerated() {
      if index.lexicon.classes(token.word).contains(.stop) { continue }
      if token.word < 0 {
        words.append(Word(word: unknown, token: Int32(position)))
        unknown -= 1
      } else {
        words.append(Word(word: index.lexicon.canonical(token.word), token: Int32(position)))
        let second = index.lexicon.second(token.word)
        if second >= 0 { words.append(Word(word: second, token: Int32(position))) }
      }
    }
    return words
  }

  /// Decodes the character entities that databases leave behind.
  private static func cleaned(_ text: String) -> String {
    guard text.has(UInt8(ascii: "&")) else { return text }
    var out = ""
    var rest = text[...]
    while let amp = rest.firstIndex(of: "&") {
      out += rest[..<amp]
      let tail = rest[rest.index(after: amp)...]
      if let end = tail.prefix(10).firstIndex(of: ";"), let decoded = entity(tail[..<end]) {
        out += decoded
        rest = tail[tail.index(after: end)...]
      } else if tail.hasPrefix("amp "), let blank = tail.firstIndex(of: " ") {
        // 'A&amp M': a program that took semicolons for separators has cut the entity.
        out += "&"
        rest = tail[blank...]
      } else {
        out += "&"
        rest = tail
      }
    }
    return out + rest
  }

  private static func entity(_ name: Substring) -> String? {
    switch name {
    case "amp": return "&"
    case "apos", "#39": return "'"
    case "quot": return "\""
    case "lt": return "<"
    case "gt": return ">"
    case "nbsp": return " "
    default:
      guard name.hasPrefix("#") else { return nil }
      let digits = name.dropFirst()
      let value = digits.first == "x" || digits.first == "X" ? UInt32(digits.dropFirst(), radix: 16) : UInt32(digits)
      return value.flatMap { Unicode.Scalar($0) }.map { String(Character($0)) }
    }
  }

  private static func segments(of tokens: Tokens) -> [Range<Int>] {
    var segments: [Range<Int>] = []
    segments.reserveCapacity(4)
    var start = 0
    for position in tokens.items.indices where position > 0 {
      if !tokens.items[position].before.isDisjoint(with: .segment) {
        segments.append(start..<position)
        start = position
      }
    }
    if start < tokens.items.count { segments.append(start..<tokens.items.count) }
    return segments
  }

  private static func places(
    in segments: [Range<Int>], of tokens: Tokens, _ index: RegistryIndex
  ) -> (isPlace: [Bool], mentions: [PlaceMention]) {
    var isPlace = Array(repeating: false, count: segments.count)
    var mentions: [PlaceMention] = []
    for (number, segment) in segments.enumerated() {
      let found = places(in: segment, of: tokens, index: index)
      isPlace[number] = found.coversAll
      if found.coversAll {
        mentions += found.mentions
      } else if let last = found.mentions.last, last.tokens.upperBound == segment.upperBound,
        last.place.kind == .country,
        last.tokens.lowerBound > segment.lowerBound,
        !index.lexicon.classes(tokens.items[last.tokens.lowerBound - 1].word).contains(.stop)
      {
        // 'Kyoto University Japan': a country at the end of a segment, not after 'of'.
        mentions += found.mentions.filter { $0.tokens == last.tokens }
      }
      // 'A, Germany and B, USA': the first country stands before 'and'.
      if !found.coversAll, let first = found.mentions.first, first.place.kind == .country,
        first.tokens.lowerBound == segment.lowerBound, first.tokens.upperBound < segment.upperBound,
        index.lexicon.classes(tokens.items[first.tokens.upperBound].word).contains(.connector)
      {
        mentions.append(first)
      }
    }
    return (isPlace, mentions)
  }

  private static func countries(of mentions: [PlaceMention]) -> (printed: [String], implied: [String]) {
    var (printed, implied): ([String], [String]) = ([], [])
    for mention in mentions {
      switch mention.place.kind {
      case .country: if !printed.contains(mention.place.country) { printed.append(mention.place.country) }
      // Manchester is a parish of Jamaica, but also a city elsewhere: such a name implies no country.
      case .region where isCityElsewhere(mention, mentions): break
      case .region: if !implied.contains(mention.place.country) { implied.append(mention.place.country) }
      case .city: break
      }
    }
    return (printed, implied)
  }

  private static func isCityElsewhere(_ region: PlaceMention, _ mentions: [PlaceMention]) -> Bool {
    mentions.contains {
      $0.place.kind == .city && $0.tokens == region.tokens && !Places.agree($0.place.country, region.place.country)
    }
  }

  private static func places(
    in segment: Range<Int>, of tokens: Tokens, index: RegistryIndex
  ) -> (coversAll: Bool, mentions: [PlaceMention]) {
    var found: [PlaceMention] = []
    var coversAll = true
    var sawPlace = false
    var position = segment.lowerBound
    while position < segment.upperBound {
      let token = tokens.items[position]
      if token.hasDigit {
        position += 1
        continue
      }
      var hash: UInt64 = 0
      var counted = 0
      var best = position
      var bestHash: UInt64 = 0
      var end = position
      while end < segment.upperBound, counted < index.places.longest {
        let word = tokens.items[end].word
        if word < 0 { break }
        end += 1
        if index.lexicon.classes(word).contains(.stop), end - position > 1 { continue }
        hash = WordHash.extend(hash, index.lexicon.canonical(word))
        if index.lexicon.second(word) >= 0 { hash = WordHash.extend(hash, index.lexicon.second(word)) }
        counted += 1
        if index.places.contains(hash) {
          best = end
          bestHash = hash
        }
      }
      if best > position {
        index.places.find(bestHash) { found.append(PlaceMention(place: $0, tokens: position..<best)) }
        sawPlace = true
        position = best
        continue
      }
      // A state's letters stand behind its city: 'Dallas, TX', but 'UT Dallas' is not in Utah.
      if token.isCapitals, token.end - token.start <= 3,
        position + 1 == segment.upperBound || tokens.items[position + 1].hasDigit
          || index.lexicon.classes(tokens.items[position + 1].word).contains(.country)
      {
        let regions = index.places.abbreviated(tokens.folded(position))
        if !regions.isEmpty {
          for region in regions { found.append(PlaceMention(place: region, tokens: position..<position + 1)) }
          sawPlace = true
          position += 1
          continue
        }
      }
      if !index.lexicon.classes(token.word).contains(.stop) || token.word < 0 { coversAll = false }
      position += 1
    }
    return (coversAll && (sawPlace || segment.allSatisfy { tokens.items[$0].hasDigit }), found)
  }

  /// Whether a place with this hash is printed anywhere, as one to three words in a row.
  func mentions(placeHash place: UInt64) -> Bool {
    guard place != 0 else { return false }
    for start in printed.indices {
      var hash: UInt64 = 0
      for end in start..<min(start + 3, printed.count) {
        hash = WordHash.extend(hash, printed[end].word)
        if hash == place { return true }
      }
    }
    return false
  }

  /// Whether this city is printed as a place of its own.
  func saysCity(_ hash: UInt64) -> Bool {
    hash != 0 && mentions.contains { $0.place.kind == .city && $0.place.hash == hash }
  }

  /// Whether the text says a city in a place of its own, so that a record in another `city` is not meant; the name of a
  /// country that is a city, too, says none: Panama, Luxembourg.
  func saysCity(of city: UInt64) -> Bool {
    city != 0
      && mentions.contains { mention in
        mention.place.kind == .city
          && !mentions.contains { $0.place.kind == .country && $0.tokens == mention.tokens }
      }
  }
}
