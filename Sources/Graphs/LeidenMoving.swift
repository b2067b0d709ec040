extension LeidenWorkspace {
  /// Moves nodes to the neighbouring cluster, or to a new one, that raises the quality most, until no queued node
  /// gains; returns the number of moves.
  ///
  /// A node of mass s and tie t to a cluster of mass S (without the node) contributes t − penalty · s · S there. When a
  /// node moves, its neighbours outside the new cluster are queued again. `label` holds labels below `level.count`.
  func move(
    _ level: LeidenLevel, _ label: UnsafeMutablePointer<Int32>, _ penalty: Double, _ generator: inout SeededGenerator
  ) -> Int {
    let n = level.count
    let (begin, end, targets, weights, mass) = (level.begin, level.end, level.targets, level.weights, level.mass)
    let (tie, clusterMass, touched) = (tie.pointer, clusterMass.pointer, touched.pointer)
    let (queue, queued, size) = (queue.pointer, queued.pointer, scratch.pointer)
    clusterMass.update(repeating: 0, count: n)
    size.update(repeating: 0, count: n)
    for node in 0..<n {
      clusterMass[Int(label[node])] += mass[node]
      size[Int(label[node])] += 1
    }
    var empty: [Int32] = []
    for cluster in 0..<n where size[cluster] == 0 { empty.append(Int32(cluster)) }
    // The first pass visits blocks of neighbours in memory in a seeded order: random enough to escape the order of the
    // input, and still a stream of rows.
    fillQueue(n, &generator)
    queued.update(repeating: 1, count: n)
    var head = 0
    var waiting = n
    var moves = 0
    // Gains below this are rounding.
    let least = 1e-10 * (n > 0 ? penaltyScale(level) : 1)
    while waiting > 0 {
      let node = Int(queue[head])
      head += 1
      if head == n { head = 0 }
      waiting -= 1
      queued[node] = 0
      let own = label[node]
      let (from, to) = (begin[node], end[node])
      var candidates = 0
      var edge = from
      while edge < to {
        let cluster = label[Int(targets[edge])]
        let old = tie[Int(cluster)]
        if old == 0 {
          touched[candidates] = cluster
          candidates += 1
        }
        tie[Int(cluster)] = old + weights[edge]
        edge += 1
      }
      let s = mass[node]
      let cost = penalty * s
      let stay = tie[Int(own)] - cost * (clusterMass[Int(own)] - s)
      var best = stay
      var chosen = own
      for index in 0..<candidates {
        let cluster = touched[index]
        let gain = tie[Int(cluster)] - cost * clusterMass[Int(cluster)]
        tie[Int(cluster)] = 0
        if gain > best && cluster != own {
          best = gain
          chosen = cluster
        }
      }
      if best < 0 && size[Int(own)] > 1, let free = empty.last {
        best = 0
        chosen = free
      }
      guard chosen != own, best - stay > least else { continue }
      moves += 1
      if size[Int(chosen)] == 0 { empty.removeLast() }
      label[node] = chosen
      clusterMass[Int(own)] -= s
      clusterMass[Int(chosen)] += s
      size[Int(own)] -= 1
      size[Int(chosen)] += 1
      if size[Int(own)] == 0 {
        clusterMass[Int(own)] = 0
        empty.append(own)
      }
      edge = from
      while edge < to {
        let other = Int(targets[edge])
        if queued[other] == 0 && label[other] != chosen {
          queued[other] = 1
          var tail = head + waiting
          if tail >= n { tail -= n }
          queue[tail] = Int32(other)
          waiting += 1
        }
        edge += 1
      }
    }
    return moves
  }

  /// The scale of gains: the mean weight of an entry.
  private func penaltyScale(_ level: LeidenLevel) -> Double {
    let probe = min(level.count, 64)
    var (sum, entries) = (0.0, 0)
    for node in 0..<probe {
      for edge in level.begin[node]..<level.end[node] { sum += level.weights[edge] }
      entries += level.end[node] - level.begin[node]
    }
    return entries > 0 ? sum / Double(entries) : 1
  }

  private func fillQueue(_ n: Int, _ generator: inout SeededGenerator) {
    let block = 16
    let blocks = (n + block - 1) / block
    let order = third.pointer
    for index in 0..<blocks { order[index] = Double(index) }
    for index in stride(from: blocks - 1, to: 0, by: -1) {
      let other = generator.below(index + 1)
      let kept = order[index]
      order[index] = order[other]
      order[other] = kept
    }
    var next = 0
    for index in 0..<blocks {
      let first = Int(order[index]) * block
      for node in first..<min(n, first + block) {
        queue.pointer[next] = Int32(node)
        next += 1
      }
    }
  }
}
