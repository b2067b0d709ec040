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

  /// Whether it ends with a full stop, an exclamation mark or a colon, quotation marks and brackets aside.
  var endsSentence: Bool {
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
