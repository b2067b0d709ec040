import Foundation

/// Who wrote a paper and what is printed for whom, from the text of an author block.
///
/// Groups are separated by `;`. An affiliation holds for every name since the previous group ended; one that follows
/// a `;` with no name before it is one more affiliation of the same group. An organisation that lost its mark is told
/// by `NameSense`.
///
///     A and B, *X*; C, *Y*; *Z*    // A: X   B: X   C: Y, Z
///     A and B, X; C, Y             // A: X   B: X   C: Y
///     A, B (X), C (Y; Z)           // A: X   B: X   C: Y, Z
struct AuthorGroups {
  /// How a block shows what is an affiliation.
  enum Layout { case marked, bracketed, plain }

  let sense: NameSense
  private(set) var groups: [AuthorGroup] = []
  /// Offsets of emphasis that is not closed.
  private(set) var unclosed: [Int] = []
  private var current = AuthorGroup()
  /// Whether a separator came since the last name or affiliation.
  private var isBehindSeparator = false
  /// Whether the block is one token, without separators and marks.
  private var isOnlyToken = false

  /// Reads a block.
  init(_ text: String, sense: NameSense) {
    self.sense = sense
    let (scanned, unclosed) = AuthorToken.scan(text)
    let tokens = AuthorToken.meant(scanned, sense: sense)
    self.unclosed = unclosed
    isOnlyToken = tokens.count == 1
    let layout = Self.layout(of: tokens, sense: sense)
    var segment: [AuthorToken] = []
    for token in tokens {
      if token.kind == .separator {
        read(segment, layout)
        segment = []
        isBehindSeparator = true
      } else {
        segment.append(token)
      }
    }
    read(segment, layout)
    flush()
  }

  /// Which of the three layouts a block has.
  static func layout(of tokens: [AuthorToken], sense: NameSense) -> Layout {
    if tokens.contains(where: { $0.kind == .marked }) { return .marked }
    var follows = 0
    var other = 0
    for token in tokens where token.kind == .plain {
      let characters = Array(token.text)
      var start = 0
      for bracket in brackets(token.text) where bracket.endsItem {
        let before = NameSense.splitList(String(characters[start..<bracket.open]))
        start = bracket.close + 1
        guard let last = before.last else { continue }
        if sense.isPerson(last.text) || familyFirst(before, sense: sense) != nil { follows += 1 } else { other += 1 }
      }
    }
    return follows > other ? .bracketed : .plain
  }

  private mutating func flush() {
    if !current.names.isEmpty {
      groups.append(current)
    } else if !current.affiliations.isEmpty, !groups.isEmpty {
      groups[groups.count - 1].affiliations += current.affiliations
    }
    current = AuthorGroup()
  }

  private mutating func add(name text: String, at offset: Int) {
    let name = NameSense.cleanName(text)
    guard name.contains(where: \.isLetter) else { return }
    if isBehindSeparator || !current.affiliations.isEmpty || current.isUnaffiliated { flush() }
    isBehindSeparator = false
    current.names.append(.init(text: name, offset: offset))
  }

  private mutating func add(affiliation text: String, at offset: Int) {
    for piece in Self.pieces(of: text) {
      let cleaned = Self.cleanAffiliation(piece.text)
      guard cleaned.contains(where: { $0.isLetter || $0.isNumber }) else { continue }
      if NameSense.isUnaffiliated(cleaned) {
        current.isUnaffiliated = true
        isBehindSeparator = false
      } else if !current.affiliations.contains(where: { $0.text == cleaned }) {
        current.affiliations.append(.init(text: cleaned, offset: offset + piece.offset))
        isBehindSeparator = false
      }
    }
  }

  /// `X; Y` inside one mark or bracket are two affiliations.
  private static func pieces(of text: String) -> [NameSense.Piece] {
    var pieces: [NameSense.Piece] = []
    var offset = 0
    for part in text.split(separator: ";", omittingEmptySubsequences: false) {
      let leading = part.prefix { $0.isWhitespace }.count
      pieces.append(.init(text: String(part), offset: offset + leading))
      offset += part.count + 1
    }
    return pieces
  }

