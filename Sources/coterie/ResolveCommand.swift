import ArgumentParser
import Bibliography
import Bytes
import Foundation
import Pipeline
import Reporting
import Resolution
import Store

struct ResolveCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "resolve", abstract: "Decide again which institution each printed affiliation names, and explain it.")

  @Argument(
    help: "A corpus (.db) to resolve again; with --review, --sample and --explain-author also sources.",
    completion: .file())
  var inputs: [String] = []

  @Option(help: ArgumentHelp("Show how this affiliation is judged.", valueName: "text"))
  var explain: String?

  @Option(help: ArgumentHelp("Resolve a file of texts, one a line (- for standard input).", valueName: "file"))
  var texts: String?

  @Option(
    help: ArgumentHelp("Show who the authors of this name are, and why they are one or several.", valueName: "name"))
  var explainAuthor: String?

  @Flag(help: "List the decisions worth a person's look, most influential first; as CSV they are a curation file.")
  var review = false

  @Option(help: ArgumentHelp("With --review: about so many rows.", valueName: "n"))
  var top = 100

  @Option(
    help: ArgumentHelp(
      "Draw so many decisions at random, by method and sector, for a person to fill in (-o check.csv).", valueName: "n")
  )
  var sample: Int?

  @Option(help: ArgumentHelp("Seed of --sample.", valueName: "n"))
  var seed: UInt64 = 1

  @Option(
    help: ArgumentHelp(
      "Estimate precision, recall and sector accuracy from a sample that was filled in; a corpus keeps the result.",
      valueName: "file"))
  var score: String?

  @Flag(help: "With --texts: every part with its whole institution, for `--resolved` on Spark.")
  var parts = false

  @Option(help: ArgumentHelp("Use this ROR dump (.json, .json.gz, .zip) for this run.", valueName: "file"))
  var registry: String?

  @Option(
    help: ArgumentHelp(
      "Apply a person's decisions (CSV, TOML or a VOSviewer thesaurus), and keep them in the corpus.", valueName: "file"
    ))
  var curation: String?

  @Flag(help: "Take a person's decisions out of the corpus again.")
  var noCuration = false

  @Option(
    help: ArgumentHelp("Tell authors apart by evidence, too, and keep that: resolved.", valueName: "by-name|resolved"))
  var authors: AuthorsBy = .byName

  @Option(
    help: ArgumentHelp(
      "Take this paper out of its merge for good; `query merged-papers` shows the numbers. Repeatable.",
      valueName: "paper"))
  var keepApart: [Int64] = []

  @OptionGroup var output: OutputOptions

  func validate() throws {
    let alone = [explain, texts].count { $0 != nil }
    let onInputs = [review, sample != nil, explainAuthor != nil].count { $0 }
    guard alone + onInputs + (score == nil ? 0 : 1) <= 1, alone == 0 || inputs.isEmpty else {
      throw ValidationError(
        "Give one of: a corpus, --explain TEXT, --texts FILE, --review, --sample N, --score FILE, --explain-author NAME."
      )
    }
    guard alone + (score == nil ? 0 : 1) == 1 || !inputs.isEmpty else {
      throw ValidationError("Name a corpus (.db), or give --explain TEXT or --texts FILE.")
    }
    if score != nil, inputs.count > 1 { throw ValidationError("--score keeps its result in one corpus.") }
    if let sample, sample < 1 { throw ValidationError("--sample takes a number of decisions, at least 1.") }
    if curation != nil, noCuration { throw ValidationError("Give either --curation or --no-curation.") }
  }

  func run() throws {
    var options = WorkspaceOptions()
    options.registry = registry
    options.curation = curation
    if let score { return try write(score) }
    if let file = output.output { try OutputFile.check(file) }
    if review || sample != nil || explainAuthor != nil { return try look(options) }
    let judged = try Workspace.registry(options)
    let resolver = Resolver(registry: judged)
    if let explain { return try output.write(explanation(resolver.explain(explain))) }
    if let texts { return try resolve(texts, resolver, judged.title) }
    for path in inputs {
      let corpus = try Corpus.open(at: path, readOnly: false)
      var workspace = Workspace(corpus: corpus)
      // All of them or none.
      if !keepApart.isEmpty {
        try corpus.atomically { for paper in keepApart { try corpus.keepApart(paper) } }
      }
      if authors == .resolved, keepApart.isEmpty, registry == nil, curation == nil, !noCuration {
        try workspace.resolveAuthors()
        try output.write([try corpus.authorsTable()])
        try corpus.close()
        continue
      }
      try workspace.resolve(
        with: judged, curation: noCuration ? Curation() : try Workspace.curation(options), authors: authors)
      Terminal.report(workspace.diagnostics)
      try output.write([try corpus.table(try QueryCatalog().query(named: "resolution-methods"))])
      try corpus.close()
    }
  }

  /// What a person looks at; the corpus stays as it is.
  private func look(_ options: WorkspaceOptions) throws {
    var options = options
    options.authors = explainAuthor == nil ? authors : .resolved
    let workspace = try Workspace.open(inputs, options: options) { Terminal.progress($0) }
    if let explainAuthor { return try output.write(try workspace.explainAuthor(explainAuthor)) }
    if let sample {
      var sheet = output
      if sheet.output == nil, sheet.format == nil { sheet.format = .csv }
      return try sheet.write([try workspace.sample(sample, seed: seed)])
    }
    var table = try workspace.review(with: try Workspace.registry(options), limit: top)
    let form = output.format ?? output.output.flatMap { TableFormat(fileName: $0) } ?? .table
    // The columns to fill in are for a file, not for the eye.
    if form == .table || form == .markdown { table.drop(columns: ["action", "value"]) }
    try output.write([table])
  }

  private func write(_ sheet: String) throws {
    guard let input = try Input.open(sheet).first else { return }
    let check = try CheckSheet(input)
    Terminal.report(check.diagnostics)
    guard let statement = check.statement else {
      throw CoterieError(
        "check.unjudged",
        "no row of '\(input.name)' has a verdict. Write right, wrong, spurious or missed into its first column.")
    }
    for path in inputs {
      let corpus = try Corpus.open(at: path, readOnly: false)
      try corpus.keep(accuracy: statement)
      try corpus.close()
    }
    try output.write([check.table])
  }

  /// One JSON object a line, in the order of the lines read; other formats give one row a part.
  private func resolve(_ path: String, _ resolver: Resolver, _ statement: String) throws {
    guard let input = try Input.open(path).first else { return }
    let lines = String(decoding: try input.readAll(), as: UTF8.self)
      .split(omittingEmptySubsequences: false) { $0.isNewline }
    let texts = lines.last?.isEmpty == true ? lines.dropLast() : lines[...]
    let isLines = output.format == .json || output.format == nil
    var json = ""
    var rows: [[Table.Value]] = []
    let resolved = resolver.resolve(
      texts.map { Affiliation(String($0)) }, threads: ProcessInfo.processInfo.activeProcessorCount)
    for (text, parts) in zip(texts, resolved) {
      if isLines {
        let resolved = ResolvedText(text: String(text), parts: parts, resolver: resolver)
        json += (self.parts ? resolved.lineOfParts : resolved.line) + "\n"
      } else {
        for part in parts {
          let record = resolver.mostSpecific(part)
          rows.append([
            .text(String(text)), .text(part.text), .text(part.state.rawValue),
            record.map { .text($0.name) } ?? .null, record?.ror.map { .text($0.address) } ?? .null,
            part.institution.map { .text($0.sector.rawValue) } ?? .null,
            part.institution?.country.map { .text($0) } ?? .null, part.unit.map { .text($0) } ?? .null,
            .text(part.method), .real(part.confidence), .text(part.reason),
          ])
        }
      }
    }
    if isLines { return try output.write(json) }
    try output.write([
      Table(
        title: "Resolved affiliations", method: [MethodLine("resolution", statement)],
        columns: [
          .init("text"), .init("part"), .init("state"), .init("institution"), .init("ror"), .init("sector"),
          .init("country"), .init("unit"), .init("method"), .init("confidence"), .init("reason"),
        ], rows: rows)
    ])
  }

  private func explanation(_ explanation: Explanation) -> String {
    var text = "\(explanation.text)\n"
    for (number, part) in explanation.parts.enumerated() {
      text += "\npart \(number + 1): \(part.text)\n"
      if let institution = part.institution {
        text += "  institution  \(institution.name)"
        if let ror = institution.ror { text += "  \(ror.address)" }
        text += "\n"
        if let unit = part.unit { text += "  unit         \(unit)\n" }
        text += "  sector       \(institution.sector.title), by rule \(institution.sectorRule)\n"
        if let country = institution.country {
          text += "  country      \(country)"
          if let site = part.siteCountry, site != country { text += " (site: \(site))" }
          text += "\n"
        }
        if let host = institution.host { text += "  host         \(host)\n" }
        if let family = institution.family { text += "  family       \(family)\n" }
      } else {
        text += "  \(part.state.rawValue)\n"
      }
      text += "  method       \(part.method), confidence \(NumberText.fixed(part.confidence, decimals: 2))\n"
      text += "  reason       \(part.reason)\n"
    }
    if !explanation.candidates.isEmpty {
      text += "\ncandidates\n"
      for candidate in explanation.candidates {
        text +=
          "  \(candidate.isAccepted ? "+" : "-") \(NumberText.fixed(candidate.score, decimals: 2))  "
          + "'\(candidate.text)' is '\(candidate.matchedName)' of \(candidate.institution.name)"
          + " (\(candidate.method))" + (candidate.veto.map { ": \($0)" } ?? "") + "\n"
        guard candidate.isAccepted else { continue }
        let evidence = candidate.evidence.map {
          "\($0.name) \($0.weight < 0 ? "-" : "+")\(NumberText.fixed(abs($0.weight), decimals: 1))"
        }
        text += "          confidence \(NumberText.fixed(candidate.confidence, decimals: 2))"
        text += evidence.isEmpty ? "\n" : ": \(evidence.joined(separator: ", "))\n"
      }
    }
    return text
  }
}

/// One line of `resolve --texts`: the form scripts rely on.
struct ResolvedText {
  var text: String
  var parts: [AffiliationPart]
  var resolver: Resolver

  /// `{"text", "institutions": [{"name", "ror", "sector", "country", "unit", "confidence", "reason"}]}`.
  var line: String {
    let found = parts.compactMap { part -> JSONValue? in
      guard let institution = part.institution, let record = resolver.mostSpecific(part) else { return nil }
      return .object([
        .init("name", .text(record.name)), .init("ror", record.ror.map { .text($0.address) } ?? .null),
        .init("sector", .text(institution.sector.rawValue)),
        .init("country", (part.siteCountry ?? record.country).map { .text($0) } ?? .null),
        .init("unit", part.unit.map { .text($0) } ?? .null), .init("confidence", .real(part.confidence)),
        .init("reason", .text(part.reason)),
      ])
    }
    return JSONValue.object([.init("text", .text(text)), .init("institutions", .array(found))]).line
  }
}
