import Analysis
import Bibliography
import Reporting

/// How the sessions mix, in the order of the programme.
func sessionsSection(_ material: ReportMaterial) -> ReportInput.Section {
  let table = material.authorships.mixTable(by: [.session], seed: material.seed)
  var shown = table
  shown.drop(columns: Set(table.columns.map(\.name).filter { $0.hasSuffix("_low") || $0.hasSuffix("_high") }))
  shown.drop(columns: ["any_industry", "academia_and_industry", "nothing_else", "only_industry", "only_academia"])
  let authorships = material.authorships
  var papersOf: [String: [Int]] = [:]
  for (index, paper) in authorships.papers.enumerated() {
    papersOf[paper.session ?? "not given", default: []].append(index)
  }
  let byRow = shown.rows.map { row -> [ReportInput.Evidence] in
    guard case .text(let session) = row[0] else { return [] }
    return evidence(papersOf[session] ?? [], authorships)
  }
  return ReportInput.Section(
    id: "sessions", title: "Sessions",
    lead: ["How many papers of each session have a company among their institutions, and what credit it holds."],
    tables: [.init(id: "sessions", table: shown, evidence: byRow, evidenceColumn: "papers", full: table)])
}
