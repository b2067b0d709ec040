/// Who holds a network together: nodes and edges whose loss would break a component apart.
public struct CutPoints: Sendable, Hashable {
  /// Articulation points, ascending.
  public let nodes: [Int]
  /// Bridges, each with a < b, ascending by (a, b).
  public let bridges: [Bridge]

  /// An edge that is the only way between its two sides.
  public struct Bridge: Sendable, Hashable {
    /// The smaller end.
    public let a: Int
    /// The larger end.
    public let b: Int

    /// A bridge between two nodes, a < b.
    public init(a: Int, b: Int) {
      self.a = a
      self.b = b
    }
  }

  /// Finds all articulation points and bridges.
  ///
  ///     // 0 — 1 — 2 — 3, and 1 — 3
  ///     CutPoints(of: graph)  // nodes [1], bridges [0–1]
  ///
  /// - Complexity: O(n + m), without recursion.
  ///
  /// Source: Tarjan (1972), "Depth-first search and linear graph algorithms", doi:10.1137/0201010.
  public init(of graph: Graph) {
    let n = graph.nodeCount
    var found = [Int32](repeating: -1, count: n)  // order of discovery
    var low = [Int32](repeating: 0, count: n)  // earliest discovery reached from the subtree
    var parent = [Int32](repeating: -1, count: n)
    var next = (0..<n).map { graph.offsets[$0] }
    var isCut = [Bool](repeating: false, count: n)
    var bridges: [Bridge] = []
    var clock: Int32 = 0
    var stack: [Int32] = []
    for root in 0..<n where found[root] < 0 {
      var children = 0
      stack.append(Int32(root))
      found[root] = clock
      low[root] = clock
      clock += 1
      while let top = stack.last {
        let node = Int(top)
        if next[node] < graph.offsets[node + 1] {
          let other = Int(graph.targets[next[node]])
          next[node] += 1
          if found[other] < 0 {
            parent[other] = top
            found[other] = clock
            low[other] = clock
            clock += 1
            stack.append(Int32(other))
            if node == root { children += 1 }
          } else if Int32(other) != parent[node] {
            low[node] = min(low[node], found[other])
          }
        } else {
          stack.removeLast()
          guard parent[node] >= 0 else { continue }
          let above = Int(parent[node])
          low[above] = min(low[above], low[node])
          if above != root && low[node] >= found[above] { isCut[above] = true }
          if low[node] > found[above] { bridges.append(Bridge(a: min(above, node), b: max(above, node))) }
        }
      }
      if children > 1 { isCut[root] = true }
    }
    nodes = isCut.indices.filter { isCut[$0] }
    self.bridges = bridges.sorted { ($0.a, $0.b) < ($1.a, $1.b) }
  }
}
