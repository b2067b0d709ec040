extension LeidenWorkspace {
  /// The graph whose nodes are the `parts` of a level; ties between parts are added up, ties inside left out.
  ///
  /// Workers take ranges of parts and write where their rows would stand if no two ties met; then the gaps are closed.
  func aggregate(_ level: LeidenLevel, _ part: UnsafePointer<Int32>, _ parts: Int) -> AggregatedLevel {
    let n = level.count
    let (members, first) = (queue.pointer, scratch.pointer)
    // Members by part: a counting sort.
    first.update(repeating: 0, count: parts + 1)
    for node in 0..<n { first[Int(part[node]) + 1] &+= 1 }
    for index in 0..<parts { first[index + 1] &+= first[index] }
    for node in 0..<n {
      let index = Int(part[node])
      members[Int(first[index])] = Int32(truncatingIfNeeded: node)
      first[index] &+= 1
    }
    // Now `first[index]` is where the members of part index end.
    let entries = n > 0 ? level.end[n - 1] : 0
    let result = AggregatedLevel(count: parts, capacity: entries)
    let pieces = threads > 1 && n > 4096 ? 4 * threads : 1
    let bounds = (0...pieces).map { parts * $0 / pieces }
    var starts = [0]
    for piece in 0..<pieces {
      let from = bounds[piece] == 0 ? 0 : Int(first[bounds[piece] - 1])
      let to = bounds[piece + 1] == 0 ? 0 : Int(first[bounds[piece + 1] - 1])
      var degrees = 0
      if pieces > 1 { for index in from..<to { degrees += level.degree(Int(members[index])) } }
      starts.append(starts[piece] + degrees)
    }
    let shared = Shared((level, part, result, starts, bounds))
    let offsets = result.offsets.pointer
    offsets[0] = 0
    Parallel.pieces(pieces, threads: threads) { piece, worker in
      let (level, part, result, starts, bounds) = shared.value
      let (targets, weights) = (level.targets, level.weights)
      let (tie, touched) = (self.workerTies[worker].pointer, self.workerTouched[worker].pointer)
      let (members, first) = (self.queue.pointer, self.scratch.pointer)
      let (rowTargets, rowWeights) = (result.targets.pointer, result.weights.pointer)
      var written = starts[piece]
      var next = bounds[piece] == 0 ? 0 : Int(first[bounds[piece] - 1])
      for own in bounds[piece]..<bounds[piece + 1] {
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
    }
    var end = 0
    for piece in 0..<pieces where bounds[piece] < bounds[piece + 1] {
      let kept = offsets[bounds[piece + 1]] - starts[piece]
      let shift = starts[piece] - end
      if shift > 0 {
        (result.targets.pointer + end).update(from: result.targets.pointer + starts[piece], count: kept)
        (result.weights.pointer + end).update(from: result.weights.pointer + starts[piece], count: kept)
        for index in bounds[piece] + 1...bounds[piece + 1] { offsets[index] -= shift }
      }
      end += kept
    }
    return result
  }
}
