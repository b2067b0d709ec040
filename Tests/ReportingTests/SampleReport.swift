import Bibliography
import Foundation

@testable import Reporting

/// An invented conference: 24 institutions with names of all lengths and scripts, ties in rank, a resolved and an
/// unresolved part, evidence behind pairs, and text that must be escaped.
enum SampleReport {
  static let institutions: [(name: String, sector: Sector, country: String, papers: Int, credit: Double)] = [
    ("University of Nordhafen", .academia, "DE", 14, 8.25),
    ("Polytechnic Institute of Western Sierra Morena", .academia, "ES", 11, 6.5),
    ("Aurora Systems", .industry, "US", 11, 4.125), ("Lakeside University", .academia, "US", 9, 5.0 + 1.0 / 3),
    ("Borealis Cloud", .industry, "CA", 8, 2.75), ("清河大学", .academia, "CN", 7, 4.5),
    ("National Laboratory for High-Performance Computing and Data Science", .facility, "FR", 6, 2.5),
    ("École supérieure de Valmont", .academia, "FR", 6, 3.0), ("Tideway University", .academia, "GB", 5, 2.4),
    ("Kestrel & Sons <Research>", .industry, "GB", 5, 1.8), ("Hanbit Institute of Technology", .academia, "KR", 4, 2.2),
    ("Meridian University of Science", .academia, "SG", 4, 1.9),
    ("Quartz Semiconductor, Inc.", .industry, "US", 3, 0.9),
    ("University of the Two Rivers", .academia, "AU", 3, 1.4), ("Ministry of Maps", .government, "NL", 2, 0.5),
    ("Open Kernel Foundation", .nonprofit, "US", 2, 0.7), ("Saltmarsh College", .academia, "US", 2, 1.1),
    ("St. Brigid Hospital", .healthcare, "IE", 1, 0.2), ("Granite Data", .industry, "US", 1, 0.25),
    ("eBPF tinkerers’ circle", .unknown, "–", 1, 0.1), ("Fjord Tekniske Høgskole", .academia, "NO", 1, 0.5),
    ("Université de la Côte", .academia, "CH", 1, 0.4), ("Ostrava Robotics", .industry, "CZ", 1, 0.3),
    ("Instituto del Páramo", .academia, "CO", 1, 0.3),
  ]

  static let titles = [
    "Driftwood: Crash-Consistent Snapshots without Stopping the World",
    "To Batch or Not to Batch, That Is the Question",
    "Verified Garbage Collection for $O(1)$ Pauses in a Shared-Nothing Store",
    "Lantern: Finding Silent Data Corruption in Fleets of Accelerators by Watching Nothing but the Clock",
    "R&D <b>at Scale</b>: A Retrospective", "Heron: Tail Latency under Memory Pressure",
  ]

  static let method = [
    MethodLine("selection", "everything"), MethodLine("level", "institution"), MethodLine("counting", "full"),
    MethodLine("country_of", "seat"), MethodLine("registry", "built in"), MethodLine("seed", "1"),
  ]

  static var input: ReportInput {
    ReportInput(
      title: "Who works with whom at NOSYS ’31",
      subtitle: "9th Symposium on Operating Invented Systems, Nordhafen, Germany, 3–5 June 2031 · nosys31-contents.txt",
      lead: [
        "Half of the 42 papers have at least one author in industry, but industry holds a fifth of the credit: company authors are few per paper, and most papers with a company have a university beside it.",
        "24 institutions form 5 clusters. University of Nordhafen and Aurora Systems publish together most often, on 5 papers.",
      ],
      facts: [
        .init("42", "papers", note: "9 sessions on 3 days"), .init("211", "authors", note: "by name"),
        .init("24", "institutions", note: "1 of unknown sector"),
        .init("50.0 %", "with any industry", note: "21 of 42; 35.5–64.5 %"),
        .init("20.3 %", "industry’s credit", note: "fractional; 14.1–27.0 %"),
        .init("3", "unresolved texts", note: "4 authorships"),
      ],
      sections: [reading, institutionsSection, pairs, clusters, mix],
      method: method,
      diagnostics: [
        Diagnostic(
          .warning, "contents.no-page",
          "'Heron: Tail Latency under Memory Pressure' has no page number; kept without. Expected a number at the end of the title line.",
          at: SourceLocation(file: "nosys31-contents.txt", line: 88)),
        Diagnostic(.note, "diagram.labels", "12 labels were left out to keep the diagram readable."),
      ],
      version: "0.1.0")
  }

