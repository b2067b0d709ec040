import Bibliography
import Bytes
import Foundation

/// DBLP XML: the full dump, or answers in its form.
///
/// Source: dblp.org/xml/docu/dblpxml.pdf (M. Ley, DBLP: some lessons learned, 2009, doi:10.14778/1687553.1687577) and
/// dblp.dtd, whose entities are those of HTML. A name's homonym number ("Wei Wang 0001") is taken off the name and kept
/// as an identifier of the scheme `dblp`. Proceedings give the place and full name of the volume only in their title,
/// so nothing is taken from them. Person records (`www` whose key begins with `homepages/`) hold no papers: their names
/// (the first and its aliases, with homonym numbers), affiliations and ORCID iDs are given as descriptions of persons,
/// never as affiliations of papers that do not print them.
struct DBLPReader: Reader {
  /// Whether plain records are read without libxml2; the papers are the same.
  var takesPlainRecords = true

  static let format = Format(name: "dblp", title: "DBLP (XML)", extensions: ["xml"])

  static func sniff(_ sample: Sample) -> Double? {
    guard let root = XMLSniff.root(sample) else { return nil }
    return root == "dblp" || root == "dblpperson" ? 0.95 : nil
  }

  static let papers: Set<String> = [
    "article", "inproceedings", "incollection", "book", "phdthesis", "mastersthesis", "data",
  ]

  func read(_ input: Input, context: ReadingContext, into sink: any PaperSink) throws {
    let papers = DBLPPapers(sink, file: input.name)
    var proceedings = 0
    var pages = 0
    var people = 0
    let shape = XMLRecords.Shape(records: Self.papers.union(["proceedings", "www", "person"]), skipped: ["cite"])
    let plain = DBLPPlainRecords(papers)
    try XMLRecords.forEach(
      of: input, shape: shape, format: "dblp", into: sink, plain: takesPlainRecords ? plain : nil
    ) { record in
      switch record.name {
      case "proceedings": proceedings += 1
      case "www", "person":
        if let person = person(record, sink) {
          people += 1
          sink.describe(person)
          papers.goOn()
        } else {
          pages += 1
        }
      default: papers.add(record)
      }
    }
    if proceedings + people + pages > 0 {
      sink.report(
        Diagnostic(
          .note, "dblp.not-papers",
          "no papers: \(proceedings) volumes of proceedings and \(pages) web pages, passed over, and \(people) person "
            + "records, kept as descriptions of persons.",
          at: SourceLocation(file: input.name, line: 1)))
    }
  }

  /// The person of a homepage record; nil for a web page, for one that only points elsewhere, and without a name.
  ///
  /// A homepage that says `publtype="disambiguation"` is the page of several persons, so nothing is known of one.
  private func person(_ record: XMLElement, _ sink: any PaperSink) -> PersonRecord? {
    guard let key = record.attribute("key"), key.hasPrefix("homepages/"), record.attribute("publtype") == nil else {
      return nil
    }
    let names = record.all("author").map { FieldText.clean($0.text()) }.filter { !$0.isEmpty }
    guard !names.isEmpty else { return nil }
    var person = PersonRecord(
      names: names, identifiers: [AssertedIdentifier(scheme: "dblp", value: key, assertedBy: "dblp")],
      location: record.location)
    for note in record.all("note") where note.attribute("type") == "affiliation" {
      guard let text = note.given else { continue }
      person.affiliations.append(.init(text, label: FieldText.given(note.attribute("label"))))
    }
    for url in record.all("url") where url.text().contains("orcid.org/") {
      person.orcid = person.orcid ?? sink.orcid(url.given, at: url.location)
    }
    return person
  }

  /// `Wei Wang`, `0001` of `Wei Wang 0001`.
  static func split(_ name: String) -> (name: String, number: Substring?) {
    let tail = name.utf8.suffix(5)
    guard tail.count == 5, tail.first == 0x20, tail.dropFirst().allSatisfy({ 0x30...0x39 ~= $0 }) else {
      return (name, nil)
    }
    return (String(name.dropLast(5)), name.suffix(4))
  }
}

/// Takes the records of papers apart, one after the other.
final class DBLPPapers {
  enum Part: Int8, CaseIterable {
    case author, editor, title, booktitle, journal, school, year, pages, ee, url, crossref, note
  }

  let file: String
  private let sink: any PaperSink
  private var batch: PaperBatch
  private var row = PaperBatch.Row()
  /// What each name of an element means, by its number; -1 nothing, -2 not asked yet.
  private var parts: [Int] = []
  private var kinds = PaperKinds()

  init(_ sink: any PaperSink, file: String) {
    self.sink = sink
    self.file = file
    batch = sink.openBatch()
  }

  /// After a person was described, which may have handed the batch on.
  func goOn() { batch = sink.openBatch() }

  private func part(_ element: XMLElement) -> Part? {
    let id = element.nameID
    while parts.count <= id { parts.append(-2) }
    if parts[id] == -2 { parts[id] = Part.allCases.firstIndex { "\($0)" == element.name } ?? -1 }
    return parts[id] < 0 ? nil : Part.allCases[parts[id]]
  }

