import Analysis
import Bibliography
import Foundation

/// A tie matrix as bands between arcs of a circle, and as numbers beside it.
struct SectorPicture {
  var matrix: TieMatrix
  var network: Network
  var palette: Palette

  private let radius = 265.0
  private let rim = 20.0
  /// Between the arcs of two sectors. Unit: radians.
  private let gap = 0.05

  /// Sectors that have ties: indices into `matrix.sectors`.
  private var tied: [Int] { matrix.sectors.indices.filter { ends(of: $0) > 0 } }

  /// Ends of ties in a sector, by weight: a tie within it has two.
  private func ends(of s: Int) -> Double { matrix.weights[s].reduce(0, +) + matrix.weights[s][s] }

  private func institutions(in s: Int) -> Int {
    network.nodes.count { ($0.sector ?? .unknown) == matrix.sectors[s] }
  }

  /// All words that may occur, to be measured.
  var words: [String] {
    Sector.allCases.map(\.shortTitle) + matrix.sectors.indices.map { label(of: $0) } + [
      Self.tableTitle, Self.tableNote, "100 %", "×99.9", "–",
    ]
  }

  private static let tableTitle = "Share of all ties, by weight"
  private static let tableNote = "× how many times the weight that chance would give"

  private func label(of s: Int) -> String {
    "\(counted(institutions(in: s), "institution")), \(SectorsDiagram.percent(ends(of: s) / (2 * matrix.total))) of ends"
  }

  func drawn(_ measure: TextMeasure) -> (items: [Scene.Item], box: Box) {
    guard matrix.total > 0 else { return ([], Box(minX: 0, minY: 0, maxX: 400, maxY: 200)) }
    var items = bands()
    var box = Box(minX: -radius - rim, minY: -radius - rim, maxX: radius + rim, maxY: radius + rim)
    for (s, arc) in arcs() {
      let sector = matrix.sectors[s]
      items.append(
        group(
          sector.rawValue, tooltip: "\(sector.title)\n\(label(of: s))",
          .shape(
            .curve(ring(from: arc.lowerBound, to: arc.upperBound)),
            Scene.Paint(fill: palette.color(of: sector), stroke: palette.color(of: sector), width: 0.5))))
      let middle = (arc.lowerBound + arc.upperBound) / 2
      let at = point(middle, radius + rim + 14)
      let isRight = sin(middle) > 0.25
      let isLeft = sin(middle) < -0.25
      let anchor: Scene.Text.Anchor = isRight ? .start : isLeft ? .end : .middle
      let y = at.y + (cos(middle) > 0.5 ? -10 : cos(middle) < -0.5 ? 14 : 2)
      let lines = [(sector.shortTitle, 15.0, true, palette.ink), (label(of: s), 11.5, false, palette.muted)]
      for (row, line) in lines.enumerated() {
        items.append(
          .text(
            Scene.Text(
              string: line.0, at: Point(x: at.x, y: y + Double(row) * 16), size: line.1, anchor: anchor, color: line.3,
              isBold: line.2)))
        let width = measure.width(line.0, size: line.1, isBold: line.2)
        let left = isRight ? at.x : isLeft ? at.x - width : at.x - width / 2
        box = box.union(Box(minX: left, minY: y - 16, maxX: left + width, maxY: y + 22))
      }
    }
    let table = table(measure)
    let shift = Point(x: box.maxX + 70, y: -table.height / 2)
    items += table.items.map { $0.placed(shift) }
    box = box.union(Box(minX: shift.x, minY: shift.y, maxX: shift.x + table.width, maxY: shift.y + table.height))
    return (items, box)
  }

  // MARK: Bands

  /// The arc of each sector, clockwise from the top. Unit: radians.
  private func arcs() -> [(s: Int, arc: ClosedRange<Double>)] {
    let whole = 2 * Double.pi - gap * Double(tied.count > 1 ? tied.count : 0)
    // The first arc has its middle at the left, where readers begin.
    var at = -Double.pi / 2 - whole * ends(of: tied[0]) / (2 * matrix.total) / 2
    return tied.map { s in
      let length = whole * ends(of: s) / (2 * matrix.total)
      defer { at += length + gap }
      return (s, at...(at + length))
    }
  }

