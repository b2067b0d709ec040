import Bibliography
import Foundation
import GRDB

/// Writes one source's papers inside one transaction, each distinct string once.
///
/// Memory grows with the distinct names and affiliations of the corpus, not with its papers. Foreign keys are not
/// checked row by row during the load (each key comes from the pools below); a test runs `PRAGMA foreign_key_check`.
public final class Loader {
  private let db: Database
  private let sourceID: Int64
  private var nextPaper: Int64
  private var nextDiagnostic: Int64
  /// Papers kept so far.
  public private(set) var kept = 0
  /// Records rejected so far.
  public private(set) var rejected = 0

  private var persons: PersonWriter?
  private var strings: Pool
  private var mentions: Pool
  private var authors: Pool
  private var affiliations: Pool
  private var lists: Pool
  /// ORCID of each author: nil unknown, "" when two mentions of one name assert different ones.
  private var orcids: [String?]
  private let orcidsBefore: [String?]
  private var key: [UInt8] = []
  private var listKey: [UInt8] = []

  private let insertString: RawStatement
  private let insertPaper: RawStatement
  private let insertField: RawStatement
  private let insertAuthor: RawStatement
  private let insertMention: RawStatement
  private let insertAffiliation: RawStatement
  private let insertList: RawStatement
  private let insertMember: RawStatement
  private let insertAuthorship: RawStatement
  private let insertDiagnostic: RawStatement

  /// Distinct strings and the row ids they have: `ids[index]`.
  private struct Pool {
    var pool = InternPool()
    var ids: [Int64] = []
    var next: Int64 = 1

    /// The row id of a string that is in the table already.
    mutating func remember(_ bytes: [UInt8], id: Int64) {
      if pool.intern(bytes).isNew { ids.append(id) }
      next = max(next, id + 1)
    }

    /// The row id of `bytes`, and whether its row must still be written.
    mutating func id(_ bytes: [UInt8]) -> (id: Int64, isNew: Bool) {
      let (index, isNew) = pool.intern(bytes)
      if isNew { take() }
      return (ids[index], isNew)
    }

    mutating func id(_ text: String) -> (id: Int64, isNew: Bool) {
      let (index, isNew) = pool.intern(text)
      if isNew { take() }
      return (ids[index], isNew)
    }

    private mutating func take() {
      ids.append(next)
      next += 1
    }
  }