  private static var reading: ReportInput.Section {
    .init(
      id: "reading", title: "What was read, and how sure we are",
      lead: [
        "All 43 records of the source were read; 42 were kept and 1 was rejected. 98.7 % of the printed affiliations were resolved to an institution."
      ],
      tables: [
        .init(
          id: "sources",
          table: Table(
            title: "Sources", method: [MethodLine("records", "read = kept + rejected")],
            columns: [
              .init("source"), .init("format"), .init("read", unit: "records"), .init("kept", unit: "records"),
              .init("rejected", unit: "records"),
            ],
            rows: [[.text("nosys31-contents.txt"), .text("contents page"), .integer(43), .integer(42), .integer(1)]])),
        .init(
          id: "absences",
          table: Table(
            title: "Affiliations by state",
            method: [MethodLine("counting", "authorships, and their share of the credit")],
            columns: [
              .init("state"), .init("means"), .init("authorships", unit: "authorships"), .init("share", unit: "0…1"),
            ],
            rows: [
              [.text("resolved"), .text("an institution was found"), .integer(244), .real(0.968)],
              [.text("unresolved"), .text("a text, but no institution found"), .integer(4), .real(0.016)],
              [.text("not given"), .text("the source has no affiliation"), .integer(0), .real(0)],
              [.text("shared"), .text("the source does not say whose address it is"), .integer(0), .real(0)],
              [.text("unaffiliated"), .text("the author says so"), .integer(1), .real(0.004)],
              [
                .text("of unknown sector"), .text("resolved, but nothing says what kind of organisation it is"),
                .integer(3), .real(0.012),
              ],
            ])),
      ])
  }

  private static var institutionsSection: ReportInput.Section {
    let table = Table(
      title: "Institutions by papers",
      method: [MethodLine("counting", "full and fractional"), MethodLine("level", "institution")],
      columns: [
        .init("institution"), .init("sector"), .init("country"), .init("papers", unit: "papers"),
        .init("share", unit: "0…1"), .init("credit", unit: "papers", note: "Fractional counting"),
      ],
      rows: institutions.map {
        [
          .text($0.name), .text($0.sector.shortTitle), .text($0.country), .integer($0.papers),
          .real(Double($0.papers) / 42), .real($0.credit),
        ]
      })
    let shown = table.ranked(by: "papers", limit: 15, noun: "institutions")
    return .init(
      id: "institutions", title: "Institutions",
      lead: [
        "Full counting asks on how many papers an institution appears; fractional counting asks how much of them it wrote."
      ],
      figures: [
        .init(
          id: "institutions", svg: svg,
          alt: "Network of 24 institutions in 5 clusters; University of Nordhafen is the largest.",
          caption:
            "Institutions that share at least one paper. Area: papers; width of a line: joint papers; colour and shape: sector. 3 institutions without a tie are not drawn.",
          otherForms: [.init("dot", Array("graph {}".utf8))])
      ],
      tables: [.init(id: "institutions", table: shown, full: table.ranked(by: "papers"))])
  }

  private static var pairs: ReportInput.Section {
    let pairs = [
      (0, 2, 5), (1, 4, 4), (0, 1, 3), (3, 2, 3), (5, 12, 3), (6, 7, 2), (8, 9, 2), (10, 11, 2), (13, 14, 1),
    ]
    let table = Table(
      title: "Pairs of institutions by joint papers",
      method: [MethodLine("counting", "full; fractional beside it, each paper weighing 1/(n − 1)")],
      columns: [
        .init("institution"), .init("partner"), .init("papers", unit: "papers"), .init("fractional", unit: "papers"),
        .init("one_person", unit: "papers", note: "Papers that rest on one person who names both"),
      ],
      rows: pairs.map { a, b, n in
        [.text(institutions[a].name), .text(institutions[b].name), .integer(n), .real(Double(n) / 3), .integer(n / 3)]
      })
    return .init(
      id: "pairs", title: "Who publishes together",
      lead: ["Open a number to see the papers behind it and where the source prints them."],
      tables: [
        .init(
          id: "pairs", table: table.ranked(by: "papers"),
          evidence: pairs.map { _, _, n in
            (0..<n).map {
              .init(
                titles[$0 % titles.count], location: SourceLocation(file: "nosys31-contents.txt", line: 25 + 9 * $0),
                link: $0 == 1 ? "https://doi.org/10.1000/nosys.\($0)" : nil)
            }
          })
      ])
  }

