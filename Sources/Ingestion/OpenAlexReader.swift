import Bibliography
import Bytes
import Foundation
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
  fileprivate enum Place: UInt16, CaseIterable {
    case id, doi, title, displayName, year, date, kind, citations, language, isRetracted, isTruncated, pubMed
    case venue, rawVenue, hostVenue, firstPage, lastPage, keyword, keywordName, topic, funder
    case grant, grantFunder, grantNumber, funderNumber, award, awardFunder, awardNumber, awardFunderNumber
    case authorships, authorID, authorName, orcid, rawName, isCorresponding
    case institution, institutionID, institutionName, ror, strings, string, pair, pairString, pairID
    case entries, meta

    var path: String {
      switch self {
      case .id: "id"
      case .doi: "doi"
      case .title: "title"
      case .displayName: "display_name"
      case .year: "publication_year"
      case .date: "publication_date"
      case .kind: "type"
      case .citations: "cited_by_count"
      case .language: "language"
      case .isRetracted: "is_retracted"
      case .isTruncated: "is_authors_truncated"
      case .pubMed: "ids.pmid"
      case .venue: "primary_location.source.display_name"
      case .rawVenue: "primary_location.raw_source_name"
      case .hostVenue: "host_venue.display_name"
      case .firstPage: "biblio.first_page"
      case .lastPage: "biblio.last_page"
      case .keyword: "keywords"
      case .keywordName: "keywords.display_name"
      case .topic: "topics.display_name"
      case .funder: "funders.display_name"
      case .grant: "grants"
      case .grantFunder: "grants.funder_display_name"
      case .grantNumber: "grants.award_id"
      case .funderNumber: "grants.funder_award_id"
      case .award: "awards"
      case .awardFunder: "awards.funder_display_name"
      case .awardNumber: "awards.award_id"
      case .awardFunderNumber: "awards.funder_award_id"
      case .authorships: "authorships"
      case .authorID: "authorships.author.id"
      case .authorName: "authorships.author.display_name"
      case .orcid: "authorships.author.orcid"
      case .rawName: "authorships.raw_author_name"
      case .isCorresponding: "authorships.is_corresponding"
      case .institution: "authorships.institutions"
      case .institutionID: "authorships.institutions.id"
      case .institutionName: "authorships.institutions.display_name"
      case .ror: "authorships.institutions.ror"
      case .strings: "authorships.raw_affiliation_strings"
      case .string: "authorships.raw_affiliation_string"
      case .pair: "authorships.affiliations"
      case .pairString: "authorships.affiliations.raw_affiliation_string"
      case .pairID: "authorships.affiliations.institution_ids"
      // What lists of works have beside them.
      case .entries: "entries"
      case .meta: "meta"
      }
    }
  }

  func read(_ input: Input, context: ReadingContext, into sink: any PaperSink) throws {
    let containers = [["results"]]
    let picker = JSONPicker(
      Dictionary(uniqueKeysWithValues: Place.allCases.map { ($0.path, $0.rawValue) }), containers: containers)
    let works = OpenAlexWorks(sink)
    try JSONReading.forEachRecord(of: input, by: picker, format: "openalex", containers: containers, into: sink) {
      works.add($0, at: $1)
    }
  }
}

/// Takes works apart, one after the other.
private final class OpenAlexWorks {
  private typealias Bytes = UnsafeBufferPointer<UInt8>
  private typealias Place = OpenAlexReader.Place

  /// Of the author at hand: an institution that OpenAlex found.
  private struct Institution {
    var id: Bytes?
    var name: Bytes?
    var ror: Bytes?
  }
  /// An affiliation string with the ids of the institutions found in it, in `pairIDs`.
  private struct Pair {
    var string: Bytes?
    var ids: Range<Int>
  }

  private let sink: any PaperSink
  /// By their raw values.
  private let allPlaces = OpenAlexReader.Place.allCases
  private var batch: PaperBatch
  /// The constant text in the batch at hand.
  private var openalex = PaperBatch.Text.absent
  /// ROR ids that were found wrong: each is reported once.
  private var wrongRORs = ByteTable<String?>()
  private var kinds = PaperKinds()
  private var institutions = FlatBuffer<Institution>(capacity: 16)
  private var strings = FlatBuffer<Bytes>(capacity: 16)
  private var pairs = FlatBuffer<Pair>(capacity: 16)
  private var pairIDs = FlatBuffer<Bytes>(capacity: 16)
  /// The affiliations of the author at hand, and the place of each institution among them.
  private var texts = FlatBuffer<PaperBatch.Text>(capacity: 16)
  private var places = FlatBuffer<Int>(capacity: 16)

