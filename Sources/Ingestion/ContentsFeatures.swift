import Foundation

/// What can be said of a line without its neighbours: the evidence from which `ContentsLabels` decides.
struct ContentsFeatures {
  /// 0…1: how much the line looks like names with affiliations.
  var authors: Double
  /// Whether names and marks leave next to no doubt.
  var page: PageNumber?
  var date: PageDate?
  /// Whether `page` fits between the page numbers before and behind.
  var isOnPageChain = false
  /// Without bullets and signs of emphasis at its ends, page number still on.
  var bare: String
  var isItem: Bool
  var heading: Int?
  var endsOpen: Bool
  var startsLower: Bool
  var namesVenue: Bool
  /// Whether it is or holds `OSDI '25`.
  var namesEdition: Bool
  /// Whether it is the name of an organisation and nothing else.
  var isOrganisation: Bool
  /// Whether the paragraph it stands in is running text (`markProse`).
  var isProse = false
  /// Whether it says Session, Track, Keynote, ... at its beginning.
  var namesSession: Bool
  /// Whether it is the affiliation of the one author named on the line above (`markAlternation`).
  var isAffiliationLine = false
  /// Whether its last name has no bracket behind it, unlike others: the bracket may stand on the next line.
  var endsWithBareName: Bool
  /// Whether signs behind its names point to a legend.
  var marksNames = false
  /// The affiliations that such signs point to (`markLegends`).
  var legend: [NumberedAffiliations.Entry]?
  /// Whether it begins in lower case with a word that joins: `of`, `with`, `and`.
  var startsJoining = false
  /// Whether a bracket that an earlier line opened is closed on this line or a later one (`markBrackets`).
  var isInBracket = false

  init(_ line: PageLine, sense: NameSense) {
    let text = line.text
    var bare = Substring(text)
    var item = line.isItem
    for bullet in ["- ", "– ", "• ", "* ", "+ ", "· ", "‣ ", "▪ "] where bare.hasPrefix(bullet) {
      bare = bare.dropFirst(2)
      item = true
    }
    heading = line.heading
    if bare.hasPrefix("#") {
      let signs = bare.prefix { $0 == "#" }.count
      let rest = bare.dropFirst(signs)
      if signs <= 6, rest.first == " " {
        heading = signs
        bare = rest
      }
    }
    while let first = bare.first, first.isWhitespace { bare = bare.dropFirst() }
    self.bare = Self.withCommas(Self.withoutTime(bare), sense: sense)
    isItem = item
    date = PageDate(self.bare) ?? Self.dateBehindPlace(self.bare)
    page = date == nil ? PageNumber(self.bare) : nil
    authors =
      date != nil
      ? 0 : Self.authorLikeness(page?.hasLeaders == true ? page?.title ?? self.bare : self.bare, sense: sense)
    let lower = self.bare.lowercased()
    let last = self.bare.last
    endsOpen =
      last.map { ",;:-–&".contains($0) } ?? false
      || Self.joining.contains(lower.split(separator: " ").last.map(String.init) ?? "")
    endsWithBareName = authors > 0.9 && AuthorGroups.endsWithNameBehindBracket(self.bare)
    marksNames = authors < 0.9 && page?.isStrong != true && NumberedAffiliations.marksNames(self.bare)
    if marksNames { authors = max(authors, 0.75) }
    startsLower = self.bare.first?.isLowercase ?? false
    startsJoining = startsLower && Self.joining.contains(String(lower.prefix { !$0.isWhitespace }))
    namesEdition =
      self.bare.utf8.count < 200 && self.bare.utf8.contains { (0x30...0x39).contains($0) }
      && VenueStatement.shortForm(ContentsPage.Assembly.cleanHeading(self.bare)) != nil
    namesVenue = Self.namesVenue(lower)
    isOrganisation =
      page == nil && self.bare.count < 80 && !self.bare.contains(":")
      && NameSense.splitList(self.bare).allSatisfy { sense.isOrganisation($0.text) }
    let words = lower.split(separator: " ")
    let namesSession =
      line.role == .track
      || ["session", "track", "keynote", "poster", "panel", "tutorial", "part ", "day "].contains {
        lower.hasPrefix($0) || lower.hasPrefix("**" + $0)
      }
    self.namesSession = namesSession
    // `Session 3` has a number, not a page.
    if namesSession, page?.isStrong == false, words.count < 4 { page = nil }
  }

  private static let joining: Set<String> = [
    "and", "of", "for", "the", "in", "on", "with", "to", "a", "an", "via", "from", "using", "by", "at",
  ]

  /// Without `9:00–10:30` or `9:00 am` before the text.
  static func withoutTime(_ text: Substring) -> String {
    var rest = text
    var found = false
    while rest.first?.isNumber == true {
      let hour = rest.prefix { $0.isNumber }
      let behind = rest.dropFirst(hour.count)
      guard hour.count <= 2, behind.first == ":" else { break }
      let minutes = behind.dropFirst().prefix { $0.isNumber }
      guard minutes.count == 2 else { break }
      rest = behind.dropFirst(3)
      for half in [" am", " pm", "am", "pm", " AM", " PM", "AM", "PM", " a.m.", " p.m."] where rest.hasPrefix(half) {
        rest = rest.dropFirst(half.count)
        break
      }
      found = true
      rest = rest.drop { $0.isWhitespace || "–-—:|".contains($0) }
    }
    return found && rest.first?.isLetter == true ? String(rest) : String(text)
  }

