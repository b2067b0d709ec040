import Bibliography
import Foundation
import GRDB

/// Writes one source's papers, each distinct string once.
///
/// Memory grows with the distinct names and affiliations of the corpus, not with its papers. Foreign keys are not
/// checked row by row during the load (each key comes from the pools below); a test runs `PRAGMA foreign_key_check`.
public final class Loader {
  private let sourceID: Int64
  private var nextPaper: Int64 = 1
  private var nextDiagnostic: Int64 = 1
  /// Papers kept so far.
  public private(set) var kept = 0
  /// Records rejected so far.
  public private(set) var rejected = 0
  /// The hash of what was read, where it was not known before.
  public var contentHash: String?

  let strings = Pool()
  let mentions = Pool()
  let authors = Pool()
  let affiliations = Pool()
  let lists = Pool(firstID: Schema.unaffiliatedList + 1)
  /// The list of each affiliation alone, by its id; 0 until it is met.
  private var singleLists: [Int32] = []
  /// Of each author whose row is still to be written, in order: the place of its first mention in `mentions`.
  private(set) var newAuthors: [Int32] = []
  private var firstNewAuthor: Int64 = 1
  /// The author of each mention, by its place in `mentions`; only of those met in this load.
  private(set) var authorOfMention: [Int32] = []
  /// How many authorships each mention has, by its place in `mentions`; only kept for a bulk load.
  private(set) var mentionCounts: [UInt32] = []
  /// Bytes of the name at the front of each new author's mention.
  private var nameLengths: [Int32] = []
  /// ORCID of each author by id, "" when two mentions of one name assert different ones; most have none.
  private var orcids: [Int64: String] = [:]
  private var orcidsBefore: [Int64: String] = [:]
  private var key = ByteBuffer(capacity: 1 << 12)
  private var json = ByteBuffer(capacity: 1 << 12)
  private let scratch = PaperBatch()
  /// Of the batch at hand: the mention of each author, each affiliation, and the list of each author and then of what
  /// the authors of each paper share.
  private var mentionIDs: [Int64] = []
  private var affiliationIDs: [Int64] = []
  private var listIDs: [Int64] = []
  private var order: [Int32] = []
  /// Of the block at hand: the mentions that are new, and the lists that are to be found.
  private var newMentions: [(author: Int, place: Int, id: Int64)] = []
  private var wantedLists: [(owner: Int, members: Range<Int>)] = []
  private var constants: [(text: PaperBatch.Text, id: Int64)] = []
  private var block = KeyBlock()

  private let stringRows: Rows
  private let paperRows: Rows
  private let fieldRows: Rows
  private let authorRows: Rows
  private let mentionRows: Rows
  private let affiliationRows: Rows
  private let listRows: Rows
  private let memberRows: Rows
  private let authorshipRows: Rows
  private let diagnosticRows: Rows
  private let persons: PersonWriter
  private let laidAside: Spill?
  private let needsTexts: Bool

  /// A loader of the first source of an empty corpus.
  ///
  /// - Parameter laidAside: takes mention, list, paper and year of each authorship, for what is counted at the end.
  init(_ maker: any RowMaker, sourceID: Int64, laidAside: Spill? = nil) throws {
    self.sourceID = sourceID
    self.laidAside = laidAside
    needsTexts = maker.needsTextsOfPools
    stringRows = try maker.rows("written_string")
    paperRows = try maker.rows("written_paper")
    fieldRows = try maker.rows("written_field")
    authorRows = try maker.rows("known_author")
    mentionRows = try maker.rows("written_mention")
    affiliationRows = try maker.rows("written_affiliation")
    listRows = try maker.rows("written_list")
    memberRows = try maker.rows("written_list_member")
    authorshipRows = try maker.rows("written_authorship")
    diagnosticRows = try maker.rows("written_diagnostic")
    persons = try PersonWriter(maker, sourceID: sourceID)
  }

