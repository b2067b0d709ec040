/// A view of a graph at one level of aggregation. Row v is `begin[v]..<end[v]`; loops are left out, since they stay
/// inside whatever cluster their node joins.
struct LeidenLevel {
  let count: Int
  let begin: UnsafePointer<Int>
  let end: UnsafePointer<Int>
  /// Neighbours 0..<count, each at most once in a row, never the node itself.
  let targets: UnsafePointer<Int32>
  /// Positive, aligned with `targets`.
  let weights: UnsafePointer<Double>
  /// What the quality function counts of each node: strength (modularity) or number of nodes (Potts).
  let mass: UnsafePointer<Double>

  /// Neighbours of a node.
  @inline(__always)
  func degree(_ node: Int) -> Int { end[node] &- begin[node] }

  /// Mean weight of an entry among the first nodes: the scale of gains.
  func meanWeight() -> Double {
    var (sum, entries) = (0.0, 0)
    for node in 0..<min(count, 64) {
      for edge in begin[node]..<end[node] { sum += weights[edge] }
      entries += degree(node)
    }
    return entries > 0 ? sum / Double(entries) : 1
  }
}

/// A level with the memory that holds it.
final class AggregatedLevel {
  let offsets: Buffer<Int>
  let targets: Buffer<Int32>
  let weights: Buffer<Double>
  let mass: Buffer<Double>

  /// Memory for `count` nodes and at most `capacity` row entries.
  init(count: Int, capacity: Int) {
    offsets = Buffer(uninitialized: count + 1)
    targets = Buffer(uninitialized: capacity)
    weights = Buffer(uninitialized: capacity)
    mass = Buffer(uninitialized: count)
  }

  var level: LeidenLevel {
    LeidenLevel(
      count: mass.count, begin: UnsafePointer(offsets.pointer), end: UnsafePointer(offsets.pointer + 1),
      targets: UnsafePointer(targets.pointer), weights: UnsafePointer(weights.pointer),
      mass: UnsafePointer(mass.pointer))
  }
}

/// Scratch memory of one run, allocated once for the largest level.
final class LeidenWorkspace: @unchecked Sendable {
  let threads: Int
  /// Weight between the node at hand and each cluster, for each worker; zero between uses.
  let workerTies: [Buffer<Double>]
  /// Clusters the node at hand is tied to, for each worker.
  let workerTouched: [Buffer<Int32>]
  /// Mass of each cluster.
  let clusterMass: Buffer<Double>
  /// Nodes in each cluster.
  let sizes: Buffer<Int32>
  let queue: Buffer<Int32>
  let queued: Buffer<UInt8>
  let empty: Buffer<Int32>
  let scratch: Buffer<Int32>
  let outward: Buffer<Double>
  let partMass: Buffer<Double>

  init(capacity: Int, threads: Int) {
    self.threads = max(1, threads)
    workerTies = (0..<self.threads).map { _ in Buffer(repeating: 0, count: capacity + 1) }
    workerTouched = (0..<self.threads).map { _ in Buffer(uninitialized: capacity + 1) }
    clusterMass = Buffer(uninitialized: capacity + 1)
    sizes = Buffer(uninitialized: capacity + 1)
    queue = Buffer(uninitialized: capacity + 1)
    queued = Buffer(uninitialized: capacity + 1)
    empty = Buffer(uninitialized: capacity + 1)
    scratch = Buffer(uninitialized: capacity + 1)
    outward = Buffer(uninitialized: capacity + 1)
    partMass = Buffer(uninitialized: capacity + 1)
  }

  var tie: Buffer<Double> { workerTies[0] }
  var touched: Buffer<Int32> { workerTouched[0] }

  /// Renumbers labels below `count` by first appearance and returns how many there are.
  func compact(_ label: UnsafeMutablePointer<Int32>, _ count: Int) -> Int {
    let number = scratch.pointer
    number.update(repeating: -1, count: count)
    var next: Int32 = 0
    for node in 0..<count {
      let old = Int(label[node])
      if number[old] < 0 {
        number[old] = next
        next += 1
      }
      label[node] = number[old]
    }
    return Int(next)
  }
}
