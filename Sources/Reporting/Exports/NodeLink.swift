import Analysis
import Bibliography

extension NetworkExport {
  /// Node-link JSON as networkx 3.4 and later read it: ties under `edges`.
  static let nodeLink = NetworkExport("node-link", "node-link JSON: networkx 3.4+ (ties under 'edges')") {
    nodeLink($0, ties: "edges")
  }

  /// Node-link JSON as D3 and networkx up to 3.3 read it: ties under `links`.
  static let nodeLinkD3 = NetworkExport("node-link-d3", "node-link JSON: D3, networkx up to 3.3 (ties under 'links')") {
    nodeLink($0, ties: "links")
  }

  private static func nodeLink(_ export: NetworkToExport, ties: String) -> [ExportedFile] {
    let nodeAttributes = export.nodeAttributes
    let edgeAttributes = export.edgeAttributes
    let nodes = export.network.nodes.enumerated().map { i, node in
      JSONValue.object(
        [.init("id", .text(export.id(i))), .init("label", .text(node.name))]
          + nodeAttributes.map { .init($0.name, JSONValue($0.value(i))) })
    }
    let edges = export.network.edges.map { edge in
      let ends = [("source", edge.a), ("target", edge.b)].map { JSONValue.Member($0, .text(export.id($1))) }
      return JSONValue.object(
        ends + [.init("weight", .real(export.weight(edge)))]
          + edgeAttributes.map { .init($0.name, JSONValue($0.value(edge))) })
    }
    let about = [MethodLine("title", export.title)] + export.method
    let text = """
      {
      "directed": false,
      "multigraph": false,
      "graph": \(JSONValue.object(about.map { .init($0.key, .text($0.value)) }).line),
      "nodes": \(lines(nodes)),
      "\(ties)": \(lines(edges))
      }

      """
    return [ExportedFile(text, fileExtension: "json")]
  }

  /// An array with one value a line.
  static func lines(_ values: [JSONValue]) -> String {
    values.isEmpty ? "[]" : "[\n" + values.map(\.line).joined(separator: ",\n") + "\n]"
  }
}
