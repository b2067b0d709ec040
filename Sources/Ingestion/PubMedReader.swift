import Bibliography
import Bytes

/// PubMed XML: articles and book chapters, as the site exports them and the baseline files hold them.
///
/// Source: dtd.nlm.nih.gov, pubmed_250101.dtd. Each `AffiliationInfo` is kept whole, with its e-mail addresses and
/// semicolons, and with the ROR, GRID or ISNI identifiers beside it. Until 2014 only the first author has one.
struct PubMedReader: Reader {
  static let format = Format(name: "pubmed", title: "PubMed (XML)", extensions: ["xml"])

  static func sniff(_ sample: Sample) -> Double? {
    guard let root = XMLSniff.root(sample) else { return nil }
    return root.hasPrefix("Pubmed") ? 0.95 : root == "MedlineCitationSet" || root == "MedlineCitation" ? 0.9 : nil
  }

  func read(_ input: Input, context: ReadingContext, into sink: any PaperSink) throws {
    let shape = XMLRecords.Shape(
      records: ["PubmedArticle", "PubmedBookArticle", "MedlineCitation"],
      skipped: ["Abstract", "OtherAbstract", "ReferenceList", "History", "ChemicalList", "CommentsCorrectionsList"])
    try XMLRecords.forEach(of: input, shape: shape, format: "pubmed", into: sink) { record in
      sink.keepIfNamed(paper(record, sink), format: "pubmed")
    }
  }

  private func paper(_ record: XMLElement, _ sink: any PaperSink) -> Paper {
    let citation = record.first("MedlineCitation") ?? record.first("BookDocument") ?? record
    let article = citation.first("Article") ?? citation
    let title = article.first("ArticleTitle") ?? article.first("Book", "BookTitle")
    var paper = Paper(title: title?.text() ?? "", location: record.location)
    if paper.title.isEmpty { paper.title = article.given("VernacularTitle") ?? "" }
    // A title in brackets is a translation; one final dot is the citation's, not the title's.
    if paper.title.hasSuffix("."), !paper.title.hasSuffix("..") { paper.title.removeLast() }
    for type in article.first("PublicationTypeList")?.all("PublicationType") ?? article.all("PublicationType") {
      paper.setKind(type.given)
    }
    // Most articles carry several types; all of them are papers, for each is a publication.
    paper.kind = "paper"
    paper.venue = article.first("Journal", "Title")?.given ?? article.first("Book", "BookTitle")?.given
    let date = article.first("Journal", "JournalIssue", "PubDate") ?? article.first("Book", "PubDate")
    paper.year = FieldText.year(date?.text() ?? "") ?? FieldText.year(article.first("ArticleDate")?.text() ?? "")
    if let pages = article.first("Pagination", "MedlinePgn")?.given {
      (paper.firstPage, paper.lastPage) = FieldText.pages(pages)
    } else {
      paper.firstPage = article.first("Pagination", "StartPage")?.given
      paper.lastPage = article.first("Pagination", "EndPage")?.given
    }
    let ids = record.descendants("ArticleId")
    let doi =
      article.all("ELocationID").first { $0.attribute("EIdType") == "doi" && $0.attribute("ValidYN") != "N" }
      ?? ids.first { $0.attribute("IdType") == "doi" }
    paper.doi = sink.doi(doi?.given, at: doi?.location ?? record.location)
    for list in article.all("AuthorList") {
      for author in list.all("Author") where author.attribute("ValidYN") != "N" {
        if list.attribute("Type") == "editors" {
          paper.addField("editor", name(author))
        } else if let made = authorship(author, sink) {
          paper.authors.append(made)
        }
      }
    }
    paper.addField("pmid", citation.given("PMID"))
    paper.addField("language", article.given("Language"))
    for keyword in citation.all("KeywordList").flatMap({ $0.all("Keyword") }) {
      paper.addField("keyword", keyword.given)
    }
    for heading in citation.first("MeshHeadingList")?.all("MeshHeading") ?? [] {
      paper.addField("mesh", heading.given("DescriptorName"))
    }
    for grant in article.first("GrantList")?.all("Grant") ?? [] {
      paper.addField("funder", grant.given("Agency"))
      paper.addField("award", grant.given("GrantID"))
    }
    return paper
  }

  private func name(_ author: XMLElement) -> String? {
    if let group = author.given("CollectiveName") { return group }
    let name = PersonName.joined(
      given: author.given("ForeName") ?? author.given("Initials"), family: author.given("LastName"),
      suffix: author.given("Suffix"))
    return name.isEmpty ? nil : name
  }

  private func authorship(_ element: XMLElement, _ sink: any PaperSink) -> Authorship? {
    guard let name = name(element) else { return nil }
    var author = Authorship(name: name)
    for identifier in element.all("Identifier") {
      guard let value = identifier.given else { continue }
      if identifier.attribute("Source")?.uppercased() == "ORCID" {
        author.orcid = sink.orcid(value, at: identifier.location)
      } else if let made = sink.identifier(
        scheme: identifier.attribute("Source") ?? "", value: value, by: "pubmed", at: identifier.location)
      {
        author.identifiers.append(made)
      }
    }
    for info in element.all("AffiliationInfo") {
      guard let text = info.given("Affiliation") else { continue }
      var affiliation = Affiliation(text)
      for identifier in info.all("Identifier") {
        let scheme = identifier.attribute("Source") ?? ""
        if let value = identifier.given,
          let made = sink.identifier(scheme: scheme, value: value, by: "pubmed", at: identifier.location)
        {
          affiliation.identifiers.append(made)
        }
      }
      author.affiliations.append(affiliation)
    }
    // Before 2013 the text stood in the author itself.
    if let text = element.given("Affiliation") { author.affiliations.append(Affiliation(text)) }
    author.state = author.affiliations.isEmpty ? .notGiven : .given
    return author
  }
}
