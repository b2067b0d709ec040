import Bibliography
import Bytes

/// Scopus CSV, as it was until 2023 and as it is since.
///
/// Old: `Authors` "Phillips J.C., Braun R."; new: "Phillips, J.C.; Braun, R." beside `Author full names` "Phillips,
/// James C. (5720…); …". `Authors with affiliations` pairs both: "Phillips, J.C., Beckman Institute, …; Braun, R., …".
/// Its entries are cut at the names of `Authors`, since an affiliation may hold semicolons of its own. Without it,
/// `Affiliations` is a bare list.
struct ScopusReader: Reader {
  static let format = Format(name: "scopus", title: "Scopus (CSV)", extensions: ["csv"])

  static func sniff(_ sample: Sample) -> Double? {
    let header = CSVTable.header(of: sample)
    return header.contains("EID") && header.contains("Source title") || header.contains("Authors with affiliations")
      ? 0.97 : nil
  }

  func read(_ input: Input, context: ReadingContext, into sink: any PaperSink) throws {
    try CSVTable.forEachRow(of: input, format: "scopus", align: Self.aligned, into: sink) { row in
      var paper = Paper(title: row.first("Title") ?? "", location: row.location)
      paper.setKind(row.first("Document Type"))
      paper.venue = row.first("Conference name") ?? row.first("Source title")
      if row.first("Conference name") != nil { paper.addField("source_title", row.first("Source title")) }
      paper.place = row.first("Conference location")
      paper.year = row.first("Year").flatMap { FieldText.year($0) }
      paper.firstPage = row.first("Page start") ?? row.first("Art. No.")
      paper.lastPage = row.first("Page end")
      paper.doi = sink.doi(row.first("DOI"), at: row.location)
      addAuthors(to: &paper, row, sink)
      paper.addField("cited_by", row.first("Cited by"))
      for keyword in FieldText.list(row.first("Author Keywords") ?? "") { paper.addField("keyword", keyword) }
      for keyword in FieldText.list(row.first("Index Keywords") ?? "") { paper.addField("index_keyword", keyword) }
      for funder in FieldText.list(row.first("Funding Details") ?? "") { paper.addField("funder", funder) }
      paper.addField("correspondence", row.first("Correspondence Address"))
      paper.addField("language", row.first("Language of Original Document"))
      paper.addField("scopus", row.first("EID"))
      sink.keepIfNamed(paper, format: "scopus")
    }
  }

  /// Some exports have more `Funding Text` columns than headings for them; the last column is the record's EID.
  private static func aligned(_ header: [String], _ row: [String]) -> [String]? {
    guard header.last == "EID", row.last?.hasPrefix("2-s2.0-") == true,
      let place = header.lastIndex(where: { $0.hasPrefix("Funding Text") })
    else { return nil }
    let missing = [String](repeating: "", count: row.count - header.count)
    return Array(header[...place]) + missing + Array(header[(place + 1)...])
  }

  private func addAuthors(to paper: inout Paper, _ row: CSVTable.Row, _ sink: any PaperSink) {
    let authors = row.first("Authors") ?? ""
    if authors.hasPrefix("[No author") { return }
    // Old exports part authors with commas and names hold none; new ones with semicolons.
    let short =
      authors.contains(";") || !authors.contains("., ")
      ? FieldText.list(authors) : FieldText.list(authors, by: ",")
    let full = FieldText.list(row.first("Author full names") ?? "")
    let ids = FieldText.list(row.first("Author(s) ID") ?? "")
    for (i, name) in short.enumerated() {
      var author = Authorship(name: PersonName.shown(name))
      if full.count == short.count {
        let parts = full[i].split(separator: "(", maxSplits: 1)
        author.name = PersonName.shown(parts.first ?? "")
      }
      if ids.count == short.count {
        author.identifiers = [AssertedIdentifier(scheme: "scopus", value: ids[i], assertedBy: "scopus")]
      }
      paper.authors.append(author)
    }
    guard let paired = row.first("Authors with affiliations") else {
      return paper.setAddresses(FieldText.list(row.first("Affiliations") ?? "").map { Affiliation($0) })
    }
    var entries: [(author: Int, text: String)] = []
    for piece in FieldText.list(paired) {
      // Names come in the order of the authors; "Phillips J.C." is written "Phillips, J.C." here.
      let next = (entries.last?.author ?? -1) + 1
      if next < short.count, let rest = Self.behind(short[next], in: piece) {
        entries.append((next, rest))
      } else if let i = short.indices.first(where: { $0 > next && Self.behind(short[$0], in: piece) != nil }),
        let rest = Self.behind(short[i], in: piece)
      {
        entries.append((i, rest))
      } else if let last = entries.popLast() {
        entries.append((last.author, last.text.isEmpty ? piece : last.text + "; " + piece))
      } else {
        sink.report(
          Diagnostic(
            .warning, "scopus.unknown-author", "'\(piece.prefix(60))' names none of the authors; left out.",
            at: row.location))
      }
    }
    for entry in entries where !entry.text.isEmpty {
      // The export lists the pieces of several affiliations in one text; `Affiliations` says where each ends.
      paper.authors[entry.author].affiliations += Self.parted(entry.text, row.first("Affiliations") ?? "")
        .map { Affiliation($0) }
      paper.authors[entry.author].state = .given
    }
  }

