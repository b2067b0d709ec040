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
  static let format = Format(name: "dblp", title: "DBLP (XML)", extensions: ["xml"])

  static func sniff(_ sample: Sample) -> Double? {
    guard let root = XMLSniff.root(sample) else { return nil }
    return root == "dblp" || root == "dblpperson" ? 0.95 : nil
  }

  private static let papers: Set<String> = [
    "article", "inproceedings", "incollection", "book", "phdthesis", "mastersthesis", "data",
  ]

  func read(_ input: Input, context: ReadingContext, into sink: any PaperSink) throws {
    var proceedings = 0
    var pages = 0
    var people = 0
    let shape = XMLRecords.Shape(records: Self.papers.union(["proceedings", "www", "person"]), skipped: ["cite"])
    try XMLRecords.forEach(of: input, shape: shape, format: "dblp", into: sink) { record in
      switch record.name {
      case "proceedings": proceedings += 1
      case "www", "person":
        if let person = person(record, sink) {
          people += 1
          sink.describe(person)
        } else {
          pages += 1
        }
      default: sink.keepIfNamed(paper(record, sink), format: "dblp")
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

  private func paper(_ record: XMLElement, _ sink: any PaperSink) -> Paper {
    var paper = Paper(title: "", location: record.location)
    paper.setKind(record.name)
    paper.addField("dblp_key", record.attribute("key"))
    paper.addField("publication_type", record.attribute("publtype"))
    for element in record.children {
      switch element.name {
      case "author": paper.authors.append(author(element, sink))
      case "editor": paper.addField("editor", Self.split(element.text()).name)
      case "title":
        paper.title = element.text()
        if paper.title.hasSuffix("."), !paper.title.hasSuffix("..") { paper.title.removeLast() }
      case "booktitle", "journal", "school": paper.venue = paper.venue ?? element.given
      case "year": paper.year = FieldText.year(element.text())
      case "pages":
        if let pages = element.given { (paper.firstPage, paper.lastPage) = FieldText.pages(pages) }
      case "ee", "url": if paper.doi == nil { paper.doi = doi(in: element, sink) }
      case "crossref": paper.addField("crossref", element.given)
      case "note":
        if element.attribute("type") == "award" || element.attribute("label") == "award" {
          paper.addField("award", element.given)
        }
      default: continue
      }
    }
    return paper
  }

  private func author(_ element: XMLElement, _ sink: any PaperSink) -> Authorship {
    let (name, number) = Self.split(element.text())
    var author = Authorship(name: name)
    author.orcid = sink.orcid(element.attribute("orcid"), at: element.location)
    if let number {
      author.identifiers = [AssertedIdentifier(scheme: "dblp", value: "\(name) \(number)", assertedBy: "dblp")]
    }
    return author
  }

  /// `Wei Wang`, `0001` of `Wei Wang 0001`.
  static func split(_ name: String) -> (name: String, number: Substring?) {
    let tail = name.utf8.suffix(5)
    guard tail.count == 5, tail.first == 0x20, tail.dropFirst().allSatisfy({ 0x30...0x39 ~= $0 }) else {
      return (name, nil)
    }
    return (String(name.dropLast(5)), name.suffix(4))
  }

  /// The DOI in an address of doi.org or of a publisher's resolver; nil in any other, and told when it is malformed.
  private func doi(in element: XMLElement, _ sink: any PaperSink) -> DOI? {
    let address = element.text()
    guard address.contains("doi"), let start = address.range(of: "/10.") else { return nil }
    let text = String(address[start.lowerBound...].dropFirst())
    return sink.doi(text.removingPercentEncoding ?? text, at: element.location)
  }
}
