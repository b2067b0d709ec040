extension Graph {
  /// A graph from edges in any order.
  ///
  /// Edges between the same two nodes are added up, in the order they come; edges that weigh 0 are no edges and are
  /// left out; an edge from a node to itself becomes the node's loop.
  ///
  /// - Precondition: ends lie in 0..<nodeCount; weights are finite and not negative.
  /// - Complexity: O(n + m).
  public init(nodeCount: Int, edges: [Edge], threads: Int = 1) {
    var builder = GraphBuilder()
    for edge in edges { builder.add(Int(edge.a), Int(edge.b), edge.weight) }
    precondition(builder.nodeCount <= nodeCount, "an end of an edge is no node")
    self = builder.graph(nodeCount: nodeCount, threads: threads)
  }

  /// A graph from columns of ends and weights (1 each, when `weights` is nil), by the rules of `init(nodeCount:edges:)`.
  public init(
    nodeCount: Int, sources: [Int32], targets: [Int32], weights: [Double]? = nil, threads: Int = 1
  ) {
    var builder = GraphBuilder()
    builder.add(sources, targets, weights, threads: threads)
    precondition(builder.nodeCount <= nodeCount, "an end of an edge is no node")
    self = builder.graph(nodeCount: nodeCount, threads: threads)
  }
}
