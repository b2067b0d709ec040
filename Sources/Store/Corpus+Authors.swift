import Bibliography
import GRDB

/// One author on one paper, as author resolution needs it.
public struct StoredMention: Hashable, Sendable {
  /// The corpus's number of the paper.
  public var paper: Int64
  /// 1 for the first author.
  public var position: Int
  /// As printed.
  public var name: String
  /// Where the source gives one.
  public var orcid: ORCID?
  /// What else the source asserts about the person.
  public var identifiers: [AssertedIdentifier]
  /// Keys of the institutions of this author on this paper, at level institution.
  public var institutions: [Institution.Key]
  /// Of the paper.
  public var year: Int?
  /// As printed, edition included.
  public var venue: String?
}

/// One author as resolution found one.
public struct ResolvedPerson: Hashable, Sendable {
  /// Unique among the authors of the corpus.
  public var name: String
  /// Where a source gives one.
  public var orcid: String?

  /// An author.
  public init(name: String, orcid: String?) {
    self.name = name
    self.orcid = orcid
  }
}

/// Why a mention belongs to an author, or why two authors stayed two.
public struct PersonDecision: Hashable, Sendable {
  /// Index of the mention among those given.
  public var mention: Int
  /// Index of the mention it was compared with.
  public var other: Int
  /// `identifier`, `name`, `evidence`, `curation` or `refused`.
  public var method: String
  /// 0…1.
  public var score: Double
  /// In a sentence.
  public var reason: String

  /// A decision about two mentions.
  public init(mention: Int, other: Int, method: String, score: Double, reason: String) {
    self.mention = mention
    self.other = other
    self.method = method
    self.score = score
    self.reason = reason
  }
}

/// How many names stand for several people.
public struct HomonymCount: Hashable, Sendable {
  /// Such names.
  public var homonyms: Int
  /// All names.
  public var names: Int
  /// Authors of papers, each paper's counted.
  public var authorships: Int
  /// Whether only what is certain was counted: one name twice on a paper, or with two ORCIDs.
  public var isCertainOnly: Bool
}

/// Whether a corpus has authors told apart by evidence.
public enum AuthorsState: String, Sendable {
  /// Never resolved.
  case none
  /// Resolved for what the corpus holds.
  case current
  /// Resolved, but sources or decisions have changed since.
  case stale
}

extension Corpus {
  /// Whether `--authors resolved` can be answered from what the corpus keeps.
  public func authorsState() throws -> AuthorsState {
    if isLoadingFirst { return .none }
    return try queue.unsafeReentrantWrite { db in
      let word = try String.fetchOne(db, sql: "SELECT value FROM about WHERE key = 'authors'")
      return word.flatMap(AuthorsState.init(rawValue:)) ?? .none
    }
  }

  /// Every author of every paper that is shown, ascending by paper and position.
  ///
  /// - Complexity: O(authorships) time and memory; texts that repeat are held once.
  public func mentions() throws -> [StoredMention] {
    try queue.unsafeReentrantWrite { db in
      var keys: [Int64: [Institution.Key]] = [:]
      let shares = try RawStatement(
        db,
        """
        SELECT DISTINCT c.list_id, i.key FROM counted_list AS c
        JOIN decided_institution AS i ON i.institution_id = c.institution_id
        WHERE (c.levels & \(Level.institution.bit)) <> 0 ORDER BY c.list_id, i.key
        """)
      while try shares.step() { keys[shares.integer(0), default: []].append(shares.text(1) ?? "") }
      var names: [(name: String, orcid: ORCID?, identifiers: [AssertedIdentifier])?] = []
      let mention = try RawStatement(db, "SELECT mention_id, name, orcid, identifiers FROM written_mention")
      while try mention.step() {
        let id = Int(mention.integer(0))
        while names.count <= id { names.append(nil) }
        names[id] = (
          mention.text(1) ?? "", mention.text(2).flatMap { ORCID($0) }, Loader.identifiers(mention.text(3))
        )
      }
      var venues: [Int64: String] = [:]
      let venue = try RawStatement(
        db, "SELECT string_id, text FROM written_string WHERE string_id IN (SELECT venue_id FROM written_paper)")
      while try venue.step() { venues[venue.integer(0)] = venue.text(1) }
      var all: [StoredMention] = []
      let row = try RawStatement(
        db,
        """
        SELECT w.paper_id, w.position, w.mention_id, w.list_id, p.year, p.venue_id
        FROM written_authorship AS w JOIN written_paper AS p ON p.paper_id = w.paper_id
        WHERE w.paper_id > 0 ORDER BY w.paper_id, w.position
        """)
      while try row.step() {
        guard let known = names[Int(row.integer(2))] else { continue }
        all.append(
          StoredMention(
            paper: row.integer(0), position: Int(row.integer(1)), name: known.name, orcid: known.orcid,
            identifiers: known.identifiers, institutions: keys[row.integer(3)] ?? [],
            year: row.isNull(4) ? nil : Int(row.integer(4)), venue: row.isNull(5) ? nil : venues[row.integer(5)]))
      }
      return all
    }
  }

