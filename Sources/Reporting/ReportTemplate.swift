import Bibliography
import Foundation
import Mustache

/// A report as its templates in `Reports/` describe it: each template makes one file.
///
/// `Reports/NAME.html.mustache` and `Reports/NAME.md.mustache` are the files of report NAME; the extension before
/// `.mustache` decides how values are escaped (`html`, `md`, anything else not at all). A template opens with a comment
/// of `key: value` lines: `title`, `output` (the file it makes) and any number of `parameter: name = default, what it
/// is`. Templates in `parts/` are named by their path and used with `{{> parts/...}}`.
public struct ReportTemplate: Sendable {
  /// A value a user may set with `--set name=value`.
  public struct Parameter: Hashable, Sendable {
    /// What stands before the `=`.
    public var name: String
    /// Its value when the user sets none.
    public var initial: String
    /// What it does, in a sentence.
    public var note: String
  }

  struct File: Sendable {
    let output: String
    let name: String
  }

  /// What `--report` takes.
  public let name: String
  /// What a list of reports says about it.
  public let title: String
  /// In the order of the header comment.
  public let parameters: [Parameter]
  let files: [File]
  let library: MustacheLibrary

  /// The report a user gets without asking for one.
  public static let standardName = "page"

  /// Every report, by name: the built-in ones and those of `directory`, which win over built-in ones of the same name.
  ///
  /// - Throws: `CoterieError` when the folder cannot be read or a template is not well-formed; the error names file and
  ///   line.
  public static func all(adding directory: String? = nil) throws -> [ReportTemplate] {
    guard let directory else { return try builtIn.get() }
    let added = try Self.texts(in: directory)
    // A report of the user's replaces a built-in one whole, not file by file.
    let names = Set(added.keys.filter { !$0.contains("/") }.map(reportName))
    let kept = builtInTexts.filter { $0.key.contains("/") || !names.contains(reportName($0.key)) }
    return try reports(kept.merging(added) { $1 })
  }

  /// Parsed once.
  private static let builtIn = Result { try reports(builtInTexts) }

  private static var builtInTexts: [String: String] {
    var texts: [String: String] = [:]
    for (path, text) in EmbeddedFiles.all where path.hasPrefix("Reports/") && path.hasSuffix(".mustache") {
      texts[String(path.dropFirst("Reports/".count))] = text
    }
    return texts
  }

  /// The report called `name`.
  ///
  /// - Throws: `CoterieError` with the known names when there is none.
  public static func named(_ name: String, adding directory: String? = nil) throws -> ReportTemplate {
    let all = try all(adding: directory)
    guard let found = all.first(where: { $0.name == name }) else {
      let known = all.map(\.name).joined(separator: ", ")
      throw CoterieError("report.unknown", "no report named '\(name)'. Known reports: \(known).")
    }
    return found
  }

  private static func texts(in directory: String) throws -> [String: String] {
    guard let walker = FileManager.default.enumerator(atPath: directory) else {
      throw CoterieError("report.folder", "cannot read the folder of reports '\(directory)'. Give an existing folder.")
    }
    var texts: [String: String] = [:]
    while let path = walker.nextObject() as? String {
      guard path.hasSuffix(".mustache") else { continue }
      guard let text = try? String(contentsOfFile: directory + "/" + path, encoding: .utf8) else {
        throw CoterieError("report.template", "cannot read '\(directory)/\(path)' as UTF-8 text.")
      }
      texts[path] = text
    }
    return texts
  }

