/// A printed personal name, understood: which part is the family name, which the given names, what only tells
/// homonyms apart. The printed form is kept beside it.
///
///     AuthorName("Robbert van Renesse")   // given ["robbert"], particles ["van"], family "renesse"
///     AuthorName("Ng, T. S. Eugene")      // given ["t", "s", "eugene"], family "ng"
///     AuthorName("Bo Yuan (CUNY)")        // given ["bo"], family "yuan", qualifier "cuny"
///
/// All parts are folded (see `NameFolding`), so that `Müller` and `Muller` are equal here and only here.
public struct AuthorName: Hashable, Sendable {
  /// As the source has it.
  public let printed: String
  /// Folded given names in order; an initial is one letter; empty for a mononym.
  public private(set) var given: [String] = []
  /// Folded particles before the family name: `van`, `de`, `al`.
  public private(set) var particles: [String] = []
  /// Folded family name without its particles; several words are joined by a space.
  public private(set) var family: String = ""
  /// `jr`, `iii`; nil without one.
  public private(set) var suffix: String?
  /// A given name in brackets or quotes before the family name: `William (Bill) Smith`.
  public private(set) var nickname: String?
  /// What a source prints behind a name to keep homonyms apart: a DBLP number, an institution in brackets; folded.
  public private(set) var qualifier: String?

  /// Reads a printed name in either order: `Jane Q. Smith`, `Smith, Jane Q.`, `Smith JQ`, `SMITH Jane`.
  public init(_ printed: String) {
    self.printed = printed
    var text = printed
    takeQualifier(from: &text)
    takeNickname(from: &text)
    let parts = text.split(separator: ",").map { Self.words(in: $0) }.filter { !$0.isEmpty }
    guard var first = parts.first else { return }
    var rest = Array(parts.dropFirst())
    rest.removeAll { part in
      guard part.count == 1, let word = part.first, Self.suffixes.contains(NameFolding.fold(word)) else { return false }
      suffix = NameFolding.fold(word)
      return true
    }
    takeSuffix(from: &first)
    if rest.isEmpty {
      readWithoutComma(first)
    } else {
      setFamily(first)
      var names = rest.flatMap { $0 }
      takeSuffix(from: &names)
      // "Beethoven, Ludwig van": a particle behind the given names belongs to the family name.
      while let last = names.last, names.count > 1, Self.isParticle(last), last.first?.isLowercase == true {
        particles.insert(NameFolding.fold(last), at: 0)
        names.removeLast()
      }
      given = Self.givenNames(names)
    }
  }

  /// Under which names count as the same when authors are told apart by name alone: the folded name in reading
  /// order, with suffix and qualifier.
  ///
  ///     AuthorName("Yuan, Bo").key         // "bo yuan"
  ///     AuthorName("Bo Yuan (CUNY)").key   // "bo yuan (cuny)"
  public var key: String {
    var words = given + particles
    if !family.isEmpty { words.append(family) }
    if let suffix { words.append(suffix) }
    if let qualifier { words.append("(" + qualifier + ")") }
    return words.isEmpty ? NameFolding.fold(printed[...]) : words.joined(separator: " ")
  }

  /// The names that may be one person share it: family name with transliterations made equal (`ue`, `u`), and the
  /// first letter of the formal given name (`r` for Bob).
  public var blockingKey: String {
    let initial = given.first.flatMap { (Self.formalNames[$0] ?? $0).first }
    return NameFolding.transliterated(family) + "\t" + (initial.map { String($0) } ?? "")
  }

  /// Whether the first given name is spelled out.
  public var isFull: Bool { (given.first?.utf8.count ?? 0) > 1 }

  // MARK: Reading

  /// DBLP's ` 0001`, or a bracket at the very end.
  private mutating func takeQualifier(from text: inout String) {
    while text.last?.isWhitespace == true { text.removeLast() }
    if text.hasSuffix(")"), let open = text.lastIndex(of: "("), open > text.startIndex {
      let inside = NameFolding.fold(text[text.index(after: open)...].dropLast())
      // A name in another script is the same name again.
      if !inside.isEmpty, inside.utf8.contains(where: { $0 < 0x80 }) { qualifier = inside }
      text = String(text[..<open])
    } else {
      let tail = text.suffix(5)
      if tail.utf8.count == 5, tail.first == " ", tail.dropFirst().utf8.allSatisfy({ 0x30...0x39 ~= $0 }) {
        qualifier = String(tail.dropFirst())
        text.removeLast(5)
      }
    }
  }

  private mutating func takeNickname(from text: inout String) {
    let pairs: [(Character, Character)] = [("(", ")"), ("\"", "\""), ("“", "”"), ("‘", "’")]
    for (left, right) in pairs {
      guard let open = text.firstIndex(of: left), open > text.startIndex,
        let close = text[text.index(after: open)...].firstIndex(of: right)
      else { continue }
      let inside = NameFolding.fold(text[text.index(after: open)..<close])
      guard !inside.isEmpty else { continue }
      nickname = inside
      text.removeSubrange(open...close)
      return
    }
  }

  private mutating func takeSuffix(from words: inout [Substring]) {
    guard words.count > 2, let last = words.last else { return }
    let folded = NameFolding.fold(last)
    guard Self.suffixes.contains(folded) else { return }
    suffix = folded
    words.removeLast()
  }