  /// A loader of one more source.
  convenience init(addingTo db: Database, sourceID: Int64) throws {
    try self.init(db, sourceID: sourceID)
    nextPaper = try Int64.fetchOne(db, sql: "SELECT coalesce(max(abs(paper_id)), 0) + 1 FROM written_paper") ?? 1
    nextDiagnostic =
      try Int64.fetchOne(db, sql: "SELECT coalesce(max(diagnostic_id), 0) + 1 FROM written_diagnostic") ?? 1
    persons.next =
      try Int64.fetchOne(db, sql: "SELECT coalesce(max(person_record_id), 0) + 1 FROM written_person") ?? 1
    let string = try RawStatement(db, "SELECT string_id, text FROM written_string ORDER BY string_id")
    while try string.step() { strings.remember(Array((string.text(1) ?? "").utf8), id: string.integer(0)) }
    let author = try RawStatement(db, "SELECT author_id, name FROM known_author ORDER BY author_id")
    while try author.step() {
      authors.remember(Array((author.text(1) ?? "").foldedName.utf8), id: author.integer(0))
    }
    firstNewAuthor = authors.next
    let mention = try RawStatement(
      db, "SELECT mention_id, name, orcid, identifiers, author_id FROM written_mention ORDER BY mention_id")
    while try mention.step() {
      key.setKey(mention.text(1) ?? "", mention.text(2), Self.identifiers(mention.text(3)))
      mentions.remember(Array(key.bytes), id: mention.integer(0))
      if let orcid = mention.text(2) { assert(orcid, of: mention.integer(4)) }
    }
    authorOfMention = Array(repeating: 0, count: mentions.count)
    let affiliation = try RawStatement(
      db, "SELECT affiliation_id, text, identifiers FROM written_affiliation ORDER BY affiliation_id")
    while try affiliation.step() {
      key.setKey(affiliation.text(1) ?? "", nil, Self.identifiers(affiliation.text(2)))
      affiliations.remember(Array(key.bytes), id: affiliation.integer(0))
    }
    let member = try RawStatement(
      db, "SELECT list_id, affiliation_id FROM written_list_member ORDER BY list_id, ordinal")
    var current: Int64 = 0
    key.removeAll()
    while try member.step() {
      if member.integer(0) != current {
        if current != 0 { lists.remember(Array(key.bytes), id: current) }
        current = member.integer(0)
        key.removeAll()
      }
      key.append(member.integer(1))
    }
    if current != 0 { lists.remember(Array(key.bytes), id: current) }
    orcidsBefore = orcids
  }

  deinit {
    key.free()
    json.free()
    block.free()
  }

  /// Keeps a paper.
  public func keep(_ paper: Paper) throws {
    scratch.append(paper)
    try keep(scratch)
    scratch.removeAll()
  }

  /// Keeps the papers, findings and persons of a batch.
  public func keep(_ batch: PaperBatch) throws {
    let buffers = batch.buffers
    try identifyMentions(buffers)
    try identifyAffiliations(buffers)
    try identifyLists(buffers)
    constants.removeAll(keepingCapacity: true)
    for (index, row) in buffers.papers.enumerated() {
      try keep(row, sharing: listIDs[buffers.authors.count + index], of: buffers)
    }
    for (diagnostic, isRejection) in batch.diagnostics {
      if isRejection { try reject(diagnostic) } else { try report(diagnostic) }
    }
    for person in batch.persons { try describe(person) }
  }

  /// Keeps what the source says of a person apart from its papers.
  public func describe(_ person: PersonRecord) throws { try persons.write(person) }

