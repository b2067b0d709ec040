/// The papers of each node, laid out for a projection, and the blocks of nodes it is done in.
final class ProjectionPlan {
  /// A node's place on a paper.
  struct Place: BitwiseCopyable {
    /// Where the paper's nodes begin in `members`.
    var start: UInt32
    /// Number of its nodes.
    var count: UInt16
    /// Which of them the node is.
    var index: UInt16
  }

  /// Pairs a block holds at most, unless a single node has more: two copies of 8 bytes each stay in cache.
  private static var blockPairs: Int { 1 << 15 }
  /// Nodes a block holds at most.
  static var blockBits: Int { 11 }

  /// Nodes of each paper, ascending, each once; papers of fewer than two are left out.
  private let members: Buffer<Int32>
  private let offsets: Buffer<UInt32>
  private let places: Buffer<Place>
  /// The weight of a pair on a paper with n nodes.
  private let weights: Buffer<Double>
  private let bothEnds: Bool
  let nodeCount: Int
  /// Consecutive ranges that cover all nodes.
  private(set) var blocks: [Range<Int>] = []
  /// Pairs in the blocks before each block.
  private(set) var blockStarts: [Int] = []
  /// Pairs in all blocks.
  private(set) var pairCount = 0
  /// Most pairs in a block.
  private(set) var largestBlock = 0

  /// Lays out an incidence; `bothEnds` counts a pair at both of its nodes, otherwise at the smaller one alone.
  init(_ incidence: Incidence, rule: Projection.Rule, bothEnds: Bool) throws {
    let n = incidence.nodeCount
    precondition(incidence.members.count < Int(UInt32.max), "authorships are counted in 32 bits")
    nodeCount = n
    self.bothEnds = bothEnds
    members = Buffer(uninitialized: incidence.members.count)
    offsets = Buffer(repeating: 0, count: n + 1)
    let (members, offsets) = (members.pointer, offsets.pointer)
    let ends = Buffer<UInt32>(uninitialized: incidence.paperCount)  // of each kept paper
    var (kept, papers, largest) = (0, 0, 1)
    try incidence.members.withUnsafeBufferPointer { given in
      for paper in 0..<incidence.paperCount {
        let start = kept
        for index in incidence.offsets[paper]..<incidence.offsets[paper + 1] {
          members[kept] = given[index]
          kept += 1
        }
        kept = start + ProjectionPlan.sortedDistinct(members + start, kept - start)
        let count = kept - start
        if count > Projection.limit { throw Projection.Failure.tooManyNodes(paper: paper, nodes: count) }
        if count < 2 {
          kept = start
          continue
        }
        largest = max(largest, count)
        for index in start..<kept { offsets[Int(members[index]) + 1] += 1 }
        ends.pointer[papers] = UInt32(kept)
        papers += 1
      }
    }
    for node in 0..<n { offsets[node + 1] += offsets[node] }
    places = Buffer(uninitialized: kept)
    weights = Buffer(repeating: 0, count: largest + 1)
    if largest > 1 { for count in 2...largest { weights.pointer[count] = rule.weight(count) } }
    let place = places.pointer
    let pairs = Buffer<Int>(repeating: 0, count: n)
    let cursor = Buffer<UInt32>(uninitialized: n + 1)
    cursor.pointer.update(from: offsets, count: n + 1)
    var start = 0
    for paper in 0..<papers {
      let end = Int(ends.pointer[paper])
      let count = end - start
      for index in 0..<count {
        let node = Int(members[start + index])
        place[Int(cursor.pointer[node])] = Place(
          start: UInt32(truncatingIfNeeded: start), count: UInt16(truncatingIfNeeded: count),
          index: UInt16(truncatingIfNeeded: index))
        cursor.pointer[node] += 1
        pairs.pointer[node] += bothEnds ? count - 1 : count - 1 - index
      }
      start = end
    }
    var first = 0
    var inBlock = 0
    for node in 0...n {
      let more = node < n ? pairs.pointer[node] : 0
      let isFull = inBlock + more > ProjectionPlan.blockPairs || node - first == 1 << ProjectionPlan.blockBits
      if node > first && (isFull || node == n) {
        blocks.append(first..<node)
        blockStarts.append(pairCount)
        pairCount += inBlock
        largestBlock = max(largestBlock, inBlock)
        first = node
        inBlock = 0
      }
      inBlock += more
    }
  }

