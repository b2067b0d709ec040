// Room card: Diagrams
//
// Networks and tables to pictures. A diagram (one file in `Kinds/`) makes a `Scene`: shapes and texts at places.
// Graphviz gives the places (`NetworkLayout`) and measures the letters (`TextMeasure`); `Scene+SVG` writes the SVG with
// its tooltips and keys, `Scene+Graphviz` lets Graphviz and cairo make PNG and PDF of the same scene. Colours and marks
// are in `Palette`. Graphviz itself is behind one lock (`GraphvizRenderer`) or in a child process (`ChildRenderer`,
// `RenderWorker`). `Charts` are the small pictures of the report.
//
// May know: Bibliography, Graphs, Analysis and Graphviz. Start with `Diagram`, then `Kinds/InstitutionsDiagram`.
import Bibliography
import Foundation

/// All pictures that can be drawn, by name.
public enum Diagrams {
  /// Alphabetical; a test compares the list with the folder `Kinds`.
  public static let all: [any Diagram.Type] = [
    AuthorsDiagram.self,
    InstitutionsDiagram.self,
    SectorsDiagram.self,
  ]

  /// The diagram of this name; throws `diagrams.unknown` with the names there are.
  public static func named(_ name: String) throws -> any Diagram.Type {
    if let found = all.first(where: { $0.name == name }) { return found }
    let names = all.map { $0.name }.joined(separator: ", ")
    throw CoterieError("diagrams.unknown", "no diagram named '\(name)'. There are: \(names).")
  }

  /// Draws the diagram `name` in the form `format`: the same input gives the same bytes on one machine.
  ///
  ///     let picture = try Diagrams.draw("institutions", inputs, options, as: .svg)
  ///
  /// Throws a `CoterieError` when the picture cannot be made: an unknown name, a network that is not there, no usable
  /// font, a layout that aborted or took too long. What was drawn but not as it should be is in `diagnostics`.
  public static func draw(
    _ name: String, _ inputs: DiagramInputs, _ options: DiagramOptions = DiagramOptions(), as format: PictureFormat
  ) throws -> Rendered {
    let drawing = try named(name).draw(inputs, options)
    return try drawing.rendered(name: name, options, as: format)
  }
}

extension Drawing {
  /// Writes the drawing in one form; one drawing may be written in several.
  public func rendered(name: String, _ options: DiagramOptions, as format: PictureFormat) throws -> Rendered {
    switch format {
    case .svg: return Rendered(data: Data(scene.svg(name: name, size: options.size).utf8), diagnostics: diagnostics)
    case .dot: return Rendered(data: Data(dot.utf8), diagnostics: diagnostics)
    case .png, .pdf:
      let graph = scene.graph(size: options.size, dotsPerInch: options.dotsPerInch)
      let result = try GraphvizRenderer.render(
        RenderJob(dot: graph, engine: "nop2", format: format == .png ? .png : .pdf))
      if format == .png { try Self.checkPNG(result.data, options) }
      return Rendered(data: result.data, diagnostics: diagnostics + result.diagnostics)
    }
  }

  /// Graphviz has written tiny pictures without a word: the header must give the size that was asked for.
  static func checkPNG(_ data: Data, _ options: DiagramOptions) throws {
    let header = [UInt8](data.prefix(24))
    func number(at start: Int) -> Int { header[start..<start + 4].reduce(0) { $0 << 8 | Int($1) } }
    let (width, height) = header.count == 24 ? (number(at: 16), number(at: 20)) : (0, 0)
    let scale = Double(options.dotsPerInch) / 72
    guard abs(Double(width) - options.size.width * scale) <= 4, abs(Double(height) - options.size.height * scale) <= 4
    else {
      throw CoterieError(
        "graphviz.empty-picture",
        "Graphviz wrote a PNG of \(width) by \(height) pixels where \(Int(options.size.width * scale)) by "
          + "\(Int(options.size.height * scale)) were expected. Draw SVG or PDF instead, or fewer nodes.")
    }
  }
}
