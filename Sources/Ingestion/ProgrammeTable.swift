import Bibliography
import Foundation

/// Programmes as rows with named columns: a CSV file, a table in Markdown or HTML, records in YAML.
///
/// A column (or key) with the title and one with all authors in a string make a programme; affiliations stand in that
/// string, `A, B (X); C (Y)` or `A and B, X; C, Y`, or in a column of their own.
struct ProgrammeTable {
  /// What a column holds.
  enum Column: Equatable {
    case title, authors, organizers, affiliations, session, date, year, venue, pages, doi, kind
    case other(String)

    /// Understands a header cell.
    init(_ header: String) {
      switch header.folded {
      case "title", "paper title", "paper", "full name", "talk", "presentation title", "talk title", "paper name":
        self = .title
      case "authors", "author", "author s", "author names", "author list", "authors list", "authors and affiliations",
        "authors with affiliations", "speakers", "speaker", "presenters", "presenters and affiliations":
        self = .authors
      case "organizers", "organisers", "organizer", "organiser", "organizers s": self = .organizers
      case "affiliation", "affiliations", "institution", "institutions", "organization", "organizations",
        "organisation", "organisations":
        self = .affiliations
      case "session", "session title", "session name", "track": self = .session
      case "date", "day": self = .date
      case "year": self = .year
      case "venue", "conference": self = .venue
      case "pages", "page": self = .pages
      case "doi": self = .doi
      case "type", "kind": self = .kind
      default: self = .other(header.folded.replacingOccurrences(of: " ", with: "_"))
      }
    }
  }

  /// One record: its values by column, and where each stands.
  struct Row {
    struct Cell {
      var column: Column
      var text: String
      var line: Int
      var columnNumber: Int
    }
    var cells: [Cell]
    var line: Int

    func first(_ column: Column) -> Cell? { cells.first { $0.column == column && !$0.text.isEmpty } }
  }

  /// Whether a header makes a programme.
  static func isProgramme(_ header: [Column]) -> Bool {
    header.contains(.title) && (header.contains(.authors) || header.contains(.organizers))
  }

  let file: String
  let context: ReadingContext
  let sink: any PaperSink
  /// What stands over the table: a session or the kind of its rows.
  var heading: String?
  /// What the page says about the venue.
  var venue = VenueStatement()

  /// Keys that say how a programme is laid out or where files are, not what the paper is.
  private static let ignored: Set<String> = [
    "id", "link", "url", "slides", "video", "photo", "image", "permalink", "layout", "room", "time", "col_uid", "pdf",
    "reviews", "bio", "",
  ]

  /// Makes a paper of each row.
  @discardableResult
  func read(_ rows: [Row]) -> ContentsPage.Count {
    var sense = NameSense(context: context)
    let texts = rows.flatMap { $0.cells.filter { $0.column == .authors || $0.column == .organizers }.map(\.text) }
    sense.observeMarks(texts)
    sense.observeLists(texts)
    var count = ContentsPage.Count()
    for row in rows {
      switch paper(row, sense) {
      case .success(let paper):
        count.kept += 1
        sink.keep(paper)
      case .failure(let error):
        count.rejected += 1
        sink.reject(error.diagnostic)
      }
    }
    return count
  }

  private func paper(_ row: Row, _ sense: NameSense) -> Result<Paper, CoterieError> {
    func place(_ cell: Row.Cell?) -> SourceLocation {
      SourceLocation(file: file, line: cell?.line ?? row.line, column: cell?.columnNumber ?? 1)
    }
    guard let titleCell = row.first(.title) else {
      return .failure(
        CoterieError("programme.no-title", "a record without a title. Fill in its title.", at: place(nil)))
    }
    var (title, number) = Self.withoutNumber(PageLine.clean(Self.withoutLinks(titleCell.text)))
    title = ContentsPage.Assembly.cleanTitle(title)
    guard title.contains(where: { $0.isLetter || $0.isNumber }) else {
      return .failure(
        CoterieError("programme.no-title", "'\(titleCell.text)' is no title. Fill in its title.", at: place(titleCell)))
    }
    let people = row.first(.authors) ?? row.first(.organizers)
    let isEvent = row.first(.authors) == nil && people != nil
    let session = row.first(.session)?.text ?? (isEvent ? nil : heading)
    var paper = Paper(title: title, session: session, location: place(titleCell))
    paper.kind =
      row.first(.kind)?.text.lowercased()
      ?? (isEvent ? Self.singular(heading) ?? "event" : ContentsPage.Assembly.kind(title: title, session: session))
    paper.venue = row.first(.venue)?.text ?? venue.venue
    let date = row.first(.date).flatMap { PageDate($0.text) ?? Self.slashDate($0.text) }
    paper.year = row.first(.year).flatMap { Int($0.text) } ?? paper.venue.flatMap(VenueStatement.year) ?? venue.year
    paper.place = venue.place
    if row.first(.venue) == nil { paper.day = date?.iso(year: paper.year) }
    if let pages = row.first(.pages) {
      let ends = pages.text.split { "-–— ".contains($0) }.map(String.init)
      paper.firstPage = ends.first
      paper.lastPage = ends.count > 1 ? ends.last : nil
    }
    paper.doi = sink.doi(row.first(.doi)?.text, at: place(row.first(.doi)))
    if let number { paper.fields.append(.init(key: "paper_number", value: number)) }
    for cell in row.cells {
      if case .other(let key) = cell.column, !Self.ignored.contains(key), !cell.text.isEmpty {
        paper.fields.append(.init(key: key, value: PageLine.clean(Self.withoutLinks(cell.text)).collapsed))
      }
    }
    guard let people else {
      return .failure(
        CoterieError(
          "programme.no-authors", "'\(ContentsPage.Assembly.shortened(title))' has no authors. Add them.",
          at: place(titleCell)))
    }
    let block = PageLine.clean(people.text.replacingOccurrences(of: "\n", with: " "))
    let groups = AuthorGroups(Self.withoutFinalDot(block), sense: sense).groups
    for group in groups {
      let affiliations = group.affiliations.map { Affiliation($0.text) }
      let state: Authorship.State? = affiliations.isEmpty && group.isUnaffiliated ? .unaffiliated : nil
      for name in group.names {
        paper.authors.append(
          Authorship(name: name.text, affiliations: affiliations, state: state, location: place(people)))
      }
    }
    guard !paper.authors.isEmpty else {
      return .failure(
        CoterieError(
          "programme.no-names",
          "'\(ContentsPage.Assembly.shortened(people.text))' names no person. Expected 'Name, Name (Affiliation); …'.",
          at: place(people)))
    }
    if let column = row.first(.affiliations) { assign(column.text, to: &paper) }
    return .success(paper)
  }