  private static var clusters: ReportInput.Section {
    .init(
      id: "clusters", title: "Clusters", lead: ["Leiden on modularity finds 5 clusters (Q = 0.61)."],
      tables: [
        .init(
          id: "clusters",
          table: Table(
            title: "Clusters of institutions",
            method: [
              MethodLine("clustering", "Leiden, modularity, resolution 1.0"), MethodLine("quality", "0.6123456789"),
              MethodLine("seed", "1"),
            ],
            columns: [
              .init("cluster"), .init("name"), .init("size", unit: "institutions"), .init("papers", unit: "papers"),
              .init("inside", unit: "papers"), .init("outside", unit: "papers"), .init("stability", unit: "0…1"),
              .init("kind"), .init("any_industry_papers", unit: "papers"), .init("industry_credit", unit: "0…1"),
              .init("members"),
            ],
            rows: [cluster(1, 0..<12, 22, 0.92), cluster(2, 12..<17, 12, 0.81), cluster(3, 20..<23, 1, nil)]),
          evidence: [12, 3, 1].map { n in
            (0..<n).map { .init(titles[$0 % titles.count], location: SourceLocation(file: "n.txt", line: $0 + 1)) }
          }),
        .init(
          id: "brokers",
          table: Table(
            title: "Authors who hold the network together", method: [MethodLine("nodes", "authors")],
            columns: [.init("author"), .init("papers", unit: "papers"), .init("betweenness", unit: "pairs")],
            rows: [[.text("Ada Näslund"), .integer(4), .real(1234.5)], [.text("عمر فاروق"), .integer(2), .real(88)]]
          ).ranked(by: "betweenness"), isFolded: true),
      ])
  }

  private static func cluster(_ number: Int, _ members: Range<Int>, _ papers: Int, _ stability: Double?)
    -> [Table.Value]
  {
    let names = institutions[members].map(\.name)
    return [
      .integer(number), .text("\(names[0]), \(names[1]) +\(names.count - 2)"), .integer(names.count), .integer(papers),
      .real(Double(papers) * 1.5), .real(Double(papers) / 2), stability.map { .real($0) } ?? .null,
      .text(papers == 1 ? "one paper's institutions" : "cluster"), .integer(papers / 2), .real(0.2),
      .text(names.joined(separator: "; ")),
    ]
  }

  private static var mix: ReportInput.Section {
    .init(
      id: "mix", title: "Industry and academia",
      lead: [
        ShareText.text(21, of: 42, interval: 0.355...0.645)
          + " have at least one company; industry holds 20.3 % of the credit."
      ],
      tables: [
        .init(
          id: "mix",
          table: Table(
            title: "Industry and academia on papers",
            method: [MethodLine("counting", "as named in each row"), MethodLine("interval", "Wilson 95 %")],
            columns: [
              .init("measure"), .init("papers", unit: "papers"), .init("share", unit: "0…1"), .init("low", unit: "0…1"),
              .init("high", unit: "0…1"),
            ],
            rows: [
              [.text("any industry"), .integer(21), .real(0.5), .real(0.355), .real(0.645)],
              [.text("academia and industry"), .integer(18), .real(18.0 / 42), .real(0.291), .real(0.578)],
              [.text("of which nothing else"), .integer(13), .real(13.0 / 42), .real(0.191), .real(0.46)],
              [.text("only industry"), .integer(2), .real(2.0 / 42), .real(0.013), .real(0.158)],
              [.text("industry’s credit (fractional)"), .null, .real(0.203), .real(0.141), .real(0.27)],
              [.text("only academia"), .integer(17), .real(17.0 / 42), .real(0.27), .real(0.556)],
            ],
            notes: [
              "The two headline shares differ because a paper counts as soon as one company author is on it, while credit follows the number of authors."
            ]))
      ])
  }

  /// A network like those of Diagrams: ids, clip paths, tooltips, labels.
  static var svg: String {
    var out =
      #"<?xml version="1.0" encoding="UTF-8"?><svg xmlns="http://www.w3.org/2000/svg" width="900" height="520" viewBox="0 0 900 520" font-family="DejaVu Sans, sans-serif" font-size="12"><defs><clipPath id="edge"><rect width="900" height="520"/></clipPath></defs><g clip-path="url(#edge)">"#
    let places = institutions.indices.map { i in
      let angle = Double(i) * 2.399963
      let radius = 46 * Double(i).squareRoot()
      return (x: 450 + radius * 1.75 * cos(angle), y: 260 + radius * sin(angle))
    }
    for i in institutions.indices.dropFirst() {
      let j = i / 2
      out +=
        ##"<line x1="\##(places[i].x)" y1="\##(places[i].y)" x2="\##(places[j].x)" y2="\##(places[j].y)" stroke="#b5bac0" stroke-width="\##(1 + institutions[i].papers / 3)"/>"##
    }
    for (i, institution) in institutions.enumerated() {
      let colour = institution.sector == .academia ? "#0072b2" : institution.sector == .industry ? "#d55e00" : "#7a7a7a"
      out +=
        ##"<g id="n\##(i)"><title>\##(Escaping.html(institution.name))</title><circle cx="\##(places[i].x)" cy="\##(places[i].y)" r="\##(4 + 4 * Double(institution.papers).squareRoot())" fill="\##(colour)"/>"##
      if institution.papers > 3 {
        out +=
          ##"<text x="\##(places[i].x)" y="\##(places[i].y + 30)" text-anchor="middle">\##(Escaping.html(String(institution.name.prefix(22))))</text>"##
      }
      out += "</g>"
    }
    return out + "</g></svg>\n"
  }
}
