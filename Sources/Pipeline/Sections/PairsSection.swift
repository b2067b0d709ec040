import Analysis
import Bibliography
import Reporting

/// Which institutions co-publish, with the papers behind each pair.
func pairsSection(_ material: ReportMaterial, _ pictures: inout Pictures) throws -> ReportInput.Section {
  let network = material.institutions.network
  let edges = network.edges.sorted {
    if $0.papers != $1.papers { return $0.papers > $1.papers }
    if $0.fractional != $1.fractional { return $0.fractional > $1.fractional }
    return ($0.a, $0.b) < ($1.a, $1.b)
  }
  let graph = network.graph(counting: .full)
  let strength = graph.strengths()
  let twice = strength.reduce(0, +)
  func row(_ edge: Network.Edge) -> [Table.Value] {
    [
      .text(network.nodes[edge.a].name), .text(network.nodes[edge.b].name), .integer(edge.papers),
      .real(edge.fractional), .real(twice * Double(edge.papers) / (strength[edge.a] * strength[edge.b])),
      .integer(edge.onePersonPapers),
    ]
  }
  let full = Table(
    title: "Institutions that co-publish",
    method: material.authorships.method + [
      MethodLine("counting", "papers: full; fractional: 1/(n - 1) a paper, n its number of institutions")
    ],
    columns: [
      .init("institution_a"), .init("institution_b"), .init("papers", unit: "papers"),
      .init("fractional", unit: "papers"),
      .init("association_strength", unit: "1 = chance", note: "2W w / (s_a s_b)"),
      .init("one_person", unit: "papers", note: "papers where one author alone names both"),
    ],
    rows: edges.map(row))
  let shown = full.ranked(by: "papers", limit: 40, noun: "pairs")
  let index = material.paperIndex
  let alone = network.singlePapers
  return ReportInput.Section(
    id: "pairs", title: "Who co-publishes with whom",
    lead: [
      "\(network.edges.count) pairs of institutions share at least one paper; \(alone) of "
        + "\(material.authorships.papers.count) papers name a single institution. A paper that one author signs for two "
        + "institutions ties them too; the last column says how many ties rest on one person only.",
      "Open a number to see the papers behind it.",
    ],
    figures: pictures.figure(
      "institutions", alt: "Network of institutions that co-publish, \(network.nodes.count) institutions.",
      caption: "Area: papers. Width: joint papers. Colour and shape: sector. Soft regions: clusters."),
    tables: [
      .init(
        id: "pairs", table: shown,
        evidence: shown.rows.indices.map {
          evidence(edges[$0].paperIDs.compactMap { index[$0] }, material.authorships)
        },
        full: full)
    ])
}
