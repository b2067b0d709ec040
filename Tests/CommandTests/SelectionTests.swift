import Foundation
import Testing

/// Every option of the selection, sent through every command that takes it: what is answered is what the selected
/// papers alone would give, which a person chose by reading the eight of them, and the method says so.
@Suite struct SelectionTests {
  /// Eight invented papers. The authors of each stand with their one affiliation.
  private static let papers:
    [(title: String, year: Int, venue: String, session: String?, authors: [(String, String)])] =
      [
        ("Fast Locks for Trees", 2019, "ACONF", "Locks", [("Ann", "Tsinghua University"), ("Bob", "Google")]),
        ("Slow Locks", 2020, "BCONF", "Locks", [("Bob", "Google"), ("Cid", "University of Michigan")]),
        (
          "Trees and Forests", 2020, "ACONF", "Forests",
          [("Ann", "Tsinghua University"), ("Dee", "ETH Zurich"), ("Eve", "Huawei Technologies")]
        ),
        ("Trees Again", 2021, "BCONF", "Forests", [("Eve", "Huawei Technologies"), ("Ann", "Tsinghua University")]),
        ("Alone at Last", 2021, "ACONF", "Locks", [("Fay", "University of Michigan"), ("Cid", "Google")]),
        (
          "Queues", 2022, "BCONF", nil,
          [("Gil", "ETH Zurich"), ("Hal", "ETH Zurich"), ("Ida", "Google"), ("Cid", "University of Michigan")]
        ),
        ("Fast Trees", 2022, "ACONF", "Forests", [("Hal", "ETH Zurich"), ("Dee", "University of Michigan")]),
        (
          "Nobody Knows", 2023, "BCONF", "Locks",
          [("Jon", "zzz qqq"), ("Ann", "Tsinghua University"), ("Kim", "Google")]
        ),
      ]

  struct Option: CustomTestStringConvertible, Sendable {
    var words: [String]
    /// As method lines print it.
    var statement: String
    /// Papers by number, from 1.
    var papers: [Int]
    /// Two institutions and two authors that are connected in them.
    var ends: (institutions: [String], authors: [String])
    var testDescription: String { words[0] }
  }

  static let options: [Option] = [
    Option(
      words: ["--years", "2020-2021"], statement: "years 2020-2021", papers: [2, 3, 4, 5],
      ends: (["ETH Zurich", "Huawei"], ["Dee", "Eve"])),
    Option(
      words: ["--venue", "ACONF"], statement: "venue ACONF", papers: [1, 3, 5, 7],
      ends: (["ETH Zurich", "Google"], ["Bob", "Dee"])),
    Option(
      words: ["--session", "Locks"], statement: "session Locks", papers: [1, 2, 5, 8],
      ends: (["Tsinghua University", "University of Michigan"], ["Ann", "Cid"])),
    Option(
      words: ["--institution", "ETH Zurich"], statement: "institution ETH Zurich", papers: [3, 6, 7],
      ends: (["Huawei", "Google"], ["Ann", "Gil"])),
    Option(
      words: ["--author", "Ann"], statement: "author Ann", papers: [1, 3, 4, 8],
      ends: (["Google", "ETH Zurich"], ["Bob", "Jon"])),
    Option(
      words: ["--people", "people.txt"], statement: "people people.txt (2 names)", papers: [1, 2, 6],
      ends: (["Tsinghua University", "ETH Zurich"], ["Ann", "Gil"])),
    Option(
      words: ["--sector", "industry"], statement: "sector industry", papers: [1, 2, 3, 4, 5, 6, 8],
      ends: (["Huawei", "Google"], ["Bob", "Eve"])),
    Option(
      words: ["--country", "CH"], statement: "country CH", papers: [3, 6, 7],
      ends: (["Huawei", "Google"], ["Ann", "Gil"])),
    Option(
      words: ["--group", "Alps"], statement: "group Alps", papers: [2, 3, 5, 6, 7],
      ends: (["Tsinghua University", "Google"], ["Ann", "Gil"])),
    Option(
      words: ["--title", "trees"], statement: "title trees", papers: [1, 3, 4, 7],
      ends: (["Google", "Huawei"], ["Bob", "Hal"])),
    Option(
      words: ["--max-authors", "2"], statement: "at most 2 authors", papers: [1, 2, 4, 5, 7],
      ends: (["Google", "Huawei"], ["Bob", "Eve"])),
  ]

