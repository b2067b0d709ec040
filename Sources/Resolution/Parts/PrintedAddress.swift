/// What a printed affiliation says about post and mail: where letters go, not who somebody belongs to.
enum PrintedAddress {
  /// The text without e-mail addresses and the words that announce them (`Electronic address: a.b@c.org.`).
  ///
  /// MEDLINE and PubMed append them to the affiliation of the corresponding author. O(n); texts without `@` come back as
  /// they are.
  static func withoutMail(_ text: String) -> String {
    guard text.has(UInt8(ascii: "@")) else { return text }
    var kept: [Substring] = []
    for word in text.split(separator: " ") {
      guard word.contains("@") else {
        kept.append(word)
        continue
      }
      // Marks after the address still separate what stands on both sides: 'A a@b.c; B'.
      while let last = kept.last, labels.contains(bare(last)) { kept.removeLast() }
      if let mark = word.last, mark == ";" || mark == ",", let last = kept.popLast() {
        kept.append(last.last == mark ? last : last + String(mark))
      }
    }
    return kept.joined(separator: " ")
  }

  /// Folded to lower case and without the marks around it.
  private static func bare(_ word: Substring) -> String {
    word.lowercased().filter { $0.isLetter || $0 == "-" }
  }

  private static let labels: Set<String> = [
    "electronic", "address", "e-mail", "email", "mail", "emails", "e-mails", "addresses", "correspondence",
  ]

  /// Whether a piece names a street, a post box or a room: `College Lane`, `rue de l'Université 3`, `P.O. Box 5`.
  ///
  /// The first piece of a text counts only with a house number, since organisations are called so too (`Jane Street`).
  static func isStreet(_ tokens: Tokens, _ range: Range<Int>) -> Bool {
    var (count, firstWord, lastWord) = (0, 0, 0)
    for position in range where !tokens.items[position].hasDigit {
      if count == 0 { firstWord = position }
      lastWord = position
      count += 1
    }
    let hasNumber = count < range.count
    guard count > 0, count <= 6, hasNumber || range.lowerBound > 0 else { return false }
    if isBox(tokens, range, first: firstWord) { return true }
    if hasNumber, tokens.isOne(of: rooms, at: firstWord) || tokens.isOne(of: rooms, at: lastWord) { return true }
    if count > 1, tokens.isOne(of: firstWords, at: firstWord) { return true }
    guard count > 1 || hasNumber else { return false }
    return tokens.isOne(of: lastWords, at: lastWord)
      || endings.contains { tokens.ends(lastWord, with: $0) && !tokens.says($0, at: lastWord) }
  }

  /// `P.O. Box`, `PO Box`, or a box that stands first.
  private static func isBox(_ tokens: Tokens, _ range: Range<Int>, first: Int) -> Bool {
    func has(_ word: StaticString) -> Bool {
      range.contains { !tokens.items[$0].hasDigit && tokens.says(word, at: $0) }
    }
    return has("box") && (has("po") || has("p") || tokens.says("box", at: first))
  }

  private static let lastWords = Vocabulary([
    "street", "st", "road", "rd", "avenue", "ave", "lane", "ln", "drive", "boulevard", "blvd", "highway", "parkway",
    "strasse", "str", "allee", "gasse", "platz", "straat", "laan", "utca", "gatan", "ulica",
  ])
  private static let endings: [StaticString] = ["strasse", "straße", "straat", "gasse", "gatan", "allee"]
  private static let firstWords = Vocabulary([
    "rue", "via", "viale", "calle", "avenida", "avda", "rua", "ul", "ulica", "ulitsa", "boulevard", "bd", "jalan",
  ])
  private static let rooms = Vocabulary([
    "suite", "room", "floor", "bldg", "building", "block", "postfach", "apartado", "bp", "casilla", "pob", "etage",
  ])
}

extension String {
  /// Whether a byte stands in the text.
  func has(_ byte: UInt8) -> Bool {
    utf8.withContiguousStorageIfAvailable { $0.contains(byte) } ?? utf8.contains(byte)
  }
}