  private func keep(_ paper: PaperBatch.Row, sharing sharedList: Int64, of batch: PaperBatch.Buffers) throws {
    let id = nextPaper
    nextPaper += 1
    kept += 1
    let authorCount = paper.authors.count
    let venue = try stringID(paper.venue, batch)
    let kind = try paper.kind.isAbsent ? stringID("paper") : constantID(paper.kind, batch)
    let place = try stringID(paper.place, batch)
    let session = try stringID(paper.session, batch)
    let file = try constantID(paper.file, batch)
    let rows = paperRows
    rows.add(id)
    rows.add(sourceID)
    rows.add(bytes: batch[paper.title])
    rows.add(kind)
    rows.add(venue)
    rows.add(paper.year.map(Int64.init))
    rows.add(place)
    add(paper.day, batch, to: rows)
    rows.add(session)
    add(paper.firstPage, batch, to: rows)
    add(paper.lastPage, batch, to: rows)
    add(paper.doi, batch, to: rows)
    rows.add(authorCount)
    if paper.shared.isEmpty { rows.addNull() } else { rows.add(sharedList) }
    rows.add(file)
    rows.add(max(1, paper.line))
    rows.add(max(1, paper.column))
    try rows.end()

    let fieldRows = fieldRows
    for (index, field) in batch.fields[paper.fields].enumerated() {
      let name = try constantID(field.key, batch)
      fieldRows.add(id)
      fieldRows.add(index + 1)
      fieldRows.add(name)
      fieldRows.add(bytes: batch[field.value])
      try fieldRows.end()
    }
    let year = paper.year.map { UInt32(bitPattern: Int32(truncatingIfNeeded: $0)) } ?? Self.noYear
    let (authorshipRows, laidAside) = (authorshipRows, laidAside)
    var position: Int64 = 0
    for index in paper.authors {
      let author = batch.authors[index]
      position += 1
      let mention = mentionIDs[index]
      let list = listIDs[index]
      authorshipRows.add(
        id, position, mention, list, Int64(authorCount), author.line > 0 ? Int64(author.line) : Rows.null)
      try authorshipRows.end()
      if let laidAside {
        try laidAside.append(UInt32(truncatingIfNeeded: mention))
        try laidAside.append(UInt32(truncatingIfNeeded: list))
        try laidAside.append(UInt32(truncatingIfNeeded: id))
        try laidAside.append(year)
      }
    }
  }

  /// Writes the lists that every corpus has, where no file has been made with them.
  func writeStates() throws {
    for (index, state) in Schema.listStates.enumerated() {
      listRows.add(index + 1)
      listRows.add(state)
      try listRows.end()
    }
  }

  /// Gives back what is only needed while papers are kept; none may follow.
  func endOfPapers() {
    for pool in [strings, mentions, authors, affiliations, lists] { pool.close() }
  }

  /// What is laid aside for a paper without year.
  static let noYear = UInt32(bitPattern: Int32.min)

  /// Counts a record that could not be kept, and keeps the reason.
  public func reject(_ diagnostic: Diagnostic) throws {
    rejected += 1
    try report(diagnostic)
  }

  /// Keeps a finding that cost no record.
  public func report(_ diagnostic: Diagnostic) throws {
    let rows = diagnosticRows
    rows.add(nextDiagnostic)
    nextDiagnostic += 1
    rows.add(sourceID)
    rows.add(diagnostic.location?.file)
    rows.add(diagnostic.location.map { Int64($0.line) })
    rows.add(diagnostic.location.map { Int64($0.column) })
    rows.add(diagnostic.code)
    rows.add(diagnostic.severity.rawValue)
    rows.add(diagnostic.message)
    try rows.end()
  }

  /// Writes what is known only at the end: new authors, and ORCIDs that became known or doubtful.
  func finish(in db: Database?) throws {
    for index in newAuthors.indices {
      let id = firstNewAuthor + Int64(index)
      let orcid = orcids[id]
      authorRows.add(id)
      authorRows.add(bytes: nameOfNewAuthor(index))
      authorRows.add(orcid == "" ? nil : orcid)
      authorRows.add(orcid == "" ? 1 : 0 as Int64)
      try authorRows.end()
    }
    guard let db else { return }
    let update = try RawStatement(db, "UPDATE known_author SET orcid = ?, orcid_conflict = ? WHERE author_id = ?")
    for (author, orcid) in orcids.sorted(by: { $0.key < $1.key })
    where author < firstNewAuthor && orcid != orcidsBefore[author] {
      update.bind(1, orcid == "" ? nil : orcid)
      update.bind(2, orcid == "" ? 1 : 0 as Int64)
      update.bind(3, author)
      try update.run()
    }
  }

  /// Places of the new authors in the order of their names, made while other things are written. Nothing may be loaded
  /// any more.
  var authorOrder: Later<[Int]> {
    nonisolated(unsafe) let loader = self
    return Later { TextOrder.sorted(count: loader.newAuthors.count) { loader.nameOfNewAuthor($0) } }
  }

  /// The form in which a new author was met first.
  func nameOfNewAuthor(_ index: Int) -> UnsafeBufferPointer<UInt8> {
    let mention = mentions.bytes(Int(newAuthors[index]))
    return UnsafeBufferPointer(rebasing: mention[..<Int(nameLengths[index])])
  }