  private mutating func readWithoutComma(_ words: [Substring]) {
    guard words.count > 1 else { return setFamily(words) }
    let capitals = words.map(Self.isCapitals)
    // "ZHANG Wei", "Wei ZHANG": the one word in capitals is the family name.
    if capitals.filter({ $0 }).count == 1, words.contains(where: { !Self.isCapitals($0) && !Self.isInitials($0) }),
      capitals[0] || capitals[capitals.count - 1]
    {
      if capitals[0] {
        setFamily([words[0]])
        given = Self.givenNames(Array(words.dropFirst()))
        return
      }
    } else if !Self.isInitials(words[0]), words.dropFirst().allSatisfy(Self.isInitials) {
      // "Smith JQ", "Smith J. Q.": databases that print the family name first.
      setFamily([words[0]])
      given = Self.givenNames(Array(words.dropFirst()))
      return
    }
    var start = words.count - 1
    while start > 1, Self.isParticle(words[start - 1]) { start -= 1 }
    setFamily(Array(words[start...]))
    given = Self.givenNames(Array(words[..<start]))
  }

  private mutating func setFamily(_ words: [Substring]) {
    var words = words[...]
    while words.count > 1, let first = words.first, Self.isParticle(first) {
      particles.append(NameFolding.fold(first))
      words.removeFirst()
    }
    family = words.map { NameFolding.fold($0) }.joined(separator: " ")
  }

  /// Given names as words: `J.Q.` and `JQ` are two initials, `Jean-Pierre` one name.
  private static func givenNames(_ words: [Substring]) -> [String] {
    var names: [String] = []
    for word in words {
      if isInitials(word) {
        names += word.filter(\.isLetter).map { NameFolding.fold(String($0)[...]) }
      } else {
        let folded = NameFolding.fold(word)
        if !folded.isEmpty { names.append(folded) }
      }
    }
    return names
  }

  private static func words(in text: Substring) -> [Substring] {
    text.split(whereSeparator: \.isWhitespace).filter { $0.contains { $0.isLetter } }
  }

  /// `J.`, `J.Q.`, `J.-P.`, `JQ`: letters that stand for names. A word of two capitals and more without a dot counts
  /// only up to three letters (`LI` is read as a name by its neighbours, see `readWithoutComma`).
  private static func isInitials(_ word: Substring) -> Bool {
    // Longer words without a dot are names; most words end here.
    if word.utf8.count > 4, word.utf8.last != 0x2E { return false }
    let letters = word.filter(\.isLetter)
    if letters.count == 1 { return true }
    if word.hasSuffix("."), word.split(whereSeparator: { $0 == "." || $0 == "-" }).allSatisfy({ $0.count == 1 }) {
      return true
    }
    return letters.count <= 3 && letters.allSatisfy(\.isUppercase)
      && !letters.contains(where: { "AEIOUY".contains($0) })
      || letters.count == 2 && letters.allSatisfy(\.isUppercase)
  }

  private static func isCapitals(_ word: Substring) -> Bool {
    if let second = word.utf8.dropFirst().first, 0x61...0x7A ~= second { return false }
    let letters = word.filter(\.isLetter)
    return letters.count > 2 && letters.allSatisfy(\.isUppercase)
  }

  /// `Văn` is a name, not the particle `van`: particles have no diacritics.
  private static func isParticle(_ word: Substring) -> Bool {
    word.unicodeScalars.allSatisfy { $0.isASCII || !$0.properties.isAlphabetic }
      && particleWords.contains(NameFolding.fold(word))
  }

  private static let particleWords: Set<String> = [
    "af", "al", "av", "bin", "bint", "da", "dal", "dalla", "das", "de", "degli", "dei", "del", "della", "den", "der",
    "di", "do", "dos", "du", "el", "ibn", "la", "las", "le", "los", "op", "san", "santa", "t", "te", "ten", "ter",
    "van", "vande", "vanden", "vander", "vom", "von", "zu", "zum", "zur",
  ]

  private static let suffixes: Set<String> = ["jr", "sr", "ii", "iii", "iv", "phd", "md"]

  /// Short forms and the given name they stand for.
  static let formalNames: [String: String] = [
    "abby": "abigail", "al": "albert", "alex": "alexander", "andy": "andrew", "ben": "benjamin", "beth": "elizabeth",
    "bill": "william", "billy": "william", "bob": "robert", "bobby": "robert", "cathy": "catherine",
    "charlie": "charles", "chris": "christopher", "chuck": "charles", "dan": "daniel", "danny": "daniel",
    "dave": "david", "deb": "deborah", "dick": "richard", "don": "donald", "doug": "douglas", "ed": "edward",
    "eddie": "edward", "frank": "francis", "fred": "frederick", "greg": "gregory", "harry": "henry", "jack": "john",
    "jake": "jacob", "jeff": "jeffrey", "jen": "jennifer", "jenny": "jennifer", "jerry": "gerald", "jim": "james",
    "jimmy": "james", "joe": "joseph", "jon": "jonathan", "josh": "joshua", "kate": "katherine",
    "kathy": "katherine", "ken": "kenneth", "larry": "lawrence", "liz": "elizabeth", "maggie": "margaret",
    "matt": "matthew", "max": "maximilian", "meg": "margaret", "mike": "michael", "mick": "michael",
    "nate": "nathaniel", "ned": "edward", "nick": "nicholas", "pat": "patrick", "peggy": "margaret",
    "pete": "peter", "phil": "philip", "rich": "richard", "rick": "richard", "rob": "robert", "ron": "ronald",
    "sam": "samuel", "sandy": "alexander", "steve": "steven", "sue": "susan", "ted": "edward", "terry": "terence",
    "tim": "timothy", "tom": "thomas", "tommy": "thomas", "tony": "anthony", "vicky": "victoria", "will": "william",
    "zach": "zachary", "zack": "zachary",
  ]
}
