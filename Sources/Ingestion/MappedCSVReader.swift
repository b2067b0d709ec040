import Bibliography
import Bytes

/// Any CSV file, by a column map that the user gives (`--columns`); it is never recognised by itself.
struct MappedCSVReader: Reader {
  static let format = Format(
    name: "csv", title: "Any other CSV, by a column map (--columns MAP)", extensions: ["csv", "tsv", "txt"])

  static func sniff(_ sample: Sample) -> Double? { nil }

  func read(_ input: Input, context: ReadingContext, into sink: any PaperSink) throws {
    guard let map = context.columns else {
      throw CoterieError(
        "columns.missing", "the format 'csv' needs a column map. Give one with --columns MAP.",
        at: SourceLocation(file: input.name, line: 1))
    }
    var header: [String]?
    var failure: CoterieError?
    var papers = PapersOfRows()
    // The first row is the heading, and must have every column that the map names.
    let isHeading: ([String]) -> Bool = { row in
      if header == nil {
        header = row
        failure = Self.missing(map, in: row, file: input.name)
      }
      return true
    }
    try CSVTable.forEachRow(of: input, format: "csv", separator: map.separator, heading: isHeading, into: sink) { row in
      guard failure == nil else { return }
      if map.isRowAuthor {
        papers.add(row, map, sink)
      } else {
        sink.keepIfNamed(Self.paper(row, map, context, sink), format: "csv")
      }
    }
    if let failure { throw failure }
    for paper in papers.finished { sink.keepIfNamed(paper, format: "csv") }
  }

  private static func missing(_ map: ColumnMap, in header: [String], file: String) -> CoterieError? {
    let named = map.columns.values.map(\.heading) + map.fields.map(\.column.heading)
    guard let heading = named.filter({ !header.contains($0) }).min() else { return nil }
    let have = header.filter { !$0.isEmpty }.prefix(30).map { "'\($0)'" }.joined(separator: ", ")
    return CoterieError(
      "columns.no-heading", "the file has no column '\(heading)', which the map names. It has: \(have).",
      at: SourceLocation(file: file, line: 1))
  }

  /// What a row says of its paper, people apart.
  fileprivate static func bare(_ row: CSVTable.Row, _ map: ColumnMap, _ sink: any PaperSink) -> Paper {
    func value(_ key: String) -> String? { map.columns[key].flatMap { row.first($0.heading) } }
    var paper = Paper(title: value("title") ?? "", location: row.location)
    paper.setKind(value("kind"))
    paper.venue = value("venue")
    paper.place = value("place")
    paper.day = value("day")
    paper.session = value("session")
    if let year = value("year") {
      paper.year = FieldText.year(year)
      if paper.year == nil {
        sink.report(
          Diagnostic(.warning, "csv.year", "'\(year)' holds no year; kept without it.", at: row.location))
      }
    }
    if let pages = value("pages") { (paper.firstPage, paper.lastPage) = FieldText.pages(pages) }
    paper.firstPage = value("first_page") ?? paper.firstPage
    paper.lastPage = value("last_page") ?? paper.lastPage
    paper.doi = sink.doi(value("doi"), at: row.location)
    for field in map.fields {
      guard let text = row.first(field.column.heading) else { continue }
      for one in list(text, field.column.separator) { paper.addField(field.key, one) }
    }
    return paper
  }

  fileprivate static func list(_ text: String, _ separator: String?) -> [String] {
    guard let separator, !separator.isEmpty else { return [FieldText.clean(text)] }
    return text.split(separator: separator).map { FieldText.clean($0) }.filter { !$0.isEmpty }
  }

