import Bibliography

/// How two nodes of a network are connected: a shortest way, step by step, with the papers behind each step.
public struct Connection: Sendable {
  /// The network's nodes along the way, both ends included: indices into `network.nodes`.
  public var nodes: [Int]
  /// The tie of each step: indices into `network.edges`, one fewer than `nodes`.
  public var edges: [Int]
  /// How many ways there are of so few steps.
  public var count: Int
  /// What was searched.
  public var network: Network
}

extension Network {
  /// A way of fewest steps from one node to another; among several the one with most joint papers along it, then the
  /// one over the nodes that come first in the network's order.
  ///
  ///     // A–B 1 paper, B–D 1, A–C 2, C–D 1: A to D over C, since 2 + 1 > 1 + 1; 2 ways of two steps
  ///
  /// - Returns: nil when no way leads from one to the other.
  /// - Complexity: O(nodes + edges).
  public func connection(from start: Int, to end: Int) -> Connection? {
    var ties: [[(other: Int, edge: Int)]] = Array(repeating: [], count: nodes.count)
    for (index, edge) in edges.enumerated() {
      ties[edge.a].append((edge.b, index))
      ties[edge.b].append((edge.a, index))
    }
    var steps = [Int?](repeating: nil, count: nodes.count)
    // Of the ways of fewest steps: how many, the most joint papers, and the tie that leads there.
    var count = [Int](repeating: 0, count: nodes.count)
    var papers = [Int](repeating: 0, count: nodes.count)
    var last = [(from: Int, edge: Int)?](repeating: nil, count: nodes.count)
    (steps[start], count[start]) = (0, 1)
    var front = [start]
    while !front.isEmpty, steps[end] == nil {
      var following: [Int] = []
      for node in front {
        let step = (steps[node] ?? 0) + 1
        for tie in ties[node] {
          if steps[tie.other] == nil {
            steps[tie.other] = step
            following.append(tie.other)
          }
          guard steps[tie.other] == step else { continue }
          let sum = count[tie.other].addingReportingOverflow(count[node])
          count[tie.other] = sum.overflow ? .max : sum.partialValue
          let joint = papers[node] + edges[tie.edge].papers
          if last[tie.other] == nil || joint > papers[tie.other] {
            (papers[tie.other], last[tie.other]) = (joint, (node, tie.edge))
          }
        }
      }
      front = following.sorted()
    }
    guard steps[end] != nil else { return nil }
    var connection = Connection(nodes: [end], edges: [], count: count[end], network: self)
    while let step = connection.nodes.last.flatMap({ $0 == start ? nil : last[$0] }) {
      connection.nodes.append(step.from)
      connection.edges.append(step.edge)
    }
    connection.nodes.reverse()
    connection.edges.reverse()
    return connection
  }
}

extension Connection {
  /// One row a paper: the step it belongs to, and the source line it came from.
  public func table(_ authorships: Authorships) -> Table {
    let papers = Dictionary(authorships.papers.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    var rows: [[Table.Value]] = []
    for (position, index) in edges.enumerated() {
      let edge = network.edges[index]
      for id in edge.paperIDs {
        let paper = papers[id]
        rows.append([
          .integer(position + 1), .text(network.nodes[nodes[position]].name),
          .text(network.nodes[nodes[position + 1]].name), .integer(edge.papers), .text(paper?.title ?? ""),
          paper?.year.map { .integer($0) } ?? .null, paper?.venue.map { .text($0) } ?? .null,
          .text(paper?.sourceFile ?? ""), .integer(paper?.sourceLine ?? 0),
        ])
      }
    }
    let ends = [nodes.first, nodes.last].compactMap { $0.map { network.nodes[$0].name } }
    let steps = edges.count
    return Table(
      title: "From \(ends.first ?? "") to \(ends.last ?? "")",
      method: network.method + [
        MethodLine("path", "fewest steps; among several the one with most joint papers, then by the network's order")
      ],
      columns: [
        Table.Column("step"), Table.Column("from"), Table.Column("to"),
        Table.Column("joint_papers", unit: "papers", note: "Papers that tie the two."), Table.Column("title"),
        Table.Column("year"), Table.Column("venue"), Table.Column("source_file"), Table.Column("source_line"),
      ],
      rows: rows,
      notes: [
        steps == 0
          ? "Both are the same node."
          : count == 1
            ? "It is the only way of \(steps) step\(steps == 1 ? "" : "s")."
            : "It is one of \(count) ways of \(steps) steps."
      ])
  }
}
