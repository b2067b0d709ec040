import Bibliography
import GRDB

/// The papers of a scope with all their credit, in arrays that refer to each other by index: what Analysis counts from.
public struct CorpusScan: Sendable {
  /// A paper as lists show it.
  public struct Paper: Hashable, Sendable {
    /// The corpus's own number.
    public var id: Int64
    /// As written.
    public var title: String
    /// As printed, edition included.
    public var venue: String?
    /// Year of publication.
    public var year: Int?
    /// ISO 8601.
    public var day: String?
    /// As printed.
    public var session: String?
    /// As printed; roman numerals occur.
    public var firstPage: String?
    /// Bare, lower case.
    public var doi: String?
    /// Where the record starts.
    public var sourceFile: String
    /// 1 for the first line.
    public var sourceLine: Int
    /// Number of authors printed.
    public var authorCount: Int
    /// Groups of the curation on it, by name.
    public var groups: [String] = []
  }

  /// An author under the scope's way of telling authors apart.
  public struct Author: Hashable, Sendable {
    /// The corpus's own number.
    public var id: Int64
    /// As printed, or the resolved person's.
    public var name: String
  }

  /// One share of one author in one paper.
  public struct Credit: Hashable, Sendable {
    /// Index into `papers`.
    public var paper: Int
    /// 1 for the first author.
    public var position: Int
    /// Index into `authors`.
    public var author: Int
    /// Index into `institutions`; nil where `state` says why.
    public var institution: Int?
    /// `resolved`, `unresolved`, `not_given`, `shared` or `unaffiliated`.
    public var state: String
    /// (0, 1]; the weights of a paper sum to 1.
    public var weight: Double
    /// ISO 3166-1 alpha-2 of the site; nil when nothing names one.
    public var siteCountry: String?
  }

  /// Ascending by id: by source, then place in it.
  public var papers: [Paper]
  /// By name, then id.
  public var authors: [Author]
  /// By name, then key.
  public var institutions: [Institution]
  /// Ascending by (paper, position).
  public var credits: [Credit]
  /// Papers that the selection's limit of authors left out.
  public var papersDropped: Int
}