  static func reports(_ texts: [String: String]) throws -> [ReportTemplate] {
    Escaping.register()
    var library = MustacheLibrary()
    var headers: [String: [(key: String, value: String)]] = [:]
    for (path, text) in texts.sorted(by: { $0.key < $1.key }) {
      let name = String(path.dropLast(".mustache".count))
      do {
        // Set before the text, so that a template of a user is escaped too.
        let pragma = path.contains("/") ? "" : "{{% CONTENT_TYPE:\(Escaping.name(for: name))}}\n"
        try library.register(pragma + text, named: name)
      } catch let error as MustacheTemplate.ParserError {
        let location = SourceLocation(
          file: "Reports/" + path, line: error.context.lineNumber - (path.contains("/") ? 0 : 1),
          column: max(1, error.context.columnNumber))
        throw CoterieError(
          "report.template", "\(error.error) near '\(error.context.line)'. Mend the Mustache tag.", at: location)
      }
      if !path.contains("/") { headers[name] = header(text) }
    }
    let byReport = Dictionary(grouping: headers.keys.sorted()) { reportName($0) }
    return byReport.keys.sorted().map { report in
      let names = byReport[report] ?? []
      let lines = names.flatMap { headers[$0] ?? [] }
      var parameters: [Parameter] = []
      for line in lines where line.key == "parameter" {
        guard let parameter = Parameter(line.value), !parameters.contains(where: { $0.name == parameter.name }) else {
          continue
        }
        parameters.append(parameter)
      }
      return ReportTemplate(
        name: report, title: lines.first { $0.key == "title" }?.value ?? report, parameters: parameters,
        files: names.map { name in
          File(output: headers[name]?.first { $0.key == "output" }?.value ?? name, name: name)
        },
        library: library)
    }
  }

  /// `page.html` and `page.md` both belong to `page`.
  private static func reportName(_ path: String) -> String { String(path.prefix { $0 != "." }) }

  /// The `key: value` lines of the comment that opens a template.
  static func header(_ text: String) -> [(key: String, value: String)] {
    guard text.hasPrefix("{{!"), let end = text.range(of: "}}") else { return [] }
    return text[..<end.lowerBound].dropFirst(3).split(separator: "\n").compactMap { line in
      guard let colon = line.firstIndex(of: ":") else { return nil }
      let key = line[..<colon].trimmingCharacters(in: .whitespaces)
      return (key, line[line.index(after: colon)...].trimmingCharacters(in: .whitespaces))
    }
  }
}

extension ReportTemplate.Parameter {
  /// Reads `name = default, what it is`; nil without an equals sign.
  init?(_ text: String) {
    let sides = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    guard sides.count == 2 else { return nil }
    let rest = sides[1].split(separator: ",", maxSplits: 1, omittingEmptySubsequences: false)
    name = sides[0].trimmingCharacters(in: .whitespaces)
    initial = rest[0].trimmingCharacters(in: .whitespaces)
    note = rest.count > 1 ? rest[1].trimmingCharacters(in: .whitespaces) : ""
  }
}

/// How values are made safe for the file they go into.
///
/// The template engine's own HTML escape works on graphemes and so lets a quote pass that carries a combining mark;
/// these work on scalars.
struct Escaping: MustacheContentType {
  enum Kind { case html, markdown, text }
  let kind: Kind

  func escapeText(_ text: String) -> String {
    switch kind {
    case .html: Self.html(text)
    case .markdown: Markdown.escaped(text)
    case .text: text
    }
  }

  /// The name of the kind that fits the file `name`.
  static func name(for name: String) -> String {
    name.hasSuffix(".html") ? "HTML" : name.hasSuffix(".md") ? "MARKDOWN" : "TEXT"
  }

  static func register() {
    MustacheContentTypes.register(Escaping(kind: .html), named: "HTML")
    MustacheContentTypes.register(Escaping(kind: .markdown), named: "MARKDOWN")
    MustacheContentTypes.register(Escaping(kind: .text), named: "TEXT")
  }

  /// Text for elements and quoted attributes of HTML and XML; control characters, which XML forbids, are dropped.
  static func html(_ text: String) -> String {
    guard
      text.utf8.contains(where: {
        $0 < 0x20 || $0 == 0xEF || $0 == 0x22 || $0 == 0x26 || $0 == 0x27 || $0 == 0x3C || $0 == 0x3E
      })
    else { return text }
    var out = ""
    out.reserveCapacity(text.utf8.count + 16)
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": out += "&amp;"
      case "<": out += "&lt;"
      case ">": out += "&gt;"
      case "\"": out += "&quot;"
      case "'": out += "&#39;"
      case "\t", "\n", "\r": out.unicodeScalars.append(scalar)
      case _ where scalar.value < 0x20 || scalar.value == 0xFFFE || scalar.value == 0xFFFF: break
      default: out.unicodeScalars.append(scalar)
      }
    }
    return out
  }
}