  /// The papers as records, each with the place it has in the whole.
  private static func records(_ numbers: [Int]) throws -> String {
    try numbers.map { number in
      let paper = papers[number - 1]
      let record: [String: Any] = [
        "title": paper.title, "year": paper.year, "venue": paper.venue, "session": paper.session as Any? ?? NSNull(),
        "authors": paper.authors.enumerated().map { place, author in
          ["position": place + 1, "name": author.0, "affiliations": [["text": author.1]]] as [String: Any]
        },
        "source": ["file": "eight.txt", "line": number],
      ]
      return String(decoding: try JSONSerialization.data(withJSONObject: record, options: .sortedKeys), as: UTF8.self)
        + "\n"
    }.joined()
  }

  /// A corpus file of some of the papers, with the group that one option names.
  private static func corpus(_ scratch: Scratch, _ name: String, _ numbers: [Int]) async throws -> String {
    let source = try scratch.file("\(name).jsonl", try records(numbers))
    let groups = try scratch.file(
      "curation.csv", "action,name,value\ngroup,ETH Zurich,Alps\ngroup,University of Michigan,Alps\n")
    let file = "\(scratch.path)/\(name).db"
    let made = try await Program.run(["ingest", source, "--into", file, "--curation", groups])
    #expect(made.status == 0, "\(made.errors)")
    return file
  }

  /// Rows of each table of a JSON answer, without the columns that number things, and the selection of its method.
  private static func tables(_ text: String) throws -> (rows: [NSArray], selections: Set<String>) {
    let json = try JSONSerialization.jsonObject(with: Data(text.utf8))
    let tables = try #require((json as? [[String: Any]]) ?? (json as? [String: Any]).map { [$0] })
    var selections: Set<String> = []
    let rows = tables.map { table -> NSArray in
      selections.insert((table["method"] as? [String: Any])?["selection"] as? String ?? "none")
      let rows = table["rows"] as? [[String: Any]] ?? []
      // `project` gives the corpus's own numbers, by which its rows are ordered too.
      let numbers = Set(rows.first?.keys.map { $0 } ?? []).isSuperset(of: ["a", "b", "name_a"])
      guard numbers else { return rows as NSArray }
      return rows.map { $0.filter { !["a", "b"].contains($0.key) } as NSDictionary }
        .sorted { "\($0["name_a"] ?? "") \($0["name_b"] ?? "")" < "\($1["name_a"] ?? "") \($1["name_b"] ?? "")" }
        as NSArray
    }
    return (rows, selections)
  }

  /// Without the numbers that papers and authors have in their own corpus.
  private static func withoutNumbers(_ text: String) -> String {
    text.replacing(/"paper_ids": "[0-9 ]*"/, with: "").replacing(/<data key="edge_paper_ids">[0-9 ]*/, with: "")
      .replacing(/value="[0-9 ]*"/, with: "").replacing(/paper_ids="[0-9 ]*"/, with: "")
      .replacing(/key="author:[0-9]+"/, with: "").replacing(/"g[0-9]+"/, with: "")
  }