  /// Sorts a paper's nodes in place, drops repeats, and returns how many are left.
  private static func sortedDistinct(_ row: UnsafeMutablePointer<Int32>, _ count: Int) -> Int {
    if count > 64 {
      var slice = UnsafeMutableBufferPointer(start: row, count: count)
      slice.sort()
    } else if count > 1 {
      for index in 1..<count {
        let value = row[index]
        var hole = index
        while hole > 0 && row[hole - 1] > value {
          row[hole] = row[hole - 1]
          hole -= 1
        }
        row[hole] = value
      }
    }
    var kept = min(count, 1)
    var index = 1
    while index < count {
      if row[index] != row[kept - 1] {
        row[kept] = row[index]
        kept += 1
      }
      index += 1
    }
    return kept
  }

  /// Calls `emit(node, other, weight)` for the pairs of one block, ascending, each once.
  @inline(__always)
  func run(_ block: Int, _ sorter: PairSorter, _ emit: (Int32, Int32, Double) -> Void) {
    let nodes = blocks[block]
    let (members, places, keys) = (members.pointer, places.pointer, sorter.keys.pointer)
    var count = 0
    for node in nodes {
      let local = UInt64(node - nodes.lowerBound) << sorter.nodeShift
      for at in Int(offsets.pointer[node])..<Int(offsets.pointer[node + 1]) {
        let place = places[at]
        let row = members + Int(place.start)
        let size = Int(place.count)
        let own = Int(place.index)
        let key = local | UInt64(size)
        if bothEnds {
          for index in 0..<own { keys[count + index] = key | UInt64(UInt32(bitPattern: row[index])) << 16 }
          count += own
        }
        let rest = size - own - 1
        let tail = row + own + 1
        for index in 0..<rest { keys[count + index] = key | UInt64(UInt32(bitPattern: tail[index])) << 16 }
        count += rest
      }
    }
    guard count > 0 else { return }
    let sorted = sorter.sort(count, nodes: nodes.count)
    let weights = weights.pointer
    var index = 0
    while index < count {
      let pair = sorted[index] >> 16
      var weight = weights[Int(sorted[index] & 0xFFFF)]
      index += 1
      while index < count && sorted[index] >> 16 == pair {
        weight += weights[Int(sorted[index] & 0xFFFF)]
        index += 1
      }
      let node = nodes.lowerBound + Int(pair >> UInt64(sorter.nodeShift - 16))
      let other = pair & (1 << UInt64(sorter.nodeShift - 16) - 1)
      emit(Int32(truncatingIfNeeded: node), Int32(truncatingIfNeeded: other), weight)
    }
  }
}

/// Sorts the pairs of a block by radix, least significant digit first; one a worker, its memory used again.
///
/// A key is, from the top, the node within its block, the other node, and the size of the paper (16 bits).
final class PairSorter {
  let keys: Buffer<UInt64>
  private let other: Buffer<UInt64>
  private let counts: Buffer<Int32>
  private let digit: Int
  private let digits: Int
  /// Where the node within its block begins in a key.
  let nodeShift: Int

  init(_ plan: ProjectionPlan) {
    keys = Buffer(uninitialized: plan.largestBlock)
    other = Buffer(uninitialized: plan.largestBlock)
    counts = Buffer(uninitialized: 1 << ProjectionPlan.blockBits)
    let bits = max(1, Int.bitWidth - max(0, plan.nodeCount - 1).leadingZeroBitCount)
    digits = (bits + 10) / 11
    digit = (bits + digits - 1) / digits
    nodeShift = 16 + digits * digit
  }

  /// The first `count` keys in order; equal pairs stay as they came.
  func sort(_ count: Int, nodes: Int) -> UnsafeMutablePointer<UInt64> {
    var (from, to) = (keys.pointer, other.pointer)
    for pass in 0...digits {
      let isNode = pass == digits
      if isNode && nodes == 1 { break }
      let shift = UInt64(isNode ? nodeShift : 16 + pass * digit)
      let size = isNode ? nodes : 1 << digit
      let mask = UInt64(isNode ? (1 << ProjectionPlan.blockBits) - 1 : size - 1)
      let counts = counts.pointer
      counts.update(repeating: 0, count: size)
      for index in 0..<count { counts[Int((from[index] >> shift) & mask)] &+= 1 }
      var sum: Int32 = 0
      for value in 0..<size {
        let here = counts[value]
        counts[value] = sum
        sum &+= here
      }
      for index in 0..<count {
        let key = from[index]
        let value = Int((key >> shift) & mask)
        to[Int(counts[value])] = key
        counts[value] &+= 1
      }
      swap(&from, &to)
    }
    return from
  }
}
