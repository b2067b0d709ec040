import Bibliography
import Bytes

/// DataCite metadata XML, kernels 2 to 4, alone or inside an OAI-PMH answer.
///
/// Source: schema.datacite.org, kernel-4.6. An affiliation may carry one identifier, most often of ROR or GRID.
struct DataCiteReader: Reader {
  static let format = Format(name: "datacite", title: "DataCite (XML)", extensions: ["xml"])

  static func sniff(_ sample: Sample) -> Double? {
    guard XMLSniff.root(sample) != nil else { return nil }
    return sample.contains("datacite.org/schema/kernel") ? 0.9 : nil
  }

  func read(_ input: Input, context: ReadingContext, into sink: any PaperSink) throws {
    let shape = XMLRecords.Shape(records: ["resource"], skipped: ["descriptions", "relatedItems"])
    try XMLRecords.forEach(of: input, shape: shape, format: "datacite", into: sink) { record in
      sink.keepIfNamed(paper(record, sink), format: "datacite")
    }
  }

  private func paper(_ record: XMLElement, _ sink: any PaperSink) -> Paper {
    let titles = record.first("titles")?.all("title") ?? []
    let title = titles.first { $0.attribute("titleType") == nil } ?? titles.first
    var paper = Paper(title: title?.text() ?? "", location: record.location)
    paper.setKind(record.first("resourceType")?.attribute("resourceTypeGeneral") ?? record.given("resourceType"))
    paper.addField("subtitle", titles.first { $0.attribute("titleType") == "Subtitle" }?.given)
    let identifier = record.first("identifier")
    if identifier?.attribute("identifierType")?.uppercased() == "DOI" {
      paper.doi = sink.doi(identifier?.given, at: identifier?.location ?? record.location)
    }
    paper.venue = record.given("publisher")
    paper.year = record.given("publicationYear").flatMap { FieldText.year($0) }
    for creator in record.first("creators")?.all("creator") ?? [] {
      if let author = authorship(creator, sink) { paper.authors.append(author) }
    }
    for contributor in record.first("contributors")?.all("contributor") ?? [] {
      let role = FieldText.key(contributor.attribute("contributorType") ?? "contributor")
      paper.addField(role, name(contributor, tag: "contributorName"))
    }
    for subject in record.first("subjects")?.all("subject") ?? [] { paper.addField("subject", subject.given) }
    for funder in record.first("fundingReferences")?.all("fundingReference") ?? [] {
      paper.addField("funder", funder.given("funderName"))
      paper.addField("award", funder.given("awardNumber"))
    }
    paper.addField("language", record.given("language"))
    return paper
  }

  private func name(_ element: XMLElement, tag: String) -> String? {
    let parts = PersonName.joined(given: element.given("givenName"), family: element.given("familyName"))
    if !parts.isEmpty { return parts }
    guard let whole = element.given(tag) else { return nil }
    return element.first(tag)?.attribute("nameType") == "Organizational" ? whole : PersonName.shown(whole)
  }

  private func authorship(_ creator: XMLElement, _ sink: any PaperSink) -> Authorship? {
    guard let name = name(creator, tag: "creatorName") else { return nil }
    var author = Authorship(name: name)
    for identifier in creator.all("nameIdentifier") {
      let scheme = identifier.attribute("nameIdentifierScheme") ?? ""
      guard let value = identifier.given else { continue }
      if scheme.uppercased() == "ORCID" {
        author.orcid = sink.orcid(value, at: identifier.location)
      } else if let made = sink.identifier(scheme: scheme, value: value, by: "datacite", at: identifier.location) {
        author.identifiers.append(made)
      }
    }
    for element in creator.all("affiliation") {
      guard let text = element.given else { continue }
      var affiliation = Affiliation(text)
      if let value = element.attribute("affiliationIdentifier"),
        let made = sink.identifier(
          scheme: element.attribute("affiliationIdentifierScheme") ?? "", value: value, by: "datacite",
          at: element.location)
      {
        affiliation.identifiers = [made]
      }
      author.affiliations.append(affiliation)
    }
    author.state = author.affiliations.isEmpty ? .notGiven : .given
    return author
  }
}
