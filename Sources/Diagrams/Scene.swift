import Foundation

/// A finished picture as shapes and texts in drawing order: what every form (SVG, PNG, PDF) is written from.
///
/// Lengths are points, the origin is the upper left corner, y grows downwards.
struct Scene: Sendable {
  var width: Double
  var height: Double
  var background: Color
  /// Read out by screen readers; not drawn.
  var title: String
  var summary: String
  /// Later items cover earlier ones.
  var items: [Item] = []

  enum Item: Sendable {
    case shape(Outline, Paint)
    case text(Text)
    case group(Group)
  }

  enum Outline: Sendable {
    case circle(Point, radius: Double)
    case polygon([Point])
    case line([Point])
    /// 3k + 1 points: cubic Béziers, each starting where the last one ended; closed when first and last agree.
    case curve([Point])
  }

  struct Paint: Sendable {
    var fill: Color?
    var stroke: Color?
    var width = 1.0
    var isDashed = false
  }

  struct Text: Sendable {
    enum Anchor: Sendable { case start, middle, end }
    var string: String
    /// On the baseline.
    var at: Point
    var size: Double
    var anchor = Anchor.start
    var color: Color
    var isBold = false
    /// Drawn behind the letters, so that lines do not run through them.
    var halo: Color?
  }

  /// Items that are one thing to a reader: a node, a tie, a region.
  struct Group: Sendable {
    /// What it is: `node`, `tie`, `region`, `label`; the SVG's class.
    var kind: String
    /// Unique within the picture; a stable key, not an index. Nil: not to be addressed.
    var key: String?
    /// Further facts for scripts: `data-papers` and the like, without `data-`.
    var facts: [(name: String, value: String)] = []
    var tooltip: String?
    var items: [Item]
  }

  mutating func add(_ outline: Outline, fill: Color? = nil, stroke: Color? = nil, width: Double = 1) {
    items.append(.shape(outline, Paint(fill: fill, stroke: stroke, width: width)))
  }
}

struct Point: Hashable, Sendable {
  var x: Double
  var y: Double

  static func + (a: Point, b: Point) -> Point { Point(x: a.x + b.x, y: a.y + b.y) }
  static func - (a: Point, b: Point) -> Point { Point(x: a.x - b.x, y: a.y - b.y) }
  static func * (a: Point, factor: Double) -> Point { Point(x: a.x * factor, y: a.y * factor) }
  var length: Double { (x * x + y * y).squareRoot() }
}

/// A rectangle by its corners.
struct Box: Hashable, Sendable {
  var minX: Double
  var minY: Double
  var maxX: Double
  var maxY: Double

  var width: Double { maxX - minX }
  var height: Double { maxY - minY }
  var center: Point { Point(x: (minX + maxX) / 2, y: (minY + maxY) / 2) }

  init(minX: Double, minY: Double, maxX: Double, maxY: Double) {
    (self.minX, self.minY, self.maxX, self.maxY) = (minX, minY, maxX, maxY)
  }

  init(center: Point, width: Double, height: Double) {
    self.init(
      minX: center.x - width / 2, minY: center.y - height / 2, maxX: center.x + width / 2, maxY: center.y + height / 2)
  }

  func union(_ other: Box) -> Box {
    Box(
      minX: min(minX, other.minX), minY: min(minY, other.minY), maxX: max(maxX, other.maxX), maxY: max(maxY, other.maxY)
    )
  }

  func grown(by margin: Double) -> Box {
    Box(minX: minX - margin, minY: minY - margin, maxX: maxX + margin, maxY: maxY + margin)
  }

  func moved(by shift: Point) -> Box {
    Box(minX: minX + shift.x, minY: minY + shift.y, maxX: maxX + shift.x, maxY: maxY + shift.y)
  }

  func overlaps(_ other: Box) -> Bool {
    minX < other.maxX && other.minX < maxX && minY < other.maxY && other.minY < maxY
  }

  /// 0 inside; unit: points.
  func distance(to point: Point) -> Double {
    let dx = max(minX - point.x, 0, point.x - maxX)
    let dy = max(minY - point.y, 0, point.y - maxY)
    return (dx * dx + dy * dy).squareRoot()
  }
}

/// An opaque colour, 8 bits a channel.
struct Color: Hashable, Sendable {
  var red: UInt8
  var green: UInt8
  var blue: UInt8

  /// `Color(0x0072B2)`.
  init(_ rgb: UInt32) {
    (red, green, blue) = (UInt8(rgb >> 16 & 0xFF), UInt8(rgb >> 8 & 0xFF), UInt8(rgb & 0xFF))
  }

  /// `share` of `other` (0…1), the rest of this one.
  func mixed(with other: Color, _ share: Double) -> Color {
    func channel(_ a: UInt8, _ b: UInt8) -> UInt32 {
      UInt32((Double(a) * (1 - share) + Double(b) * share).rounded())
    }
    return Color(channel(red, other.red) << 16 | channel(green, other.green) << 8 | channel(blue, other.blue))
  }

  /// `#0072b2`.
  var hex: String {
    "#" + [red, green, blue].map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }

  /// WCAG 2 relative luminance, 0…1: with r, g, b in 0…1 made linear, 0.2126 r + 0.7152 g + 0.0722 b.
  var luminance: Double {
    func linear(_ channel: UInt8) -> Double {
      let c = Double(channel) / 255
      return c <= 0.04045 ? c / 12.92 : pow((c + 0.055) / 1.055, 2.4)
    }
    return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)
  }

  /// WCAG 2 contrast ratio, 1…21.
  func contrast(with other: Color) -> Double {
    let (a, b) = (luminance, other.luminance)
    return (max(a, b) + 0.05) / (min(a, b) + 0.05)
  }
}

/// A number with at most two decimals, the same on every machine and under every locale: `12.5`, `3`, `-0.07`.
func decimal(_ value: Double) -> String {
  let hundredths = (value * 100).rounded()
  guard hundredths.isFinite, abs(hundredths) < 1e15 else { return "0" }
  let whole = Int(hundredths)
  let (quotient, remainder) = (abs(whole) / 100, abs(whole) % 100)
  let sign = whole < 0 ? "-" : ""
  if remainder == 0 { return "\(sign)\(quotient)" }
  if remainder % 10 == 0 { return "\(sign)\(quotient).\(remainder / 10)" }
  return "\(sign)\(quotient).\(remainder < 10 ? "0" : "")\(remainder)"
}
