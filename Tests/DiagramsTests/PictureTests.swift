import Analysis
import Bibliography
import Foundation
import Testing

@testable import Diagrams

@Suite("What a picture is made of")
struct PictureTests {
  static func network(_ papers: [[Int]], count: Int) -> Network {
    Sample.network(.authors, names: (0..<count).map { "N\($0)" }, sectors: nil, papers: papers)
  }

  @Test("numbers have at most two decimals and no exponent")
  func decimals() {
    let numbers: [Double] = [12.5, 3, -0.07, 0.005, 1e-9, 12.345, .nan, -0.001]
    #expect(numbers.map { decimal($0) } == ["12.5", "3", "-0.07", "0.01", "0", "12.35", "0", "0"])
    #expect([0, 999, 1000, 1_234_567].map { grouped($0) } == ["0", "999", "1,000", "1,234,567"])
    let shares: [Double] = [0, 0.0004, 0.004, 0.375, 1]
    #expect(shares.map { SectorsDiagram.percent($0) } == ["0 %", "<0.1 %", "0.4 %", "38 %", "100 %"])
  }

  @Test("every mark has the area of the circle, so that area can stand for papers")
  func areas() {
    let marks: [Mark] = [.square, .triangle, .hexagon, .cross, .diamond, .pentagon, .tallHexagon]
    for mark in marks {
      guard case .polygon(let corners) = mark.outline(at: Point(x: 3, y: 4), radius: 10) else {
        Issue.record("\(mark) is no polygon")
        continue
      }
      #expect(abs(Contour.area(corners) - Double.pi * 10 * 10) < 1e-6)
    }
  }

  @Test("sector colours stay apart for colour-blind readers and marks in grey")
  func colours() {
    for theme in Theme.allCases {
      let palette = Palette(theme: theme)
      #expect(Set(Sector.allCases.map { palette.color(of: $0) }).count == Sector.allCases.count)
      #expect(Set(Sector.allCases.map { "\(palette.mark(of: $0))" }).count == Sector.allCases.count)
      // Text against the ground, also on the soft regions: WCAG AA.
      for ground in [palette.background] + (0..<8).map({ palette.region($0) }) {
        #expect(palette.ink.contrast(with: ground) >= 7)
      }
      #expect(palette.muted.contrast(with: palette.background) >= 4.5)
    }
    #expect(Color(0xFFFFFF).contrast(with: Color(0x000000)) == 21)
  }