  /// What follows a name, written with or without its comma, in a piece; nil when the piece does not start with it.
  static func behind(_ name: String, in piece: String) -> String? {
    let wanted = Array(name.utf8.filter { $0 != UInt8(ascii: ",") && $0 != 0x20 })
    var matched = 0
    var index = piece.utf8.startIndex
    while index < piece.utf8.endIndex, matched < wanted.count {
      let byte = piece.utf8[index]
      index = piece.utf8.index(after: index)
      if byte == UInt8(ascii: ",") || byte == 0x20 { continue }
      guard byte == wanted[matched] else { return nil }
      matched += 1
    }
    guard matched == wanted.count, matched > 0 else { return nil }
    let rest = piece[index...]
    guard rest.isEmpty || rest.hasPrefix(",") else { return nil }
    return FieldText.clean(rest.dropFirst())
  }

  /// A text that is a run of whole affiliations of the list, taken apart; else as it is.
  private static func parted(_ text: String, _ list: String) -> [String] {
    let known = FieldText.list(list).sorted { $0.utf8.count > $1.utf8.count }
    var parts: [String] = []
    var rest = Substring(text)
    while !rest.isEmpty {
      guard let found = known.first(where: { rest.hasPrefix($0) }) else { return [text] }
      parts.append(found)
      rest = rest.dropFirst(found.count)
      guard rest.isEmpty || rest.hasPrefix(",") || rest.hasPrefix(";") else { return [text] }
      rest = rest.dropFirst().drop { $0 == " " }
    }
    return parts
  }
}

/// IEEE Xplore CSV: as many affiliations as authors, in order, or a bare list.
struct IEEEReader: Reader {
  static let format = Format(name: "ieee", title: "IEEE Xplore (CSV)", extensions: ["csv"])

  static func sniff(_ sample: Sample) -> Double? {
    let header = CSVTable.header(of: sample)
    return header.contains("Document Title") && header.contains("Author Affiliations") ? 0.97 : nil
  }

  func read(_ input: Input, context: ReadingContext, into sink: any PaperSink) throws {
    try CSVTable.forEachRow(of: input, format: "ieee", into: sink) { row in
      var paper = Paper(title: row.first("Document Title") ?? "", location: row.location)
      paper.venue = row.first("Publication Title")
      paper.year = row.first("Publication Year").flatMap { FieldText.year($0) }
      paper.firstPage = row.first("Start Page")
      paper.lastPage = row.first("End Page")
      paper.doi = sink.doi(row.first("DOI"), at: row.location)
      paper.authors = FieldText.list(row.first("Authors") ?? "").map { Authorship(name: PersonName.shown($0)) }
      let places = (row.first("Author Affiliations") ?? "").split(separator: ";", omittingEmptySubsequences: false)
        .map { FieldText.clean($0) }
      if places.count == paper.authors.count {
        for (i, place) in places.enumerated() where !place.isEmpty && place != "NA" {
          paper.authors[i].affiliations = [Affiliation(place)]
          paper.authors[i].state = .given
        }
      } else {
        paper.setAddresses(places.filter { !$0.isEmpty && $0 != "NA" }.map { Affiliation($0) })
      }
      paper.addField("document_type", row.first("Document Identifier"))
      paper.addField("cited_by", row.first("Article Citation Count"))
      for keyword in FieldText.list(row.first("Author Keywords") ?? "") { paper.addField("keyword", keyword) }
      for funder in FieldText.list(row.first("Funding Information") ?? "") { paper.addField("funder", funder) }
      sink.keepIfNamed(paper, format: "ieee")
    }
  }
}

/// SpringerLink CSV: authors run together without a separator, "Araz R. AlievNigar T. Ismayilova".
struct SpringerReader: Reader {
  static let format = Format(name: "springer", title: "SpringerLink (CSV)", extensions: ["csv"])

  static func sniff(_ sample: Sample) -> Double? {
    CSVTable.header(of: sample).starts(with: ["Item Title", "Publication Title"]) ? 0.97 : nil
  }

