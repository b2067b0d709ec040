import Analysis
import Bibliography
import Reporting

/// Papers by country, across borders, and how many are so only through a company's seat.
func countriesSection(_ material: ReportMaterial) throws -> ReportInput.Section {
  let nodes = material.countries.nodes
  let result = material.authorships.internationality()
  let withSeat = material.authorships.papers.count - result.unknown
  let rule = material.scope.countryOf
  let table = Table(
    title: "Countries by papers", method: material.countries.method,
    columns: [.init("country"), .init("papers", unit: "papers"), .init("credit", unit: "papers")],
    rows: nodes.map { [.text($0.name), .integer($0.papers), .real($0.credit)] })
  let pairs = material.countries.edges.sorted {
    $0.papers != $1.papers ? $0.papers > $1.papers : ($0.a, $0.b) < ($1.a, $1.b)
  }
  let ties = Table(
    title: "Countries that co-publish", method: material.countries.method,
    columns: [
      .init("country_a"), .init("country_b"), .init("papers", unit: "papers"), .init("fractional", unit: "papers"),
    ],
    rows: pairs.map {
      [.text(nodes[$0.a].name), .text(nodes[$0.b].name), .integer($0.papers), .real($0.fractional)]
    })
  return ReportInput.Section(
    id: "countries", title: "Countries",
    lead: [
      "\(result.international) of \(withSeat) papers with a known country are international by their institutions' "
        + "seats; \(result.onlyThroughCompanySeat) of these are so only through a company's seat: without the companies "
        + "they would be of one country.",
      rule == .seat
        ? "A company counts for its headquarters' country. Hong Kong, Macau and Taiwan keep their own codes."
        : "Countries are of the site that the text or the unit names. Hong Kong, Macau and Taiwan keep their own codes.",
    ],
    tables: [
      .init(id: "countries", table: table.ranked(by: "papers", noun: "countries"), full: table),
      .init(id: "country-pairs", table: ties.ranked(by: "papers", limit: 30, noun: "pairs"), full: ties),
    ])
}
