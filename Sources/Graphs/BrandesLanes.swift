/// Brandes' searches from eight sources at once, one a lane of a vector.
///
/// A level of all eight searches is handled together. A node found at some level in some lanes adds the path numbers of
/// its neighbours up for all lanes, since those of nodes that are not on the level before are zero; on the way back it
/// adds up their dependencies in the same manner. So the inner loop only loads and adds. Sources near each other
/// find most nodes at two or three different levels, so that a vector carries three or four searches' worth of work.
///
/// Each unordered pair counts once: a node that was searched from before is no end of a path any more, and two sources
/// of one batch find each other by one half. Batches are to come in ascending order.
final class BrandesLanes {
  typealias Lanes = SIMD8<Double>
  static var width: Int { 8 }

  /// A node found at one level, with its paths in the lanes in which it was found there and zero in the others.
  private struct Entry: BitwiseCopyable {
    var paths: Lanes
    var node: Int32
  }

  private let graph: BetweennessReduction
  /// Where the rest of each row begins.
  private let begin: Buffer<Int>
  /// Weight of each node as an end of paths: all of it, half of it (in the batch at hand) or none (before).
  private let ends: Buffer<Double>
  /// First node of the batch at hand.
  private var first = 0
  private let paths: Buffer<Lanes>
  /// Values of the nodes on the level at hand, zero for all others; and those of the level to come.
  private let now: Buffer<Lanes>
  private let next: Buffer<Lanes>
  /// Lanes in which a node is not found yet.
  private let missing: Buffer<Int8>
  /// The last level that a node was a neighbour of.
  private let touched: Buffer<Int32>
  private var level: Int32 = 0
  private let near: Buffer<Int32>
  private let entries: Buffer<Entry>

  init(_ graph: BetweennessReduction) {
    let n = graph.count
    self.graph = graph
    begin = Buffer(uninitialized: n)
    ends = Buffer(uninitialized: n)
    for node in 0..<n {
      begin.pointer[node] = graph.offsets[node]
      ends.pointer[node] = graph.weight[node]
    }
    paths = Buffer(uninitialized: n)
    now = Buffer(repeating: .zero, count: n)
    next = Buffer(repeating: .zero, count: n)
    missing = Buffer(uninitialized: n)
    touched = Buffer(repeating: 0, count: n)
    near = Buffer(uninitialized: n + 1)
    entries = Buffer(uninitialized: n * BrandesLanes.width)
  }

  /// Makes `batch` the one at hand: earlier sources are no ends any more, and side nodes among them are gone.
  private func advance(to batch: Int, _ target: UnsafePointer<Int32>, _ offsets: UnsafePointer<Int>) -> Range<Int> {
    let sources = batch * BrandesLanes.width..<min(graph.count, (batch + 1) * BrandesLanes.width)
    for node in first..<sources.lowerBound {
      ends.pointer[node] = 0
      guard node < graph.sides else { continue }
      // Rows ascend: what is gone stands at the front of the rows of its neighbours.
      for edge in begin.pointer[node]..<offsets[node + 1] { begin.pointer[Int(target[edge])] += 1 }
    }
    for node in sources { ends.pointer[node] = graph.weight[node] / 2 }
    first = sources.lowerBound
    return sources
  }

  /// Adds the paths from the sources of `batch` through each node to `sum`.
  func add(_ batch: Int, into sum: UnsafeMutablePointer<Double>) {
    graph.targets.withUnsafeBufferPointer { targets in
      graph.offsets.withUnsafeBufferPointer { offsets in
        graph.copies.withUnsafeBufferPointer { copies in
          guard let target = targets.baseAddress, let offset = offsets.baseAddress, let copy = copies.baseAddress
          else { return }
          let sources = advance(to: batch, target, offset)
          let levels = search(from: sources, target, offset, copy)
          collect(levels, sources, target, offset, copy, into: sum)
        }
      }
    }
  }

