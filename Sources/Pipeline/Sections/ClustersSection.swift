import Analysis
import Bibliography
import Reporting

/// Collaboration clusters of institutions and of authors, and who holds them together.
func clustersSection(_ material: ReportMaterial, _ pictures: inout Pictures) throws -> ReportInput.Section {
  let institutions = material.institutions.table(material.authorships)
  var authors = material.authors.table(material.authorships)
  let several = material.authors.clusters.filter { $0.members.count > 1 && !$0.isOnePaper }
  let onePaper = material.authors.clusters.count { $0.isOnePaper }
  let index = material.paperIndex
  authors.rows = authors.rows.filter { row in several.contains { .integer($0.index + 1) == row[0] } }
  let brokers = brokersTable(material)
  return ReportInput.Section(
    id: "clusters", title: "Collaboration clusters",
    lead: [
      "A cluster is a part of the network with more ties inside than chance would give it, found by the Leiden "
        + "algorithm; it is always connected. Stability is how much of it other seeds find again (1: all of it).",
      "\(several.count) clusters of authors span two or more papers; \(onePaper) more are the authors of one paper and "
        + "are only counted.",
    ],
    figures: pictures.figure(
      "authors", alt: "Co-authorship network of what spans two or more papers.",
      caption: "Colour: cluster. Labelled: the people who hold the network together."),
    tables: [
      .init(
        id: "clusters-institutions", table: institutions,
        evidence: material.institutions.clusters.filter { $0.members.count > 1 }.map {
          evidence($0.paperIDs.compactMap { index[$0] }, material.authorships)
        }, evidenceColumn: "papers"),
      .init(
        id: "clusters-authors", table: authors,
        evidence: several.map { evidence($0.paperIDs.compactMap { index[$0] }, material.authorships) },
        evidenceColumn: "papers"),
      .init(id: "brokers", table: brokers),
    ])
}

private func brokersTable(_ material: ReportMaterial) -> Table {
  let network = material.authors.network
  let brokers = network.brokers(limit: 15)
  return Table(
    title: "Authors who hold the network together", method: material.authors.network.method,
    columns: [
      .init("author"), .init("papers", unit: "papers"),
      .init("betweenness", unit: "pairs", note: "pairs of others whose shortest paths pass here"),
      .init("articulation_point", note: "without this author the component falls apart"),
    ],
    rows: brokers.map {
      [
        .text(network.nodes[$0.node].name), .integer(network.nodes[$0.node].papers), .real($0.betweenness),
        .text($0.isArticulationPoint ? "yes" : "no"),
      ]
    },
    notes: brokers.isEmpty ? ["No author stands between others, or many stand there equally."] : []
  ).ranked(by: "betweenness", noun: "authors")
}
