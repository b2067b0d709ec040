/// A smaller graph that has the betweenness of the whole, and what the nodes left out of it contribute.
///
/// Three things that co-authorship graphs are full of make it small:
///
/// - *Twins*, nodes with the same neighbours (each other included or not), have the same betweenness. One node stands
///   for all of them, with its number of `copies`; shortest paths through it count once a copy.
/// - A *pendant* node hangs on a single other one, which carries its `weight` from then on: every path out of the
///   pendant runs through the other.
/// - A *side* node, one whose neighbours are all tied to each other, is inside no shortest path. It is searched from
///   first, and then is gone from all later searches; others become side nodes by that.
///
/// Kept nodes are numbered in the order in which they are searched from, side nodes first, so that the part of a row
/// that is still there is its tail.
///
/// Source: Puzis et al. (2015), doi:10.3233/AIC-140634 (twins, pendants); Baglioni et al. (2012),
/// doi:10.1109/ASONAM.2012.65 (trees); Sarıyüce et al. (2013), doi:10.1137/1.9781611972832.77 (side nodes).
struct BetweennessReduction {
  /// Number of kept nodes.
  let count: Int
  /// Kept nodes 0..<sides are gone once they were searched from.
  let sides: Int
  /// count + 1 values: rows of `targets`, ascending.
  let offsets: [Int]
  /// Neighbours among the kept nodes.
  let targets: [Int32]
  /// How many nodes of the graph each kept node stands for as a step of a path.
  let copies: [Double]
  /// How many nodes of the graph each kept node stands for as an end of paths.
  let weight: [Double]
  /// For each node of the graph its class of twins.
  private let classOf: [Int32]
  /// For each class what is known without a search.
  private let known: [Double]
  /// For each class its kept node; −1 for a pendant.
  private let keptOf: [Int32]

  init(_ graph: Graph) {
    let twins = TwinClasses(graph)
    let n = twins.count
    classOf = twins.classOf
    var known = twins.score
    var weight = twins.size
    var degree = (0..<n).map { twins.offsets[$0 + 1] - twins.offsets[$0] }
    var isThere = [Bool](repeating: true, count: n)
    func row(_ node: Int) -> ArraySlice<Int32> { twins.targets[twins.offsets[node]..<twins.offsets[node + 1]] }

    // Pendants.
    var hanging = [Double](repeating: 0, count: n)
    var open = (0..<n).reversed().filter { degree[$0] == 1 }
    while let node = open.popLast() {
      guard isThere[node], degree[node] == 1, let other = row(node).first(where: { isThere[Int($0)] }) else { continue }
      let on = Int(other)
      guard twins.size[on] == 1 else { continue }
      known[on] += weight[node] * hanging[on]
      hanging[on] += weight[node]
      weight[on] += weight[node]
      isThere[node] = false
      degree[on] -= 1
      if degree[on] == 1 { open.append(on) }
    }
    let component = Components.connected(graph)
    let componentSize = Partition(membership: component).sizes
    for node in graph.nodes where hanging[Int(classOf[node])] > 0 {
      // Only classes of one node carry pendants.
      let one = Int(classOf[node])
      known[one] += hanging[one] * (Double(componentSize[Int(component[node])]) - 1 - hanging[one])
    }

    // Side nodes, in rounds: what is a side node stays one while others go.
    var order: [Int32] = []
    var batcher = NearbyOrder(offsets: twins.offsets, targets: twins.targets)
    var candidates = (0..<n).filter { isThere[$0] && degree[$0] > 0 }.map { Int32($0) }
    func isSide(_ node: Int) -> Bool {
      let around = row(node).filter { isThere[Int($0)] }
      return around.allSatisfy { a in
        degree[Int(a)] >= around.count && around.allSatisfy { $0 <= a || twins.areTied(Int(a), Int($0)) }
      }
    }
    while true {
      let round = candidates.filter { isSide(Int($0)) }
      if round.isEmpty { break }
      order += batcher.order(round, isThere)
      for node in round { isThere[Int(node)] = false }
      var next: [Int32] = []
      for node in round {
        for other in row(Int(node)) where isThere[Int(other)] {
          degree[Int(other)] -= 1
          next.append(other)
        }
      }
      candidates = Array(Set(next)).sorted()
    }
    sides = order.count
    // A node without neighbours left is no end and no step of a path any more.
    order += batcher.order((0..<n).filter { isThere[$0] && degree[$0] > 0 }.map { Int32($0) }, isThere)

    count = order.count
    var keptOf = [Int32](repeating: -1, count: n)
    for (index, node) in order.enumerated() { keptOf[Int(node)] = Int32(index) }
    var offsets = [0]
    var targets: [Int32] = []
    for node in order {
      targets += row(Int(node)).map { keptOf[Int($0)] }.filter { $0 >= 0 }.sorted()
      offsets.append(targets.count)
    }
    self.offsets = offsets
    self.targets = targets
    self.keptOf = keptOf
    self.known = known
    self.copies = order.map { twins.size[Int($0)] }
    self.weight = order.map { weight[Int($0)] }
  }

