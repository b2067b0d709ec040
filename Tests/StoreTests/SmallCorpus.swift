import Bibliography
import Foundation

@testable import Store

/// Five invented papers whose every count can be made by hand:
///
///     1  2020  A-Conf  Ann (Alpha University); Bob (Beta Corp)
///     2  2021  A-Conf  Ann (Alpha University and Beta Corp); Cid (Gamma Institute)
///     3  2021  B-Conf  Dee (Nowhere Works); Eve (nothing given)
///     4  2022  B-Conf  Bob (Beta Research Asia); Fay (unaffiliated); Ann (Alpha University, and its Gamma Institute)
///     5  2022  B-Conf  Ann (Alpha University)
///
/// Alpha is academia in DE, Beta industry in US with a unit in CN, Gamma a facility in DE whose family is Alpha.
enum SmallCorpus {
  static let alpha = Institution(
    key: "name:alpha", name: "Alpha University", sector: .academia, sectorRule: "word.university", country: "DE")
  static let beta = Institution(
    key: "name:beta", name: "Beta Corp", sector: .industry, sectorRule: "form.corp", country: "US")
  static let gamma = Institution(
    key: "name:gamma", name: "Gamma Institute", sector: .facility, sectorRule: "word.institute", country: "DE",
    host: "name:alpha", family: "name:alpha")

  static let texts = (
    alpha: "Alpha University", beta: "Beta Corp", both: "Alpha University and Beta Corp", gamma: "Gamma Institute",
    nowhere: "Nowhere Works", asia: "Beta Research Asia"
  )

  static func paper(_ number: Int, _ year: Int, _ venue: String, _ authors: [Authorship]) -> Paper {
    Paper(
      title: "Paper \(number)", venue: venue, year: year, authors: authors,
      location: SourceLocation(file: "small.txt", line: number * 10))
  }

  static func author(_ name: String, _ texts: String...) -> Authorship {
    Authorship(name: name, affiliations: texts.map { Affiliation($0) })
  }

  static let papers = [
    paper(1, 2020, "A-Conf", [author("Ann", texts.alpha), author("Bob", texts.beta)]),
    paper(2, 2021, "A-Conf", [author("Ann", texts.both), author("Cid", texts.gamma)]),
    paper(3, 2021, "B-Conf", [author("Dee", texts.nowhere), author("Eve")]),
    paper(
      4, 2022, "B-Conf",
      [
        author("Bob", texts.asia), Authorship(name: "Fay", state: .unaffiliated),
        author("Ann", texts.alpha, texts.gamma),
      ]),
    paper(5, 2022, "B-Conf", [author("Ann", texts.alpha)]),
  ]

  static func part(
    _ text: String, _ institution: Institution?, unit: String? = nil, site: String? = nil
  ) -> AffiliationPart {
    AffiliationPart(
      text: text, state: institution == nil ? .unresolved : .resolved, institution: institution, unit: unit,
      siteCountry: site, method: institution == nil ? "none" : "registry", confidence: institution == nil ? 0 : 1,
      reason: institution == nil ? "no name matched" : "the name is the registry's")
  }

  static func parts(of text: String) -> [AffiliationPart] {
    switch text {
    case texts.alpha: [part(text, alpha, site: "DE")]
    case texts.beta: [part(text, beta, site: "US")]
    case texts.both: [part(texts.alpha, alpha, site: "DE"), part(texts.beta, beta)]
    case texts.gamma: [part(text, gamma, site: "DE")]
    case texts.asia: [part(text, beta, unit: "Beta Research Asia", site: "CN")]
    default: [part(text, nil)]
    }
  }

  /// Adds the papers to `corpus` and resolves them.
  static func fill(_ corpus: Corpus) throws {
    try corpus.add(
      Source(name: "small.txt", format: "test", contentHash: "small"), papers: papers,
      rejected: [
        Diagnostic(.error, "test.rejected", "a record was broken.", at: SourceLocation(file: "small.txt", line: 60))
      ])
    try resolve(corpus)
  }

  static func resolve(_ corpus: Corpus) throws {
    let decisions = try corpus.distinctAffiliations().map {
      AffiliationDecision(id: $0.id, parts: parts(of: $0.affiliation.text))
    }
    try corpus.apply(resolutions: decisions, statement: "by hand") { key in
      [alpha, beta, gamma].first { $0.key == key }
    }
  }

  static func make() throws -> Corpus {
    let corpus = try Corpus.inMemory()
    try fill(corpus)
    return corpus
  }
}

/// A row as one line, reals with six digits, so that a golden table can be written as arithmetic.
func row(_ values: (any CustomStringConvertible)?...) -> String {
  values.map { value in
    switch value {
    case nil: "-"
    case let number as Double: String(format: "%.6g", number)
    case let value?: value.description
    }
  }.joined(separator: " | ")
}

extension Table {
  /// The rows as `row` writes them.
  var lines: [String] { rows.map { $0.map(\.golden).joined(separator: " | ") } }
}

extension Table.Value {
  fileprivate var golden: String {
    switch self {
    case .null: row(nil)
    case .integer(let number): row(number)
    case .real(let number): row(number)
    case .text(let text): row(text)
    }
  }
}
