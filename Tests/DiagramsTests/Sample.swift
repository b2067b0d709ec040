import Analysis
import Bibliography
import Testing

@testable import Diagrams

/// Small invented networks, each with something that pictures stumble over.
struct Sample: CustomTestStringConvertible, Sendable {
  var name: String
  var inputs: DiagramInputs
  var testDescription: String { name }

  static let all: [Sample] = [
    // Nothing at all.
    Sample(name: "empty", institutions: [], papers: []),
    // One node.
    Sample(name: "one", institutions: [("Aber University", .academia)], papers: [[0]]),
    // No edges, two nodes with the same name.
    Sample(
      name: "no ties", institutions: [("Aber University", .academia), ("Bex", .industry), ("Bex", .unknown)],
      papers: [[0], [1], [2], [2]]),
    Sample(
      name: "three", institutions: [("Aber University", .academia), ("Bex", .industry), ("Cor Lab", .facility)],
      papers: [[0, 1], [0, 1], [1, 2]]),
    // Scripts, markup, escapes, controls, a word without end.
    Sample(
      name: "hostile",
      institutions: [
        ("上海交通大学 和 清华大学", .academia), ("جامعة القاهرة", .government), ("<b>R&D</b> \"x\" \\N \\", .industry),
        ("ctrl \u{1}\u{B}\u{202E} end", .healthcare), (String(repeating: "Superkalifragilistik", count: 8), .archive),
        ("]]> {a|b} $x$ %s", .nonprofit), ("   ", .other), ("🦊 Lab", .unknown),
      ],
      papers: [[0, 1, 2, 3], [3, 4, 5], [4, 5, 6], [6, 7], [0, 7], [0, 1]]),
    // Several components, the largest with a hub.
    Sample(
      name: "components",
      institutions: (0..<24).map { ("Institution number \($0)", Sector.allCases[$0 % Sector.allCases.count]) },
      papers: (1..<9).map { [0, $0] } + [[1, 2, 3], [9, 10, 11], [9, 10], [12, 13], [14, 15, 16, 17], [18], [19]]),
  ]

  /// Papers as lists of institutions; every paper's authors are one of each institution and a first author of its own.
  init(name: String, institutions: [(String, Sector)], papers: [[Int]]) {
    self.name = name
    let authors = institutions.indices.map { "A. \($0)" } + papers.indices.map { "First \($0)" }
    inputs = DiagramInputs(
      institutions: Self.network(
        .institutions, names: institutions.map(\.0), sectors: institutions.map(\.1), papers: papers),
      authors: Self.network(
        .authors, names: authors, sectors: nil,
        papers: papers.enumerated().map { $1 + [institutions.count + $0] }))
  }

  static func network(_ kind: NodeKind, names: [String], sectors: [Sector]?, papers: [[Int]]) -> Network {
    var edges: [Int: [Int: Network.Edge]] = [:]
    var counts = Array(repeating: 0, count: names.count)
    for (id, members) in papers.enumerated() {
      for member in members { counts[member] += 1 }
      for a in members {
        for b in members where a < b {
          var edge = edges[a]?[b] ?? Network.Edge(a: a, b: b, papers: 0, fractional: 0)
          edge.papers += 1
          edge.fractional += 1 / Double(members.count - 1)
          edge.paperIDs.append(Int64(id))
          edges[a, default: [:]][b] = edge
        }
      }
    }
    let sorted = edges.values.flatMap(\.values).sorted { ($0.a, $0.b) < ($1.a, $1.b) }
    return Network(
      kind: kind,
      nodes: names.indices.map { index in
        Network.Node(
          key: "name:\(index) \(names[index])", name: names[index], sector: sectors?[index],
          papers: counts[index], credit: Double(counts[index]) / 2)
      },
      edges: sorted, clusters: names.indices.map { $0 / 4 }, singlePapers: papers.filter { $0.count == 1 }.count,
      method: [MethodLine("counting", "full")])
  }
}