  /// The date of `Graz, Austria, October 23–27, 2022`.
  static func dateBehindPlace(_ text: String) -> PageDate? {
    guard text.utf8.count <= 120, text.utf8.contains(where: { 0x30...0x39 ~= $0 }) else { return nil }
    var rest = text[...]
    while let comma = rest.firstIndex(of: ",") {
      rest = rest[rest.index(after: comma)...]
      if let date = PageDate(rest.trimmed), date.year != nil {
        return VenueStatement.isPlace(String(text[..<comma])) ? date : nil
      }
    }
    return nil
  }

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

  /// Names with commas between them for `A · B` and `A | B`.
  static func withCommas(_ text: String, sense: NameSense) -> String {
    for sign in ["·", "|", "•", "⋅"] where text.contains(sign) {
      let pieces = text.split(separator: sign).map(\.collapsed)
      if pieces.count > 1, pieces.allSatisfy({ sense.isPerson($0) || NameSense.hasPersonForm($0) }) {
        return pieces.joined(separator: ", ")
      }
    }
    return text
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

  /// Whether it ends with a full stop, an exclamation mark or a colon, quotation marks and brackets aside.
  private var endsSentence: Bool {
    let last = bare.last { !"*_)\"”".contains($0) }
    return last == "." || last == "!" || last == ":"
  }

  private static func namesVenue(_ lower: String) -> Bool {
    guard lower.utf8.count < 300 else { return false }
    return lower.holds("conference") || lower.holds("symposium") || lower.holds("workshop")
      || lower.holds("proceedings") || lower.holds("usenix") || lower.holds("acm ") || lower.holds("ieee")
      || lower.holds("international") || lower.holds("'") && lower.holds("(")
  }

  /// How much a line looks like an author block, 0…1.
  static func authorLikeness(_ text: String, sense: NameSense) -> Double {
    guard text.contains(where: \.isLetter), text.utf8.count < PageLine.longest else { return 0 }
    let tokens = AuthorToken.meant(AuthorToken.scan(text).tokens, sense: sense)
    let marked = tokens.filter { $0.kind == .marked }
    if !marked.isEmpty { return markedLikeness(tokens, marked, sense) }
    switch AuthorGroups.layout(of: tokens, sense: sense) {
    case .bracketed: return 0.95
    default: return plainLikeness(tokens.filter { $0.kind == .plain }, sense)
    }
  }

  private static func markedLikeness(_ tokens: [AuthorToken], _ marked: [AuthorToken], _ sense: NameSense) -> Double {
    let plain = tokens.filter { $0.kind == .plain }
    if plain.isEmpty {
      let items = marked.flatMap { NameSense.splitList($0.text) }
      if items.allSatisfy({ sense.isPerson($0.text) }) { return items.count > 1 ? 0.7 : 0.4 }
      return marked.contains { sense.isOrganisation($0.text) } ? 0.6 : 0.05
    }
    let items = plain.flatMap { NameSense.splitList($0.text) }
    guard !items.isEmpty else { return 0.3 }
    let persons = items.filter {
      NameSense.hasPersonForm(NameSense.cleanName($0.text)) || sense.isOrganisation($0.text)
    }
    let share = Double(persons.count) / Double(items.count)
    // `Names, *Affiliation*`: a comma stands before the mark; a title with a stressed word has none.
    let commas = zip(tokens, tokens.dropFirst()).contains { before, after in
      after.kind == .marked && before.kind == .plain
        && (before.text.last { !$0.isWhitespace } == "," || after.text.first { !$0.isWhitespace } == "(")
    }
    return commas ? 0.5 + 0.5 * share : 0.7 * share
  }

  private static func plainLikeness(_ segments: [AuthorToken], _ sense: NameSense) -> Double {
    guard let first = segments.first else { return 0 }
    // `A; B; C`
    if segments.count > 1,
      segments.allSatisfy({ NameSense.splitList($0.text).count == 1 && sense.isPerson($0.text) })
    {
      return 0.75
    }
    var total = 0.0
    var people = 0
    var organisations = 0
    for segment in segments {
      let items = NameSense.splitList(segment.text, atAnd: false)
      guard let lead = items.first else { continue }
      let leads = NameSense.splitList(lead.text)
      if leads.allSatisfy({ sense.isPerson($0.text) }) {
        people += leads.count
        var score = items.count > 1 ? 0.85 : leads.count > 1 ? 0.55 : 0.35
        for item in items.dropFirst() {
          if sense.isOrganisation(item.text) {
            organisations += 1
          } else if NameSense.splitList(item.text).allSatisfy({ sense.isPerson($0.text) }) {
            people += 1
          } else if item.text.contains(" "), item.text.split(separator: " ").contains(where: { isFunctionWord($0) }) {
            score -= 0.4
          }
        }
        total += score
      } else if sense.isOrganisation(lead.text), segments.count > 1 {
        organisations += 1
        total += 0.6
      }
    }
    let mean = total / Double(segments.count)
    if NameSense.splitList(first.text).isEmpty { return 0 }
    return max(0, min(1, mean + (organisations > 0 && people > 0 ? 0.15 : 0)))
  }

  private static func isFunctionWord(_ word: Substring) -> Bool {
    ["the", "for", "with", "in", "on", "of", "to", "a", "an", "is", "this", "via", "from", "using", "by"].contains(
      word.lowercased())
  }
}
