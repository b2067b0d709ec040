/// How near each node is to the nodes it can reach, edges counted as steps of length 1.
public struct Closeness: Sendable {
  /// Sum of distances to all reachable nodes (unit: steps).
  public let farness: [Int]
  /// Number of reachable nodes, the node itself not counted.
  public let reached: [Int32]
  /// Harmonic closeness: Σ 1 / distance over all other nodes; unreachable ones add 0 (unit: nodes).
  ///
  /// Source: Boldi & Vigna (2014), "Axioms for centrality", doi:10.1080/15427951.2013.865686.
  public let harmonic: [Double]

  /// Closeness by Wasserman & Faust: (r / farness) · (r / (n − 1)), with r the number of reached nodes; 0 without ties.
  ///
  /// In a connected graph this is (n − 1) / farness. Source: Wasserman & Faust (1994), Social Network Analysis, 5.2.
  public func scores() -> [Double] {
    let others = Double(farness.count - 1)
    return farness.indices.map { node -> Double in
      let count = Double(reached[node])
      return farness[node] > 0 ? count / Double(farness[node]) * count / others : 0
    }
  }

  /// Sources followed at once.
  private typealias Lane = SIMD8<UInt64>
  private static var width: Int { 512 }

  /// Exact distances from every node to every node, 512 breadth-first searches at a time in the bits of one vector.
  ///
  /// Distances are symmetric, so that what a node collects as a target is what it would send as a source.
  ///
  ///     // 0 — 1 — 2:  farness [3, 2, 3], harmonic [1.5, 2, 1.5]
  ///
  /// - Complexity: O(n m d / 512) for diameter d; memory 192 n bytes a thread.
  ///
  /// Source: Then et al. (2014), "The more the merrier: efficient multi-source graph traversal",
  /// doi:10.14778/2735496.2735507.
  public init(of graph: Graph, threads: Int = 1) {
    let n = graph.nodeCount
    let workers = max(1, threads)
    let farness = Buffer<Int>(repeating: 0, count: n * workers)
    let reached = Buffer<Int32>(repeating: 0, count: n * workers)
    // Harmonic sums as counts by distance would need n d memory: integers scaled by lcm(1...20) stay exact and so do
    // not depend on the order of workers; longer distances round to 1e-9.
    let harmonic = Buffer<Int>(repeating: 0, count: n * workers)
    let out = Shared((farness.pointer, reached.pointer, harmonic.pointer))
    let memory = (0..<workers).map { _ in
      Shared((Buffer<Lane>(uninitialized: n), Buffer<Lane>(uninitialized: n), Buffer<Lane>(uninitialized: n)))
    }
    graph.targets.withUnsafeBufferPointer { targets in
      graph.offsets.withUnsafeBufferPointer { offsets in
        let rows = Shared((targets, offsets))
        Parallel.pieces((n + Closeness.width - 1) / Closeness.width, threads: workers) { batch, worker in
          let (targets, offsets) = rows.value
          let (seenBuffer, nowBuffer, nextBuffer) = memory[worker].value
          let seen = seenBuffer.pointer
          var (now, next) = (nowBuffer.pointer, nextBuffer.pointer)
          seen.update(repeating: .zero, count: n)
          now.update(repeating: .zero, count: n)
          let (far, count, near) = (out.value.0 + worker * n, out.value.1 + worker * n, out.value.2 + worker * n)
          let first = batch * Closeness.width
          for source in first..<min(n, first + Closeness.width) {
            let bit = source - first
            seen[source][bit / 64] |= 1 << UInt64(bit % 64)
            now[source][bit / 64] |= 1 << UInt64(bit % 64)
          }
          var distance = 1
          var active = true
          while active {
            active = false
            let share = Closeness.scale / distance
            for node in 0..<n {
              var found = Lane.zero
              for edge in offsets[node]..<offsets[node + 1] { found |= now[Int(targets[edge])] }
              found &= ~seen[node]
              next[node] = found
              guard found != .zero else { continue }
              active = true
              seen[node] |= found
              var bits = 0
              for lane in 0..<8 { bits += found[lane].nonzeroBitCount }
              far[node] += bits * distance
              near[node] += bits * share
              count[node] += Int32(bits)
            }
            swap(&now, &next)
            distance += 1
          }
        }
      }
    }
    var total = [Int](repeating: 0, count: n)
    var others = [Int32](repeating: 0, count: n)
    var sums = [Double](repeating: 0, count: n)
    for node in 0..<n {
      var near = 0
      for worker in 0..<workers {
        total[node] += farness.pointer[worker * n + node]
        others[node] += reached.pointer[worker * n + node]
        near += harmonic.pointer[worker * n + node]
      }
      sums[node] = Double(near) / Double(Closeness.scale)
    }
    self.farness = total
    self.reached = others
    self.harmonic = sums
  }

  /// lcm(1, …, 20): with n < 2^31 nodes the sum stays below 2^63 only for n · scale < 9.2e18, so n ≤ 3.9e10 is safe.
  private static var scale: Int { 232_792_560 }
}
