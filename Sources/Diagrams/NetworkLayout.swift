import Bibliography
import Foundation
import Graphs

/// Places for the nodes of a network: Graphviz lays each connected component out, then components are packed.
struct NetworkLayout: Sendable {
  /// What a node needs: its mark, and the label under it.
  struct Node: Sendable {
    /// Unit: points.
    var radius: Double
    /// Of the label, below the mark; zero without one.
    var labelWidth = 0.0
    var labelHeight = 0.0

    var width: Double { max(2 * radius, labelWidth) }
    var height: Double { 2 * radius + labelHeight }

    /// What mark and label cover when the mark's centre is at `place`.
    func footprint(at place: Point) -> Box {
      Box(
        minX: place.x - width / 2, minY: place.y - radius, maxX: place.x + width / 2,
        maxY: place.y + radius + labelHeight)
    }
  }

  struct Edge: Sendable {
    var a: Int
    var b: Int
    /// How far apart the ends should be. Unit: points.
    var length: Double
    /// How much that matters; 1 is usual.
    var weight: Double
  }

  /// Centres of the marks.
  var places: [Point]
  /// What everything covers.
  var box: Box
  var diagnostics: [Diagnostic]

  /// Lays the network out into a page whose width is about `aspect` times its height.
  ///
  /// No two footprints overlap. Components of two nodes and more are packed around the largest; single nodes stand in
  /// rows below. `margin` is kept around each component. Small networks with our own choice of engine are laid out
  /// here, others in a child process.
  init(
    nodes: [Node], edges: [Edge], aspect: Double, margin: Double = 14, engine chosen: String?, child: ChildRenderer
  ) throws {
    places = Array(repeating: Point(x: 0, y: 0), count: nodes.count)
    diagnostics = []
    let components = Self.components(nodes.count, edges.map { ($0.a, $0.b) })
    let linked = components.filter { $0.count > 1 }
    let single = components.filter { $0.count == 1 }.map { $0[0] }
    if !linked.isEmpty {
      let engine = chosen ?? (linked.map(\.count).max() ?? 0 <= 160 ? "neato" : "sfdp")
      let job = RenderJob(
        dot: Self.dot(of: linked.flatMap { $0 }, nodes, edges), engine: engine, format: .plain)
      let isSmall = chosen == nil && nodes.count <= 400 && edges.count <= 4000
      let result = try isSmall ? GraphvizRenderer.render(job) : child.render(job)
      diagnostics += result.diagnostics
      let boxes = PlainLayout(result.data).boxes
      let turns = ["neato", "sfdp", "fdp"].contains(engine)
      var shapes: [[Box]] = []
      for members in linked {
        var centers = members.map { boxes["n\($0)"]?.center ?? Point(x: 0, y: 0) }
        if turns { Self.turnFlat(&centers, toward: aspect) }
        Self.tighten(&centers, covered: members.reduce(0) { $0 + nodes[$1].width * nodes[$1].height })
        let separation = Separation(
          widths: members.map { nodes[$0].width }, heights: members.map { nodes[$0].height }, gap: 7)
        centers = Self.separated(centers, separation, aspect: turns && members.count > 8 ? aspect : nil)
        var footprints: [Box] = []
        for (member, center) in zip(members, centers) {
          let place = Point(x: center.x, y: center.y - nodes[member].labelHeight / 2)
          places[member] = place
          footprints.append(nodes[member].footprint(at: place).grown(by: margin))
        }
        let inside = Set(members)
        // Long ties keep their ground too, so that no other component is put across them.
        for edge in edges where inside.contains(edge.a) {
          let (a, b) = (places[edge.a], places[edge.b])
          let steps = max(1, Int((b - a).length / 16))
          for step in 0...steps {
            let at = a + (b - a) * (Double(step) / Double(steps))
            footprints.append(Box(center: at, width: 12, height: 12))
          }
        }
        shapes.append(footprints)
      }
      let shifts = Packing.shifts(of: shapes, aspect: aspect)
      for (members, shift) in zip(linked, shifts) {
        for member in members { places[member] = places[member] + shift }
      }
    }
    box = Self.box(of: linked.flatMap { $0 }, nodes, places) ?? Box(minX: 0, minY: 0, maxX: 0, maxY: 0)
    if !single.isEmpty { placeRows(single, nodes, aspect: aspect, hasOthers: !linked.isEmpty) }
  }

  /// Single nodes in rows under the rest, marks on one line.
  private mutating func placeRows(_ single: [Int], _ nodes: [Node], aspect: Double, hasOthers: Bool) {
    let gap = 12.0
    let area = single.reduce(0) { $0 + (nodes[$1].width + gap) * (nodes[$1].height + gap) }
    let widest = single.map { nodes[$0].width }.max() ?? 0
    let limit = max(box.width, hasOthers ? 0 : (area * aspect * 1.2).squareRoot(), widest)
    var rows: [[Int]] = []
    var used = 0.0
    for node in single {
      let needed = nodes[node].width + gap
      if rows.isEmpty || used + needed > limit + gap {
        rows.append([])
        used = 0
      }
      rows[rows.count - 1].append(node)
      used += needed
    }
    var y = hasOthers ? box.maxY + 40 : 0
    for row in rows {
      let radius = row.map { nodes[$0].radius }.max() ?? 0
      let width = row.reduce(-gap) { $0 + nodes[$1].width + gap }
      var x = box.center.x - width / 2
      for node in row {
        places[node] = Point(x: x + nodes[node].width / 2, y: y + radius)
        x += nodes[node].width + gap
      }
      y += radius + (row.map { nodes[$0].radius + nodes[$0].labelHeight }.max() ?? 0) + gap
    }
    box = Self.box(of: Array(nodes.indices), nodes, places) ?? box
  }

