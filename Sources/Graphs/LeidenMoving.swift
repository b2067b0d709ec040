extension LeidenWorkspace {
  /// Moves nodes to the neighbouring cluster, or to a new one, that raises the quality most, until no queued node
  /// gains; returns the number of moves.
  ///
  /// A node of mass s and tie t to a cluster of mass S (without the node) contributes t − penalty · s · S there. When a
  /// node moves, its neighbours outside the new cluster are queued again. `label` holds labels below `level.count`.
  ///
  /// With several threads the ties of the next nodes in the queue are added up side by side, while labels stand still;
  /// then the nodes move one after the other, as with one thread. A node one of whose neighbours moved in between adds
  /// its ties up again, so that every decision is the one that a single thread takes.
  func move(
    _ level: LeidenLevel, _ label: UnsafeMutablePointer<Int32>, _ penalty: Double, _ generator: inout SeededGenerator
  ) -> Int {
    let n = level.count
    var state = MovingState(level: level, label: label, penalty: penalty, workspace: self)
    let isSingle = state.emptyCount == 0
    fillQueue(level, isSingle: isSingle, &generator)
    let length = LeidenWorkspace.blockLength
    guard threads > 1, n >= 4 * length else {
      while state.waiting > 0 {
        let node = state.pop()
        state.settle(node, state.gather(node, tie.pointer, touched.pointer), tie.pointer, touched.pointer)
      }
      return state.moves
    }
    // At first nearly every node moves, so that ties added up before would be those of the past.
    for _ in 0..<(isSingle ? n : 0) where state.waiting > 0 {
      let node = state.pop()
      state.settle(node, state.gather(node, tie.pointer, touched.pointer), tie.pointer, touched.pointer)
    }
    // The last block in which a neighbour of a node moved.
    let disturbed = Buffer<Int32>(repeating: -1, count: n)
    state.disturbed = disturbed.pointer
    let starts = Buffer<Int>(uninitialized: length + 1)
    let found = Buffer<Int32>(uninitialized: length)
    var clusters = Buffer<Int32>(uninitialized: 0)
    var ties = Buffer<Double>(uninitialized: 0)
    while state.waiting > 0 {
      let count = min(length, state.waiting)
      starts.pointer[0] = 0
      for index in 0..<count {
        starts.pointer[index + 1] = starts.pointer[index] + level.degree(state.peek(index))
      }
      if starts.pointer[count] > ties.count {
        clusters = Buffer(uninitialized: starts.pointer[count] * 2)
        ties = Buffer(uninitialized: starts.pointer[count] * 2)
      }
      let shared = Shared((state, starts.pointer, found.pointer, clusters.pointer, ties.pointer, self))
      Parallel.ranges(count, length: 256, threads: threads) { range, worker in
        let (state, starts, found, clusters, ties, workspace) = shared.value
        let tie = workspace.workerTies[worker].pointer
        for index in range {
          let own = clusters + starts[index]
          let candidates = state.gather(state.peek(index), tie, own)
          found[index] = Int32(truncatingIfNeeded: candidates)
          for at in 0..<candidates {
            ties[starts[index] + at] = tie[Int(own[at])]
            tie[Int(own[at])] = 0
          }
        }
      }
      state.block += 1
      for index in 0..<count {
        let node = state.pop()
        if disturbed.pointer[node] == state.block {
          state.settle(node, state.gather(node, tie.pointer, touched.pointer), tie.pointer, touched.pointer)
        } else {
          let at = starts.pointer[index]
          state.settle(node, Int(found.pointer[index]), among: clusters.pointer + at, ties.pointer + at)
        }
      }
    }
    return state.moves
  }

  private static var blockLength: Int { 4096 }

  /// The first pass visits blocks of neighbours in memory in a seeded order: random enough to escape the order of the
  /// input, and still a stream of rows. While every node is a cluster of its own, each node that comes up brings those
  /// around it along, as far as they did not come before: nodes of a clique then read each other's labels from cache.
  private func fillQueue(_ level: LeidenLevel, isSingle: Bool, _ generator: inout SeededGenerator) {
    let n = level.count
    let block = 16
    let blocks = (n + block - 1) / block
    let order = scratch.pointer
    for index in 0..<blocks { order[index] = Int32(truncatingIfNeeded: index) }
    for index in stride(from: blocks - 1, to: 0, by: -1) {
      let other = generator.below(index + 1)
      let kept = order[index]
      order[index] = order[other]
      order[other] = kept
    }
    let (queue, queued) = (queue.pointer, queued.pointer)
    if isSingle { queued.update(repeating: 0, count: n) }
    var next = 0
    for index in 0..<blocks {
      let first = Int(order[index]) * block
      for node in first..<min(n, first + block) {
        if !isSingle {
          queue[next] = Int32(truncatingIfNeeded: node)
          next += 1
        } else if queued[node] == 0 {
          queued[node] = 1
          queue[next] = Int32(truncatingIfNeeded: node)
          var head = next
          let full = next + LeidenWorkspace.company
          next += 1
          while head < next && next < full {
            let from = Int(queue[head])
            head += 1
            var edge = level.begin[from]
            let end = level.end[from]
            while edge < end {
              let other = level.targets[edge]
              // Written always, kept only when new.
              queue[min(next, n - 1)] = next < n ? other : queue[n - 1]
              next += queued[Int(other)] == 0 ? 1 : 0
              queued[Int(other)] = 1
              edge += 1
            }
          }
        }
      }
    }
  }

  /// About how many nodes come together.
  private static var company: Int { 64 }
}