  /// What a person may call a paper: `file:line`, and its DOI; lower case.
  public func placesOfPapers() throws -> [Int64: [String]] {
    try queue.unsafeReentrantWrite { db in
      var places: [Int64: [String]] = [:]
      let row = try RawStatement(
        db,
        """
        SELECT p.paper_id, f.text || ':' || p.line, p.doi FROM written_paper AS p
        JOIN written_string AS f ON f.string_id = p.file_id WHERE p.paper_id > 0
        """)
      while try row.step() {
        places[row.integer(0)] = [row.text(1), row.text(2)].compactMap { $0?.lowercased() }
      }
      return places
    }
  }

  /// Replaces all decisions about authors, in one transaction.
  ///
  /// - Parameters:
  ///   - mentions: as `mentions()` gave them.
  ///   - persons: in the order of their numbers.
  ///   - entities: index into `persons` of each mention.
  ///   - curationUses: how many mentions each row of the curation was about, in the rows' order.
  public func apply(
    persons: [ResolvedPerson], entities: [Int], mentions: [StoredMention], decisions: [PersonDecision],
    curationUses: [Int] = []
  ) throws {
    precondition(entities.count == mentions.count, "one author a mention")
    try write { db in
      try db.execute(
        sql: "DELETE FROM decided_authorship; DELETE FROM decided_person; DELETE FROM decided_author")
      let person = try RawStatement(db, "INSERT INTO decided_person VALUES (?, ?, ?)")
      for (index, value) in persons.enumerated() {
        person.bind(1, Int64(index + 1))
        person.bind(2, value.name)
        person.bind(3, value.orcid)
        try person.run()
      }
      let link = try RawStatement(db, "INSERT INTO decided_authorship VALUES (?, ?, ?)")
      for (mention, entity) in zip(mentions, entities) {
        link.bind(1, mention.paper)
        link.bind(2, Int64(mention.position))
        link.bind(3, Int64(entity + 1))
        try link.run()
      }
      let row = try RawStatement(db, "INSERT INTO decided_author VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?)")
      for decision in decisions {
        let (mention, other) = (mentions[decision.mention], mentions[decision.other])
        row.bind(1, mention.paper)
        row.bind(2, Int64(mention.position))
        row.bind(3, other.paper)
        row.bind(4, Int64(other.position))
        row.bind(5, Int64(entities[decision.mention] + 1))
        row.bind(6, decision.method)
        row.bind(7, min(1, max(0, decision.score)))
        row.bind(8, decision.reason)
        try row.run()
      }
      for (index, uses) in curationUses.enumerated() {
        try db.execute(
          sql: "UPDATE decided_curation SET author_uses = ? WHERE ordinal = ?", arguments: [uses, index + 1])
      }
      try db.execute(sql: "INSERT OR REPLACE INTO about VALUES ('authors', 'current')")
    }
    forgetScope()
  }

