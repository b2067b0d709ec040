/// Connected components.
public enum Components {
  /// The component of each node, numbered from 0 by size (largest first), then by smallest member.
  ///
  ///     // 0 — 1   2   3 — 4 — 5
  ///     Components.connected(graph)  // [1, 1, 2, 0, 0, 0]
  ///
  /// - Complexity: O(n + m).
  public static func connected(_ graph: Graph) -> [Int32] {
    if graph.edgeCount == 0 { return graph.nodes.map { Int32($0) } }
    let label = Buffer<Int32>(repeating: 0, count: graph.nodeCount)
    graph.offsets.withUnsafeBufferPointer { offsets in
      graph.targets.withUnsafeBufferPointer { targets in
        graph.weights.withUnsafeBufferPointer { weights in
          guard let begin = offsets.baseAddress, let target = targets.baseAddress, let weight = weights.baseAddress
          else { return }
          // With one label for all nodes the connected parts of a cluster are the components; masses are not read.
          let unused = Buffer<Double>(uninitialized: 0)
          let level = LeidenLevel(
            count: graph.nodeCount, begin: begin, end: begin + 1, targets: target, weights: weight,
            mass: UnsafePointer(unused.pointer))
          LeidenRun.splitDisconnected(level, label.pointer)
        }
      }
    }
    return Partition.numbered([Int32](UnsafeBufferPointer(start: label.pointer, count: graph.nodeCount)))
  }
}
