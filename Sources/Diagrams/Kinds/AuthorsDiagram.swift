import Analysis
import Bibliography

/// Who writes with whom, beyond one paper.
public enum AuthorsDiagram: Diagram {
  /// `authors`.
  public static let name = "authors"
  /// The heading without a subject.
  public static let title = "Who writes with whom"
  /// How things are drawn.
  public static let note =
    "Groups of co-authors that span two papers or more. The area of a mark shows papers, colours and soft regions are "
    + "clusters; larger names are the people through whom others are connected, dark-rimmed those without whom a group falls "
    + "apart."
  /// The network of authors.
  public static let needs: [NodeKind] = [.authors]

  /// Draws at most 260 authors and names at most 40 unless told otherwise.
  public static func draw(_ inputs: DiagramInputs, _ options: DiagramOptions) throws -> Drawing {
    let whole = try inputs.network(of: .authors, for: name)
    let spanning = options.around == nil ? whole.spanningPapers() : Spanning(network: whole, note: nil)
    let narrowed = try spanning.network.narrowed(options, top: 260)
    let tied = Set(narrowed.network.edges.flatMap { [$0.a, $0.b] })
    let alone = narrowed.network.nodes.indices.filter { !tied.contains($0) }
    // Whoever was cut off from all co-authors says nothing about who writes with whom.
    let lost = Set(narrowed.network.nodes.count < spanning.network.nodes.count ? alone : [])
    let network = narrowed.network.keeping { !lost.contains($0) }

    let palette = Palette(theme: options.theme)
    let heading = options.title ?? (inputs.subject.map { "\($0): who writes with whom" } ?? title)
    let left = lost.isEmpty ? nil : "\(counted(lost.count, "author")) of them share no paper with another one drawn."
    let caption = ([options.caption, summary(of: network), spanning.note] + narrowed.notes.map { $0 } + [left])
      .compactMap { $0 }.joined(separator: " ")
    let method = (network.method.map { "\($0.key): \($0.value)" } + [note]).joined(separator: " · ")
    let legend = Legend(palette: palette)
    let measure = try TextMeasure(network.nodes.map(\.name) + [heading, caption, method, "…"] + legend.words)

    let brokers = network.brokers(limit: 40)
    let named = Set(brokers.map(\.node))
    let cuts = Set(brokers.filter(\.isArticulationPoint).map(\.node))
    let most = network.nodes.map(\.papers).max() ?? 1
    let unit = min(4.6, 22 / Double(max(1, most)).squareRoot())
    let strongest = network.edges.map(\.papers).max() ?? 1
    let tieWidth = min(0.8, 8 / Double(max(1, strongest)))
    let hues = palette.hues(of: network)
    // Where there is room, everybody has a name; those through whom others are connected a larger one.
    let others = network.nodes.count <= 160 ? 8.6 : 0
    let sizes = network.nodes.indices.map { named.contains($0) ? 12.5 : others }
    var picture = NetworkPicture(
      network: network, palette: palette, measure: measure,
      marks: Array(repeating: .circle, count: network.nodes.count),
      colors: network.nodes.indices.map { index in
        palette.cluster(network.clusters.flatMap { hues[$0[index]] } ?? 0)
      },
      radii: network.nodes.map { max(2, unit * Double(max(1, $0.papers)).squareRoot()) },
      labels: zip(network.nodes.indices, sizes).map { index, size in
        size > 0 ? measure.wrap(network.nodes[index].name, size: size, width: 10 * size, lines: 2) : []
      },
      labelSizes: sizes,
      tooltips: Self.tooltips(network, cuts: cuts, word: "co-author"), tieWidth: tieWidth,
      regions: Self.largeClusters(network, from: 3), hues: hues)
    picture.rimmed = cuts
    picture.quiet = Set(network.nodes.indices).subtracting(named)
    let drawn = try picture.drawn(
      aspect: Page.contentAspect(options.size), engine: options.layout, child: options.child)
    let page = Page(
      palette: palette, measure: measure, title: heading, caption: caption, method: method, content: drawn.items,
      box: drawn.layout.box.grown(by: 14),
      legend: { scale in
        let blocks = [
          legend.areas(unit: unit * scale, most: most, measure),
          legend.widths(unit: tieWidth * scale, most: strongest, measure),
          legend.rim(radius: 7, measure),
        ]
        return network.nodes.isEmpty ? [] : blocks + (picture.regions.isEmpty ? [] : [legend.region(measure)])
      })
    let scene = page.scene(size: options.size)
    return Drawing(
      scene: scene, dot: picture.dot(title: heading, places: drawn.layout.places),
      diagnostics: measure.diagnostics + drawn.layout.diagnostics + scene.smallLabels(options))
  }

  private static func summary(of network: Network) -> String {
    if network.nodes.isEmpty { return "No two papers share an author." }
    return "\(counted(network.nodes.count, "author")), \(counted(network.edges.count, "tie"))."
  }
}

/// The part of a network of authors that goes beyond single papers.
struct Spanning {
  var network: Network
  /// Says what was left out; nil when nothing was.
  var note: String?
}

extension Network {
  /// Components whose papers are two or more.
  ///
  /// When all members of a component have one paper, it is the same one for all: so a component spans papers exactly
  /// when one of its members has two. O(nodes + edges).
  func spanningPapers() -> Spanning {
    let groups = NetworkLayout.components(nodes.count, edges.map { ($0.a, $0.b) })
    var keep: Set<Int> = []
    var (teams, members, alone) = (0, 0, 0)
    for group in groups {
      if group.count > 1, group.contains(where: { nodes[$0].papers > 1 }) {
        keep.formUnion(group)
      } else if group.count > 1 {
        teams += 1
        members += group.count
      } else {
        alone += 1
      }
    }
    guard teams + alone > 0 else { return Spanning(network: self, note: nil) }
    let note =
      teams > 0
      ? "Not drawn: \(counted(teams, "team")) with a single paper (\(counted(members, "author")))"
        + (alone > 0 ? " and \(counted(alone, "author")) without co-authors." : ".")
      : "Not drawn: \(counted(alone, "author")) without co-authors."
    return Spanning(network: keeping { keep.contains($0) }, note: note)
  }
}
