/// Lines of programme pages that are about the programme, not about papers: chairs, rooms, breaks, downloads.
struct PageNotice: Equatable {
  enum Kind { case chair, room, time, award, pages, doi, other }
  var kind: Kind
  /// The value: the chair's name, the room.
  var text: String
  /// The number of the line it stood on.
  var line: Int

  /// Takes the notices out of `lines`.
  static func separate(_ lines: [PageLine]) -> (lines: [PageLine], notices: [PageNotice]) {
    var kept: [PageLine] = []
    var notices: [PageNotice] = []
    var blank = false
    for var line in lines {
      if let notice = PageNotice(line) {
        notices.append(notice)
        blank = true
      } else {
        line.followsBlank = line.followsBlank || blank
        blank = false
        kept.append(line)
      }
    }
    return (kept, notices)
  }

  /// Recognises a notice; nil for any other line.
  init?(_ line: PageLine) {
    let text = line.text.filter { $0 != "*" && $0 != "_" }.collapsed
    let lower = text.lowercased()
    self.line = line.number
    for label in ["session chairs", "session chair", "chaired by", "chairs", "chair"] where lower.hasPrefix(label) {
      let rest = text.dropFirst(label.count).drop { $0 == ":" || $0 == " " || $0 == "-" || $0 == "–" }
      guard lower.dropFirst(label.count).first.map({ !$0.isLetter }) ?? true else { continue }
      kind = .chair
      self.text = String(rest)
      return
    }
    for label in ["location:", "room:", "venue:"] where lower.hasPrefix(label) {
      kind = .room
      self.text = text.dropFirst(label.count).collapsed
      return
    }
    if text.count < 60, !text.contains(where: { ";,:".contains($0) }) {
      let words = lower.split(separator: " ")
      if words.count <= 5,
        words.contains(where: { ["ballroom", "room", "hall", "auditorium", "salon", "foyer"].contains($0) })
      {
        kind = .room
        self.text = text
        return
      }
    }
    if Self.isTime(lower) {
      kind = .time
      self.text = text
      return
    }
    if let pages = Self.pages(lower) {
      kind = .pages
      self.text = pages
      return
    }
    if let mark = lower.range(of: "doi.org/10."), text.allSatisfy({ !$0.isWhitespace }) || lower.hasPrefix("doi") {
      kind = .doi
      self.text = String(text[text.index(mark.lowerBound, offsetBy: 8)...])
      return
    }
    if text.hasPrefix("@"), let brace = text.firstIndex(of: "{"), text[..<brace].dropFirst().allSatisfy(\.isLetter) {
      kind = .other  // how to cite it
      self.text = text
      return
    }
    if lower.hasPrefix("awarded ") || lower.hasSuffix(" award!") || lower.hasSuffix(" award winner") {
      kind = .award
      self.text = text
      return
    }
    let words = lower.split { !$0.isLetter }.map(String.init)
    guard !words.isEmpty, words.allSatisfy(Self.links.contains) || Self.others.contains(words.joined(separator: " "))
    else { return nil }
    kind = .other
    self.text = text
  }

  /// `3-18` of `Pages 3-18`, `October 2023, pp 3–18` and `Publication Year: 2020, Page(s): 3 - 18`.
  private static func pages(_ lower: String) -> String? {
    guard lower.count < 80, lower.contains("page") || lower.contains("pp"), lower.contains(where: \.isNumber) else {
      return nil
    }
    let words = lower.split { !$0.isLetter }.map(String.init)
    guard let mark = words.last(where: { ["page", "pages", "pp"].contains($0) }),
      words.allSatisfy({ word in
        ["article", "no", "page", "pages", "pp", "publication", "s", "year"].contains(word) || PageDate.isMonth(word)
      }), let start = lower.range(of: mark, options: .backwards)
    else { return nil }
    let numbers = lower[start.upperBound...].split { !$0.isNumber && $0 != ":" }.filter {
      $0.contains(where: \.isNumber)
    }
    let behind = numbers.map { $0.trimmingCharacters(in: [":"]) }
    guard let first = behind.first, behind.count <= 2 else { return nil }
    return behind.count == 2 ? first + "-" + behind[1] : first
  }

  /// `9:00 am–10:30 am` and the like: digits, colons, am and pm only, with at least one colon or am/pm.
  private static func isTime(_ lower: String) -> Bool {
    guard lower.contains(where: \.isNumber), lower.contains(":") || lower.contains("am") || lower.contains("pm") else {
      return false
    }
    let words = lower.split { " –-—:.0123456789,()|".contains($0) }
    return words.allSatisfy { word in
      ["am", "pm", "a", "p", "m", "to", "utc", "cet", "cest", "pdt", "pst", "edt", "est"].contains(word)
        || PageDate.isWeekday(String(word))
    }
  }

  /// Lines of nothing but these words are links to files.
  private static let links: Set<String> = [
    "abs", "abstract", "arxiv", "artifact", "available", "bib", "bibtex", "code", "details", "dl", "doi", "download",
    "github", "hide", "html", "link", "materials", "media", "more", "openreview", "paper", "pdf", "poster", "preprint",
    "prepublication", "presentation", "read", "show", "slides", "supp", "supplemental", "supplementary", "url", "video",
    "view", "youtube",
  ]

  private static let others: Set<String> = [
    "afternoon break", "artifact evaluated", "artifacts available", "artifacts evaluated functional",
    "artifacts evaluated results reproduced", "back to top", "break", "break with refreshments", "breakfast",
    "closing remarks", "coffee and tea break", "coffee break", "coffee tea break", "conference luncheon", "contents",
    "continental breakfast", "lunch", "lunch break", "lunch on your own", "luncheon", "morning break",
    "back matter", "extended abstract", "free access", "front matter", "open access", "public access",
    "research article",
    "short paper", "opening remarks", "opening remarks and awards", "reception", "registration", "results reproduced",
    "table of contents", "welcome reception",
  ]
}
