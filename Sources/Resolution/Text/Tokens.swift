/// What stands between a word and the one before it.
struct Gap: OptionSet, Sendable {
  let rawValue: UInt8
  static let comma = Gap(rawValue: 1 << 0)
  static let semicolon = Gap(rawValue: 1 << 1)
  static let slash = Gap(rawValue: 1 << 2)
  /// A dash with space around it, or a colon, or a bar.
  static let dash = Gap(rawValue: 1 << 3)
  static let open = Gap(rawValue: 1 << 4)
  static let close = Gap(rawValue: 1 << 5)
  /// A full stop after a word of four letters or more (after a shorter one it marks an abbreviation).
  static let stop = Gap(rawValue: 1 << 6)
  /// A dash inside a compound.
  static let hyphen = Gap(rawValue: 1 << 7)

  static let segment: Gap = [.comma, .semicolon, .dash, .stop, .slash]
}

/// One word of a printed text.
struct Token: Sendable {
  /// Its number in the vocabulary; -1 when no registry name has it.
  var word: Int32
  /// Where it stands in the text's UTF-8.
  var start: Int32
  var end: Int32
  /// Where its folded form stands in `Tokens.folded`.
  var foldedStart: Int32
  var foldedEnd: Int32
  var before: Gap
  /// All letters are capitals, and there are at least two.
  var isCapitals: Bool
  var isCapitalised: Bool
  var hasDigit: Bool
}

/// A printed text as words.
struct Tokens: Sendable {
  var text: [UInt8]
  var folded: [UInt8] = []
  var items: [Token] = []
  /// What follows the last word.
  var after: Gap = []

  /// Splits `text` into words; `&` becomes the word `and`, single letters joined by stops one word (`U.S.A.`: usa).
  init(_ text: String) {
    let bytes = Array(text.utf8)
    self.text = bytes
    items.reserveCapacity(24)
    folded.reserveCapacity(bytes.count)
    bytes.withUnsafeBufferPointer { split($0) }
    joinInitials()
  }

  /// The same with every word looked up.
  init(_ text: String, numberedIn vocabulary: Vocabulary) {
    self.init(text)
    number(in: vocabulary)
  }

  /// Makes `L. V. Prasad` and `L V Prasad` what `L.V. Prasad` is: initials in a row are one word.
  private mutating func joinInitials() {
    func isInitial(_ token: Token) -> Bool { token.end - token.start == 1 && token.isCapitalised }
    guard zip(items, items.dropFirst()).contains(where: { isInitial($0) && isInitial($1) }) else { return }
    var joined: [Token] = []
    joined.reserveCapacity(items.count)
    var isOpen = false
    for token in items {
      if isInitial(token), isOpen, token.before.isEmpty, let last = joined.indices.last {
        joined[last].end = token.end
        joined[last].foldedEnd = token.foldedEnd
        joined[last].isCapitals = true
      } else {
        joined.append(token)
        isOpen = isInitial(token)
      }
    }
    items = joined
  }

