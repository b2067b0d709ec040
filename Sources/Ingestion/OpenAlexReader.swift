import Bibliography
import Bytes
import JSON

/// OpenAlex works: an answer of the API, several one after the other, JSON Lines, or parts of the snapshot.
///
/// Source: docs.openalex.org, "Work object". Each raw affiliation string is kept as printed, with the OpenAlex and ROR
/// ids that OpenAlex found in it (`affiliations[].institution_ids`). Answers from before 2024 have no such pairing:
/// there the ids go to the only string, or to the string that has the institution's name in it, and else stay with
/// the paper, in the field `institution_unplaced`. An author with institutions but without strings gets their names.
struct OpenAlexReader: Reader {
  static let format = Format(
    name: "openalex", title: "OpenAlex works (API answers, JSON Lines, snapshot)", extensions: ["json", "jsonl"])

  static func sniff(_ sample: Sample) -> Double? {
    JSONReading.sniff(sample, marks: ["\"authorships\""], sureness: 0.9)
      ?? JSONReading.sniff(sample, marks: ["openalex.org/"], sureness: 0.7)
      ?? JSONReading.sniff(sample, marks: ["s3://openalex"], sureness: 0.7)
  }

  func read(_ input: Input, context: ReadingContext, into sink: any PaperSink) throws {
    let texts = TextTable()
    try JSONReading.forEachRecord(of: input, format: "openalex", containers: [["results"]], into: sink) { work, at in
      if work["authorships"] != nil || work["title"] != nil {
        sink.keepIfNamed(OpenAlexWork(work, at: at, texts: texts, sink: sink).paper, format: "openalex")
      } else if work["entries"] != nil || work["meta"] != nil {
        sink.report(
          Diagnostic(.note, "openalex.no-works", "this file lists or counts works and holds none; passed over.", at: at)
        )
      } else {
        let what = work.cleaned("id") ?? "this"
        sink.reject(
          Diagnostic(
            .error, "openalex.not-a-work", "'\(what)' is not a work. Export works, with 'authorships' selected.", at: at
          ))
      }
    }
  }
}

/// One work, taken apart.
private struct OpenAlexWork {
  var paper: Paper
  private let texts: TextTable

  init(_ work: JSONValue, at location: SourceLocation, texts: TextTable, sink: any PaperSink) {
    self.texts = texts
    paper = Paper(title: "", location: location)
    var authorships: JSONValue?
    var displayName: String?
    var cited: JSONValue?
    // One pass over the members: a work has about fifty, and looking each up again would be quadratic.
    for (key, value) in work.members where !value.isNull {
      switch key.count {
      case 5 where key.matches("title"): paper.title = TitleText.clean(value.utf8)
      case 12 where key.matches("display_name"): displayName = TitleText.clean(value.utf8)
      case 3 where key.matches("doi"): paper.doi = sink.doi(value.string, at: location)
      case 2 where key.matches("id"): paper.addField("openalex", value.string.map(Self.bare))
      case 16 where key.matches("publication_year"): paper.year = value.int
      case 16 where key.matches("publication_date"): paper.addField("publication_date", value.string)
      case 4 where key.matches("type"): paper.setKind(value.string)
      case 16 where key.matches("primary_location"):
        let venue = value["source"]?.cleaned("display_name") ?? value.cleaned("raw_source_name")
        paper.venue = venue ?? paper.venue
      case 10 where key.matches("host_venue"): paper.venue = paper.venue ?? value.cleaned("display_name")
      case 6 where key.matches("biblio"):
        paper.firstPage = value.cleaned("first_page")
        paper.lastPage = value.cleaned("last_page")
      case 14 where key.matches("cited_by_count"): cited = value
      case 8 where key.matches("language"): paper.addField("language", value.string)
      case 12 where key.matches("is_retracted"): if value.bool == true { paper.addField("retracted", "true") }
      case 8 where key.matches("keywords"):
        for keyword in value.elements { paper.addField("keyword", keyword.cleaned ?? keyword.cleaned("display_name")) }
      case 6 where key.matches("topics"):
        for topic in value.elements { paper.addField("topic", topic.cleaned("display_name")) }
      case 6 where key.matches("grants"), 6 where key.matches("awards"):
        for grant in value.elements {
          paper.addField("funder", grant.cleaned("funder_display_name"))
          paper.addField("award", grant.cleaned("award_id") ?? grant.cleaned("funder_award_id"))
        }
      case 7 where key.matches("funders"):
        for funder in value.elements { paper.addField("funder", funder.cleaned("display_name")) }
      case 3 where key.matches("ids"): paper.addField("pmid", value["pmid"]?.string.map(Self.bare))
      case 11 where key.matches("authorships"): authorships = value
      case 20 where key.matches("is_authors_truncated"):
        if value.bool == true { paper.addField("authors_truncated", "true") }
      default: continue
      }
    }
    if paper.title.isEmpty { paper.title = displayName ?? "" }
    paper.addField("cited_by", cited?.text)
    guard let authorships else { return }
    for authorship in authorships.elements { add(authorship, at: location, sink) }
    if paper.authors.count == 100 || paper.fields.contains(where: { $0.key == "authors_truncated" }) {
      sink.report(
        Diagnostic(
          .note, "openalex.authors-cut",
          "OpenAlex cuts lists at 100 authors, and this work has \(paper.authors.count); fetch the work alone for all.",
          at: location))
    }
  }