  /// Without separators at its ends; an unbalanced bracket at the end goes too.
  static func cleanAffiliation(_ text: String) -> String {
    var result = text.collapsed
    while let last = result.last, ",;*_|".contains(last) || last.isWhitespace { result.removeLast() }
    while let first = result.first, ",;*_|".contains(first) || first.isWhitespace { result.removeFirst() }
    if result.hasPrefix("("), result.hasSuffix(")"), brackets(result).count == 1, brackets(result)[0].open == 0 {
      result = String(result.dropFirst().dropLast()).collapsed
    }
    return result
  }

  // MARK: Segments

  private mutating func read(_ segment: [AuthorToken], _ layout: Layout) {
    guard !segment.isEmpty else {
      if layout != .marked { flush() }
      return
    }
    switch layout {
    case .marked where segment.contains { $0.kind == .marked }: readMarked(segment)
    case .bracketed:
      for token in segment { readBracketed(token) }
      flush()
    default: for token in segment { readPlain(token, amongMarked: layout == .marked) }
    }
  }

  private mutating func readMarked(_ segment: [AuthorToken]) {
    for (place, token) in segment.enumerated() {
      if token.kind == .marked {
        add(affiliation: token.text, at: token.offset + token.text.prefix { $0.isWhitespace || $0 == "," }.count)
        continue
      }
      let items = NameSense.splitList(token.text)
      // `*University of X*, Y`: a place behind the mark belongs to the affiliation.
      if place > 0, place == segment.count - 1, !items.isEmpty, !current.affiliations.isEmpty,
        items.allSatisfy({
          !$0.text.contains(" ") && !sense.isOrganisation($0.text) && $0.text.first?.isUppercase == true
        })
      {
        current.affiliations[current.affiliations.count - 1].text += ", " + items.map(\.text).joined(separator: ", ")
        continue
      }
      for item in items {
        // Between separators and a mark stand names; only what cannot be one is asked about.
        if !sense.isPerson(item.text), sense.isOrganisation(item.text) {
          add(affiliation: item.text, at: token.offset + item.offset)
        } else {
          add(name: item.text, at: token.offset + item.offset)
        }
      }
    }
  }

  /// Names, then what is no name: `A, B, and C, X, Y`.
  private mutating func readPlain(_ token: AuthorToken, amongMarked: Bool) {
    let (names, affiliationStart) = Self.split(
      token.text, sense: sense, amongMarked: amongMarked, isWholeBlock: isOnlyToken)
    for name in names { add(name: name.text, at: token.offset + name.offset) }
    guard let affiliationStart else { return }
    let text = String(token.text.dropFirst(affiliationStart))
    add(affiliation: text, at: token.offset + affiliationStart)
  }

  /// The names at the beginning of a segment without marks, and where its affiliation starts (unit: characters).
  static func split(
    _ text: String, sense: NameSense, amongMarked: Bool, isWholeBlock: Bool = false
  ) -> (names: [NameSense.Piece], affiliationStart: Int?) {
    let items = NameSense.splitList(text, atAnd: false)
    guard let first = items.first else { return ([], nil) }
    /// Whether the item ends a list of names: `and C`, `B and C`.
    func endsList(_ item: NameSense.Piece) -> Bool {
      let parts = NameSense.splitList(item.text)
      let startsWithAnd = parts.first.map { $0.offset > 0 } ?? false
      return (startsWithAnd || parts.count > 1 && !parts.allSatisfy { sense.isOrganisation($0.text) })
        && parts.allSatisfy { sense.isPerson($0.text) }
    }
    func names(_ items: ArraySlice<NameSense.Piece>) -> [NameSense.Piece] {
      items.flatMap { item in
        NameSense.splitList(item.text).map { .init(text: $0.text, offset: item.offset + $0.offset) }
      }
    }
    // Inside a list that 'and' ends, and before other items, position says more than a name that is also an acronym.
    let isList = items.contains(where: endsList)
    let organisation = items.indices.first { index in
      let text = withoutAnd(items[index].text)
      return sense.isPlainlyOrganisation(text)
        || !isList && (index > 0 || items.count == 1 || !sense.isPerson(text)) && sense.isOrganisation(text)
    }
    if organisation == 0, !endsList(first) { return ([], first.offset) }
    if amongMarked, organisation == nil { return (names(items[...]), nil) }
    if let last = items.firstIndex(where: endsList), last <= organisation ?? items.count {
      let next = last + 1
      return (names(items[...last]), next < items.count ? items[next].offset : nil)
    }
    guard items.count > 1 else { return (names(items[...]), nil) }
    if organisation == nil, items.count > 2 || sense.listsOnlyNames, items.allSatisfy({ sense.isPerson($0.text) }) {
      return (names(items[...]), nil)
    }
    if sense.joinsNames || amongMarked {
      // `A, B, X` and nothing else, on a page that writes `A and B, X` elsewhere: persons up to the organisation.
      let areNames = organisation.map { end in
        isWholeBlock && end > 1
          && items[1..<end].allSatisfy { sense.isPerson($0.text) && !sense.isOrganisation($0.text) }
      }
      let start = amongMarked ? organisation ?? 1 : areNames == true ? organisation ?? 1 : 1
      return (names(items[..<start]), items[start].offset)
    }
    if let start = items.indices.dropFirst().first(where: { $0 == organisation || !sense.isPerson(items[$0].text) }),
      sense.printsAffiliations
    {
      return (names(items[..<start]), items[start].offset)
    }
    return (names(items[...]), nil)
  }