  /// Bands between sectors over bands within, wide ones below narrow ones.
  private func bands() -> [Scene.Item] {
    let arcs = arcs()
    let whole = 2 * Double.pi - gap * Double(tied.count > 1 ? tied.count : 0)
    let perWeight = whole / (2 * matrix.total)
    // Going round its arc, a sector meets the others in the order in which their arcs come from behind: fewest crossings.
    var feet: [Int: [Int: ClosedRange<Double>]] = [:]
    for (position, entry) in arcs.enumerated() {
      var at = entry.arc.lowerBound
      for step in (0..<arcs.count).reversed() {
        let t = arcs[(position + step) % arcs.count].s
        let width = matrix.weights[entry.s][t] * perWeight * (t == entry.s ? 2 : 1)
        feet[entry.s, default: [:]][t] = at...(at + width)
        at += width
      }
    }
    var found: [(weight: Double, item: Scene.Item)] = []
    var shares: [Scene.Item] = []
    for (position, s) in tied.enumerated() {
      for t in tied[position...] where matrix.weights[s][t] > 0 {
        guard let foot = feet[s]?[t], let other = feet[t]?[s] else { continue }
        let weaker = ends(of: s) < ends(of: t) ? s : t
        let color = palette.color(of: matrix.sectors[weaker])
        let curve = s == t ? hump(foot) : ribbon(foot, other)
        let share = matrix.weights[s][t] / matrix.total
        if share >= (s == t ? 0.05 : 0.1) {
          let inside = point((foot.lowerBound + foot.upperBound) / 2, radius * (1 - depth(foot) / 2))
          let at = (s == t ? inside : middle(foot, other)) + Point(x: 0, y: 6)
          shares.append(
            .text(
              Scene.Text(
                string: SectorsDiagram.percent(share), at: at, size: share > 0.15 ? 20 : 13, anchor: .middle,
                color: palette.ink, isBold: true)))
        }
        let (a, b) = (matrix.sectors[s].shortTitle, matrix.sectors[t].shortTitle)
        let tip =
          (s == t ? "within \(a)" : "\(a) – \(b)")
          + "\n\(SectorsDiagram.percent(matrix.weights[s][t] / matrix.total)) of all ties (weight \(decimal(matrix.weights[s][t])))"
          + "\n\(counted(matrix.papers[s][t], "joint paper")) of pairs"
        found.append(
          (
            matrix.weights[s][t],
            group(
              "\(matrix.sectors[s].rawValue)-\(matrix.sectors[t].rawValue)", tooltip: tip,
              .shape(
                .curve(curve),
                Scene.Paint(
                  fill: color.mixed(with: palette.background, s == t ? 0.72 : 0.45),
                  stroke: color.mixed(with: palette.background, 0.1), width: 0.8)))
          ))
      }
    }
    return found.sorted { $0.weight > $1.weight }.map(\.item) + shares
  }

  private func group(_ key: String, tooltip: String, _ item: Scene.Item) -> Scene.Item {
    .group(Scene.Group(kind: "sector", key: key, tooltip: tooltip, items: [item]))
  }

  /// An angle clockwise from the top, and a distance from the middle.
  private func point(_ angle: Double, _ distance: Double) -> Point {
    Point(x: distance * sin(angle), y: -distance * cos(angle))
  }

  /// Béziers along a circle, without the first point.
  ///
  /// For a piece of angle θ the handles are 4/3 · tan(θ/4) radii long.
  private func arc(from start: Double, to end: Double, _ distance: Double) -> [Point] {
    let pieces = max(1, Int((abs(end - start) / 0.6).rounded(.up)))
    let step = (end - start) / Double(pieces)
    let handle = 4.0 / 3 * tan(step / 4) * distance
    return (0..<pieces).flatMap { piece in
      let (a, b) = (start + Double(piece) * step, start + Double(piece + 1) * step)
      return [
        point(a, distance) + Point(x: cos(a), y: sin(a)) * handle,
        point(b, distance) - Point(x: cos(b), y: sin(b)) * handle, point(b, distance),
      ]
    }
  }

  private func line(to end: Point, from start: Point) -> [Point] {
    [start + (end - start) * (1.0 / 3), start + (end - start) * (2.0 / 3), end]
  }

  private func ring(from start: Double, to end: Double) -> [Point] {
    let (inner, outer) = (radius + 3, radius + rim)
    return [point(start, outer)] + arc(from: start, to: end, outer)
      + line(to: point(end, inner), from: point(end, outer)) + arc(from: end, to: start, inner)
      + line(to: point(start, outer), from: point(start, inner))
  }

  private func ribbon(_ a: ClosedRange<Double>, _ b: ClosedRange<Double>) -> [Point] {
    let pull = 0.28
    func across(_ from: Double, _ to: Double) -> [Point] {
      [point(from, radius * pull), point(to, radius * pull), point(to, radius)]
    }
    return [point(a.lowerBound, radius)] + arc(from: a.lowerBound, to: a.upperBound, radius)
      + across(a.upperBound, b.lowerBound) + arc(from: b.lowerBound, to: b.upperBound, radius)
      + across(b.upperBound, a.lowerBound)
  }

  /// How deep the hill of ties within a sector is, as a share of the radius.
  private func depth(_ foot: ClosedRange<Double>) -> Double {
    min(0.36, 0.1 + 0.3 * (foot.upperBound - foot.lowerBound))
  }

