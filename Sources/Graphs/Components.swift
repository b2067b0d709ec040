/// Connected components.
public enum Components {
  /// The component of each node, numbered from 0 by size (largest first), then by smallest member.
  ///
  ///     // 0 — 1   2   3 — 4 — 5
  ///     Components.connected(graph)  // [1, 1, 2, 0, 0, 0]
  ///
  /// - Complexity: O(n + m).
  public static func connected(_ graph: Graph) -> [Int32] {
    var label = [Int32](repeating: -1, count: graph.nodeCount)
    var queue: [Int32] = []
    queue.reserveCapacity(graph.nodeCount)
    var count: Int32 = 0
    for seed in graph.nodes where label[seed] < 0 {
      var head = queue.count
      queue.append(Int32(seed))
      label[seed] = count
      while head < queue.count {
        let node = Int(queue[head])
        head += 1
        for edge in graph.row(node) where label[Int(graph.targets[edge])] < 0 {
          label[Int(graph.targets[edge])] = count
          queue.append(graph.targets[edge])
        }
      }
      count += 1
    }
    return Partition.numbered(label)
  }
}
