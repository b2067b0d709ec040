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