  init(_ sink: any PaperSink) {
    self.sink = sink
    batch = sink.openBatch()
  }

  deinit {
    institutions.free()
    strings.free()
    pairs.free()
    pairIDs.free()
    texts.free()
    places.free()
  }

  @inline(__always)
  private func place(of part: JSONPick) -> Place? {
    Int(part.place) < allPlaces.count ? allPlaces[Int(part.place)] : nil
  }

  func add(_ work: JSONPicker.Document, at location: SourceLocation) {
    var authorships = 0..<0
    var hasTitle = false
    var hasAuthorships = false
    var isList = false
    var id: JSONPick?
    var at = 1
    while at < work.count - 1 {
      switch place(of: work[at]) {
      case .authorships:
        hasAuthorships = true
        authorships = at..<at + work[at].span
      case .title: hasTitle = true
      case .entries, .meta: isList = true
      case .id: id = work[at]
      default: break
      }
      at += work[at].span
    }
    if hasTitle || hasAuthorships {
      add(work, authorships: authorships, at: location)
    } else if isList {
      sink.report(
        Diagnostic(
          .note, "openalex.no-works", "this file lists or counts works and holds none; passed over.", at: location))
    } else {
      sink.reject(
        Diagnostic(
          .error, "openalex.not-a-work",
          "'\(id?.cleaned ?? "this")' is not a work. Export works, with 'authorships' selected.", at: location))
    }
  }