/// Where moving stands: labels, masses, and the queue of nodes to look at.
private struct MovingState {
  let level: LeidenLevel
  let label: UnsafeMutablePointer<Int32>
  let penalty: Double
  let clusterMass: UnsafeMutablePointer<Double>
  let size: UnsafeMutablePointer<Int32>
  let queue: UnsafeMutablePointer<Int32>
  let queued: UnsafeMutablePointer<UInt8>
  /// Free labels, a stack.
  let empty: UnsafeMutablePointer<Int32>
  var emptyCount = 0
  var head = 0
  var waiting: Int
  var moves = 0
  var block: Int32 = -1
  /// When set, receives the number of the block for each neighbour of a node that moves.
  var disturbed: UnsafeMutablePointer<Int32>?
  /// Gains below this are rounding.
  let least: Double

  init(level: LeidenLevel, label: UnsafeMutablePointer<Int32>, penalty: Double, workspace: LeidenWorkspace) {
    let n = level.count
    self.level = level
    self.label = label
    self.penalty = penalty
    clusterMass = workspace.clusterMass.pointer
    size = workspace.sizes.pointer
    queue = workspace.queue.pointer
    queued = workspace.queued.pointer
    empty = workspace.empty.pointer
    waiting = n
    clusterMass.update(repeating: 0, count: n)
    size.update(repeating: 0, count: n)
    queued.update(repeating: 1, count: n)
    for node in 0..<n {
      clusterMass[Int(label[node])] += level.mass[node]
      size[Int(label[node])] &+= 1
    }
    for cluster in stride(from: n - 1, through: 0, by: -1) where size[cluster] == 0 {
      empty[emptyCount] = Int32(truncatingIfNeeded: cluster)
      emptyCount += 1
    }
    least = 1e-10 * level.meanWeight()
  }

  /// The node that waits behind `index` others.
  @inline(__always)
  func peek(_ index: Int) -> Int {
    let at = head &+ index
    return Int(queue[at >= level.count ? at &- level.count : at])
  }

  @inline(__always)
  mutating func pop() -> Int {
    let node = Int(queue[head])
    head &+= 1
    if head == level.count { head = 0 }
    waiting &-= 1
    queued[node] = 0
    return node
  }