  @Test("clusters that are tied get different colours")
  func hues() {
    // A wheel: cluster 0 in the middle is tied to all others, each of those to the next.
    var network = Self.network((1...6).map { [0, $0] } + (1...5).map { [$0, $0 + 1] }, count: 7)
    network.clusters = Array(0..<7)
    let hues = Palette(theme: .light).hues(of: network)
    for edge in network.edges { #expect(hues[edge.a] != hues[edge.b]) }
  }

  @Test("boxes are moved apart, and those that are apart stay")
  func separation() {
    var centers = (0..<40).map { Point(x: Double($0 % 5), y: Double($0 % 3)) }
    let separation = Separation(
      widths: (0..<40).map { 20 + Double($0) }, heights: Array(repeating: 12, count: 40), gap: 5)
    separation.apply(to: &centers)
    for i in 0..<40 {
      for j in 0..<i {
        let d = centers[i] - centers[j]
        let width: Double = (separation.widths[i] + separation.widths[j]) / 2
        let isBeside = abs(d.x) >= width + 4.9
        let isBelow = abs(d.y) >= 12 + 4.9
        #expect(isBeside || isBelow)
      }
    }
    var apart = [Point(x: 0, y: 0), Point(x: 100, y: 0)]
    Separation(widths: [10, 10], heights: [10, 10], gap: 5).apply(to: &apart)
    #expect((apart[1] - apart[0] - Point(x: 100, y: 0)).length < 0.1)
  }

  @Test("a crowd of flat boxes takes the shape of the page")
  func separationTowardAPage() {
    let n = 60
    let crowd: [Point] = (0..<n).map { index in
      let (x, y): (Int, Int) = (index * 7 % 31, index * 11 % 29)
      return Point(x: Double(x), y: Double(y))
    }
    let separation = Separation(
      widths: Array(repeating: 60, count: n), heights: Array(repeating: 14, count: n), gap: 5)
    func page(_ centers: [Point]) -> Box {
      let boxes: [Box] = centers.map { Box(center: $0, width: 60, height: 14) }
      return boxes.dropFirst().reduce(boxes[0]) { $0.union($1) }
    }
    func need(_ box: Box) -> Double { max(box.width / 1.8, box.height) }
    let plain = page(NetworkLayout.separated(crowd, separation, aspect: nil))
    let shaped = page(NetworkLayout.separated(crowd, separation, aspect: 1.8))
    #expect(need(shaped) < 0.9 * need(plain))
    #expect(shaped.width / shaped.height > plain.width / plain.height)
  }

  @Test("packed shapes do not overlap, and the page takes the shape asked for")
  func packing() {
    let shapes = (0..<30).map { index in
      [Box(center: Point(x: 0, y: 0), width: 60 + Double(index % 7) * 20, height: 40 + Double(index % 4) * 30)]
    }
    let shifts = Packing.shifts(of: shapes, aspect: 1.6)
    let placed = zip(shapes, shifts).map { $0[0].moved(by: $1) }
    for i in placed.indices { for j in 0..<i { #expect(!placed[i].overlaps(placed[j])) } }
    let page = placed.reduce(placed[0]) { $0.union($1) }
    #expect((1.2...2.1).contains(page.width / page.height))
  }

  @Test("regions hold their members, no one else's, and do not meet")
  func regions() {
    // Two clusters of three in a row each, one outsider between two members of the first.
    let places = [(0, 0), (120, 0), (240, 0), (0, 200), (120, 200), (240, 200), (60, 0)]
      .map { Point(x: Double($0.0), y: Double($0.1)) }
    let boxes = places.map { Box(center: $0, width: 24, height: 24) }
    let clusters: [Int?] = [0, 0, 0, 1, 1, 1, nil]
    let found = Regions(
      footprints: boxes, clusters: clusters, links: [(0, 1), (1, 2), (3, 4), (4, 5), (0, 4)], places: places
    ).outlines()
    #expect(Set(found.map(\.cluster)) == [0, 1])
    for (place, cluster) in zip(places, clusters) {
      let around = found.filter { Self.contains($0.curve, place) }.map(\.cluster)
      #expect(around == (cluster.map { [$0] } ?? []))
    }
  }

  /// Even-odd rule on the curve's corners.
  static func contains(_ curve: [Point], _ point: Point) -> Bool {
    let corners = stride(from: 0, to: curve.count - 1, by: 3).map { curve[$0] }
    return zip(corners, corners.dropFirst() + corners.prefix(1)).reduce(false) { inside, side in
      let (a, b) = side
      guard (a.y > point.y) != (b.y > point.y) else { return inside }
      return point.x < a.x + (point.y - a.y) / (b.y - a.y) * (b.x - a.x) ? !inside : inside
    }
  }

  @Test("a contour follows the field and leaves holes out")
  func contour() {
    // 5 × 5 with a positive ring around a negative middle.
    let values = (0..<25).map { index -> Double in
      let (x, y) = (index % 5, index / 5)
      return x == 2 && y == 2 ? -1 : (1...3).contains(x) && (1...3).contains(y) ? 1 : -1
    }
    let loops = Contour(values: values, columns: 5, rows: 5).loops()
    // Half a step beyond the 2 × 2 square of positive points, corners cut: 3 · 3 - 4 · (0.5 · 0.5 / 2).
    let area: Double = 3 * 3 - 4 * (0.5 * 0.5 / 2)
    #expect(loops.map(Contour.area) == [area])
  }

  @Test("a component spans papers exactly when a member has two")
  func spanning() {
    // Papers {0,1}, {1,2}: one group. {3,4,5}: one team. 6 writes alone.
    let spanning = Self.network([[0, 1], [1, 2], [3, 4, 5], [6]], count: 7).spanningPapers()
    #expect(spanning.network.nodes.map(\.name) == ["N0", "N1", "N2"])
    #expect(spanning.network.edges.map { [$0.a, $0.b] } == [[0, 1], [1, 2]])
    #expect(spanning.note == "Not drawn: 1 team with a single paper (3 authors) and 1 author without co-authors.")
    #expect(Self.network([[0, 1], [0, 1]], count: 2).spanningPapers().note == nil)
  }

  @Test("lines are broken evenly and what is too long is cut with an ellipsis")
  func wrapping() throws {
    let name = "University of Science and Technology of China"
    let measure = try TextMeasure([name, "…", "Donaudampfschifffahrtsgesellschaft"])
    let lines = measure.wrap(name, size: 10, width: 130, lines: 3)
    #expect(lines.joined(separator: " ") == name)
    #expect(lines.allSatisfy { measure.width($0, size: 10) <= 130 })
    #expect(measure.wrap(name, size: 10, width: 80, lines: 2).last?.hasSuffix("…") == true)
    let word = measure.wrap("Donaudampfschifffahrtsgesellschaft", size: 10, width: 60, lines: 2)
    #expect(word.count == 1 && word[0].hasSuffix("…") && word[0].count < 14)
    // Between any two signs of Chinese and Japanese, but not inside a word of Latin letters.
    #expect(TextMeasure.pieces("清华ABC大学") == ["清", "华", "ABC", "大", "学"])
    let signs = String(repeating: "学", count: 10)
    let chinese = try TextMeasure([signs]).wrap(signs, size: 10, width: 60, lines: 4)
    #expect(chinese.count > 1 && chinese.joined() == signs)
    // A long compound breaks after its hyphens before it is cut.
    let compound = "Albert-Ludwigs-Universität"
    #expect(try TextMeasure([compound]).wrap(compound, size: 10, width: 100, lines: 3).joined() == compound)
    #expect(TextMeasure.pieces("Albert-Ludwigs-Universität") == ["Albert-", "Ludwigs-", "Universität"])
    #expect(TextMeasure.pieces("UC-Berkeley") == ["UC-Berkeley"])
    #expect(measure.wrap("  ", size: 10, width: 60, lines: 2).isEmpty)
    #expect(abs(measure.width(name, size: 20) - 2 * measure.width(name, size: 10)) < 1e-9)
  }
}

@Suite("What is drawn of a large network")
struct NarrowingTests {
  let network = PictureTests.network([[0, 1], [0, 1], [0, 2], [3, 4], [5], [0, 5]], count: 6)

  @Test("the most papers first, and equal ones are not torn apart")
  func top() throws {
    var options = DiagramOptions()
    options.top = 2
    // Papers: N0 4, N1 2, N5 2, others 1; joint papers N1 2, N5 1.
    let two = try network.narrowed(options, top: 100)
    #expect(two.network.nodes.map(\.name) == ["N0", "N1"])
    #expect(two.notes == ["Drawn are the 2 of 6 authors with the most papers, then joint papers; 4 are left out."])
    options.top = 5
    // N2, N3 and N4 are equal: stopping before them keeps three, more than half of five.
    #expect(try network.narrowed(options, top: 100).network.nodes.map(\.name) == ["N0", "N1", "N5"])
    options.top = nil
    #expect(try network.narrowed(options, top: 100).notes == [])
  }

  @Test("when all are equal, names decide and the caption says so")
  func equal() throws {
    let flat = PictureTests.network([[0, 1], [2, 3], [4, 5]], count: 6)
    let four = try flat.narrowed(DiagramOptions(), top: 4)
    #expect(four.network.nodes.map(\.name) == ["N0", "N1", "N2", "N3"])
    #expect(four.notes[0].contains("(equal ones by name)"))
  }

  @Test("around a node, by name or key")
  func around() throws {
    var options = DiagramOptions()
    options.around = "n2"
    #expect(try network.narrowed(options, top: 100).network.nodes.map(\.name) == ["N0", "N2"])
    options.hops = 2
    #expect(try network.narrowed(options, top: 100).network.nodes.map(\.name) == ["N0", "N1", "N2", "N5"])
    options.around = "name:3 N3"
    options.hops = 0
    #expect(try network.narrowed(options, top: 100).network.nodes.map(\.name) == ["N3"])
    options.around = "N"
    let error = #expect(throws: CoterieError.self) { try network.narrowed(options, top: 100) }
    #expect(error?.diagnostic.message == "no author is named 'N'. It fits 6 of them: 'N0', 'N1', 'N2', 'N3', ….")
  }

  @Test("only those with enough papers")
  func minPapers() throws {
    var options = DiagramOptions()
    options.minPapers = 2
    let some = try network.narrowed(options, top: 100)
    #expect(some.network.nodes.map(\.name) == ["N0", "N1", "N5"])
    #expect(some.notes == ["Only the 3 of 6 authors with 2 papers or more."])
  }

  @Test("sizes as users type them")
  func sizes() {
    #expect(Size("1440x900") == Size(width: 1440, height: 900))
    #expect(["1440", "x", "0x900", "1e3x900", "99999x900", "-5x900"].compactMap { Size($0) } == [])
  }
}
