/// Soft regions around the clusters of a laid-out network; no two overlap.
///
/// Each cluster has a field that is 1 on its nodes and on the ties of a spanning tree between them, and falls with the
/// distance. A place belongs to the cluster with the strongest field there, when that is strong enough; the border
/// follows by marching squares and is then smoothed. In the spirit of Bubble Sets (Collins, Penn and Carpendale 2009,
/// doi:10.1109/TVCG.2009.122), which also bend around what does not belong.
struct Regions {
  /// What a node covers, and its cluster; nil: in none, but kept out of the regions.
  var footprints: [Box]
  var clusters: [Int?]
  /// Ties inside clusters.
  var links: [(a: Int, b: Int)]
  /// Centres of the marks, where ties end.
  var places: [Point]

  /// Unit: points.
  private let cell = 6.0
  private let reach = 30.0
  /// The field at a region's border: 11 points from a node.
  private var threshold: Double { 1 - 11 / reach }

  /// Closed curves, by cluster (ascending), each cluster's larger ones first.
  func outlines() -> [(cluster: Int, curve: [Point])] {
    guard let first = footprints.first else { return [] }
    let bounds = footprints.reduce(first) { $0.union($1) }.grown(by: reach + 2 * cell)
    let columns = Int(bounds.width / cell) + 2
    let rows = Int(bounds.height / cell) + 2
    var fields: [Int: [Double]] = [:]
    let outsiders = -1

    func raise(_ cluster: Int, _ area: Box, strength: Double, distance: (Point) -> Double) {
      var field = fields[cluster] ?? Array(repeating: 0, count: columns * rows)
      fields[cluster] = nil
      let area = area.grown(by: reach)
      let xs =
        max(0, Int((area.minX - bounds.minX) / cell))...min(columns - 1, Int((area.maxX - bounds.minX) / cell) + 1)
      let ys = max(0, Int((area.minY - bounds.minY) / cell))...min(rows - 1, Int((area.maxY - bounds.minY) / cell) + 1)
      for y in ys {
        for x in xs {
          let at = Point(x: bounds.minX + Double(x) * cell, y: bounds.minY + Double(y) * cell)
          let value = strength * (1 - distance(at) / reach)
          if value > field[y * columns + x] { field[y * columns + x] = value }
        }
      }
      fields[cluster] = field
    }

    for (box, cluster) in zip(footprints, clusters) {
      raise(cluster ?? outsiders, box, strength: 1) { box.distance(to: $0) }
    }
    for (a, b) in spanningLinks() {
      guard let cluster = clusters[a] else { continue }
      let (p, q) = (places[a], places[b])
      let area = Box(minX: min(p.x, q.x), minY: min(p.y, q.y), maxX: max(p.x, q.x), maxY: max(p.y, q.y))
      raise(cluster, area, strength: 0.85) { Self.distance(from: $0, toSegment: p, q) }
    }

    // The strongest and the second strongest field of each place.
    var strongest = Array(repeating: (cluster: outsiders, value: 0.0, second: 0.0), count: columns * rows)
    for (cluster, field) in fields.sorted(by: { $0.key < $1.key }) {
      for index in field.indices where field[index] > strongest[index].second {
        if field[index] > strongest[index].value {
          strongest[index] = (cluster, field[index], strongest[index].value)
        } else {
          strongest[index].second = field[index]
        }
      }
    }
    var found: [(cluster: Int, curve: [Point])] = []
    for (cluster, field) in fields.sorted(by: { $0.key < $1.key }) where cluster != outsiders {
      let signed = field.indices.map { index in
        let other = strongest[index].cluster == cluster ? strongest[index].second : strongest[index].value
        return min(field[index] - threshold, (field[index] - other) - 0.06)
      }
      let loops = Contour(values: signed, columns: columns, rows: rows).loops()
        .map { loop in
          loop.map { Point(x: bounds.minX + $0.x * cell, y: bounds.minY + $0.y * cell) }
        }
        .filter { Contour.area($0) > 400 }
        .sorted { Contour.area($0) > Contour.area($1) }
      found += loops.map { (cluster, Contour.smooth($0)) }
    }
    return found
  }

  /// The shortest ties that still hold each cluster together (Kruskal).
  private func spanningLinks() -> [(Int, Int)] {
    var parent = Array(footprints.indices)
    func root(_ node: Int) -> Int {
      var node = node
      while parent[node] != node { node = parent[node] }
      return node
    }
    let inside = links.filter { clusters[$0.a] != nil && clusters[$0.a] == clusters[$0.b] }
    let byLength = inside.sorted {
      ((places[$0.a] - places[$0.b]).length, $0.a, $0.b) < ((places[$1.a] - places[$1.b]).length, $1.a, $1.b)
    }
    var kept: [(Int, Int)] = []
    for link in byLength {
      let (a, b) = (root(link.a), root(link.b))
      guard a != b else { continue }
      parent[a] = b
      kept.append((link.a, link.b))
    }
    return kept
  }

