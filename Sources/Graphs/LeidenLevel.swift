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
final class LeidenWorkspace {
  let capacity: Int
  /// Weight between the node at hand and each cluster; zero between uses.
  let tie: Buffer<Double>
  /// Mass of each cluster.
  let clusterMass: Buffer<Double>
  let touched: Buffer<Int32>
  let queue: Buffer<Int32>
  let queued: Buffer<UInt8>
  let scratch: Buffer<Int32>
  let second: Buffer<Double>
  let third: Buffer<Double>

  init(capacity: Int) {
    self.capacity = capacity
    tie = Buffer(repeating: 0, count: capacity + 1)
    clusterMass = Buffer(repeating: 0, count: capacity + 1)
    touched = Buffer(uninitialized: capacity + 1)
    queue = Buffer(uninitialized: capacity + 1)
    queued = Buffer(repeating: 0, count: capacity + 1)
    scratch = Buffer(uninitialized: capacity + 1)
    second = Buffer(uninitialized: capacity + 1)
    third = Buffer(uninitialized: capacity + 1)
  }

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