  /// The name of each institution by its key.
  public func institutionNames() throws -> [Institution.Key: String] {
    try queue.unsafeReentrantWrite { db in
      var names: [Institution.Key: String] = [:]
      let row = try RawStatement(db, "SELECT key, name FROM decided_institution")
      while try row.step() { names[row.text(0) ?? ""] = row.text(1) ?? "" }
      return names
    }
  }

  /// Whether papers are of several years, or came from several sources: then one name may be several people.
  public func spansYearsOrSources() throws -> Bool {
    try queue.unsafeReentrantWrite { db in
      try Bool.fetchOne(
        db,
        sql: """
          SELECT count(DISTINCT year) > 1 OR count(DISTINCT source_id) > 1 FROM written_paper WHERE paper_id > 0
          """) ?? false
    }
  }

  /// Names that resolved authors split.
  public func homonymsOfResolvedAuthors() throws -> HomonymCount {
    try homonyms(
      """
      SELECT count(*) FROM (
        SELECT m.author_id FROM decided_authorship AS d
        JOIN written_authorship AS w ON w.paper_id = d.paper_id AND w.position = d.position
        JOIN written_mention AS m ON m.mention_id = w.mention_id
        GROUP BY m.author_id HAVING count(DISTINCT d.person_id) > 1)
      """, isCertainOnly: false)
  }

  /// Names that stand twice on one paper, or with two ORCIDs.
  public func certainHomonyms() throws -> HomonymCount {
    try homonyms(
      """
      SELECT count(*) FROM (
        SELECT author_id FROM known_author WHERE orcid_conflict = 1
        UNION
        SELECT m.author_id FROM written_authorship AS w JOIN written_mention AS m ON m.mention_id = w.mention_id
        WHERE w.paper_id > 0 GROUP BY w.paper_id, m.author_id HAVING count(*) > 1)
      """, isCertainOnly: true)
  }

  private func homonyms(_ sql: String, isCertainOnly: Bool) throws -> HomonymCount {
    try queue.unsafeReentrantWrite { db in
      HomonymCount(
        homonyms: try Int.fetchOne(db, sql: sql) ?? 0,
        names: try Int.fetchOne(db, sql: "SELECT count(*) FROM known_author") ?? 0,
        authorships: try Int.fetchOne(db, sql: "SELECT count(*) FROM written_authorship WHERE paper_id > 0") ?? 0,
        isCertainOnly: isCertainOnly)
    }
  }

  /// How the mentions became authors: one row a method.
  public func authorsTable() throws -> Bibliography.Table {
    try queue.unsafeReentrantWrite { db in
      var rows: [[Bibliography.Table.Value]] = []
      let row = try RawStatement(
        db, "SELECT method, count(*), avg(score) FROM decided_author GROUP BY method ORDER BY 2 DESC, method")
      while try row.step() { rows.append((0..<3).map(row.value)) }
      let persons = try Int.fetchOne(db, sql: "SELECT count(*) FROM decided_person") ?? 0
      let mentions = try Int.fetchOne(db, sql: "SELECT count(*) FROM decided_authorship") ?? 0
      return Bibliography.Table(
        title: "How authors were resolved", method: [MethodLine("authors", "resolved")],
        columns: [
          .init("method"), .init("decisions"), .init("mean_score", unit: "0…1", note: "that the two are one person"),
        ], rows: rows, notes: ["\(mentions) mentions are \(persons) authors."])
    }
  }

  /// Says that authors were resolved for something else than what the corpus now holds.
  static func makeAuthorsStale(_ db: Database) throws {
    try db.execute(sql: "UPDATE about SET value = 'stale' WHERE key = 'authors' AND value = 'current'")
  }

  /// A copy of the corpus in memory that can be changed while the file stays as it is.
  public func inMemoryCopy() throws -> Corpus {
    let copy = try Corpus.emptyInMemory()
    try queue.backup(to: copy.queue)
    return copy
  }
}
