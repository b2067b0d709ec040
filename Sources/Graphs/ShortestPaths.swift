/// Shortest paths from one node, by steps or by lengths that the caller makes of weights.
public struct ShortestPaths: Sendable {
  /// Length of the shortest path to each node; infinite when there is none (unit: steps, or that of the lengths).
  public let distances: [Double]
  /// The node before each node on a shortest path; −1 for the source and for nodes out of reach. Among equally short
  /// ways the one over the smallest predecessor.
  public let predecessors: [Int32]
  /// Where all paths begin.
  public let source: Int

  /// Shortest paths from `source`.
  ///
  ///     // 0 —1— 1 —1— 2 and 0 —4— 2 with length 1 / weight: distance to 2 is 1/4
  ///     ShortestPaths(from: 0, in: graph) { 1 / $0 }.path(to: 2)  // [0, 2]
  ///
  /// - Parameter length: what an edge of a weight is long, not negative; nil: 1 each, so that paths have fewest steps.
  /// - Complexity: O(n + m) by steps, O((n + m) log n) by length.
  ///
  /// Source: Dijkstra (1959), doi:10.1007/BF01386390.
  public init(from source: Int, in graph: Graph, length: ((Double) -> Double)? = nil) {
    let n = graph.nodeCount
    var distances = [Double](repeating: .infinity, count: n)
    var predecessors = [Int32](repeating: -1, count: n)
    distances[source] = 0
    if let length {
      var heap = DistanceHeap()
      heap.insert(0, Int32(source))
      while let (distance, top) = heap.removeFirst() {
        let node = Int(top)
        guard distance == distances[node] else { continue }
        for edge in graph.row(node) {
          let other = Int(graph.targets[edge])
          let step = length(graph.weights[edge])
          precondition(step >= 0, "a length is negative")
          let through = distance + step
          if through < distances[other] {
            distances[other] = through
            predecessors[other] = top
            heap.insert(through, Int32(other))
          } else if through == distances[other] && other != source && step > 0 && top < predecessors[other] {
            predecessors[other] = top
          }
        }
      }
    } else {
      var level = [Int32(source)]
      var steps = 0.0
      while !level.isEmpty {
        steps += 1
        var next: [Int32] = []
        for node in level {
          for other in graph.neighbors(of: Int(node)) where distances[Int(other)] == .infinity {
            distances[Int(other)] = steps
            predecessors[Int(other)] = node
            next.append(other)
          }
        }
        level = next.sorted()
      }
    }
    self.distances = distances
    self.predecessors = predecessors
    self.source = source
  }

  /// The nodes of a shortest path from the source to `target`, both included; nil when there is none.
  public func path(to target: Int) -> [Int]? {
    guard distances[target].isFinite else { return nil }
    var path = [target]
    while let last = path.last, last != source { path.append(Int(predecessors[last])) }
    return path.reversed()
  }
}

/// A binary heap of distances, smallest first, among equals by node.
private struct DistanceHeap {
  private var items: [(Double, Int32)] = []

  mutating func insert(_ distance: Double, _ node: Int32) {
    items.append((distance, node))
    var child = items.count - 1
    while child > 0 {
      let parent = (child - 1) / 2
      if items[parent] <= items[child] { break }
      items.swapAt(parent, child)
      child = parent
    }
  }

  mutating func removeFirst() -> (Double, Int32)? {
    guard let first = items.first, let last = items.popLast() else { return nil }
    if items.isEmpty { return first }
    items[0] = last
    var parent = 0
    while true {
      var child = 2 * parent + 1
      if child >= items.count { break }
      if child + 1 < items.count && items[child + 1] < items[child] { child += 1 }
      if items[parent] <= items[child] { break }
      items.swapAt(parent, child)
      parent = child
    }
    return first
  }
}

extension Graph {
  /// The nodes within so many steps of `node`, by steps: [[node], neighbours, their neighbours, ...], each ascending.
  ///
  /// - Complexity: O(n / 8 + edges met).
  public func neighborhood(of node: Int, hops: Int) -> [[Int32]] {
    let seen = Buffer<UInt8>(repeating: 0, count: nodeCount)
    seen.pointer[node] = 1
    var rings: [[Int32]] = [[Int32(node)]]
    for _ in 0..<hops {
      guard let last = rings.last, !last.isEmpty else { break }
      var ring: [Int32] = []
      targets.withUnsafeBufferPointer { targets in
        offsets.withUnsafeBufferPointer { offsets in
          for from in last {
            for edge in offsets[Int(from)]..<offsets[Int(from) + 1] where seen.pointer[Int(targets[edge])] == 0 {
              seen.pointer[Int(targets[edge])] = 1
              ring.append(targets[edge])
            }
          }
        }
      }
      // A ring of many nodes is read off the marks in order, a small one is sorted.
      rings.append(ring.count > nodeCount / 16 ? ascending(ring) : ring.sorted())
    }
    if rings.last?.isEmpty == true { rings.removeLast() }
    return rings
  }

  private func ascending(_ nodes: [Int32]) -> [Int32] {
    let isIn = Buffer<UInt8>(repeating: 0, count: nodeCount)
    for node in nodes { isIn.pointer[Int(node)] = 1 }
    return [Int32](unsafeUninitializedCapacity: nodes.count + 1) { result, count in
      for node in 0..<nodeCount {
        result[count] = Int32(truncatingIfNeeded: node)
        count += Int(isIn.pointer[node])
      }
    }
  }
}
