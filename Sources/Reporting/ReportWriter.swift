import Bibliography
import Foundation

/// Makes the files of a report and puts them in their folder.
public enum ReportWriter {
  /// Writes the report to `directory`, whole or not at all; see `ReportFolder` for what may be replaced.
  ///
  /// - Throws: `CoterieError` when a template fails or the folder cannot be written.
  public static func write(
    _ input: ReportInput, to directory: String, template: ReportTemplate? = nil, settings: [String: String] = [:]
  ) throws {
    let folder = try ReportFolder(at: directory)
    try folder.write(files(of: input, template: template, settings: settings))
  }

  /// Every file of the report, by path: the templates' own, `diagrams/*` and `data/*`. The same input gives the same
  /// bytes.
  ///
  /// - Parameters:
  ///   - template: nil: the standard report.
  ///   - settings: values for the template's parameters.
  /// - Throws: `CoterieError` when a setting is no parameter of the template, or two files have one name.
  public static func files(
    of input: ReportInput, template: ReportTemplate? = nil, settings: [String: String] = [:]
  ) throws -> [ReportFile] {
    let template = try template ?? ReportTemplate.named(ReportTemplate.standardName)
    let context = ReportContext(input: input, settings: try template.values(for: settings)).values
    var files = template.files.map { file in
      ReportFile(file.output, template.library.render(context, withTemplate: file.name) ?? "")
    }
    // Texts come from strangers, and the files are for spreadsheets.
    let defused = TableOptions(defuseFormulas: true)
    for section in input.sections {
      for figure in section.figures {
        files.append(ReportFile("diagrams/\(figure.id).svg", figure.svg))
        files += figure.otherForms.map { ReportFile("diagrams/\(figure.id).\($0.fileExtension)", bytes: $0.bytes) }
      }
      for item in section.tables {
        let table = item.full ?? item.table
        files.append(ReportFile("data/\(item.id).csv", TableWriter.write(table, as: .csv, options: defused)))
        files.append(ReportFile("data/\(item.id).json", TableWriter.write(table, as: .json)))
      }
    }
    if !input.diagnostics.isEmpty {
      let table = Table(diagnostics: input.diagnostics)
      files.append(ReportFile("data/diagnostics.csv", TableWriter.write(table, as: .csv, options: defused)))
      files.append(ReportFile("data/diagnostics.json", TableWriter.write(table, as: .json)))
    }
    files.sort { $0.path < $1.path }
    for (a, b) in zip(files, files.dropFirst()) where a.path == b.path {
      throw CoterieError(
        "report.two-files", "two parts of the report are both called '\(a.path)'. Give one another id.")
    }
    return files
  }
}

extension Table {
  /// Findings as rows, in the order they came.
  public init(diagnostics: [Diagnostic], title: String = "What reading and resolving had to say") {
    self.init(
      title: title,
      columns: [
        Column("severity"), Column("code"), Column("source_file"), Column("line", unit: "line"),
        Column("column", unit: "column"), Column("message"),
      ],
      rows: diagnostics.map { found in
        [
          .text(found.severity.rawValue), .text(found.code), found.location.map { .text($0.file) } ?? .null,
          found.location.map { .integer($0.line) } ?? .null, found.location.map { .integer($0.column) } ?? .null,
          .text(found.message),
        ]
      })
  }
}

extension ReportTemplate {
  /// The value of every parameter: the setting, or else its own.
  func values(for settings: [String: String]) throws -> [String: String] {
    for name in settings.keys.sorted() where !parameters.contains(where: { $0.name == name }) {
      let known = parameters.map(\.name).joined(separator: ", ")
      throw CoterieError(
        "report.parameter",
        "report '\(self.name)' has no parameter '\(name)'. \(known.isEmpty ? "It has none." : "It has: \(known).")")
    }
    return Dictionary(parameters.map { ($0.name, settings[$0.name] ?? $0.initial) }) { first, _ in first }
  }
}
