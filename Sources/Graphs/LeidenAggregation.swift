extension LeidenWorkspace {
  /// The graph whose nodes are the `parts` of a level; ties between parts are added up, ties inside left out.
  ///
  /// Workers take pieces of the parts; the rows of a piece are placed as soon as all pieces before it are.
  ///
  /// - Precondition: `queue` lists the nodes by cluster, as `refine` leaves it.
  func aggregate(_ level: LeidenLevel, _ part: UnsafePointer<Int32>, _ parts: Int) -> AggregatedLevel {
    let n = level.count
    let (members, first) = (empty.pointer, scratch.pointer)
    // Members by part: a counting sort that walks through the clusters.
    let byCluster = queue.pointer
    first.update(repeating: 0, count: parts + 1)
    for index in 0..<n { first[Int(part[Int(byCluster[index])]) + 1] &+= 1 }
    for index in 0..<parts { first[index + 1] &+= first[index] }
    for index in 0..<n {
      let node = byCluster[index]
      let own = Int(part[Int(node)])
      members[Int(first[own])] = node
      first[own] &+= 1
    }
    // Now `first[index]` is where the members of part index end.
    let result = AggregatedLevel(count: parts, capacity: n > 0 ? level.end[n - 1] : 0)
    result.offsets.pointer[0] = 0
    let pieces = threads > 1 && n > 4096 ? min(parts, 32 * threads) : 1
    let shared = Shared((level, part, result))
    var written = 0
    Parallel.inOrder(pieces, threads: threads) { piece, worker -> AggregatedRows in
      let (level, part, result) = shared.value
      let range = parts * piece / pieces..<parts * (piece + 1) / pieces
      if pieces == 1 {
        let rows = AggregatedRows(range, result.targets, result.weights)
        self.addUp(level, part, into: rows, result, worker)
        return rows
      }
      var degrees = 0
      let from = range.lowerBound == 0 ? 0 : Int(self.scratch.pointer[range.lowerBound - 1])
      let to = range.isEmpty ? from : Int(self.scratch.pointer[range.upperBound - 1])
      for index in from..<to { degrees += level.degree(Int(self.empty.pointer[index])) }
      let rows = AggregatedRows(range, Buffer(uninitialized: degrees), Buffer(uninitialized: degrees))
      self.addUp(level, part, into: rows, result, worker)
      return rows
    } place: { rows in
      if pieces > 1 {
        (result.targets.pointer + written).update(from: rows.targets.pointer, count: rows.count)
        (result.weights.pointer + written).update(from: rows.weights.pointer, count: rows.count)
      }
      for own in rows.range { result.offsets.pointer[own + 1] += written }
      written += rows.count
    }
    return result
  }

  /// Writes the rows of a range of parts, and where each ends within them.
  @inline(__always)
  private func addUp(
    _ level: LeidenLevel, _ part: UnsafePointer<Int32>, into rows: AggregatedRows, _ result: AggregatedLevel,
    _ worker: Int
  ) {
    let (targets, weights) = (level.targets, level.weights)
    let (tie, touched) = (workerTies[worker].pointer, workerTouched[worker].pointer)
    let (members, first) = (empty.pointer, scratch.pointer)
    let (rowTargets, rowWeights) = (rows.targets.pointer, rows.weights.pointer)
    var written = 0
    var next = rows.range.lowerBound == 0 ? 0 : Int(first[rows.range.lowerBound - 1])
    for own in rows.range {
      var mass = 0.0
      var count = 0
      let stop = Int(first[own])
      while next < stop {
        let node = Int(members[next])
        next &+= 1
        mass += level.mass[node]
        var edge = level.begin[node]
        let end = level.end[node]
        while edge < end {
          let other = part[Int(targets[edge])]
          let old = tie[Int(other)]
          touched[count] = other
          count &+= old == 0 ? 1 : 0
          tie[Int(other)] = old + weights[edge]
          edge &+= 1
        }
      }
      for index in 0..<count {
        let other = Int(touched[index])
        rowTargets[written] = touched[index]
        rowWeights[written] = tie[other]
        tie[other] = 0
        written &+= other == own ? 0 : 1
      }
      result.mass.pointer[own] = mass
      result.offsets.pointer[own + 1] = written
    }
    rows.count = written
  }
}

/// Rows of a range of parts on their way to an aggregated level.
private final class AggregatedRows: @unchecked Sendable {
  let range: Range<Int>
  let targets: Buffer<Int32>
  let weights: Buffer<Double>
  var count = 0

  init(_ range: Range<Int>, _ targets: Buffer<Int32>, _ weights: Buffer<Double>) {
    self.range = range
    self.targets = targets
    self.weights = weights
  }
}