  /// Ties that stay: a flat hill over the sector's own foot.
  private func hump(_ foot: ClosedRange<Double>) -> [Point] {
    let steps = 40
    let length = foot.upperBound - foot.lowerBound
    var curve = [point(foot.lowerBound, radius)] + arc(from: foot.lowerBound, to: foot.upperBound, radius)
    for step in 1...steps {
      let t = Double(step) / Double(steps)
      let rise = 1 - pow(abs(2 * t - 1), 4)
      let next = point(foot.upperBound - length * t, radius * (1 - depth(foot) * rise))
      curve += line(to: step == steps ? curve[0] : next, from: curve[curve.count - 1])
    }
    return curve
  }

  /// The middle of a band, where its share is written.
  private func middle(_ a: ClosedRange<Double>, _ b: ClosedRange<Double>) -> Point {
    let (p, q) = (point((a.lowerBound + a.upperBound) / 2, radius), point((b.lowerBound + b.upperBound) / 2, radius))
    return (p + q) * 0.25
  }

  // MARK: Numbers

  private func table(_ measure: TextMeasure) -> (items: [Scene.Item], width: Double, height: Double) {
    let titles = tied.map { matrix.sectors[$0].shortTitle }
    let first = (titles.map { measure.width($0, size: 12) }.max() ?? 0) + 14
    let heads = titles.map { measure.wrap($0, size: 11, width: 78, lines: 2) }
    let cell = Size(width: 80, height: 48)
    var items: [Scene.Item] = []
    func text(
      _ string: String, _ x: Double, _ y: Double, _ size: Double, _ anchor: Scene.Text.Anchor, _ color: Color,
      bold: Bool = false
    ) {
      items.append(
        .text(Scene.Text(string: string, at: Point(x: x, y: y), size: size, anchor: anchor, color: color, isBold: bold))
      )
    }
    text(Self.tableTitle, 0, 13, 13, .start, palette.ink, bold: true)
    text(Self.tableNote, 0, 30, 11, .start, palette.muted)
    let top = 78.0
    let largest = tied.flatMap { s in tied.map { matrix.weights[s][$0] } }.max() ?? 1
    for (column, s) in tied.enumerated() {
      for (row, line) in heads[column].reversed().enumerated() {
        text(
          line, first + (Double(column) + 0.5) * cell.width, top - 8 - Double(row) * 13, 11, .middle, palette.ink)
      }
      let y = top + Double(column) * cell.height
      text(titles[column], first - 10, y + cell.height / 2 + 4, 12, .end, palette.ink)
      for (other, t) in tied.enumerated() where other <= column {
        let x = first + Double(other) * cell.width
        let share = matrix.weights[s][t] / matrix.total
        let shade = palette.background.mixed(with: palette.tie, 0.08 + 0.62 * matrix.weights[s][t] / largest)
        let corners = [(x, y), (x + cell.width, y), (x + cell.width, y + cell.height), (x, y + cell.height)]
        items.append(
          .shape(
            .polygon(corners.map { Point(x: $0.0, y: $0.1) }),
            Scene.Paint(fill: shade, stroke: palette.background, width: 2)))
        let ink =
          shade.contrast(with: palette.ink) >= shade.contrast(with: palette.background)
          ? palette.ink : palette.background
        guard share > 0 else {
          text("–", x + cell.width / 2, y + cell.height / 2 + 4, 12, .middle, palette.muted)
          continue
        }
        text(SectorsDiagram.percent(share), x + cell.width / 2, y + 21, 14, .middle, ink, bold: true)
        if let ratio = matrix.observedOverExpected(s, t) {
          let tenths = Int((ratio * 10).rounded())
          text("×\(tenths / 10).\(tenths % 10)", x + cell.width / 2, y + 37, 10.5, .middle, ink)
        }
      }
    }
    let width = max(
      first + Double(tied.count) * cell.width, measure.width(Self.tableTitle, size: 13, isBold: true),
      measure.width(Self.tableNote, size: 11))
    return (items, width, top + Double(tied.count) * cell.height)
  }

  // MARK: DOT

  /// Sectors as nodes, ties between and within them as edges.
  func dot(title: String) -> String {
    var out =
      "graph coterie {\n  graph"
      + DOT.attributes(["label": DOT.label(title), "fontname": "DejaVu Sans", "layout": "circo"])
    out += "\n  node" + DOT.attributes(["style": "filled", "fontname": "DejaVu Sans"]) + "\n"
    for s in tied {
      out += "  n\(s)"
      out += DOT.attributes([
        "label": DOT.label("\(matrix.sectors[s].shortTitle)\n\(label(of: s))"),
        "fillcolor": palette.color(of: matrix.sectors[s]).mixed(with: palette.background, 0.5).hex,
        "key": matrix.sectors[s].rawValue,
      ])
      out += "\n"
    }
    for (position, s) in tied.enumerated() {
      for t in tied[position...] where matrix.weights[s][t] > 0 {
        let share = matrix.weights[s][t] / matrix.total
        out += "  n\(s) -- n\(t)"
        out += DOT.attributes([
          "penwidth": decimal(0.5 + 20 * share), "label": SectorsDiagram.percent(share),
          "papers": "\(matrix.papers[s][t])",
        ])
        out += "\n"
      }
    }
    return out + "}\n"
  }
}
