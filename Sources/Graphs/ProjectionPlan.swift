/// The pairs of a projection, partitioned by their first node into blocks that fit the cache.
///
/// A pair is a key of 64 bits: from the top, the first node within its block, the second node, and the size of the
/// paper (16 bits), from which its weight follows. Papers are read and keys are written in streams; nothing jumps.
final class ProjectionPlan {
  /// Pairs a block holds at most, unless a few nodes have more: three copies of 8 bytes each stay in cache.
  private static var blockPairs: Int { 1 << 15 }
  /// Nodes a block holds at most.
  static var blockBits: Int { 12 }

  private let nodeCount: Int
  private let keys: Buffer<UInt64>
  /// The weight of a pair on a paper with n nodes.
  private let weights: Buffer<Double>
  /// Consecutive ranges that cover all nodes.
  let blocks: [Range<Int>]
  /// Pairs in the blocks before each block.
  let blockStarts: [Int]
  /// Pairs in all blocks.
  let pairCount: Int
  /// Most pairs in a block.
  let largestBlock: Int
  /// Bits of one digit of the second node, and how many digits it has.
  let digit: Int
  let digits: Int
  /// Where the first node begins in a key.
  var nodeShift: Int { 16 + digit * digits }

  /// Lays out an incidence; `bothEnds` gives a pair to both of its nodes, otherwise to the smaller one alone.
  init(_ incidence: Incidence, rule: Projection.Rule, bothEnds: Bool, threads: Int) throws {
    let n = incidence.nodeCount
    nodeCount = n
    let bits = max(1, Int.bitWidth - max(0, n - 1).leadingZeroBitCount)
    digits = (bits + 10) / 11
    digit = (bits + digits - 1) / digits
    let papers = try DistinctMembers(incidence)
    guard papers.pairCount <= Projection.pairLimit else {
      throw Projection.Failure.tooManyPairs(pairs: papers.pairCount, largest: papers.largest)
    }
    weights = Buffer(repeating: 0, count: papers.largest + 1)
    if papers.largest > 1 { for count in 2...papers.largest { weights.pointer[count] = rule.weight(count) } }

    // Pieces of papers are counted and written side by side; their keys stand in the order of the papers, so that the
    // number of pieces does not show in the result.
    let pieces = threads <= 1 ? 1 : 4 * threads
    let cellBits = max(0, bits - 15)
    let cells = n >> cellBits + 1
    let counts = Buffer<Int>(repeating: 0, count: cells * pieces)
    let counted = Shared((papers, counts.pointer))
    Parallel.pieces(pieces, threads: threads) { piece, _ in
      let (papers, counts) = counted.value
      let count = counts + piece * cells
      papers.forEach(piece, of: pieces) { row, size in
        for index in 0..<size { count[Int(row[index]) >> cellBits] += bothEnds ? size - 1 : size - 1 - index }
      }
    }
    var blocks: [Range<Int>] = []
    var starts: [Int] = []
    var blockOfCell = [Int32](repeating: 0, count: cells)
    var (first, inBlock, before, largest) = (0, 0, 0, 0)
    let most = max(1, (1 << ProjectionPlan.blockBits) >> cellBits)
    for cell in 0...cells {
      let more = cell < cells ? (0..<pieces).reduce(0) { $0 + counts.pointer[$1 * cells + cell] } : 0
      if cell > first && (cell == cells || inBlock + more > ProjectionPlan.blockPairs || cell - first == most) {
        blocks.append(first << cellBits..<min(n, cell << cellBits))
        starts.append(before)
        before += inBlock
        largest = max(largest, inBlock)
        (first, inBlock) = (cell, 0)
      }
      inBlock += more
      if cell < cells { blockOfCell[cell] = Int32(blocks.count) }
    }
    self.blocks = blocks
    blockStarts = starts
    pairCount = before
    largestBlock = largest
    keys = Buffer(uninitialized: before)

    let cursors = Buffer<Int>(uninitialized: blocks.count * pieces)
    var at = 0
    for (block, nodes) in blocks.enumerated() {
      let inCells = nodes.lowerBound >> cellBits..<(nodes.upperBound + 1 << cellBits - 1) >> cellBits
      for piece in 0..<pieces {
        cursors.pointer[piece * blocks.count + block] = at
        at += inCells.reduce(0) { $0 + counts.pointer[piece * cells + $1] }
      }
    }
    let layout = Shared((papers, cursors.pointer, keys.pointer))
    let (shift, table, ranges) = (UInt64(16 + digit * digits), blockOfCell, blocks)
    Parallel.pieces(pieces, threads: threads) { piece, _ in
      let (papers, cursors, keys) = layout.value
      let cursor = cursors + piece * ranges.count
      table.withUnsafeBufferPointer { table in
        ranges.withUnsafeBufferPointer { ranges in
          papers.forEach(piece, of: pieces) { row, size in
            for own in 0..<size {
              let node = Int(row[own])
              let block = Int(table[node >> cellBits])
              let key = UInt64(node - ranges[block].lowerBound) << shift | UInt64(size)
              var to = keys + cursor[block]
              if bothEnds {
                for index in 0..<own {
                  to.pointee = key | UInt64(UInt32(bitPattern: row[index])) << 16
                  to += 1
                }
              }
              var index = own + 1
              while index < size {
                to.pointee = key | UInt64(UInt32(bitPattern: row[index])) << 16
                to += 1
                index += 1
              }
              cursor[block] = to - keys
            }
          }
        }
      }
    }
  }

