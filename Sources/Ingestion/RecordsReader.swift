import Bibliography
import Bytes
import JSON

/// Coterie's own records: JSON Lines, one paper a line, lossless.
///
///     {"id": "...", "title": "...", "kind": "paper", "venue": null, "year": 2025, "place": null, "day": null,
///      "session": null, "first_page": "1", "last_page": null, "doi": null,
///      "authors": [{"position": 1, "name": "...", "orcid": null, "unaffiliated": false, "identifiers": [],
///        "affiliations": [{"text": "...", "identifiers": [{"scheme": "ror", "value": "...", "asserted_by": null}],
///          "parts": [...]}]}],
///      "affiliations": [{"text": "..."}],
///      "fields": {"keyword": ["a", "b"], "cited_by": "3"}, "source": {"file": "x.bib", "line": 7, "column": 1}}
///
/// `affiliations` of the paper itself are those that the source ties to no author; then authors without any of their
/// own are `shared`. An author may carry `"state"` (given, not_given, shared, unaffiliated) where these rules would
/// say otherwise. `id` and `parts` are what resolution made of the paper: they are not read, except for ROR ids of
/// parts that the method `asserted` found, which come back through `identifiers`. `source` says where the paper first
/// came from, so that it still does after an exchange. Keys may be missing; unknown ones are ignored.
struct RecordsReader: Reader {
  static let format = Format(name: "records", title: "Coterie records (JSON Lines)", extensions: ["jsonl", "json"])

  static func sniff(_ sample: Sample) -> Double? {
    JSONReading.sniff(sample, marks: ["\"authors\"", "\"source\"", "\"first_page\""], sureness: 0.95)
      ?? JSONReading.sniff(sample, marks: ["\"authors\"", "\"name\"", "\"affiliations\"", "\"title\""], sureness: 0.6)
  }

  func read(_ input: Input, context: ReadingContext, into sink: any PaperSink) throws {
    try JSONReading.forEachRecord(of: input, format: "records", containers: [], into: sink) { value, location in
      sink.keepIfNamed(paper(value, at: location, sink), format: "records")
    }
  }

  private func paper(_ value: JSONValue, at line: SourceLocation, _ sink: any PaperSink) -> Paper {
    var location = line
    if let source = value.given("source"), let file = source["file"]?.string, let at = source.number("line"), at > 0 {
      location = SourceLocation(file: file, line: at, column: max(1, source.number("column") ?? 1))
    }
    var paper = Paper(title: value.cleaned("title") ?? "", location: location)
    paper.kind = value.cleaned("kind") ?? "paper"
    paper.venue = value.cleaned("venue")
    paper.year = value.number("year")
    paper.place = value.cleaned("place")
    paper.day = value.cleaned("day")
    paper.session = value.cleaned("session")
    paper.firstPage = value.cleaned("first_page")
    paper.lastPage = value.cleaned("last_page")
    paper.doi = sink.doi(value.cleaned("doi"), at: line)
    paper.sharedAffiliations = affiliations(value, at: line, sink)
    for author in value.elements("authors") {
      guard author.cleaned("name") != nil else {
        sink.report(
          Diagnostic(.warning, "records.no-name", "an author without 'name'; left out. Fill in the name.", at: line))
        continue
      }
      paper.authors.append(authorship(author, isShared: !paper.sharedAffiliations.isEmpty, at: line, sink))
    }
    for (key, value) in value.members("fields") {
      let key = FieldText.clean(key)
      for one in value.isArray ? Array(value.elements) : [value] { paper.addField(key, one.text) }
    }
    return paper
  }

  private func authorship(_ value: JSONValue, isShared: Bool, at location: SourceLocation, _ sink: any PaperSink)
    -> Authorship
  {
    var author = Authorship(name: value.cleaned("name") ?? "")
    author.orcid = sink.orcid(value.cleaned("orcid"), at: location)
    author.identifiers = identifiers(value, at: location, sink)
    author.affiliations = affiliations(value, at: location, sink)
    if let state = value.cleaned("state").flatMap({ Authorship.State(rawValue: $0) }) {
      author.state = state
    } else if value["unaffiliated"]?.bool == true {
      author.state = .unaffiliated
    } else if !author.affiliations.isEmpty {
      author.state = .given
    } else {
      author.state = isShared ? .shared : .notGiven
    }
    return author
  }

  private func affiliations(_ value: JSONValue, at location: SourceLocation, _ sink: any PaperSink) -> [Affiliation] {
    value.elements("affiliations").compactMap { one in
      guard let text = one.isObject ? one.cleaned("text") : one.cleaned else { return nil }
      return Affiliation(text, identifiers: identifiers(one, at: location, sink))
    }
  }

  private func identifiers(_ value: JSONValue, at location: SourceLocation, _ sink: any PaperSink)
    -> [AssertedIdentifier]
  {
    value.elements("identifiers").compactMap { one in
      guard let scheme = one.cleaned("scheme"), let value = one.cleaned("value") else { return nil }
      return sink.identifier(scheme: scheme, value: value, by: one.cleaned("asserted_by"), at: location)
    }
  }
}
