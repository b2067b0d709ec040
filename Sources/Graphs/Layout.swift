/// A place in the plane.
public struct Point: Hashable, Sendable, BitwiseCopyable {
  /// To the right.
  public var x: Double
  /// Upwards.
  public var y: Double

  /// A place.
  public init(x: Double, y: Double) {
    self.x = x
    self.y = y
  }
}

/// Places nodes so that strongly tied ones are near: the VOS layout.
public enum Layout {
  /// A place for each node; the mean distance of a tie is about 1, the whole is centred at the origin.
  ///
  /// Each component is laid out by making
  ///
  ///     Σ_{i<j} ( a(i, j) d(i, j)² − d(i, j) )
  ///
  /// small, with a the association strengths (scaled, which only scales the layout) and d the distance; large ones begin
  /// from the layout of their clusters. Components are then set side by side, the largest in the middle. The same
  /// graph and seed give the same places for every number of threads.
  ///
  /// - Parameters:
  ///   - radii: how much room each node takes, in units of the mean tie; overlaps are then removed.
  ///   - iterations: steps at each level.
  /// - Complexity: O(iterations · n log n + m).
  ///
  /// Source: van Eck, Waltman, Dekker & van den Berg (2010), doi:10.1002/asi.21421; the exponents 2 and 1: VOSviewer.
  /// Far nodes are taken together as in Barnes & Hut (1986), doi:10.1038/324446a0; the step adapts as in Hu (2005),
  /// Mathematica Journal 10(1).
  public static func positions(
    _ graph: Graph, seed: UInt64 = 1, iterations: Int = 150, radii: [Double]? = nil, threads: Int = 1
  ) -> [Point] {
    precondition(radii.map { $0.count == graph.nodeCount } ?? true, "one radius a node")
    let component = Components.connected(graph)
    let members = Partition(membership: component).members
    var result = [Point](repeating: Point(x: 0, y: 0), count: graph.nodeCount)
    var boxes: [ComponentBox] = []
    var part = [Int32](repeating: -1, count: graph.nodeCount)
    for nodes in members {
      var places: [Point]
      if nodes.count == 1 {
        places = [Point(x: 0, y: 0)]
      } else if nodes.count == 2 {
        places = [Point(x: -0.5, y: 0), Point(x: 0.5, y: 0)]
      } else {
        let subgraph = graph.component(nodes, &part)
        var generator = SeededGenerator(seed: seed)
        places = LayoutSearch.place(subgraph, iterations: iterations, threads: threads, &generator)
      }
      if let radii { Overlap.remove(&places, radii: nodes.map { radii[$0] }) }
      boxes.append(ComponentBox(places, radii: radii.map { radii in nodes.map { radii[$0] } }))
      for (index, node) in nodes.enumerated() { result[node] = places[index] }
    }
    let centres = ComponentBox.pack(boxes)
    for (index, nodes) in members.enumerated() {
      let shift = Point(x: centres[index].x - boxes[index].centre.x, y: centres[index].y - boxes[index].centre.y)
      for node in nodes {
        result[node].x += shift.x
        result[node].y += shift.y
      }
    }
    return result
  }
}

extension Graph {
  /// The graph of one component; `number` is scratch of n values.
  fileprivate func component(_ members: [Int], _ number: inout [Int32]) -> Graph {
    for (index, node) in members.enumerated() { number[node] = Int32(index) }
    var offsets = [0]
    var targets: [Int32] = []
    var weights: [Double] = []
    for node in members {
      for edge in row(node) {
        targets.append(number[Int(self.targets[edge])])
        weights.append(self.weights[edge])
      }
      offsets.append(targets.count)
    }
    return Graph(offsets: offsets, targets: targets, weights: weights)
  }
}

/// The room a component takes, a disc, and where discs go.
struct ComponentBox {
  let centre: Point
  let radius: Double

  init(_ places: [Point], radii: [Double]?) {
    let xs = places.map(\.x)
    let ys = places.map(\.y)
    let centre = Point(
      x: ((xs.min() ?? 0) + (xs.max() ?? 0)) / 2, y: ((ys.min() ?? 0) + (ys.max() ?? 0)) / 2)
    self.centre = centre
    var radius = 0.5
    for (index, place) in places.enumerated() {
      let (x, y) = (place.x - centre.x, place.y - centre.y)
      radius = max(radius, (x * x + y * y).squareRoot() + (radii?[index] ?? 0.25))
    }
    self.radius = radius
  }

  /// Centres of discs that do not overlap: the first in the middle, the others on rings around it.
  static func pack(_ boxes: [ComponentBox]) -> [Point] {
    guard let first = boxes.first else { return [] }
    var centres = [Point(x: 0, y: 0)]
    var inner = first.radius
    var index = 1
    while index < boxes.count {
      // Components come by size, not by radius: a ring is as wide as the widest disc that may come.
      let widest = boxes[index...].map(\.radius).max() ?? 0
      let ring = inner + widest
      var angle = 0.0
      while index < boxes.count {
        let half = ComponentBox.arcsine(min(1, boxes[index].radius / ring)) * 1.05
        if angle > 0 && angle + 2 * half > 2 * Double.pi { break }
        centres.append(ComponentBox.polar(ring, angle + half))
        angle += 2 * half
        index += 1
      }
      inner = ring + widest
    }
    return centres
  }
}