  @inline(__always)
  private func add(_ text: PaperBatch.Text, _ batch: PaperBatch.Buffers, to rows: Rows) {
    if text.isAbsent { rows.addNull() } else { rows.add(bytes: batch[text]) }
  }

  private func stringID(_ text: PaperBatch.Text, _ batch: PaperBatch.Buffers) throws -> Int64? {
    text.isAbsent ? nil : try stringID(batch[text])
  }

  private func stringID(_ text: String) throws -> Int64 {
    var text = text
    return try text.withUTF8 { try stringID($0) }
  }

  private func stringID(_ bytes: UnsafeBufferPointer<UInt8>) throws -> Int64 {
    let (id, isNew) = strings.id(UnsafeRawBufferPointer(bytes))
    if isNew {
      stringRows.add(id)
      stringRows.add(bytes: bytes)
      try stringRows.end()
    }
    return id
  }

  /// The id of a text that the batch holds once, however often it is referred to.
  private func constantID(_ text: PaperBatch.Text, _ batch: PaperBatch.Buffers) throws -> Int64? {
    if text.isAbsent { return nil }
    for known in constants where known.text == text { return known.id }
    let id = try stringID(batch[text])
    if constants.count < 8 { constants.append((text, id)) }
    return id
  }

  /// Finds the mention of each author of the batch, and writes those that are new.
  private func identifyMentions(_ batch: PaperBatch.Buffers) throws {
    mentionIDs.removeAll(keepingCapacity: true)
    var first = 0
    while first < batch.authors.count {
      let end = min(batch.authors.count, first + KeyBlock.most)
      block.removeAll()
      for author in batch.authors[first..<end] {
        block.append(batch[author.name], batch[author.orcid], author.identifiers, batch)
      }
      mentions.fetch(block)
      newMentions.removeAll(keepingCapacity: true)
      for index in first..<end {
        let (id, isNew) = mentions.id(block[index - first], hash: block.hash(index - first))
        if isNew { newMentions.append((index, mentions.count - 1, id)) }
        mentionIDs.append(id)
      }
      try writeNewMentions(batch)
      if laidAside != nil {
        // Each goes to a place in memory of its own: side by side they wait for one another no more.
        for index in first..<end { mentionCounts[Int(mentionIDs[index]) - 1] += 1 }
      }
      first = end
    }
  }

  private func writeNewMentions(_ batch: PaperBatch.Buffers) throws {
    block.removeAll()
    for (author, _, _) in newMentions { block.append(folding: batch[batch.authors[author].name]) }
    authors.fetch(block)
    for (index, new) in newMentions.enumerated() {
      let (author, isNew) = authors.id(block[index], hash: block.hash(index))
      try write(mention: batch.authors[new.author], at: new.place, id: new.id, of: author, isNewAuthor: isNew, batch)
    }
  }

  private func write(
    mention author: PaperBatch.Author, at place: Int, id: Int64, of authorID: Int64, isNewAuthor: Bool,
    _ batch: PaperBatch.Buffers
  ) throws {
    let name = batch[author.name]
    if isNewAuthor {
      newAuthors.append(Int32(truncatingIfNeeded: place))
      nameLengths.append(Int32(truncatingIfNeeded: name.count))
    }
    authorOfMention.append(Int32(truncatingIfNeeded: authorID))
    if laidAside != nil { mentionCounts.append(0) }
    if !author.orcid.isAbsent { assert(String(decoding: batch[author.orcid], as: UTF8.self), of: authorID) }
    mentionRows.add(id)
    if needsTexts {
      mentionRows.add(bytes: name)
      add(author.orcid, batch, to: mentionRows)
      add(author.identifiers, batch, to: mentionRows)
    }
    mentionRows.add(authorID)
    try mentionRows.end()
  }

