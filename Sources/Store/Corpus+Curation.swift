import Bibliography
import GRDB

/// What a curation did to the affiliations of a corpus.
public struct CurationEffect: Sendable {
  /// In the file's order, with their uses.
  public var rows: [CurationRow] = []
  /// Members of groups: the key of an institution, the unit inside it where only that is meant, and the group.
  public var members: [Member] = []
  /// Authors by name whom it counts as another (`into`), or, where that is themselves, calls otherwise.
  public var names: [Int64: (into: Int64, name: String)] = [:]

  /// An institution, or a unit inside it, in a group.
  public struct Member: Hashable, Sendable {
    /// Of the institution.
    public var institution: Institution.Key
    /// Nil for the whole institution.
    public var unit: String?
    /// The group's name.
    public var group: String

    /// A member of a group.
    public init(institution: Institution.Key, unit: String?, group: String) {
      self.institution = institution
      self.unit = unit
      self.group = group
    }
  }

  /// No curation.
  public init() {}

  var isEmpty: Bool { rows.isEmpty && members.isEmpty && names.isEmpty }
}

extension Corpus {
  /// The person's decisions that the corpus keeps, in their order; empty without.
  public func curation() throws -> [CurationRow] {
    // A first source that waits for its decisions has none of a person's.
    if isLoadingFirst { return [] }
    return try queue.unsafeReentrantWrite { db in
      try Row.fetchAll(db, sql: "SELECT * FROM decided_curation ORDER BY ordinal").map { row in
        var kept = CurationRow(
          action: row["action"], name: row["name"], value: row["value"], subject: row["subject"],
          location: SourceLocation(file: row["file"], line: row["line"], column: row["column"]))
        kept.affiliationUses = row["affiliation_uses"]
        kept.authorUses = row["author_uses"]
        return kept
      }
    }
  }

  /// Replaces the rows and their groups; `ids` are those of `decided_institution` by key.
  static func write(_ effect: CurationEffect, ids: [Institution.Key: Int64], to db: Database) throws {
    try db.execute(sql: "DELETE FROM decided_curation; DELETE FROM decided_group")
    try write(names: effect.names, to: db)
    for (ordinal, row) in effect.rows.enumerated() {
      try db.execute(
        sql: "INSERT INTO decided_curation VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        arguments: [
          ordinal + 1, row.action, row.name, row.value, row.subject, row.location.file, row.location.line,
          row.location.column, row.affiliationUses, row.authorUses,
        ])
    }
    for member in effect.members {
      let key = member.unit.map { InstitutionTable.unitKey(member.institution, unit: $0) } ?? member.institution
      guard let id = ids[key] else { continue }
      try db.execute(
        sql: "INSERT OR IGNORE INTO decided_group VALUES (?, ?)", arguments: [member.group, id])
    }
  }

  /// Counts and calls authors by name as they are printed again.
  static func restoreNames(in db: Database) throws {
    try db.execute(
      sql: """
        UPDATE written_mention SET author_id =
          (SELECT d.author_id FROM decided_name AS d WHERE d.mention_id = written_mention.mention_id)
          WHERE mention_id IN (SELECT mention_id FROM decided_name);
        UPDATE known_author SET name = (SELECT d.name FROM decided_name AS d
            WHERE d.author_id = known_author.author_id AND d.mention_id < 0)
          WHERE author_id IN (SELECT author_id FROM decided_name WHERE mention_id < 0);
        DELETE FROM decided_name;
        """)
  }

  private static func write(names: [Int64: (into: Int64, name: String)], to db: Database) throws {
    try restoreNames(in: db)
    for (id, change) in names.sorted(by: { $0.key < $1.key }) {
      if change.into == id {
        try db.execute(
          sql: "INSERT INTO decided_name SELECT -author_id, author_id, name FROM known_author WHERE author_id = ?",
          arguments: [id])
        try db.execute(sql: "UPDATE known_author SET name = ? WHERE author_id = ?", arguments: [change.name, id])
      } else {
        try db.execute(
          sql: "INSERT INTO decided_name SELECT mention_id, author_id, NULL FROM written_mention WHERE author_id = ?",
          arguments: [id])
        try db.execute(
          sql: "UPDATE written_mention SET author_id = ? WHERE author_id = ?", arguments: [change.into, id])
      }
    }
  }

  /// The authors by name as they are printed, whatever the curation makes of them, by number.
  public func writtenAuthors() throws -> [(id: Int64, name: String)] {
    try queue.unsafeReentrantWrite { db in
      var all: [(Int64, String)] = []
      let row = try RawStatement(
        db,
        """
        SELECT a.author_id, coalesce(d.name, a.name) FROM known_author AS a
        LEFT JOIN decided_name AS d ON d.mention_id = -a.author_id ORDER BY a.author_id
        """)
      while try row.step() { all.append((row.integer(0), row.text(1) ?? "")) }
      return all
    }
  }

  /// Whether the corpus keeps a person's decisions or resolved authors, which must be applied again when it changes.
  public func isJudgedByMore() throws -> Bool { try !curation().isEmpty || authorsState() != .none }

  /// Keeps what there is to tell of the curation.
  public func keep(curationDiagnostics: [Diagnostic]) throws {
    try write { db in
      try db.execute(sql: "DELETE FROM decided_diagnostic")
      for finding in curationDiagnostics {
        try db.execute(
          sql: "INSERT INTO decided_diagnostic VALUES (NULL, ?, ?, ?, ?, ?, ?)",
          arguments: [
            finding.location?.file, finding.location?.line, finding.location?.column, finding.code,
            finding.severity.rawValue, finding.message,
          ])
      }
    }
  }

  /// What the curation had to say when it was applied last.
  public func curationDiagnostics() throws -> [Diagnostic] {
    try queue.unsafeReentrantWrite { db in
      try Row.fetchAll(db, sql: "SELECT * FROM decided_diagnostic ORDER BY diagnostic_id").map { row in
        let file: String? = row["file"]
        return Diagnostic(
          Diagnostic.Severity(rawValue: row["severity"]) ?? .note, row["code"], row["message"],
          at: file.map { SourceLocation(file: $0, line: row["line"] ?? 1, column: row["column"] ?? 1) })
      }
    }
  }
}
