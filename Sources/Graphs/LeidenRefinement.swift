extension LeidenWorkspace {
  /// Splits each cluster into connected parts that are well tied to the rest of their cluster; returns their number.
  ///
  /// Starts from single nodes. A node that is still alone and well tied, t(v, C − v) ≥ penalty · s_v · (S_C − s_v),
  /// joins the part of its own cluster, itself well tied, to which the move gains most; only moves that do not lose
  /// are made. `refined` receives labels 0..<result by first appearance.
  ///
  /// Clusters do not see each other here, so that workers take clusters and the result is that of one thread. Nodes
  /// are visited cluster by cluster, as `queue` lists them afterwards: what a node reads its neighbours have read just
  /// before. Parts are numbered in that order, so that the aggregated level keeps it.
  func refine(
    _ level: LeidenLevel, clusters: UnsafeMutablePointer<Int32>, _ count: Int,
    into refined: UnsafeMutablePointer<Int32>, _ penalty: Double, seed: UInt64
  ) -> Int {
    let n = level.count
    let ends = group(n, by: clusters, count, into: queue.pointer)
    let pieces = threads > 1 && n > 4096 ? min(count, 16 * threads) : 1
    // A piece is the clusters that end within its share of the nodes.
    let shared = Shared((level, clusters, refined, ends))
    Parallel.pieces(pieces, threads: threads) { piece, worker in
      let (level, clusters, refined, ends) = shared.value
      let (low, high) = (n * piece / pieces, n * (piece + 1) / pieces)
      var cluster = Self.firstAbove(low, ends, count)
      var first = cluster == 0 ? 0 : Int(ends[cluster - 1])
      while cluster < count && Int(ends[cluster]) <= high {
        let last = Int(ends[cluster])
        self.shuffle(first..<last, seed)
        self.prepare(first..<last, cluster, level, clusters, refined)
        for index in first..<last {
          self.join(Int(self.queue.pointer[index]), level, clusters, refined, penalty, worker)
        }
        first = last
        cluster += 1
      }
    }
    let (order, number) = (queue.pointer, scratch.pointer)
    number.update(repeating: -1, count: n)
    var parts: Int32 = 0
    for index in 0..<n {
      let node = Int(order[index])
      let old = Int(refined[node])
      if number[old] < 0 {
        number[old] = parts
        parts &+= 1
      }
      refined[node] = number[old]
    }
    return Int(parts)
  }

  /// Lists nodes by their label 0..<count, ascending within a label; returns where each label ends.
  func group(
    _ n: Int, by label: UnsafePointer<Int32>, _ count: Int, into order: UnsafeMutablePointer<Int32>
  ) -> UnsafeMutablePointer<Int32> {
    let end = scratch.pointer
    end.update(repeating: 0, count: count + 1)
    for node in 0..<n { end[Int(label[node]) + 1] &+= 1 }
    for index in 0..<count { end[index + 1] &+= end[index] }
    for node in 0..<n {
      let index = Int(label[node])
      order[Int(end[index])] = Int32(truncatingIfNeeded: node)
      end[index] &+= 1
    }
    return end
  }

  /// Gives each connected part of a cluster a label of its own: cutting where there is no edge never lowers the
  /// quality, so every result is connected by construction. Workers take clusters; `label` holds 0..<count.
  func split(_ level: LeidenLevel, _ label: UnsafeMutablePointer<Int32>, _ count: Int) {
    let n = level.count
    let ends = group(n, by: label, count, into: queue.pointer)
    let pieces = threads > 1 && n > 4096 ? min(count, 16 * threads) : 1
    let parts = Buffer<Int32>(repeating: -1, count: n)
    let shared = Shared((level, UnsafePointer(label), ends, parts.pointer))
    Parallel.pieces(pieces, threads: threads) { piece, _ in
      let (level, label, ends, part) = shared.value
      let (order, open) = (self.queue.pointer, self.empty.pointer)
      let (low, high) = (n * piece / pieces, n * (piece + 1) / pieces)
      var cluster = Self.firstAbove(low, ends, count)
      var first = cluster == 0 ? 0 : Int(ends[cluster - 1])
      while cluster < count && Int(ends[cluster]) <= high {
        let own = Int32(truncatingIfNeeded: cluster)
        let last = Int(ends[cluster])
        for index in first..<last where part[Int(order[index])] < 0 {
          // A part is named by its first node; `open` has as much room here as the cluster has nodes.
          let seed = order[index]
          part[Int(seed)] = seed
          open[first] = seed
          var (head, tail) = (first, first + 1)
          while head < tail {
            let node = Int(open[head])
            head &+= 1
            var edge = level.begin[node]
            let end = level.end[node]
            while edge < end {
              let other = level.targets[edge]
              edge &+= 1
              if label[Int(other)] == own && part[Int(other)] < 0 {
                part[Int(other)] = seed
                open[tail] = other
                tail &+= 1
              }
            }
          }
        }
        first = last
        cluster += 1
      }
    }
    label.update(from: parts.pointer, count: n)
  }

  /// The first of `count` ascending values that is above `bound`.
  private static func firstAbove(_ bound: Int, _ values: UnsafePointer<Int32>, _ count: Int) -> Int {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if Int(values[middle]) <= bound { low = middle + 1 } else { high = middle }
    }
    return low
  }

  /// Puts the nodes at a range of `queue` in an order that the seed and the place of the range decide: parts grow in
  /// another way at every iteration and start, which is how later ones find what earlier ones missed.
  @inline(__always)
  private func shuffle(_ range: Range<Int>, _ seed: UInt64) {
    var generator = SeededGenerator(seed: seed &+ UInt64(range.lowerBound) &* 0xD134_2543_DE82_EF95)
    let order = queue.pointer + range.lowerBound
    for index in stride(from: range.count - 1, to: 0, by: -1) {
      let other = generator.below(index + 1)
      let kept = order[index]
      order[index] = order[other]
      order[other] = kept
    }
  }

  /// Makes each node of a cluster a part of its own.
  @inline(__always)
  private func prepare(
    _ range: Range<Int>, _ cluster: Int, _ level: LeidenLevel, _ clusters: UnsafePointer<Int32>,
    _ refined: UnsafeMutablePointer<Int32>
  ) {
    let (outward, partMass, alone, order) = (outward.pointer, partMass.pointer, queued.pointer, queue.pointer)
    let (targets, weights) = (level.targets, level.weights)
    var total = 0.0
    for index in range {
      let node = Int(order[index])
      partMass[node] = level.mass[node]
      total += level.mass[node]
      refined[node] = Int32(truncatingIfNeeded: node)
      alone[node] = 1
      var sum = 0.0
      var edge = level.begin[node]
      let end = level.end[node]
      while edge < end {
        sum += clusters[Int(targets[edge])] == Int32(truncatingIfNeeded: cluster) ? weights[edge] : 0
        edge &+= 1
      }
      outward[node] = sum  // tie of the part {node} to the rest of its cluster
    }
    clusterMass.pointer[cluster] = total
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
