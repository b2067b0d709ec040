import Analysis
import Bibliography

/// A part of a network that is to be drawn, and what was left out.
struct Narrowed {
  var network: Network
  /// Sentences for the caption.
  var notes: [String]
}

extension Network {
  /// The network of some nodes; clusters keep their numbers.
  func keeping(_ keep: (Int) -> Bool) -> Network {
    var position: [Int: Int] = [:]
    var kept: [Int] = []
    for index in nodes.indices where keep(index) {
      position[index] = kept.count
      kept.append(index)
    }
    var part = self
    part.nodes = kept.map { nodes[$0] }
    part.clusters = clusters.map { clusters in kept.map { clusters[$0] } }
    part.edges = edges.compactMap { edge in
      guard let a = position[edge.a], let b = position[edge.b] else { return nil }
      var edge = edge
      (edge.a, edge.b) = (a, b)
      return edge
    }
    return part
  }

  /// What the options ask to draw: around a node, with enough papers, and at most so many.
  ///
  /// The most papers come first, then the most joint papers, then the order of `nodes`. Equal ones are not torn apart:
  /// the list stops before them, unless that would leave less than half of what was asked for.
  func narrowed(_ options: DiagramOptions, top: Int) throws -> Narrowed {
    var result = Narrowed(network: self, notes: [])
    let word = kind.rawValue
    if let name = options.around {
      let center = try result.network.node(called: name)
      let near = result.network.distances(from: center, upTo: options.hops)
      result.network = result.network.keeping { near[$0] != nil }
      result.notes.append(
        "Only what is within \(counted(options.hops, "tie")) of \(nodes[center].name): "
          + "\(result.network.nodes.count) of \(grouped(nodes.count)) \(word).")
    }
    if options.minPapers > 1 {
      let all = result.network.nodes.count
      let papers = result.network.nodes.map(\.papers)
      result.network = result.network.keeping { papers[$0] >= options.minPapers }
      result.notes.append(
        "Only the \(grouped(result.network.nodes.count)) of \(grouped(all)) \(word) with \(options.minPapers) papers or more."
      )
    }
    let limit = max(1, options.top ?? top)
    let shown = result.network
    guard shown.nodes.count > limit else { return result }
    var strength = Array(repeating: 0, count: shown.nodes.count)
    for edge in shown.edges {
      strength[edge.a] += edge.papers
      strength[edge.b] += edge.papers
    }
    let order = shown.nodes.indices.sorted {
      (-shown.nodes[$0].papers, -strength[$0], $0) < (-shown.nodes[$1].papers, -strength[$1], $1)
    }
    func isEqual(_ a: Int, _ b: Int) -> Bool {
      shown.nodes[a].papers == shown.nodes[b].papers && strength[a] == strength[b]
    }
    var count = limit
    while count > 0, isEqual(order[count - 1], order[limit]) { count -= 1 }
    let tears = count * 2 < limit
    if tears { count = limit }
    let keep = Set(order[..<count])
    result.network = shown.keeping { keep.contains($0) }
    result.notes.append(
      "Drawn are the \(grouped(count)) of \(grouped(shown.nodes.count)) \(word) with the most papers, then joint papers"
        + (tears ? " (equal ones by name)" : "") + "; \(grouped(shown.nodes.count - count)) are left out.")
    return result
  }

  /// Ties on the shortest way from a node, as far as `limit`.
  private func distances(from start: Int, upTo limit: Int) -> [Int: Int] {
    var neighbours: [Int: [Int]] = [:]
    for edge in edges {
      neighbours[edge.a, default: []].append(edge.b)
      neighbours[edge.b, default: []].append(edge.a)
    }
    var distance = [start: 0]
    var front = [start]
    for step in 1...max(1, limit) where limit > 0 {
      var following: [Int] = []
      for node in front {
        for other in neighbours[node] ?? [] where distance[other] == nil {
          distance[other] = step
          following.append(other)
        }
      }
      front = following
    }
    return distance
  }
}

/// `1 tie`, `2 ties`, `1,234 papers`.
func counted(_ count: Int, _ noun: String) -> String { "\(grouped(count)) \(noun)\(count == 1 ? "" : "s")" }

/// `1,234`.
func grouped(_ number: Int) -> String {
  let digits = String(abs(number))
  var out = ""
  for (index, digit) in digits.enumerated() {
    if index > 0, (digits.count - index) % 3 == 0 { out += "," }
    out.append(digit)
  }
  return (number < 0 ? "-" : "") + out
}