  private func add(_ work: JSONPicker.Document, authorships: Range<Int>, at location: SourceLocation) {
    let batch = batch
    batch.begin(file: location.file, line: location.line)
    openalex = batch.constant("openalex")
    var row = PaperBatch.Row()
    var displayName = PaperBatch.Text.absent
    var rawVenue = PaperBatch.Text.absent
    var hostVenue = PaperBatch.Text.absent
    var cited: JSONPick?
    var grant = (funder: String?.none, number: String?.none, funderNumber: String?.none)
    var isTruncated = false
    var at = 1
    while at < work.count - 1 {
      let part = work[at]
      at = at == authorships.lowerBound ? authorships.upperBound : at + 1
      switch place(of: part) {
      case .title: if let bytes = part.utf8 { row.title = batch.addTitle(bytes) }
      case .displayName: if let bytes = part.utf8 { displayName = batch.addTitle(bytes) }
      case .doi: if let bytes = part.utf8, !bytes.isEmpty { row.doi = batch.addDOI(bytes, at: location, sink) }
      case .id: batch.addField("openalex", clean: part.utf8.map(Self.bare))
      case .year: row.year = part.int
      case .date: batch.addField("publication_date", clean: part.utf8)
      case .kind: if let type = part.utf8 { row.kind = kinds.kind(of: type, for: batch) }
      case .venue: if let bytes = part.utf8 { row.venue = batch.addClean(bytes) }
      case .rawVenue: if let bytes = part.utf8 { rawVenue = batch.addClean(bytes) }
      case .hostVenue: if let bytes = part.utf8 { hostVenue = batch.addClean(bytes) }
      case .firstPage: row.firstPage = batch.add(part.cleaned)
      case .lastPage: row.lastPage = batch.add(part.cleaned)
      case .citations: cited = part
      case .language: batch.addField("language", clean: part.utf8)
      case .isRetracted: if part.bool == true { batch.addField("retracted", "true") }
      case .keyword, .keywordName: batch.addField("keyword", clean: part)
      case .topic: batch.addField("topic", clean: part)
      case .grantFunder, .awardFunder: grant.funder = part.cleaned
      case .grantNumber, .awardNumber: grant.number = part.cleaned
      case .funderNumber, .awardFunderNumber: grant.funderNumber = part.cleaned
      case .grant, .award:
        if part.kind == UInt8(ascii: "}") {
          batch.addField("funder", grant.funder)
          batch.addField("award", grant.number ?? grant.funderNumber)
        }
        grant = (nil, nil, nil)
      case .funder: batch.addField("funder", clean: part)
      case .pubMed: batch.addField("pmid", clean: part.utf8.map(Self.bare))
      case .isTruncated:
        if part.bool == true {
          batch.addField("authors_truncated", "true")
          isTruncated = true
        }
      default: break
      }
    }
    if row.venue.isEmpty { row.venue = rawVenue }
    if row.venue.isEmpty { row.venue = hostVenue }
    if row.title.isEmpty { row.title = displayName }
    if let cited { batch.addField("cited_by", clean: cited) }
    addAuthors(work, authorships, at: location, batch)
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

  private func addAuthors(
    _ work: JSONPicker.Document, _ authorships: Range<Int>, at location: SourceLocation, _ batch: PaperBatch
  ) {
    var rawName: Bytes?
    var name: Bytes?
    var id: Bytes?
    var orcid: Bytes?
    var isCorresponding = false
    if authorships.count < 2 { return }
    for part in UnsafeBufferPointer(rebasing: work[authorships.dropFirst().dropLast()]) {
      let bytes = part.utf8
      switch place(of: part) {
      case .authorships:
        if part.kind == UInt8(ascii: "{") {
          (rawName, name, id, orcid, isCorresponding) = (nil, nil, nil, nil, false)
          institutions.removeAll()
          strings.removeAll()
          pairs.removeAll()
          pairIDs.removeAll()
        } else if part.kind == UInt8(ascii: "}") {
          let given = rawName.flatMap { $0.isEmpty ? nil : $0 } ?? name
          let shown = given.map { batch.addName($0) } ?? batch.constant("")
          batch.addAuthor(name: shown, orcid: orcid.map { batch.addORCID($0, at: location, sink) } ?? .absent)
          if let id, !id.isEmpty { batch.addAuthorIdentifier(scheme: openalex, value: batch.add(id), by: openalex) }
          affiliate(at: location, batch)
          if isCorresponding, !shown.isEmpty { batch.addField(batch.constant("corresponding_author"), shown) }
        }
      case .rawName: rawName = bytes
      case .authorName: name = bytes
      case .authorID: id = bytes.map(Self.bare)
      case .orcid: orcid = bytes
      case .isCorresponding: isCorresponding = part.bool ?? false
      case .institution: if part.kind == UInt8(ascii: "{") { institutions.append(Institution()) }
      case .institutionID: institutions.pointer(institutions.count - 1).pointee.id = bytes
      case .institutionName: institutions.pointer(institutions.count - 1).pointee.name = bytes
      case .ror: institutions.pointer(institutions.count - 1).pointee.ror = bytes
      case .strings: if let bytes { strings.append(bytes) }
      case .string: if let bytes, strings.count == 0 { strings.append(bytes) }
      case .pair:
        if part.kind == UInt8(ascii: "{") { pairs.append(Pair(ids: pairIDs.count..<pairIDs.count)) }
      case .pairString: pairs.pointer(pairs.count - 1).pointee.string = bytes
      case .pairID:
        if let bytes {
          pairIDs.append(bytes)
          let pair = pairs.pointer(pairs.count - 1)
          pair.pointee.ids = pair.pointee.ids.lowerBound..<pairIDs.count
        }
      default: break
      }
    }
  }

  private func affiliate(at location: SourceLocation, _ batch: PaperBatch) {
    texts.removeAll()
    if pairs.count > 0 {
      for pair in pairs.buffer {
        guard let bytes = pair.string else { continue }
        let text = batch.addClean(bytes)
        guard !text.isEmpty else { continue }
        batch.addAffiliation(text)
        for id in pairIDs.buffer[pair.ids] {
          for institution in institutions.buffer where institution.id.map({ $0.elementsEqual(id) }) == true {
            addEvidence(institution, at: location, batch)
          }
        }
      }
      if pairIDs.count > 0 {
        // An author whose pairs all had empty strings still has the plain list.
        if !batch.lastAuthorHasAffiliations {
          takeStrings(batch)
          for text in texts.buffer { batch.addAffiliation(text) }
        }
        return
      }
      // Nothing in these strings was recognised; what follows may still place the institutions.
      for text in batch.takeAffiliationsOfLastAuthor() { texts.append(text) }
    }
    if texts.count == 0 { takeStrings(batch) }
    if texts.count <= 1 {
      for text in texts.buffer { batch.addAffiliation(text) }
      for institution in institutions.buffer {
        guard let name = institution.name else { continue }
        if texts.count == 0 { batch.addAffiliation(batch.addClean(name)) }
        addEvidence(institution, at: location, batch)
      }
      return
    }
    placeInstitutions(batch)
    for (index, text) in texts.buffer.enumerated() {
      batch.addAffiliation(text)
      for (institution, place) in zip(institutions.buffer, places.buffer) where place == index {
        addEvidence(institution, at: location, batch)
      }
    }
  }

  /// The plain list of affiliation strings.
  private func takeStrings(_ batch: PaperBatch) {
    for string in strings.buffer {
      let text = batch.addClean(string)
      if !text.isEmpty { texts.append(text) }
    }
  }

  /// Finds the string that has each institution's name in it; -1 for one that has no string, which stays with the paper.
  private func placeInstitutions(_ batch: PaperBatch) {
    places.removeAll()
    for institution in institutions.buffer {
      guard let bytes = institution.name else {
        places.append(-1)
        continue
      }
      let given = FieldText.isClean(bytes) ? nil : batch.addClean(bytes)
      let name = given.map { batch.utf8($0) } ?? bytes
      let place = texts.buffer.firstIndex { batch.utf8($0).containsCaseInsensitively(name) }
      places.append(place ?? -1)
      if place == nil {
        let name = String(decoding: name, as: UTF8.self)
        let id = (institution.ror ?? institution.id).map { FieldText.clean($0) } ?? ""
        batch.addField(
          "institution_unplaced", "\(batch.last.authors.count): \(name) \(id)")
      }
    }
  }

  /// Adds the identifiers of an institution to the last affiliation.
  private func addEvidence(_ institution: Institution, at location: SourceLocation, _ batch: PaperBatch) {
    if let id = institution.id.map(Self.bare), !id.isEmpty {
      batch.addIdentifier(scheme: openalex, value: batch.add(id), by: openalex)
    }
    if let bytes = institution.ror, !bytes.isEmpty {
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

  /// `W2741809807` of `https://openalex.org/W2741809807`.
  private static func bare(_ address: UnsafeBufferPointer<UInt8>) -> UnsafeBufferPointer<UInt8> {
    var start = address.count
    while start > 0, address[start - 1] != UInt8(ascii: "/") { start -= 1 }
    return UnsafeBufferPointer(rebasing: address[start...])
  }
}

extension UnsafeBufferPointer<UInt8> {
  /// Whether `part` stands in these bytes, ASCII letters of either case being equal. What is longer than any name of an
  /// institution is not looked for.
  fileprivate func containsCaseInsensitively(_ part: UnsafeBufferPointer<UInt8>) -> Bool {
    guard let base = baseAddress, let sought = part.baseAddress, !part.isEmpty, part.count <= count,
      part.count <= 1 << 10
    else { return false }
    func lower(_ byte: UInt8) -> UInt8 { byte &- 0x41 < 26 ? byte | 0x20 : byte }
    func stands(at start: Int) -> Bool {
      // Mostly it is written alike.
      if memcmp(base + start, sought, part.count) == 0 { return true }
      var at = 0
      while at < part.count, lower(self[start + at]) == lower(part[at]) { at += 1 }
      return at == part.count
    }
    let last = count - part.count
    let ones: UInt64 = 0x0101_0101_0101_0101
    let first = ones &* UInt64(part[0] | 0x20)
    var at = 0
    while at <= last {
      guard at + 8 <= count else {
        if stands(at: at) { return true }
        at += 1
        continue
      }
      // Bytes that may be the first one, eight at a time, have their high bit set.
      let word = UInt64(littleEndian: UnsafeRawPointer(base).loadUnaligned(fromByteOffset: at, as: UInt64.self))
      let different = (word | ones &* 0x20) ^ first
      var found = (different &- ones) & ~different & (ones &* 0x80)
      while found != 0 {
        let start = at + found.trailingZeroBitCount / 8
        if start <= last, stands(at: start) { return true }
        found &= found &- 1
      }
      at += 8
    }
    return false
  }
}
