import Analysis
import Bibliography

extension NetworkExport {
  /// DOT for Graphviz, plain: clusters as subgraphs, tooltips, line widths by weight; layout is left to the user.
  static let dot = NetworkExport("dot", "DOT: Graphviz, Gephi") { export in
    let network = export.network
    var out = "graph \(quote(export.title)) {\n"
    for line in export.method {
      out += "  // \(line.key): \(line.value.split(whereSeparator: \.isNewline).joined(separator: " "))\n"
    }
    out += "  graph [overlap=prism, outputorder=edgesfirst];\n  node [shape=ellipse];\n"
    func node(_ i: Int, _ indent: String) {
      let node = network.nodes[i]
      let details = [node.sector?.title, node.country, Words.count(node.papers, "papers")].compactMap { $0 }
      out +=
        "\(indent)\(quote(export.id(i))) [label=\(quote(node.name)), tooltip="
        + "\(quote(node.name + ": " + details.joined(separator: ", ")))];\n"
    }
    if let clusters = network.clusters {
      let members = Dictionary(grouping: network.nodes.indices) { clusters[$0] }
      for cluster in members.keys.sorted() {
        let nodes = members[cluster] ?? []
        out += "  subgraph \(quote("cluster_\(cluster + 1)")) {\n    label=\(quote("Cluster \(cluster + 1)"));\n"
        for i in nodes { node(i, "    ") }
        out += "  }\n"
      }
    } else {
      for i in network.nodes.indices { node(i, "  ") }
    }
    let heaviest = network.edges.map { export.weight($0) }.max() ?? 1
    for edge in network.edges {
      let width = NumberStyle.fixed(0.5 + 5.5 * export.weight(edge) / heaviest, decimals: 2)
      out +=
        "  \(quote(export.id(edge.a))) -- \(quote(export.id(edge.b))) [weight=\(edge.papers), penwidth=\(width), "
        + "tooltip=\(quote(Words.count(edge.papers, "joint papers")))];\n"
    }
    return [ExportedFile(out + "}\n", fileExtension: "dot")]
  }

  /// A quoted DOT string whose text is shown as it is: backslashes and entities are escaped, controls dropped.
  private static func quote(_ text: String) -> String {
    var out = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\\": out += "\\\\"
      case "\"": out += "\\\""
      case "&": out += "&amp;"
      case "\n": out += "\\n"
      case _ where scalar.value < 0x20 || scalar.value == 0x7F: break
      default: out.unicodeScalars.append(scalar)
      }
    }
    return out + "\""
  }
}