  /// Finds each printed affiliation of the batch that a paper or an author has, and writes those that are new.
  private func identifyAffiliations(_ batch: PaperBatch.Buffers) throws {
    // In the order in which papers need them: shared ones first.
    order.removeAll(keepingCapacity: true)
    for paper in batch.papers {
      for index in paper.shared { order.append(Int32(truncatingIfNeeded: index)) }
      for author in batch.authors[paper.authors] where author.state == .given {
        for index in author.affiliations { order.append(Int32(truncatingIfNeeded: index)) }
      }
    }
    while affiliationIDs.count < batch.affiliations.count { affiliationIDs.append(0) }
    var first = 0
    while first < order.count {
      let end = min(order.count, first + KeyBlock.most)
      block.removeAll()
      for place in order[first..<end] {
        let affiliation = batch.affiliations[Int(place)]
        block.append(batch[affiliation.text], UnsafeBufferPointer(start: nil, count: 0), affiliation.identifiers, batch)
      }
      affiliations.fetch(block)
      for index in first..<end {
        let place = Int(order[index])
        let (id, isNew) = affiliations.id(block[index - first], hash: block.hash(index - first))
        if isNew {
          let affiliation = batch.affiliations[place]
          affiliationRows.add(id)
          if needsTexts {
            affiliationRows.add(bytes: batch[affiliation.text])
            add(affiliation.identifiers, batch, to: affiliationRows)
          }
          try affiliationRows.end()
        }
        affiliationIDs[place] = id
      }
      first = end
    }
  }

  /// Finds the list of each author of the batch and of what the authors of each paper share, and writes those that are
  /// new, in the order in which papers need them: what is shared first.
  private func identifyLists(_ batch: PaperBatch.Buffers) throws {
    let count = batch.authors.count + batch.papers.count
    while listIDs.count < count { listIDs.append(0) }
    block.removeAll()
    wantedLists.removeAll(keepingCapacity: true)
    for (index, paper) in batch.papers.enumerated() {
      if !paper.shared.isEmpty { try wantList(paper.shared, of: batch.authors.count + index) }
      for index in paper.authors {
        let author = batch.authors[index]
        switch author.state {
        case .notGiven: listIDs[index] = Schema.notGivenList
        case .shared: listIDs[index] = Schema.sharedList
        case .unaffiliated: listIDs[index] = Schema.unaffiliatedList
        case .given:
          if author.affiliations.isEmpty {
            listIDs[index] = Schema.notGivenList
          } else {
            try wantList(author.affiliations, of: index)
          }
        }
      }
    }
    try findLists()
  }

  private func wantList(_ members: Range<Int>, of owner: Int) throws {
    if members.count == 1 {
      // Most lists: one affiliation, whose list is remembered beside it.
      let affiliation = Int(affiliationIDs[members.lowerBound])
      if affiliation < singleLists.count, singleLists[affiliation] > 0 {
        listIDs[owner] = Int64(singleLists[affiliation])
        return
      }
    }
    block.append(members, of: affiliationIDs)
    wantedLists.append((owner, members))
    if block.isFull { try findLists() }
  }

  /// The lists whose keys are in the block.
  private func findLists() throws {
    lists.fetch(block)
    for (index, (owner, members)) in wantedLists.enumerated() {
      let (id, isNew) = lists.id(block[index], hash: block.hash(index))
      listIDs[owner] = id
      if members.count == 1 {
        let affiliation = Int(affiliationIDs[members.lowerBound])
        while singleLists.count <= affiliation { singleLists.append(0) }
        singleLists[affiliation] = Int32(truncatingIfNeeded: id)
      }
      guard isNew else { continue }
      listRows.add(id)
      listRows.add("given")
      try listRows.end()
      for (ordinal, member) in members.enumerated() {
        memberRows.add(id)
        memberRows.add(ordinal + 1)
        memberRows.add(affiliationIDs[member])
        try memberRows.end()
      }
    }
    block.removeAll()
    wantedLists.removeAll(keepingCapacity: true)
  }

  /// Adds asserted identifiers as JSON, null when there are none.
  private func add(_ identifiers: Range<Int>, _ batch: PaperBatch.Buffers, to rows: Rows) {
    guard !identifiers.isEmpty else { return rows.addNull() }
    json.removeAll()
    json.append("[{" as StaticString)
    for index in identifiers {
      let identifier = batch.identifiers[index]
      if index > identifiers.lowerBound { json.append("},{" as StaticString) }
      if !identifier.assertedBy.isAbsent {
        json.append("\"assertedBy\":" as StaticString)
        json.append(json: batch[identifier.assertedBy])
        json.append("," as StaticString)
      }
      json.append("\"scheme\":" as StaticString)
      json.append(json: batch[identifier.scheme])
      json.append(",\"value\":" as StaticString)
      json.append(json: batch[identifier.value])
    }
    json.append("}]" as StaticString)
    rows.add(bytes: json.bytes.assumingMemoryBound(to: UInt8.self))
  }

