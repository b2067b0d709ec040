import Bibliography
import Foundation

/// What marks, areas, widths and regions mean.
struct Legend {
  var palette: Palette
  static let size = 11.0

  /// All words that may occur, to be measured.
  var words: [String] {
    Sector.allCases.map(\.shortTitle) + [
      Self.rimWords, Self.regionWords, "papers", "joint papers", "paper", "joint paper",
    ]
  }

  /// Sectors that occur, each with its mark and colour.
  func sectors(_ present: Set<Sector>, _ measure: TextMeasure) -> Page.Block {
    var items: [Scene.Item] = []
    var x = 7.0
    for sector in Sector.allCases where present.contains(sector) {
      let mark = palette.mark(of: sector)
      let color = palette.color(of: sector)
      items.append(
        .shape(
          mark.outline(at: Point(x: x, y: 13), radius: 7),
          Scene.Paint(fill: mark == .ring ? nil : color, stroke: mark == .ring ? color : nil, width: 2)))
      items.append(text(sector.shortTitle, x: x + 12, y: 17))
      x += 12 + measure.width(sector.shortTitle, size: Self.size) + 24
    }
    return Page.Block(width: x - 24, height: 26, items: items)
  }

  /// Circles of one, a middle and the largest number of papers; `unit` is the radius of one.
  func areas(unit: Double, most: Int, _ measure: TextMeasure) -> Page.Block {
    var items: [Scene.Item] = []
    var x = 0.0
    let middle = max(13, unit * Double(most).squareRoot() + 1)
    for papers in steps(to: most) {
      let radius = unit * Double(papers).squareRoot()
      items.append(
        .shape(.circle(Point(x: x + radius, y: middle), radius: radius), Scene.Paint(stroke: palette.muted, width: 1)))
      items.append(text("\(papers)", x: x + 2 * radius + 4, y: middle + 4))
      x += 2 * radius + 4 + measure.width("\(papers)", size: Self.size) + 12
    }
    items.append(text(most == 1 ? "paper" : "papers", x: x - 6, y: middle + 4))
    return Page.Block(width: x + measure.width("papers", size: Self.size), height: 2 * middle, items: items)
  }

  /// Lines of one, a middle and the largest number of joint papers; `unit` is the width of one.
  func widths(unit: Double, most: Int, _ measure: TextMeasure) -> Page.Block {
    var items: [Scene.Item] = []
    var x = 0.0
    for papers in steps(to: most) {
      items.append(
        .shape(
          .line([Point(x: x + 3, y: 13), Point(x: x + 27, y: 13)]),
          Scene.Paint(stroke: palette.tie, width: unit * Double(papers))))
      items.append(text("\(papers)", x: x + 34, y: 17))
      x += 34 + measure.width("\(papers)", size: Self.size) + 12
    }
    items.append(text(most == 1 ? "joint paper" : "joint papers", x: x - 6, y: 17))
    return Page.Block(width: x + measure.width("joint papers", size: Self.size), height: 26, items: items)
  }

  /// What a dark rim says.
  func rim(radius: Double, _ measure: TextMeasure) -> Page.Block {
    let words = Self.rimWords
    return Page.Block(
      width: 2 * radius + 6 + measure.width(words, size: Self.size), height: 26,
      items: [
        .shape(
          .circle(Point(x: radius, y: 13), radius: radius),
          Scene.Paint(fill: palette.muted, stroke: palette.ink, width: 1.8)),
        text(words, x: 2 * radius + 6, y: 17),
      ])
  }

  /// What a soft region says.
  func region(_ measure: TextMeasure) -> Page.Block {
    let center = Point(x: 13, y: 13)
    let wave = (0..<24).map { step -> Point in
      let angle = Double(step) / 24 * 2 * Double.pi
      let radius = 10 + 1.5 * sin(3 * angle)
      return center + Point(x: 1.25 * radius * cos(angle), y: radius * sin(angle))
    }
    return Page.Block(
      width: 34 + measure.width(Self.regionWords, size: Self.size), height: 26,
      items: [
        .shape(
          .curve(Contour.smooth(wave)),
          Scene.Paint(
            fill: palette.region(0), stroke: palette.cluster(0).mixed(with: palette.background, 0.55), width: 0.8)),
        text(Self.regionWords, x: 34, y: 17),
      ])
  }

  private static let regionWords = "cluster, with its number"
  private static let rimWords = "holds a group together"

  private func steps(to most: Int) -> [Int] {
    most <= 3 ? Array(1...max(1, most)) : [1, (most + 2) / 3, most]
  }

  private func text(_ string: String, x: Double, y: Double) -> Scene.Item {
    .text(Scene.Text(string: string, at: Point(x: x, y: y), size: Self.size, color: palette.ink))
  }
}
