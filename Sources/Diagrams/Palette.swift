import Analysis
import Bibliography
import Foundation

/// Light for paper and slides, dark for screens.
public enum Theme: String, Hashable, Sendable, Codable, CaseIterable { case light, dark }

/// The colours and marks of all pictures.
///
/// Colours are Okabe and Ito's eight, which people with any of the common colour-vision deficiencies tell apart
/// (jfly.uni-koeln.de/color, 2008). A sector also has a mark of its own, so that it survives a grey print.
struct Palette: Sendable {
  var theme: Theme

  var background: Color { theme == .light ? Color(0xFFFFFF) : Color(0x14181D) }
  /// Text.
  var ink: Color { theme == .light ? Color(0x1B1F24) : Color(0xECEFF2) }
  /// Secondary text.
  var muted: Color { theme == .light ? Color(0x59636E) : Color(0xA3ADB8) }
  /// Thin lines of legends and axes.
  var rule: Color { theme == .light ? Color(0xC9CFD6) : Color(0x3A424C) }
  var tie: Color { theme == .light ? Color(0x8A939D) : Color(0x7C8792) }
  /// The outline of a mark.
  var outline: Color { theme == .light ? Color(0xFFFFFF) : Color(0x14181D) }

  func color(of sector: Sector) -> Color {
    switch sector {
    case .academia: Color(theme == .light ? 0x0072B2 : 0x3A9BD9)
    case .industry: Color(0xE69F00)
    case .facility: Color(0x009E73)
    case .government: Color(0xCC79A7)
    case .healthcare: Color(0xD55E00)
    case .nonprofit: Color(0x56B4E9)
    case .archive: Color(0xF0E442)
    case .other: Color(0x8C8C8C)
    case .unknown: Color(theme == .light ? 0xC4C9CE : 0x5E6771)
    }
  }

  /// Outlines of shapes, the same area each: what tells sectors apart without colour.
  func mark(of sector: Sector) -> Mark {
    switch sector {
    case .academia: .circle
    case .industry: .square
    case .facility: .triangle
    case .government: .hexagon
    case .healthcare: .cross
    case .nonprofit: .diamond
    case .archive: .pentagon
    case .other: .tallHexagon
    case .unknown: .ring
    }
  }

  private static let clusterColors: [UInt32] = [
    0x0072B2, 0xE69F00, 0x009E73, 0xCC79A7, 0x56B4E9, 0xD55E00, 0xA89F00, 0x7A5CB8,
  ]

  /// Colours for clusters, which have no meaning of their own: neighbours in number differ in hue and lightness.
  func cluster(_ index: Int) -> Color {
    let color = Color(Self.clusterColors[index % Self.clusterColors.count])
    return theme == .dark && index % Self.clusterColors.count == 0 ? Color(0x3A9BD9) : color
  }

  /// A colour for each cluster: the one that the clusters tied to it use least, then the one used least at all.
  ///
  /// Eight colours for any number of clusters; neighbours get the same one only when a cluster has eight others.
  func hues(of network: Network) -> [Int: Int] {
    guard let clusters = network.clusters else { return [:] }
    var neighbours: [Int: Set<Int>] = [:]
    for edge in network.edges where clusters[edge.a] != clusters[edge.b] {
      neighbours[clusters[edge.a], default: []].insert(clusters[edge.b])
      neighbours[clusters[edge.b], default: []].insert(clusters[edge.a])
    }
    var hues: [Int: Int] = [:]
    var uses = Array(repeating: 0, count: Self.clusterColors.count)
    for cluster in Set(clusters).sorted() {
      var near = Array(repeating: 0, count: uses.count)
      for other in neighbours[cluster] ?? [] { if let hue = hues[other] { near[hue] += 1 } }
      let hue = uses.indices.min { (near[$0], uses[$0], $0) < (near[$1], uses[$1], $1) } ?? 0
      hues[cluster] = hue
      uses[hue] += 1
    }
    return hues
  }

  /// The soft ground of a cluster's region.
  func region(_ index: Int) -> Color {
    cluster(index).mixed(with: background, theme == .light ? 0.86 : 0.78)
  }
}

/// The shape of a node.
enum Mark: Sendable {
  case circle, square, triangle, hexagon, cross, diamond, pentagon, tallHexagon, ring

  /// The mark at a place, as large in area as a circle of `radius`.
  func outline(at center: Point, radius: Double) -> Scene.Outline {
    switch self {
    case .circle, .ring: .circle(center, radius: radius)
    case .square: regular(4, center, radius, turn: 0.125)
    case .triangle: regular(3, center, radius, turn: 0)
    case .hexagon: regular(6, center, radius, turn: 1.0 / 12)
    case .diamond: regular(4, center, radius, turn: 0)
    case .pentagon: regular(5, center, radius, turn: 0)
    case .tallHexagon: regular(6, center, radius, turn: 0)
    case .cross: cross(center, radius)
    }
  }

  /// A regular polygon of the circle's area; `turn` is a share of a full turn from the corner at the top.
  private func regular(_ corners: Int, _ center: Point, _ radius: Double, turn: Double) -> Scene.Outline {
    let n = Double(corners)
    // Area of the polygon with outer radius R: n/2 · R² · sin(2π/n) = π r².
    let outer = radius * (2 * Double.pi / (n * sin(2 * .pi / n))).squareRoot()
    return .polygon(
      (0..<corners).map { corner in
        let angle = 2 * Double.pi * (Double(corner) / n + turn)
        return Point(x: center.x + outer * sin(angle), y: center.y - outer * cos(angle))
      })
  }

  /// Five squares of side s: area 5 s² = π r².
  private func cross(_ center: Point, _ radius: Double) -> Scene.Outline {
    let half = radius * (Double.pi / 5).squareRoot() / 2
    let (a, b) = (half, 3 * half)
    let corners = [
      (-a, -b), (a, -b), (a, -a), (b, -a), (b, a), (a, a), (a, b), (-a, b), (-a, a), (-b, a), (-b, -a), (-a, -a),
    ]
    return .polygon(corners.map { Point(x: center.x + $0.0, y: center.y + $0.1) })
  }
}