  func add(_ record: XMLElement) {
    let batch = begin(
      record.name, line: record.line, key: record.attributeBytes("key"), type: record.attributeBytes("publtype"))
    for element in record.children {
      guard let part = part(element) else { continue }
      let isAward = part == .note && (element.attribute("type") == "award" || element.attribute("label") == "award")
      let orcid = part == .author ? element.attributeBytes("orcid") : nil
      if let bytes = element.plainBytes {
        add(part, bytes, orcid: orcid, isAward: isAward, line: element.line, to: batch)
      } else {
        var text = element.text()
        text.withUTF8 { add(part, $0, orcid: orcid, isAward: isAward, line: element.line, to: batch) }
      }
    }
    end()
  }

  /// Begins a record of a paper; gives the batch to add its elements to.
  func begin(_ name: String, line: Int, key: UnsafeBufferPointer<UInt8>?, type: UnsafeBufferPointer<UInt8>?)
    -> PaperBatch
  {
    let batch = batch
    batch.begin(file: file, line: line)
    row = PaperBatch.Row()
    row.kind = kinds.kind(of: name, for: batch)
    batch.addField("dblp_key", clean: key)
    batch.addField("publication_type", clean: type)
    return batch
  }

  /// Adds an element of the record: its text, which may be known to need no cleaning.
  func add(
    _ part: Part, _ text: UnsafeBufferPointer<UInt8>, isClean: Bool = false, orcid: UnsafeBufferPointer<UInt8>? = nil,
    isAward: Bool = false, line: Int, to batch: PaperBatch
  ) {
    func clean() -> PaperBatch.Text { isClean ? batch.add(text) : batch.addClean(text) }
    switch part {
    case .author:
      let name = clean()
      let isNumbered = Self.isNumbered(isClean ? text : batch.buffers[name])
      addAuthor(name, isNumbered: isNumbered, orcid: orcid, line: line, batch)
    case .editor:
      batch.addField("editor", DBLPReader.split(FieldText.clean(text)).name)
    case .title:
      row.title = clean()
      let bytes = batch.buffers[row.title]
      // The dot that DBLP puts after each title; three of them are the title's own.
      if bytes.count > 0, bytes[bytes.count - 1] == UInt8(ascii: "."),
        bytes.count == 1 || bytes[bytes.count - 2] != UInt8(ascii: ".")
      {
        row.title.count -= 1
      }
    case .booktitle, .journal, .school: if row.venue.isEmpty { row.venue = clean() }
    case .year: row.year = FieldText.year(text)
    case .pages:
      if let (first, last) = batch.addPlainPages(text) {
        (row.firstPage, row.lastPage) = (first, last)
      } else {
        let pages = FieldText.clean(text)
        if pages.isEmpty { return }
        let (first, last) = FieldText.pages(pages)
        row.firstPage = batch.add(first)
        row.lastPage = batch.add(last)
      }
    case .ee, .url: if row.doi.isAbsent { row.doi = doi(text, line: line, batch) }
    case .crossref: batch.addField("crossref", clean: text)
    case .note: if isAward { batch.addField("award", clean: text) }
    }
  }

  /// Ends the record.
  func end() {
    let row = row
    batch.describeLast(as: row)
    batch = sink.takeIfNamed(batch, format: "dblp")
  }

  /// Whether a blank and four digits end the name.
  private static func isNumbered(_ name: UnsafeBufferPointer<UInt8>) -> Bool {
    let count = name.count
    guard count >= 5, name[count - 5] == 0x20 else { return false }
    for at in count - 4..<count where !(0x30...0x39 ~= name[at]) { return false }
    return true
  }

  private func addAuthor(
    _ whole: PaperBatch.Text, isNumbered: Bool, orcid given: UnsafeBufferPointer<UInt8>?, line: Int,
    _ batch: PaperBatch
  ) {
    var name = whole
    if isNumbered { name.count -= 5 }
    var orcid = PaperBatch.Text.absent
    if let given, !given.isEmpty {
      orcid = batch.addORCID(given, at: SourceLocation(file: file, line: line), sink)
    }
    batch.addAuthor(name: name, orcid: orcid)
    if isNumbered {
      let dblp = batch.constant("dblp")
      batch.addAuthorIdentifier(scheme: dblp, value: whole, by: dblp)
    }
  }

  private func doi(_ text: UnsafeBufferPointer<UInt8>, line: Int, _ batch: PaperBatch) -> PaperBatch.Text {
    let known: StaticString = "https://doi.org/10."
    if text.count > known.utf8CodeUnitCount, let start = text.baseAddress,
      memcmp(start, known.utf8Start, known.utf8CodeUnitCount) == 0,
      memchr(start, Int32(UInt8(ascii: "%")), text.count) == nil,
      let doi = batch.addPlainDOI(UnsafeBufferPointer(rebasing: text[(known.utf8CodeUnitCount - 3)...]))
    {
      return doi
    }
    // Most other addresses are paths in DBLP itself.
    if text.count > 3, text[0] == UInt8(ascii: "d"), text[1] == UInt8(ascii: "b"), text[2] == UInt8(ascii: "/") {
      return .absent
    }
    // The DOI in an address of doi.org or of a publisher's resolver; told when it is malformed.
    let address = FieldText.clean(text)
    guard address.contains("doi"), let start = address.range(of: "/10.") else { return .absent }
    let given = String(address[start.lowerBound...].dropFirst())
    let place = SourceLocation(file: file, line: line)
    return batch.add(sink.doi(given.removingPercentEncoding ?? given, at: place)?.value)
  }
}
