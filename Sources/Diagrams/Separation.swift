/// Moves boxes apart until none overlaps, as little as it takes.
struct Separation {
  var widths: [Double]
  var heights: [Double]
  /// Free space between boxes. Unit: points.
  var gap: Double

  /// Changes `centers` so that no two boxes come nearer than `gap`.
  ///
  /// Overlapping pairs step apart along the axis on which they overlap least; when that does not settle, everything is
  /// spread a little and tried again, by more each time, which always ends. A step takes O(n log n) and the pairs whose
  /// boxes share some x.
  func apply(to centers: inout [Point]) {
    let n = centers.count
    guard n > 1 else { return }
    // Boxes at one place would never know which way to go.
    for i in 0..<n { centers[i] = centers[i] + Point(x: Double(i % 7) * 0.011, y: Double(i % 11) * 0.007) }
    var spread = 1.05
    while true {
      for _ in 0..<120 where !step(&centers) { return }
      for i in 0..<n { centers[i] = centers[i] * spread }
      spread = min(2, spread * 1.02)
    }
  }

  /// One round over all pairs that may overlap; false when none did.
  private func step(_ centers: inout [Point]) -> Bool {
    var moved = false
    let order = centers.indices.sorted {
      (centers[$0].x - widths[$0] / 2, $0) < (centers[$1].x - widths[$1] / 2, $1)
    }
    let lefts = order.map { centers[$0].x - widths[$0] / 2 }
    for (position, i) in order.enumerated() {
      let right = lefts[position] + widths[i] + gap
      var next = position + 1
      while next < order.count, lefts[next] < right {
        if part(i, order[next], &centers) { moved = true }
        next += 1
      }
    }
    return moved
  }

  /// Moves two boxes apart if they overlap; false when they did not.
  private func part(_ i: Int, _ j: Int, _ centers: inout [Point]) -> Bool {
    let d = centers[j] - centers[i]
    let overX = (widths[i] + widths[j]) / 2 + gap - abs(d.x)
    let overY = (heights[i] + heights[j]) / 2 + gap - abs(d.y)
    guard overX > 0.01, overY > 0.01 else { return false }
    let shift =
      overX < overY
      ? Point(x: (d.x < 0 ? -1 : 1) * (overX / 2 + 0.01), y: 0)
      : Point(x: 0, y: (d.y < 0 ? -1 : 1) * (overY / 2 + 0.01))
    (centers[i], centers[j]) = (centers[i] - shift, centers[j] + shift)
    return true
  }
}
