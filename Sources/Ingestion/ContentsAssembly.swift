import Bibliography
import Foundation

extension ContentsPage {
  /// Makes papers of labelled lines, one line at a time.
  struct Assembly {
    let page: ContentsPage
    let sense: NameSense
    let notices: [PageNotice]
    private var count = Count()
    private var front: [(PageLine, ContentsFeatures)] = []
    private var isFrontDone = false
    private var venue: VenueStatement = VenueStatement()
    private var day: PageDate?
    private var session: String?
    private var title: [(PageLine, ContentsFeatures)] = []
    private var authors: [(PageLine, ContentsFeatures)] = []
    /// Passages of running text: how many, and where the first one starts.
    private var prose: (count: Int, line: Int)?
    private var isInProse = false
    private var nextNotice = 0
    /// Forewords, committees and indices: how many, and where the first one stands.
    private var frontMatter: (count: Int, line: Int)?

    init(page: ContentsPage, sense: NameSense, notices: [PageNotice]) {
      self.page = page
      self.sense = sense
      self.notices = notices
    }

    /// The next line and its label.
    mutating func take(_ line: PageLine, _ features: ContentsFeatures, _ label: ContentsLabel) {
      if label != .front, !isFrontDone {
        venue = VenueStatement(front.map { ($0.0.text, $0.1.date) })
        isFrontDone = true
      }
      if label == .note, !isInProse { prose = ((prose?.count ?? 0) + 1, prose?.line ?? line.number) }
      isInProse = label == .note
      switch label {
      case .front:
        front.append((line, features))
        if features.authors >= 0.8 { reportPeople(line) }
      case .day:
        close(before: line.number)
        day = features.date
      case .session:
        close(before: line.number)
        session = Self.cleanHeading(features.bare)
      case .title:
        close(before: line.number)
        title = [(line, features)]
      case .titleMore: title.append((line, features))
      case .authors:
        if title.isEmpty || !authors.isEmpty { close(before: line.number) }
        authors = [(line, features)]
      case .authorsMore: authors.append((line, features))
      case .note: break
      }
    }

    /// Closes the last record.
    mutating func finish() -> Count {
      close()
      if let (count, line) = prose {
        let what = count == 1 ? "a passage of running text was" : "\(count) passages of running text were"
        page.sink.report(
          Diagnostic(
            .note, "contents.prose", "\(what) left out; the first begins here.",
            at: SourceLocation(file: page.file, line: line)))
      }
      if let (count, line) = frontMatter {
        page.sink.report(
          Diagnostic(
            .note, "contents.front-matter",
            "\(count) \(count == 1 ? "entry" : "entries") of the volume's own matter (forewords, committees, indices) "
              + "left out; the first stands here.", at: SourceLocation(file: page.file, line: line)))
      }
      return count
    }

    /// Whether a title without authors is the volume's own: `Author Index`, `Message from the Chairs`, `Organization`.
    static func isFrontMatter(_ title: String) -> Bool {
      let words = title.lowercased().split { !$0.isLetter }.map(String.init)
      guard let first = words.first, let last = words.last, words.count <= 9 else { return false }
      if ["foreword", "preface", "colophon", "sponsors", "supporters", "acknowledgments", "acknowledgements"]
        .contains(first), words.count <= 3
      {
        return true
      }
      if ["message", "welcome"].contains(first),
        words.dropFirst().first.map({ ["from", "to", "message"].contains($0) }) ?? true
      {
        return true
      }
      if words.contains("author") || words.contains("subject") || words.contains("authors"), last == "index" {
        return true
      }
      if ["organization", "organisation", "committee", "committees", "organizers", "organisers", "reviewers", "chairs"]
        .contains(last)
      {
        return words.count == 1
          || words.contains {
            [
              "conference", "symposium", "workshop", "program", "programme", "organizing", "organising", "steering",
              "technical", "external", "reviewing",
            ].contains($0)
          } || VenueStatement.year(in: title) != nil
      }
      return false
    }

    /// What stands between the paper's title and `line`, the next record's first: awards, pages, a DOI.
    private mutating func addNotices(to paper: inout Paper, from first: Int, before line: Int) {
      while nextNotice < notices.count, notices[nextNotice].line < line {
        let notice = notices[nextNotice]
        nextNotice += 1
        guard notice.line >= first else { continue }
        switch notice.kind {
        case .award: paper.fields.append(.init(key: "award", value: notice.text))
        case .pages where paper.firstPage == nil: (paper.firstPage, paper.lastPage) = FieldText.pages(notice.text)
        case .doi where paper.doi == nil:
          paper.doi = page.sink.doi(notice.text, at: SourceLocation(file: page.file, line: notice.line))
        default: continue
        }
      }
    }

