import Bibliography
import Bytes

/// The ACL Anthology's XML: one file a collection, volumes of papers.
///
/// Source: github.com/acl-org/acl-anthology, data/xml/schema.rnc. `variant` (a name in another script) goes to the
/// field `name_variant`, not into the name; `fixed-case` and other markup of titles is text.
struct ACLAnthologyReader: Reader {
  static let format = Format(name: "acl", title: "ACL Anthology (XML)", extensions: ["xml"])

  static func sniff(_ sample: Sample) -> Double? {
    XMLSniff.root(sample) == "collection" && sample.contains("<volume") ? 0.95 : nil
  }

  func read(_ input: Input, context: ReadingContext, into sink: any PaperSink) throws {
    var venue: String?
    var year: Int?
    var place: String?
    let shape = XMLRecords.Shape(records: ["meta", "paper"], skipped: ["abstract"])
    try XMLRecords.forEach(of: input, shape: shape, format: "acl", into: sink) { record in
      if record.name == "meta" {
        venue = record.given("booktitle") ?? record.given("journal-title")
        year = record.given("year").flatMap { FieldText.year($0) }
        place = record.given("address")
        return
      }
      var paper = paper(record, sink)
      paper.venue = venue
      paper.year = paper.year ?? year
      paper.place = place
      sink.keepIfNamed(paper, format: "acl")
    }
  }

  private func paper(_ record: XMLElement, _ sink: any PaperSink) -> Paper {
    var paper = Paper(title: "", location: record.location)
    for element in record.children {
      switch element.name {
      case "title": paper.title = element.text()
      case "author": paper.authors.append(author(element, of: &paper, sink))
      case "editor": paper.addField("editor", name(element))
      case "pages": if let pages = element.given { (paper.firstPage, paper.lastPage) = FieldText.pages(pages) }
      case "doi": paper.doi = sink.doi(element.given, at: element.location)
      case "year": paper.year = FieldText.year(element.text())
      case "url": paper.addField(element.given?.contains("://") == true ? "url" : "acl_id", element.given)
      case "award": paper.addField("award", element.given)
      case "language": paper.addField("language", element.given)
      default: continue
      }
    }
    return paper
  }

  private func name(_ element: XMLElement) -> String {
    let name = PersonName.joined(given: element.given("first"), family: element.given("last"))
    return name.isEmpty ? element.text(without: ["affiliation", "variant"]) : name
  }

  private func author(_ element: XMLElement, of paper: inout Paper, _ sink: any PaperSink) -> Authorship {
    var author = Authorship(name: name(element))
    author.orcid = sink.orcid(element.attribute("orcid"), at: element.location)
    if let id = element.attribute("id") {
      author.identifiers = [AssertedIdentifier(scheme: "acl", value: id, assertedBy: "acl")]
    }
    for variant in element.all("variant") { paper.addField("name_variant", "\(author.name): \(name(variant))") }
    author.affiliations = element.all("affiliation").compactMap(\.given).map { Affiliation($0) }
    author.state = author.affiliations.isEmpty ? .notGiven : .given
    return author
  }
}
