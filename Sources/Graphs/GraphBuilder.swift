/// Collects edges in any order, one at a time, and builds their graph by a radix sort.
///
/// Each edge goes into the buckets of both its ends (the high digits of the node); `graph()` then sorts every bucket
/// by row (the low digits) in cache, many at a time, adds duplicates up in the order they came, and frees each bucket
/// as its rows are placed. Memory at the peak: about 32 bytes an edge as given and 24 an edge as built.
public struct GraphBuilder: ~Copyable {
  /// Nodes a bucket holds: their rows fit the second level of cache.
  private static var bucketBits: Int { 12 }

  private var buckets: [EdgeBucket] = []
  private var loops: [Int: Double] = [:]
  private var largest = -1

  /// A builder without edges.
  public init() {}

  /// One more than the largest node seen.
  public var nodeCount: Int { largest + 1 }

  /// Adds an edge; one that weighs 0 only makes its ends known.
  ///
  /// - Precondition: nodes lie in 0..<2^31 - 1; the weight is finite and not negative.
  public mutating func add(_ a: Int, _ b: Int, _ weight: Double = 1) {
    precondition(weight >= 0 && weight.isFinite, "a weight is negative or not finite")
    precondition(a >= 0 && b >= 0 && max(a, b) < Int(Int32.max), "a node is not in 0..<2^31 - 1")
    largest = max(largest, a, b)
    guard weight > 0 else { return }
    guard a != b else {
      loops[a, default: 0] += weight
      return
    }
    let bits = GraphBuilder.bucketBits
    while buckets.count <= max(a, b) >> bits { buckets.append(EdgeBucket()) }
    buckets[a >> bits].append(Int32(a), Int32(b), weight)
    buckets[b >> bits].append(Int32(b), Int32(a), weight)
  }

  /// Adds columns of ends and weights (1 each, when `weights` is nil), as `add` does one by one.
  ///
  /// Pieces of the columns are counted by bucket and then written to their places side by side; the order within a
  /// bucket is that of the columns.
  ///
  /// - Precondition: columns of one length; nodes and weights as for one edge.
  public mutating func add(_ sources: [Int32], _ targets: [Int32], _ weights: [Double]? = nil, threads: Int = 1) {
    precondition(
      sources.count == targets.count && (weights.map { $0.count == targets.count } ?? true), "columns of one length")
    let count = sources.count
    let length = max(1 << 14, (count + 63) / 64)
    let pieces = (count + length - 1) / length
    guard pieces > 1 else {
      for edge in 0..<count { add(Int(sources[edge]), Int(targets[edge]), weights?[edge] ?? 1) }
      return
    }
    let bits = GraphBuilder.bucketBits
    sources.withUnsafeBufferPointer { sources in
      targets.withUnsafeBufferPointer { targets in
        (weights ?? []).withUnsafeBufferPointer { weights in
          let columns = Shared((sources, targets, weights))
          let top = Buffer<Int32>(repeating: -1, count: pieces)
          let tops = Shared(top.pointer)
          Parallel.ranges(count, length: length, threads: threads) { range, _ in
            let (sources, targets, weights) = columns.value
            var (lowest, highest) = (Int32.max, Int32(-1))
            for edge in range {
              lowest = min(lowest, sources[edge], targets[edge])
              highest = max(highest, sources[edge], targets[edge])
              if !weights.isEmpty {
                precondition(weights[edge] >= 0 && weights[edge].isFinite, "a weight is negative or not finite")
              }
            }
            precondition(lowest >= 0 && highest < Int32.max, "a node is not in 0..<2^31 - 1")
            tops.value[range.lowerBound / length] = highest
          }
          for piece in 0..<pieces { largest = max(largest, Int(top.pointer[piece])) }
          while buckets.count <= largest >> bits { buckets.append(EdgeBucket()) }
          let width = buckets.count
          let places = Buffer<Int>(repeating: 0, count: pieces * width)
          let place = Shared(places.pointer)
          Parallel.ranges(count, length: length, threads: threads) { range, _ in
            let (sources, targets, weights) = columns.value
            let counts = place.value + range.lowerBound / length * width
            for edge in range where sources[edge] != targets[edge] && (weights.isEmpty || weights[edge] > 0) {
              counts[Int(sources[edge]) >> bits] += 1
              counts[Int(targets[edge]) >> bits] += 1
            }
          }
          for bucket in 0..<width {
            var at = buckets[bucket].reserve((0..<pieces).reduce(0) { $0 + places.pointer[$1 * width + bucket] })
            for piece in 0..<pieces {
              let here = places.pointer[piece * width + bucket]
              places.pointer[piece * width + bucket] = at
              at += here
            }
          }
          let filled = Shared(buckets)
          Parallel.ranges(count, length: length, threads: threads) { range, _ in
            let (sources, targets, weights) = columns.value
            let cursor = place.value + range.lowerBound / length * width
            for edge in range where sources[edge] != targets[edge] {
              let weight = weights.isEmpty ? 1 : weights[edge]
              guard weight > 0 else { continue }
              let (a, b) = (sources[edge], targets[edge])
              let (first, second) = (Int(a) >> bits, Int(b) >> bits)
              filled.value[first].write(a, b, weight, at: cursor[first])
              cursor[first] += 1
              filled.value[second].write(b, a, weight, at: cursor[second])
              cursor[second] += 1
            }
          }
          for edge in 0..<count where sources[edge] == targets[edge] {
            let weight = weights.isEmpty ? 1 : weights[edge]
            if weight > 0 { loops[Int(sources[edge]), default: 0] += weight }
          }
        }
      }
    }
  }