  private static func paper(_ row: CSVTable.Row, _ map: ColumnMap, _ context: ReadingContext, _ sink: any PaperSink)
    -> Paper
  {
    var paper = bare(row, map, sink)
    func cell(_ key: String) -> (text: String, column: ColumnMap.Column)? {
      map.columns[key].flatMap { column in row.first(column.heading).map { ($0, column) } }
    }
    guard let people = cell("authors") else { return paper }
    if map.belonging == .inAuthors {
      var sense = NameSense(context: context)
      sense.observeMarks([people.text])
      sense.observeLists([people.text])
      for group in AuthorGroups(people.text, sense: sense).groups {
        let affiliations = group.affiliations.map { Affiliation($0.text) }
        let state: Authorship.State? = affiliations.isEmpty && group.isUnaffiliated ? .unaffiliated : nil
        paper.authors += group.names.map { Authorship(name: $0.text, affiliations: affiliations, state: state) }
      }
      return paper
    }
    paper.authors = list(people.text, people.column.separator ?? ";").map { Authorship(name: PersonName.shown($0)) }
    if let orcids = cell("orcids") {
      let values = orcids.text.split(separator: orcids.column.separator ?? ";", omittingEmptySubsequences: false)
      if values.count == paper.authors.count {
        for (i, value) in values.enumerated() {
          paper.authors[i].orcid = sink.orcid(FieldText.given(value), at: row.location)
        }
      } else {
        sink.report(
          Diagnostic(
            .warning, "csv.orcids",
            "\(values.count) ORCID iDs for \(paper.authors.count) authors; kept without them.", at: row.location))
      }
    }
    guard let places = cell("affiliations") else { return paper }
    let separator = places.column.separator
    switch map.belonging {
    case .inOrder:
      let texts = places.text.split(separator: separator ?? ";", omittingEmptySubsequences: false)
        .map { FieldText.clean($0) }
      guard texts.count == paper.authors.count else {
        sink.report(
          Diagnostic(
            .warning, "csv.affiliations",
            "\(texts.count) affiliations for \(paper.authors.count) authors, so nobody knows whose they are; kept as shared.",
            at: row.location))
        paper.setAddresses(texts.filter { !$0.isEmpty }.map { Affiliation($0) })
        return paper
      }
      for (i, text) in texts.enumerated() where !text.isEmpty {
        paper.authors[i].affiliations = [Affiliation(text)]
        paper.authors[i].state = .given
      }
    case .everyone:
      let all = list(places.text, separator).map { Affiliation($0) }
      for i in paper.authors.indices {
        paper.authors[i].affiliations = all
        paper.authors[i].state = .given
      }
    case .shared, .inAuthors: paper.setAddresses(list(places.text, separator).map { Affiliation($0) })
    }
    return paper
  }
}

/// Papers put together from rows that are an author each.
private struct PapersOfRows {
  private var order: [String] = []
  private var papers: [String: (paper: Paper, authors: [(position: Int, author: Authorship)])] = [:]

  /// In the order in which each paper was met first; authors by `position`, else in the order of the rows.
  var finished: [Paper] {
    order.compactMap { key in
      guard let (paper, authors) = papers[key] else { return nil }
      var whole = paper
      whole.authors = authors.enumerated().sorted {
        ($0.element.position, $0.offset) < ($1.element.position, $1.offset)
      }
      .map(\.element.author)
      return whole
    }
  }

  mutating func add(_ row: CSVTable.Row, _ map: ColumnMap, _ sink: any PaperSink) {
    func value(_ key: String) -> String? { map.columns[key].flatMap { row.first($0.heading) } }
    guard let key = value("paper") else {
      return sink.reject(
        Diagnostic(
          .error, "csv.no-paper", "the row does not say which paper it belongs to. Fill in the column.",
          at: row.location))
    }
    if papers[key] == nil {
      order.append(key)
      papers[key] = (MappedCSVReader.bare(row, map, sink), [])
    }
    let given = value("given")
    let family = value("family")
    let name = value("author").map { PersonName.shown($0) } ?? PersonName.joined(given: given, family: family)
    guard !name.isEmpty else {
      return sink.report(
        Diagnostic(.warning, "csv.no-name", "the row names nobody; its paper is kept without.", at: row.location))
    }
    let places = value("affiliation").map { MappedCSVReader.list($0, map.columns["affiliation"]?.separator) } ?? []
    let author = Authorship(
      name: name, orcid: sink.orcid(value("orcid"), at: row.location), affiliations: places.map { Affiliation($0) },
      location: row.location)
    papers[key]?.authors.append((value("position").flatMap { Int($0) } ?? .max, author))
  }
}