  private func assert(_ orcid: String, of author: Int64) {
    if let known = orcids[author], known != orcid { orcids[author] = "" } else { orcids[author] = orcid }
  }

  /// The affiliation whose key `bytes` is; see `ByteBuffer.setKey`.
  static func affiliation(_ bytes: UnsafeBufferPointer<UInt8>) -> Affiliation {
    let pieces = bytes.split(separator: 0xFF, omittingEmptySubsequences: false)
    // Text, no ORCID, then three pieces an identifier.
    return Affiliation(
      String(decoding: pieces[0], as: UTF8.self),
      identifiers: stride(from: 2, to: pieces.count - 2, by: 3).map {
        let asserter = ByteBuffer.string(ofPiece: pieces[$0 + 2])
        return AssertedIdentifier(
          scheme: ByteBuffer.string(ofPiece: pieces[$0]), value: String(decoding: pieces[$0 + 1], as: UTF8.self),
          assertedBy: asserter == "\u{0}" ? nil : asserter)
      })
  }

  /// Asserted identifiers as JSON; nil when there are none.
  static func json(_ identifiers: [AssertedIdentifier]) -> String? {
    guard !identifiers.isEmpty else { return nil }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return (try? encoder.encode(identifiers)).map { String(decoding: $0, as: UTF8.self) }
  }

  /// Identifiers as the corpus keeps them.
  static func identifiers(_ json: String?) -> [AssertedIdentifier] {
    guard let json else { return [] }
    return (try? JSONDecoder().decode([AssertedIdentifier].self, from: Data(json.utf8))) ?? []
  }
}

extension Loader {
  /// Distinct strings and the row ids they have.
  final class Pool {
    private let pool = InternPool()
    private let firstID: Int64
    /// Row ids by place; empty while they are the places counted from `firstID`.
    private var ids: [Int64] = []
    private(set) var next: Int64

    init(firstID: Int64 = 1) {
      self.firstID = firstID
      next = firstID
    }

    var count: Int { pool.count }

    /// The bytes at a place, from 0 in the order they came.
    func bytes(_ place: Int) -> UnsafeBufferPointer<UInt8> { pool.bytes(place) }

    /// A string that is in the table already.
    func remember(_ bytes: [UInt8], id: Int64) {
      let (place, isNew) = pool.intern(bytes)
      if isNew {
        if ids.isEmpty, id != firstID + Int64(place) { ids = (0..<place).map { firstID + Int64($0) } }
        if !ids.isEmpty || id != firstID + Int64(place) { ids.append(id) }
      }
      next = max(next, id + 1)
    }

    /// The row id of `bytes`, and whether its row must still be written.
    @inline(__always)
    func id(_ bytes: UnsafeRawBufferPointer) -> (id: Int64, isNew: Bool) {
      let (place, isNew) = pool.intern(bytes)
      if isNew { take(place) }
      return (ids.isEmpty ? firstID + Int64(place) : ids[place], isNew)
    }

    /// The same, where the hash of `bytes` is known.
    @inline(__always)
    func id(_ bytes: UnsafeRawBufferPointer, hash: UInt64) -> (id: Int64, isNew: Bool) {
      let (place, isNew) = pool.intern(bytes, hash: hash)
      if isNew { take(place) }
      return (ids.isEmpty ? firstID + Int64(place) : ids[place], isNew)
    }

    /// No string may be added or looked for any more; those that there are stay.
    func close() { pool.close() }

    /// Has the places of these keys brought near.
    func fetch(_ block: borrowing KeyBlock) { block.fetch(from: pool) }

    private func take(_ place: Int) {
      // Where rows were removed, ids are no longer their places.
      if ids.isEmpty, next != firstID + Int64(place) { ids = (0..<place).map { firstID + Int64($0) } }
      if !ids.isEmpty || next != firstID + Int64(place) { ids.append(next) }
      next += 1
    }
  }
}
