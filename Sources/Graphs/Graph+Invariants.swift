extension Graph {
  /// The first invariant that does not hold, in a sentence; nil when the graph is sound.
  ///
  /// - Complexity: O(n + m log degree).
  public func check() -> String? {
    guard offsets.first == 0 else { return "offsets do not begin with 0" }
    guard offsets.last == targets.count else { return "offsets do not end with the number of targets" }
    guard targets.count == weights.count else { return "\(targets.count) targets but \(weights.count) weights" }
    guard loops.isEmpty || loops.count == nodeCount else { return "\(nodeCount) nodes but \(loops.count) loops" }
    for node in nodes where offsets[node] > offsets[node + 1] { return "offsets descend at node \(node)" }
    for node in nodes {
      var last: Int32 = -1
      for edge in row(node) {
        let other = targets[edge]
        guard other >= 0, Int(other) < nodeCount else { return "node \(node) has a neighbour \(other) that is no node" }
        guard other > last else { return "the row of node \(node) is not ascending at neighbour \(other)" }
        guard other != Int32(node) else { return "node \(node) is its own neighbour" }
        guard weights[edge] > 0, weights[edge].isFinite else { return "edge \(node)–\(other) weighs \(weights[edge])" }
        guard weight(Int(other), node) == weights[edge] else {
          return "edge \(node)–\(other) weighs \(weights[edge]) there and \(weight(Int(other), node)) back"
        }
        last = other
      }
    }
    for (node, weight) in loops.enumerated() where !(weight >= 0 && weight.isFinite) {
      return "the loop of node \(node) weighs \(weight)"
    }
    return nil
  }
}
