import Analysis
import ArgumentParser
import Bibliography
import Diagrams
import Foundation
import Pipeline

struct DrawCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "draw", abstract: "One diagram as SVG, PNG, PDF or DOT.",
    discussion: "coterie draw DIAGRAM INPUT... -o picture.svg; --list shows the diagrams.")

  @Argument(help: "Which diagram.", completion: .list(Diagrams.all.map { $0.name }))
  var diagram: String?

  @OptionGroup var input: InputOptions
  @OptionGroup var selection: SelectionOptions

  @Option(name: [.short, .long], help: ArgumentHelp("The picture; its extension decides the form.", valueName: "file"))
  var output: String?

  @Flag(help: "List the diagrams.")
  var list = false

  @Option(help: ArgumentHelp("A Graphviz layout engine instead of our own choice.", valueName: "engine"))
  var layout: String?

  @Option(help: ArgumentHelp("Size in points: 1440x900.", valueName: "WxH"))
  var size: String?

  @Option(help: ArgumentHelp("light or dark.", valueName: "theme"))
  var theme: String?

  @Option(help: ArgumentHelp("Only what is near this institution or author.", valueName: "name"))
  var around: String?

  @Option(help: ArgumentHelp("How near: ties away from --around.", valueName: "n"))
  var hops = 1

  @Option(help: ArgumentHelp("At most so many nodes, those with the most papers.", valueName: "n"))
  var top: Int?

  @Option(help: ArgumentHelp("Only nodes with at least so many papers.", valueName: "n"))
  var minPapers = 1

  func validate() throws {
    if list { return }
    guard diagram != nil else { throw ValidationError("Name a diagram, or use --list.") }
    guard let output else { throw ValidationError("Name the picture: -o picture.svg (.png, .pdf, .dot).") }
    guard PictureFormat(file: output) != nil else {
      throw ValidationError("'\(output)' ends in no form of a picture. Use .svg, .png, .pdf or .dot.")
    }
    if let size, Size(size) == nil { throw ValidationError("'\(size)' is no size. Write 1440x900, 200 to 10000 each.") }
    if let layout, !GraphvizRenderer.engines.contains(layout) {
      throw ValidationError("no layout '\(layout)'. There are \(GraphvizRenderer.engines.joined(separator: ", ")).")
    }
    if let theme, Theme(rawValue: theme) == nil { throw ValidationError("--theme is light or dark, not '\(theme)'.") }
  }

  func run() throws {
    if list {
      let width = Diagrams.all.map { $0.name.count }.max() ?? 0
      return Terminal.out(
        Diagrams.all.map {
          "\($0.name.padding(toLength: width + 2, withPad: " ", startingAt: 0))\($0.title): \($0.note)\n"
        }.joined())
    }
    guard let diagram, let output, let format = PictureFormat(file: output) else { return }
    let kind = try Diagrams.named(diagram)
    try OutputFile.check(output)
    let workspace = try input.open(selection, namesAuthors: diagram == "authors")
    let authorships = try Authorships(from: workspace.corpus, in: try selection.scope())
    let picture = try Diagrams.draw(
      diagram, Pictures.inputs(authorships, needs: kind.needs, counting: selection.counting, seed: selection.seed),
      options, as: format)
    Terminal.report(picture.diagnostics)
    try OutputFile.write(Array(picture.data), to: output)
    try input.finish(workspace)
  }

  private var options: DiagramOptions {
    var options = DiagramOptions()
    if let size = size.flatMap({ Size($0) }) { options.size = size }
    if let theme = theme.flatMap(Theme.init(rawValue:)) { options.theme = theme }
    options.layout = layout
    options.around = around
    options.hops = hops
    options.top = top
    options.minPapers = minPapers
    return options
  }
}

/// Runs one layout for another process of ours; see `RenderWorker`.
struct RenderWorkerCommand: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: RenderWorker.subcommand, shouldDisplay: false)

  func run() throws { try RenderWorker.run() }
}
