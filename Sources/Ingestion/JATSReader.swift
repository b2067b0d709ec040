import Bibliography
import Bytes

/// JATS: the front matter of articles as journals and PubMed Central give them.
///
/// Source: ANSI/NISO Z39.96-2024, jats.nlm.nih.gov. An author's affiliations are those inside the `contrib` and those
/// its `xref`s name. An `aff` of the author's group that nobody names belongs to the whole group, as the standard says
/// of `contrib-group`; one outside of any group that nobody names is shared.
struct JATSReader: Reader {
  static let format = Format(name: "jats", title: "JATS (XML)", extensions: ["xml", "nxml"])

  static func sniff(_ sample: Sample) -> Double? {
    guard let root = XMLSniff.root(sample) else { return nil }
    if root == "pmc-articleset" { return 0.95 }
    return sample.contains("<article-meta") || sample.contains("<contrib-group")
      ? (root == "article" ? 0.95 : 0.8) : nil
  }

  func read(_ input: Input, context: ReadingContext, into sink: any PaperSink) throws {
    let shape = XMLRecords.Shape(
      records: ["article"], skipped: ["body", "back", "sub-article", "response", "abstract", "trans-abstract"])
    try XMLRecords.forEach(of: input, shape: shape, format: "jats", into: sink) { record in
      sink.keepIfNamed(JATSArticle(record, sink).paper, format: "jats")
    }
  }
}

/// One article, taken apart.
private struct JATSArticle {
  var paper: Paper
  private let meta: XMLElement
  private var affiliations: [String: Affiliation] = [:]
  private var named: Set<String> = []

  init(_ record: XMLElement, _ sink: any PaperSink) {
    meta = record.first("front", "article-meta") ?? record.first("article-meta") ?? record
    let notes: Set<String> = ["xref", "fn"]
    paper = Paper(
      title: meta.first("title-group", "article-title")?.text(without: notes) ?? "", location: record.location)
    paper.setKind(record.attribute("article-type"))
    paper.addField("subtitle", meta.first("title-group", "subtitle")?.given)
    let journal = record.first("front", "journal-meta")
    paper.venue =
      meta.first("conference", "conf-name")?.given ?? journal?.first("journal-title-group", "journal-title")?.given
      ?? journal?.given("journal-title")
    paper.place = meta.first("conference", "conf-loc")?.given
    paper.year = meta.all("pub-date").compactMap { $0.given("year").flatMap { FieldText.year($0) } }.min()
    paper.firstPage = meta.given("fpage") ?? meta.given("elocation-id")
    paper.lastPage = meta.given("lpage")
    let doi = meta.all("article-id").first { $0.attribute("pub-id-type") == "doi" }
    paper.doi = sink.doi(doi?.given, at: record.location)
    paper.addField("pmid", meta.all("article-id").first { $0.attribute("pub-id-type") == "pmid" }?.given)
    for keyword in meta.all("kwd-group").flatMap({ $0.all("kwd") }) { paper.addField("keyword", keyword.given) }
    for group in meta.all("funding-group").flatMap({ $0.all("award-group") }) {
      paper.addField("funder", group.first("funding-source")?.text(without: ["institution-id"]))
      paper.addField("award", group.given("award-id"))
    }
    for element in meta.descendants("aff") {
      if let id = element.attribute("id") { affiliations[id] = affiliation(element, sink) }
    }
    let groups = meta.all("contrib-group")
    for group in groups { add(group, sink) }
    let left = meta.all("aff").filter { $0.attribute("id").map { !named.contains($0) } ?? true }
    paper.setAddresses(left.compactMap { affiliation($0, sink) })
  }

  private mutating func add(_ group: XMLElement, _ sink: any PaperSink) {
    var made: [Authorship] = []
    for contributor in group.all("contrib") {
      let role = contributor.attribute("contrib-type") ?? "author"
      guard let name = name(contributor) else { continue }
      if role != "author" {
        paper.addField(FieldText.key(role), name)
        continue
      }
      var author = Authorship(name: name)
      for id in contributor.all("contrib-id") {
        let scheme = id.attribute("contrib-id-type") ?? ""
        if scheme.lowercased() == "orcid" {
          author.orcid = sink.orcid(id.given, at: id.location)
        } else if let value = id.given,
          let made = sink.identifier(scheme: scheme, value: value, by: "publisher", at: id.location)
        {
          author.identifiers.append(made)
        }
      }
      author.affiliations = contributor.all("aff").compactMap { affiliation($0, sink) }
      for reference in contributor.all("xref") where reference.attribute("ref-type") == "aff" {
        for id in (reference.attribute("rid") ?? "").split(separator: " ").map(String.init) {
          named.insert(id)
          if let found = affiliations[id] {
            author.affiliations.append(found)
          } else {
            sink.report(
              Diagnostic(
                .warning, "jats.no-affiliation", "'\(name)' refers to the affiliation '\(id)', which is not there.",
                at: reference.location))
          }
        }
      }
      author.state = author.affiliations.isEmpty ? .notGiven : .given
      made.append(author)
    }
    let own = group.all("aff").filter { $0.attribute("id").map { !named.contains($0) } ?? true }
    let common = own.compactMap { affiliation($0, sink) }
    for i in made.indices where made[i].affiliations.isEmpty && !common.isEmpty {
      made[i].affiliations = common
      made[i].state = .given
    }
    paper.authors += made
  }

  private func name(_ contributor: XMLElement) -> String? {
    let alternatives = contributor.first("name-alternatives") ?? contributor
    if let parts = alternatives.first("name") {
      let name = PersonName.joined(
        given: parts.given("given-names"), family: parts.given("surname"), suffix: parts.given("suffix"))
      if !name.isEmpty { return name }
    }
    if let whole = alternatives.first("string-name") {
      let parts = PersonName.joined(
        given: whole.given("given-names"), family: whole.given("surname"), suffix: whole.given("suffix"))
      return parts.isEmpty ? whole.given : parts
    }
    return contributor.first("collab")?.text(without: ["contrib-group", "aff", "xref"])
  }

  /// The text without its label and identifiers; institution and place, when they are apart, joined by commas.
  private func affiliation(_ element: XMLElement, _ sink: any PaperSink) -> Affiliation? {
    let silent: Set<String> = ["label", "institution-id", "sup", "email", "xref"]
    var text = element.text(without: silent)
    let parts = element.children.filter { !silent.contains($0.name) }.map { $0.text(without: silent) }
    // Elements without any text between them run together: "MITCambridge".
    if parts.count > 1, FieldText.folded(text) == FieldText.folded(parts.joined()), !text.contains(",") {
      text = parts.filter { !$0.isEmpty }.joined(separator: ", ")
    }
    while let last = text.last, ";, ".contains(last) { text.removeLast() }
    if text.isEmpty { return nil }
    let identifiers = element.descendants("institution-id").compactMap { id in
      id.given.flatMap {
        sink.identifier(
          scheme: id.attribute("institution-id-type") ?? "", value: $0, by: "publisher", at: id.location)
      }
    }
    return Affiliation(text, identifiers: identifiers)
  }
}
