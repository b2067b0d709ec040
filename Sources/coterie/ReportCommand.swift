import ArgumentParser
import Bibliography
import Pipeline
import Reporting

struct ReportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report", abstract: "The main job in one go: diagrams, tables and a page from sources or a corpus.")

  @OptionGroup var input: InputOptions
  @OptionGroup var selection: SelectionOptions

  @Option(
    name: [.short, .long],
    help: ArgumentHelp("The folder to write; an earlier report in it is replaced.", valueName: "folder"))
  var output: String

  @Option(help: ArgumentHelp("Which report of Reports/ to write.", valueName: "name"))
  var report = ReportTemplate.standardName

  @Option(help: ArgumentHelp("Further reports.", valueName: "folder"))
  var reports: String?

  @Option(name: .customLong("set"), help: ArgumentHelp("A parameter of the report; repeatable.", valueName: "k=v"))
  var parameters: [String] = []

  func run() throws {
    let template = try ReportTemplate.named(report, adding: reports)
    let values = try KeyValue.parse(parameters)
    // Before the long work: a folder that cannot be written is found out now.
    let folder = try ReportFolder(at: output)
    let workspace = try input.open(selection, namesAuthors: true)
    var options = ReportRun.Options()
    options.scope = try selection.scope()
    options.counting = selection.counting
    options.seed = selection.seed
    options.threads = selection.threads ?? 1
    options.version = Coterie.configuration.version
    let content = try ReportRun.input(workspace, options: options) { Terminal.progress($0) }
    Terminal.report(content.diagnostics.filter { $0.code.hasPrefix("diagrams.") || $0.code.hasPrefix("graphviz.") })
    try folder.write(try ReportWriter.files(of: content, template: template, settings: values))
    Terminal.note("\(content.title): \(output)/index.html")
    try input.finish(workspace)
  }
}

/// `name=value` words of `--set`.
enum KeyValue {
  static func parse(_ words: [String]) throws -> [String: String] {
    var values: [String: String] = [:]
    for word in words {
      guard let equals = word.firstIndex(of: "="), equals != word.startIndex else {
        throw ValidationError("'\(word)' of --set is not name=value.")
      }
      let name = String(word[..<equals])
      guard values[name] == nil else { throw ValidationError("--set gives '\(name)' twice.") }
      values[name] = String(word[word.index(after: equals)...])
    }
    return values
  }
}