  /// The way out: fills `entries` level by level; returns where each level begins, and the end.
  private func search(
    from sources: Range<Int>, _ target: UnsafePointer<Int32>, _ offsets: UnsafePointer<Int>,
    _ copies: UnsafePointer<Double>
  ) -> [Int] {
    let n = graph.count
    let (begin, paths, missing) = (begin.pointer, paths.pointer, missing.pointer)
    let (touched, near, entries) = (touched.pointer, near.pointer, entries.pointer)
    var (now, next) = (now.pointer, next.pointer)
    let gone = min(first, graph.sides)
    (paths + gone).update(repeating: .zero, count: n - gone)
    (missing + gone).update(repeating: Int8(sources.count), count: n - gone)
    var end = 0
    for (lane, node) in sources.enumerated() {
      var own = Lanes.zero
      own[lane] = 1
      paths[node] = own
      now[node] = own
      missing[node] -= 1
      entries[end] = Entry(paths: own, node: Int32(truncatingIfNeeded: node))
      end &+= 1
    }
    var levels = [0, end]
    var start = 0
    while start < end {
      var count = 0
      level &+= 1
      let level = level
      for index in start..<end {
        let node = Int(entries[index].node)
        var edge = begin[node]
        let last = offsets[node &+ 1]
        while edge < last {
          let other = Int(target[edge])
          near[count] = target[edge]
          count &+= (missing[other] > 0 ? 1 : 0) & (touched[other] != level ? 1 : 0)
          touched[other] = level
          edge &+= 1
        }
      }
      let before = end
      for index in 0..<count {
        let node = Int(near[index])
        var found = Lanes.zero
        var edge = begin[node]
        let last = offsets[node &+ 1]
        while edge < last {
          found += now[Int(target[edge])]
          edge &+= 1
        }
        found.replace(with: 0, where: paths[node] .!= 0)
        let hits = unsafeBitCast(found .!= 0, to: SIMD8<Int64>.self).wrappedSum()
        if hits == 0 { continue }
        missing[node] &+= Int8(truncatingIfNeeded: hits)
        paths[node] += found
        next[node] = found * copies[node]
        entries[end] = Entry(paths: found, node: near[index])
        end &+= 1
      }
      for index in start..<before { now[Int(entries[index].node)] = .zero }
      swap(&now, &next)
      start = before
      levels.append(end)
    }
    return levels
  }

  /// The way back: dependencies of the sources on each node.
  private func collect(
    _ levels: [Int], _ sources: Range<Int>, _ target: UnsafePointer<Int32>, _ offsets: UnsafePointer<Int>,
    _ copies: UnsafePointer<Double>, into sum: UnsafeMutablePointer<Double>
  ) {
    let (begin, ends, entries) = (begin.pointer, ends.pointer, entries.pointer)
    var (now, next) = (now.pointer, next.pointer)
    var share = Lanes.zero
    for (lane, node) in sources.enumerated() { share[lane] = graph.weight[node] }
    // The last level is empty.
    for level in stride(from: levels.count - 3, through: 1, by: -1) {
      for index in levels[level]..<levels[level + 1] {
        let own = entries[index].paths
        let node = Int(entries[index].node)
        var through = Lanes.zero
        var edge = begin[node]
        let last = offsets[node &+ 1]
        while edge < last {
          through += next[Int(target[edge])]
          edge &+= 1
        }
        let dependency = own * through
        sum[node] += (dependency * share).sum()
        let isHere = own .!= 0
        let value = (dependency * copies[node] + ends[node]) / own.replacing(with: 1, where: .!isHere)
        now[node] = value.replacing(with: 0, where: .!isHere)
      }
      for index in levels[level + 1]..<levels[level + 2] { next[Int(entries[index].node)] = .zero }
      swap(&now, &next)
    }
    if levels.count > 2 {
      for index in levels[1]..<levels[2] { next[Int(entries[index].node)] = .zero }
    }
  }
}
