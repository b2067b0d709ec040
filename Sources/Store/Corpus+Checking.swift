import Bibliography
import GRDB

/// One decision about a piece of a printed affiliation, with how much depends on it.
public struct StoredDecision: Hashable, Sendable {
  /// The printed affiliation, whole.
  public var text: String
  /// What was decided about one piece of it.
  public var part: AffiliationPart
  /// Authors of papers on which it stands, each paper's counted.
  public var authorships: Int
}

/// Decisions of one outcome about one piece of text, for a person to look at.
public struct DecisionToReview: Hashable, Sendable {
  /// The piece of text; of authors, the mention with its place.
  public var text: String
  /// The institution; nil where none was found. Of authors, the mention it was compared with.
  public var institution: String?
  /// Of the institution.
  public var sector: String?
  /// `resolved` or `unresolved`; of authors `joined` or `kept apart`.
  public var state: String
  /// How it was found.
  public var method: String
  /// 0…1: that the decision is right.
  public var confidence: Double
  /// Papers that depend on it.
  public var papers: Int
  /// In a sentence.
  public var reason: String

  /// A decision with what depends on it.
  public init(
    text: String, institution: String?, sector: String?, state: String, method: String, confidence: Double, papers: Int,
    reason: String
  ) {
    self.text = text
    self.institution = institution
    self.sector = sector
    self.state = state
    self.method = method
    self.confidence = confidence
    self.papers = papers
    self.reason = reason
  }

  /// 0…1: that the decision is wrong; a sector that is unknown counts as a quarter, since mixes miss it.
  public var doubt: Double { min(1, 1 - confidence + (sector == Sector.unknown.rawValue ? 0.25 : 0)) }
  /// Papers times doubt.
  public var influence: Double { Double(papers) * doubt }
}

extension Corpus {
  /// Every distinct decision about a piece of a printed affiliation of the papers shown, ascending by text and piece.
  public func decisions() throws -> [StoredDecision] {
    try queue.unsafeReentrantWrite { db in
      let row = try RawStatement(
        db,
        """
        SELECT a.text, d.text, d.state, i.key, i.name, i.ror, i.sector, i.sector_rule, i.country, d.unit, d.method,
          d.confidence, d.reason, sum(u.uses)
        FROM decided_part AS d
        JOIN written_affiliation AS a ON a.affiliation_id = d.affiliation_id
        JOIN (
          SELECT l.affiliation_id, count(*) AS uses
          FROM written_list_member AS l JOIN written_authorship AS w ON w.list_id = l.list_id
          WHERE w.paper_id > 0 GROUP BY l.affiliation_id
        ) AS u ON u.affiliation_id = d.affiliation_id
        LEFT JOIN decided_institution AS i ON i.institution_id = d.institution_id
        GROUP BY a.text, d.part, d.text, d.state, i.key, d.unit, d.method, d.reason
        ORDER BY a.text, d.part, i.key, d.reason
        """)
      var all: [StoredDecision] = []
      while try row.step() {
        let institution = row.text(3).map { key in
          Institution(
            key: key, name: row.text(4) ?? "", ror: row.text(5).flatMap { ROR($0) },
            sector: row.text(6).flatMap(Sector.init(rawValue:)) ?? .unknown, sectorRule: row.text(7) ?? "none",
            country: row.text(8))
        }
        all.append(
          StoredDecision(
            text: row.text(0) ?? "",
            part: AffiliationPart(
              text: row.text(1) ?? "", state: AffiliationPart.State(rawValue: row.text(2) ?? "") ?? .unresolved,
              institution: institution, unit: row.text(9), method: row.text(10) ?? "", confidence: row.real(11),
              reason: row.text(12) ?? ""),
            authorships: Int(row.integer(13))))
      }
      return all
    }
  }

  /// Decisions about affiliations that may be wrong (confidence below `sure`) or leave the sector unknown, with their
  /// papers: most influential first.
  public func affiliationsToReview(sure: Double = 0.95) throws -> [DecisionToReview] {
    try toReview(
      """
      SELECT d.text, i.name, i.sector, d.state, min(d.method), min(d.confidence), count(DISTINCT w.paper_id),
        min(d.reason) || CASE WHEN i.sector = 'unknown' THEN '; its sector is unknown' ELSE '' END
      FROM decided_part AS d
      JOIN written_list_member AS l ON l.affiliation_id = d.affiliation_id
      JOIN written_authorship AS w ON w.list_id = l.list_id
      LEFT JOIN decided_institution AS i ON i.institution_id = d.institution_id
      WHERE w.paper_id > 0 AND d.state <> 'unaffiliated' AND d.method <> 'curation'
        AND (d.confidence < \(sure) OR i.sector = 'unknown' AND i.sector_rule <> 'curation')
      GROUP BY d.text, d.institution_id, d.state
      """)
  }

  /// Decisions about authors that may be wrong: joined below `sure`, or kept apart above `1 - sure`; empty where authors
  /// are not resolved.
  public func authorsToReview(sure: Double = 0.95) throws -> [DecisionToReview] {
    guard try authorsState() == .current else { return [] }
    return try toReview(
      """
      SELECT m.name || ' [' || f.text || ':' || p.line || ']', n.name || ' [' || g.text || ':' || q.line || ']', NULL,
        CASE WHEN d.method = 'refused' THEN 'kept apart' ELSE 'joined' END, d.method,
        CASE WHEN d.method = 'refused' THEN 1 - d.score ELSE d.score END,
        (SELECT count(*) FROM decided_authorship AS x WHERE x.person_id = d.person_id), d.reason
      FROM decided_author AS d
      \(Self.bothMentions)
      WHERE d.method IN ('evidence', 'name') AND d.score < \(sure) OR d.method = 'refused' AND d.score > 1 - \(sure)
      """)
  }