    /// Turns what was gathered into a paper, or says why not.
    private mutating func close(before next: Int = .max) {
      defer {
        title = []
        authors = []
      }
      guard let (line, features) = title.first else {
        if let (line, _) = authors.first { rejectWithoutTitle(line) }
        return
      }
      var number = features.isOnPageChain ? features.page : nil
      var parts: [String] = []
      for (_, more) in title {
        if more.isOnPageChain, let found = more.page {
          number = found
          parts.append(found.title)
        } else {
          parts.append(more.bare)
        }
      }
      let text = Self.cleanTitle(Self.joinTitle(parts))
      let place = SourceLocation(file: page.file, line: line.number, column: line.column())
      guard text.contains(where: { $0.isLetter || $0.isNumber }) else {
        if !authors.isEmpty { rejectWithoutTitle(authors[0].0) }
        return
      }
      guard !authors.isEmpty else {
        if Self.isFrontMatter(text) || number.map({ $0.value == nil }) == true {
          frontMatter = ((frontMatter?.count ?? 0) + 1, frontMatter?.line ?? line.number)
          return
        }
        count.rejected += 1
        page.sink.reject(
          Diagnostic(
            .error, "contents.no-authors",
            "the title '\(Self.shortened(text))' is not followed by its authors. Add the line with their names.",
            at: place))
        return
      }
      if Self.isFrontMatter(text) {
        frontMatter = ((frontMatter?.count ?? 0) + 1, frontMatter?.line ?? line.number)
        return
      }
      if number == nil, let last = authors.last?.1, last.isOnPageChain { number = last.page }
      var paper = Paper(
        title: text, venue: venue.venue, year: day?.year ?? venue.year, place: venue.place,
        day: day?.iso(year: venue.year), session: session, firstPage: number?.first, lastPage: number?.last,
        location: place)
      paper.authors = readAuthors()
      paper.kind = Self.kind(title: text, session: session)
      if let name = venue.title { paper.fields.append(.init(key: "venue_title", value: name)) }
      addNotices(to: &paper, from: line.number, before: next)
      guard !paper.authors.isEmpty else {
        count.rejected += 1
        page.sink.reject(
          Diagnostic(
            .error, "contents.no-names",
            "the line under '\(Self.shortened(text))' names no person. Expected 'Name, Name, and Name, Affiliation; …'.",
            at: SourceLocation(file: page.file, line: authors[0].0.number, column: authors[0].0.column())))
        return
      }
      count.kept += 1
      page.sink.keep(paper)
    }

    private func reportPeople(_ line: PageLine) {
      page.sink.report(
        Diagnostic(
          .note, "contents.people",
          "'\(Self.shortened(line.text))' is about an item of the programme that is no paper; left out.",
          at: SourceLocation(file: page.file, line: line.number, column: line.column())))
    }

    private mutating func rejectWithoutTitle(_ line: PageLine) {
      // Under `Opening Remarks` stand those who speak.
      if notices.contains(where: { $0.kind == .other && $0.line < line.number && line.number - $0.line <= 2 }) {
        return reportPeople(line)
      }
      count.rejected += 1
      page.sink.reject(
        Diagnostic(
          .error, "contents.no-title",
          "authors without a title: '\(Self.shortened(line.text))'. Put the paper's title on a line before them.",
          at: SourceLocation(file: page.file, line: line.number, column: line.column())))
    }

