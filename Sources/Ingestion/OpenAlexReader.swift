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

  /// What is read of a work; the rest, such as abstracts and references, is passed over.
  private static let shape: JSONShape = [
    "id": .all, "doi": .all, "title": .all, "display_name": .all, "publication_year": .all, "publication_date": .all,
    "type": .all, "cited_by_count": .all, "language": .all, "is_retracted": .all, "is_authors_truncated": .all,
    "ids": ["pmid": .all],
    "primary_location": ["source": ["display_name": .all], "raw_source_name": .all],
    "host_venue": ["display_name": .all],
    "biblio": ["first_page": .all, "last_page": .all],
    "keywords": ["display_name": .all],
    "topics": ["display_name": .all],
    "grants": ["funder_display_name": .all, "award_id": .all, "funder_award_id": .all],
    "awards": ["funder_display_name": .all, "award_id": .all, "funder_award_id": .all],
    "funders": ["display_name": .all],
    "authorships": [
      "author": ["id": .all, "display_name": .all, "orcid": .all],
      "institutions": ["id": .all, "display_name": .all, "ror": .all],
      "raw_author_name": .all, "raw_affiliation_strings": .all, "raw_affiliation_string": .all,
      "affiliations": ["raw_affiliation_string": .all, "institution_ids": .all], "is_corresponding": .all,
    ],
    // What lists of works have beside them.
    "entries": [:], "meta": [:],
  ]

  func read(_ input: Input, context: ReadingContext, into sink: any PaperSink) throws {
    let works = OpenAlexWorks(sink)
    try JSONReading.forEachRecord(
      of: input, format: "openalex", containers: [["results"]], shape: Self.shape, into: sink
    ) { work, at in
      if work["authorships"] != nil || work["title"] != nil {
        works.add(work, at: at)
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

/// Takes works apart, one after the other.
private final class OpenAlexWorks {
  private let sink: any PaperSink
  private var batch: PaperBatch
  /// ROR ids that were found wrong: each is reported once.
  private var wrongRORs = ByteTable<String?>()
  private var kinds = PaperKinds()
  /// Of the author at hand: the affiliations, and the place of each institution among them.
  private var texts: [PaperBatch.Text] = []
  private var places: [Int] = []

  init(_ sink: any PaperSink) {
    self.sink = sink
    batch = sink.openBatch()
  }

  func add(_ work: JSONValue, at location: SourceLocation) {
    let batch = batch
    batch.begin(file: location.file, line: location.line)
    var row = PaperBatch.Row()
    var authorships: JSONValue?
    var displayName = PaperBatch.Text.absent
    var hostVenue = PaperBatch.Text.absent
    var cited: JSONValue?
    var isTruncated = false
    // One pass over the members: a work has about fifty, and looking each up again would be quadratic.
    for (key, value) in work.members where !value.isNull {
      switch key.count {
      case 5 where key.matches("title"): if let bytes = value.utf8 { row.title = batch.addTitle(bytes) }
      case 12 where key.matches("display_name"): if let bytes = value.utf8 { displayName = batch.addTitle(bytes) }
      case 3 where key.matches("doi"):
        if let bytes = value.utf8, !bytes.isEmpty { row.doi = batch.addDOI(bytes, at: location, sink) }
      case 2 where key.matches("id"): batch.addField("openalex", clean: value.utf8.map(Self.bare))
      case 16 where key.matches("publication_year"): row.year = value.int
      case 16 where key.matches("publication_date"): batch.addField("publication_date", clean: value.utf8)
      case 4 where key.matches("type"): if let type = value.utf8 { row.kind = kinds.kind(of: type, for: batch) }
      case 16 where key.matches("primary_location"):
        if let venue = venue(value["source"]?["display_name"], batch) ?? venue(value["raw_source_name"], batch) {
          row.venue = venue
        }
      case 10 where key.matches("host_venue"): hostVenue = venue(value["display_name"], batch) ?? .absent
      case 6 where key.matches("biblio"):
        row.firstPage = batch.add(value.cleaned("first_page"))
        row.lastPage = batch.add(value.cleaned("last_page"))
      case 14 where key.matches("cited_by_count"): cited = value
      case 8 where key.matches("language"): batch.addField("language", clean: value.utf8)
      case 12 where key.matches("is_retracted"): if value.bool == true { batch.addField("retracted", "true") }
      case 8 where key.matches("keywords"):
        for keyword in value.elements { batch.addField("keyword", keyword.cleaned ?? keyword.cleaned("display_name")) }
      case 6 where key.matches("topics"):
        for topic in value.elements { batch.addField("topic", topic.cleaned("display_name")) }
      case 6 where key.matches("grants"), 6 where key.matches("awards"):
        for grant in value.elements {
          batch.addField("funder", grant.cleaned("funder_display_name"))
          batch.addField("award", grant.cleaned("award_id") ?? grant.cleaned("funder_award_id"))
        }
      case 7 where key.matches("funders"):
        for funder in value.elements { batch.addField("funder", funder.cleaned("display_name")) }
      case 3 where key.matches("ids"): batch.addField("pmid", clean: value["pmid"]?.utf8.map(Self.bare))
      case 11 where key.matches("authorships"): authorships = value
      case 20 where key.matches("is_authors_truncated"):
        if value.bool == true {
          batch.addField("authors_truncated", "true")
          isTruncated = true
        }
      default: continue
      }
    }
    if row.venue.isAbsent { row.venue = hostVenue }
    if row.title.isEmpty { row.title = displayName }
    batch.addField("cited_by", cited?.text)
    if let authorships {
      for authorship in authorships.elements { addAuthor(authorship, at: location, batch) }
    }
    batch.describeLast(as: row)
    let authorCount = batch.last.authors.count
    if authorCount == 100 || isTruncated {
      sink.report(
        Diagnostic(
          .note, "openalex.authors-cut",
          "OpenAlex cuts lists at 100 authors, and this work has \(authorCount); fetch the work alone for all.",
          at: location))
    }
    self.batch = sink.takeIfNamed(batch, format: "openalex")
  }

  private func venue(_ value: JSONValue?, _ batch: PaperBatch) -> PaperBatch.Text? {
    guard let bytes = value?.utf8 else { return nil }
    let text = batch.addClean(bytes)
    return text.isEmpty ? nil : text
  }

  private func addAuthor(_ authorship: JSONValue, at location: SourceLocation, _ batch: PaperBatch) {
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
    var id: UnsafeBufferPointer<UInt8>?
    var orcid = PaperBatch.Text.absent
    if let author {
      for (key, value) in author.members {
        switch key.count {
        case 2 where key.matches("id"): id = value.utf8
        case 12 where key.matches("display_name"): if name == nil || name?.isEmpty == true { name = value.utf8 }
        case 5 where key.matches("orcid"):
          if let bytes = value.utf8 { orcid = batch.addORCID(bytes, at: location, sink) }
        default: continue
        }
      }
    }
    let shown = name.map { batch.addName($0) } ?? batch.constant("")
    batch.addAuthor(name: shown, orcid: orcid)
    if let id {
      let bare = Self.bare(id)
      let openalex = batch.constant("openalex")
      if !bare.isEmpty { batch.addAuthorIdentifier(scheme: openalex, value: batch.add(bare), by: openalex) }
    }
    affiliate(institutions: institutions, rawStrings: rawStrings, pairs: pairs, at: location, batch)
    if isCorresponding, !shown.isEmpty { batch.addField(batch.constant("corresponding_author"), shown) }
  }

  private func affiliate(
    institutions: JSONValue?, rawStrings: JSONValue?, pairs: JSONValue?, at location: SourceLocation,
    _ batch: PaperBatch
  ) {
    var isPaired = false
    if let pairs {
      for pair in pairs.elements {
        guard let bytes = pair["raw_affiliation_string"]?.utf8 else { continue }
        let text = batch.addClean(bytes)
        if !text.isEmpty { batch.addAffiliation(text) }
        for id in pair.elements("institution_ids") {
          guard let wanted = id.utf8, let institutions else { continue }
          isPaired = true
          for institution in institutions.elements where !text.isEmpty {
            guard let own = institution["id"]?.utf8, own.elementsEqual(wanted) else { continue }
            addEvidence(institution, at: location, batch)
          }
        }
      }
      if isPaired { return affiliateRest(hasAny: batch.lastAuthorHasAffiliations, rawStrings, batch) }
      // Nothing in these strings was recognised; what follows may still place the institutions.
      texts = batch.takeAffiliationsOfLastAuthor()
    } else {
      texts.removeAll(keepingCapacity: true)
    }
    if texts.isEmpty { addTexts(rawStrings, batch) }
    guard let institutions else {
      for text in texts { batch.addAffiliation(text) }
      return
    }
    if texts.count <= 1 {
      for text in texts { batch.addAffiliation(text) }
      for institution in institutions.elements {
        guard let bytes = institution["display_name"]?.utf8 else { continue }
        if texts.isEmpty { batch.addAffiliation(batch.addClean(bytes)) }
        addEvidence(institution, at: location, batch)
      }
      return
    }
    place(institutions, batch)
    for (index, text) in texts.enumerated() {
      batch.addAffiliation(text)
      for (institution, place) in zip(institutions.elements, places) where place == index {
        addEvidence(institution, at: location, batch)
      }
    }
  }

  /// An author whose pairs all had empty strings still has the plain list.
  private func affiliateRest(hasAny: Bool, _ rawStrings: JSONValue?, _ batch: PaperBatch) {
    guard !hasAny else { return }
    texts.removeAll(keepingCapacity: true)
    addTexts(rawStrings, batch)
    for text in texts { batch.addAffiliation(text) }
  }

  private func addTexts(_ rawStrings: JSONValue?, _ batch: PaperBatch) {
    guard let rawStrings else { return }
    if let single = rawStrings.utf8 {
      let text = batch.addClean(single)
      if !text.isEmpty { texts.append(text) }
      return
    }
    for string in rawStrings.elements {
      guard let bytes = string.utf8 else { continue }
      let text = batch.addClean(bytes)
      if !text.isEmpty { texts.append(text) }
    }
  }

  /// Finds the string that has each institution's name in it; -1 for one that has no string, which stays with the paper.
  private func place(_ institutions: JSONValue, _ batch: PaperBatch) {
    places.removeAll(keepingCapacity: true)
    for institution in institutions.elements {
      guard let bytes = institution["display_name"]?.utf8 else {
        places.append(-1)
        continue
      }
      let name = batch.addClean(bytes)
      let buffers = batch.buffers
      let place = texts.firstIndex { buffers[$0].containsCaseInsensitively(buffers[name]) }
      places.append(place ?? -1)
      if place == nil {
        let id = institution.cleaned("ror") ?? institution.cleaned("id") ?? ""
        batch.addField(
          "institution_unplaced", "\(batch.last.authors.count): \(batch.string(name) ?? "") \(id)")
      }
    }
  }

  /// Adds the identifiers of an institution to the last affiliation.
  private func addEvidence(_ institution: JSONValue, at location: SourceLocation, _ batch: PaperBatch) {
    let openalex = batch.constant("openalex")
    for (key, value) in institution.members {
      guard let bytes = value.utf8, !bytes.isEmpty else { continue }
      if key.matches("id") {
        let bare = Self.bare(bytes)
        if !bare.isEmpty { batch.addIdentifier(scheme: openalex, value: batch.add(bare), by: openalex) }
      } else if key.matches("ror") {
        var ror = batch.addROR(bytes)
        if ror.isAbsent {
          ror = batch.add(
            wrongRORs.value(for: bytes) {
              sink.ror(String(decoding: $0, as: UTF8.self), by: "openalex", at: location)?.value
            })
        }
        if !ror.isAbsent { batch.addIdentifier(scheme: batch.constant("ror"), value: ror, by: openalex) }
      }
    }
  }

  /// `W2741809807` of `https://openalex.org/W2741809807`.
  private static func bare(_ address: UnsafeBufferPointer<UInt8>) -> UnsafeBufferPointer<UInt8> {
    var start = address.count
    while start > 0, address[start - 1] != UInt8(ascii: "/") { start -= 1 }
    return UnsafeBufferPointer(rebasing: address[start...])
  }
}

extension UnsafeBufferPointer<UInt8> {
  /// Whether `part` stands in these bytes, ASCII letters of either case being equal.
  fileprivate func containsCaseInsensitively(_ part: UnsafeBufferPointer<UInt8>) -> Bool {
    if part.isEmpty || part.count > count { return false }
    func lower(_ byte: UInt8) -> UInt8 { byte &- 0x41 < 26 ? byte | 0x20 : byte }
    let first = lower(part[0])
    for start in 0...count - part.count where lower(self[start]) == first {
      var at = 1
      while at < part.count, lower(self[start + at]) == lower(part[at]) { at += 1 }
      if at == part.count { return true }
    }
    return false
  }
}
