import Foundation

/// The lines that name a paper's authors, joined, with the way back to each line.
struct AuthorBlock {
  /// The lines' texts, joined by a space.
  var text: String
  /// For each line, where it begins in `text` (unit: characters), ascending.
  var starts: [(offset: Int, line: PageLine)]

  /// Joins `lines`, which are not empty.
  init(_ lines: [PageLine]) {
    var text = ""
    var starts: [(Int, PageLine)] = []
    var length = 0
    for line in lines {
      if !text.isEmpty {
        text += " "
        length += 1
      }
      starts.append((length, line))
      text += line.text
      length += line.text.count
    }
    self.text = text
    self.starts = starts
  }

  /// The line on which the character at `offset` stands.
  func line(at offset: Int) -> PageLine? { starts.last { $0.offset <= offset }?.line ?? starts.first?.line }
}

/// A piece of an author block between separators.
struct AuthorToken: Equatable {
  enum Kind { case plain, marked, separator }
  var kind: Kind
  var text: String
  /// Unit: characters of the block.
  var offset: Int
}

/// Names and the affiliations that hold for each of them.
struct AuthorGroup {
  struct Item: Equatable {
    var text: String
    /// Unit: characters of the block.
    var offset: Int
  }
  var names: [Item] = []
  var affiliations: [Item] = []
  var isUnaffiliated = false
}

extension AuthorToken {
  /// Cuts a block into plain text, emphasised text (`<i>`, `<em>`, `*…*`, `_…_`) and group separators.
  ///
  /// A `;` inside brackets does not separate; one inside an emphasis does, and the emphasis goes on behind it. An
  /// emphasis that is not closed ends at the next `;`, which `unclosed` tells.
  ///
  /// - Complexity: O(n), n the number of characters.
  static func scan(_ text: String) -> (tokens: [AuthorToken], unclosed: [Int]) {
    let characters = Array(text)
    let (spans, signs, breaks, unclosed) = emphasis(characters)
    var tokens: [AuthorToken] = []
    var buffer = ""
    var start = 0
    var depth = 0
    var span = 0
    var sign = 0
    var isMarked = false
    func flush() {
      if buffer.contains(where: { !$0.isWhitespace }) {
        tokens.append(AuthorToken(kind: isMarked ? .marked : .plain, text: buffer, offset: start))
      }
      buffer = ""
    }
    var at = 0
    while at < characters.count {
      while span < spans.count, spans[span].upperBound <= at { span += 1 }
      let inside = span < spans.count && spans[span].contains(at)
      if inside != isMarked {
        flush()
        isMarked = inside
      }
      while sign < signs.count, signs[sign].upperBound <= at { sign += 1 }
      if sign < signs.count, signs[sign].contains(at) {
        if breaks.contains(at) {
          flush()
          tokens.append(AuthorToken(kind: .separator, text: ";", offset: at))
        }
        at = signs[sign].upperBound
        continue
      }
      let character = characters[at]
      if "([{（【".contains(character) { depth += 1 }
      if ")]}）】".contains(character), depth > 0 { depth -= 1 }
      if character == ";" || character == "；", depth == 0 {
        flush()
        tokens.append(AuthorToken(kind: .separator, text: ";", offset: at))
      } else {
        if buffer.isEmpty { start = at }
        buffer.append(character)
      }
      at += 1
    }
    flush()
    return (tokens, unclosed)
  }

  /// `A, X & B, Y` as two groups: behind an organisation, 'and' before a person begins the next one.
  private static func separatingGroups(_ tokens: [AuthorToken], sense: NameSense) -> [AuthorToken] {
    tokens.flatMap { token -> [AuthorToken] in
      guard token.kind == .plain, token.text.contains("&") || token.text.contains(" and ") else { return [token] }
      let items = NameSense.splitList(token.text, atAnd: false)
      for (place, item) in items.enumerated().dropFirst() where place + 1 < items.count {
        let parts = NameSense.splitList(item.text)
        guard parts.count == 2, sense.isOrganisation(parts[0].text), !sense.isOrganisation(parts[1].text),
          sense.isPerson(parts[1].text), sense.isPerson(items[0].text)
        else { continue }
        let start = item.offset + parts[1].offset
        let end = item.offset + parts[0].offset + parts[0].text.count
        let rest = AuthorToken(kind: .plain, text: String(token.text.dropFirst(start)), offset: token.offset + start)
        return [
          AuthorToken(kind: .plain, text: String(token.text.prefix(end)), offset: token.offset),
          AuthorToken(kind: .separator, text: "&", offset: token.offset + end),
        ] + separatingGroups([rest], sense: sense)
      }
      return [token]
    }
  }

