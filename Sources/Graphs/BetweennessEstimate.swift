#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Betweenness from sampled shortest paths, with a bound on the error.
public struct BetweennessEstimate: Sendable, Hashable {
  /// Share of all pairs of nodes whose shortest path runs through the node, 0…1: B(v) / (n (n − 1) / 2).
  public let shares: [Double]
  /// Paths sampled.
  public let samples: Int
  /// With the stated confidence no share is farther than this from the exact one.
  public let error: Double
  /// The probability that the bound holds for all nodes at once.
  public let confidence: Double

  /// Samples pairs of nodes and one shortest path between them, until every share is known to within `error`.
  ///
  /// After growing numbers r of samples the bound r · D(p, p ± error) ≥ ln(2 n / δ_k) is tried on every node, with p the
  /// share found so far, D the relative entropy of two coins and δ_k = (1 − confidence) / (k (k + 1)) at the k-th
  /// trial. Since the sum of δ_k is 1 − confidence, stopping early costs nothing of the confidence.
  ///
  /// - Parameters:
  ///   - error: largest difference allowed, 0…1, say 0.005.
  ///   - confidence: 0…1.
  /// - Complexity: O(ln(n) / error) samples for small shares, each a search from both ends.
  ///
  /// Source: Riondato & Kornaropoulos (2016), doi:10.1007/s10618-015-0423-0 (sampling paths); Borassi & Natale (2019),
  /// KADABRA, doi:10.1145/3284359 (search from both ends, adaptive stop); Chernoff (1952), doi:10.1214/aoms/1177729330.
  public init(of graph: Graph, error: Double, confidence: Double = 0.9, seed: UInt64 = 1, threads: Int = 1) {
    precondition(error > 0 && error < 1 && confidence > 0 && confidence < 1, "error and confidence lie in 0…1")
    let n = graph.nodeCount
    self.error = error
    self.confidence = confidence
    guard n > 2 else {
      shares = [Double](repeating: 0, count: n)
      samples = 0
      return
    }
    let component = Components.connected(graph)
    let workers = max(1, threads)
    let searches = (0..<workers).map { _ in Shared(PathSampler(graph, component)) }
    var done = 0
    var trial = 0
    // Even a node that no path met needs this many samples.
    var goal = Int(log(2 * Double(n) / (1 - confidence)) / -log(1 - error)) + 1
    while true {
      let batch = goal - done
      let first = done
      let length = 64
      graph.offsets.withUnsafeBufferPointer { offsets in
        graph.targets.withUnsafeBufferPointer { targets in
          let rows = Shared((offsets, targets))
          Parallel.ranges(batch, length: length, threads: threads) { range, worker in
            for index in range {
              var generator = SeededGenerator(seed: seed &+ UInt64(first + index) &* 0xD134_2543_DE82_EF95)
              searches[worker].value.sample(rows.value.0, rows.value.1, &generator)
            }
          }
        }
      }
      done = goal
      trial += 1
      var most = 0
      for node in 0..<n { most = max(most, searches.reduce(0) { $0 + Int($1.value.counts.pointer[node]) }) }
      // Variance grows with the share up to one half, and the bound with it.
      let share = min(0.5, Double(most) / Double(done))
      let needed = log(2 * Double(n) * Double(trial * (trial + 1)) / (1 - confidence))
      let information = min(
        BetweennessEstimate.entropy(share, share + error), BetweennessEstimate.entropy(share, share - error))
      if Double(done) * information >= needed { break }
      goal = max(done + done / 8, min(Int(needed / information * 1.02), 2 * done))
    }
    samples = done
    let total = Double(done)
    shares = (0..<n).map { node in Double(searches.reduce(0) { $0 + Int($1.value.counts.pointer[node]) }) / total }
  }

  /// D(p, q) of two coins (unit: nats); infinite when q cannot be.
  static func entropy(_ p: Double, _ q: Double) -> Double {
    guard q > 0, q < 1 else { return .infinity }
    return (p > 0 ? p * log(p / q) : 0) + (p < 1 ? (1 - p) * log((1 - p) / (1 - q)) : 0)
  }
}

