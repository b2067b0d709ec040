import Bibliography
import Bytes
import Foundation
import JSON

/// BibTeX and BibLaTeX, also as Scopus, Web of Science and Crossref write them.
///
/// An entry may inherit (`crossref`, `xdata`) from one behind it: the first that does has the file (at most 2 GiB) read
/// once more, and its entries held in memory. Text is decoded from TeX; names are shown given name first. `affiliations` (Scopus) is a bare list, so it is shared by
/// several authors; `affiliation` of Web of Science names the authors of each address.
struct BibTeXReader: Reader {
  /// Whether plain entries go straight into a batch; the papers are the same.
  var takesPlainEntries = true

  static let format = Format(name: "bibtex", title: "BibTeX and BibLaTeX", extensions: ["bib", "bibtex"])

  static func sniff(_ sample: Sample) -> Double? {
    let pattern = /(?m)^\s*@\s*([A-Za-z]+)\s*[{(]\s*[^\s,{}]+\s*[,=]/
    guard let match = sample.text.firstMatch(of: pattern) else { return nil }
    let known: Set<String> = [
      "article", "inproceedings", "conference", "book", "string", "misc", "phdthesis", "incollection", "inbook",
      "techreport", "proceedings", "online", "mastersthesis", "unpublished", "thesis", "report", "booklet", "manual",
    ]
    return known.contains(match.1.lowercased()) ? 0.95 : 0.5
  }

  private static let mostBytes = 1 << 31

  func read(_ input: Input, context: ReadingContext, into sink: any PaperSink) throws {
    let file = BibTeXFile(file: input.name)
    var family: Family?
    let papers = BibTeXPapers(sink)
    try Self.forEachEntry(of: input, in: file) { found in
      tell(file, sink)
      guard let found, !found.isData else { return }
      if takesPlainEntries, papers.add(found, of: file) { return }
      var entry = file.entry(found)
      if entry.value("crossref") != nil || entry.value("xdata") != nil {
        let known = try family ?? Family(input)
        family = known
        inherit(&entry, from: known, sink)
      }
      sink.keepIfNamed(BibTeXEntry.paper(entry, sink), format: "bibtex")
      papers.goOn()
    }
  }

  /// Gives each entry that can be read, and nil at the end. What is no UTF-8 is mended.
  private static func forEachEntry(
    of input: Input, in file: BibTeXFile, _ body: (BibTeXFile.Found?) throws -> Void
  ) throws {
    var (mender, window) = (UTF8Mender(), RecordWindow())
    func read(_ bytes: UnsafeBufferPointer<UInt8>, isLast: Bool) throws -> Int {
      file.enter(bytes, isLast: isLast)
      while let found = file.next() { try body(found) }
      return file.leave()
    }
    var size = 0
    try input.forEachChunk { chunk in
      size += chunk.count
      if size > mostBytes { throw BytesError.tooLarge(input.name, limit: mostBytes) }
      try mender.push(chunk) { try window.push($0, read) }
    }
    try mender.finish { try window.push($0, read) }
    try window.finish(read)
    try body(nil)
  }

  /// All entries of a file, of which some inherit from others before or behind them.
  private struct Family {
    var entries: [BibTeXFile.Entry] = []
    var places: [String: Int] = [:]

    /// Reads the file once more, which is no progress in reading it and nothing to be hashed.
    init(_ input: Input) throws {
      var input = input
      (input.meter, input.hashing) = (nil, nil)
      let file = BibTeXFile(file: "")
      try BibTeXReader.forEachEntry(of: input, in: file) { found in
        guard let found else { return }
        let entry = file.entry(found)
        places[entry.key.lowercased()] = entries.count
        entries.append(entry)
      }
    }
  }

  private func tell(_ file: BibTeXFile, _ sink: any PaperSink) {
    if !file.rejected.isEmpty {
      file.rejected.forEach(sink.reject)
      file.rejected.removeAll()
    }
    if !file.reported.isEmpty {
      file.reported.forEach(sink.report)
      file.reported.removeAll()
    }
  }

  /// Adds what the entries it refers to have and it has not; a parent's title is the title of the volume.
  private func inherit(_ entry: inout BibTeXFile.Entry, from family: Family, _ sink: any PaperSink) {
    var seen: Set<String> = [entry.key.lowercased()]
    var waiting = references(of: entry)
    while let key = waiting.popLast() {
      guard seen.insert(key.lowercased()).inserted else { continue }
      guard let place = family.places[key.lowercased()] else {
        sink.report(
          Diagnostic(
            .warning, "bibtex.no-parent", "entry '\(entry.key)' refers to '\(key)', which is not in the file.",
            at: entry.location))
        continue
      }
      let parent = family.entries[place]
      waiting += references(of: parent)
      let isVolume = parent.type != "xdata" && entry.type != parent.type
      for (name, value) in parent.fields where !["crossref", "xdata", "doi", "pages", "ids"].contains(name) {
        let name = isVolume && name == "title" ? "booktitle" : name
        if isVolume, name == "author" || name == "shorttitle" { continue }
        if entry.value(name) == nil { entry.fields.append((name, value)) }
      }
    }
  }

  private func references(of entry: BibTeXFile.Entry) -> [String] {
    ["crossref", "xdata"].flatMap { FieldText.list(String(decoding: entry.value($0) ?? [], as: UTF8.self), by: ",") }
  }
}

/// The paper in an entry.
enum BibTeXEntry {
  /// Fields that become parts of the paper, or are too long to keep.
  private static let taken: Set<String> = [
    "title", "author", "year", "date", "journal", "booktitle", "pages", "doi", "affiliation", "affiliations", "address",
    "abstract", "cited-references", "references", "crossref", "xdata", "keywords", "author_keywords", "times-cited",
    "type", "correspondence_address", "file", "month", "orcid-numbers", "researcherid-numbers", "funding-text",
    "author-email", "url", "editor", "note", "eventtitle", "venue", "bibsource", "timestamp", "biburl",
  ]

  static func paper(_ entry: BibTeXFile.Entry, _ sink: any PaperSink) -> Paper {
    func text(_ name: String) -> String? {
      guard let value = entry.value(name) else { return nil }
      let text = TeXText.decoded(value)
      return text.isEmpty ? nil : text
    }
    var paper = Paper(title: text("title") ?? "", location: entry.location)
    paper.setKind(entry.type)
    paper.addField("bibtex_key", entry.key)
    paper.venue =
      text("journal") ?? text("booktitle") ?? text("eventtitle") ?? text("school") ?? text("institution")
      ?? text("series")
    // An article's address, and any in Web of Science, is the publisher's.
    paper.place = text("venue") ?? (entry.type == "article" || isWebOfScience(entry) ? nil : text("address"))
    paper.year = (text("year") ?? text("date")).flatMap { FieldText.year($0) }
    if let pages = text("pages") { (paper.firstPage, paper.lastPage) = FieldText.pages(pages) }
    paper.doi = sink.doi(text("doi"), at: entry.location)
    let names = (entry.value("author").map { split($0) } ?? []).filter { !$0.isEmpty }
    var written: [String] = []
    for name in names {
      let plain = TeXText.decoded(name)
      if plain == "others" {
        paper.addField("and_others", "true")
        continue
      }
      if plain.isEmpty { continue }
      written.append(plain)
      paper.authors.append(Authorship(name: shown(name)))
    }
    for editor in entry.value("editor").map({ split($0) }) ?? [] { paper.addField("editor", shown(editor)) }
    affiliate(&paper, entry, written: written, sink)
    for name in ["author_keywords", "keywords"] {
      for keyword in text(name).map({ FieldText.list($0, by: $0.contains(";") ? ";" : ",") }) ?? [] {
        paper.addField("keyword", keyword)
      }
    }
    paper.addField("document_type", text("type"))
    let note = text("note")
    if let note, let cited = note.firstMatch(of: /^Cited by:? (\d+)/) {
      paper.addField("cited_by", String(cited.1))
    } else {
      paper.addField("note", note)
    }
    paper.addField("cited_by", text("times-cited"))
    for (name, value) in entry.fields where !taken.contains(name) {
      paper.addField(FieldText.key(name), TeXText.decoded(value))
    }
    return paper
  }

  /// The names of a list.
  static func split(_ list: ArraySlice<UInt8>) -> [ArraySlice<UInt8>] {
    list.withUnsafeBufferPointer { list in
      var names: [ArraySlice<UInt8>] = []
      forEachName(list) { names.append(Array($0)[...]) }
      return names
    }
  }

  /// Gives the names of a list: between them stands `and`, outside of braces, with white space around it.
  static func forEachName(_ list: BibTeXFile.Bytes, _ body: (BibTeXFile.Bytes) -> Void) {
    var depth = 0
    var start = 0
    var i = 0
    while i < list.count {
      switch list[i] {
      case UInt8(ascii: "\\"): i += 1
      case UInt8(ascii: "{"): depth += 1
      case UInt8(ascii: "}"): depth -= 1
      case UInt8(ascii: "a"), UInt8(ascii: "A"):
        guard depth == 0, i > 0, list[i - 1] <= 0x20, i + 3 < list.count, list[i + 1] | 0x20 == 0x6e,
          list[i + 2] | 0x20 == 0x64, list[i + 3] <= 0x20
        else { break }
        body(BibTeXFile.Bytes(rebasing: list[start..<i]))
        start = i + 3
        i += 2
      default: break
      }
      i += 1
    }
    body(BibTeXFile.Bytes(rebasing: list[start...]))
  }

  /// A name as it is shown: `First von Last Jr`, from any of BibTeX's three forms or BibLaTeX's `family=…, given=…`.
  static func shown(_ name: ArraySlice<UInt8>) -> String {
    var parts: [ArraySlice<UInt8>] = []
    var depth = 0
    var start = name.startIndex
    for i in name.indices {
      switch name[i] {
      case UInt8(ascii: "{"): depth += 1
      case UInt8(ascii: "}"): depth -= 1
      case UInt8(ascii: ",") where depth == 0:
        parts.append(name[start..<i])
        start = i + 1
      default: continue
      }
    }
    parts.append(name[start...])
    let texts = parts.map { TeXText.decoded($0) }
    if texts.contains(where: { $0.hasPrefix("family=") || $0.hasPrefix("given=") }) {
      func part(_ key: String) -> String? {
        texts.first { $0.hasPrefix(key + "=") }.map { $0.dropFirst(key.count + 1).filter { $0 != "\"" } }
      }
      return PersonName.joined(
        given: part("given"), particle: part("prefix"), family: part("family"), suffix: part("suffix"))
    }
    switch texts.count {
    case 2: return PersonName.joined(given: texts[1], family: texts[0])
    case 3: return PersonName.joined(given: texts[2], family: texts[0], suffix: texts[1])
    default: return FieldText.clean(texts.joined(separator: ", "))
    }
  }

  private static func isWebOfScience(_ entry: BibTeXFile.Entry) -> Bool {
    entry.value("unique-id") != nil || entry.key.hasPrefix("WOS:") || entry.key.hasPrefix("ISI:")
  }

  private static func affiliate(
    _ paper: inout Paper, _ entry: BibTeXFile.Entry, written: [String], _ sink: any PaperSink
  ) {
    let isWebOfScience = isWebOfScience(entry)
    if let value = entry.value("affiliation") {
      if isWebOfScience {
        let lines = logicalLines(value)
        WebOfScience.affiliate(&paper, lines: lines, names: written, sink)
      } else {
        paper.setAddresses(FieldText.list(TeXText.decoded(value)).map { Affiliation($0) })
      }
    }
    if let value = entry.value("affiliations") {
      let texts = FieldText.list(TeXText.decoded(value))
      // Web of Science lists unified names here, beside the addresses.
      if isWebOfScience {
        for text in texts { paper.addField("organisation_enhanced", text) }
      } else {
        paper.setAddresses(texts.map { Affiliation($0) })
      }
    }
    if let value = entry.value("orcid-numbers") {
      let pairs = String(decoding: value, as: UTF8.self).split(whereSeparator: { $0 == "\n" || $0 == ";" })
      WebOfScience.addORCIDs(to: &paper, pairs: pairs.map { FieldText.clean($0) }, names: written, sink)
    }
    paper.addField("correspondence", entry.value("correspondence_address").map { TeXText.decoded($0) })
  }

  /// Lines of a field, those that run on joined: a line ends an address when it ends with a dot. Where names stand in
  /// square brackets, each bracket begins an address, however the lines were broken.
  private static func logicalLines(_ value: ArraySlice<UInt8>) -> [String] {
    let whole = TeXText.decoded(value)
    if whole.hasPrefix("[") || whole.contains(". [") {
      return whole.replacing(". [", with: ".\n[").split(separator: "\n").map(String.init)
    }
    var lines: [String] = []
    var open = false
    for line in value.split(separator: 0x0a) {
      let text = TeXText.decoded(line)
      if text.isEmpty { continue }
      if open, let last = lines.popLast() { lines.append(last + " " + text) } else { lines.append(text) }
      open = !text.hasSuffix(".")
    }
    return lines
  }
}

/// Puts plain entries straight into a batch: those whose fields have one meaning each, as most exports write them.
final class BibTeXPapers {
  private enum Part: Int8 {
    case title, author, year, journal, booktitle, pages, doi
    /// A field that is passed over.
    case other
    /// A field that makes an entry not plain.
    case unknown
  }

  private let sink: any PaperSink
  private var batch: PaperBatch
  private var kinds = PaperKinds()
  /// What each name of a field means, by its place in the file's names.
  private var parts: [Part] = []
  private static let known: [String: Part] = [
    "title": .title, "author": .author, "year": .year, "journal": .journal, "booktitle": .booktitle, "pages": .pages,
    "doi": .doi, "url": .other, "month": .other, "abstract": .other, "timestamp": .other, "biburl": .other,
    "bibsource": .other,
  ]
  private let names = PlainNames()

  init(_ sink: any PaperSink) {
    self.sink = sink
    batch = sink.openBatch()
  }

  /// After a paper that went to the sink by another way.
  func goOn() { batch = sink.openBatch() }

  /// Whether the entry was plain; `BibTeXEntry.paper` reads the others.
  func add(_ entry: BibTeXFile.Found, of file: BibTeXFile) -> Bool {
    if parts.count < file.names.count {
      parts += file.names[parts.count...].map { Self.known[$0] ?? .unknown }
    }
    // The first field of each name counts.
    var values = Values()
    for at in entry.fields.indices {
      let field = entry.fields[at]
      switch parts[field.name] {
      case .title: if values.title == nil { values.title = field }
      case .author: if values.author == nil { values.author = field }
      case .year: if values.year == nil { values.year = field }
      case .journal: if values.journal == nil { values.journal = field }
      case .booktitle: if values.booktitle == nil { values.booktitle = field }
      case .pages: if values.pages == nil { values.pages = field }
      case .doi: if values.doi == nil { values.doi = field }
      case .other: continue
      case .unknown: return false
      }
    }
    add(entry, values, of: file)
    return true
  }

  private struct Values {
    var title, author, year, journal, booktitle, pages, doi: BibTeXFile.Field?
  }

  private func add(_ entry: BibTeXFile.Found, _ values: Values, of file: BibTeXFile) {
    let batch = batch
    batch.begin(file: file.file, line: entry.line, column: entry.column)
    var row = PaperBatch.Row()
    row.kind = kinds.kind(of: entry.type, for: batch)
    batch.addField("bibtex_key", clean: entry.key)
    row.title = text(values.title, batch)
    row.venue = text(values.journal, batch)
    if row.venue.isAbsent { row.venue = text(values.booktitle, batch) }
    if let year = values.year {
      if year.isPlain {
        row.year = FieldText.year(year.value)
      } else {
        let year = text(year, batch)
        if !year.isAbsent { row.year = FieldText.year(batch.buffers[year]) }
      }
    }
    if let pages = values.pages { (row.firstPage, row.lastPage) = self.pages(pages.value, batch) }
    if let doi = values.doi { row.doi = self.doi(doi, entry, of: file, batch) }
    batch.describeLast(as: row)
    if let authors = values.author {
      let rest =
        authors.isFlat ? names.add(authors.value, to: batch, readable: file.end) : authors.value
      if let rest { BibTeXEntry.forEachName(rest) { addAuthor($0, batch) } }
    }
    self.batch = sink.takeIfNamed(batch, format: "bibtex")
  }

  private func addAuthor(_ name: BibTeXFile.Bytes, _ batch: PaperBatch) {
    if let plain = batch.addPlainBibTeXName(name) { return batch.addAuthor(name: plain) }
    if name.isEmpty { return }
    let slice = Array(name)[...]
    let decoded = TeXText.decoded(slice)
    if decoded == "others" {
      batch.addField("and_others", "true")
    } else if !decoded.isEmpty {
      batch.addAuthor(name: batch.add(BibTeXEntry.shown(slice)))
    }
  }

  private func text(_ field: BibTeXFile.Field?, _ batch: PaperBatch) -> PaperBatch.Text {
    guard let field else { return .absent }
    let text = field.isPlain ? batch.add(Self.unpadded(field.value)) : batch.addTeX(field.value)
    return text.isEmpty ? .absent : text
  }

  /// Plain text without the blank that may stand at either end.
  private static func unpadded(_ text: BibTeXFile.Bytes) -> BibTeXFile.Bytes {
    guard var start = text.baseAddress, !text.isEmpty else { return text }
    var count = text.count
    if start[0] == 0x20 { (start, count) = (start + 1, count - 1) }
    if count > 0, start[count - 1] == 0x20 { count -= 1 }
    return BibTeXFile.Bytes(start: start, count: count)
  }

  private func doi(
    _ field: BibTeXFile.Field, _ entry: BibTeXFile.Found, of file: BibTeXFile, _ batch: PaperBatch
  ) -> PaperBatch.Text {
    if field.isPlain, let doi = batch.addPlainDOI(Self.unpadded(field.value)) { return doi }
    let doi = text(field, batch)
    if doi.isAbsent { return .absent }
    let bytes = Array(batch.buffers[doi])
    let place = SourceLocation(file: file.file, line: entry.line, column: entry.column)
    return bytes.withUnsafeBufferPointer { batch.addDOI($0, at: place, sink) }
  }

  private func pages(_ value: BibTeXFile.Bytes, _ batch: PaperBatch) -> (PaperBatch.Text, PaperBatch.Text) {
    if let pages = batch.addPlainPages(value) { return pages }
    let text = TeXText.decoded(Array(value)[...])
    if text.isEmpty { return (.absent, .absent) }
    let (first, last) = FieldText.pages(text)
    return (batch.add(first), batch.add(last))
  }
}