  /// Tokens without marks that mean nothing: those on a whole block that has brackets, or holds nothing but names, and
  /// the brackets around `(*X University*)`.
  static func meant(_ tokens: [AuthorToken], sense: NameSense) -> [AuthorToken] {
    guard tokens.contains(where: { $0.kind == .marked }) else { return separatingGroups(tokens, sense: sense) }
    if !tokens.contains(where: { $0.kind == .plain }) {
      var plain = tokens
      for at in plain.indices where plain[at].kind == .marked { plain[at].kind = .plain }
      if AuthorGroups.layout(of: plain, sense: sense) == .bracketed { return plain }
      let items = plain.filter { $0.kind == .plain }.flatMap { NameSense.splitList($0.text) }
      return items.count > 1 && items.allSatisfy { sense.isPerson($0.text) } ? plain : tokens
    }
    var result = tokens
    for at in result.indices.dropFirst() where result[at].kind == .marked && result[at - 1].kind == .plain {
      guard let open = result[at - 1].text.lastIndex(where: { !$0.isWhitespace }), result[at - 1].text[open] == "("
      else { continue }
      if at + 1 < result.count {
        guard result[at + 1].kind == .plain, result[at + 1].text.first == ")" else { continue }
        result[at + 1].text.removeFirst()
        result[at + 1].offset += 1
      }
      result[at - 1].text = result[at - 1].text[..<open] + ","
    }
    return result.filter { $0.kind == .separator || $0.text.contains { !$0.isWhitespace } }
  }

  /// Where emphasis reaches, and which characters are only signs of it.
  ///
  /// - Returns: ascending, disjoint ranges of emphasised text; ranges of signs; those of them that are line breaks;
  ///   and where an emphasis begins that is not closed.
  private static func emphasis(
    _ text: [Character]
  ) -> (spans: [Range<Int>], signs: [Range<Int>], breaks: Set<Int>, unclosed: [Int]) {
    var spans: [Range<Int>] = []
    var signs: [Range<Int>] = []
    var breaks: Set<Int> = []
    var unclosed: [Int] = []
    var open: (mark: Character, sign: Range<Int>)?
    func close(at end: Int, properly: Bool) {
      guard let held = open else { return }
      open = nil
      var end = end
      if !properly {
        unclosed.append(held.sign.lowerBound)
        end = text[held.sign.upperBound..<end].firstIndex { $0 == ";" } ?? end
      }
      if held.sign.upperBound < end { spans.append(held.sign.upperBound..<end) }
    }
    var at = 0
    while at < text.count {
      let character = text[at]
      if character == "<", let tag = tag(text, at) {
        let sign = at..<tag.end
        switch tag.name {
        case "i", "em":
          close(at: at, properly: false)
          open = ("<", sign)
        case "/i", "/em": close(at: at, properly: true)
        case "br", "br/", "/br": breaks.insert(at)
        default: break
        }
        signs.append(sign)
        at = tag.end
      } else if character == "*" || character == "_" {
        var end = at
        while end < text.count, text[end] == character { end += 1 }
        let before: Character = at > 0 ? text[at - 1] : " "
        let after: Character = end < text.count ? text[end] : " "
        let inWord = isWordPart(before) && isWordPart(after)
        if end - at > 1 {
          signs.append(at..<end)  // strong emphasis says nothing here: the signs go, the text stays
        } else if open?.mark == character, !before.isWhitespace, !inWord {
          close(at: at, properly: true)
          signs.append(at..<end)
        } else if !after.isWhitespace, !",;)".contains(after), !isWordPart(before) {
          close(at: at, properly: false)
          open = (character, at..<end)
          signs.append(at..<end)
        } else if !inWord {
          signs.append(at..<end)
        }
        at = end
      } else {
        at += 1
      }
    }
    close(at: text.count, properly: false)
    return (spans, signs, breaks, unclosed)
  }

  private static func isWordPart(_ character: Character) -> Bool { character.isLetter || character.isNumber }

  /// The tag that starts at `at`: its lower-case name and the place behind it.
  private static func tag(_ text: [Character], _ at: Int) -> (name: String, end: Int)? {
    var end = at + 1
    while end < text.count, end - at < 200, text[end] != ">" {
      if text[end] == "<" { return nil }
      end += 1
    }
    guard end < text.count, text[end] == ">" else { return nil }
    let name = String(text[(at + 1)..<end].prefix { !$0.isWhitespace }).lowercased()
    let letters = name.hasPrefix("/") ? name.dropFirst() : name[...]
    guard let first = letters.first, first.isLetter, letters.allSatisfy({ $0.isLetter || $0.isNumber || $0 == "/" })
    else { return nil }
    return (name, end + 1)
  }
}