extension Corpus {
  /// Reads all credit of the scope in one pass over its papers and one over its authorships.
  ///
  /// O(rows); memory for the rows. Only institutions and authors that stand on a paper of the scope are listed.
  public func scan(_ scope: Scope = Scope()) throws -> CorpusScan {
    let dropped = try papersDroppedByAuthorLimit(scope)
    return try read(scope) { db in
      var papers: [CorpusScan.Paper] = []
      var paperIndex: [Int64: Int] = [:]
      let paper = try RawStatement(
        db,
        """
        SELECT paper_id, title, venue, year, day, session, first_page, doi, source_file, source_line, author_count
        FROM paper ORDER BY paper_id
        """)
      while try paper.step() {
        paperIndex[paper.integer(0)] = papers.count
        papers.append(
          CorpusScan.Paper(
            id: paper.integer(0), title: paper.text(1) ?? "", venue: paper.text(2),
            year: paper.isNull(3) ? nil : Int(paper.integer(3)), day: paper.text(4), session: paper.text(5),
            firstPage: paper.text(6), doi: paper.text(7), sourceFile: paper.text(8) ?? "",
            sourceLine: Int(paper.integer(9)), authorCount: Int(paper.integer(10))))
      }
      if try Bool.fetchOne(db, sql: "SELECT EXISTS (SELECT 1 FROM decided_group)") == true {
        let group = try RawStatement(db, "SELECT paper_id, name FROM paper_group ORDER BY paper_id, name")
        while try group.step() {
          if let at = paperIndex[group.integer(0)] { papers[at].groups.append(group.text(1) ?? "") }
        }
      }
      let credit = try RawStatement(
        db,
        """
        SELECT paper_id, position, author_id, institution_id, state, weight, site_country
        FROM credit ORDER BY paper_id, position, institution_id, site_country
        """)
      var credits: [CorpusScan.Credit] = []
      var authorIDs: [Int64] = []
      var authorIndex: [Int64: Int] = [:]
      var institutionIDs: [Int64] = []
      var institutionIndex: [Int64: Int] = [:]
      func index(_ id: Int64, _ known: inout [Int64: Int], _ ids: inout [Int64]) -> Int {
        if let index = known[id] { return index }
        known[id] = ids.count
        ids.append(id)
        return ids.count - 1
      }
      while try credit.step() {
        guard let at = paperIndex[credit.integer(0)] else { continue }
        credits.append(
          CorpusScan.Credit(
            paper: at, position: Int(credit.integer(1)), author: index(credit.integer(2), &authorIndex, &authorIDs),
            institution: credit.isNull(3) ? nil : index(credit.integer(3), &institutionIndex, &institutionIDs),
            state: credit.text(4) ?? "", weight: credit.real(5), siteCountry: credit.text(6)))
      }
      var authors: [CorpusScan.Author] = []
      let author = try RawStatement(db, "SELECT author_id, name FROM author ORDER BY name, author_id")
      var newAuthor = [Int](repeating: 0, count: authorIDs.count)
      while try author.step() {
        guard let old = authorIndex[author.integer(0)] else { continue }
        newAuthor[old] = authors.count
        authors.append(CorpusScan.Author(id: author.integer(0), name: author.text(1) ?? ""))
      }
      let known = try Self.institutions(db)
      var institutions: [Institution] = []
      var newInstitution = [Int](repeating: 0, count: institutionIDs.count)
      for (id, institution) in known {
        guard let old = institutionIndex[id] else { continue }
        newInstitution[old] = institutions.count
        institutions.append(institution)
      }
      for at in credits.indices {
        credits[at].author = newAuthor[credits[at].author]
        credits[at].institution = credits[at].institution.map { newInstitution[$0] }
      }
      return CorpusScan(
        papers: papers, authors: authors, institutions: institutions, credits: credits, papersDropped: dropped)
    }
  }

  /// Institutions of the scope's level with their ids, by name, then key.
  static func institutions(_ db: Database) throws -> [(id: Int64, institution: Institution)] {
    let row = try RawStatement(
      db,
      """
      SELECT i.institution_id, i.key, i.name, i.ror, i.sector, i.sector_rule, i.country, i.city, i.latitude,
        i.longitude, h.key, f.key
      FROM institution AS i
      LEFT JOIN decided_institution AS h ON h.institution_id = i.host_id
      LEFT JOIN decided_institution AS f ON f.institution_id = i.family_id
      ORDER BY i.name, i.key
      """)
    var all: [(Int64, Institution)] = []
    while try row.step() {
      all.append(
        (
          row.integer(0),
          Institution(
            key: row.text(1) ?? "", name: row.text(2) ?? "", ror: row.text(3).flatMap { ROR($0) },
            sector: row.text(4).flatMap(Sector.init(rawValue:)) ?? .unknown, sectorRule: row.text(5) ?? "none",
            country: row.text(6), city: row.text(7), latitude: row.isNull(8) ? nil : row.real(8),
            longitude: row.isNull(9) ? nil : row.real(9), host: row.text(10), family: row.text(11))
        ))
    }
    return all
  }

  /// Papers whose credit does not sum to 1 in `scope`, with their sums; empty when the corpus is right.
  ///
  /// Papers without authors have no credit and are not listed.
  public func creditViolations(in scope: Scope = Scope()) throws -> [(paper: Int64, sum: Double)] {
    try read(scope) { db in
      try Row.fetchAll(
        db,
        sql: """
          SELECT p.paper_id, coalesce(sum(c.weight), 0.0) AS total
          FROM paper AS p LEFT JOIN credit AS c ON c.paper_id = p.paper_id
          WHERE p.author_count > 0
          GROUP BY p.paper_id HAVING abs(total - 1) > 1e-9 ORDER BY p.paper_id
          """
      ).map { ($0["paper_id"], $0["total"]) }
    }
  }
}
