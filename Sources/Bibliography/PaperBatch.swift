#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Papers as written, side by side in flat buffers that are filled, handed on and filled again.
///
/// What a `Paper` says in strings and arrays, a batch says in ranges of one buffer of bytes, so that a paper of a dump
/// costs no allocation and goes from the thread that reads to the thread that keeps at no cost. A reader that is read
/// by the gigabyte fills batches; all others give `Paper` values, which are put into a batch behind them.
///
///     batch.begin(file: "works.jsonl", line: 1)
///     batch.last.title = batch.add("On Ties")
///     batch.addAuthor(name: batch.add("Ann Lee"))
///     batch.addAffiliation(batch.add("MIT"))
///     batch = sink.keep(batch)
///
/// A batch belongs to one thread at a time.
public final class PaperBatch: @unchecked Sendable {
  /// A range of `bytes`, UTF-8 and cleaned as the strings of a `Paper` are.
  @frozen public struct Text: Equatable, Sendable {
    /// Both in one number: a text is written and soon read again, and a processor passes a number on only as it was
    /// written; halves would wait for memory.
    @usableFromInline var bits: UInt64

    /// Offset of the first byte.
    @inlinable public var start: UInt32 { UInt32(truncatingIfNeeded: bits) }
    /// Number of bytes; `absent.count` is 0.
    @inlinable public var count: UInt32 {
      get { UInt32(truncatingIfNeeded: bits >> 32) }
      set { bits = UInt64(newValue) << 32 | bits & 0xFFFF_FFFF }
    }

    @inlinable init(start: UInt32, count: UInt32) { bits = UInt64(count) << 32 | UInt64(start) }

    /// No text, as nil is no string.
    @inlinable public static var absent: Text { Text(start: .max, count: 0) }
    /// Whether there is a text, be it empty.
    @inlinable public var isAbsent: Bool { bits == 0xFFFF_FFFF }
    /// Whether there is no text, or one without bytes.
    @inlinable public var isEmpty: Bool { bits >> 32 == 0 }

    /// From the start of this text to the end of one that was added behind it.
    public func extended(to last: Text) -> Text { Text(start: start, count: last.start + last.count - start) }
  }

  /// A paper; see `Paper`.
  public struct Row: Sendable {
    /// See `Paper.title`.
    public var title = Text.absent
    /// See `Paper.kind`; absent means `paper`.
    public var kind = Text.absent
    /// See `Paper.venue`.
    public var venue = Text.absent
    /// See `Paper.place`.
    public var place = Text.absent
    /// See `Paper.day`.
    public var day = Text.absent
    /// See `Paper.session`.
    public var session = Text.absent
    /// See `Paper.firstPage`.
    public var firstPage = Text.absent
    /// See `Paper.lastPage`.
    public var lastPage = Text.absent
    /// Bare, lower case.
    public var doi = Text.absent
    /// The source's name.
    public var file = Text.absent
    /// See `Paper.year`.
    public var year: Int?
    /// 1 for the first line.
    public var line = 1
    /// 1 for the first character.
    public var column = 1
    /// Its authors, in `authors`.
    public var authors = 0..<0
    /// Its shared affiliations, in `affiliations`.
    public var shared = 0..<0
    /// What else is said of it, in `fields`.
    public var fields = 0..<0

    /// A paper of which nothing is known.
    public init() {}
  }

  /// One author of a paper; see `Authorship`.
  public struct Author: Sendable {
    /// See `Authorship.name`.
    public var name = Text.absent
    /// Bare, with dashes.
    public var orcid = Text.absent
    /// See `Authorship.state`.
    public var state = Authorship.State.notGiven
    /// The line of the name where it is not the paper's own; 0 where it is.
    public var line = 0
    /// 1 for the first character.
    public var column = 1
    /// Its identifiers, in `identifiers`.
    public var identifiers = 0..<0
    /// Its affiliations, in `affiliations`.
    public var affiliations = 0..<0
  }

