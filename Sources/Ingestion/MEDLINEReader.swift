import Bibliography
import Bytes

/// MEDLINE (nbib), as PubMed exports it: an author's addresses follow the author.
///
/// Source: nlm.nih.gov, "MEDLINE/PubMed Data Element (Field) Descriptions".
struct MEDLINEReader: Reader {
  static let format = Format(name: "medline", title: "MEDLINE (nbib)", extensions: ["nbib", "txt"])

  static func sniff(_ sample: Sample) -> Double? {
    sample.text.prefixMatch(of: /\s*PMID- ?\d/) != nil ? 0.97 : nil
  }

  func read(_ input: Input, context: ReadingContext, into sink: any PaperSink) throws {
    let bytes = try input.readAll(limit: 1 << 31)
    for record in TaggedRecords.records(
      in: bytes, file: input.name, style: .medline, start: ["PMID"], end: [], format: "medline", into: sink)
    {
      sink.keepIfNamed(paper(record, sink), format: "medline")
    }
  }

  private func paper(_ record: TaggedRecords.Record, _ sink: any PaperSink) -> Paper {
    var paper = Paper(title: record.first("TI", "BTI", "TT") ?? "", location: record.location)
    if paper.title.hasSuffix("."), !paper.title.hasSuffix("..") { paper.title.removeLast() }
    for type in record.all("PT") { paper.addField("document_type", type.text) }
    paper.venue = record.first("JT", "TA")
    paper.year = record.first("DP", "DEP").flatMap { FieldText.year($0) }
    if let pages = record.first("PG") { (paper.firstPage, paper.lastPage) = FieldText.pages(pages) }
    let doi = record.all("LID", "AID").first { $0.text.hasSuffix("[doi]") }
    paper.doi = sink.doi(doi.map { String($0.text.dropLast(5)) }, at: record.location)
    var hasFull = false
    for field in record.fields {
      let text = field.text
      if text.isEmpty { continue }
      switch field.tag {
      case "FAU":
        hasFull = true
        paper.authors.append(Authorship(name: PersonName.shown(text)))
      case "AU": if !hasFull { paper.authors.append(Authorship(name: text)) }
      case "CN":
        hasFull = false
        paper.authors.append(Authorship(name: text))
      case "AD":
        guard let last = paper.authors.indices.last else { continue }
        paper.authors[last].affiliations.append(Affiliation(text))
        paper.authors[last].state = .given
      case "AUID":
        guard let last = paper.authors.indices.last else { continue }
        let parts = text.split(separator: ":", maxSplits: 1).map { FieldText.clean($0) }
        guard parts.count == 2 else { continue }
        let location = SourceLocation(file: record.location.file, line: field.line)
        if parts[0].uppercased() == "ORCID" {
          paper.authors[last].orcid = sink.orcid(parts[1], at: location)
        } else {
          paper.authors[last].identifiers.append(
            AssertedIdentifier(scheme: FieldText.key(parts[0]), value: parts[1], assertedBy: "pubmed"))
        }
      case "FED", "ED": if field.tag == "FED" { paper.addField("editor", PersonName.shown(text)) }
      case "OT": paper.addField("keyword", text)
      case "MH": paper.addField("mesh", text)
      case "GR": paper.addField("funder", text)
      case "LA": paper.addField("language", text)
      case "PMID": paper.addField("pmid", text)
      default: continue
      }
    }
    return paper
  }
}
