import Analysis
import Bibliography
import Reporting

/// How industry and academia mix: never one number.
func mixSection(
  _ material: ReportMaterial, _ mix: SectorMix, _ pictures: inout Pictures
) throws -> ReportInput.Section {
  let authorships = material.authorships
  let matrix = material.institutions.network.tieMatrix()
  var lead: [String] = []
  if let any = mix.row("any_industry"), let credit = mix.row("industry_credit") {
    lead.append(
      "\(ShareText.text(any.papers ?? 0, of: mix.papers, interval: any.interval.map { $0.low...$0.high })) have at least "
        + "one company; industry's credit is \(ShareText.percent(credit.share)). They differ because the first counts "
        + "a paper with one company author among ten in full, and the second counts a tenth of it.")
  }
  lead.append(
    "Intervals are stability intervals: all papers of the selection were counted; they say how far a figure would "
      + "move for a comparable draw of papers.")
  let tie = tieTable(matrix, material)
  return ReportInput.Section(
    id: "mix", title: "Industry and academia", lead: lead,
    figures: pictures.figure(
      "sectors", alt: "Ties between and within sectors.", caption: "Ties between institutions, fractional counting."),
    tables: [
      .init(id: "mix", table: authorships.mixTable(seed: material.seed)),
      .init(id: "ties-between-sectors", table: tie),
      .init(id: "who-is-industry", table: industryTable(material), isFolded: true),
    ])
}

private func tieTable(_ matrix: TieMatrix, _ material: ReportMaterial) -> Table {
  var rows: [[Table.Value]] = []
  for s in matrix.sectors.indices {
    for t in s..<matrix.sectors.count where matrix.papers[s][t] > 0 {
      rows.append([
        .text(matrix.sectors[s].shortTitle), .text(matrix.sectors[t].shortTitle), .integer(matrix.papers[s][t]),
        .real(matrix.weights[s][t]), matrix.observedOverExpected(s, t).map { .real($0) } ?? .null,
      ])
    }
  }
  rows.sort { a, b in
    guard case .real(let x) = a[3], case .real(let y) = b[3] else { return false }
    return x > y
  }
  var notes: [String] = []
  if let index = matrix.externalInternalIndex, let assortativity = matrix.assortativity {
    let digits = { (x: Double) in NumberText.fixed(x, decimals: 3) }
    notes.append(
      "E-I index \(digits(index)) (-1: all ties within a sector, 1: all between; depends on the sizes of the sectors) and "
        + "assortativity \(digits(assortativity)) (0: as chance would have it, 1: only within), over institutions.")
  }
  return Table(
    title: "Ties between and within sectors", method: material.institutions.network.method,
    columns: [
      .init("sector_a"), .init("sector_b"), .init("ties", unit: "papers", note: "joint papers of pairs, full counting"),
      .init("fractional", unit: "papers"), .init("observed_over_expected", unit: "1 = chance"),
    ],
    rows: rows, notes: notes)
}

/// Each institution that counted as industry, with the rule that says so.
private func industryTable(_ material: ReportMaterial) -> Table {
  let byKey = Dictionary(uniqueKeysWithValues: material.authorships.institutions.map { ($0.key, $0) })
  return Table(
    title: "Who counted as industry", method: material.authorships.method,
    columns: [
      .init("institution"), .init("country"), .init("papers", unit: "papers"), .init("credit", unit: "papers"),
      .init("sector_rule"),
    ],
    rows: material.institutions.network.nodes.filter { $0.sector == .industry }.map {
      [
        .text($0.name), $0.country.map { .text($0) } ?? .null, .integer($0.papers), .real($0.credit),
        .text(byKey[$0.key]?.sectorRule ?? "none"),
      ]
    })
}