  private mutating func split(_ text: UnsafeBufferPointer<UInt8>) {
    var gap: Gap = []
    var i = 0
    let n = text.count
    var current: Token?
    var sawLower = false
    var sawUpper = 0
    var letters = 0
    func decode(_ at: Int) -> (Unicode.Scalar, Int) {
      let b = text[at]
      if b < 0x80 { return (Unicode.Scalar(b), 1) }
      let length = b >= 0xF0 ? 4 : b >= 0xE0 ? 3 : 2
      var value = UInt32(b) & (length == 4 ? 0x07 : length == 3 ? 0x0F : 0x1F)
      var k = 1
      while k < length, at + k < n {
        value = value << 6 | UInt32(text[at + k] & 0x3F)
        k += 1
      }
      return (Unicode.Scalar(value) ?? " ", length)
    }
    func finish(_ end: Int) {
      guard var token = current else { return }
      current = nil
      token.end = Int32(end)
      token.foldedEnd = Int32(folded.count)
      token.isCapitals = !sawLower && sawUpper >= 2
      if token.foldedEnd > token.foldedStart { items.append(token) }
    }
    func begin(_ at: Int) {
      current = Token(
        word: -1, start: Int32(at), end: Int32(at), foldedStart: Int32(folded.count), foldedEnd: 0, before: gap,
        isCapitals: false, isCapitalised: false, hasDigit: false)
      gap = []
      sawLower = false
      sawUpper = 0
      letters = 0
    }
    while i < n {
      let (scalar, length) = decode(i)
      switch Folding.classify(scalar) {
      case .letter:
        if current == nil { begin(i) }
        Folding.append(scalar, to: &folded)
        letters += 1
        let value = scalar.value
        if Folding.isCapital(scalar) {
          sawUpper += 1
          if letters == 1 { current?.isCapitalised = true }
        } else if value >= 0x30 && value <= 0x39 {
          current?.hasDigit = true
        } else {
          sawLower = true
        }
      case .ideograph:
        finish(i)
        begin(i)
        Folding.append(scalar, to: &folded)
        finish(i + length)
      case .mark: break
      case .apostrophe:
        // An elided article is dropped (dell'Insubria: Insubria); elsewhere the mark is (Xi'an, people's).
        if let token = current, Self.isElided(folded[Int(token.foldedStart)...]) {
          folded.removeSubrange(Int(token.foldedStart)...)
          gap = token.before
          current = nil
          letters = 0
        }
      case .separator:
        let value = scalar.value
        if value == 0x2E, current != nil, letters == 1, i + 2 < n, text[i + 2] == 0x2E || i + 3 == n,
          Folding.classify(decode(i + 1).0) == .letter, text[i + 1] < 0x80
        {
          // U.S.A. and I.M. are one word.
          var k = i
          while k + 1 < n, text[k] == 0x2E, text[k + 1] < 0x80, Folding.classify(decode(k + 1).0) == .letter,
            k + 2 >= n || Folding.classify(decode(k + 2).0) != .letter
          {
            Folding.append(decode(k + 1).0, to: &folded)
            sawUpper += 1
            k += 2
          }
          i = k
          finish(min(i, n))
          continue
        }
        if value == 0x2F, letters == 1, let token = current, token.start == Int32(i - 1), text[i - 1] == 0x41,
          i + 1 < n, text[i + 1] == 0x53 || text[i + 1] == 0x73,
          i + 2 == n || Folding.classify(decode(i + 2).0) != .letter
        {
          // The Danish legal form A/S.
          i += 1
          continue
        }
        let wordLength = letters
        finish(i)
        switch value {
        case 0x2C, 0xFF0C, 0x3001: gap.insert(.comma)
        case 0x3B, 0xFF1B: gap.insert(.semicolon)
        case 0x2F, 0x5C: gap.insert(.slash)
        case 0x28, 0x5B, 0xFF08: gap.insert(.open)
        case 0x29, 0x5D, 0xFF09: gap.insert(.close)
        case 0x3A, 0x7C: gap.insert(.dash)
        case 0x0A: gap.insert(.comma)
        case 0x2D, 0x2010...0x2015, 0x2212:
          let spaced = i > 0 && text[i - 1] == 0x20 && i + length < n && text[i + length] == 0x20
          gap.insert(spaced || (value >= 0x2014 && value != 0x2212) ? .dash : .hyphen)
        case 0x2E: if wordLength >= 4 { gap.insert(.stop) }
        case 0x26, 0x2B:
          begin(i)
          folded.append(contentsOf: [0x61, 0x6E, 0x64])
          finish(i + length)
        default: break
        }
        letters = 0
      }
      i += length
    }
    finish(n)
    after = gap
  }

  private static func isElided(_ word: ArraySlice<UInt8>) -> Bool {
    switch String(decoding: word, as: UTF8.self) {
    case "l", "d", "dell", "dall", "nell", "sull", "all", "qu": true
    default: false
    }
  }

  /// Looks every word up; umlauts spelled out (`muenchen`) are tried without their e.
  mutating func number(in vocabulary: Vocabulary) {
    for i in items.indices {
      let range = Int(items[i].foldedStart)..<Int(items[i].foldedEnd)
      var id = vocabulary.find(folded, range)
      if id < 0, range.count > 4, let plain = Self.withoutUmlautSpelling(folded[range]) {
        id = vocabulary.find(plain, 0..<plain.count)
      }
      if id < 0, let latin = Romanization.latin(folded[range]) {
        id = vocabulary.find(latin, 0..<latin.count)
      }
      if id < 0, isPossessive(items[i]) {
        let stem = range.lowerBound..<range.upperBound - 1
        id = vocabulary.find(folded, stem)
        if id >= 0 { items[i].foldedEnd -= 1 }
      }
      items[i].word = id
    }
    separateGlued(vocabulary)
  }

  /// `Institute's`: an apostrophe before the closing s.
  private func isPossessive(_ token: Token) -> Bool {
    guard token.foldedEnd - token.foldedStart > 2, folded[Int(token.foldedEnd) - 1] == 0x73 else { return false }
    let printed = text[Int(token.start)..<Int(token.end)]
    guard printed.last == 0x73 || printed.last == 0x53 else { return false }
    let before = printed.dropLast()
    return before.last == 0x27 || before.suffix(3).elementsEqual([0xE2, 0x80, 0x99])
  }

