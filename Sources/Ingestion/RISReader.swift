import Bibliography
import Bytes

/// RIS, as managers and publishers export it.
///
/// Source: Research Information Systems, "RIS Format Specifications" (2001 and 2011). An address (`AD`) that follows
/// each author is that author's; a list of addresses behind the authors is shared by several, since the format does
/// not say whose they are.
struct RISReader: Reader {
  static let format = Format(name: "ris", title: "RIS", extensions: ["ris"])

  static func sniff(_ sample: Sample) -> Double? {
    sample.text.prefixMatch(of: #/\s*TY {1,3}- /#) != nil ? 0.97 : nil
  }

  func read(_ input: Input, context: ReadingContext, into sink: any PaperSink) throws {
    let bytes = try input.readAll(limit: 1 << 31)
    for record in TaggedRecords.records(
      in: bytes, file: input.name, style: .ris, start: ["TY"], end: ["ER"], format: "ris", into: sink)
    {
      TaggedRecords.reportUnclosed(record, format: "ris", end: "ER  -", to: sink)
      sink.keepIfNamed(paper(record, sink), format: "ris")
    }
  }

  private func paper(_ record: TaggedRecords.Record, _ sink: any PaperSink) -> Paper {
    var paper = Paper(title: TitleText.clean(record.first("TI", "T1", "CT") ?? ""), location: record.location)
    paper.setKind(record.first("TY"))
    if paper.title.isEmpty, paper.kind != "paper" { paper.title = record.first("BT", "T2") ?? "" }
    paper.venue = record.first("T2", "JO", "JF", "BT", "J2", "JA")
    paper.year = record.first("PY", "Y1", "DA").flatMap { FieldText.year($0) }
    paper.place = record.first("CY", "C1").flatMap { record.first("TY") == "CONF" ? $0 : nil }
    if let first = record.first("SP") {
      let pages = FieldText.pages(first)
      paper.firstPage = pages.first
      paper.lastPage = record.first("EP") ?? pages.last
    }
    let doi = record.first("DO") ?? record.first("M3").flatMap { $0.contains("10.") ? $0 : nil }
    paper.doi = sink.doi(doi.flatMap { $0.split(separator: " ").first.map(String.init) }, at: record.location)
    var addresses: [Affiliation] = []
    var afterAuthor = 0
    let count = record.all("AU", "A1").count
    var isInterleaved = false
    for (field, next) in zip(record.fields, record.fields.dropFirst().map(\.tag) + [""]) {
      switch field.tag {
      case "AU", "A1":
        if field.text.isEmpty { continue }
        paper.authors.append(Authorship(name: PersonName.shown(field.text)))
        if next == "AD" { afterAuthor += 1 }
      case "AD": addresses += field.lines.flatMap { FieldText.list($0) }.map { Affiliation($0) }
      default: continue
      }
    }
    // One address straight behind the last author is a list; behind two or more, they alternate.
    isInterleaved = afterAuthor > 1 && count > 1
    if isInterleaved {
      var author = -1
      for field in record.fields {
        if field.tag == "AU" || field.tag == "A1", !field.text.isEmpty { author += 1 }
        if field.tag == "AD", paper.authors.indices.contains(author), !field.text.isEmpty {
          paper.authors[author].affiliations.append(Affiliation(field.text))
          paper.authors[author].state = .given
        }
      }
    } else {
      paper.setAddresses(addresses)
    }
    for editor in record.all("A2", "ED") { paper.addField("editor", PersonName.shown(editor.text)) }
    for keyword in record.all("KW") { paper.addField("keyword", keyword.text) }
    paper.addField("language", record.first("LA"))
    paper.addField("publisher", record.first("PB"))
    paper.addField("database", record.first("DB", "DP"))
    paper.addField("accession", record.first("AN", "ID"))
    return paper
  }
}

/// EndNote's tagged form (refer): `%A`, `%T`, `%+`.
///
/// Source: EndNote manual, "Refer/BibIX". `%+` is the authors' address, without saying whose.
struct EndNoteReader: Reader {
  static let format = Format(name: "endnote", title: "EndNote tagged (refer)", extensions: ["enw"])

  static func sniff(_ sample: Sample) -> Double? {
    sample.text.prefixMatch(of: /\s*%[0A-Z] \S/) != nil && sample.text.contains("\n%") ? 0.9 : nil
  }

  func read(_ input: Input, context: ReadingContext, into sink: any PaperSink) throws {
    let bytes = try input.readAll(limit: 1 << 31)
    let records = TaggedRecords.records(
      in: bytes, file: input.name, style: .endNote, start: ["%0"], end: [], format: "endnote", into: sink)
    for record in records {
      var paper = Paper(title: TitleText.clean(record.first("%T") ?? ""), location: record.location)
      paper.setKind(record.first("%0"))
      paper.venue = record.first("%J", "%B")
      paper.year = record.first("%D").flatMap { FieldText.year($0) }
      paper.place = record.first("%B") == nil ? nil : record.first("%C")
      if let pages = record.first("%P") { (paper.firstPage, paper.lastPage) = FieldText.pages(pages) }
      paper.doi = sink.doi(record.first("%R"), at: record.location)
      for author in record.all("%A") where !author.text.isEmpty {
        paper.authors.append(Authorship(name: PersonName.shown(author.text)))
      }
      paper.setAddresses(record.all("%+").flatMap(\.lines).flatMap { FieldText.list($0) }.map { Affiliation($0) })
      for editor in record.all("%E") { paper.addField("editor", PersonName.shown(editor.text)) }
      for keyword in record.all("%K").flatMap(\.lines) { paper.addField("keyword", keyword) }
      sink.keepIfNamed(paper, format: "endnote")
    }
  }
}
