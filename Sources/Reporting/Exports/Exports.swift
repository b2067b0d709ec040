import Analysis
import Bibliography

/// The forms a network can be written in for other tools; one file of code each.
public enum Exports {
  /// By name, as `--as` takes them.
  public static let all: [NetworkExport] = [
    .csv, .dot, .gexf, .graphml, .nodeLink, .nodeLinkD3, .pajek, .vosviewer, .vosviewerJSON,
  ]

  /// The form called `name`.
  ///
  /// - Throws: `CoterieError` with the known names when there is none.
  public static func named(_ name: String) throws -> NetworkExport {
    guard let found = all.first(where: { $0.name == name }) else {
      let known = all.map(\.name).joined(separator: ", ")
      throw CoterieError("export.unknown", "no form named '\(name)' for networks. Known forms: \(known).")
    }
    return found
  }
}

/// One form: its name and how a network becomes its files.
public struct NetworkExport: Sendable {
  /// What `--as` takes.
  public let name: String
  /// Which tools read it.
  public let title: String
  /// The files, in order; several when the form has several.
  public let files: @Sendable (NetworkToExport) -> [ExportedFile]

  init(_ name: String, _ title: String, files: @escaping @Sendable (NetworkToExport) -> [ExportedFile]) {
    self.name = name
    self.title = title
    self.files = files
  }

  /// The files of `network`. The same network gives the same bytes.
  ///
  /// - Parameter counting: which count is the weight of a tie; both are always written as attributes.
  /// - Complexity: O(nodes + edges + papers behind edges).
  public func write(_ network: Network, title: String, counting: Counting = .full) -> [ExportedFile] {
    files(NetworkToExport(network: network, title: title, counting: counting))
  }
}

/// A file of a form: `NAME` + `suffix` + `.` + `fileExtension`.
public struct ExportedFile: Hashable, Sendable {
  /// Empty, or `-nodes`, `-edges`, `-map`, `-network`.
  public var suffix: String
  /// Without its dot.
  public var fileExtension: String
  /// UTF-8.
  public var text: String

  /// A file; the only one of its form when it has no suffix.
  public init(_ text: String, fileExtension: String, suffix: String = "") {
    self.text = text
    self.fileExtension = fileExtension
    self.suffix = suffix
  }
}

/// A network with what the forms share: its title, its weights, its attributes.
///
/// Nodes are called `n1`, `n2`, … in the network's order, where a form wants a name without blanks; the stable key is an
/// attribute. Clusters count from 1, as in tables.
public struct NetworkToExport: Sendable {
  let network: Network
  let title: String
  let counting: Counting

  /// An attribute of nodes or edges: a name all tools accept, a GraphML type, and its value; nil values are left out.
  struct Attribute<Element> {
    enum Kind: String { case int, double, string }
    let name: String
    let kind: Kind
    let value: (Element) -> Table.Value
  }

  func id(_ node: Int) -> String { "n\(node + 1)" }

  /// The weight of an edge under the chosen counting (unit: papers).
  func weight(_ edge: Network.Edge) -> Double { counting == .full ? Double(edge.papers) : edge.fractional }

  /// The weight as a number without needless decimals: `3`, `0.5`.
  func weightText(_ edge: Network.Edge) -> String { Self.number(weight(edge)) }

  static func number(_ value: Double) -> String {
    value == value.rounded() && abs(value) < 1e15 ? String(Int(value)) : "\(value)"
  }

  /// `1 7 12`: store ids of the papers behind a tie.
  static func paperIDs(_ edge: Network.Edge) -> String { edge.paperIDs.map(String.init).joined(separator: " ") }

  /// Cluster of a node from 1; nil before clustering.
  func cluster(_ node: Int) -> Int? { network.clusters.map { $0[node] + 1 } }

  /// Attributes of node indices, beside the label.
  var nodeAttributes: [Attribute<Int>] {
    let nodes = network.nodes
    var out: [Attribute<Int>] = [.init(name: "key", kind: .string) { .text(nodes[$0].key) }]
    if nodes.contains(where: { $0.sector != nil }) {
      out.append(.init(name: "sector", kind: .string) { i in nodes[i].sector.map { .text($0.rawValue) } ?? .null })
    }
    if nodes.contains(where: { $0.country != nil }) {
      out.append(.init(name: "country", kind: .string) { i in nodes[i].country.map { .text($0) } ?? .null })
    }
    out.append(.init(name: "papers", kind: .int) { .integer(nodes[$0].papers) })
    out.append(.init(name: "credit", kind: .double) { .real(nodes[$0].credit) })
    if network.clusters != nil {
      out.append(.init(name: "cluster", kind: .int) { i in cluster(i).map { .integer($0) } ?? .null })
    }
    return out
  }

  /// Attributes of edges, beside the weight.
  var edgeAttributes: [Attribute<Network.Edge>] {
    var out: [Attribute<Network.Edge>] = [
      .init(name: "papers", kind: .int) { .integer($0.papers) },
      .init(name: "fractional", kind: .double) { .real($0.fractional) },
    ]
    if network.kind != .authors {
      out.append(.init(name: "one_person_papers", kind: .int) { .integer($0.onePersonPapers) })
    }
    out.append(.init(name: "paper_ids", kind: .string) { .text(Self.paperIDs($0)) })
    return out
  }

  /// How the network was made, with the counting of the weights last.
  var method: [MethodLine] { network.method + [MethodLine("weight", counting.rawValue + " counting")] }
}

extension Table.Value {
  /// The bare value; nil when absent.
  var exported: String? {
    switch self {
    case .null: nil
    case .integer(let number): String(number)
    case .real(let number): number.isFinite ? "\(number)" : nil
    case .text(let text): text
    }
  }
}