  /// One printed affiliation; see `Affiliation`.
  public struct Address: Sendable {
    /// See `Affiliation.text`.
    public var text = Text.absent
    /// Its identifiers, in `identifiers`.
    public var identifiers = 0..<0
  }

  /// See `AssertedIdentifier`.
  public struct Identifier: Sendable {
    /// See `AssertedIdentifier.scheme`.
    public var scheme: Text
    /// See `AssertedIdentifier.value`.
    public var value: Text
    /// See `AssertedIdentifier.assertedBy`.
    public var assertedBy: Text
  }

  /// See `Paper.Field`.
  public struct Field: Sendable {
    /// Lower case, with underscores.
    public var key: Text
    /// As given.
    public var value: Text
  }

  // Small to begin with: a batch that is only asked with holds nothing, and one that is filled grows once.
  @usableFromInline var bytes = FlatBuffer<UInt8>(capacity: 16)
  private var papers = FlatBuffer<Row>(capacity: 16)
  private var authors = FlatBuffer<Author>(capacity: 16)
  private var affiliations = FlatBuffer<Address>(capacity: 16)
  private var identifiers = FlatBuffer<Identifier>(capacity: 16)
  private var fields = FlatBuffer<Field>(capacity: 16)
  /// Findings, and whether each cost its record.
  public var diagnostics: [(diagnostic: Diagnostic, isRejection: Bool)] = []

  /// Constant texts that this batch holds already, by the address of the constant.
  private var constants = FlatBuffer<Constant>(capacity: 16)
  private struct Constant {
    var address: Int
    var text: Text
  }
  private var fileName = ""
  private var file = Text.absent
  /// Where the text of the last paper begins in `bytes`.
  private var lastStart = 0
  /// Persons whom the source describes apart from its papers.
  public var persons: [PersonRecord] = []

  /// An empty batch.
  public init() {}

  deinit {
    bytes.free()
    papers.free()
    authors.free()
    affiliations.free()
    identifiers.free()
    fields.free()
    constants.free()
  }

  /// The number of papers.
  public var count: Int { papers.count }
  /// The number of authorships.
  public var authorshipCount: Int { authors.count }
  /// Whether it is large enough to be handed on.
  public var isFull: Bool {
    bytes.count >= 1 << 18 || papers.count >= 1 << 11 || diagnostics.count + persons.count >= 1 << 10
  }
  /// Whether it holds neither papers nor findings.
  public var isEmpty: Bool { papers.count == 0 && diagnostics.isEmpty && persons.isEmpty }

  /// Empties it and keeps its memory.
  public func removeAll() {
    bytes.removeAll()
    papers.removeAll()
    authors.removeAll()
    affiliations.removeAll()
    identifiers.removeAll()
    fields.removeAll()
    constants.removeAll()
    if !diagnostics.isEmpty { diagnostics.removeAll(keepingCapacity: true) }
    if !persons.isEmpty { persons.removeAll(keepingCapacity: true) }
    fileName = ""
    file = .absent
  }

  /// Whether an author of the last paper has an empty name.
  public var lastHasAuthorWithoutName: Bool {
    let all = papers.pointer(papers.count - 1).pointee.authors
    for index in all where authors.start[index].name.isEmpty { return true }
    return false
  }

  /// The number of bytes of the last paper's texts.
  public var lastSize: Int { bytes.count - lastStart }

  /// Whether text of the last paper holds U+FFFD, the sign for bytes that were no UTF-8.
  public var lastIsDamaged: Bool {
    var at = bytes.start + lastStart
    let end = bytes.start + bytes.count
    while at < end, let found = memchr(at, 0xEF, end - at)?.assumingMemoryBound(to: UInt8.self) {
      if found + 2 < end, found[1] == 0xBF, found[2] == 0xBD { return true }
      at = found + 1
    }
    return false
  }

