/// Moves boxes apart until none overlaps, as little as it takes.
struct Separation {
  var widths: [Double]
  var heights: [Double]
  /// Free space between boxes. Unit: points.
  var gap: Double

  /// Changes `centers` so that no two boxes come nearer than `gap`.
  ///
  /// Overlapping pairs step apart along the axis on which they overlap least; when that does not settle, everything is
  /// spread by a twentieth and tried again, which always ends. O(n²) a step: for some hundreds of boxes.
  func apply(to centers: inout [Point]) {
    let n = centers.count
    guard n > 1 else { return }
    // Boxes at one place would never know which way to go.
    for i in 0..<n { centers[i] = centers[i] + Point(x: Double(i % 7) * 0.011, y: Double(i % 11) * 0.007) }
    while true {
      for _ in 0..<120 where !step(&centers) { return }
      for i in 0..<n { centers[i] = centers[i] * 1.05 }
    }
  }

  /// One round over all pairs; false when nothing overlapped.
  private func step(_ centers: inout [Point]) -> Bool {
    var moved = false
    for i in 0..<centers.count {
      for j in i + 1..<max(i + 1, centers.count) {
        let d = centers[j] - centers[i]
        let overX = (widths[i] + widths[j]) / 2 + gap - abs(d.x)
        let overY = (heights[i] + heights[j]) / 2 + gap - abs(d.y)
        guard overX > 0.01, overY > 0.01 else { continue }
        moved = true
        if overX < overY {
          let shift = Point(x: (d.x < 0 ? -1 : 1) * (overX / 2 + 0.01), y: 0)
          (centers[i], centers[j]) = (centers[i] - shift, centers[j] + shift)
        } else {
          let shift = Point(x: 0, y: (d.y < 0 ? -1 : 1) * (overY / 2 + 0.01))
          (centers[i], centers[j]) = (centers[i] - shift, centers[j] + shift)
        }
      }
    }
    return moved
  }
}
