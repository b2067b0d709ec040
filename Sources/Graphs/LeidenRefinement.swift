extension LeidenWorkspace {
  /// Splits each cluster into connected parts that are well tied to the rest of their cluster; returns their number.
  ///
  /// Starts from single nodes. A node that is still alone and well tied, t(v, C − v) ≥ penalty · s_v · (S_C − s_v),
  /// joins the part of its own cluster, itself well tied, to which the move gains most; only moves that do not lose
  /// are made. `refined` receives labels 0..<result by first appearance.
  func refine(
    _ level: LeidenLevel, clusters: UnsafeMutablePointer<Int32>, _ count: Int,
    into refined: UnsafeMutablePointer<Int32>,
    _ penalty: Double
  ) -> Int {
    let n = level.count
    let (begin, end, targets, weights, mass) = (level.begin, level.end, level.targets, level.weights, level.mass)
    let (tie, total, touched) = (tie.pointer, clusterMass.pointer, touched.pointer)
    let (outward, partMass, alone) = (second.pointer, third.pointer, queued.pointer)
    total.update(repeating: 0, count: count)
    for node in 0..<n {
      total[Int(clusters[node])] += mass[node]
      partMass[node] = mass[node]
      refined[node] = Int32(node)
      alone[node] = 1
      let cluster = clusters[node]
      var sum = 0.0
      for edge in begin[node]..<end[node] where clusters[Int(targets[edge])] == cluster { sum += weights[edge] }
      outward[node] = sum  // tie of the part {node} to the rest of its cluster
    }
    for node in 0..<n where alone[node] == 1 {
      let cluster = clusters[node]
      let whole = total[Int(cluster)]
      let s = mass[node]
      let ownTie = outward[node]
      guard ownTie > 0, ownTie >= penalty * s * (whole - s) else { continue }
      var candidates = 0
      for edge in begin[node]..<end[node] {
        let other = Int(targets[edge])
        guard clusters[other] == cluster else { continue }
        let part = refined[other]
        let old = tie[Int(part)]
        if old == 0 {
          touched[candidates] = part
          candidates += 1
        }
        tie[Int(part)] = old + weights[edge]
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
      guard chosen >= 0 else { continue }
      refined[node] = Int32(chosen)
      alone[node] = 0
      alone[chosen] = 0
      partMass[chosen] += s
      outward[chosen] += ownTie - 2 * joined
    }
    return compact(refined, n)
  }
}
