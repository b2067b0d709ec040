import Analysis
import Bibliography

extension NetworkExport {
  /// Pajek: the network (`.net`), its clusters as a partition (`.clu`) and papers as a vector (`.vec`).
  ///
  /// Vertices count from 1. A file with letters beyond ASCII starts with a byte-order mark, by which Pajek knows UTF-8.
  /// Source: Mrvar & Batagelj, Pajek reference manual.
  static let pajek = NetworkExport("pajek", "Pajek: .net, .clu and .vec") { export in
    let network = export.network
    let count = network.nodes.count
    var net = "*Vertices \(count)\r\n"
    for (i, node) in network.nodes.enumerated() { net += "\(i + 1) \"\(label(node.name))\"\r\n" }
    net += "*Edges\r\n"
    for edge in network.edges { net += "\(edge.a + 1) \(edge.b + 1) \(export.weightText(edge))\r\n" }
    if !net.utf8.allSatisfy({ $0 < 0x80 }) { net = "\u{FEFF}" + net }
    var files = [ExportedFile(net, fileExtension: "net")]
    func column(_ fileExtension: String, _ value: (Int) -> Int) {
      let lines = network.nodes.indices.map { "\(value($0))\r\n" }.joined()
      files.append(ExportedFile("*Vertices \(count)\r\n" + lines, fileExtension: fileExtension))
    }
    if network.clusters != nil { column("clu") { export.cluster($0) ?? 0 } }
    column("vec") { network.nodes[$0].papers }
    return files
  }

  /// Labels stand in quotes, and the form has no escape for them.
  private static func label(_ name: String) -> String {
    String(String.UnicodeScalarView(name.unicodeScalars.map { $0 == "\"" ? "'" : $0.value < 0x20 ? " " : $0 }))
  }
}
