/// Puts the pieces of a picture side by side without overlap, into a page of a given shape.
enum Packing {
  /// The edge of the square cells in which space is counted. Unit: points.
  private static let cell = 12.0

  /// How far each shape, a list of boxes, is to be moved.
  ///
  /// The largest stays where its middle is the origin; each further one, by area, goes to the free place that lets a
  /// page of `aspect` (width / height) around the origin grow least, and there nearest to the middle. Small shapes so
  /// fill the corners that a large one leaves.
  static func shifts(of shapes: [[Box]], aspect: Double) -> [Point] {
    let bounds = shapes.map { boxes in boxes.dropFirst().reduce(boxes[0]) { $0.union($1) } }
    let order = shapes.indices.sorted {
      (bounds[$1].width * bounds[$1].height, $0) < (bounds[$0].width * bounds[$0].height, $1)
    }
    var grid = Grid(reach: Int((bounds.reduce(0) { $0 + max($1.width, $1.height) }) / cell) + 4)
    var shifts = Array(repeating: Point(x: 0, y: 0), count: shapes.count)
    for shape in order {
      let center = bounds[shape].center
      let cells = cells(of: shapes[shape], around: center)
      let (w, h) = (bounds[shape].width / cell / 2, bounds[shape].height / cell / 2)
      let at = grid.place(cells) { x, y in
        let reach = max((abs(Double(x)) + w) / aspect, abs(Double(y)) + h)
        return (reach, Double(x * x) / (aspect * aspect) + Double(y * y))
      }
      shifts[shape] = Point(x: Double(at.x) * cell - center.x, y: Double(at.y) * cell - center.y)
    }
    return shifts
  }

  /// The cells that boxes cover when `center` is moved to the origin.
  private static func cells(of boxes: [Box], around center: Point) -> [Cell] {
    var found: Set<Cell> = []
    for box in boxes {
      let x = Int(((box.minX - center.x) / cell).rounded(.down))...Int(((box.maxX - center.x) / cell).rounded(.down))
      let y = Int(((box.minY - center.y) / cell).rounded(.down))...Int(((box.maxY - center.y) / cell).rounded(.down))
      for x in x { for y in y { found.insert(Cell(x: x, y: y)) } }
    }
    return found.sorted { ($0.y, $0.x) < ($1.y, $1.x) }
  }

  struct Cell: Hashable {
    var x: Int
    var y: Int
  }

  /// Which cells are taken, from -reach to reach both ways.
  private struct Grid {
    let reach: Int
    private var taken: [Bool]
    private var isEmpty = true
    /// How far from the origin anything stands yet, both ways.
    private var extent = Cell(x: 0, y: 0)

    init(reach: Int) {
      self.reach = reach
      taken = Array(repeating: false, count: (2 * reach + 1) * (2 * reach + 1))
    }

    /// Takes the free place of least cost for the cells and returns where it is.
    mutating func place(_ cells: [Cell], cost: (Int, Int) -> (Double, Double)) -> Cell {
      var best = Cell(x: 0, y: 0)
      if !isEmpty {
        let own = cells.reduce(extent) { Cell(x: max($0.x, extent.x + abs($1.x)), y: max($0.y, extent.y + abs($1.y))) }
        var least = (Double.infinity, Double.infinity)
        for y in -own.y - 1...own.y + 1 {
          for x in -own.x - 1...own.x + 1 {
            let price = cost(x, y)
            if price < least, fits(cells, x, y) { (best, least) = (Cell(x: x, y: y), price) }
          }
        }
      }
      for cell in cells {
        let (x, y) = (cell.x + best.x, cell.y + best.y)
        extent = Cell(x: max(extent.x, abs(x)), y: max(extent.y, abs(y)))
        guard abs(x) <= reach, abs(y) <= reach else { continue }
        taken[(y + reach) * (2 * reach + 1) + x + reach] = true
      }
      isEmpty = false
      return best
    }

    private func fits(_ cells: [Cell], _ dx: Int, _ dy: Int) -> Bool {
      cells.allSatisfy { cell in
        let (x, y) = (cell.x + dx, cell.y + dy)
        guard abs(x) <= reach, abs(y) <= reach else { return false }
        return !taken[(y + reach) * (2 * reach + 1) + x + reach]
      }
    }
  }
}
