/// One start of Leiden on a graph whose nodes have a mass.
enum LeidenRun {
  /// Labels of connected clusters, not yet renumbered.
  static func cluster(
    _ graph: Graph, mass: [Double], penalty: Double, iterations: Int, seed: UInt64, threads: Int
  ) -> [Int32] {
    let n = graph.nodeCount
    guard n > 0 else { return [] }
    let label = Buffer<Int32>(uninitialized: n)
    for node in 0..<n { label.pointer[node] = Int32(node) }
    mass.withUnsafeBufferPointer { mass in
      graph.offsets.withUnsafeBufferPointer { offsets in
        graph.targets.withUnsafeBufferPointer { targets in
          graph.weights.withUnsafeBufferPointer { weights in
            guard let begin = offsets.baseAddress, let target = targets.baseAddress, let weight = weights.baseAddress,
              let mass = mass.baseAddress
            else { return }
            let level = LeidenLevel(
              count: n, begin: begin, end: begin + 1, targets: target, weights: weight, mass: mass)
            let workspace = LeidenWorkspace(capacity: n, threads: threads)
            var generator = SeededGenerator(seed: seed)
            var count = n
            for _ in 0..<iterations {
              if !iterate(level, label.pointer, &count, penalty, workspace, &generator) { break }
            }
            workspace.split(level, label.pointer, count)
          }
        }
      }
    }
    return [Int32](UnsafeBufferPointer(start: label.pointer, count: n))
  }

  /// One iteration, from moving to the last aggregation; returns whether any node changed its cluster.
  ///
  /// `label` holds labels 0..<count and is replaced by the better partition.
  private static func iterate(
    _ base: LeidenLevel, _ label: UnsafeMutablePointer<Int32>, _ count: inout Int, _ penalty: Double,
    _ workspace: LeidenWorkspace, _ generator: inout SeededGenerator
  ) -> Bool {
    var level = base
    var owned: [AggregatedLevel] = []  // keeps the levels' memory
    var maps: [Buffer<Int32>] = []  // from each level's nodes to those of the next
    let current = Buffer<Int32>(uninitialized: base.count)
    current.pointer.update(from: label, count: base.count)
    var changed = false
    while true {
      if workspace.move(level, current.pointer, penalty, &generator) > 0 { changed = true }
      count = workspace.compact(current.pointer, level.count)
      guard count < level.count else { break }
      let refined = Buffer<Int32>(uninitialized: level.count)
      let parts = workspace.refine(
        level, clusters: current.pointer, count, into: refined.pointer, penalty, seed: generator.next())
      guard parts < level.count else { break }
      let aggregated = workspace.aggregate(level, refined.pointer, parts)
      for node in 0..<level.count { workspace.scratch.pointer[Int(refined.pointer[node])] = current.pointer[node] }
      current.pointer.update(from: workspace.scratch.pointer, count: parts)
      maps.append(refined)
      owned.append(aggregated)
      level = aggregated.level
    }
    var top = current.pointer
    for map in maps.reversed() {
      for node in 0..<map.count { map.pointer[node] = top[Int(map.pointer[node])] }
      top = map.pointer
    }
    label.update(from: top, count: base.count)
    withExtendedLifetime(owned) {}
    return changed
  }

  /// Gives each connected part of a cluster a label of its own, numbered by smallest member.
  static func splitDisconnected(_ level: LeidenLevel, _ label: UnsafeMutablePointer<Int32>) {
    let n = level.count
    let part = Buffer<Int32>(repeating: -1, count: n)
    let waiting = Buffer<Int32>(uninitialized: n)
    let (begin, end, targets, found, queue) = (level.begin, level.end, level.targets, part.pointer, waiting.pointer)
    var next: Int32 = 0
    for seed in 0..<n where found[seed] < 0 {
      let own = label[seed]
      queue[0] = Int32(truncatingIfNeeded: seed)
      found[seed] = next
      var (head, tail) = (0, 1)
      while head < tail {
        let node = Int(queue[head])
        head &+= 1
        for edge in begin[node]..<end[node] {
          let other = Int(targets[edge])
          if label[other] == own && found[other] < 0 {
            found[other] = next
            queue[tail] = targets[edge]
            tail &+= 1
          }
        }
      }
      next += 1
    }
    label.update(from: found, count: n)
  }
}
