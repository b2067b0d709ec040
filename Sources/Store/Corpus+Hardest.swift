import GRDB

extension Corpus {
  /// Values for the required institutions and authors of a question that has none: the author with most papers, the two
  /// institutions with most joint papers. What takes longest to answer; for measuring.
  public func fillHardest(_ values: inout [String: String], for query: NamedQuery) throws {
    let missing = query.parameters.filter { $0.isRequired && values[$0.name] == nil }
    guard !missing.isEmpty else { return }
    let names = try read { db -> (institutions: [String], author: String?) in
      let pair = try Row.fetchOne(
        db,
        sql: """
          SELECT a.name AS a, b.name AS b FROM institution_pair AS p
          JOIN institution AS a ON a.institution_id = p.a_id JOIN institution AS b ON b.institution_id = p.b_id
          ORDER BY p.papers DESC, p.a_id, p.b_id LIMIT 1
          """)
      let author = try String.fetchOne(
        db,
        sql: """
          SELECT a.name FROM (SELECT author_id, count(*) AS papers FROM authorship GROUP BY author_id) AS n
          JOIN author AS a ON a.author_id = n.author_id ORDER BY n.papers DESC, n.author_id LIMIT 1
          """)
      return (pair.map { [$0["a"], $0["b"]] } ?? [], author)
    }
    var institutions = names.institutions[...]
    for parameter in missing {
      switch parameter.kind {
      case .institution: values[parameter.name] = institutions.popFirst()
      case .author: values[parameter.name] = names.author
      default: continue
      }
    }
  }
}