  private static func box(of members: [Int], _ nodes: [Node], _ places: [Point]) -> Box? {
    members.map { nodes[$0].footprint(at: places[$0]) }.reduce(nil) { $0?.union($1) ?? $1 }
  }

  /// Connected components by size (descending), then by smallest member; members ascending.
  static func components(_ count: Int, _ edges: [(Int, Int)]) -> [[Int]] {
    let graph = Graph(
      nodeCount: count, sources: edges.map { Int32($0.0) }, targets: edges.map { Int32($0.1) })
    let numbers = Graphs.Components.connected(graph)
    var members: [Int32: [Int]] = [:]
    for node in 0..<count { members[numbers[node], default: []].append(node) }
    return members.values.sorted { ($1.count, $0[0]) < ($0.count, $1[0]) }
  }

  private static func dot(of members: [Int], _ nodes: [Node], _ edges: [Edge]) -> String {
    var out = "graph network {\ngraph [pack=true packmode=\"node\" overlap=true splines=line start=1]\n"
    out += "node [shape=box fixedsize=true label=\"\"]\n"
    for node in members {
      out += "n\(node) [width=\(decimal(nodes[node].width / 72)) height=\(decimal(nodes[node].height / 72))]\n"
    }
    for edge in edges {
      out += "n\(edge.a) -- n\(edge.b) [len=\(decimal(edge.length / 72)) weight=\(decimal(edge.weight))]\n"
    }
    return out + "}\n"
  }

  /// Boxes moved apart, in the shape that fits a page of `aspect` (width / height) best.
  ///
  /// Labels are wide and flat, so boxes part mostly up and down, and a crowded picture grows tall on a page that lies
  /// flat. It is therefore stretched first, by each of a few factors that keep its area, and the one whose outcome needs
  /// the smallest page is taken; of equal ones the least stretched. Without an aspect the shape is left alone.
  static func separated(_ centers: [Point], _ separation: Separation, aspect: Double?) -> [Point] {
    guard let aspect else {
      var centers = centers
      separation.apply(to: &centers)
      return centers
    }
    var best: (size: Double, centers: [Point])?
    for stretch in [1, 1.2, 1.45, 1.75, 2.1, 3, 4.5] {
      var candidate = centers.map { Point(x: $0.x * stretch, y: $0.y / stretch) }
      separation.apply(to: &candidate)
      let boxes = candidate.indices.map {
        Box(center: candidate[$0], width: separation.widths[$0], height: separation.heights[$0])
      }
      let page = boxes.dropFirst().reduce(boxes[0]) { $0.union($1) }
      let size = max(page.width / aspect, page.height)
      if size < (best?.size ?? .infinity) * 0.98 { best = (size, candidate) }
    }
    return best?.centers ?? centers
  }

  /// Draws a loose layout together until boxes cover about a third of its page, but at most to two fifths of its size.
  private static func tighten(_ centers: inout [Point], covered area: Double) {
    guard centers.count > 5, let first = centers.first else { return }
    let page = centers.reduce(Box(center: first, width: 1, height: 1)) {
      $0.union(Box(center: $1, width: 1, height: 1))
    }
    let factor = max(0.4, (area * 2.8 / (page.width * page.height)).squareRoot())
    if factor < 1 { centers = centers.map { $0 * factor } }
  }

  /// Turns a component so that its longest axis lies flat, as pages and labels do, and stretches it a little toward
  /// the page's shape.
  static func turnFlat(_ points: inout [Point], toward aspect: Double) {
    let n = Double(points.count)
    let mean = points.reduce(Point(x: 0, y: 0), +) * (1 / n)
    var (xx, xy, yy) = (0.0, 0.0, 0.0)
    for point in points {
      let d = point - mean
      (xx, xy, yy) = (xx + d.x * d.x, xy + d.x * d.y, yy + d.y * d.y)
    }
    // The angle of the main axis of a 2 × 2 covariance matrix.
    let angle = atan2(2 * xy, xx - yy) / 2
    let (c, s) = (cos(angle), sin(angle))
    points = points.map { point in
      let d = point - mean
      return Point(x: d.x * c + d.y * s, y: -d.x * s + d.y * c)
    }
    guard points.count > 8 else { return }
    let wide = points.reduce(0) { max($0, abs($1.x)) }
    let high = points.reduce(0) { max($0, abs($1.y)) }
    let stretch = min(1.35, max(1, (aspect * high / max(1, wide)).squareRoot()))
    points = points.map { Point(x: $0.x * stretch, y: $0.y / stretch) }
  }
}
