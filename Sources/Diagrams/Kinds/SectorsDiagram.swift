import Analysis
import Bibliography
import Foundation

/// How sectors mix: ties between and within them.
public enum SectorsDiagram: Diagram {
  /// `sectors`.
  public static let name = "sectors"
  /// The heading without a subject.
  public static let title = "Ties between and within sectors"
  /// How things are drawn.
  public static let note =
    "Ties are counted between institutions, fractional: a paper of n institutions gives 1/(n-1) to each pair. The "
    + "width of a band is the weight of its ties, the length of a rim the ends of ties in the sector. 'Chance' mixes "
    + "all ends of ties regardless of sector."
  /// The network of institutions.
  public static let needs: [NodeKind] = [.institutions]

  /// Draws bands between arcs of a circle, and the numbers beside them.
  public static func draw(_ inputs: DiagramInputs, _ options: DiagramOptions) throws -> Drawing {
    let narrowed = try inputs.network(of: .institutions, for: name).narrowed(options, top: .max)
    let network = narrowed.network
    let matrix = network.tieMatrix()
    let palette = Palette(theme: options.theme)
    let heading = options.title ?? (inputs.subject.map { "\($0): ties between and within sectors" } ?? title)
    let caption = ([options.caption, summary(of: matrix, network)] + narrowed.notes.map { $0 }).compactMap { $0 }
      .joined(separator: " ")
    let method = (network.method.map { "\($0.key): \($0.value)" } + measures(of: matrix) + [note])
      .joined(separator: " · ")
    let picture = SectorPicture(matrix: matrix, network: network, palette: palette)
    let measure = try TextMeasure([heading, caption, method, "…"] + picture.words)
    let drawn = picture.drawn(measure)
    let page = Page(
      palette: palette, measure: measure, title: heading, caption: caption, method: method, content: drawn.items,
      box: drawn.box, legend: { _ in [] })
    return Drawing(
      scene: page.scene(size: options.size), dot: picture.dot(title: heading), diagnostics: measure.diagnostics)
  }

  private static func summary(of matrix: TieMatrix, _ network: Network) -> String {
    guard matrix.total > 0 else {
      return "\(counted(network.nodes.count, "institution")), no ties between them."
    }
    let within = matrix.sectors.indices.reduce(0) { $0 + matrix.weights[$1][$1] }
    var text =
      "\(counted(network.nodes.count, "institution")), \(counted(network.edges.count, "tie")): by weight, "
      + "\(percent(1 - within / matrix.total)) run between sectors"
    if let a = matrix.sectors.firstIndex(of: .academia), let b = matrix.sectors.firstIndex(of: .industry) {
      text += ", \(percent(matrix.weights[a][b] / matrix.total)) between academia and industry"
      if let ratio = matrix.observedOverExpected(a, b) { text += " (\(decimal(ratio)) times what chance would give)" }
    }
    return text + "."
  }

  private static func measures(of matrix: TieMatrix) -> [String] {
    [
      matrix.externalInternalIndex.map { "E-I index \(decimal($0))" },
      matrix.assortativity.map { "assortativity \(decimal($0))" },
    ].compactMap { $0 }
  }

  /// `38 %`, `0.4 %`.
  static func percent(_ share: Double) -> String {
    guard share.isFinite else { return "none" }
    let value = share * 100
    if value > 0, value < 1 { return value < 0.1 ? "<0.1 %" : decimal((value * 10).rounded() / 10) + " %" }
    return "\(Int(value.rounded())) %"
  }
}
