#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

extension ComponentBox {
  static func arcsine(_ value: Double) -> Double { asin(value) }
  static func polar(_ radius: Double, _ angle: Double) -> Point {
    Point(x: radius * cos(angle), y: radius * sin(angle))
  }
}

/// The search for a layout of one connected graph of at least three nodes.
enum LayoutSearch {
  /// Larger graphs begin from the layout of their clusters.
  private static var smallest: Int { 100 }

  static func place(_ graph: Graph, iterations: Int, threads: Int, _ generator: inout SeededGenerator) -> [Point] {
    let n = graph.nodeCount
    var places: [Point]
    let clusters = n > smallest ? Leiden.cluster(graph, seed: generator.next(), iterations: 2) : nil
    if let clusters, clusters.count > 2, clusters.count < n / 2 {
      let coarse = place(
        graph.aggregated(by: clusters.membership), iterations: iterations, threads: threads, &generator)
      let spread = (Double(n) / Double(clusters.count)).squareRoot()
      places = clusters.membership.map { cluster in
        let jitter = ComponentBox.polar(0.4 * generator.unit().squareRoot(), 2 * .pi * generator.unit())
        let centre = coarse[Int(cluster)]
        return Point(x: (centre.x + jitter.x) * spread, y: (centre.y + jitter.y) * spread)
      }
    } else {
      places = (0..<n).map { _ in
        ComponentBox.polar(Double(n).squareRoot() * generator.unit().squareRoot(), 2 * .pi * generator.unit())
      }
    }
    improve(&places, graph.associationStrengths(), iterations: iterations, threads: threads)
    return places
  }

  /// Moves every node along the force on it, all at once, by a step that grows while the layout improves.
  private static func improve(_ places: inout [Point], _ graph: Graph, iterations: Int, threads: Int) {
    let n = places.count
    // Any factor on the strengths only scales the layout. This one makes forces of both kinds meet at distances near 1.
    let scale = Double(n) / max(1e-300, graph.strengths().reduce(0, +) / Double(n))
    var step = 0.1 * Double(n).squareRoot()
    var lastEnergy = Double.infinity
    var progress = 0
    let forces = Buffer<Point>(uninitialized: n)
    let energies = Buffer<Double>(uninitialized: n)
    for _ in 0..<iterations {
      let tree = QuadTree(places)
      let shared = Shared((forces.pointer, energies.pointer))
      let now = places
      Parallel.ranges(n, length: 256, threads: threads) { range, _ in
        let (forces, energies) = shared.value
        for node in range {
          let place = now[node]
          var (fx, fy, energy) = tree.push(node, place)
          for edge in graph.row(node) {
            let other = now[Int(graph.targets[edge])]
            let (x, y) = (other.x - place.x, other.y - place.y)
            let pull = scale * graph.weights[edge]
            fx += 2 * pull * x
            fy += 2 * pull * y
            energy += pull * (x * x + y * y)
          }
          forces[node] = Point(x: fx, y: fy)
          energies[node] = energy
        }
      }
      var energy = 0.0
      for node in 0..<n {
        energy += energies.pointer[node]
        let force = forces.pointer[node]
        let length = (force.x * force.x + force.y * force.y).squareRoot()
        guard length > 0 else { continue }
        // Near its place of rest a node goes as far as a Newton step would, so that it does not jump across.
        let move = min(step, length / (2 * scale * tree.stiffness(node, graph)))
        places[node].x += move * force.x / length
        places[node].y += move * force.y / length
      }
      if energy < lastEnergy {
        progress += 1
        if progress >= 5 {
          progress = 0
          step /= 0.9
        }
      } else {
        progress = 0
        step *= 0.9
      }
      lastEnergy = energy
      if step < 1e-4 { break }
    }
    rescale(&places, graph)
  }

  /// Centres the layout and makes the mean length of a tie 1.
  private static func rescale(_ places: inout [Point], _ graph: Graph) {
    let n = Double(places.count)
    let middle = Point(x: places.reduce(0) { $0 + $1.x } / n, y: places.reduce(0) { $0 + $1.y } / n)
    var total = 0.0
    for node in graph.nodes {
      for other in graph.neighbors(of: node) {
        let (a, b) = (places[node], places[Int(other)])
        total += ((a.x - b.x) * (a.x - b.x) + (a.y - b.y) * (a.y - b.y)).squareRoot()
      }
    }
    let mean = total / Double(graph.targets.count)
    let factor = mean > 0 ? 1 / mean : 1
    for index in places.indices {
      places[index].x = (places[index].x - middle.x) * factor
      places[index].y = (places[index].y - middle.y) * factor
    }
  }
}

/// Cells of the plane, each a quarter of the one above, so that far nodes push as one.
struct QuadTree: Sendable {
  private struct Cell {
    var x = 0.0  // centre of gravity times count
    var y = 0.0
    var count = 0.0
    var child: Int32 = -1  // first of four; −1 for a leaf
    var node: Int32 = -1  // a leaf's only node; −1 when empty or when it stands for several at one place
  }

  private var cells: [Cell] = []
  private let size: Double
  private let low: Point

