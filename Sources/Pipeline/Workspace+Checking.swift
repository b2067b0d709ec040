import Bibliography
import Resolution
import Store

extension Workspace {
  /// Decisions worth a person's look, most influential first: papers that depend on one times the doubt about it.
  ///
  /// Its first columns are those of a curation file: with an action filled in, the table written as CSV is one.
  ///
  /// - Parameters:
  ///   - registry: what near candidates are looked up in.
  ///   - limit: about so many rows; the list does not end inside equal influence.
  public func review(with registry: Registry = .builtIn, limit: Int) throws -> Table {
    let resolver = Resolver(registry: registry)
    let affiliations = try corpus.affiliationsToReview().map { ($0, "institution") }
    let authors = try corpus.authorsToReview().map { ($0, "author") }
    let all = (affiliations + authors).sorted {
      ($1.0.influence, $0.1, $0.0.text, $0.0.institution ?? "")
        < ($0.0.influence, $1.1, $1.0.text, $1.0.institution ?? "")
    }
    var shown = min(max(limit, 0), all.count)
    if shown < all.count {
      while shown > 0, all[shown - 1].0.influence == all[shown].0.influence { shown -= 1 }
      if shown == 0 { shown = all.prefix { $0.0.influence == all[0].0.influence }.count }
    }
    var table = Table(
      title: "Decisions to review", method: [MethodLine("resolution", try corpus.resolutionStatement())],
      columns: [
        .init("action", note: "for you to fill in: merge, drop, sector, ..."),
        .init("name", note: "the piece of text, or the mention of an author"),
        .init("value", note: "the nearest other candidate, for you to change"),
        .init("of", note: "institution or author"), .init("influence", unit: "papers", note: "papers × doubt"),
        .init("papers", unit: "papers", note: "that depend on it"),
        .init("confidence", unit: "0…1", note: "that it is right"), .init("state"),
        .init("taken_for", note: "the institution, or the mention of the other author"), .init("sector"),
        .init("method"), .init("near", note: "other candidates and why they fell"), .init("reason"),
      ],
      rows: all.prefix(shown).map { row, subject in
        let near = subject == "institution" ? Self.near(row, resolver) : []
        let value = subject == "author" ? row.institution : near.first?.name
        return [
          .text(""), .text(row.text), .text(value ?? ""), .text(subject), .real(row.influence), .integer(row.papers),
          .real(row.confidence), .text(row.state), row.institution.map { .text($0) } ?? .null,
          row.sector.map { .text($0) } ?? .null, .text(row.method),
          near.isEmpty ? .null : .text(near.map(\.words).joined(separator: "; ")), .text(row.reason),
        ]
      })
    if shown < all.count { table.notes.append("\(all.count - shown) decisions of less influence are not shown.") }
    table.notes.append(
      "Written as CSV (-o review.csv) this is a curation file: fill in 'action' and 'value' where you disagree, and give it "
        + "back with --curation review.csv. Rows without an action do nothing.")
    return table
  }

  /// Up to three other institutions that the text could have meant, the likeliest first.
  private static func near(_ row: DecisionToReview, _ resolver: Resolver) -> [(name: String, words: String)] {
    var seen: Set<String> = [row.institution ?? ""]
    return resolver.explain(row.text).candidates
      .sorted { ($1.confidence, $0.institution.name) < ($0.confidence, $1.institution.name) }
      .filter { seen.insert($0.institution.name).inserted }
      .prefix(3).map { candidate in
        let percent = "\(Double((candidate.confidence * 100).rounded()) / 100)"
        return (
          candidate.institution.name,
          "\(candidate.institution.name) (\(percent)\(candidate.veto.map { ", \($0)" } ?? ""))"
        )
      }
  }

