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
  var legend: [Block]

  /// A piece of the legend, with its upper left corner at the origin.
  struct Block {
    var width: Double
    var height: Double
    var items: [Scene.Item]
  }

  static let titleSize = 21.0
  static let captionSize = 12.0
  static let methodSize = 9.5

  /// The shape of the room that heading and legend usually leave: width / height.
  static func contentAspect(_ size: Size) -> Double {
    size.width / max(size.height * 0.5, size.height - 0.13 * size.width)
  }

  /// A page with the shape of `size`: small pictures are drawn up to 1.4 times as large as planned, large ones smaller.
  func scene(size: Size) -> Scene {
    let margin = 28.0
    let least = Size(width: size.width / 1.4, height: size.height / 1.4)
    let aspect = size.width / size.height
    var width = max(least.width, box.width + 2 * margin)
    // The heading's height depends on the width, and the width on the page's height: twice settles it.
    for _ in 0..<3 {
      let height = parts(in: width - 2 * margin).height + box.height + 2 * margin
      width = max(width, height * aspect)
    }
    let height = width / aspect
    let parts = parts(in: width - 2 * margin)
    var scene = Scene(
      width: width, height: height, background: palette.background, title: title, summary: caption)
    let top = margin + parts.above
    let room = height - 2 * margin - parts.height
    let shift = Point(x: width / 2 - box.center.x, y: top + room / 2 - box.center.y)
    scene.items += content.map { $0.moved(by: shift) }
    scene.items += parts.header.map { $0.moved(by: Point(x: margin, y: margin)) }
    scene.items += parts.footer.map { $0.moved(by: Point(x: margin, y: height - margin - parts.below)) }
    return scene
  }

  private struct Parts {
    var header: [Scene.Item] = []
    var footer: [Scene.Item] = []
    /// With the space to the picture. Unit: points.
    var above = 0.0
    var below = 0.0
    var height: Double { above + below }
  }

  private func parts(in width: Double) -> Parts {
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
    var x = 0.0
    var rowHeight = 0.0
    for block in legend {
      if x > 0, x + block.width > width {
        x = 0
        y += rowHeight + 8
        rowHeight = 0
      }
      parts.footer += block.items.map { $0.moved(by: Point(x: x, y: y)) }
      x += block.width + 34
      rowHeight = max(rowHeight, block.height)
    }
    y += rowHeight + (legend.isEmpty ? 0 : 10)
    for text in measure.wrap(method, size: Self.methodSize, width: width, lines: 3) {
      parts.footer.append(line(text, size: Self.methodSize, color: palette.muted))
    }
    parts.below = y
    return parts
  }
}

extension Scene.Item {
  func moved(by shift: Point) -> Scene.Item {
    switch self {
    case .text(var text):
      text.at = text.at + shift
      return .text(text)
    case .group(var group):
      group.items = group.items.map { $0.moved(by: shift) }
      return .group(group)
    case .shape(let outline, let paint):
      let outline: Scene.Outline =
        switch outline {
        case .circle(let center, let radius): .circle(center + shift, radius: radius)
        case .polygon(let points): .polygon(points.map { $0 + shift })
        case .line(let points): .line(points.map { $0 + shift })
        case .curve(let points): .curve(points.map { $0 + shift })
        }
      return .shape(outline, paint)
    }
  }
}