  static func distance(from point: Point, toSegment a: Point, _ b: Point) -> Double {
    let d = b - a
    let square = d.x * d.x + d.y * d.y
    guard square > 0 else { return (point - a).length }
    let t = min(1, max(0, ((point.x - a.x) * d.x + (point.y - a.y) * d.y) / square))
    return (point - (a + d * t)).length
  }
}

/// Where a field on a grid passes zero.
struct Contour {
  /// Row by row.
  var values: [Double]
  var columns: Int
  var rows: Int

  /// The closed outer borders of the positive area, in grid units, by marching squares.
  ///
  /// Points lie on grid lines, interpolated. The field must be negative on the grid's edge (it is made so). Holes are
  /// left out.
  func loops() -> [[Point]] {
    var values = values
    for x in 0..<columns {
      values[x] = min(values[x], -1e-6)
      values[(rows - 1) * columns + x] = min(values[(rows - 1) * columns + x], -1e-6)
    }
    for y in 0..<rows {
      values[y * columns] = min(values[y * columns], -1e-6)
      values[y * columns + columns - 1] = min(values[y * columns + columns - 1], -1e-6)
    }
    // A border crosses a grid line between two neighbours; the crossing's name is the left or upper one, twice, plus 1
    // when the line goes down.
    var next: [Int: Int] = [:]
    for y in 0..<rows - 1 {
      for x in 0..<columns - 1 {
        let i = y * columns + x
        let (top, left) = (2 * i, 2 * i + 1)
        let (bottom, right) = (2 * (i + columns), 2 * (i + 1) + 1)
        let corners = (
          values[i] > 0, values[i + 1] > 0, values[i + columns + 1] > 0, values[i + columns] > 0
        )
        // Clockwise from the upper left; the positive side is on the right of each step.
        switch corners {
        case (true, false, false, false): next[top] = left
        case (false, true, false, false): next[right] = top
        case (false, false, true, false): next[bottom] = right
        case (false, false, false, true): next[left] = bottom
        case (true, true, false, false): next[right] = left
        case (false, true, true, false): next[bottom] = top
        case (false, false, true, true): next[left] = right
        case (true, false, false, true): next[top] = bottom
        case (false, true, true, true): next[left] = top
        case (true, false, true, true): next[top] = right
        case (true, true, false, true): next[right] = bottom
        case (true, true, true, false): next[bottom] = left
        case (true, false, true, false):
          next[top] = left
          next[bottom] = right
        case (false, true, false, true):
          next[right] = top
          next[left] = bottom
        case (true, true, true, true), (false, false, false, false): break
        }
      }
    }
    var loops: [[Point]] = []
    for start in next.keys.sorted() where next[start] != nil {
      var loop: [Point] = []
      var at = start
      while let following = next.removeValue(forKey: at) {
        loop.append(crossing(at, values))
        at = following
      }
      // With the positive side on the right, outer borders run clockwise (y grows downwards) and holes the other way.
      if loop.count > 3, Self.signedArea(loop) > 0 { loops.append(loop) }
    }
    return loops
  }

  private func crossing(_ name: Int, _ values: [Double]) -> Point {
    let i = name / 2
    let goesDown = name % 2 == 1
    let (x, y) = (Double(i % columns), Double(i / columns))
    let (a, b) = (values[i], values[goesDown ? i + columns : i + 1])
    let t = a == b ? 0.5 : a / (a - b)
    return goesDown ? Point(x: x, y: y + t) : Point(x: x + t, y: y)
  }

  static func signedArea(_ loop: [Point]) -> Double {
    zip(loop, loop.dropFirst() + loop.prefix(1)).reduce(0) { $0 + ($1.0.x * $1.1.y - $1.1.x * $1.0.y) } / 2
  }

  static func area(_ loop: [Point]) -> Double { abs(signedArea(loop)) }

  /// A loop as a smooth closed curve of cubic Béziers (3k + 1 points): averaged, thinned, then Catmull–Rom.
  static func smooth(_ loop: [Point]) -> [Point] {
    var points = loop
    let n = points.count
    for _ in 0..<4 {
      points = points.indices.map { i in
        points[(i + n - 1) % n] * 0.25 + points[i] * 0.5 + points[(i + 1) % n] * 0.25
      }
    }
    let stride = max(1, min(3, n / 12))
    points = Swift.stride(from: 0, to: n, by: stride).map { points[$0] }
    let m = points.count
    var curve = [points[0]]
    for i in 0..<m {
      let (before, a, b, after) = (points[(i + m - 1) % m], points[i], points[(i + 1) % m], points[(i + 2) % m])
      curve += [a + (b - before) * (1.0 / 6), b - (after - a) * (1.0 / 6), b]
    }
    return curve
  }
}
