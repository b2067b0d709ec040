extension LeidenWorkspace {
  /// The graph whose nodes are the `parts` of a level; ties between parts are added up, ties inside left out.
  func aggregate(_ level: LeidenLevel, _ part: UnsafePointer<Int32>, _ parts: Int) -> AggregatedLevel {
    let n = level.count
    let (begin, end, targets, weights) = (level.begin, level.end, level.targets, level.weights)
    let (tie, touched, members, first) = (tie.pointer, touched.pointer, queue.pointer, scratch.pointer)
    // Members by part: a counting sort.
    first.update(repeating: 0, count: parts + 1)
    var across = 0
    for node in 0..<n {
      first[Int(part[node]) + 1] += 1
      let own = part[node]
      for edge in begin[node]..<end[node] where part[Int(targets[edge])] != own { across += 1 }
    }
    for index in 0..<parts { first[index + 1] += first[index] }
    for node in 0..<n {
      let index = Int(part[node])
      members[Int(first[index])] = Int32(node)
      first[index] += 1
    }
    let result = AggregatedLevel(count: parts, capacity: across)
    var written = 0
    var next = 0
    result.offsets.pointer[0] = 0
    for own in 0..<parts {
      var mass = 0.0
      var count = 0
      let stop = Int(first[own])
      while next < stop {
        let node = Int(members[next])
        next += 1
        mass += level.mass[node]
        for edge in begin[node]..<end[node] {
          let other = part[Int(targets[edge])]
          guard other != Int32(own) else { continue }
          let old = tie[Int(other)]
          if old == 0 {
            touched[count] = other
            count += 1
          }
          tie[Int(other)] = old + weights[edge]
        }
      }
      for index in 0..<count {
        let other = touched[index]
        result.targets.pointer[written] = other
        result.weights.pointer[written] = tie[Int(other)]
        tie[Int(other)] = 0
        written += 1
      }
      result.mass.pointer[own] = mass
      result.offsets.pointer[own + 1] = written
    }
    return result
  }
}
