import Analysis
import Bibliography

/// A network as marks, ties and regions: what the diagrams of networks share.
struct NetworkPicture {
  var network: Network
  var palette: Palette
  var measure: TextMeasure
  /// Each as long as `network.nodes`.
  var marks: [Mark]
  var colors: [Color]
  var radii: [Double]
  /// Lines under each mark; empty: no label.
  var labels: [[String]]
  var labelSizes: [Double]
  var tooltips: [String]
  /// Width of the line of a tie of one joint paper. Unit: points.
  var tieWidth: Double
  /// Clusters that get a region.
  var regions: Set<Int>
  /// Which of the palette's colours a cluster has.
  var hues: [Int: Int]
  /// Nodes whose labels stand back.
  var quiet: Set<Int> = []
  /// Nodes with a dark rim.
  var rimmed: Set<Int> = []

  static let lineHeight = 1.16

  /// Lays the network out and returns its items in drawing order with the box they cover.
  func drawn(aspect: Double, engine: String?, child: ChildRenderer) throws -> (
    items: [Scene.Item], layout: NetworkLayout
  ) {
    let nodes = network.nodes.indices.map { node in
      NetworkLayout.Node(
        radius: radii[node],
        labelWidth: labels[node].map { measure.width($0, size: labelSizes[node]) }.max() ?? 0,
        labelHeight: labels[node].isEmpty
          ? 0 : Double(labels[node].count) * labelSizes[node] * Self.lineHeight + 3)
    }
    let edges = network.edges.map { edge in
      let isInside = network.clusters.map { $0[edge.a] == $0[edge.b] } ?? true
      let reach = [edge.a, edge.b].reduce(0) { $0 + (nodes[$1].width + nodes[$1].height) / 4 }
      return NetworkLayout.Edge(
        a: edge.a, b: edge.b, length: (reach + 16) * (isInside ? 1 : 1.7), weight: isInside ? 2 : 0.7)
    }
    let layout = try NetworkLayout(nodes: nodes, edges: edges, aspect: aspect, engine: engine, child: child)
    let footprints = zip(nodes, layout.places).map { $0.footprint(at: $1) }
    var items: [Scene.Item] = []
    let standings = standings()
    let regions = regionItems(footprints, layout.places, standings)
    items += regions.grounds
    items += tieItems(layout.places)
    items += nodeItems(layout.places, standings)
    items += regions.numbers
    return (items, layout)
  }

  /// The cluster in whose region each node stands: none where a cut has left the node without a tie.
  private func standings() -> [Int?] {
    guard let clusters = network.clusters else { return Array(repeating: nil, count: network.nodes.count) }
    let tied = Set(network.edges.flatMap { [$0.a, $0.b] })
    return network.nodes.indices.map { regions.contains(clusters[$0]) && tied.contains($0) ? clusters[$0] : nil }
  }

  /// The soft regions, and the clusters' numbers on their borders, which go on top of everything.
  private func regionItems(_ footprints: [Box], _ places: [Point], _ standings: [Int?]) -> (
    grounds: [Scene.Item], numbers: [Scene.Item]
  ) {
    guard let clusters = network.clusters else { return ([], []) }
    let outlines = Regions(
      footprints: footprints, clusters: standings,
      links: network.edges.map { ($0.a, $0.b) }, places: places
    ).outlines()
    var (grounds, numbers): ([Scene.Item], [Scene.Item]) = ([], [])
    for (cluster, pieces) in Dictionary(grouping: outlines, by: \.cluster).sorted(by: { $0.key < $1.key }) {
      let members = network.nodes.indices.filter { clusters[$0] == cluster }
      let hue = hues[cluster] ?? 0
      let paint = Scene.Paint(
        fill: palette.region(hue), stroke: palette.cluster(hue).mixed(with: palette.background, 0.55), width: 0.8)
      grounds.append(
        .group(
          Scene.Group(
            kind: "region", key: "cluster-\(cluster + 1)", facts: [("members", "\(members.count)")],
            tooltip: tooltip(of: cluster, members), items: pieces.map { .shape(.curve($0.curve), paint) })))
      if let place = Self.numberPlace(on: pieces[0].curve, footprints) {
        numbers += number(cluster + 1, at: place, palette.cluster(hue))
      }
    }
    return (grounds, numbers)
  }

  private func tooltip(of cluster: Int, _ members: [Int]) -> String {
    let names = members.prefix(12).map { network.nodes[$0].name }.joined(separator: "\n")
    let word = network.kind.singular
    return "Cluster \(cluster + 1): \(counted(members.count, word))\n\(names)"
      + (members.count > 12 ? "\nand \(members.count - 12) more" : "")
  }

  /// The upper left of a border, where no mark and no label is near.
  private static func numberPlace(on curve: [Point], _ footprints: [Box]) -> Point? {
    let corners = stride(from: 0, to: curve.count, by: 3).map { curve[$0] }
    let free = corners.filter { corner in footprints.allSatisfy { $0.distance(to: corner) > 8 } }
    return (free.isEmpty ? corners : free).min { ($0.x * 0.6 + $0.y, $0.x) < ($1.x * 0.6 + $1.y, $1.x) }
  }

  private func number(_ number: Int, at place: Point, _ color: Color) -> [Scene.Item] {
    [
      .shape(
        .circle(place, radius: 7.5),
        Scene.Paint(fill: palette.background, stroke: color.mixed(with: palette.background, 0.3), width: 1)),
      .text(
        Scene.Text(
          string: "\(number)", at: Point(x: place.x, y: place.y + 3), size: 8.5, anchor: .middle, color: palette.ink,
          isBold: true)),
    ]
  }

