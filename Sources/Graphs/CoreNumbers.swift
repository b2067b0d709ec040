extension Graph {
  /// The core number of each node: the largest k for which it lies in a part where everybody has at least k ties to
  /// the part. Weights do not count.
  ///
  ///     // a triangle 0, 1, 2 with a tail 2 — 3:  [2, 2, 2, 1]
  ///
  /// - Complexity: O(n + m).
  ///
  /// Source: Batagelj & Zaveršnik (2003), "An O(m) algorithm for cores decomposition of networks", arXiv:cs/0310049.
  public func coreNumbers() -> [Int32] {
    let n = nodeCount
    guard n > 0 else { return [] }
    var core = degrees()
    let top = Int(core.max() ?? 0)
    // Nodes in order of their remaining degree: `start[d]` is where those of degree d begin.
    var start = [Int32](repeating: 0, count: top + 2)
    for degree in core { start[Int(degree) + 1] += 1 }
    for degree in 0...top { start[degree + 1] += start[degree] }
    let order = Buffer<Int32>(uninitialized: n)
    let place = Buffer<Int32>(uninitialized: n)
    var cursor = start
    for node in 0..<n {
      let degree = Int(core[node])
      order.pointer[Int(cursor[degree])] = Int32(node)
      place.pointer[node] = cursor[degree]
      cursor[degree] += 1
    }
    let (order_, place_) = (order.pointer, place.pointer)
    core.withUnsafeMutableBufferPointer { core in
      start.withUnsafeMutableBufferPointer { start in
        targets.withUnsafeBufferPointer { targets in
          for index in 0..<n {
            let node = Int(order_[index])
            let own = core[node]
            for edge in row(node) {
              let other = Int(targets[edge])
              let degree = core[other]
              guard degree > own else { continue }
              // Swap with the first of its degree, then let that degree begin one later.
              let from = Int(place_[other])
              let to = max(Int(start[Int(degree)]), index + 1)
              let first = order_[to]
              if first != Int32(other) {
                order_[from] = first
                place_[Int(first)] = Int32(from)
                order_[to] = Int32(other)
                place_[other] = Int32(to)
              }
              start[Int(degree)] = Int32(to) + 1
              core[other] = degree - 1
            }
          }
        }
      }
    }
    return core
  }
}