    private func readAuthors() -> [Authorship] {
      if let legend = authors.firstIndex(where: { $0.1.legend != nil }) { return readNumbered(legend) }
      if authors.contains(where: \.1.isAffiliationLine) { return readAlternating() }
      var lines = authors.map(\.0)
      for (at, held) in authors.enumerated() { lines[at].text = held.1.bare }
      if let last = authors.last, last.1.isOnPageChain, let number = last.1.page {
        lines[lines.count - 1].text = number.title
      }
      // One author a line, each with an affiliation: the line's end separates.
      for at in lines.indices.dropLast() where authors[at].1.authors >= 0.8 && authors[at + 1].1.authors >= 0.8 {
        guard !authors[at].1.endsOpen, !authors[at].1.endsWithBareName, !authors[at + 1].1.isInBracket,
          !lines[at].text.contains(where: { "*<_".contains($0) })
        else { continue }
        lines[at].text += ";"
      }
      let block = AuthorBlock(lines)
      let reading = AuthorGroups(block.text, sense: sense)
      func location(_ item: AuthorGroup.Item) -> SourceLocation? {
        block.line(at: item.offset).map {
          SourceLocation(file: page.file, line: $0.number, column: $0.column(of: item.text))
        }
      }
      for start in reading.unclosed {
        guard let line = block.line(at: start) else { continue }
        let offset = start - (block.starts.last { $0.offset <= start }?.offset ?? 0)
        let rest = String(line.text.dropFirst(offset).prefix(24))
        page.sink.report(
          Diagnostic(
            .warning, "contents.unclosed-mark",
            "the emphasis that begins with '\(rest)' is not closed; taken to end at the next ';'. Close it.",
            at: SourceLocation(file: page.file, line: line.number, column: line.column(of: rest))))
      }
      let givesAny = reading.groups.contains { !$0.affiliations.isEmpty || $0.isUnaffiliated }
      var result: [Authorship] = []
      for group in reading.groups {
        let affiliations = group.affiliations.map { Affiliation($0.text) }
        let state: Authorship.State =
          !affiliations.isEmpty ? .given : group.isUnaffiliated ? .unaffiliated : .notGiven
        if state == .notGiven, givesAny || sense.printsAffiliations || !sense.printed.isEmpty,
          let first = group.names.first
        {
          let names = group.names.map(\.text).joined(separator: ", ")
          page.sink.report(
            Diagnostic(
              .warning, "contents.no-affiliation",
              "no affiliation is printed for \(Self.shortened(names)); kept without. Add it before the next ';'.",
              at: location(first)))
        }
        for name in group.names {
          result.append(
            Authorship(name: name.text, affiliations: affiliations, state: state, location: location(name)))
        }
      }
      return result
    }

    /// A name a line, its affiliation on the line below.
    private func readAlternating() -> [Authorship] {
      var result: [Authorship] = []
      for (line, features) in authors {
        if features.isAffiliationLine, !result.isEmpty {
          let text = AuthorGroups.cleanAffiliation(features.bare)
          let isNone = NameSense.isUnaffiliated(text)
          result[result.count - 1].state = isNone ? .unaffiliated : .given
          if !isNone { result[result.count - 1].affiliations.append(Affiliation(text)) }
          continue
        }
        for item in NameSense.splitList(features.bare) {
          let name = NameSense.cleanName(item.text)
          guard name.contains(where: \.isLetter) else { continue }
          let place = SourceLocation(file: page.file, line: line.number, column: line.column(of: name))
          result.append(Authorship(name: name, state: .notGiven, location: place))
        }
      }
      return result
    }

    /// Names with signs, and the lines of the legend from `legend` on.
    private func readNumbered(_ legend: Int) -> [Authorship] {
      var entries: [(entry: NumberedAffiliations.Entry, line: PageLine)] = []
      for (line, features) in authors[legend...] {
        if let found = features.legend {
          entries += found.map { ($0, line) }
        } else if !entries.isEmpty, !NumberedAffiliations.isFootnote(features.bare) {
          entries[entries.count - 1].entry.text += " " + AuthorGroups.cleanAffiliation(features.bare)
        }
      }
      var lines = authors[..<legend].map(\.0)
      for at in lines.indices { lines[at].text = authors[at].1.bare.replacing(";", with: ",") }
      let block = AuthorBlock(lines)
      var result: [(author: Authorship, signs: [String])] = []
      for item in NameSense.splitList(block.text) {
        let (name, signs) = NumberedAffiliations.split(item.text)
        if name.isEmpty {
          if !result.isEmpty { result[result.count - 1].signs += signs }
          continue
        }
        let clean = NameSense.cleanName(String(name))
        guard clean.contains(where: \.isLetter) else { continue }
        let location = block.line(at: item.offset).map {
          SourceLocation(file: page.file, line: $0.number, column: $0.column(of: clean))
        }
        result.append((Authorship(name: clean, location: location), signs))
      }
      return result.map { author, signs in
        var author = author
        let texts = entries.filter { signs.contains($0.entry.sign) }.map(\.entry.text)
        if texts.count == 1, NameSense.isUnaffiliated(texts[0]) {
          author.state = .unaffiliated
        } else if !texts.isEmpty {
          author.affiliations = texts.map { Affiliation($0) }
          author.state = .given
        } else {
          author.state = .notGiven
          page.sink.report(
            Diagnostic(
              .warning, "contents.no-affiliation",
              "no affiliation is printed for \(Self.shortened(author.name)); kept without. Give the name a sign of the "
                + "legend below.", at: author.location))
        }
        return author
      }
    }

