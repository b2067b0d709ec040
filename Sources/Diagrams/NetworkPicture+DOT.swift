import Analysis
import Bibliography

extension NetworkPicture {
  /// The laid-out network for Graphviz users: `neato -n2 -Tsvg` draws it as it stands, any other engine anew.
  ///
  /// Nodes are called n0, n1, … in the network's order; the attribute `key` has the stable key. Clusters are
  /// subgraphs.
  func dot(title: String, places: [Point]) -> String {
    var out = "graph coterie {\n"
    out +=
      "  graph"
      + DOT.attributes(["label": DOT.label(title), "labelloc": "t", "fontname": "DejaVu Sans", "forcelabels": "true"])
    out +=
      "\n  node"
      + DOT.attributes([
        "style": "filled", "fixedsize": "true", "label": "", "fontname": "DejaVu Sans", "fontsize": "10",
      ])
    out += "\n  edge" + DOT.attributes(["color": palette.tie.hex]) + "\n"
    for (index, node) in network.nodes.enumerated() {
      let inches = decimal(2 * radii[index] / 72)
      out += "  n\(index)"
      out += DOT.attributes([
        "xlabel": DOT.label(labels[index].joined(separator: "\n")), "shape": marks[index].graphvizShape,
        "fillcolor": colors[index].hex, "width": inches, "height": inches,
        "pos": "\(decimal(places[index].x)),\(decimal(-places[index].y))", "tooltip": DOT.label(tooltips[index]),
        "key": DOT.label(node.key), "papers": "\(node.papers)",
      ])
      out += "\n"
    }
    for edge in network.edges {
      out += "  n\(edge.a) -- n\(edge.b)"
      out += DOT.attributes([
        "penwidth": decimal(tieWidth * Double(edge.papers)), "weight": "\(edge.papers)",
        "tooltip": DOT.label(
          "\(network.nodes[edge.a].name) – \(network.nodes[edge.b].name): \(counted(edge.papers, "joint paper"))"),
      ])
      out += "\n"
    }
    if let clusters = network.clusters {
      for cluster in Set(clusters).sorted() {
        let members = network.nodes.indices.filter { clusters[$0] == cluster }
        guard members.count > 1 else { continue }
        out += "  subgraph cluster_\(cluster + 1) { \(members.map { "n\($0)" }.joined(separator: "; ")) }\n"
      }
    }
    return out + "}\n"
  }
}

extension Mark {
  fileprivate var graphvizShape: String {
    switch self {
    case .circle: "circle"
    case .square: "square"
    case .triangle: "triangle"
    case .hexagon, .tallHexagon: "hexagon"
    case .cross: "octagon"
    case .diamond: "diamond"
    case .pentagon: "pentagon"
    case .ring: "doublecircle"
    }
  }
}
