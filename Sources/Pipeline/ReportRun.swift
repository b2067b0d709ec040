import Analysis
import Bibliography
import Diagrams
import Reporting
import Store

/// The main job: a workspace becomes a report with its diagrams, tables and page.
public struct ReportRun: Sendable {
  /// What to say and how to count.
  public struct Options: Sendable {
    /// Selection, level, country rule, authors.
    public var scope = Scope()
    /// The counting of edge weights; tables show both.
    public var counting = Counting.full
    /// Seed of clustering and bootstraps.
    public var seed: UInt64 = 1
    /// Threads for clustering.
    public var threads = 1
    /// Version of the program, printed at the foot.
    public var version = ""

    /// Everything, by institution, full counting, seed 1.
    public init() {}
  }

  /// Computes everything a report says, in reading order.
  ///
  /// A diagram that cannot be drawn costs that diagram: its section says so and the diagnostics have the reason.
  public static func input(
    _ workspace: Workspace, options: Options = Options(), progress: (String) -> Void = { _ in }
  ) throws -> ReportInput {
    progress("counting")
    let material = try ReportMaterial(
      workspace: workspace, scope: options.scope, counting: options.counting, seed: options.seed,
      threads: options.threads)
    guard !material.authorships.papers.isEmpty else {
      throw CoterieError(
        "report.empty",
        "no paper is selected (\(options.scope.selection.statement)). Widen the selection, "
          + "or run `coterie status` to see what was read.")
    }
    progress("drawing")
    var pictures = Pictures(material)
    let mix = material.authorships.sectorMix(seed: options.seed)
    let sections = [
      try readingSection(material),
      try institutionsSection(material),
      try pairsSection(material, &pictures),
      try clustersSection(material, &pictures),
      try mixSection(material, mix, &pictures),
      try countriesSection(material),
      sessionsSection(material),
      try unresolvedSection(material),
    ]
    let subject = material.subject
    return ReportInput(
      title: subject.map { "Who works with whom at \($0)" } ?? "Who works with whom",
      subtitle: subtitle(material), lead: lead(material, mix), facts: facts(material, mix, options.scope),
      sections: sections,
      method: material.authorships.method + [
        MethodLine("counting", "tables: full and fractional; edge weights: \(options.counting.rawValue)"),
        MethodLine("clustering", "Leiden, modularity, resolution 1, ten starts from seed \(options.seed)"),
        MethodLine("seed", "\(options.seed)"),
      ],
      diagnostics: workspace.diagnostics + pictures.diagnostics, version: options.version)
  }

  private static func subtitle(_ material: ReportMaterial) -> String {
    var parts: [String] = []
    if let venue = material.authorships.papers.compactMap(\.venue).first, let subject = material.subject,
      venue != subject
    {
      parts.append(venue)
    }
    let days = Set(material.authorships.papers.compactMap(\.day)).count
    let sessions = Set(material.authorships.papers.compactMap { paper in paper.session.map { [$0, paper.day ?? ""] } })
      .count
    if sessions > 1 { parts.append("\(sessions) sessions" + (days > 1 ? " on \(days) days" : "")) }
    parts.append("read from \(material.workspace.sources.map(\.name).joined(separator: ", "))")
    return parts.joined(separator: " · ")
  }

  private static func lead(_ material: ReportMaterial, _ mix: SectorMix) -> [String] {
    let network = material.institutions.network
    var sentences: [String] = []
    if let most = network.edges.map(\.papers).max() {
      let pairs = network.edges.filter { $0.papers == most }.map {
        "\(network.nodes[$0.a].name) with \(network.nodes[$0.b].name)"
      }
      let papers = most == 1 ? "1 paper" : "\(most) papers"
      if pairs.count <= 6 {
        sentences.append("The closest institutions share \(papers): \(pairs.joined(separator: "; ")).")
      } else {
        sentences.append("The closest institutions share \(papers): \(pairs.count) pairs do.")
      }
    }
    if let any = mix.row("any_industry"), let credit = mix.row("industry_credit"),
      let both = mix.row("academia_and_industry")
    {
      sentences.append(
        "\(ShareText.text(any.papers ?? 0, of: mix.papers, interval: any.interval.map { $0.low...$0.high })) have a "
          + "company among their institutions, and industry holds \(ShareText.percent(credit.share)) of the credit: "
          + "most of these papers are written with academia (\(both.papers ?? 0) of \(any.papers ?? 0)), "
          + "and there the companies' authors are a part of the team.")
    }
    let listed = material.authors.clusters.filter { $0.members.count > 1 && !$0.isOnePaper }
    sentences.append(
      listed.isEmpty
        ? "No group of authors spans two papers: every team wrote one."
        : "\(listed.count) clusters of authors span two or more papers; the largest is around "
          + "\(material.authors.name(of: listed[0])).")
    return sentences
  }

  private static func facts(_ material: ReportMaterial, _ mix: SectorMix, _ scope: Scope) -> [ReportInput.Fact] {
    let authorships = material.authorships
    let international = authorships.internationality()
    var facts = [
      ReportInput.Fact("\(authorships.papers.count)", "papers"),
      ReportInput.Fact(
        "\(authorships.authors.count)", "authors",
        note: scope.authors == .byName ? "distinct printed names" : "told apart by evidence"),
      ReportInput.Fact("\(authorships.institutions.count)", "institutions"),
      ReportInput.Fact("\(material.institutions.network.edges.count)", "pairs that co-publish"),
    ]
    if let any = mix.row("any_industry"), let credit = mix.row("industry_credit") {
      facts.append(
        ReportInput.Fact(
          ShareText.percent(any.share), "papers with industry",
          note: "\(ShareText.percent(credit.share)) of the credit"))
    }
    facts.append(
      ReportInput.Fact(
        "\(international.international)", "international papers",
        note: "\(international.onlyThroughCompanySeat) only through a company's seat"))
    return facts
  }
}