  /// Calls `emit(node, other, weight)` for the pairs of one block, ascending, each once.
  @inline(__always)
  func run(_ block: Int, _ sorter: PairSorter, _ emit: (Int32, Int32, Double) -> Void) {
    let nodes = blocks[block]
    let start = blockStarts[block]
    let count = (block + 1 < blocks.count ? blockStarts[block + 1] : pairCount) - start
    guard count > 0 else { return }
    let sorted = sorter.sort(keys.pointer + start, count, nodes: nodes.count)
    let weights = weights.pointer
    let first = Int32(truncatingIfNeeded: nodes.lowerBound)
    let shift = UInt64(nodeShift - 16)
    let mask: UInt64 = (1 << shift) - 1
    var index = 0
    while index < count {
      let pair = sorted[index] >> 16
      var weight = weights[Int(sorted[index] & 0xFFFF)]
      index &+= 1
      while index < count && sorted[index] >> 16 == pair {
        weight += weights[Int(sorted[index] & 0xFFFF)]
        index &+= 1
      }
      emit(first &+ Int32(truncatingIfNeeded: pair >> shift), Int32(truncatingIfNeeded: pair & mask), weight)
    }
  }
}

/// The papers with at least two distinct nodes; each paper's nodes ascending, each once.
private final class DistinctMembers {
  private let members: Buffer<Int32>
  private let starts: Buffer<Int>
  private var count = 0
  /// The most nodes of a paper; 1 when there is no paper.
  private(set) var largest = 1
  /// n (n − 1) / 2 of all papers.
  private(set) var pairCount = 0

  init(_ incidence: Incidence) throws {
    members = Buffer(uninitialized: incidence.members.count)
    starts = Buffer(uninitialized: incidence.paperCount + 1)
    let members = members.pointer
    starts.pointer[0] = 0
    var end = 0
    try incidence.offsets.withUnsafeBufferPointer { offsets in
      try incidence.members.withUnsafeBufferPointer { given in
        for paper in 0..<incidence.paperCount {
          let row = members + end
          var size = 0
          for index in offsets[paper]..<offsets[paper + 1] {
            let node = given[index]
            var hole = size
            // Short papers are sorted as they are read; a repeated node is dropped on the way.
            if size <= 64 {
              while hole > 0 && row[hole - 1] > node { hole -= 1 }
              if hole > 0 && row[hole - 1] == node { continue }
              var at = size
              while at > hole {
                row[at] = row[at - 1]
                at -= 1
              }
            }
            row[hole] = node
            size += 1
          }
          if size > 64 { size = DistinctMembers.sortedDistinct(row, size) }
          if size > Projection.limit { throw Projection.Failure.tooManyNodes(paper: paper, nodes: size) }
          guard size > 1 else { continue }
          end += size
          pairCount += size * (size - 1) / 2
          largest = max(largest, size)
          count += 1
          starts.pointer[count] = end
        }
      }
    }
  }