  /// Cuts an unknown word where a capital follows a small letter and both halves are words of the registry:
  /// `UniversitySchool`, `CopenhagenDenmark`.
  private mutating func separateGlued(_ vocabulary: Vocabulary) {
    guard items.contains(where: { isGlued($0) && hasInnerCapital($0) }) else { return }
    var separated: [Token] = []
    separated.reserveCapacity(items.count + 2)
    for token in items {
      if isGlued(token), let halves = halves(of: token, vocabulary) {
        separated += halves
      } else {
        separated.append(token)
      }
    }
    items = separated
  }

  private func isGlued(_ token: Token) -> Bool {
    token.word < 0 && !token.isCapitals && token.end - token.start >= 8
      && token.end - token.start == token.foldedEnd - token.foldedStart
  }

  private func hasInnerCapital(_ token: Token) -> Bool {
    text[Int(token.start) + 1..<Int(token.end)].contains { (0x41...0x5A).contains($0) }
  }

  private func halves(of token: Token, _ vocabulary: Vocabulary) -> [Token]? {
    for cut in Int(token.start) + 3..<Int(token.end) - 2
    where (0x41...0x5A).contains(text[cut]) && (0x61...0x7A).contains(text[cut - 1]) {
      let middle = token.foldedStart + Int32(cut) - token.start
      let first = vocabulary.find(folded, Int(token.foldedStart)..<Int(middle))
      let second = vocabulary.find(folded, Int(middle)..<Int(token.foldedEnd))
      guard first >= 0, second >= 0 else { continue }
      var left = token
      var right = token
      (left.word, left.end, left.foldedEnd) = (first, Int32(cut), middle)
      (right.word, right.start, right.foldedStart, right.before) = (second, Int32(cut), middle, [])
      right.isCapitalised = true
      return [left, right]
    }
    return nil
  }

  static func withoutUmlautSpelling(_ word: ArraySlice<UInt8>) -> [UInt8]? {
    func isVowel(_ byte: UInt8) -> Bool { byte == 0x61 || byte == 0x6F || byte == 0x75 }
    guard word.indices.dropFirst().contains(where: { word[$0] == 0x65 && isVowel(word[$0 - 1]) }) else { return nil }
    var out: [UInt8] = []
    for byte in word {
      if byte == 0x65, let last = out.last, isVowel(last) { continue }
      out.append(byte)
    }
    return out
  }

  func folded(_ index: Int) -> String {
    String(decoding: folded[Int(items[index].foldedStart)..<Int(items[index].foldedEnd)], as: UTF8.self)
  }

  /// Whether the folded word at `position` is `word`.
  func says(_ word: StaticString, at position: Int) -> Bool {
    Int(items[position].foldedEnd - items[position].foldedStart) == word.utf8CodeUnitCount && ends(position, with: word)
  }

  /// Whether the folded word at `position` ends with `ending`.
  func ends(_ position: Int, with ending: StaticString) -> Bool {
    let count = ending.utf8CodeUnitCount
    let token = items[position]
    guard Int(token.foldedEnd - token.foldedStart) >= count else { return false }
    return folded.withUnsafeBufferPointer { folded in
      (0..<count).allSatisfy { folded[Int(token.foldedEnd) - count + $0] == ending.utf8Start[$0] }
    }
  }

  /// Whether the folded word at `position` is one of `words`.
  func isOne(of words: Vocabulary, at position: Int) -> Bool {
    words.find(folded, Int(items[position].foldedStart)..<Int(items[position].foldedEnd)) >= 0
  }

  /// Whether `printed` gives one character or none.
  func isLetter(_ range: Range<Int>) -> Bool {
    guard let first = range.first, let last = range.last else { return true }
    let start = Int(items[first].start)
    // Two letters of ASCII are two characters.
    if Int(items[last].end) - start > 1, text[start] < 0x80, text[start + 1] < 0x80 { return false }
    // A character of many bytes is counted as one.
    return items[last].end - items[first].start <= 32 && printed(range).count < 2
  }

  /// The printed text from the first word of `range` to the end of its last.
  func printed(_ range: Range<Int>) -> String { String(decoding: text[printedBytes(range)], as: UTF8.self) }

  /// Where `printed` stands in `text`.
  func printedBytes(_ range: Range<Int>) -> Range<Int> {
    guard let first = range.first, let last = range.last else { return 0..<0 }
    var end = Int(items[last].end)
    var start = Int(items[first].start)
    // Brackets and a closing stop of an abbreviation belong to the words they touch.
    if end < text.count, text[end] == 0x2E, items[last].end - items[last].start <= 3 { end += 1 }
    var (opens, closes) = (0, 0)
    for byte in text[start..<end] {
      if byte == 0x28 { opens += 1 }
      if byte == 0x29 { closes += 1 }
    }
    if opens > closes, end < text.count, text[end] == 0x29 { end += 1 }
    if closes > opens, start > 0, text[start - 1] == 0x28 { start -= 1 }
    return start..<end
  }
}