  @Test(arguments: options) func everyCommandAnswersAboutTheSelectedPapersAlone(option: Option) async throws {
    let scratch = try Scratch()
    _ = try scratch.file("people.txt", "# two of them\nBob\nGIL\n")
    let whole = try await Self.corpus(scratch, "whole", Array(1...Self.papers.count))
    let part = try await Self.corpus(scratch, "part", option.papers)
    func both(_ command: [String]) async throws -> (selected: String, alone: String) {
      var outputs: [String] = []
      for (file, words) in [(whole, option.words), (part, [])] {
        let result = try await Program.run(
          command.map { $0 == "CORPUS" ? file : $0 } + words, directory: scratch.path)
        #expect(result.status == 0, "\(command): \(result.errors)")
        outputs.append(result.output)
      }
      return (outputs[0], outputs[1])
    }

    let asked: [[String]] = [
      ["query", "institutions-by-papers", "CORPUS"], ["query", "co-publishing-institutions", "CORPUS"],
      ["query", "authors-by-papers", "CORPUS"], ["query", "sector-mix-by-year", "CORPUS"],
      ["query", "CORPUS", "--sql", "SELECT title, source_line FROM paper ORDER BY title"],
      ["clusters", "CORPUS"], ["clusters", "CORPUS", "--of", "authors", "--members"], ["mix", "CORPUS"],
      ["mix", "CORPUS", "--by", "venue"], ["project", "CORPUS"],
      ["path", "CORPUS", "--of", "institutions", "--from", option.ends.institutions[0], "--to"]
        + [option.ends.institutions[1]],
      ["path", "CORPUS", "--from", option.ends.authors[0], "--to", option.ends.authors[1]],
    ]
    for command in asked {
      let answer = try await both(command + ["--format", "json"])
      let (selected, alone) = (try Self.tables(answer.selected), try Self.tables(answer.alone))
      #expect(selected.rows == alone.rows, "\(command)")
      #expect(selected.selections == [option.statement], "\(command)")
    }

    let all = try await Program.run(["query", "institutions-by-papers", whole, "--format", "json"])
    let some = try await Program.run(["query", "institutions-by-papers", part, "--format", "json"])
    #expect(try Self.tables(all.output).rows != Self.tables(some.output).rows, "the option selects too little to tell")

    for form in ["records", "graphml", "gexf", "node-link", "dot", "mentions"] {
      let answer = try await both(["export", "CORPUS", "--as", form])
      // Where a form has room for a method, that and the corpus's own numbers are all that differs.
      func bare(_ text: String) -> [String] {
        let lines = Self.withoutNumbers(text).replacing(option.statement, with: "all papers").split(separator: "\n")
          // How many papers --max-authors left out: a number whose key has lost its own.
          .filter { !$0.contains("dropped") && !$0.contains("all papers") && !$0.contains(/<data key=>[0-9]+</) }
          .map(String.init)
        return form == "mentions" ? lines.sorted() : lines
      }
      #expect(bare(answer.selected) == bare(answer.alone), "export --as \(form)")
      if !["records", "mentions"].contains(form) { #expect(answer.selected.contains(option.statement), "\(form)") }
    }

    for diagram in ["institutions", "authors", "sectors"] {
      func picture(_ file: String, _ words: [String], _ form: String) async throws -> String {
        let place = "\(scratch.path)/picture.\(form)"
        let result = try await Program.run(["draw", diagram, file, "-o", place] + words, directory: scratch.path)
        #expect(result.status == 0, "\(diagram): \(result.errors)")
        return Self.withoutNumbers(try String(contentsOfFile: place, encoding: .utf8))
      }
      let selected = try await picture(whole, option.words, "dot")
      #expect(try await picture(part, [], "dot") == selected, "\(diagram)")
    }
    let place = "\(scratch.path)/picture.svg"
    _ = try await Program.run(["draw", "institutions", whole, "-o", place] + option.words, directory: scratch.path)
    // The method line may be broken anywhere.
    let said = try String(contentsOfFile: place, encoding: .utf8).replacing(/<[^>]*>|\s/, with: "")
    #expect(said.contains("selection:" + option.statement.replacing(" ", with: "")))

    for (file, words, name) in [(whole, option.words, "selected"), (part, [], "alone")] {
      let result = try await Program.run(
        ["report", file, "-o", "\(scratch.path)/\(name)"] + words, directory: scratch.path)
      #expect(result.status == 0, "\(result.errors)")
    }
    let data = try Scratch.contents(of: scratch.path + "/selected/data").filter { $0.key.hasSuffix(".json") }
    #expect(data.count > 10)
    // What was read, and how its strings were decided, is told of the whole corpus.
    for (name, bytes) in data where !["sources.json", "resolution-methods.json"].contains(name) {
      let alone = try String(contentsOfFile: "\(scratch.path)/alone/data/\(name)", encoding: .utf8)
      let selected = try Self.tables(String(decoding: bytes, as: UTF8.self))
      #expect(try Self.tables(alone).rows == selected.rows, "report: \(name)")
      #expect(selected.selections == [option.statement], "report: \(name)")
    }
    let page = try String(contentsOfFile: scratch.path + "/selected/index.html", encoding: .utf8)
    #expect(page.contains(option.statement))
  }

  /// The list above is the list of the command line.
  @Test func everyOptionIsAmongThem() async throws {
    let help = try await Program.run(["help", "query"])
    let known = [
      "--years", "--venue", "--session", "--institution", "--author", "--people", "--sector", "--country", "--group",
      "--title", "--max-authors",
    ]
    #expect(Self.options.map { $0.words[0] } == known)
    #expect(known.allSatisfy { help.output.contains($0 + " ") })
  }
}
