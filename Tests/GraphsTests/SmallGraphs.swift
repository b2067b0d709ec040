import Graphs

/// Graphs that many tests share.
enum SmallGraphs {
  /// 0 —2— 1 —1— 2
  static let path = Graph(nodeCount: 3, edges: [.init(0, 1, 2), .init(1, 2)])
  /// Two triangles joined by the edge 2–3.
  static let twoTriangles = Graph(
    nodeCount: 6,
    edges: [.init(0, 1), .init(1, 2), .init(0, 2), .init(2, 3), .init(3, 4), .init(4, 5), .init(3, 5)])
  static let empty = Graph(nodeCount: 0, edges: [])
  static let single = Graph(nodeCount: 1, edges: [])
  static let edgeless = Graph(nodeCount: 3, edges: [])
  /// A path of three, a node alone, an edge: components of 3, 2 and 1.
  static let threeParts = Graph(nodeCount: 6, edges: [.init(0, 5), .init(1, 2), .init(2, 3)])
  static let looped = Graph(nodeCount: 2, edges: [.init(0, 0, 3), .init(0, 1)])

  static let all: [Graph] = [
    path, twoTriangles, empty, single, edgeless, threeParts, looped, zachary, random(60, 150, 1),
  ]

  /// Zachary's karate club: 34 members, 78 friendships. Source: Zachary (1977), J. Anthropological Research 33(4).
  static let zachary: Graph = {
    let rows = [
      "1 2 3 4 5 6 7 8 10 11 12 13 17 19 21 31", "2 3 7 13 17 19 21 30", "3 7 8 9 13 27 28 32", "7 12 13", "6 10",
      "6 10 16", "16", "", "30 32 33", "33", "", "", "", "33", "32 33", "32 33", "", "", "32 33", "33", "32 33", "",
      "32 33", "25 27 29 32 33", "25 27 31", "31", "29 33", "33", "31 33", "32 33", "32 33", "32 33", "33", "",
    ]
    var edges: [Graph.Edge] = []
    for (a, row) in rows.enumerated() {
      for b in row.split(separator: " ").compactMap({ Int($0) }) { edges.append(.init(a, b)) }
    }
    return Graph(nodeCount: 34, edges: edges)
  }()

  /// Uniform random edges with weights 1...4, duplicates added up; no loops.
  static func random(_ nodes: Int, _ edges: Int, _ seed: UInt64) -> Graph {
    var generator = SeededGenerator(seed: seed)
    var list: [Graph.Edge] = []
    while list.count < edges {
      let (a, b) = (Int.random(in: 0..<nodes, using: &generator), Int.random(in: 0..<nodes, using: &generator))
      if a != b { list.append(.init(a, b, Double(Int.random(in: 1...4, using: &generator)))) }
    }
    return Graph(nodeCount: nodes, edges: list)
  }

  /// Joint papers of up to five authors, most of them of one or two: cliques with twins and pendants.
  static func coauthors(_ authors: Int, _ papers: Int, _ seed: UInt64) -> Graph {
    var generator = SeededGenerator(seed: seed)
    var list: [Graph.Edge] = []
    for _ in 0..<papers {
      let first = Int.random(in: 0..<authors, using: &generator)
      let team = (0..<Int.random(in: 1...5, using: &generator)).map { _ in
        Int.random(in: 0..<3, using: &generator) == 0
          ? Int.random(in: 0..<authors, using: &generator)
          : (first + Int.random(in: 0..<6, using: &generator)) % authors
      }
      for (index, a) in team.enumerated() {
        for b in team[(index + 1)...] where a != b { list.append(.init(a, b)) }
      }
    }
    return Graph(nodeCount: authors, edges: list)
  }

  /// Communities of `size` nodes: dense inside, sparse between.
  static func planted(_ communities: Int, _ size: Int, _ seed: UInt64) -> Graph {
    var generator = SeededGenerator(seed: seed)
    var list: [Graph.Edge] = []
    let n = communities * size
    for a in 0..<n {
      for _ in 0..<5 {
        let b = a / size * size + Int.random(in: 0..<size, using: &generator)
        if a != b { list.append(.init(a, b)) }
      }
      if Int.random(in: 0..<3, using: &generator) == 0 {
        let b = Int.random(in: 0..<n, using: &generator)
        if a != b { list.append(.init(a, b)) }
      }
    }
    return Graph(nodeCount: n, edges: list)
  }
}
