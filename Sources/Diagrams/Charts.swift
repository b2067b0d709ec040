import Analysis
import Bibliography

/// Small pictures for reports, each one SVG element: colours and marks as in the diagrams.
public enum Charts {
  /// One horizontal bar.
  public struct Bar: Hashable, Sendable {
    /// What stands at its left.
    public var label: String
    /// How long it is, in the chart's unit.
    public var value: Double
    /// Where the thin line over its end begins and stops; nil: none.
    public var interval: Interval?
    /// What stands at its right: the value as readers are to see it.
    public var text: String
    /// Whose colour it has; nil: a neutral one.
    public var sector: Sector?

    /// A bar; the value may be anything from 0.
    public init(label: String, value: Double, interval: Interval? = nil, text: String, sector: Sector? = nil) {
      self.label = label
      self.value = value
      self.interval = interval
      self.text = text
      self.sector = sector
    }
  }

  /// A part of a whole.
  public struct Part: Hashable, Sendable {
    /// What it is called in the legend.
    public var label: String
    /// 0…1; the parts of a whole sum to 1.
    public var share: Double
    /// Whose colour it has; nil: an absence, hatched grey.
    public var sector: Sector?

    /// A part with its share.
    public init(label: String, share: Double, sector: Sector? = nil) {
      self.label = label
      self.share = share
      self.sector = sector
    }
  }

  /// Horizontal bars under each other.
  ///
  /// `name` goes before every id; `scale` is the value of a full-length bar, nil: the largest value or end of an
  /// interval. Throws `diagrams.no-font` without a usable font.
  public static func bars(
    _ bars: [Bar], name: String, title: String, scale: Double? = nil, width: Double = 640, theme: Theme = .light
  ) throws -> String {
    let palette = Palette(theme: theme)
    let measure = try TextMeasure([title, "…"] + bars.flatMap { [$0.label, $0.text] })
    let size = 12.0
    let labels = bars.map { measure.wrap($0.label, size: size, width: width * 0.36, lines: 2) }
    let left = (labels.joined().map { measure.width($0, size: size) }.max() ?? 0) + 12
    let right = (bars.map { measure.width($0.text, size: size) }.max() ?? 0) + 12
    let room = max(40, width - left - right)
    let most = max(scale ?? bars.map { max($0.value, $0.interval?.high ?? 0) }.max() ?? 1, .leastNormalMagnitude)
    var scene = Scene(
      width: width, height: 0, background: palette.background, title: title,
      summary: bars.map { "\($0.label): \($0.text)" }.joined(separator: "; "))
    var y = 6.0
    for (bar, lines) in zip(bars, labels) {
      let height = max(26, Double(lines.count) * 15 + 8)
      let middle = y + height / 2
      for (row, line) in lines.enumerated() {
        let baseline = middle + 4 + (Double(row) - Double(lines.count - 1) / 2) * 15
        scene.items.append(
          .text(
            Scene.Text(
              string: line, at: Point(x: left - 8, y: baseline), size: size, anchor: .end, color: palette.ink)))
      }
      let length = room * min(1, max(0, bar.value / most))
      let color = bar.sector.map { palette.color(of: $0) } ?? palette.tie
      scene.add(.polygon(rectangle(left, middle - 8, max(length, 0.5), 16)), fill: color)
      var end = length
      if let interval = bar.interval {
        let (low, high) = (room * min(1, interval.low / most), room * min(1, interval.high / most))
        scene.add(
          .line([Point(x: left + low, y: middle), Point(x: left + high, y: middle)]), stroke: palette.ink, width: 1.4)
        for at in [low, high] {
          scene.add(
            .line([Point(x: left + at, y: middle - 4), Point(x: left + at, y: middle + 4)]), stroke: palette.ink,
            width: 1.4)
        }
        end = max(end, high)
      }
      scene.items.append(
        .text(Scene.Text(string: bar.text, at: Point(x: left + end + 7, y: middle + 4), size: size, color: palette.ink))
      )
      y += height
    }
    scene.height = y + 6
    return scene.svg(name: name, size: Size(width: width, height: scene.height))
  }