  init(_ db: Database, sourceID: Int64) throws {
    self.db = db
    self.sourceID = sourceID
    nextPaper = try Int64.fetchOne(db, sql: "SELECT coalesce(max(abs(paper_id)), 0) + 1 FROM written_paper") ?? 1
    nextDiagnostic =
      try Int64.fetchOne(db, sql: "SELECT coalesce(max(diagnostic_id), 0) + 1 FROM written_diagnostic") ?? 1
    insertString = try RawStatement(db, "INSERT INTO written_string VALUES (?, ?)")
    insertPaper = try RawStatement(
      db, "INSERT INTO written_paper VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
    insertField = try RawStatement(db, "INSERT INTO written_field VALUES (?, ?, ?, ?)")
    insertAuthor = try RawStatement(db, "INSERT INTO known_author VALUES (?, ?, ?, 0)")
    insertMention = try RawStatement(db, "INSERT INTO written_mention VALUES (?, ?, ?, ?, ?)")
    insertAffiliation = try RawStatement(db, "INSERT INTO written_affiliation VALUES (?, ?, ?)")
    insertList = try RawStatement(db, "INSERT INTO written_list VALUES (?, 'given')")
    insertMember = try RawStatement(db, "INSERT INTO written_list_member VALUES (?, ?, ?)")
    insertAuthorship = try RawStatement(db, "INSERT INTO written_authorship VALUES (?, ?, ?, ?, ?, ?)")
    insertDiagnostic = try RawStatement(db, "INSERT INTO written_diagnostic VALUES (?, ?, ?, ?, ?, ?, ?, ?)")

    var strings = Pool()
    var mentions = Pool()
    var authors = Pool()
    var affiliations = Pool()
    var lists = Pool()
    lists.next = 4
    var key: [UInt8] = []
    let string = try RawStatement(db, "SELECT string_id, text FROM written_string ORDER BY string_id")
    while try string.step() { strings.remember(Array((string.text(1) ?? "").utf8), id: string.integer(0)) }
    var orcids: [String?] = []
    let author = try RawStatement(db, "SELECT author_id, name FROM known_author ORDER BY author_id")
    while try author.step() {
      authors.remember(Array((author.text(1) ?? "").foldedName.utf8), id: author.integer(0))
      while orcids.count < author.integer(0) { orcids.append(nil) }
    }
    let mention = try RawStatement(
      db, "SELECT mention_id, name, orcid, identifiers, author_id FROM written_mention ORDER BY mention_id")
    while try mention.step() {
      Self.makeKey(&key, mention.text(1) ?? "", mention.text(2), Self.identifiers(mention.text(3)))
      mentions.remember(key, id: mention.integer(0))
      if let orcid = mention.text(2) { Self.assert(orcid, of: mention.integer(4), in: &orcids) }
    }
    let affiliation = try RawStatement(
      db, "SELECT affiliation_id, text, identifiers FROM written_affiliation ORDER BY affiliation_id")
    while try affiliation.step() {
      Self.makeKey(&key, affiliation.text(1) ?? "", nil, Self.identifiers(affiliation.text(2)))
      affiliations.remember(key, id: affiliation.integer(0))
    }
    let member = try RawStatement(
      db, "SELECT list_id, affiliation_id FROM written_list_member ORDER BY list_id, ordinal")
    var current: Int64 = 0
    key.removeAll()
    while try member.step() {
      if member.integer(0) != current {
        if current != 0 { lists.remember(key, id: current) }
        current = member.integer(0)
        key.removeAll()
      }
      withUnsafeBytes(of: member.integer(1)) { key.append(contentsOf: $0) }
    }
    if current != 0 { lists.remember(key, id: current) }

    self.strings = strings
    self.mentions = mentions
    self.authors = authors
    self.affiliations = affiliations
    self.lists = lists
    self.orcids = orcids
    orcidsBefore = orcids
  }

  /// Keeps a paper.
  public func keep(_ paper: Paper) throws {
    let id = nextPaper
    nextPaper += 1
    kept += 1
    let row = insertPaper
    row.bind(1, id)
    row.bind(2, sourceID)
    row.bind(3, paper.title)
    row.bind(4, try stringID(paper.kind))
    row.bind(5, try stringID(paper.venue))
    row.bind(6, paper.year.map(Int64.init))
    row.bind(7, try stringID(paper.place))
    row.bind(8, paper.day)
    row.bind(9, try stringID(paper.session))
    row.bind(10, paper.firstPage)
    row.bind(11, paper.lastPage)
    row.bind(12, paper.doi?.value)
    row.bind(13, Int64(paper.authors.count))
    row.bind(14, paper.sharedAffiliations.isEmpty ? nil : try listID(paper.sharedAffiliations))
    row.bind(15, try stringID(paper.location.file))
    row.bind(16, Int64(max(1, paper.location.line)))
    row.bind(17, Int64(max(1, paper.location.column)))
    try row.run()

    for (index, field) in paper.fields.enumerated() {
      insertField.bind(1, id)
      insertField.bind(2, Int64(index + 1))
      insertField.bind(3, try stringID(field.key))
      insertField.bind(4, field.value)
      try insertField.run()
    }
    for (index, authorship) in paper.authors.enumerated() {
      insertAuthorship.bind(1, id)
      insertAuthorship.bind(2, Int64(index + 1))
      insertAuthorship.bind(3, try mentionID(authorship))
      insertAuthorship.bind(4, try listID(authorship))
      insertAuthorship.bind(5, Int64(paper.authors.count))
      insertAuthorship.bind(6, authorship.location.map { Int64($0.line) })
      try insertAuthorship.run()
    }
  }

  /// Counts a record that could not be kept, and keeps the reason.
  public func reject(_ diagnostic: Diagnostic) throws {
    rejected += 1
    try report(diagnostic)
  }

  /// Keeps a finding that cost no record.
  public func report(_ diagnostic: Diagnostic) throws {
    let row = insertDiagnostic
    row.bind(1, nextDiagnostic)
    nextDiagnostic += 1
    row.bind(2, sourceID)
    row.bind(3, diagnostic.location?.file)
    row.bind(4, diagnostic.location.map { Int64($0.line) })
    row.bind(5, diagnostic.location.map { Int64($0.column) })
    row.bind(6, diagnostic.code)
    row.bind(7, diagnostic.severity.rawValue)
    row.bind(8, diagnostic.message)
    try row.run()
  }

  /// Keeps what the source says of a person apart from its papers.
  public func describe(_ person: PersonRecord) throws {
    let writer = try persons ?? PersonWriter(db, sourceID: sourceID)
    persons = writer
    try writer.write(person)
  }

  /// Writes what is known only at the end: each new author's ORCID.
  func finish() throws {
    let update = try RawStatement(db, "UPDATE known_author SET orcid = ?, orcid_conflict = ? WHERE author_id = ?")
    for (index, orcid) in orcids.enumerated() where orcid != (index < orcidsBefore.count ? orcidsBefore[index] : nil) {
      update.bind(1, orcid == "" ? nil : orcid)
      update.bind(2, orcid == "" ? 1 : 0 as Int64)
      update.bind(3, Int64(index + 1))
      try update.run()
    }
  }

  private func stringID(_ text: String?) throws -> Int64? {
    guard let text else { return nil }
    return try stringID(text)
  }

  private func stringID(_ text: String) throws -> Int64 {
    let (id, isNew) = strings.id(text)
    if isNew {
      insertString.bind(1, id)
      insertString.bind(2, text)
      try insertString.run()
    }
    return id
  }

  private func mentionID(_ authorship: Authorship) throws -> Int64 {
    Self.makeKey(&key, authorship.name, authorship.orcid?.value, authorship.identifiers)
    let (id, isNew) = mentions.id(key)
    guard isNew else { return id }
    let (author, isNewAuthor) = authors.id(authorship.name.foldedName)
    if isNewAuthor {
      insertAuthor.bind(1, author)
      insertAuthor.bind(2, authorship.name)
      insertAuthor.bind(3, nil as String?)
      try insertAuthor.run()
      while orcids.count < author { orcids.append(nil) }
    }
    if let orcid = authorship.orcid?.value { Self.assert(orcid, of: author, in: &orcids) }
    insertMention.bind(1, id)
    insertMention.bind(2, authorship.name)
    insertMention.bind(3, authorship.orcid?.value)
    insertMention.bind(4, Self.json(authorship.identifiers))
    insertMention.bind(5, author)
    try insertMention.run()
    return id
  }

  private func listID(_ authorship: Authorship) throws -> Int64 {
    switch authorship.state {
    case .notGiven: Schema.notGivenList
    case .shared: Schema.sharedList
    case .unaffiliated: Schema.unaffiliatedList
    case .given: authorship.affiliations.isEmpty ? Schema.notGivenList : try listID(authorship.affiliations)
    }
  }

  private func listID(_ members: [Affiliation]) throws -> Int64 {
    listKey.removeAll(keepingCapacity: true)
    for affiliation in members {
      withUnsafeBytes(of: try affiliationID(affiliation)) { listKey.append(contentsOf: $0) }
    }
    let (id, isNew) = lists.id(listKey)
    guard isNew else { return id }
    insertList.bind(1, id)
    try insertList.run()
    for (index, affiliation) in members.enumerated() {
      insertMember.bind(1, id)
      insertMember.bind(2, Int64(index + 1))
      insertMember.bind(3, try affiliationID(affiliation))
      try insertMember.run()
    }
    return id
  }

  private func affiliationID(_ affiliation: Affiliation) throws -> Int64 {
    Self.makeKey(&key, affiliation.text, nil, affiliation.identifiers)
    let (id, isNew) = affiliations.id(key)
    if isNew {
      insertAffiliation.bind(1, id)
      insertAffiliation.bind(2, affiliation.text)
      insertAffiliation.bind(3, Self.json(affiliation.identifiers))
      try insertAffiliation.run()
    }
    return id
  }

  /// A text and what is asserted of it as one key. Each piece ends with a byte that UTF-8 never has.
  private static func makeKey(
    _ key: inout [UInt8], _ text: String, _ orcid: String?, _ identifiers: [AssertedIdentifier]
  ) {
    key.removeAll(keepingCapacity: true)
    key.append(contentsOf: text.utf8)
    key.append(0xFF)
    if let orcid { key.append(contentsOf: orcid.utf8) }
    for identifier in identifiers {
      for piece in [identifier.scheme, identifier.value, identifier.assertedBy ?? "\u{0}"] {
        key.append(0xFF)
        key.append(contentsOf: piece.utf8)
      }
    }
  }

  private static func assert(_ orcid: String, of author: Int64, in orcids: inout [String?]) {
    let index = Int(author) - 1
    if let known = orcids[index], known != orcid { orcids[index] = "" } else { orcids[index] = orcid }
  }

  /// Asserted identifiers as JSON; nil when there are none.
  static func json(_ identifiers: [AssertedIdentifier]) -> String? {
    guard !identifiers.isEmpty else { return nil }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return (try? encoder.encode(identifiers)).map { String(decoding: $0, as: UTF8.self) }
  }

  /// What `json` wrote.
  static func identifiers(_ json: String?) -> [AssertedIdentifier] {
    guard let json else { return [] }
    return (try? JSONDecoder().decode([AssertedIdentifier].self, from: Data(json.utf8))) ?? []
  }
}