  /// Adds the node's ties up by cluster; returns the number of clusters, written to `touched` in order of appearance.
  @inline(__always)
  func gather(_ node: Int, _ tie: UnsafeMutablePointer<Double>, _ touched: UnsafeMutablePointer<Int32>) -> Int {
    let (targets, weights) = (level.targets, level.weights)
    var count = 0
    var edge = level.begin[node]
    let end = level.end[node]
    while edge < end {
      let cluster = label[Int(targets[edge])]
      let old = tie[Int(cluster)]
      // Written always, kept only when new: no branch to guess wrong.
      touched[count] = cluster
      count &+= old == 0 ? 1 : 0
      tie[Int(cluster)] = old + weights[edge]
      edge &+= 1
    }
    return count
  }

  /// Moves the node if that gains; sets the ties it read back to zero.
  @inline(__always)
  mutating func settle(
    _ node: Int, _ candidates: Int, _ tie: UnsafeMutablePointer<Double>, _ touched: UnsafeMutablePointer<Int32>
  ) {
    let own = label[node]
    let s = level.mass[node]
    let cost = penalty * s
    let stay = tie[Int(own)] - cost * (clusterMass[Int(own)] - s)
    var best = stay
    var chosen = own
    var index = 0
    while index < candidates {
      let cluster = touched[index]
      let gain = tie[Int(cluster)] - cost * clusterMass[Int(cluster)]
      tie[Int(cluster)] = 0
      if gain > best && cluster != own {
        best = gain
        chosen = cluster
      }
      index &+= 1
    }
    decide(node, stay, best, chosen)
  }

  /// The same from ties that stand beside their clusters.
  @inline(__always)
  mutating func settle(
    _ node: Int, _ candidates: Int, among clusters: UnsafePointer<Int32>, _ ties: UnsafePointer<Double>
  ) {
    let own = label[node]
    let s = level.mass[node]
    let cost = penalty * s
    var stay = -cost * (clusterMass[Int(own)] - s)
    var best = -Double.infinity
    var chosen = own
    var index = 0
    while index < candidates {
      let cluster = clusters[index]
      if cluster == own {
        stay = ties[index] - cost * (clusterMass[Int(own)] - s)
      } else {
        let gain = ties[index] - cost * clusterMass[Int(cluster)]
        if gain > best {
          best = gain
          chosen = cluster
        }
      }
      index &+= 1
    }
    if best > stay { decide(node, stay, best, chosen) } else { decide(node, stay, stay, own) }
  }

  /// Moves the node to the cluster that gains most, or to an empty one, and queues its neighbours.
  @inline(__always)
  private mutating func decide(_ node: Int, _ stay: Double, _ bestTied: Double, _ chosenTied: Int32) {
    let own = label[node]
    let s = level.mass[node]
    var (best, chosen) = (bestTied, chosenTied)
    if best < 0 && size[Int(own)] > 1 && emptyCount > 0 {
      best = 0
      chosen = empty[emptyCount &- 1]
    }
    guard chosen != own, best - stay > least else { return }
    moves &+= 1
    if size[Int(chosen)] == 0 { emptyCount &-= 1 }
    label[node] = chosen
    clusterMass[Int(own)] -= s
    clusterMass[Int(chosen)] += s
    size[Int(own)] &-= 1
    size[Int(chosen)] &+= 1
    if size[Int(own)] == 0 {
      clusterMass[Int(own)] = 0
      empty[emptyCount] = own
      emptyCount &+= 1
    }
    let targets = level.targets
    var edge = level.begin[node]
    let end = level.end[node]
    while edge < end {
      let other = Int(targets[edge])
      edge &+= 1
      if let disturbed { disturbed[other] = block }
      if queued[other] == 0 && label[other] != chosen {
        queued[other] = 1
        var tail = head &+ waiting
        if tail >= level.count { tail &-= level.count }
        queue[tail] = Int32(truncatingIfNeeded: other)
        waiting &+= 1
      }
    }
  }
}
