import Foundation

/// Heading, picture, legend and method line put together on a page of the asked-for shape.
struct Page {
  var palette: Palette
  var measure: TextMeasure
  var title: String
  /// Sentences under the heading.
  var caption: String
  /// How it was counted, at the foot.
  var method: String
  /// In drawing order, in coordinates of their own.
  var content: [Scene.Item]
  /// What `content` covers.
  var box: Box
  /// For a scale at which `content` is drawn.
  var legend: (Double) -> [Block]

  /// A piece of the legend, with its upper left corner at the origin.
  struct Block {
    var width: Double
    var height: Double
    var items: [Scene.Item]
  }

  private static let titleSize = 21.0
  private static let captionSize = 12.5
  private static let methodSize = 10.0
  private static let margin = 28.0

  /// The shape of the room that heading and legend usually leave: width / height.
  static func contentAspect(_ size: Size) -> Double {
    size.width / max(size.height * 0.5, size.height - 0.13 * size.width)
  }

  /// The whole page: heading and legend always as large as planned, the picture as large as the room allows, at most
  /// 1.5 times what was planned.
  func scene(size: Size) -> Scene {
    let width = size.width - 2 * Self.margin
    // The legend shows areas and widths as they are drawn, and takes room itself: twice settles it.
    var scale = 1.0
    var parts = parts(in: width, scale: scale)
    for _ in 0..<2 {
      let high = max(size.height * 0.2, size.height - 2 * Self.margin - parts.above - parts.below)
      scale = min(1.5, width / max(1, box.width), high / max(1, box.height))
      parts = self.parts(in: width, scale: scale)
    }
    var scene = Scene(
      width: size.width, height: size.height, background: palette.background, title: title, summary: caption)
    let middle = Point(
      x: size.width / 2,
      y: (Self.margin + parts.above + size.height - Self.margin - parts.below) / 2)
    scene.items += content.map { $0.placed(middle - box.center * scale, scale: scale) }
    scene.items += parts.header.map { $0.placed(Point(x: Self.margin, y: Self.margin)) }
    scene.items += parts.footer.map {
      $0.placed(Point(x: Self.margin, y: size.height - Self.margin - parts.below))
    }
    return scene
  }

  private struct Parts {
    var header: [Scene.Item] = []
    var footer: [Scene.Item] = []
    /// With the space to the picture. Unit: points.
    var above = 0.0
    var below = 0.0
  }

  private func parts(in width: Double, scale: Double) -> Parts {
    var parts = Parts()
    var y = 0.0
    func line(_ text: String, size: Double, color: Color, isBold: Bool = false) -> Scene.Item {
      y += size
      defer { y += size * 0.42 }
      return .text(Scene.Text(string: text, at: Point(x: 0, y: y), size: size, color: color, isBold: isBold))
    }
    for text in measure.wrap(title, size: Self.titleSize, width: width, lines: 2, isBold: true) {
      parts.header.append(line(text, size: Self.titleSize, color: palette.ink, isBold: true))
    }
    for text in measure.wrap(caption, size: Self.captionSize, width: width, lines: 4) {
      parts.header.append(line(text, size: Self.captionSize, color: palette.muted))
    }
    parts.above = y + 16

    y = 16
    var rows: [[Block]] = [[]]
    var used = 0.0
    for block in legend(scale) {
      if used > 0, used + block.width > width {
        rows.append([])
        used = 0
      }
      rows[rows.count - 1].append(block)
      used += block.width + 34
    }
    for row in rows {
      let height = row.map(\.height).max() ?? 0
      var x = 0.0
      for block in row {
        parts.footer += block.items.map { $0.placed(Point(x: x, y: y + (height - block.height) / 2)) }
        x += block.width + 34
      }
      y += height + (row.isEmpty ? 0 : 9)
    }
    for text in measure.wrap(method, size: Self.methodSize, width: width, lines: 3) {
      parts.footer.append(line(text, size: Self.methodSize, color: palette.muted))
    }
    parts.below = y
    return parts
  }
}

extension Scene.Item {
  /// Scaled about the origin, then moved.
  func placed(_ shift: Point, scale: Double = 1) -> Scene.Item {
    switch self {
    case .text(var text):
      text.at = text.at * scale + shift
      text.size *= scale
      return .text(text)
    case .group(var group):
      group.items = group.items.map { $0.placed(shift, scale: scale) }
      return .group(group)
    case .shape(let outline, var paint):
      paint.width *= scale
      func move(_ points: [Point]) -> [Point] { points.map { $0 * scale + shift } }
      switch outline {
      case .circle(let center, let radius):
        return .shape(.circle(center * scale + shift, radius: radius * scale), paint)
      case .polygon(let points): return .shape(.polygon(move(points)), paint)
      case .line(let points): return .shape(.line(move(points)), paint)
      case .curve(let points): return .shape(.curve(move(points)), paint)
      }
    }
  }
}
