import Analysis
import Bibliography

extension NetworkExport {
  /// GEXF 1.3, static and undirected, with sizes and the colours of the sectors.
  ///
  /// No date is written, so that the same network gives the same bytes. Source: gexf.net/1.3.
  static let gexf = NetworkExport("gexf", "GEXF 1.3: Gephi, Gephi Lite, networkx") { export in
    var out = """
      <?xml version="1.0" encoding="UTF-8"?>
      <gexf xmlns="http://gexf.net/1.3" xmlns:viz="http://gexf.net/1.3/viz" \
      xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" \
      xsi:schemaLocation="http://gexf.net/1.3 http://gexf.net/1.3/gexf.xsd" version="1.3">
        <meta>
          <creator>Coterie</creator>
          <title>\(Escaping.html(export.title))</title>
          <description>\(Escaping.html(Table(title: "", method: export.method, columns: []).methodSentence))</description>
        </meta>
        <graph defaultedgetype="undirected" mode="static">

      """
    func declare<Element>(_ owner: String, _ attributes: [NetworkToExport.Attribute<Element>]) {
      out += "    <attributes class=\"\(owner)\" mode=\"static\">\n"
      for (i, attribute) in attributes.enumerated() {
        let kind = attribute.kind == .int ? "integer" : attribute.kind.rawValue
        out += "      <attribute id=\"\(i)\" title=\"\(attribute.name)\" type=\"\(kind)\"/>\n"
      }
      out += "    </attributes>\n"
    }
    func values<Element>(_ element: Element, _ attributes: [NetworkToExport.Attribute<Element>]) {
      out += "<attvalues>"
      for (i, attribute) in attributes.enumerated() {
        guard let value = attribute.value(element).exported else { continue }
        out += "<attvalue for=\"\(i)\" value=\"\(Escaping.html(value))\"/>"
      }
      out += "</attvalues>"
    }
    let nodes = export.nodeAttributes
    let edges = export.edgeAttributes
    declare("node", nodes)
    declare("edge", edges)
    out += "    <nodes>\n"
    for (i, node) in export.network.nodes.enumerated() {
      out += "      <node id=\"\(export.id(i))\" label=\"\(Escaping.html(node.name))\">"
      values(i, nodes)
      if let sector = node.sector {
        let (r, g, b) = SectorColor.rgb(sector)
        out += "<viz:color r=\"\(r)\" g=\"\(g)\" b=\"\(b)\"/>"
      }
      // The area shows the papers: the diameter grows with their square root.
      let size = NumberStyle.fixed(4 * Double(max(node.papers, 1)).squareRoot(), decimals: 2)
      out += "<viz:size value=\"\(size)\"/></node>\n"
    }
    out += "    </nodes>\n    <edges>\n"
    for (i, edge) in export.network.edges.enumerated() {
      out +=
        "      <edge id=\"\(i + 1)\" source=\"\(export.id(edge.a))\" target=\"\(export.id(edge.b))\" "
        + "weight=\"\(export.weight(edge))\">"
      values(edge, edges)
      out += "</edge>\n"
    }
    out += "    </edges>\n  </graph>\n</gexf>\n"
    return [ExportedFile(out, fileExtension: "gexf")]
  }
}

/// The colours of sectors in exported files: those of Okabe and Ito (2008), as in the diagrams.
enum SectorColor {
  static func rgb(_ sector: Sector) -> (Int, Int, Int) {
    switch sector {
    case .academia: (0x00, 0x72, 0xB2)
    case .industry: (0xE6, 0x9F, 0x00)
    case .facility: (0x00, 0x9E, 0x73)
    case .government: (0xCC, 0x79, 0xA7)
    case .healthcare: (0xD5, 0x5E, 0x00)
    case .nonprofit: (0x56, 0xB4, 0xE9)
    case .archive: (0xF0, 0xE4, 0x42)
    case .other: (0x8C, 0x8C, 0x8C)
    case .unknown: (0xC4, 0xC9, 0xCE)
    }
  }
}
