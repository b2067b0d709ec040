import Analysis
import Bibliography

/// Which institutions publish together.
public enum InstitutionsDiagram: Diagram {
  /// `institutions`.
  public static let name = "institutions"
  /// The heading without a subject.
  public static let title = "Institutions that publish together"
  /// How things are drawn.
  public static let note =
    "The area of a mark shows papers, the width of a line joint papers, colour and shape the sector; "
    + "soft regions are clusters."
  /// The network of institutions.
  public static let needs: [NodeKind] = [.institutions]

  /// Draws at most 100 institutions unless told otherwise.
  public static func draw(_ inputs: DiagramInputs, _ options: DiagramOptions) throws -> Drawing {
    let whole = try inputs.network(of: .institutions, for: name)
    let narrowed = try whole.narrowed(options, top: 100)
    let network = narrowed.network
    let palette = Palette(theme: options.theme)
    let heading = options.title ?? (inputs.subject.map { "\($0): institutions that publish together" } ?? title)
    let caption = ([options.caption].compactMap { $0 } + [summary(of: network)] + narrowed.notes).joined(separator: " ")
    let method = (network.method.map { "\($0.key): \($0.value)" } + [note]).joined(separator: " · ")
    let legend = Legend(palette: palette)
    let measure = try TextMeasure(network.nodes.map(\.name) + [heading, caption, method, "…"] + legend.words)

    let most = network.nodes.map(\.papers).max() ?? 1
    let unit = min(8, 34 / Double(max(1, most)).squareRoot())
    let radii = network.nodes.map { max(2.5, unit * Double(max(1, $0.papers)).squareRoot()) }
    let sizes = network.nodes.map { 10.2 + 3 * (Double($0.papers) / Double(max(1, most))).squareRoot() }
    let strongest = network.edges.map(\.papers).max() ?? 1
    // Many ties are drawn finer, or they would cover the names.
    let fine = min(1, (180 / Double(max(1, network.edges.count))).squareRoot())
    let tieWidth = min(1.5, 10 / Double(max(1, strongest))) * fine
    let picture = NetworkPicture(
      network: network, palette: palette, measure: measure,
      marks: network.nodes.map { palette.mark(of: $0.sector ?? .unknown) },
      colors: network.nodes.map { palette.color(of: $0.sector ?? .unknown) }, radii: radii,
      labels: zip(network.nodes, sizes).map { measure.wrap($0.name, size: $1, width: $1 * 10.5, lines: 4) },
      labelSizes: sizes, tooltips: tooltips(network, cuts: [], word: "partner"), tieWidth: tieWidth,
      regions: largeClusters(network, from: 3), hues: palette.hues(of: network))
    let drawn = try picture.drawn(
      aspect: Page.contentAspect(options.size), engine: options.layout, child: options.child)

    let page = Page(
      palette: palette, measure: measure, title: heading, caption: caption, method: method, content: drawn.items,
      box: drawn.layout.box.grown(by: 14),
      legend: { scale in
        let blocks = [
          legend.sectors(Set(network.nodes.map { $0.sector ?? .unknown }), measure),
          legend.areas(unit: unit * scale, most: most, measure),
          legend.widths(unit: tieWidth * scale, most: strongest, measure),
        ]
        return network.nodes.isEmpty ? [] : blocks + (picture.regions.isEmpty ? [] : [legend.region(measure)])
      })
    let scene = page.scene(size: options.size)
    return Drawing(
      scene: scene, dot: picture.dot(title: heading, places: drawn.layout.places),
      diagnostics: measure.diagnostics + drawn.layout.diagnostics + scene.smallLabels(options))
  }

  private static func summary(of network: Network) -> String {
    let tied = Set(network.edges.flatMap { [$0.a, $0.b] }).count
    let alone = network.nodes.count - tied
    let ties = counted(network.edges.count, "tie")
    if network.nodes.isEmpty { return "No institution to draw." }
    if tied == 0 { return "\(counted(alone, "institution")), none with a paper in common." }
    return "\(grouped(tied)) institutions, \(ties)."
      + (alone == 0 ? "" : " \(grouped(alone)) more, in the rows below, share no paper with another one drawn here.")
  }
}