  /// The betweenness of every node of the graph from what searches found for the kept nodes.
  func expand(_ found: (Int) -> Double) -> [Double] {
    let ofClass = keptOf.indices.map { known[$0] + (keptOf[$0] >= 0 ? found(Int(keptOf[$0])) : 0) }
    return classOf.map { ofClass[Int($0)] }
  }
}

/// Classes of nodes with the same neighbours, and the graph between them.
private struct TwinClasses {
  /// Number of classes.
  let count: Int
  /// The class of each node, numbered by smallest member.
  let classOf: [Int32]
  /// Nodes in each class.
  let size: [Double]
  /// Betweenness from paths between two nodes of one class: they run through the class's neighbours.
  let score: [Double]
  /// count + 1 values.
  let offsets: [Int]
  /// Neighbouring classes, ascending within a row.
  let targets: [Int32]

  init(_ graph: Graph) {
    let n = graph.nodeCount
    // Equal sets have equal sums of mixed members; sets with equal sums are then compared.
    let mixed = (0..<n).map { node -> UInt64 in
      var generator = SeededGenerator(seed: UInt64(node))
      return generator.next()
    }
    var leader = (0..<n).map { Int32($0) }
    for isClosed in [true, false] {
      var leaders: [UInt64: [Int32]] = [:]
      for node in 0..<n where graph.degree(node) > 0 && leader[node] == Int32(node) {
        var sum = isClosed ? mixed[node] : 0
        for other in graph.neighbors(of: node) { sum &+= mixed[Int(other)] }
        if let twin = leaders[sum]?.first(where: { TwinClasses.areTwins(graph, Int($0), node, isClosed) }) {
          leader[node] = twin
        } else {
          leaders[sum, default: []].append(Int32(node))
        }
      }
    }
    var classOf = [Int32](repeating: -1, count: n)
    var first: [Int] = []
    var size: [Double] = []
    for node in 0..<n {
      if leader[node] == Int32(node) {
        classOf[node] = Int32(first.count)
        first.append(node)
        size.append(1)
      } else {
        classOf[node] = classOf[Int(leader[node])]
        size[Int(classOf[node])] += 1
      }
    }
    var offsets = [0]
    var targets: [Int32] = []
    var score = [Double](repeating: 0, count: first.count)
    for (own, node) in first.enumerated() {
      let around = Set(graph.neighbors(of: node).map { classOf[Int($0)] })
      let others = around.subtracting([Int32(own)]).sorted()
      targets += others
      offsets.append(targets.count)
      if size[own] > 1 && !around.contains(Int32(own)) {
        let share = size[own] * (size[own] - 1) / 2 / Double(graph.degree(node))
        for other in others { score[Int(other)] += share }
      }
    }
    count = first.count
    self.classOf = classOf
    self.size = size
    self.score = score
    self.offsets = offsets
    self.targets = targets
  }

  /// Whether two nodes have the same neighbours; when `isClosed`, themselves included.
  private static func areTwins(_ graph: Graph, _ a: Int, _ b: Int, _ isClosed: Bool) -> Bool {
    guard graph.degree(a) == graph.degree(b) else { return false }
    guard isClosed else { return graph.neighbors(of: a) == graph.neighbors(of: b) }
    return graph.neighbors(of: a).contains(Int32(b))
      && graph.neighbors(of: a).lazy.filter { $0 != Int32(b) }
        .elementsEqual(graph.neighbors(of: b).lazy.filter { $0 != Int32(a) })
  }

  /// Whether two classes are neighbours.
  func areTied(_ a: Int, _ b: Int) -> Bool {
    var (low, high) = (offsets[a], offsets[a + 1])
    while low < high {
      let middle = (low + high) / 2
      if targets[middle] < Int32(b) { low = middle + 1 } else { high = middle }
    }
    return low < offsets[a + 1] && targets[low] == Int32(b)
  }
}

/// Orders nodes so that those searched from side by side are near each other: they then meet other nodes at few
/// different distances.
private struct NearbyOrder {
  let offsets: [Int]
  let targets: [Int32]
  private var seen: [Int32]
  private var search: Int32 = 0

  init(offsets: [Int], targets: [Int32]) {
    self.offsets = offsets
    self.targets = targets
    seen = [Int32](repeating: 0, count: offsets.count - 1)
  }

  /// The same nodes: one, then those nearest to it until a batch is full, then the next one that is left.
  mutating func order(_ nodes: [Int32], _ isThere: [Bool]) -> [Int32] {
    var isWaiting = [Bool](repeating: false, count: offsets.count - 1)
    for node in nodes { isWaiting[Int(node)] = true }
    var result: [Int32] = []
    for node in nodes where isWaiting[Int(node)] {
      search += 1
      seen[Int(node)] = search
      var queue = [node]
      var head = 0
      let full = (result.count / BrandesLanes.width + 1) * BrandesLanes.width
      // A node without company nearby is not worth a long search.
      while head < queue.count && queue.count < 400 {
        let next = Int(queue[head])
        head += 1
        if isWaiting[next] {
          isWaiting[next] = false
          result.append(Int32(next))
          if result.count == full { break }
        }
        for other in targets[offsets[next]..<offsets[next + 1]] where isThere[Int(other)] {
          guard seen[Int(other)] != search else { continue }
          seen[Int(other)] = search
          queue.append(other)
        }
      }
    }
    return result
  }
}