  private func tieItems(_ places: [Point]) -> [Scene.Item] {
    // Strong ties last, so that they are not covered by weak ones.
    network.edges.sorted { ($0.papers, $0.a, $0.b) < ($1.papers, $1.a, $1.b) }.map { edge in
      let (a, b) = (network.nodes[edge.a], network.nodes[edge.b])
      return .group(
        Scene.Group(
          kind: "tie", key: "\(a.key) \(b.key)", facts: [("papers", "\(edge.papers)")],
          tooltip: "\(a.name) – \(b.name)\n\(counted(edge.papers, "joint paper"))",
          items: [
            .shape(
              .line([places[edge.a], places[edge.b]]),
              Scene.Paint(stroke: palette.tie, width: tieWidth * Double(edge.papers)))
          ]))
    }
  }

  private func nodeItems(_ places: [Point], _ standings: [Int?]) -> [Scene.Item] {
    // Small marks last: a tie's end may lie under a large one.
    let order = network.nodes.indices.sorted { (-radii[$0], $0) < (-radii[$1], $1) }
    return order.map { index in
      let node = network.nodes[index]
      var items: [Scene.Item] = [
        .shape(
          marks[index].outline(at: places[index], radius: radii[index]),
          Scene.Paint(
            fill: marks[index] == .ring ? palette.background : colors[index],
            stroke: marks[index] == .ring ? colors[index] : rimmed.contains(index) ? palette.ink : palette.outline,
            width: marks[index] == .ring ? 2 : rimmed.contains(index) ? 1.8 : 1.2))
      ]
      let ground = standings[index].map { palette.region(hues[$0] ?? 0) } ?? palette.background
      for (row, line) in labels[index].enumerated() {
        items.append(
          .text(
            Scene.Text(
              string: line,
              at: Point(
                x: places[index].x,
                y: places[index].y + radii[index] + 2 + labelSizes[index] * (0.92 + Double(row) * Self.lineHeight)),
              size: labelSizes[index], anchor: .middle,
              color: quiet.contains(index) ? palette.muted : palette.ink, halo: ground)))
      }
      var facts = [("papers", "\(node.papers)")]
      if let sector = node.sector { facts.append(("sector", sector.rawValue)) }
      if let country = node.country { facts.append(("country", country)) }
      if let cluster = network.clusters?[index] { facts.append(("cluster", "\(cluster + 1)")) }
      return .group(
        Scene.Group(kind: "node", key: node.key, facts: facts, tooltip: tooltips[index], items: items))
    }
  }
}

extension Diagram {
  /// Clusters with at least so many members that are tied to another one drawn: two nodes with a line between them need
  /// no region, and what a cut has left alone stands in rows.
  static func largeClusters(_ network: Network, from least: Int) -> Set<Int> {
    guard let clusters = network.clusters else { return [] }
    let inside = network.edges.filter { clusters[$0.a] == clusters[$0.b] }
    var sizes: [Int: Int] = [:]
    for node in Set(inside.flatMap { [$0.a, $0.b] }) { sizes[clusters[node], default: 0] += 1 }
    return Set(sizes.filter { $0.value >= least }.keys)
  }

  /// What a reader sees on pointing at a node: its counts and its strongest ties.
  static func tooltips(_ network: Network, cuts: Set<Int>, word: String) -> [String] {
    var ties: [[(papers: Int, other: Int)]] = Array(repeating: [], count: network.nodes.count)
    for edge in network.edges {
      ties[edge.a].append((edge.papers, edge.b))
      ties[edge.b].append((edge.papers, edge.a))
    }
    return network.nodes.indices.map { index in
      let node = network.nodes[index]
      var lines = [node.name, [node.sector?.title, node.country].compactMap { $0 }.joined(separator: ", ")]
      lines.append("\(counted(node.papers, "paper")), fractional \(decimal(node.credit))")
      if cuts.contains(index) { lines.append("without them the group falls apart") }
      let partners = ties[index].sorted { ($1.papers, $0.other) < ($0.papers, $1.other) }
      if !partners.isEmpty { lines.append("\(counted(partners.count, word)), with joint papers:") }
      lines += partners.prefix(8).map { "\(network.nodes[$0.other].name): \($0.papers)" }
      if partners.count > 8 { lines.append("and \(partners.count - 8) more") }
      return lines.filter { !$0.isEmpty }.joined(separator: "\n")
    }
  }
}

extension Scene {
  /// Says so when names had to be drawn too small to be read. Unit of sizes: points.
  func smallLabels(_ options: DiagramOptions) -> [Diagnostic] {
    func smallest(_ items: [Item]) -> Double {
      items.reduce(.infinity) { least, item in
        switch item {
        case .text(let text): min(least, text.size)
        case .group(let group): min(least, smallest(group.items))
        case .shape: least
        }
      }
    }
    // Only names: the numbers of clusters are smaller, and in the tables too.
    let size = smallest(
      items.filter { item in
        if case .group(let group) = item { return group.kind == "node" }
        return false
      })
    guard size < 5.5 else { return [] }
    return [
      Diagnostic(
        .warning, "diagrams.small-labels",
        "the smallest names are \(decimal(size)) points high on a page of \(decimal(options.size.width)) by "
          + "\(decimal(options.size.height)); draw fewer nodes with --top or --min-papers, or a larger page with --size."
      )
    ]
  }
}
