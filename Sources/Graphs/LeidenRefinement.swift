extension LeidenWorkspace {
  /// Splits each cluster into connected parts that are well tied to the rest of their cluster; returns their number.
  ///
  /// Starts from single nodes. A node that is still alone and well tied, t(v, C − v) ≥ penalty · s_v · (S_C − s_v),
  /// joins the part of its own cluster, itself well tied, to which the move gains most; only moves that do not lose
  /// are made. `refined` receives labels 0..<result by first appearance.
  ///
  /// Clusters do not see each other here, so that workers take clusters and the result is that of one thread.
  func refine(
    _ level: LeidenLevel, clusters: UnsafeMutablePointer<Int32>, _ count: Int,
    into refined: UnsafeMutablePointer<Int32>, _ penalty: Double
  ) -> Int {
    let n = level.count
    let total = clusterMass.pointer
    total.update(repeating: 0, count: count)
    for node in 0..<n { total[Int(clusters[node])] += level.mass[node] }
    let pieces = threads > 1 && n > 4096 ? 4 * threads : 1
    let shared = Shared((level, clusters, refined))
    Parallel.ranges(n, length: pieces == 1 ? max(1, n) : 4096, threads: threads) { range, _ in
      let (level, clusters, refined) = shared.value
      let (outward, partMass, alone) = (self.outward.pointer, self.partMass.pointer, self.queued.pointer)
      let (targets, weights) = (level.targets, level.weights)
      for node in range {
        partMass[node] = level.mass[node]
        refined[node] = Int32(truncatingIfNeeded: node)
        alone[node] = 1
        let cluster = clusters[node]
        var sum = 0.0
        var edge = level.begin[node]
        let end = level.end[node]
        while edge < end {
          sum += clusters[Int(targets[edge])] == cluster ? weights[edge] : 0
          edge &+= 1
        }
        outward[node] = sum  // tie of the part {node} to the rest of its cluster
      }
    }
    Parallel.pieces(pieces, threads: threads) { piece, worker in
      let (level, clusters, refined) = shared.value
      let (first, last) = (Int32(count * piece / pieces), Int32(count * (piece + 1) / pieces))
      for node in 0..<level.count where clusters[node] >= first && clusters[node] < last {
        self.join(node, level, clusters, refined, penalty, worker)
      }
    }
    return compact(refined, n)
  }

  /// Lets one node that is alone join the best part of its cluster.
  @inline(__always)
  private func join(
    _ node: Int, _ level: LeidenLevel, _ clusters: UnsafeMutablePointer<Int32>,
    _ refined: UnsafeMutablePointer<Int32>, _ penalty: Double, _ worker: Int
  ) {
    let (targets, weights) = (level.targets, level.weights)
    let (outward, partMass, alone) = (outward.pointer, partMass.pointer, queued.pointer)
    guard alone[node] == 1 else { return }
    let cluster = clusters[node]
    let whole = clusterMass.pointer[Int(cluster)]
    let s = level.mass[node]
    let ownTie = outward[node]
    guard ownTie > 0, ownTie >= penalty * s * (whole - s) else { return }
    let (tie, touched) = (workerTies[worker].pointer, workerTouched[worker].pointer)
    var candidates = 0
    var edge = level.begin[node]
    let end = level.end[node]
    while edge < end {
      let other = Int(targets[edge])
      if clusters[other] == cluster {
        let part = refined[other]
        let old = tie[Int(part)]
        touched[candidates] = part
        candidates &+= old == 0 ? 1 : 0
        tie[Int(part)] = old + weights[edge]
      }
      edge &+= 1
    }
    var best = 0.0
    var chosen = -1
    var joined = 0.0
    for index in 0..<candidates {
      let part = Int(touched[index])
      let t = tie[part]
      tie[part] = 0
      let gain = t - penalty * s * partMass[part]
      if gain >= best && (gain > best || chosen < 0)
        && outward[part] >= penalty * partMass[part] * (whole - partMass[part])
      {
        best = gain
        chosen = part
        joined = t
      }
    }
    guard chosen >= 0 else { return }
    refined[node] = Int32(truncatingIfNeeded: chosen)
    alone[node] = 0
    alone[chosen] = 0
    partMass[chosen] += s
    outward[chosen] += ownTie - 2 * joined
  }
}