  /// The graph of all edges added, with at least `nodeCount` nodes.
  ///
  /// - Complexity: O(n + m) plus sorting rows that came unsorted; the result does not depend on `threads`.
  public consuming func graph(nodeCount least: Int = 0, threads: Int = 1) -> Graph {
    let n = max(least, nodeCount)
    let bits = GraphBuilder.bucketBits
    let width = 1 << bits
    while buckets.count < (n + width - 1) / width { buckets.append(EdgeBucket()) }
    let sorted = Shared(buckets)
    var offsets = [Int](repeating: 0, count: n + 1)
    offsets.withUnsafeMutableBufferPointer { offsets in
      guard let start = offsets.baseAddress else { return }
      let row = Shared(start + 1)
      Parallel.pieces(sorted.value.count, threads: threads) { piece, _ in
        let first = piece * width
        sorted.value[piece].sortRows(first: first, count: min(width, n - first), lengths: row.value + first)
      }
    }
    for node in 0..<n { offsets[node + 1] += offsets[node] }
    let starts = offsets
    let total = offsets[n]
    var weights: [Double] = []
    let targets = [Int32](unsafeUninitializedCapacity: total) { targets, targetCount in
      weights = [Double](unsafeUninitializedCapacity: total) { weights, weightCount in
        if let target = targets.baseAddress, let weight = weights.baseAddress {
          adviseHugePages(target, total * 4)
          adviseHugePages(weight, total * 8)
          let place = Shared((target, weight))
          Parallel.pieces(sorted.value.count, threads: threads) { piece, _ in
            let at = starts[min(n, piece * width)]
            sorted.value[piece].drain(to: place.value.0 + at, place.value.1 + at)
          }
        }
        weightCount = total
      }
      targetCount = total
    }
    var loop: [Double] = []
    if !loops.isEmpty {
      loop = [Double](repeating: 0, count: n)
      for (node, weight) in loops { loop[node] = weight }
    }
    return Graph(offsets: offsets, targets: targets, weights: weights, loops: loop)
  }
}

