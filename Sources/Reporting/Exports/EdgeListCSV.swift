import Analysis
import Bibliography

extension NetworkExport {
  /// Two tables with the headings Gephi knows: `NAME-nodes.csv` and `NAME-edges.csv`, joined by the stable key.
  static let csv = NetworkExport("csv", "CSV of nodes and edges: Gephi, spreadsheets, pandas, R") { export in
    let nodes = export.nodeAttributes.filter { $0.name != "key" }
    var nodeText = CSV.line(["Id", "Label"] + nodes.map { heading($0.name) })
    for (i, node) in export.network.nodes.enumerated() {
      nodeText += CSV.line([CSV.field(node.key), CSV.field(node.name)] + nodes.map { field($0.value(i)) })
    }
    let edges = export.edgeAttributes
    var edgeText = CSV.line(["Source", "Target", "Type", "Weight"] + edges.map { heading($0.name) })
    for edge in export.network.edges {
      let ends = [edge.a, edge.b].map { CSV.field(export.network.nodes[$0].key) }
      edgeText += CSV.line(ends + ["Undirected", export.weightText(edge)] + edges.map { field($0.value(edge)) })
    }
    return [
      ExportedFile(nodeText, fileExtension: "csv", suffix: "-nodes"),
      ExportedFile(edgeText, fileExtension: "csv", suffix: "-edges"),
    ]
  }

  /// `one_person_papers` as `OnePersonPapers`.
  private static func heading(_ name: String) -> String {
    name.split(separator: "_").map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined()
  }

  private static func field(_ value: Table.Value) -> String {
    if case .text(let text) = value { return CSV.field(text) }
    return value.exported ?? ""
  }
}
