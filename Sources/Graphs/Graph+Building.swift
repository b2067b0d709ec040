extension Graph {
  /// A graph from edges in any order.
  ///
  /// Edges between the same two nodes are added up, in the order they come; edges that weigh 0 are no edges and are
  /// left out; an edge from a node to itself becomes the node's loop.
  ///
  /// - Precondition: ends lie in 0..<nodeCount; weights are finite and not negative.
  /// - Complexity: O(n + m).
  public init(nodeCount: Int, edges: [Edge]) {
    self.init(
      nodeCount: nodeCount, sources: edges.map(\.a), targets: edges.map(\.b), weights: edges.map(\.weight))
  }

  /// A graph from columns of ends and weights (1 each, when `weights` is nil), by the rules of `init(nodeCount:edges:)`.
  public init(nodeCount: Int, sources: [Int32], targets ends: [Int32], weights given: [Double]? = nil) {
    precondition(nodeCount >= 0 && nodeCount < Int(Int32.max), "nodes are counted in 32 bits")
    precondition(sources.count == ends.count && (given.map { $0.count == ends.count } ?? true), "columns of one length")
    var loops: [Double] = []
    var start = [Int](repeating: 0, count: nodeCount + 1)
    for edge in sources.indices {
      let (a, b) = (Int(sources[edge]), Int(ends[edge]))
      let weight = given?[edge] ?? 1
      precondition(a >= 0 && a < nodeCount && b >= 0 && b < nodeCount, "an end of an edge is no node")
      precondition(weight >= 0 && weight.isFinite, "a weight is negative or not finite")
      if a == b {
        if loops.isEmpty && weight > 0 { loops = [Double](repeating: 0, count: nodeCount) }
        if weight > 0 { loops[a] += weight }
      } else if weight > 0 {
        start[a + 1] += 1
        start[b + 1] += 1
      }
    }
    for node in 0..<nodeCount { start[node + 1] += start[node] }
    // Scatter into rows, then scatter the transpose: visiting rows in order leaves every row sorted, and a symmetric
    // matrix is its own transpose.
    var cursor = start
    var scattered = [Int32](repeating: 0, count: start[nodeCount])
    var scatteredWeights = [Double](repeating: 0, count: start[nodeCount])
    for edge in sources.indices {
      let (a, b) = (Int(sources[edge]), Int(ends[edge]))
      let weight = given?[edge] ?? 1
      guard a != b, weight > 0 else { continue }
      scattered[cursor[a]] = Int32(b)
      scatteredWeights[cursor[a]] = weight
      cursor[a] += 1
      scattered[cursor[b]] = Int32(a)
      scatteredWeights[cursor[b]] = weight
      cursor[b] += 1
    }
    var targets = [Int32](repeating: 0, count: start[nodeCount])
    var weights = [Double](repeating: 0, count: start[nodeCount])
    cursor = start
    for node in 0..<nodeCount {
      for edge in start[node]..<start[node + 1] {
        let other = Int(scattered[edge])
        targets[cursor[other]] = Int32(node)
        weights[cursor[other]] = scatteredWeights[edge]
        cursor[other] += 1
      }
    }
    // Equal neighbours now stand side by side.
    var offsets = [Int](repeating: 0, count: nodeCount + 1)
    var kept = 0
    for node in 0..<nodeCount {
      let first = kept
      for edge in start[node]..<start[node + 1] {
        if kept > first && targets[kept - 1] == targets[edge] {
          weights[kept - 1] += weights[edge]
        } else {
          targets[kept] = targets[edge]
          weights[kept] = weights[edge]
          kept += 1
        }
      }
      offsets[node + 1] = kept
    }
    targets.removeLast(targets.count - kept)
    weights.removeLast(weights.count - kept)
    self.init(offsets: offsets, targets: targets, weights: weights, loops: loops)
  }
}
