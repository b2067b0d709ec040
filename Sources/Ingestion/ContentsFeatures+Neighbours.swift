import Foundation

/// What can be said of a line only together with the lines around it.
extension ContentsFeatures {
  /// Reads lines again that begin with the rest of a name, or of names, whose bracket stands on them.
  static func markCuts(_ features: inout [ContentsFeatures], _ lines: [PageLine], sense: NameSense) {
    for at in features.indices.dropFirst() where features[at - 1].endsWithBareName && !lines[at].followsBlank {
      let before = features[at - 1].bare
      guard let bracket = AuthorGroups.brackets(before).last, features[at].date == nil, !features[at].isItem else {
        continue
      }
      let joined = before.dropFirst(bracket.close + 1).drop { ",;& ".contains($0) } + " " + features[at].bare
      guard authorLikeness(String(joined), sense: sense) > 0.9 else { continue }
      features[at].authors = 0.95
      features[at].endsWithBareName = AuthorGroups.endsWithNameBehindBracket(features[at].bare)
    }
  }

  /// Marks lines with one author each, the affiliation on the line below, where the page has at least two of them.
  static func markAlternation(_ features: inout [ContentsFeatures], _ lines: [PageLine], sense: NameSense) {
    var places: [Int] = []
    var at = 0
    while at + 1 < features.count {
      let (name, place) = (features[at], features[at + 1])
      if name.page == nil, name.heading == nil, !name.bare.contains(","), sense.isPerson(name.bare), name.date == nil,
        !lines[at + 1].followsBlank, place.heading == nil,
        place.isOrganisation && !sense.isPerson(place.bare) || NameSense.isUnaffiliated(place.bare),
        !place.isItem
      {
        places.append(at)
        at += 2
      } else {
        at += 1
      }
    }
    let adjacent = zip(places, places.dropFirst()).contains { $1 == $0 + 2 && !lines[$1].followsBlank }
    guard adjacent else { return }
    for at in places {
      features[at].authors = 0.9
      features[at + 1].authors = 0.9
      features[at + 1].isAffiliationLine = true
    }
  }

  /// Marks the lines of legends, each behind names with signs, or behind another line of the legend.
  static func markLegends(_ features: inout [ContentsFeatures], sense: NameSense) {
    for at in features.indices.dropFirst() where features[at - 1].marksNames || features[at - 1].legend != nil {
      guard features[at].date == nil, features[at].page?.isStrong != true,
        let legend = NumberedAffiliations.legend(features[at].bare, sense: sense)
      else { continue }
      features[at].legend = legend
      features[at].authors = 0.95
      features[at].marksNames = false
    }
  }

  /// Marks what stands inside a bracket that opened on a line before, at most three lines away.
  static func markBrackets(_ features: inout [ContentsFeatures], _ lines: [PageLine]) {
    var at = 0
    while at < features.count {
      let depth = bracketDepth(features[at].bare, from: 0)
      var end = at
      if depth > 0 {
        var open = depth
        var next = at + 1
        while next < min(at + 4, features.count), !lines[next].followsBlank, !features[next].isItem {
          open = bracketDepth(features[next].bare, from: open)
          if features[next].bare.contains(where: { ")）".contains($0) }), open <= 0 || open < depth {
            end = next
            break
          }
          next += 1
        }
        for inside in at..<end { features[inside + 1].isInBracket = true }
      }
      at = max(end, at + 1)
    }
  }

  /// How many brackets are open behind a text.
  private static func bracketDepth(_ text: String, from start: Int) -> Int {
    var depth = start
    for character in text {
      if "(（".contains(character) { depth += 1 }
      if ")）".contains(character), depth > 0 { depth -= 1 }
    }
    return depth
  }

  /// Marks paragraphs of sentences: mostly words in lower case, ending as a sentence does.
  static func markProse(_ features: inout [ContentsFeatures], _ lines: [PageLine]) {
    var start = 0
    while start < lines.count {
      var end = start + 1
      while end < lines.count, end - start < 400, !lines[end].followsBlank, !features[end].isItem,
        features[end].heading == nil
      {
        end += 1
      }
      end = entryStart(features, start, end) ?? end
      let words = features[start..<end].flatMap { $0.bare.split(separator: " ") }
      let lower = words.count { $0.first?.isLowercase ?? false }
      let share = Double(lower) / Double(max(words.count, 1))
      // A long title in sentence case is followed by its authors; a passage is not.
      let isPassage =
        end - start > 1
        ? words.count >= 12 && share >= 0.4
        : words.count >= 16 && share >= 0.55 && !(end < lines.count && features[end].authors >= 0.8)
      if features[start].heading == nil,
        isPassage && features[end - 1].endsSentence || words.count > 60 && share >= 0.4,
        !features[start..<end].contains(where: \.isOnPageChain)
      {
        for at in start..<end { features[at].isProse = true }
      }
      start = end
    }
  }

  /// Where titles and authors begin behind an abstract, with no blank line between: behind a sentence's end, when the
  /// rest has authors and few words in lower case.
  private static func entryStart(_ features: [ContentsFeatures], _ start: Int, _ end: Int) -> Int? {
    var words = 0
    var lower = 0
    var hasAuthors = false
    var found: Int?
    for at in (start..<end).reversed() {
      let line = features[at].bare.split(separator: " ")
      words += line.count
      lower += line.count { $0.first?.isLowercase ?? false }
      hasAuthors = hasAuthors || features[at].authors >= 0.8
      if at > start, features[at - 1].endsSentence, hasAuthors, lower * 5 < words * 2 { found = at }
    }
    return found
  }
}