  private mutating func add(_ authorship: JSONValue, at location: SourceLocation, _ sink: any PaperSink) {
    var name: UnsafeBufferPointer<UInt8>?
    var author: JSONValue?
    var institutions: JSONValue?
    var rawStrings: JSONValue?
    var pairs: JSONValue?
    var isCorresponding = false
    for (key, value) in authorship.members {
      switch key.count {
      case 6 where key.matches("author"): author = value
      case 12 where key.matches("institutions"): institutions = value
      case 15 where key.matches("raw_author_name"): name = value.utf8
      case 23 where key.matches("raw_affiliation_strings"): rawStrings = value
      case 22 where key.matches("raw_affiliation_string"): if rawStrings == nil { rawStrings = value }
      case 12 where key.matches("affiliations"): pairs = value
      case 16 where key.matches("is_corresponding"): isCorresponding = value.bool ?? false
      default: continue
      }
    }
    var made = Authorship(name: "")
    if let author {
      for (key, value) in author.members {
        switch key.count {
        case 2 where key.matches("id"):
          if let id = texts.openAlexID(value.utf8) { made.identifiers = [id] }
        case 12 where key.matches("display_name"): if name == nil || name?.isEmpty == true { name = value.utf8 }
        case 5 where key.matches("orcid"): if !value.isNull { made.orcid = sink.orcid(value.string, at: location) }
        default: continue
        }
      }
    }
    made.name = name.map { texts.name($0) } ?? ""
    affiliate(&made, institutions: institutions, rawStrings: rawStrings, pairs: pairs, at: location, sink)
    made.state = made.affiliations.isEmpty ? .notGiven : .given
    if isCorresponding { paper.addField("corresponding_author", made.name) }
    paper.authors.append(made)
  }

  private mutating func affiliate(
    _ author: inout Authorship, institutions: JSONValue?, rawStrings: JSONValue?, pairs: JSONValue?,
    at location: SourceLocation, _ sink: any PaperSink
  ) {
    func evidence(_ institution: JSONValue) -> [AssertedIdentifier] {
      var found: [AssertedIdentifier] = []
      for (key, value) in institution.members {
        if key.matches("id"), let id = texts.openAlexID(value.utf8) {
          found.append(id)
        } else if key.matches("ror"), let ror = texts.ror(value.utf8, at: location, sink) {
          found.append(ror)
        }
      }
      return found
    }
    var isPaired = false
    if let pairs {
      for pair in pairs.elements {
        guard let bytes = pair["raw_affiliation_string"]?.utf8 else { continue }
        var affiliation = Affiliation(texts.text(bytes))
        for id in pair.elements("institution_ids") {
          guard let wanted = id.utf8, let institutions else { continue }
          isPaired = true
          for institution in institutions.elements {
            guard let own = institution["id"]?.utf8, own.elementsEqual(wanted) else { continue }
            affiliation.identifiers += evidence(institution)
          }
        }
        if !affiliation.text.isEmpty { author.affiliations.append(affiliation) }
      }
    }
    if author.affiliations.isEmpty, let rawStrings {
      if let single = rawStrings.utf8 {
        let text = texts.text(single)
        if !text.isEmpty { author.affiliations = [Affiliation(text)] }
      } else {
        for string in rawStrings.elements {
          guard let bytes = string.utf8 else { continue }
          let text = texts.text(bytes)
          if !text.isEmpty { author.affiliations.append(Affiliation(text)) }
        }
      }
    }
    guard !isPaired, let institutions else { return }
    let hasStrings = !author.affiliations.isEmpty
    for institution in institutions.elements {
      guard let bytes = institution["display_name"]?.utf8 else { continue }
      if !hasStrings {
        author.affiliations.append(Affiliation(texts.text(bytes), identifiers: evidence(institution)))
      } else if author.affiliations.count == 1 {
        author.affiliations[0].identifiers += evidence(institution)
      } else {
        let name = texts.text(bytes)
        if let place = author.affiliations.firstIndex(where: { $0.text.utf8.containsCaseInsensitively(name.utf8) }) {
          author.affiliations[place].identifiers += evidence(institution)
        } else {
          let id = institution.cleaned("ror") ?? institution.cleaned("id") ?? ""
          paper.addField("institution_unplaced", "\(paper.authors.count + 1): \(name) \(id)")
        }
      }
    }
  }

  /// `W2741809807` of `https://openalex.org/W2741809807`.
  private static func bare(_ address: String) -> String { address.split(separator: "/").last.map(String.init) ?? "" }
}
