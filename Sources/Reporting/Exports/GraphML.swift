import Analysis
import Bibliography

extension NetworkExport {
  /// GraphML 1.0: typed attributes for nodes and edges, the method as attributes of the graph.
  ///
  /// Source: Brandes et al. (2002), GraphML progress report, doi:10.1007/3-540-45848-4_59; graphml.graphdrawing.org.
  static let graphml = NetworkExport("graphml", "GraphML: Gephi, Cytoscape, yEd, igraph, networkx") { export in
    var out = """
      <?xml version="1.0" encoding="UTF-8"?>
      <graphml xmlns="http://graphml.graphdrawing.org/xmlns" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" \
      xsi:schemaLocation="http://graphml.graphdrawing.org/xmlns http://graphml.graphdrawing.org/xmlns/1.0/graphml.xsd">

      """
    let method = [MethodLine("title", export.title)] + export.method
    let nodes = export.nodeAttributes
    let edges = export.edgeAttributes
    func key(_ id: String, _ owner: String, _ name: String, _ kind: String) {
      out += "  <key id=\"\(id)\" for=\"\(owner)\" attr.name=\"\(Escaping.html(name))\" attr.type=\"\(kind)\"/>\n"
    }
    for (i, line) in method.enumerated() { key("g\(i)", "graph", line.key, "string") }
    key("label", "node", "label", "string")
    for attribute in nodes { key("node_\(attribute.name)", "node", attribute.name, attribute.kind.rawValue) }
    key("weight", "edge", "weight", "double")
    for attribute in edges { key("edge_\(attribute.name)", "edge", attribute.name, attribute.kind.rawValue) }
    func data(_ key: String, _ value: String?) {
      if let value { out += "<data key=\"\(key)\">\(Escaping.html(value))</data>" }
    }
    out += "  <graph id=\"G\" edgedefault=\"undirected\">\n"
    for (i, line) in method.enumerated() {
      out += "    "
      data("g\(i)", line.value)
      out += "\n"
    }
    for (i, node) in export.network.nodes.enumerated() {
      out += "    <node id=\"\(export.id(i))\">"
      data("label", node.name)
      for attribute in nodes { data("node_\(attribute.name)", attribute.value(i).exported) }
      out += "</node>\n"
    }
    for (i, edge) in export.network.edges.enumerated() {
      out += "    <edge id=\"e\(i + 1)\" source=\"\(export.id(edge.a))\" target=\"\(export.id(edge.b))\">"
      data("weight", "\(export.weight(edge))")
      for attribute in edges { data("edge_\(attribute.name)", attribute.value(edge).exported) }
      out += "</edge>\n"
    }
    out += "  </graph>\n</graphml>\n"
    return [ExportedFile(out, fileExtension: "graphml")]
  }
}
