/// An undirected, weighted graph in compressed sparse row form.
///
/// Every edge is stored twice, once in the row of each end; rows are ascending and hold a neighbour once. A loop (an
/// edge from a node to itself) stands apart in `loops`, so that a walk over neighbours never meets the node itself.
/// The weights are positive and finite. `Graph.check()` verifies all of this.
///
///     // 0 —2— 1 —1— 2
///     let path = Graph(nodeCount: 3, edges: [.init(0, 1, 2), .init(1, 2)])
///     path.offsets      // [0, 1, 3, 4]
///     path.targets      // [1, 0, 2, 1]
///     path.weights      // [2, 2, 1, 1]
///     path.strengths()  // [2, 3, 1]
///
/// Memory: 8 (n + 1) + 24 m bytes, m the number of edges.
public struct Graph: Sendable {
  /// An edge as a builder takes it: two ends in any order, and a weight.
  public struct Edge: Hashable, Sendable {
    /// One end.
    public var a: Int32
    /// The other end; the same as `a` for a loop.
    public var b: Int32
    /// Not negative, finite.
    public var weight: Double

    /// An edge between two nodes; weight 1 unless told.
    public init(_ a: Int, _ b: Int, _ weight: Double = 1) {
      self.a = Int32(a)
      self.b = Int32(b)
      self.weight = weight
    }
  }

  /// n + 1 values, ascending from 0 to 2m: row i is `offsets[i]..<offsets[i + 1]`.
  public let offsets: [Int]
  /// 2m values: the neighbours of each node, ascending within a row, never the node itself.
  public let targets: [Int32]
  /// 2m values aligned with `targets`; positive, finite, and the same in both directions.
  public let weights: [Double]
  /// Weight of each node's loop: n values, or none when there is no loop. Zero where a node has none.
  public let loops: [Double]

  /// A graph from rows that already keep the invariants; `check()` tells whether they do.
  ///
  /// - Precondition: the sizes of the four arrays fit.
  public init(offsets: [Int], targets: [Int32], weights: [Double], loops: [Double] = []) {
    precondition(offsets.first == 0 && offsets.last == targets.count, "offsets run from 0 to the number of targets")
    precondition(targets.count == weights.count, "one weight a target")
    precondition(loops.isEmpty || loops.count == offsets.count - 1, "one loop a node, or none at all")
    self.offsets = offsets
    self.targets = targets
    self.weights = weights
    self.loops = loops
  }

  /// Number of nodes.
  public var nodeCount: Int { offsets.count - 1 }
  /// Number of edges, each counted once; loops are not among them.
  public var edgeCount: Int { targets.count / 2 }
  /// All nodes.
  public var nodes: Range<Int> { 0..<nodeCount }

  /// Where the row of `node` lies in `targets` and `weights`.
  public func row(_ node: Int) -> Range<Int> { offsets[node]..<offsets[node + 1] }
  /// The neighbours of `node`, ascending.
  public func neighbors(of node: Int) -> ArraySlice<Int32> { targets[row(node)] }
  /// The weights of the edges to `neighbors(of: node)`, in the same order.
  public func weights(of node: Int) -> ArraySlice<Double> { weights[row(node)] }
  /// Number of neighbours.
  public func degree(_ node: Int) -> Int { offsets[node + 1] - offsets[node] }
  /// Number of neighbours of each node.
  public func degrees() -> [Int32] { nodes.map { Int32(degree($0)) } }

  /// The weight of the edge between two nodes (of the loop, if they are the same); 0 when there is none.
  ///
  /// - Complexity: O(log degree).
  public func weight(_ a: Int, _ b: Int) -> Double {
    if a == b { return loops.isEmpty ? 0 : loops[a] }
    var low = offsets[a]
    var high = offsets[a + 1]
    while low < high {
      let middle = (low + high) / 2
      if targets[middle] < Int32(b) { low = middle + 1 } else { high = middle }
    }
    return low < offsets[a + 1] && targets[low] == Int32(b) ? weights[low] : 0
  }

  /// The strength of each node: the sum of its edge weights, a loop counted twice (it has both ends here).
  ///
  /// - Complexity: O(n + m); the values do not depend on `threads`.
  public func strengths(threads: Int = 1) -> [Double] {
    var strengths = [Double](repeating: 0, count: nodeCount)
    strengths.withUnsafeMutableBufferPointer { strengths in
      offsets.withUnsafeBufferPointer { offsets in
        weights.withUnsafeBufferPointer { weights in
          let shared = Shared((strengths, offsets, weights))
          Parallel.ranges(strengths.count, length: 4096, threads: threads) { range, _ in
            let (strengths, offsets, weights) = shared.value
            for node in range {
              var sum = 0.0
              for edge in offsets[node]..<offsets[node + 1] { sum += weights[edge] }
              strengths[node] = sum
            }
          }
        }
      }
    }
    for (node, loop) in loops.enumerated() { strengths[node] += 2 * loop }
    return strengths
  }

  /// W, the sum of all weights, each edge and each loop counted once.
  public var totalWeight: Double {
    var sum = 0.0
    for weight in weights { sum += weight }
    return sum / 2 + loops.reduce(0, +)
  }

  /// The edges with a < b, ascending by (a, b), then the loops by node.
  public var edges: [Edge] {
    var result: [Edge] = []
    result.reserveCapacity(edgeCount)
    for node in nodes {
      for edge in row(node) where targets[edge] > Int32(node) {
        result.append(Edge(node, Int(targets[edge]), weights[edge]))
      }
    }
    for (node, weight) in loops.enumerated() where weight > 0 { result.append(Edge(node, node, weight)) }
    return result
  }
}
