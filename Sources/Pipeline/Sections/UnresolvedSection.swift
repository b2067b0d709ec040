import Analysis
import Bibliography
import Reporting

/// What stayed unresolved or unknown, so that a person can mend it.
func unresolvedSection(_ material: ReportMaterial) throws -> ReportInput.Section {
  let unresolved = try material.answer("unresolved-affiliations")
  let unknown = material.institutions.network.nodes.filter { $0.sector == .unknown }
  let unknownTable = Table(
    title: "Institutions of unknown sector", method: material.authorships.method,
    columns: [
      .init("institution"), .init("country"), .init("papers", unit: "papers"), .init("credit", unit: "papers"),
    ],
    rows: unknown.map {
      [.text($0.name), $0.country.map { .text($0) } ?? .null, .integer($0.papers), .real($0.credit)]
    })
  let authorships = material.authorships
  var absent: [[Table.Value]] = []
  for credit in authorships.credits where credit.institution == nil {
    let paper = authorships.papers[credit.paper]
    absent.append([
      .text(authorships.authors[credit.author].name), .text(credit.state.title), .text(paper.title),
      .text(paper.sourceFile), .integer(paper.sourceLine),
    ])
  }
  return ReportInput.Section(
    id: "unresolved", title: "Unresolved and unknown",
    lead: [
      "\(unresolved.rows.count) printed texts name no institution we know, \(unknown.count) institutions are of unknown "
        + "sector, and \(absent.count) shares of authors have no institution. "
        + "`coterie resolve --explain TEXT` shows how a text was judged, and `--registry FILE` reads a whole ROR dump."
    ],
    tables: [
      .init(id: "unresolved", table: unresolved), .init(id: "unknown-sector", table: unknownTable),
      .init(
        id: "authors-without-institution",
        table: Table(
          title: "Authors without an institution", method: authorships.method,
          columns: [.init("author"), .init("reason"), .init("paper"), .init("source"), .init("line", unit: "line")],
          rows: absent)),
    ].filter { !$0.table.rows.isEmpty })
}
