import Bibliography

/// A paper as lists and captions show it.
public struct PaperRow: Hashable, Sendable {
  /// The store's number.
  public var id: Int64
  /// As printed.
  public var title: String
  /// As printed, edition included.
  public var venue: String?
  /// Year of publication.
  public var year: Int?
  /// ISO 8601.
  public var day: String?
  /// As printed.
  public var session: String?
  /// As printed.
  public var firstPage: String?
  /// Bare, lower case.
  public var doi: String?
  /// Where it was read.
  public var location: SourceLocation
  /// Authors printed.
  public var authorCount: Int
}

/// One share of one author in one paper, as the view `credit` has it.
public struct ShareRow: Hashable, Sendable {
  /// The paper's number.
  public var paper: Int64
  /// 1 for the first author.
  public var position: Int
  /// The author's number.
  public var author: Int64
  /// Nil unless `state` is `resolved`.
  public var institution: Int64?
  /// `resolved` or the reason why not.
  public var state: String
  /// Fractional counting: the shares of a paper sum to 1.
  public var weight: Double
  /// Of the site, where a unit or the printed text names it; only in a scope of sites.
  public var siteCountry: String?
}

extension Corpus {
  /// The papers of the scope, ascending by number: by source, then place in it.
  public func papers(in scope: Scope = Scope()) throws -> [PaperRow] {
    try read(scope) { db in
      var papers: [PaperRow] = []
      let row = try RawStatement(
        db,
        """
        SELECT paper_id, title, venue, year, day, session, first_page, doi, source_file, source_line, author_count
        FROM paper ORDER BY paper_id
        """)
      while try row.step() {
        papers.append(
          PaperRow(
            id: row.integer(0), title: row.text(1) ?? "", venue: row.text(2),
            year: row.isNull(3) ? nil : Int(row.integer(3)), day: row.text(4), session: row.text(5),
            firstPage: row.text(6), doi: row.text(7),
            location: SourceLocation(file: row.text(8) ?? "", line: Int(row.integer(9))),
            authorCount: Int(row.integer(10))))
      }
      return papers
    }
  }

  /// The institutions that have a share in a paper of the scope, ascending by number.
  public func institutions(in scope: Scope = Scope()) throws -> [(id: Int64, institution: Institution)] {
    try read(scope) { db in
      var institutions: [(id: Int64, institution: Institution)] = []
      let row = try RawStatement(
        db,
        """
        SELECT i.institution_id, i.key, i.name, i.ror, i.sector, i.sector_rule, i.country, i.city, i.latitude,
          i.longitude, h.key, f.key
        FROM institution AS i
        LEFT JOIN institution AS h ON h.institution_id = i.host_id
        LEFT JOIN institution AS f ON f.institution_id = i.family_id
        WHERE i.institution_id IN (SELECT institution_id FROM paper_institution)
        ORDER BY i.institution_id
        """)
      while try row.step() {
        let institution = Institution(
          key: row.text(1) ?? "", name: row.text(2) ?? "", ror: row.text(3).flatMap { ROR($0) },
          sector: row.text(4).flatMap(Sector.init(rawValue:)) ?? .unknown, sectorRule: row.text(5) ?? "none",
          country: row.text(6), city: row.text(7), latitude: row.isNull(8) ? nil : row.real(8),
          longitude: row.isNull(9) ? nil : row.real(9), host: row.text(10), family: row.text(11))
        institutions.append((row.integer(0), institution))
      }
      return institutions
    }
  }

  /// Names by author number.
  public func authorNames(in scope: Scope = Scope()) throws -> [Int64: String] {
    try read(scope) { db in
      var names: [Int64: String] = [:]
      let row = try RawStatement(db, "SELECT author_id, name FROM author")
      while try row.step() { names[row.integer(0)] = row.text(1) }
      return names
    }
  }

  /// Gives every share of the scope to `body`, ascending by (paper, position, institution); absences come last.
  public func forEachShare(in scope: Scope = Scope(), _ body: (ShareRow) throws -> Void) throws {
    try read(scope) { db in
      var sites: [Site: String] = [:]
      if scope.countryOf == .site {
        let row = try RawStatement(
          db,
          """
          SELECT paper_id, position, institution_id, min(site_country) FROM affiliation
          WHERE state = 'resolved' AND site_country IS NOT NULL GROUP BY paper_id, position, institution_id
          """)
        while try row.step() {
          sites[Site(paper: row.integer(0), position: row.integer(1), institution: row.integer(2))] = row.text(3)
        }
      }
      let row = try RawStatement(
        db,
        """
        SELECT paper_id, position, author_id, institution_id, state, weight FROM credit
        ORDER BY paper_id, position, institution_id IS NULL, institution_id, state
        """)
      while try row.step() {
        let institution = row.isNull(3) ? nil : row.integer(3)
        let site = Site(paper: row.integer(0), position: row.integer(1), institution: institution ?? 0)
        try body(
          ShareRow(
            paper: row.integer(0), position: Int(row.integer(1)), author: row.integer(2), institution: institution,
            state: row.text(4) ?? "unresolved", weight: row.real(5), siteCountry: sites[site]))
      }
    }
  }

  private struct Site: Hashable {
    var paper: Int64
    var position: Int64
    var institution: Int64
  }
}

extension Corpus {
  /// How much there is of each thing in the corpus: the first thing to compare with what one expects.
  public func contents() throws -> [(name: String, count: Int)] {
    let counts = [
      ("papers", "SELECT count(*) FROM paper"),
      ("sessions", "SELECT count(*) FROM (SELECT DISTINCT venue, day, session FROM paper WHERE session IS NOT NULL)"),
      ("days", "SELECT count(DISTINCT day) FROM paper"),
      ("authorships", "SELECT count(*) FROM authorship"),
      ("author names", "SELECT count(*) FROM author"),
      ("distinct printed affiliations", "SELECT count(DISTINCT text_as_written) FROM affiliation"),
      ("institutions", "SELECT count(DISTINCT institution_id) FROM paper_institution"),
      ("authorships without institution", "SELECT count(*) FROM authorship WHERE state <> 'resolved'"),
    ]
    return try read { db in
      try counts.map { name, sql in
        let row = try RawStatement(db, sql)
        return (name, try row.step() ? Int(row.integer(0)) : 0)
      }
    }
  }
}