  /// A sheet of decisions drawn at random, stratified by method and sector, for a person to fill in.
  public func sample(_ count: Int, seed: UInt64) throws -> Table {
    let decisions = try corpus.decisions().filter { $0.part.state != .unaffiliated }
    guard !decisions.isEmpty else {
      throw CoterieError("check.empty", "the corpus has no decision about an affiliation to draw from.")
    }
    let resolution = try corpus.resolutionStatement()
    let strata = decisions.map { decision in
      decision.part.method + " / " + (decision.part.institution?.sector.rawValue ?? decision.part.state.rawValue)
    }
    let sample = Stratification(strata, count: count, seed: seed)
    return Table(
      title: "A sample of decisions to check",
      method: [
        MethodLine("sample", "\(sample.draws.count) of \(decisions.count) decisions"), MethodLine("seed", "\(seed)"),
      ],
      columns: CheckSheet.columns.map { .init($0) },
      rows: sample.draws.map { draw in
        let decision = decisions[draw.index]
        let part = decision.part
        func text(_ value: String?) -> Table.Value { value.map { .text($0) } ?? .null }
        return [
          .null, .null, .text(decision.text), .text(part.text), .text(part.state.rawValue),
          text(part.institution?.name),
          text(part.unit), text(part.institution?.sector.rawValue), text(part.institution?.country), .text(part.method),
          .real(part.confidence), .text(part.reason), .integer(decision.authorships), .text(draw.stratum),
          .integer(draw.size), .real(draw.weight), .integer(Int(clamping: seed)), .text(resolution),
        ]
      })
  }

  /// The persons whose names are compatible with `name`, their mentions, and every decision about them.
  public func explainAuthor(_ name: String) throws -> [Table] {
    let wanted = AuthorName(name)
    let names = Set(try corpus.mentions().map(\.name)).filter { printed in
      let other = AuthorName(printed)
      return other.blockingKey == wanted.blockingKey && other.relation(to: wanted) != .conflict
    }.sorted()
    guard !names.isEmpty else {
      throw CoterieError(
        "authors.unknown",
        "nobody in the corpus is called '\(name)' or anything like it. `coterie query authors-by-papers` lists the names."
      )
    }
    return [try corpus.mentionsOfPersons(named: names), try corpus.decisionsOnPersons(named: names)]
  }
}

extension CheckSheet {
  /// Every estimate with its interval, by distinct decisions and by authorships.
  public var table: Table {
    var rows: [[Table.Value]] = []
    for measure in Measure.allCases {
      for byAuthorships in [false, true] {
        guard let estimate = estimate(measure, byAuthorships: byAuthorships) else { continue }
        rows.append([
          .text(measure.rawValue), .text(byAuthorships ? "authorships" : "distinct texts"), .real(estimate.value),
          .real(estimate.interval.lowerBound), .real(estimate.interval.upperBound), .integer(estimate.members),
        ])
      }
    }
    var notes: [String] = []
    if unjudged > 0 { notes.append("\(unjudged) rows have no verdict; the others of their stratum stand for them.") }
    if coverage < 1 {
      notes.append(
        "The judged rows come from strata that hold \((coverage * 1000).rounded() / 10) % of all decisions; the estimates are "
          + "of those.")
    }
    return Table(
      title: "How right the resolution of this corpus is",
      method: [
        MethodLine("sample", "\(judged) decisions judged, stratified by method and sector"), MethodLine("seed", seed),
        MethodLine("resolution", resolution),
        MethodLine("intervals", "95 %, Wilson with the effective sample size of the stratified ratio"),
      ],
      columns: [
        .init("measure"), .init("each", note: "what counts once"), .init("share", unit: "0…1"),
        .init("low", unit: "0…1"), .init("high", unit: "0…1"), .init("judged", unit: "rows"),
      ], rows: rows, notes: notes)
  }

  /// The estimates as method lines quote them; nil where nothing was judged.
  public var statement: String? {
    func percent(_ share: Double) -> String { "\((share * 1000).rounded() / 10)" }
    let parts = [Measure.precision, .recall, .sector].compactMap { measure in
      estimate(measure, byAuthorships: false).map {
        "\(measure.rawValue) \(percent($0.value)) % (\(percent($0.interval.lowerBound))–\(percent($0.interval.upperBound)))"
      }
    }
    guard !parts.isEmpty else { return nil }
    return parts.joined(separator: ", ") + "; \(judged) sampled decisions checked by a person, 95 % intervals"
  }
}