  func read(_ input: Input, context: ReadingContext, into sink: any PaperSink) throws {
    try CSVTable.forEachRow(of: input, format: "springer", into: sink) { row in
      var paper = Paper(title: row.first("Item Title") ?? "", location: row.location)
      paper.setKind(row.first("Content Type"))
      paper.venue = row.first("Publication Title")
      paper.year = row.first("Publication Year").flatMap { FieldText.year($0) }
      paper.doi = sink.doi(row.first("Item DOI"), at: row.location)
      paper.authors = Self.names(row.first("Authors") ?? "").map { Authorship(name: $0) }
      paper.addField("series", row.first("Book Series Title"))
      sink.keepIfNamed(paper, format: "springer")
    }
  }

  /// Cuts where a capital follows a small letter, except inside names such as McDonald, DeLisa, van der Waals' "LaTeX".
  static func names(_ text: String) -> [String] {
    var names: [String] = []
    var current = ""
    for character in text {
      if character.isUppercase, let last = current.last, last.isLowercase || last == "." {
        let word = current.split(separator: " ").last.map(String.init) ?? ""
        let isInside = ["Mc", "Mac", "De", "Di", "Du", "La", "Le", "Van", "Fitz", "O"].contains(word)
        // "J.R." has no blank between its initials; a name ends with a word, not with an initial.
        if !isInside, last != "." {
          names.append(FieldText.clean(current))
          current = ""
        }
      }
      current.append(character)
    }
    return (names + [FieldText.clean(current)]).filter { !$0.isEmpty }
  }
}

/// Dimensions CSV: `Authors (Raw Affiliation)` pairs "Lee, Ann (MIT; ETH); Li, Bo (…)".
struct DimensionsReader: Reader {
  static let format = Format(name: "dimensions", title: "Dimensions (CSV)", extensions: ["csv"])

  static func sniff(_ sample: Sample) -> Double? {
    let text = sample.text.prefix(8192)
    return text.contains("Authors (Raw Affiliation)") || text.contains("Authors Affiliations - Name of Research")
      ? 0.97 : nil
  }

  func read(_ input: Input, context: ReadingContext, into sink: any PaperSink) throws {
    let isHeading: ([String]) -> Bool = { $0.contains("Publication ID") || $0.contains("Title") }
    try CSVTable.forEachRow(of: input, format: "dimensions", heading: isHeading, into: sink) { row in
      var paper = Paper(title: row.first("Title") ?? "", location: row.location)
      paper.setKind(row.first("Publication Type", "Publication type", "Document Type"))
      paper.venue = row.first("Source title", "Source Title", "Proceedings title", "Book title")
      paper.year = row.first("PubYear", "Publication year", "Year").flatMap { FieldText.year($0) }
      if let pages = row.first("Pagination") { (paper.firstPage, paper.lastPage) = FieldText.pages(pages) }
      paper.doi = sink.doi(row.first("DOI"), at: row.location)
      if let paired = row.first("Authors (Raw Affiliation)") {
        for (name, places) in Self.pairs(paired) {
          paper.authors.append(
            Authorship(name: PersonName.shown(name), affiliations: FieldText.list(places).map { Affiliation($0) }))
        }
      } else {
        paper.authors = FieldText.list(row.first("Authors") ?? "").map { Authorship(name: PersonName.shown($0)) }
        let places = row.first("Authors Affiliations", "Authors Affiliations - Name of Research organization")
        paper.setAddresses(FieldText.list(places ?? "").map { Affiliation($0) })
      }
      paper.addField("cited_by", row.first("Times cited"))
      for funder in FieldText.list(row.first("Funder") ?? "") { paper.addField("funder", funder) }
      paper.addField("dimensions", row.first("Publication ID"))
      sink.keepIfNamed(paper, format: "dimensions")
    }
  }

  /// "Name (text; text); Name (text)": brackets inside the text are counted.
  static func pairs(_ text: String) -> [(name: String, places: String)] {
    var pairs: [(name: String, places: String)] = []
    var name = ""
    var places = ""
    var depth = 0
    for character in text {
      if character == "(" {
        depth += 1
        if depth == 1 { continue }
      } else if character == ")", depth > 0 {
        depth -= 1
        if depth == 0 { continue }
      } else if character == ";", depth == 0 {
        pairs.append((name, places))
        (name, places) = ("", "")
        continue
      }
      if depth > 0 { places.append(character) } else { name.append(character) }
    }
    pairs.append((name, places))
    return pairs.filter { !FieldText.clean($0.name).isEmpty }
  }
}