  /// Starts a paper; what is set and added next belongs to it.
  public func begin(file name: String, line: Int, column: Int = 1) {
    if file.isAbsent || fileName != name {
      fileName = name
      file = add(name)
    }
    papers.append(Row())
    let row = papers.pointer(papers.count - 1)
    row.pointee.file = file
    row.pointee.line = line
    row.pointee.column = column
    row.pointee.authors = authors.count..<authors.count
    row.pointee.shared = affiliations.count..<affiliations.count
    row.pointee.fields = fields.count..<fields.count
    lastStart = bytes.count
  }

  /// Takes the last paper away, as if it had not been begun; its text stays until the batch is emptied.
  public func abandon() {
    let row = last
    papers.removeAll(from: papers.count - 1)
    authors.removeAll(from: row.authors.lowerBound)
    fields.removeAll(from: row.fields.lowerBound)
  }

  /// The last paper.
  public var last: Row {
    get { papers[papers.count - 1] }
    set { papers[papers.count - 1] = newValue }
  }

  /// Gives the last paper the title, kind, venue, year, pages and DOI of `row`; an empty venue is none.
  public func describeLast(as row: Row) {
    let last = papers.pointer(papers.count - 1)
    last.pointee.title = row.title
    last.pointee.kind = row.kind
    last.pointee.venue = row.venue.isEmpty ? .absent : row.venue
    last.pointee.year = row.year
    last.pointee.firstPage = row.firstPage
    last.pointee.lastPage = row.lastPage
    last.pointee.doi = row.doi
  }

  /// Puts two pieces into the buffer, with a blank between them.
  public func add(_ first: UnsafeBufferPointer<UInt8>, blank second: UnsafeBufferPointer<UInt8>) -> Text {
    let start = bytes.count
    bytes.append(text: first)
    bytes.append(0x20)
    bytes.append(text: second)
    return Text(
      start: UInt32(truncatingIfNeeded: start), count: UInt32(truncatingIfNeeded: first.count + 1 + second.count))
  }

  /// Puts bytes into the buffer.
  public func add(_ text: UnsafeBufferPointer<UInt8>) -> Text {
    let start = bytes.count
    bytes.append(text: text)
    return Text(start: UInt32(truncatingIfNeeded: start), count: UInt32(truncatingIfNeeded: text.count))
  }

  /// Room for `count` bytes more, to be written to before anything else is added; see `added(_:)`.
  @inlinable public func room(for count: Int) -> UnsafeMutablePointer<UInt8> {
    if bytes.count + count > bytes.capacity { bytes.reserve(count) }
    return bytes.start + bytes.count
  }

  /// The first `count` bytes of the room as a text.
  @inlinable public func added(_ count: Int) -> Text {
    let start = bytes.count
    bytes.count += count
    return Text(start: UInt32(truncatingIfNeeded: start), count: UInt32(truncatingIfNeeded: count))
  }

  /// Puts a string into the buffer.
  public func add(_ text: String) -> Text {
    var text = text
    return text.withUTF8 { add($0) }
  }

  /// The same for a string or nothing.
  public func add(_ text: String?) -> Text { text.map { add($0) } ?? .absent }

