import Bibliography
import JSON

/// The paper in a Crossref work or a CSL-JSON item: the second is a dialect of the first, with plain strings where
/// Crossref has lists.
enum CSLPaper {
  static func paper(_ work: JSONValue, isCrossref: Bool, at location: SourceLocation, _ sink: any PaperSink) -> Paper {
    var paper = Paper(title: TitleText.clean(first(work["title"])?.utf8), location: location)
    paper.setKind(work.cleaned("type"))
    paper.addField("subtitle", first(work["subtitle"]).map { TitleText.clean($0.utf8) })
    let event = work["event"]
    let venue = first(work["container-title"]).map { TitleText.clean($0.utf8) }
    let eventName = event?.cleaned("name") ?? event?.cleaned ?? work.cleaned("event-title")
    paper.venue = venue.flatMap { $0.isEmpty ? nil : $0 } ?? eventName ?? work.cleaned("collection-title")
    if venue != nil { paper.addField("event", eventName) }
    paper.place = event?.cleaned("location") ?? work.cleaned("event-place")
    for key in ["issued", "published-print", "published-online", "published", "created"] as [StaticString] {
      paper.year = paper.year ?? work[key].flatMap(year)
    }
    if let pages = work.cleaned("page") { (paper.firstPage, paper.lastPage) = FieldText.pages(pages) }
    paper.firstPage = paper.firstPage ?? work.cleaned("article-number") ?? work.cleaned("page-first")
    paper.doi = sink.doi(work.cleaned("DOI"), at: location)
    for author in work.elements("author") {
      if let made = authorship(author, isCrossref: isCrossref, at: location, sink) { paper.authors.append(made) }
    }
    for editor in work.elements("editor") { paper.addField("editor", name(editor)) }
    paper.addField("cited_by", work["is-referenced-by-count"]?.text)
    for subject in work.elements("subject") { paper.addField("subject", subject.cleaned) }
    for keyword in work.cleaned("keyword").map({ FieldText.list($0, by: ",") }) ?? [] {
      paper.addField("keyword", keyword)
    }
    for funder in work.elements("funder") {
      paper.addField("funder", funder.cleaned("name"))
      for award in funder.elements("award") { paper.addField("award", award.cleaned) }
    }
    paper.addField("publisher", work.cleaned("publisher"))
    paper.addField("language", work.cleaned("language"))
    return paper
  }

  private static func authorship(
    _ value: JSONValue, isCrossref: Bool, at location: SourceLocation, _ sink: any PaperSink
  ) -> Authorship? {
    guard let name = name(value) else { return nil }
    var author = Authorship(name: name)
    author.orcid = sink.orcid(value.cleaned("ORCID") ?? value.cleaned("orcid"), at: location)
    for one in value.elements("affiliation") {
      // "name" holds the whole text as a rule; department and place are added when it does not.
      var parts = one.elements("department").compactMap(\.cleaned)
      if let name = one.cleaned("name") ?? one.cleaned { parts.append(TitleText.clean(name)) }
      for place in one.elements("place") {
        if let place = place.cleaned, !parts.contains(where: { $0.contains(place) }) { parts.append(place) }
      }
      var affiliation = Affiliation(parts.joined(separator: ", "))
      for id in one.elements("id") {
        guard let value = id.cleaned("id") else { continue }
        let scheme = id.cleaned("id-type") ?? "other"
        let asserter = id.cleaned("asserted-by") ?? (isCrossref ? "crossref" : nil)
        if let identifier = sink.identifier(scheme: scheme, value: value, by: asserter, at: location) {
          affiliation.identifiers.append(identifier)
        }
      }
      if !affiliation.text.isEmpty { author.affiliations.append(affiliation) }
    }
    author.state = author.affiliations.isEmpty ? .notGiven : .given
    return author
  }

  /// A person's name from its parts, a group's as it is; nil when there is none.
  private static func name(_ value: JSONValue) -> String? {
    if let whole = value.cleaned("name") ?? value.cleaned("literal") ?? value.cleaned {
      return FieldText.given(TitleText.clean(whole))
    }
    let particle = [value.cleaned("dropping-particle"), value.cleaned("non-dropping-particle")].compactMap { $0 }
    let name = PersonName.joined(
      given: value.cleaned("given"), particle: particle.isEmpty ? nil : particle.joined(separator: " "),
      family: value.cleaned("family"), suffix: value.cleaned("suffix"))
    return FieldText.given(TitleText.clean(name))
  }

  private static func first(_ value: JSONValue?) -> JSONValue? {
    guard let value, value.isArray else { return value }
    return value.elements.first { _ in true }
  }

  /// `{"date-parts": [[2011, 6]]}`, `{"raw": "June 2011"}`, `{"literal": ...}`, `"2011-06"` or a number.
  private static func year(_ date: JSONValue) -> Int? {
    if let part = first(date["date-parts"]), let year = first(part) {
      return year.int ?? year.string.flatMap { Int($0) }
    }
    let text = date.cleaned("raw") ?? date.cleaned("literal") ?? date.cleaned("date-time") ?? date.text
    return text.flatMap { FieldText.year($0) }
  }
}
