import Bibliography

/// One piece of a printed affiliation between two marks that separate, before it is known what it means.
struct Piece: Sendable {
  enum Meaning: Sendable, Equatable {
    case place
    case unit
    /// An organisation no registry has, by its words.
    case form(OrganisationForm.Strength)
    /// Words without any sign of what they are.
    case plain
    case unaffiliated
    case noise
  }

  var tokens: Range<Int>
  var meaning: Meaning
  var form: OrganisationForm = .nothing
  /// Organisations of the registry inside it.
  var matches: [Match] = []
  /// What separates it from the piece before: a comma keeps a unit with its institution, `and`, `;` and `/` do not.
  var isJoinedByComma = false
}

/// Cuts a text into pieces: at every segment mark outside an accepted name, and at `and`, `&` and `/` where both sides
/// are organisations of their own.
struct Partition {
  let index: RegistryIndex
  let reading: Reading
  let accepted: [Match]

  func pieces() -> [Piece] {
    var ranges: [(range: Range<Int>, comma: Bool)] = []
    ranges.reserveCapacity(reading.segments.count + 2)
    let items = reading.tokens.items
    var start = 0
    var comma = false
    for position in items.indices where position > 0 {
      guard !accepted.contains(where: { $0.tokens.lowerBound < position && position < $0.tokens.upperBound }) else {
        continue
      }
      let gap = items[position].before
      if !gap.isDisjoint(with: .segment) {
        ranges.append((start..<position, comma))
        comma = gap.isDisjoint(with: [.semicolon, .slash])
        start = position
      } else if isConnector(position), position > start, position + 1 < items.count, separates(position, from: start) {
        ranges.append((start..<position, comma))
        comma = false
        start = position + 1
      }
    }
    if start < items.count { ranges.append((start..<items.count, comma)) }
    var pieces: [Piece] = []
    pieces.reserveCapacity(ranges.count)
    for (range, comma) in ranges {
      var trimmed = range
      var joined = comma
      while let first = trimmed.first, isConnector(first), trimmed.count > 1 {
        trimmed = trimmed.dropFirst()
        joined = joined && !isOrganisation(trimmed)
      }
      guard !trimmed.isEmpty else { continue }
      pieces.append(piece(trimmed, joined: joined))
    }
    return pieces
  }

  private func isConnector(_ position: Int) -> Bool {
    index.lexicon.classes(reading.tokens.items[position].word).contains(.connector)
  }

  /// Whether a name ends right before the connector, or begins right after it, and the other side is no mere fragment.
  private func separates(_ connector: Int, from start: Int) -> Bool {
    let items = reading.tokens.items
    var next = connector + 1
    while next < items.count - 1, index.lexicon.classes(items[next].word).contains(.article) { next += 1 }
    let endsBefore = accepted.contains { $0.tokens.upperBound == connector }
    let beginsAfter = accepted.contains { $0.tokens.lowerBound == next || $0.tokens.lowerBound == connector + 1 }
    let left = start..<connector
    var rightEnd = next + 1
    while rightEnd < items.count, items[rightEnd].before.isDisjoint(with: .segment), !isConnector(rightEnd) {
      rightEnd += 1
    }
    let right = next..<rightEnd
    func form(_ range: Range<Int>) -> OrganisationForm.Strength {
      OrganisationForm.judge(reading.tokens, range, lexicon: index.lexicon).strength
    }
    switch (endsBefore, beginsAfter) {
    case (true, true): return true
    case (true, false): return form(right) >= .weak || right.count == 1 && items[next].isCapitals
    case (false, true): return form(left) >= .weak || left.contains { p in accepted.contains { $0.tokens.contains(p) } }
    case (false, false): return form(left) == .strong && form(right) == .strong
    }
  }

  private func isOrganisation(_ range: Range<Int>) -> Bool {
    accepted.contains { $0.tokens.overlaps(range) }
      || OrganisationForm.judge(reading.tokens, range, lexicon: index.lexicon).strength >= .weak
  }

  private func piece(_ range: Range<Int>, joined: Bool) -> Piece {
    let matches = accepted.isEmpty ? [] : accepted.filter { $0.tokens.overlaps(range) }
    var piece = Piece(tokens: range, meaning: .plain, matches: matches, isJoinedByComma: joined)
    piece.form = OrganisationForm.judge(reading.tokens, range, lexicon: index.lexicon)
    if !matches.isEmpty { return piece }
    if Unaffiliated.says(reading.tokens, range) {
      piece.meaning = .unaffiliated
    } else if let segment = reading.segments.firstIndex(where: { $0.contains(range.lowerBound) }),
      reading.isPlace[segment],
      reading.segments[segment].upperBound >= range.upperBound
    {
      piece.meaning = .place
    } else if PrintedAddress.isStreet(reading.tokens, range) {
      piece.meaning = .noise
    } else if range.allSatisfy({ reading.tokens.items[$0].hasDigit }) || reading.tokens.isLetter(range) {
      piece.meaning = .noise
    } else if piece.form.strength == .unit {
      piece.meaning = .unit
    } else if piece.form.strength > .unit {
      piece.meaning = .form(piece.form.strength)
    }
    return piece
  }
}

/// What authors print who belong to no organisation.
enum Unaffiliated {
  private static let words: Set<String> = [
    "unaffiliated", "no affiliation", "none", "independent", "independent researcher", "independent scholar",
    "independent scientist", "independent consultant", "independent contributor", "freelance", "freelancer", "n a",
    "not affiliated", "self", "private researcher", "retired", "individual", "individual researcher", "self employed",
    "unaffiliated researcher", "currently unaffiliated",
  ]

  private static let firstWords = Vocabulary(words.map { $0.prefix { $0 != " " }.description })

  static func says(_ tokens: Tokens, _ range: Range<Int>) -> Bool {
    guard range.count <= 3, let first = range.first, tokens.isOne(of: firstWords, at: first) else { return false }
    return words.contains(range.map { tokens.folded($0) }.joined(separator: " "))
  }
}