  /// A column of affiliations: one text holds for all, as many texts as authors go in order, others are shared.
  private func assign(_ text: String, to paper: inout Paper) {
    guard paper.authors.allSatisfy({ $0.state == .notGiven }) else { return }
    let texts = PageLine.clean(text).replacingOccurrences(of: "<br>", with: ";").replacingOccurrences(
      of: "<br/>", with: ";"
    ).split(separator: ";").map { AuthorGroups.cleanAffiliation(String($0)) }.filter { !$0.isEmpty }
    guard let first = texts.first else { return }
    if texts.count == 1, paper.authors.count == 1 || !first.contains(",") && !first.contains(" and ") {
      for at in paper.authors.indices {
        paper.authors[at].affiliations = [Affiliation(first)]
        paper.authors[at].state = .given
      }
    } else if texts.count == paper.authors.count, texts.count > 1 {
      for (at, text) in texts.enumerated() {
        paper.authors[at].affiliations = [Affiliation(text)]
        paper.authors[at].state = .given
      }
    } else {
      paper.sharedAffiliations = texts.map { Affiliation($0) }
      for at in paper.authors.indices { paper.authors[at].state = .shared }
    }
  }

  // MARK: Words

  /// `#7 P4BFT: …` is paper number 7.
  static func withoutNumber(_ text: String) -> (String, String?) {
    guard text.hasPrefix("#") else { return (text, nil) }
    let digits = text.dropFirst().prefix(while: \.isNumber)
    let rest = text.dropFirst(1 + digits.count)
    guard !digits.isEmpty, rest.first == " " || rest.first == ":" else { return (text, nil) }
    return (rest.drop { $0 == " " || $0 == ":" }.collapsed, String(digits))
  }

  /// `[text](address)` as its text; comments and tags that are no emphasis go.
  static func withoutLinks(_ text: String) -> String {
    var result = ""
    var rest = Substring(text)
    while let open = rest.firstIndex(of: "[") {
      guard let close = rest[open...].firstIndex(of: "]"), rest[close...].hasPrefix("]("),
        let end = linkEnd(rest[close...])
      else { break }
      result += rest[..<open] + rest[rest.index(after: open)..<close]
      rest = rest[rest.index(after: end)...]
    }
    result += rest
    return MarkdownPage.withoutTags(result)
  }

  /// The bracket that closes `](address)`; the address may have balanced brackets.
  static func linkEnd(_ text: Substring) -> Substring.Index? {
    var depth = 0
    for index in text.indices {
      if text[index] == "(" { depth += 1 }
      if text[index] == ")" {
        depth -= 1
        if depth == 0 { return index }
      }
    }
    return nil
  }

  static func withoutFinalDot(_ text: String) -> String {
    guard text.hasSuffix("."), let word = text.dropLast().split(separator: " ").last, word.count > 3,
      !NameSense.legalForms.contains(word.lowercased())
    else { return text }
    return String(text.dropLast())
  }

  /// `12/21/2017`: month first, as in the United States; day first where the month cannot be.
  static func slashDate(_ text: String) -> PageDate? {
    let parts = text.split(separator: "/").compactMap { Int($0) }
    guard parts.count == 3, parts[2] > 1900, (1...31).contains(parts[0]), (1...31).contains(parts[1]),
      parts[0] <= 12 || parts[1] <= 12
    else { return nil }
    let monthFirst = parts[0] <= 12
    return PageDate(
      year: parts[2], month: monthFirst ? parts[0] : parts[1], day: monthFirst ? parts[1] : parts[0], lastDay: nil,
      hasWeekday: false)
  }

  /// `Workshops` as `workshop`.
  private static func singular(_ heading: String?) -> String? {
    guard let word = heading?.lowercased().split(separator: " ").last, word.count > 3 else { return nil }
    return word.hasSuffix("s") ? String(word.dropLast()) : String(word)
  }
}

extension PageDate {
  /// A date from its parts.
  init(year: Int?, month: Int, day: Int, lastDay: Int?, hasWeekday: Bool) {
    self.year = year
    self.month = month
    self.day = day
    self.lastDay = lastDay
    self.hasWeekday = hasWeekday
  }
}
