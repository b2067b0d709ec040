import Analysis
import Bibliography
import Reporting
import Store

/// What was read, what was lost and why, and how sure the names are.
func readingSection(_ material: ReportMaterial) throws -> ReportInput.Section {
  let sources = material.workspace.sources
  let read = sources.reduce(0) { $0 + $1.read }
  let kept = sources.reduce(0) { $0 + $1.kept }
  let rejected = sources.reduce(0) { $0 + $1.rejected }
  let credit = material.authorships.creditTable()
  let methods = try material.answer("resolution-methods")
  let counted = shares(material.authorships)
  return ReportInput.Section(
    id: "reading", title: "What was read, and how sure we are",
    lead: [
      "Read \(read) records, kept \(kept), rejected \(rejected). Every paper below names the line it was read from.",
      "\(counted.resolved) of \(counted.all) shares of authors in papers lead to an institution. The rest is kept apart, "
        + "by its reason: nothing is guessed away, and unknown is a class of its own.",
    ],
    tables: [
      .init(id: "sources", table: sourcesTable(sources)),
      .init(id: "credit-by-sector", table: credit),
      .init(id: "resolution-methods", table: methods, isFolded: true),
    ])
}

/// One row a source: read = kept + rejected.
public func sourcesTable(_ sources: [Source]) -> Table {
  Table(
    title: "Sources",
    columns: [
      .init("source"), .init("format"), .init("role"), .init("read", unit: "records"), .init("kept", unit: "records"),
      .init("rejected", unit: "records"),
    ],
    rows: sources.map {
      [.text($0.name), .text($0.format), .text($0.role), .integer($0.read), .integer($0.kept), .integer($0.rejected)]
    })
}

private func shares(_ authorships: Authorships) -> (resolved: Int, all: Int) {
  (authorships.credits.count { $0.institution != nil }, authorships.credits.count)
}
