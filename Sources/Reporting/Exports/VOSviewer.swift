import Analysis
import Bibliography

extension NetworkExport {
  /// VOSviewer's own files: `NAME-map.txt` (items with clusters, weights and scores) and `NAME-network.txt` (links).
  ///
  /// Tab-separated; items count from 1; the network has no heading. No coordinates are given, so that VOSviewer lays the
  /// map out. Source: van Eck & Waltman, VOSviewer manual 1.6.20, section 4.
  static let vosviewer = NetworkExport("vosviewer", "VOSviewer map and network files") { export in
    let items = VOSItem.all(export)
    var map = ["id", "label", "description"]
    if export.network.clusters != nil { map.append("cluster") }
    map += ["weight<Papers>", "weight<Credit>"] + (items.first?.scores ?? []).map { "score<\($0.name)>" }
    var text = map.joined(separator: "\t") + "\n"
    for item in items {
      var fields = [String(item.id), field(item.label), field(item.description)]
      if export.network.clusters != nil { fields.append(item.cluster.map(String.init) ?? "") }
      fields += ["\(item.papers)", "\(item.credit)"] + item.scores.map { "\($0.value)" }
      text += fields.joined(separator: "\t") + "\n"
    }
    var links = ""
    for edge in export.network.edges { links += "\(edge.a + 1)\t\(edge.b + 1)\t\(export.weightText(edge))\n" }
    return [
      ExportedFile(text, fileExtension: "txt", suffix: "-map"),
      ExportedFile(links, fileExtension: "txt", suffix: "-network"),
    ]
  }

  /// One JSON file for VOSviewer and VOSviewer Online.
  ///
  /// Source: app.vosviewer.com/docs/file-types/json-file-type.
  static let vosviewerJSON = NetworkExport("vosviewer-json", "VOSviewer JSON: VOSviewer, VOSviewer Online") { export in
    let items = VOSItem.all(export).map { item in
      var members: [JSONValue.Member] = [
        .init("id", .integer(item.id)), .init("label", .text(item.label)),
        .init("description", .text(item.description)),
      ]
      if let cluster = item.cluster { members.append(.init("cluster", .integer(cluster))) }
      members.append(
        .init("weights", .object([.init("Papers", .integer(item.papers)), .init("Credit", .real(item.credit))])))
      if !item.scores.isEmpty {
        members.append(.init("scores", .object(item.scores.map { .init($0.name, .integer($0.value)) })))
      }
      return JSONValue.object(members)
    }
    let links = export.network.edges.map { edge in
      JSONValue.object([
        .init("source_id", .integer(edge.a + 1)), .init("target_id", .integer(edge.b + 1)),
        .init("strength", .real(export.weight(edge))),
      ])
    }
    let nodes = export.network.kind.rawValue
    let terms = JSONValue.object([
      .init("item", .text(Words.singular(nodes))), .init("items", .text(nodes)), .init("link", .text("tie")),
      .init("links", .text("ties")), .init("link_strength", .text("joint papers")),
      .init("total_link_strength", .text("joint papers in all")),
    ])
    let method = Table(title: "", method: export.method, columns: []).methodSentence
    let info = JSONValue.object([.init("title", .text(export.title)), .init("description", .text(method))])
    let text = """
      {
      "network": {
      "items": \(lines(items)),
      "links": \(lines(links))
      },
      "config": {"terminology": \(terms.line)},
      "info": \(info.line)
      }

      """
    return [ExportedFile(text, fileExtension: "json")]
  }

  private static func field(_ text: String) -> String {
    let flat = String(String.UnicodeScalarView(text.unicodeScalars.map { $0.value < 0x20 ? " " : $0 }))
    return flat.contains("\"") || flat.contains(",") ? "\"" + flat.replacing("\"", with: "\"\"") + "\"" : flat
  }
}

/// A node as both of VOSviewer's forms show it.
private struct VOSItem {
  let id: Int
  let label: String
  /// HTML, shown beside the map.
  let description: String
  /// VOSviewer knows clusters 1 to 1000; beyond them an item has none.
  let cluster: Int?
  let papers: Int
  let credit: Double
  let scores: [(name: String, value: Int)]

  static func all(_ export: NetworkToExport) -> [VOSItem] {
    let hasSectors = export.network.nodes.contains { $0.sector != nil }
    return export.network.nodes.enumerated().map { i, node in
      let lines = [
        node.sector.map { "Sector: \($0.title)" }, node.country.map { "Country: \($0)" },
        "\(Words.count(node.papers, "papers")), credit \(NumberStyle.fixed(node.credit, decimals: 2))",
      ]
      return VOSItem(
        id: i + 1, label: node.name,
        description: ([node.name] + lines.compactMap { $0 }).map(Escaping.html).joined(separator: "<br>"),
        cluster: export.cluster(i).flatMap { $0 <= 1000 ? $0 : nil }, papers: node.papers, credit: node.credit,
        scores: hasSectors ? [("Industry", node.sector == .industry ? 1 : 0)] : [])
    }
  }
}