/// The directed edges out of a range of nodes, growing as they come.
private final class EdgeBucket {
  struct Entry: BitwiseCopyable {
    var row: Int32
    var target: Int32
    var weight: Double
  }

  private var entries = Buffer<Entry>(uninitialized: 0)
  private var count = 0

  func append(_ row: Int32, _ target: Int32, _ weight: Double) {
    if count == entries.count {
      let larger = Buffer<Entry>(uninitialized: max(64, count + count / 2))
      larger.pointer.update(from: entries.pointer, count: count)
      entries = larger
    }
    entries.pointer[count] = Entry(row: row, target: target, weight: weight)
    count += 1
  }

  /// Makes room for `more` entries that `write` will fill; returns where they begin.
  func reserve(_ more: Int) -> Int {
    let larger = Buffer<Entry>(uninitialized: count + more)
    larger.pointer.update(from: entries.pointer, count: count)
    entries = larger
    defer { count += more }
    return count
  }

  /// Fills a reserved place.
  func write(_ row: Int32, _ target: Int32, _ weight: Double, at place: Int) {
    entries.pointer[place] = Entry(row: row, target: target, weight: weight)
  }

  /// Sorts by row, then target; adds equal pairs up; writes the length of each row.
  func sortRows(first: Int, count rows: Int, lengths: UnsafeMutablePointer<Int>) {
    guard rows > 0 else { return }
    let cursor = Buffer<Int>(repeating: 0, count: rows + 1)
    for index in 0..<count { cursor.pointer[Int(entries.pointer[index].row) - first + 1] += 1 }
    for row in 0..<rows { cursor.pointer[row + 1] += cursor.pointer[row] }
    let byRow = Buffer<Entry>(uninitialized: count)
    for index in 0..<count {
      let entry = entries.pointer[index]
      let row = Int(entry.row) - first
      byRow.pointer[cursor.pointer[row]] = entry
      cursor.pointer[row] += 1
    }
    var kept = 0
    var start = 0
    for row in 0..<rows {
      let end = cursor.pointer[row]
      EdgeBucket.sortByTarget(byRow.pointer + start, end - start)
      let before = kept
      for index in start..<end {
        let entry = byRow.pointer[index]
        if kept > before && byRow.pointer[kept - 1].target == entry.target {
          byRow.pointer[kept - 1].weight += entry.weight
        } else {
          byRow.pointer[kept] = entry
          kept += 1
        }
      }
      lengths[row] = kept - before
      start = end
    }
    entries = byRow
    count = kept
  }

  /// A stable sort: rows mostly come sorted, and are short otherwise.
  private static func sortByTarget(_ row: UnsafeMutablePointer<Entry>, _ count: Int) {
    guard count > 1 else { return }
    var isSorted = true
    for index in 1..<count where row[index].target < row[index - 1].target {
      isSorted = false
      break
    }
    if isSorted { return }
    if count <= 48 {
      for index in 1..<count {
        let entry = row[index]
        var hole = index
        while hole > 0 && row[hole - 1].target > entry.target {
          row[hole] = row[hole - 1]
          hole -= 1
        }
        row[hole] = entry
      }
    } else {
      // Swift's sort is stable in practice but does not promise it: the position decides among equals.
      let source = Array(UnsafeBufferPointer(start: row, count: count))
      var keys = [UInt64](repeating: 0, count: count)
      for index in 0..<count { keys[index] = UInt64(UInt32(bitPattern: source[index].target)) << 32 | UInt64(index) }
      keys.sort()
      for index in 0..<count { row[index] = source[Int(keys[index] & 0xFFFF_FFFF)] }
    }
  }

  func drain(to targets: UnsafeMutablePointer<Int32>, _ weights: UnsafeMutablePointer<Double>) {
    for index in 0..<count {
      targets[index] = entries.pointer[index].target
      weights[index] = entries.pointer[index].weight
    }
    entries = Buffer(uninitialized: 0)
    count = 0
  }
}