  private static func withoutAnd(_ text: String) -> String {
    for conjunction in ["and ", "& "] where text.hasPrefix(conjunction) {
      return String(text.dropFirst(conjunction.count))
    }
    return text
  }

  /// `A, B (X), C (Y)`.
  private mutating func readBracketed(_ token: AuthorToken) {
    let characters = Array(token.text)
    var start = 0
    func take(_ end: Int, into reader: inout AuthorGroups) {
      guard start < end else { return }
      let items = NameSense.splitList(String(characters[start..<end]))
      if start == 0, let name = Self.familyFirst(items, sense: reader.sense) {
        return reader.add(name: name, at: token.offset + items[0].offset)
      }
      for item in items {
        reader.add(name: item.text, at: token.offset + start + item.offset)
      }
    }
    for bracket in Self.brackets(token.text) where bracket.open >= start && bracket.endsItem {
      let inside = String(characters[(bracket.open + 1)..<bracket.close])
      if NameSense.roles.contains(inside.lowercased().collapsed) { continue }
      take(bracket.open, into: &self)
      if current.names.isEmpty, current.affiliations.isEmpty { continue }
      add(affiliation: inside, at: token.offset + bracket.open + 1)
      start = bracket.close + 1
    }
    take(characters.count, into: &self)
  }

  /// Whether names stand behind the last bracket of `A (X), B`, so that their affiliation may follow on the next line.
  static func endsWithNameBehindBracket(_ text: String) -> Bool {
    guard let last = brackets(text).last else { return false }
    let rest = text.dropFirst(last.close + 1)
    return last.endsItem && rest.contains(where: \.isLetter) && !rest.contains { "(:.".contains($0) }
  }

  /// `Ann Alder` of `Alder, Ann` before a bracket; nil where the items are no family and given name.
  private static func familyFirst(_ items: [NameSense.Piece], sense: NameSense) -> String? {
    guard items.count == 2, !items[0].text.contains(" "), !items[0].text.contains("."), items[0].text.count > 1,
      !sense.isPerson(items[0].text), !sense.isPlainlyOrganisation(items[0].text)
    else { return nil }
    let name = items[1].text + " " + items[0].text
    return NameSense.hasPersonForm(name) ? name : nil
  }

  /// Top-level pairs of round brackets, ascending; `endsItem` when a separator or the end follows.
  static func brackets(_ text: String) -> [(open: Int, close: Int, endsItem: Bool)] {
    let characters = Array(text)
    var result: [(Int, Int, Bool)] = []
    var depth = 0
    var open = 0
    for (at, character) in characters.enumerated() {
      if character == "(" || character == "（" {
        if depth == 0 { open = at }
        depth += 1
      } else if character == ")" || character == "）", depth > 0 {
        depth -= 1
        guard depth == 0 else { continue }
        var next = at + 1
        while next < characters.count, characters[next].isWhitespace || "*†‡§".contains(characters[next]) { next += 1 }
        let rest = characters[next...].prefix(4)
        let ends =
          rest.isEmpty || ",;.&，；、".contains(rest[rest.startIndex]) || String(rest).lowercased() == "and "
        result.append((open, at, ends))
      }
    }
    return result
  }
}
