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
  private static let cell = 6.0
  private let reach = 30.0
  /// The number under which those who are in no cluster are kept.
  private static let outsiders = -1
  /// The field at a region's border: 11 points from a node.
  private var threshold: Double { 1 - 11 / reach }

  /// Closed curves, by cluster (ascending), each cluster's larger ones first.
  ///
  /// Time and memory grow with the area that the clusters cover.
  func outlines() -> [(cluster: Int, curve: [Point])] {
    let fields = fields()
    guard let first = fields.first?.field else { return [] }
    let whole = fields.dropFirst().reduce(first.window) { $0.union($1.field.window) }
    // The strongest and the second strongest field of each place.
    var strongest = Array(repeating: (cluster: Self.outsiders, value: 0.0, second: 0.0), count: whole.count)
    for (cluster, field) in fields {
      field.forEach { x, y, value in
        let index = whole.index(x, y)
        guard value > strongest[index].second else { return }
        if value > strongest[index].value {
          strongest[index] = (cluster, value, strongest[index].value)
        } else {
          strongest[index].second = value
        }
      }
    }
    var found: [(cluster: Int, curve: [Point])] = []
    for (cluster, field) in fields where cluster != Self.outsiders {
      var signed: [Double] = []
      signed.reserveCapacity(field.window.count)
      field.forEach { x, y, value in
        let best = strongest[whole.index(x, y)]
        let other = best.cluster == cluster ? best.second : best.value
        signed.append(min(value - threshold, value - other - 0.06))
      }
      let window = field.window
      let origin = Point(x: Double(window.x) * Self.cell, y: Double(window.y) * Self.cell)
      let loops = Contour(values: signed, columns: window.columns, rows: window.rows).loops()
        .map { loop in loop.map { origin + $0 * Self.cell } }
        .filter { Contour.area($0) > 400 }
        .sorted { Contour.area($0) > Contour.area($1) }
      found += loops.map { (cluster, Contour.smooth($0)) }
    }
    return found
  }

  /// One field a cluster, ascending, those who are in none first.
  private func fields() -> [(cluster: Int, field: Field)] {
    var boxes: [Int: Box] = [:]
    for (box, cluster) in zip(footprints, clusters) {
      let key = cluster ?? Self.outsiders
      boxes[key] = boxes[key]?.union(box) ?? box
    }
    var fields = boxes.mapValues { Field(window: Window($0.grown(by: reach), cell: Self.cell)) }
    for (box, cluster) in zip(footprints, clusters) {
      fields[cluster ?? Self.outsiders]?.raise(in: box.grown(by: reach), cell: Self.cell) {
        1 - box.distance(to: $0) / reach
      }
    }
    for (a, b) in spanningLinks() {
      guard let cluster = clusters[a] else { continue }
      let (p, q) = (places[a], places[b])
      let area = Box(minX: min(p.x, q.x), minY: min(p.y, q.y), maxX: max(p.x, q.x), maxY: max(p.y, q.y))
      fields[cluster]?.raise(in: area.grown(by: reach), cell: Self.cell) {
        0.85 * (1 - Self.distance(from: $0, toSegment: p, q) / reach)
      }
    }
    return fields.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
  }

  /// Part of the plane's grid. Unit: cells.
  private struct Window {
    var x: Int
    var y: Int
    var columns: Int
    var rows: Int

    var count: Int { columns * rows }
    func index(_ x: Int, _ y: Int) -> Int { (y - self.y) * columns + x - self.x }

    init(x: Int, y: Int, columns: Int, rows: Int) {
      (self.x, self.y, self.columns, self.rows) = (x, y, columns, rows)
    }

    init(_ box: Box, cell: Double) {
      (x, y) = (Int((box.minX / cell).rounded(.down)) - 1, Int((box.minY / cell).rounded(.down)) - 1)
      columns = Int((box.maxX / cell).rounded(.up)) + 2 - x
      rows = Int((box.maxY / cell).rounded(.up)) + 2 - y
    }

    func union(_ other: Window) -> Window {
      let (left, top) = (min(x, other.x), min(y, other.y))
      return Window(
        x: left, y: top, columns: max(x + columns, other.x + other.columns) - left,
        rows: max(y + rows, other.y + other.rows) - top)
    }
  }

  /// Values 0…1 on the corners of the grid inside a window.
  private struct Field {
    let window: Window
    private var values: [Double]

    init(window: Window) {
      self.window = window
      values = Array(repeating: 0, count: window.count)
    }

    /// Raises the field inside `area` to `value` where it is lower.
    mutating func raise(in area: Box, cell: Double, to value: (Point) -> Double) {
      let part = Window(area, cell: cell)
      for y in max(window.y, part.y)..<min(window.y + window.rows, part.y + part.rows) {
        for x in max(window.x, part.x)..<min(window.x + window.columns, part.x + part.columns) {
          let index = window.index(x, y)
          values[index] = max(values[index], value(Point(x: Double(x) * cell, y: Double(y) * cell)))
        }
      }
    }

    /// Row by row.
    func forEach(_ body: (Int, Int, Double) -> Void) {
      var index = 0
      for y in window.y..<window.y + window.rows {
        for x in window.x..<window.x + window.columns {
          body(x, y, values[index])
          index += 1
        }
      }
    }
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
