import Analysis
import Bibliography
import Reporting

/// Institutions by papers, full and fractional, each with its papers.
func institutionsSection(_ material: ReportMaterial) throws -> ReportInput.Section {
  let network = material.institutions.network
  var papersOf = [[Int]](repeating: [], count: network.nodes.count)
  let indexOf = Dictionary(uniqueKeysWithValues: network.nodes.enumerated().map { ($1.key, $0) })
  for paper in material.authorships.papers.indices {
    for institution in material.authorships.institutions(of: paper) {
      if let node = indexOf[material.authorships.institutions[institution].key] { papersOf[node].append(paper) }
    }
  }
  var degree = [Int](repeating: 0, count: network.nodes.count)
  for edge in network.edges {
    degree[edge.a] += 1
    degree[edge.b] += 1
  }
  let byKey = Dictionary(uniqueKeysWithValues: material.authorships.institutions.map { ($0.key, $0) })
  let full = Table(
    title: "Institutions by papers",
    method: material.authorships.method + [
      MethodLine("counting", "papers: full; credit: fractional, an author's share split over the author's institutions")
    ],
    columns: [
      .init("institution"), .init("sector"), .init("country"), .init("papers", unit: "papers"),
      .init("credit", unit: "papers"), .init("partners", unit: "institutions"), .init("ror"),
      .init("sector_rule", note: "what decided the sector"),
    ],
    rows: network.nodes.enumerated().map { index, node in
      let institution = byKey[node.key]
      return [
        .text(node.name), .text((node.sector ?? .unknown).shortTitle), node.country.map { .text($0) } ?? .null,
        .integer(node.papers), .real(node.credit), .integer(degree[index]),
        institution?.ror.map { .text($0.address) } ?? .null, .text(institution?.sectorRule ?? "none"),
      ]
    })
  var shown = full.ranked(by: "papers", limit: 40, noun: "institutions")
  shown.drop(columns: ["ror", "sector_rule"])
  return ReportInput.Section(
    id: "institutions", title: "Institutions",
    lead: [
      "Full counting gives each institution of a paper 1; credit splits the paper among its authors and theirs among "
        + "their institutions. Equal values share a rank."
    ],
    tables: [
      .init(
        id: "institutions", table: shown,
        evidence: shown.rows.indices.map { evidence(papersOf[$0], material.authorships) }, full: full)
    ])
}

/// Papers as a reader checks them: title, place in the source, DOI.
func evidence(_ papers: [Int], _ authorships: Authorships) -> [ReportInput.Evidence] {
  papers.map { index in
    let paper = authorships.papers[index]
    return ReportInput.Evidence(
      paper.title, location: SourceLocation(file: paper.sourceFile, line: paper.sourceLine),
      link: paper.doi.map { "https://doi.org/" + $0 })
  }
}