    // MARK: Words

    static func shortened(_ text: String) -> String { text.count > 80 ? text.prefix(77) + "…" : text }

    /// Lines of one title; a hyphen that ends a line stays, without a space behind it.
    static func joinTitle(_ parts: [String]) -> String {
      parts.reduce("") { title, part in
        title.isEmpty ? part : title + (title.hasSuffix("-") ? "" : " ") + part
      }
    }

    /// A title without leaders, signs of emphasis and a lone final dot; LaTeX and spelling stay as printed.
    static func cleanTitle(_ text: String) -> String {
      var title = text.collapsed
      for tag in ["<b>", "</b>", "<i>", "</i>", "<em>", "</em>", "<strong>", "</strong>"]
      where title.utf8.contains(0x3C) {
        title = title.replacingOccurrences(of: tag, with: "", options: .caseInsensitive)
      }
      if title.utf8.contains(0x2A) { title = title.replacingOccurrences(of: "**", with: "") }
      if title.hasPrefix("["), let close = title.firstIndex(of: "]"),
        title[close...].hasPrefix("](")
      {
        title = String(title[title.index(after: title.startIndex)..<close])
      }
      var changed = true
      while changed {
        changed = false
        for (open, close) in [("*", "*"), ("_", "_"), ("\"", "\""), ("“", "”")]
        where title.count > 2 && title.hasPrefix(open) && title.hasSuffix(close)
          && !title.dropFirst().dropLast().contains(where: { String($0) == open || String($0) == close })
        {
          title = String(title.dropFirst().dropLast()).collapsed
          changed = true
        }
      }
      for label in ["Title:", "Paper:"] where title.hasPrefix(label) { title = title.dropFirst(label.count).collapsed }
      for link in [" (abstract)", " (paper)", " (pdf)", " (slides)", " (video)", " [pdf]", " [paper]", " [slides]"]
      where title.lowercased().hasSuffix(link) {
        title.removeLast(link.count)
      }
      // `#12 Title` and `[12] Title`: the number of a submission.
      if let first = title.first, "#[".contains(first) {
        let digits = title.dropFirst().prefix { $0.isASCII && $0.isNumber }
        let rest = title.dropFirst(1 + digits.count).drop { $0 == "]" || $0 == ":" || $0 == "." }
        if !digits.isEmpty, digits.count <= 5, rest.first == " " { title = rest.collapsed }
      }
      while let last = title.last, "*_|·…".contains(last) || last.isWhitespace { title.removeLast() }
      if title.hasSuffix("..") { while title.hasSuffix(".") || title.hasSuffix(" ") { title.removeLast() } }
      if title.hasSuffix(".") {
        let word = title.dropLast().split(separator: " ").last.map { $0.lowercased() } ?? ""
        if !["etc", "al", "inc", "jr", "co", "ltd", "vol", "vs"].contains(word), !word.contains(".") {
          title.removeLast()
        }
      }
      return title.collapsed
    }

    /// `keynote`, `poster`, ... where the title or the session begins with the word; else `paper`.
    static func kind(title: String, session: String?) -> String {
      for text in [title, session ?? ""] {
        let words = text.lowercased().split { !($0.isLetter || $0 == "-") }.prefix(2)
        for kind in ["keynote", "panel", "poster", "tutorial", "demo", "workshop"]
        where words.contains(where: { $0 == kind || $0 == kind + "s" }) {
          return kind
        }
      }
      return "paper"
    }

    static func cleanHeading(_ text: String) -> String {
      var heading = cleanTitle(text)
      while let last = heading.last, ":#".contains(last) || last.isWhitespace { heading.removeLast() }
      return heading
    }
  }
}

/// What the top of a page says about the venue.
struct VenueStatement: Equatable {
  /// `OSDI '25`, or the whole line where there is no short form.
  var venue: String?
  /// The whole line.
  var title: String?
  var year: Int?
  var place: String?

  /// Nothing said.
  init() {}