/// Draws shortest paths uniformly by searching from both ends at once.
private final class PathSampler {
  /// What a search knows of a node; valid when `stamp` is that of the search and side.
  struct Mark: BitwiseCopyable {
    var stamp: UInt32
    var distance: Int32
    var paths: Double
  }

  let counts: Buffer<Int32>
  private let n: Int
  private let component: [Int32]
  private let marks: Buffer<Mark>
  private let queues: (Buffer<Int32>, Buffer<Int32>)
  private var meetings: [(Int32, Int32, Double)] = []
  private var search: UInt32 = 0

  init(_ graph: Graph, _ component: [Int32]) {
    n = graph.nodeCount
    self.component = component
    counts = Buffer(repeating: 0, count: n)
    marks = Buffer(repeating: Mark(stamp: 0, distance: 0, paths: 0), count: n)
    queues = (Buffer(uninitialized: n), Buffer(uninitialized: n))
  }

  /// Draws a pair of nodes and counts the inner nodes of one shortest path between them.
  func sample(
    _ offsets: UnsafeBufferPointer<Int>, _ targets: UnsafeBufferPointer<Int32>, _ generator: inout SeededGenerator
  ) {
    let source = generator.below(n)
    var sink = generator.below(n - 1)
    if sink >= source { sink += 1 }
    guard component[source] == component[sink] else { return }
    if search >= UInt32.max / 2 - 1 {
      marks.pointer.update(repeating: Mark(stamp: 0, distance: 0, paths: 0), count: n)
      search = 0
    }
    search += 1
    let (marks, stamps) = (marks.pointer, [search * 2, search * 2 + 1])
    let queue = [queues.0.pointer, queues.1.pointer]
    var head = [0, 0]
    var tail = [1, 1]
    var work = [0, 0]  // edges out of the frontier
    for (side, start) in [source, sink].enumerated() {
      queue[side][0] = Int32(start)
      marks[start] = Mark(stamp: stamps[side], distance: 0, paths: 1)
      work[side] = offsets[start + 1] - offsets[start]
    }
    meetings.removeAll(keepingCapacity: true)
    while meetings.isEmpty {
      let side = work[0] <= work[1] ? 0 : 1
      let (own, facing) = (stamps[side], stamps[1 - side])
      let level = queue[side]
      var end = tail[side]
      var next = 0
      for at in head[side]..<tail[side] {
        let node = Int(level[at])
        let (paths, distance) = (marks[node].paths, marks[node].distance + 1)
        for edge in offsets[node]..<offsets[node + 1] {
          let other = Int(targets[edge])
          let mark = marks[other]
          if mark.stamp == own {
            if mark.distance == distance { marks[other].paths += paths }
          } else if mark.stamp == facing {
            meetings.append((Int32(node), Int32(other), paths * mark.paths))
          } else {
            marks[other] = Mark(stamp: own, distance: distance, paths: paths)
            level[end] = Int32(other)
            end += 1
            next += offsets[other + 1] - offsets[other]
          }
        }
      }
      head[side] = tail[side]
      tail[side] = end
      work[side] = next
    }
    var ticket = generator.unit() * meetings.reduce(0) { $0 + $1.2 }
    var chosen = meetings[meetings.count - 1]
    for meeting in meetings {
      ticket -= meeting.2
      if ticket < 0 {
        chosen = meeting
        break
      }
    }
    for start in [chosen.0, chosen.1] { walkBack(from: Int(start), offsets, targets, &generator) }
  }

  /// Counts the nodes on a way back to the end where the search of this node's side began, the end left out.
  private func walkBack(
    from start: Int, _ offsets: UnsafeBufferPointer<Int>, _ targets: UnsafeBufferPointer<Int32>,
    _ generator: inout SeededGenerator
  ) {
    let marks = marks.pointer
    var node = start
    while marks[node].distance > 0 {
      counts.pointer[node] += 1
      let (stamp, before) = (marks[node].stamp, marks[node].distance - 1)
      var ticket = generator.unit() * marks[node].paths
      var chosen = node
      for edge in offsets[node]..<offsets[node + 1] {
        let other = Int(targets[edge])
        guard marks[other].stamp == stamp, marks[other].distance == before else { continue }
        chosen = other
        ticket -= marks[other].paths
        if ticket < 0 { break }
      }
      node = chosen
    }
  }
}