  private func toReview(_ sql: String) throws -> [DecisionToReview] {
    try queue.unsafeReentrantWrite { db in
      var all: [DecisionToReview] = []
      let row = try RawStatement(db, sql)
      while try row.step() {
        all.append(
          DecisionToReview(
            text: row.text(0) ?? "", institution: row.text(1), sector: row.text(2), state: row.text(3) ?? "",
            method: row.text(4) ?? "", confidence: row.real(5), papers: Int(row.integer(6)), reason: row.text(7) ?? ""))
      }
      return all.sorted {
        ($1.influence, $0.text, $0.institution ?? "") < ($0.influence, $1.text, $1.institution ?? "")
      }
    }
  }

  /// What a person's check of a sample came to, as method lines quote it; nil before one.
  public func accuracy() throws -> String? {
    try queue.unsafeReentrantWrite {
      try String.fetchOne($0, sql: "SELECT value FROM about WHERE key = 'accuracy'")
    }
  }

  /// Keeps what a person's check of a sample came to.
  public func keep(accuracy: String) throws {
    try write { try $0.execute(sql: "INSERT OR REPLACE INTO about VALUES ('accuracy', ?)", arguments: [accuracy]) }
  }

  /// Says that the check was of decisions that have been made again since.
  static func makeAccuracyStale(_ db: Database) throws {
    let words = " (checked before the decisions were made again)"
    try db.execute(
      sql: "UPDATE about SET value = value || ? WHERE key = 'accuracy' AND value NOT LIKE '%' || ?",
      arguments: [words, words])
  }

  /// The mentions of the persons who have one of `names`, as resolved: person, name as printed, paper and place.
  public func mentionsOfPersons(named names: [String]) throws -> Bibliography.Table {
    try explained(
      title: "Authors",
      """
      SELECT a.name, m.name, p.year, v.text, p.title, f.text || ':' || p.line
      FROM decided_authorship AS d
      JOIN decided_person AS a ON a.person_id = d.person_id
      JOIN written_authorship AS w ON w.paper_id = d.paper_id AND w.position = d.position
      JOIN written_mention AS m ON m.mention_id = w.mention_id
      JOIN written_paper AS p ON p.paper_id = d.paper_id
      JOIN written_string AS f ON f.string_id = p.file_id
      LEFT JOIN written_string AS v ON v.string_id = p.venue_id
      WHERE d.person_id IN (\(Self.persons))
      ORDER BY a.name, p.year, f.text, p.line, w.position
      """, names,
      [.init("author"), .init("printed"), .init("year", unit: "year"), .init("venue"), .init("title"), .init("place")])
  }

  /// Why the mentions of those persons belong together, and why others were refused.
  public func decisionsOnPersons(named names: [String]) throws -> Bibliography.Table {
    try explained(
      title: "Decisions about them",
      """
      SELECT a.name, m.name || ' [' || f.text || ':' || p.line || ']',
        n.name || ' [' || g.text || ':' || q.line || ']', d.method, d.score, d.reason
      FROM decided_author AS d
      JOIN decided_person AS a ON a.person_id = d.person_id
      \(Self.bothMentions)
      WHERE d.person_id IN (\(Self.persons))
      ORDER BY a.name, d.method, d.score DESC, 2, 3
      """, names,
      [
        .init("author"), .init("mention"), .init("compared_with"), .init("method"),
        .init("score", unit: "0…1", note: "that the two are one person"), .init("reason"),
      ])
  }

  /// Both mentions of a decision `d`, as printed (`m`, `n`), with the file (`f`, `g`) and place (`p`, `q`) of their papers.
  private static let bothMentions = """
    JOIN written_authorship AS w ON w.paper_id = d.paper_id AND w.position = d.position
    JOIN written_mention AS m ON m.mention_id = w.mention_id
    JOIN written_paper AS p ON p.paper_id = d.paper_id
    JOIN written_string AS f ON f.string_id = p.file_id
    JOIN written_authorship AS v ON v.paper_id = d.other_paper_id AND v.position = d.other_position
    JOIN written_mention AS n ON n.mention_id = v.mention_id
    JOIN written_paper AS q ON q.paper_id = d.other_paper_id
    JOIN written_string AS g ON g.string_id = q.file_id
    """

  private static let persons = """
    SELECT x.person_id FROM decided_authorship AS x
    JOIN written_authorship AS y ON y.paper_id = x.paper_id AND y.position = x.position
    JOIN written_mention AS z ON z.mention_id = y.mention_id
    WHERE z.name IN (SELECT value FROM json_each(:names))
    """

  private func explained(
    title: String, _ sql: String, _ names: [String], _ columns: [Bibliography.Table.Column]
  ) throws -> Bibliography.Table {
    var list = JSONText()
    for (index, name) in names.enumerated() {
      if index == 0 { list.raw("[") } else { list.raw(",") }
      list.string(name)
    }
    list.raw("]")
    let json = String(decoding: list.bytes, as: UTF8.self)
    return try queue.unsafeReentrantWrite { db in
      let row = try RawStatement(db, sql)
      row.bind(1, json as String?)
      var rows: [[Bibliography.Table.Value]] = []
      while try row.step() { rows.append((0..<row.columnCount).map(row.value)) }
      return Bibliography.Table(title: title, method: [MethodLine("authors", "resolved")], columns: columns, rows: rows)
    }
  }
}