  private static func sortedDistinct(_ row: UnsafeMutablePointer<Int32>, _ count: Int) -> Int {
    var slice = UnsafeMutableBufferPointer(start: row, count: count)
    slice.sort()
    var kept = 1
    for index in 1..<count where row[index] != row[kept - 1] {
      row[kept] = row[index]
      kept += 1
    }
    return kept
  }

  /// Calls `body(nodes, size)` for each paper of one of `pieces` equal pieces.
  @inline(__always)
  func forEach(_ piece: Int, of pieces: Int, _ body: (UnsafeMutablePointer<Int32>, Int) -> Void) {
    let (members, starts) = (members.pointer, starts.pointer)
    for paper in count * piece / pieces..<count * (piece + 1) / pieces {
      body(members + starts[paper], starts[paper + 1] - starts[paper])
    }
  }
}

/// Sorts the pairs of a block by radix, least significant digit first; one a worker, its memory used again.
final class PairSorter {
  private let first: Buffer<UInt64>
  private let second: Buffer<UInt64>
  private let counts: Buffer<UInt32>
  private let digit: Int
  private let digits: Int

  init(_ plan: ProjectionPlan) {
    first = Buffer(uninitialized: plan.largestBlock)
    second = Buffer(uninitialized: plan.largestBlock)
    digit = plan.digit
    digits = plan.digits
    counts = Buffer(uninitialized: digits << digit + 1 << ProjectionPlan.blockBits)
  }

  /// The `count` keys in order; equal pairs stay as they came.
  func sort(_ keys: UnsafeMutablePointer<UInt64>, _ count: Int, nodes: Int) -> UnsafeMutablePointer<UInt64> {
    let counts = counts.pointer
    let passes = nodes > 1 ? digits + 1 : digits
    let mask = UInt64(1 << digit - 1)
    // All digits are counted in one reading.
    counts.update(repeating: 0, count: digits << digit + nodes)
    let top = UInt64(16 + digits * digit)
    if digits == 2 {
      let (low, high) = (UInt64(16), UInt64(16 + digit))
      let (middle, last) = (counts + 1 << digit, counts + 2 << digit)
      for index in 0..<count {
        let key = keys[index]
        counts[Int(key >> low & mask)] &+= 1
        middle[Int(key >> high & mask)] &+= 1
        last[Int(key >> top)] &+= 1
      }
    } else {
      for index in 0..<count {
        let key = keys[index]
        for pass in 0..<digits { counts[pass << digit + Int(key >> UInt64(16 + pass * digit) & mask)] &+= 1 }
        counts[digits << digit + Int(key >> top)] &+= 1
      }
    }
    var (from, to, spare) = (keys, first.pointer, second.pointer)
    for pass in 0..<passes {
      let place = counts + pass << digit
      let size = pass == digits ? nodes : 1 << digit
      var sum: UInt32 = 0
      for value in 0..<size {
        let here = place[value]
        place[value] = sum
        sum &+= here
      }
      let shift = UInt64(16 + pass * digit)
      let digitMask: UInt64 = pass == digits ? .max : mask
      for index in 0..<count {
        let key = from[index]
        let value = Int(key >> shift & digitMask)
        to[Int(place[value])] = key
        place[value] &+= 1
      }
      (from, to, spare) = (to, spare, to)
    }
    return from
  }
}