/// Lens CSV: authors without affiliations.
struct LensReader: Reader {
  static let format = Format(name: "lens", title: "Lens (CSV)", extensions: ["csv"])

  static func sniff(_ sample: Sample) -> Double? { CSVTable.header(of: sample).contains("Lens ID") ? 0.97 : nil }

  func read(_ input: Input, context: ReadingContext, into sink: any PaperSink) throws {
    try CSVTable.forEachRow(of: input, format: "lens", into: sink) { row in
      var paper = Paper(title: row.first("Title") ?? "", location: row.location)
      paper.setKind(row.first("Publication Type"))
      paper.venue = row.first("Source Title")
      paper.year = row.first("Publication Year").flatMap { FieldText.year($0) }
      paper.firstPage = row.first("Start Page")
      paper.lastPage = row.first("End Page")
      paper.doi = sink.doi(row.first("DOI"), at: row.location)
      paper.authors = FieldText.list(row.first("Author/s") ?? "").map { Authorship(name: PersonName.shown($0)) }
      for field in FieldText.list(row.first("Fields of Study") ?? "") { paper.addField("topic", field) }
      for keyword in FieldText.list(row.first("Keywords") ?? "") { paper.addField("keyword", keyword) }
      for funder in FieldText.list(row.first("Funding") ?? "") { paper.addField("funder", funder) }
      paper.addField("cited_by", row.first("Citing Works Count"))
      paper.addField("lens", row.first("Lens ID"))
      sink.keepIfNamed(paper, format: "lens")
    }
  }
}

/// OpenAlex CSV: lists joined by `|`. Which institution is whose is lost when their numbers differ from the authors'.
struct OpenAlexCSVReader: Reader {
  static let format = Format(name: "openalex-csv", title: "OpenAlex (CSV)", extensions: ["csv"])

  static func sniff(_ sample: Sample) -> Double? {
    let header = CSVTable.header(of: sample)
    return header.contains { $0.hasPrefix("authorships.") } || header.starts(with: ["Work ID", "Title"]) ? 0.97 : nil
  }

  func read(_ input: Input, context: ReadingContext, into sink: any PaperSink) throws {
    try CSVTable.forEachRow(of: input, format: "openalex-csv", into: sink) { row in
      var paper = Paper(
        title: TitleText.clean(row.first("title", "display_name", "Title") ?? ""), location: row.location)
      paper.setKind(row.first("type", "Type"))
      paper.venue = row.first("primary_location.source.display_name", "Source")
      paper.year = row.first("publication_year", "Year", "Publication year").flatMap { FieldText.year($0) }
      paper.firstPage = row.first("biblio.first_page")
      paper.lastPage = row.first("biblio.last_page")
      paper.doi = sink.doi(row.first("doi", "DOI"), at: row.location)
      func list(_ names: String...) -> [String] {
        (row.first(names) ?? "").split(separator: "|", omittingEmptySubsequences: false).map { FieldText.clean($0) }
      }
      let raw = list("authorships.raw_author_name")
      let shown = list("authorships.author.display_name", "Author")
      let ids = list("authorships.author.id", "Author IDs")
      let orcids = list("authorships.author.orcid")
      for (i, name) in shown.enumerated() where !name.isEmpty {
        let written = raw.count == shown.count ? PersonName.shown(raw[i]) : ""
        var author = Authorship(name: written.isEmpty ? name : written)
        if ids.count == shown.count, let id = ids[i].split(separator: "/").last {
          author.identifiers = [AssertedIdentifier(scheme: "openalex", value: String(id), assertedBy: "openalex")]
        }
        if orcids.count == shown.count { author.orcid = sink.orcid(orcids[i], at: row.location) }
        paper.authors.append(author)
      }
      // Only the raw strings come one an author, with a separator of their own inside.
      let strings = list("authorships.raw_affiliation_strings")
      if strings.count == paper.authors.count, !strings.allSatisfy(\.isEmpty) {
        for (i, text) in strings.enumerated() where !text.isEmpty {
          paper.authors[i].affiliations = [Affiliation(text)]
          paper.authors[i].state = .given
        }
      } else {
        let names = list("authorships.institutions.display_name", "Institution").filter { !$0.isEmpty }
        var seen: Set<String> = []
        paper.setAddresses(names.filter { seen.insert($0).inserted }.map { Affiliation($0) })
      }
      paper.addField("cited_by", row.first("cited_by_count"))
      for keyword in list("keywords.display_name") { paper.addField("keyword", keyword) }
      paper.addField("openalex", row.first("id", "Work ID")?.split(separator: "/").last.map(String.init))
      sink.keepIfNamed(paper, format: "openalex-csv")
    }
  }
}