  /// A text that comes again and again: the batch holds it once.
  public func constant(_ text: StaticString) -> Text {
    let address = Int(bitPattern: text.utf8Start)
    for index in 0..<constants.count where constants.start[index].address == address {
      return constants.start[index].text
    }
    let added = add(UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    constants.append(Constant(address: address, text: added))
    return added
  }

  /// Adds a field of the last paper.
  public func addField(_ key: Text, _ value: Text) {
    fields.append(Field(key: key, value: value))
    let row = papers.pointer(papers.count - 1)
    row.pointee.fields = row.pointee.fields.lowerBound..<fields.count
  }

  /// Adds an author of the last paper; identifiers and then affiliations that follow are this author's.
  public func addAuthor(name: Text, orcid: Text = .absent) {
    authors.append(Author())
    let author = authors.pointer(authors.count - 1)
    author.pointee.name = name
    author.pointee.orcid = orcid
    author.pointee.identifiers = identifiers.count..<identifiers.count
    author.pointee.affiliations = affiliations.count..<affiliations.count
    let row = papers.pointer(papers.count - 1)
    row.pointee.authors = row.pointee.authors.lowerBound..<authors.count
  }

  /// What the last author's state is, and where the name stands.
  public func setAuthor(state: Authorship.State, line: Int? = nil, column: Int = 1) {
    let author = authors.pointer(authors.count - 1)
    author.pointee.state = state
    author.pointee.line = line ?? 0
    author.pointee.column = column
  }

  /// Adds an identifier of the last author, before any affiliation.
  public func addAuthorIdentifier(scheme: Text, value: Text, by asserter: Text) {
    identifiers.append(Identifier(scheme: scheme, value: value, assertedBy: asserter))
    let author = authors.pointer(authors.count - 1)
    author.pointee.identifiers = author.pointee.identifiers.lowerBound..<identifiers.count
  }

  /// Adds an affiliation of the last author, who is `given` from then on.
  public func addAffiliation(_ text: Text) {
    append(text)
    let author = authors.pointer(authors.count - 1)
    author.pointee.affiliations = author.pointee.affiliations.lowerBound..<affiliations.count
    author.pointee.state = .given
  }

  /// Whether the last author has an affiliation.
  public var lastAuthorHasAffiliations: Bool { authors.count > 0 && !authors[authors.count - 1].affiliations.isEmpty }

  /// Takes all affiliations of the last author away, and gives their texts.
  public func takeAffiliationsOfLastAuthor() -> [Text] {
    let author = authors.pointer(authors.count - 1)
    let texts = author.pointee.affiliations.map { affiliations[$0].text }
    affiliations.removeAll(from: author.pointee.affiliations.lowerBound)
    author.pointee.affiliations = affiliations.count..<affiliations.count
    author.pointee.state = .notGiven
    return texts
  }

  /// Adds a shared affiliation of the last paper, after its authors.
  public func addSharedAffiliation(_ text: Text) {
    let row = papers.pointer(papers.count - 1)
    let first = row.pointee.shared.isEmpty ? affiliations.count : row.pointee.shared.lowerBound
    append(text)
    row.pointee.shared = first..<affiliations.count
  }

  private func append(_ text: Text) {
    affiliations.append(Address(text: text, identifiers: identifiers.count..<identifiers.count))
  }

  /// Adds an identifier of the last affiliation.
  public func addIdentifier(scheme: Text, value: Text, by asserter: Text) {
    identifiers.append(Identifier(scheme: scheme, value: value, assertedBy: asserter))
    let affiliation = affiliations.pointer(affiliations.count - 1)
    affiliation.pointee.identifiers = affiliation.pointee.identifiers.lowerBound..<identifiers.count
  }

  /// What it holds; valid until something is added.
  public var buffers: Buffers {
    Buffers(
      bytes: bytes.buffer, papers: papers.buffer, authors: authors.buffer, affiliations: affiliations.buffer,
      identifiers: identifiers.buffer, fields: fields.buffer)
  }

  /// The bytes of a text, none when it is absent; valid until something is added.
  public func utf8(_ text: Text) -> UnsafeBufferPointer<UInt8> {
    guard !text.isAbsent else { return UnsafeBufferPointer(start: nil, count: 0) }
    return UnsafeBufferPointer(start: bytes.start + Int(text.start), count: Int(text.count))
  }

  /// A text as a string; nil when it is absent.
  public func string(_ text: Text) -> String? { text.isAbsent ? nil : String(decoding: utf8(text), as: UTF8.self) }
}

extension PaperBatch {
  /// What a batch holds, to be read while it does not change.
  public struct Buffers {
    /// See `PaperBatch.bytes`.
    public let bytes: UnsafeBufferPointer<UInt8>
    /// See `PaperBatch.papers`.
    public let papers: UnsafeBufferPointer<Row>
    /// See `PaperBatch.authors`.
    public let authors: UnsafeBufferPointer<Author>
    /// See `PaperBatch.affiliations`.
    public let affiliations: UnsafeBufferPointer<Address>
    /// See `PaperBatch.identifiers`.
    public let identifiers: UnsafeBufferPointer<Identifier>
    /// See `PaperBatch.fields`.
    public let fields: UnsafeBufferPointer<Field>