  /// Reads the lines before the first record.
  init(_ lines: [(text: String, date: PageDate?)]) {
    for (text, date) in lines {
      let text = ContentsPage.Assembly.cleanHeading(text.drop { $0 == "#" || $0 == " " }.collapsed)
      if let date {
        year = year ?? date.year
        // `Graz, Austria, October 23–27, 2022`
        let parts = text.split(separator: ",").map(\.collapsed)
        let words = parts.prefix { !$0.contains(where: \.isNumber) && PageDate.isWeekday($0) == false }
        let before = words.joined(separator: ", ")
        if place == nil, words.count < parts.count, Self.isPlace(before) { place = before }
      } else if title == nil, let short = Self.shortForm(text) {
        title = text
        venue = short
        year = year ?? Self.year(in: short)
      } else if place == nil, title != nil, Self.isPlace(text) {
        place = text
      }
    }
    if title == nil, let text = lines.first(where: { $0.date == nil })?.text {
      let cleaned = ContentsPage.Assembly.cleanHeading(text.drop { $0 == "#" || $0 == " " }.collapsed)
      let lower = cleaned.lowercased()
      if ["conference", "symposium", "workshop", "proceedings"].contains(where: lower.contains) {
        title = cleaned
        venue = cleaned
      }
      year = year ?? Self.year(in: cleaned)
    }
  }

  /// `OSDI '25` of `19th … Implementation (OSDI '25)`: bracketed or standing alone, with its edition.
  static func shortForm(_ text: String) -> String? {
    func isEdition(_ words: [Substring]) -> Bool {
      guard words.count >= 2, words.count <= 4, let last = words.last, let first = words.first?.first, first.isUppercase
      else { return false }
      let digits = last.drop { $0 == "'" || $0 == "’" || $0 == "‘" }
      return
        (digits.count == 2 && digits.count < last.count || digits.count == 4 && digits.hasPrefix("20")
        || digits.count == 4 && digits.hasPrefix("19")) && digits.allSatisfy(\.isNumber)
    }
    var rest = text[...]
    while let open = rest.firstIndex(of: "("), let close = rest[open...].firstIndex(of: ")") {
      let inside = rest[rest.index(after: open)..<close]
      if isEdition(inside.split(separator: " ")) { return inside.collapsed }
      rest = rest[rest.index(after: close)...]
    }
    // `Computer Vision – ECCV 2022`
    for part in text.replacing(" - ", with: " – ").split(whereSeparator: { "–—|:".contains($0) })
    where part.count < text.count {
      let words = part.split(separator: " ")
      if words.count == 2, words[0].count <= 12, words[0].allSatisfy({ $0.isUppercase || $0.isNumber || $0 == "-" }),
        isEdition(words)
      {
        return part.collapsed
      }
    }
    let words = Array(text.split(separator: " ").drop { Self.about.contains($0.lowercased()) })
    let about = words.drop { !Self.about.contains($0.lowercased()) }
    let venue = words.prefix(words.count - about.count)
    guard isEdition(Array(venue)), about.allSatisfy({ Self.about.contains($0.lowercased()) }) else { return nil }
    return venue.joined(separator: " ")
  }

  /// Words behind a venue that say what the page is.
  private static let about: Set<String> = [
    "-", "–", "accepted", "agenda", "at", "contents", "full", "glance", "industrial", "industry", "main", "of", "paper",
    "papers", "program", "programme", "proceedings", "research", "schedule", "session", "sessions", "table",
    "technical",
    "track",
  ]

  /// The year of `OSDI '25` or `SOSP 2023`; two digits from 70 on are of the last century.
  static func year(in text: String) -> Int? {
    for word in text.split(whereSeparator: { $0.isWhitespace || "(),:".contains($0) }) {
      let digits = word.drop { $0 == "'" || $0 == "’" || $0 == "‘" }
      guard let number = Int(digits) else { continue }
      if digits.count == 4, (1900...2100).contains(number) { return number }
      if digits.count == 2, digits.count < word.count { return number >= 70 ? 1900 + number : 2000 + number }
    }
    return nil
  }

  /// `Boston, MA, USA`: two to four short capitalised items.
  static func isPlace(_ text: String) -> Bool {
    let items = text.split(separator: ",").map { $0.collapsed }
    return (2...4).contains(items.count)
      && items.allSatisfy { item in
        item.count <= 30 && item.first?.isUppercase == true && !item.contains(where: \.isNumber)
          && item.split(separator: " ").count <= 4
      }
  }
}