  init(_ places: [Point]) {
    let xs = places.map(\.x)
    let ys = places.map(\.y)
    low = Point(x: xs.min() ?? 0, y: ys.min() ?? 0)
    size = max((xs.max() ?? 0) - low.x, (ys.max() ?? 0) - low.y, 1e-9) * 1.000001
    cells.reserveCapacity(places.count * 3)
    cells.append(Cell())
    for (node, place) in places.enumerated() { insert(Int32(node), place, places) }
  }

  private mutating func insert(_ node: Int32, _ place: Point, _ places: [Point]) {
    var at = 0
    var (x, y, width) = (low.x, low.y, size)
    var depth = 0
    while true {
      let isEmpty = cells[at].count == 0
      cells[at].x += place.x
      cells[at].y += place.y
      cells[at].count += 1
      if cells[at].child < 0 {
        if isEmpty {
          cells[at].node = node
          return
        }
        if depth > 40 {  // nodes at one place share a leaf
          cells[at].node = -1
          return
        }
        let first = Int32(cells.count)
        cells.append(contentsOf: [Cell(), Cell(), Cell(), Cell()])
        cells[at].child = first
        let old = cells[at].node
        cells[at].node = -1
        if old >= 0 {
          let other = places[Int(old)]
          let quarter = (other.x >= x + width / 2 ? 1 : 0) + (other.y >= y + width / 2 ? 2 : 0)
          cells[Int(first) + quarter] = Cell(x: other.x, y: other.y, count: 1, child: -1, node: old)
        }
      }
      width /= 2
      let (right, up) = (place.x >= x + width, place.y >= y + width)
      if right { x += width }
      if up { y += width }
      at = Int(cells[at].child) + (right ? 1 : 0) + (up ? 2 : 0)
      depth += 1
    }
  }

  /// The push of all other nodes, 1 each whatever the distance, and its share of the energy, −Σ d.
  func push(_ node: Int, _ place: Point) -> (Double, Double, Double) {
    var (fx, fy, energy) = (0.0, 0.0, 0.0)
    var open: [(cell: Int32, width: Double)] = [(0, size)]
    while let (index, width) = open.popLast() {
      let cell = cells[Int(index)]
      if cell.count == 0 || cell.node == Int32(node) { continue }
      let (x, y) = (place.x - cell.x / cell.count, place.y - cell.y / cell.count)
      let distance = (x * x + y * y).squareRoot()
      if cell.child < 0 || width < 0.8 * distance {
        if distance > 1e-12 {
          fx += cell.count * x / distance
          fy += cell.count * y / distance
        } else if cell.node >= 0 {
          // At one place: apart, each in a direction of its own.
          let angle = Double(node)
          fx += ComponentBox.polar(1, angle).x
          fy += ComponentBox.polar(1, angle).y
        }
        energy -= cell.count * distance
      } else {
        for child in cell.child..<cell.child + 4 { open.append((child, width / 2)) }
      }
    }
    return (fx, fy, energy)
  }

  /// The sum of a node's strengths: how fast the pull grows with distance.
  func stiffness(_ node: Int, _ graph: Graph) -> Double {
    var sum = 0.0
    for edge in graph.row(node) { sum += graph.weights[edge] }
    return max(sum, 1e-300)
  }
}

/// Makes room for nodes that have a size.
enum Overlap {
  /// Pushes overlapping discs apart until none overlap; when pushing alone does not help, the layout grows.
  static func remove(_ places: inout [Point], radii: [Double]) {
    let largest = radii.max() ?? 0
    guard places.count > 1, largest > 0 else { return }
    for round in 0..<400 {
      let cell = 2 * largest
      var grid: [Int: [Int]] = [:]
      func key(_ x: Int, _ y: Int) -> Int { x &* 0x1_0000_0001 &+ y }
      func column(_ value: Double) -> Int { Int((value / cell).rounded(.down)) }
      for (node, place) in places.enumerated() { grid[key(column(place.x), column(place.y)), default: []].append(node) }
      var overlaps = 0
      var moved = places
      for node in places.indices {
        let place = places[node]
        for dx in -1...1 {
          for dy in -1...1 {
            for other in grid[key(column(place.x) + dx, column(place.y) + dy)] ?? [] where other > node {
              var (x, y) = (places[other].x - place.x, places[other].y - place.y)
              var distance = (x * x + y * y).squareRoot()
              let needed = radii[node] + radii[other]
              guard distance < needed * (1 - 1e-9) else { continue }
              overlaps += 1
              if distance < 1e-9 * needed {
                let way = ComponentBox.polar(1, Double(node) + 0.5 * Double(other))
                (x, y, distance) = (way.x, way.y, 1)
                (x, y) = (x * 1e-6, y * 1e-6)
                distance = 1e-6
              }
              let push = 0.5 * (needed * 1.001 - distance) / distance
              moved[node].x -= push * x
              moved[node].y -= push * y
              moved[other].x += push * x
              moved[other].y += push * y
            }
          }
        }
      }
      places = moved
      if overlaps == 0 { return }
      if round % 20 == 19 {
        for index in places.indices {
          places[index].x *= 1.15
          places[index].y *= 1.15
        }
      }
    }
  }
}