  /// One bar cut into its parts, with a legend under it that names each part and its share.
  ///
  /// Parts of less than half a per cent are in the legend only. Throws `diagrams.no-font` without a usable font.
  public static func stackedBar(
    _ parts: [Part], name: String, title: String, width: Double = 640, theme: Theme = .light
  ) throws -> String {
    let palette = Palette(theme: theme)
    let present = parts.filter { $0.share > 0 }
    let entries = present.map { "\($0.label) \(SectorsDiagram.percent($0.share))" }
    let measure = try TextMeasure([title, "…"] + entries)
    var scene = Scene(
      width: width, height: 0, background: palette.background, title: title, summary: entries.joined(separator: "; "))
    var x = 0.0
    let total = max(present.reduce(0) { $0 + $1.share }, .leastNormalMagnitude)
    for (part, entry) in zip(present, entries) {
      let length = width * part.share / total
      scene.items.append(
        .group(
          Scene.Group(
            kind: "part", key: part.sector?.rawValue ?? part.label, tooltip: entry,
            items: swatch(part, rectangle(x, 4, length, 30), palette))))
      let share = SectorsDiagram.percent(part.share)
      if measure.width(share, size: 12, isBold: true) + 8 < length {
        let color = part.sector.map { palette.color(of: $0) } ?? palette.background
        let dark = Palette(theme: .light).ink
        let ink = color.contrast(with: dark) > 4.5 ? dark : Color(0xFFFFFF)
        scene.items.append(
          .text(
            Scene.Text(
              string: share, at: Point(x: x + length / 2, y: 23), size: 12, anchor: .middle,
              color: part.sector == nil ? palette.ink : ink, isBold: true,
              halo: part.sector == nil ? palette.background : nil)))
      }
      x += length
    }
    var (left, y) = (0.0, 56.0)
    for (part, entry) in zip(present, entries) {
      let needed = 18 + measure.width(entry, size: 11.5)
      if left > 0, left + needed > width { (left, y) = (0, y + 20) }
      scene.items += swatch(part, rectangle(left, y - 10, 12, 12), palette)
      scene.items.append(
        .text(Scene.Text(string: entry, at: Point(x: left + 18, y: y), size: 11.5, color: palette.ink)))
      left += needed + 20
    }
    scene.height = y + 10
    return scene.svg(name: name, size: Size(width: width, height: scene.height))
  }

  /// Credit by sector as one bar, absences beside the sectors.
  public static func credit(
    of mix: SectorMix, name: String = "sector-credit", width: Double = 640, theme: Theme = .light
  ) throws -> String {
    let total = Double(max(1, mix.papers))
    let sectors = Sector.allCases.map { sector in
      Part(label: sector.shortTitle, share: (mix.credit[sector] ?? 0) / total, sector: sector)
    }
    let absences = Authorships.ShareState.allCases.filter { $0 != .resolved }.map { state in
      Part(
        label: String(state.title.prefix { $0 != "(" }).trimmed, share: (mix.absences[state] ?? 0) / total)
    }
    return try stackedBar(
      sectors + absences, name: name, title: "Credit for papers by sector (fractional counting)", width: width,
      theme: theme)
  }

  /// The rows of a sector mix as bars from 0 to 100 %, with their intervals.
  public static func shares(
    of mix: SectorMix, name: String = "sector-shares", width: Double = 640, theme: Theme = .light
  ) throws -> String {
    let rows = mix.rows.map { row in
      Bar(
        label: row.title, value: row.share, interval: row.interval,
        text: row.papers.map { "\(SectorsDiagram.percent(row.share)) (\($0) of \(mix.papers))" }
          ?? SectorsDiagram.percent(row.share),
        sector: row.key.contains("academia") ? .academia : .industry)
    }
    return try bars(
      rows, name: name, title: "Industry and academia in \(counted(mix.papers, "paper"))", scale: 1, width: width,
      theme: theme)
  }

  private static func rectangle(_ x: Double, _ y: Double, _ width: Double, _ height: Double) -> [Point] {
    [
      Point(x: x, y: y), Point(x: x + width, y: y), Point(x: x + width, y: y + height), Point(x: x, y: y + height),
    ]
  }

  /// A filled rectangle; absences are empty with slanted lines.
  private static func swatch(_ part: Part, _ corners: [Point], _ palette: Palette) -> [Scene.Item] {
    guard part.sector == nil else {
      let color = palette.color(of: part.sector ?? .unknown)
      return [.shape(.polygon(corners), Scene.Paint(fill: color, stroke: palette.background, width: 1))]
    }
    var items: [Scene.Item] = [
      .shape(.polygon(corners), Scene.Paint(fill: palette.background, stroke: palette.tie, width: 1))
    ]
    let (start, height) = (corners[0], corners[2].y - corners[0].y)
    let width = corners[1].x - corners[0].x
    var x = -height + 5
    while x < width {
      let (from, to) = (max(0, x), min(width, x + height))
      items.append(
        .shape(
          .line([
            Point(x: start.x + from, y: start.y + height - (from - x)),
            Point(x: start.x + to, y: start.y + height - (to - x)),
          ]), Scene.Paint(stroke: palette.tie, width: 0.7)))
      x += 6
    }
    return items
  }
}

extension String {
  fileprivate var trimmed: String { split(separator: " ").joined(separator: " ") }
}
