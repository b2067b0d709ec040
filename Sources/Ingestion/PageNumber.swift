/// A page number at the end of a title line, and the title without it.
struct PageNumber: Equatable {
  /// The line before the number, leaders and separators cut off.
  var title: String
  /// As printed: `465`, `xii`.
  var first: String
  /// The end of a printed range.
  var last: String?
  /// Whether a tab, leaders, a closing mark or wide space stand before the number; a single space is weak.
  var isStrong: Bool
  /// Whether a row of dots leads to the number.
  var hasLeaders: Bool

  /// The number as an integer; nil for roman numerals.
  var value: Int? { Int(first.prefix { $0 != ":" }) }

  /// Finds a number that ends `line`; nil when there is none or nothing stands before it.
  init?(_ line: String) {
    let characters = Array(line)
    var end = characters.count
    while end > 0, characters[end - 1].isWhitespace || characters[end - 1] == "*" || characters[end - 1] == "|" {
      end -= 1
    }
    var start = end
    while start > 0, characters[start - 1].isASCII, characters[start - 1].isLetter || characters[start - 1].isNumber {
      start -= 1
    }
    guard start < end, start > 0 else { return nil }
    let number = String(characters[start..<end])
    let isNumber = number.allSatisfy(\.isNumber) && number.count <= 5
    let isArticle = start > 1 && characters[start - 1] == ":" && characters[start - 2].isNumber
    guard
      isNumber || isArticle && number.allSatisfy({ "ivxlc".contains($0) })
        || (number.count <= 6 && number.allSatisfy { "ivxlc".contains($0) })
    else { return nil }
    first = number
    var before = start
    // `12:1–12:18`: the pages of an article that has a number.
    func digits(before end: Int) -> Int {
      var at = end
      while at > 0, characters[at - 1].isASCII, characters[at - 1].isNumber { at -= 1 }
      return at
    }
    if before > 1, characters[before - 1] == ":", digits(before: before - 1) < before - 1 {
      let high = digits(before: before - 1)
      first = String(characters[high..<end])
      before = high
      if high > 1, "-–".contains(characters[high - 1]) {
        let from = digits(before: high - 1)
        let article = from > 1 && characters[from - 1] == ":" ? digits(before: from - 1) : from
        if article < from - 1, from < high - 1 {
          last = first
          first = String(characters[article..<(high - 1)])
          before = article
        }
      }
      guard before > 0 else { return nil }
    } else if isNumber, before > 1, "-–".contains(characters[before - 1]), characters[before - 2].isNumber {
      var from = before - 1
      while from > 0, characters[from - 1].isASCII, characters[from - 1].isNumber { from -= 1 }
      let low = String(characters[from..<(before - 1)])
      if let low = Int(low), let high = Int(number), low <= high, from > 0, characters[from - 1].isWhitespace {
        first = String(low)
        last = number
        before = from
      }
    }
    if before > 2,
      String(characters[(before - 2)..<before]) == "p." || String(characters[(before - 2)..<before]) == "p "
    {
      before -= 2
    }
    guard characters[before - 1].isWhitespace || ".…·*".contains(characters[before - 1]) else { return nil }
    var cut = before
    var dots = 0
    var marks = 0
    var hasTab = false
    var spaces = 0
    while cut > 0 {
      let character = characters[cut - 1]
      if character == "." || character == "·" {
        dots += 1
      } else if character == "…" {
        dots += 3
      } else if character == "*" {
        marks += 1
      } else if character == "\t" {
        hasTab = true
      } else if character.isWhitespace {
        spaces += 1
      } else {
        break
      }
      cut -= 1
    }
    // One dot before the number ends a sentence or an abbreviation; it is no leader.
    isStrong = hasTab || dots > 1 || marks > 1 || spaces > 1
    hasLeaders = dots > 3
    guard isNumber || isStrong else { return nil }
    title = String(characters[..<cut]) + (dots == 1 ? "." : "")
    guard title.contains(where: \.isLetter) else { return nil }
  }
}