    /// The bytes of a text; none when it is absent.
    @inlinable public subscript(text: Text) -> UnsafeBufferPointer<UInt8> {
      if text.isAbsent { return UnsafeBufferPointer(start: nil, count: 0) }
      return UnsafeBufferPointer(rebasing: bytes[Int(text.start)..<Int(text.start) + Int(text.count)])
    }
  }

  /// Adds a paper.
  public func append(_ paper: Paper) {
    begin(file: paper.location.file, line: paper.location.line, column: paper.location.column)
    var row = last
    row.title = add(paper.title)
    row.kind = paper.kind == "paper" ? constant("paper") : add(paper.kind)
    row.venue = add(paper.venue)
    row.place = add(paper.place)
    row.day = add(paper.day)
    row.session = add(paper.session)
    row.firstPage = add(paper.firstPage)
    row.lastPage = add(paper.lastPage)
    row.doi = add(paper.doi?.value)
    row.year = paper.year
    last = row
    for field in paper.fields { addField(add(field.key), add(field.value)) }
    for author in paper.authors {
      addAuthor(name: add(author.name), orcid: add(author.orcid?.value))
      for identifier in author.identifiers {
        addAuthorIdentifier(
          scheme: add(identifier.scheme), value: add(identifier.value), by: add(identifier.assertedBy))
      }
      for affiliation in author.affiliations {
        addAffiliation(add(affiliation.text))
        add(affiliation.identifiers)
      }
      setAuthor(state: author.state, line: author.location?.line, column: author.location?.column ?? 1)
    }
    for affiliation in paper.sharedAffiliations {
      addSharedAffiliation(add(affiliation.text))
      add(affiliation.identifiers)
    }
  }

  private func add(_ found: [AssertedIdentifier]) {
    for identifier in found {
      addIdentifier(scheme: add(identifier.scheme), value: add(identifier.value), by: add(identifier.assertedBy))
    }
  }

  /// The paper at `index` as a value.
  public func paper(at index: Int) -> Paper {
    let row = papers[index]
    let file = string(row.file) ?? ""
    let held = buffers
    return Paper(
      title: string(row.title) ?? "", kind: string(row.kind) ?? "paper", venue: string(row.venue), year: row.year,
      place: string(row.place), day: string(row.day), session: string(row.session), firstPage: string(row.firstPage),
      lastPage: string(row.lastPage), doi: string(row.doi).flatMap { DOI($0) },
      authors: held.authors[row.authors].map { author in
        Authorship(
          name: string(author.name) ?? "", orcid: string(author.orcid).flatMap { ORCID($0) },
          identifiers: values(author.identifiers), affiliations: held.affiliations[author.affiliations].map(value),
          state: author.state,
          location: author.line > 0 ? SourceLocation(file: file, line: author.line, column: author.column) : nil)
      },
      sharedAffiliations: held.affiliations[row.shared].map(value),
      fields: held.fields[row.fields].map { Paper.Field(key: string($0.key) ?? "", value: string($0.value) ?? "") },
      location: SourceLocation(file: file, line: row.line, column: row.column))
  }

  private func value(_ address: Address) -> Affiliation {
    Affiliation(string(address.text) ?? "", identifiers: values(address.identifiers))
  }

  private func values(_ range: Range<Int>) -> [AssertedIdentifier] {
    buffers.identifiers[range].map {
      AssertedIdentifier(
        scheme: string($0.scheme) ?? "", value: string($0.value) ?? "", assertedBy: string($0.assertedBy))
    }
  }
}
