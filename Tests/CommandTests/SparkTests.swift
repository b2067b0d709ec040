import Analysis
import Bibliography
import Foundation
import Pipeline
import Reporting
import Testing

@testable import Store

/// The law of the engines: same question, same answer, on a real Spark 4.
///
/// One session answers everything, since a Spark takes about ten seconds to start. `.ci/spark-cluster` names another
/// master by COTERIE_SPARK_MASTER.
@Suite(.serialized) struct SparkTests {
  /// Papers of the generated corpus.
  static let papers = 20_000

  /// A corpus with everything that Spark is asked about it.
  private struct Case {
    var name: String
    var workspace: Workspace
    var jobs: [SparkJob]
    /// Columns that Spark cannot know, which are compared nowhere.
    var withoutSources = false
  }

  @Test func everyQuestionHasTheSameAnswer() async throws {
    let scratch = try Scratch()
    let submit = try Peers.program("spark-submit")
    let generated = scratch.path + "/works.jsonl"
    try run(["bench", "corpus", "--papers", "\(Self.papers)", "--seed", "7", "--names-known", "-o", generated])
    try run(["export", generated, "--as", "mentions", "-o", scratch.path + "/mentions.txt"])
    try run([
      "resolve", "--texts", scratch.path + "/mentions.txt", "--parts", "--format", "json", "-o",
      scratch.path + "/resolved.jsonl",
    ])
    let sample = try Workspace.open([Program.root + "/" + Program.sample])
    let large = try Workspace.open([generated])
    try sample.corpus.exportWarehouse(to: scratch.path + "/sample")
    try large.corpus.exportWarehouse(to: scratch.path + "/large")

    var some = Selection()
    some.years = 2000...2012
    some.titleWords = ["ba"]
    some.maxAuthors = 4
    some.sectors = [.academia]
    var few = Selection()
    few.countries = ["CN", "us"]
    few.venues = ["OSDI '25"]
    few.maxAuthors = 8
    let edges = [
      SparkJob.Question(try NamedQuery.authorEdges()), SparkJob.Question(try NamedQuery.institutionEdges()),
    ]
    let all = try Self.questions(large.corpus)
    let names = ["co-publishing-institutions", "authors-by-papers", "pairs-between-countries", "sector-mix-by-venue"]
    let selected = all.filter { names.contains($0.query.name) }
    // What the works' own views are made for; COTERIE_ALL_QUESTIONS=1 asks all.
    let onWorks =
      ProcessInfo.processInfo.environment["COTERIE_ALL_QUESTIONS"] != nil
      ? all
      : all.filter {
        (names + [
          "dual-affiliations", "industry-academia-papers", "institutions-of-an-author", "resolution-methods",
          "sector-mix-by-year", "team-sizes", "units-of-an-institution",
        ]).contains($0.query.name)
      }
    let works = SparkJob.Place.openAlex(generated, resolved: scratch.path + "/resolved.jsonl")
    /// What `--print-sql` prints of the same, with names as the corpus writes them.
    func printed(_ job: SparkJob, _ workspace: Workspace) throws -> [SparkJob] {
      try job.questions.map { question in
        let (values, scope) = try workspace.corpus.canonical(question.values, of: question.query, in: job.scope)
        var job = SparkJob(job.place, scope: scope, questions: [.init(question.query, values: values)])
        job.isPrinted = true
        return job
      }
    }
    var cases = [
      Case(
        name: "sample", workspace: sample,
        jobs: [
          SparkJob(.folder(scratch.path + "/sample"), questions: try Self.questions(sample.corpus)),
          SparkJob(
            .folder(scratch.path + "/sample"), scope: Scope(selection: few, countryOf: .site),
            questions: try Self.questions(sample.corpus).filter { names.contains($0.query.name) }),
        ]),
      Case(
        name: "generated", workspace: large,
        jobs: [
          SparkJob(.folder(scratch.path + "/large"), questions: all + edges),
          SparkJob(.folder(scratch.path + "/large"), scope: Scope(selection: some), questions: selected),
        ]),
      Case(
        name: "works", workspace: large,
        jobs: [
          SparkJob(works, questions: onWorks), SparkJob(works, scope: Scope(selection: some), questions: selected),
          SparkJob(works, scope: Scope(level: .family), questions: selected),
        ], withoutSources: true),
    ]
    // Nothing is kept between cells, so that only a few are asked of the many.
    let byVenue = all.filter { $0.query.name == "sector-mix-by-venue" }
    cases += [
      Case(name: "printed sample", workspace: sample, jobs: try cases[0].jobs.flatMap { try printed($0, sample) }),
      Case(
        name: "printed generated", workspace: large,
        jobs: try printed(
          SparkJob(.folder(scratch.path + "/large"), scope: Scope(selection: some), questions: byVenue), large)),
      Case(
        name: "printed works", workspace: large, jobs: try printed(SparkJob(works, questions: byVenue), large),
        withoutSources: true),
    ]
    // Words that want to be more than words: bound, and written into printed text, they find what they find in SQLite.
    let people = try QueryCatalog().query(named: "people")
    let attacks = QuerySafetyTests.attacks + [#"x\'; DROP VIEW paper; --"#, ":words ? ${words}", "'\n; SELECT 1; --"]
    let attacked = SparkJob(
      .folder(scratch.path + "/sample"), questions: attacks.map { .init(people, values: ["words": $0]) })
    var titled = Selection()
    titled.titleWords = attacks
    let selecting = SparkJob(
      .folder(scratch.path + "/sample"), scope: Scope(selection: titled), questions: [.init(people)])
    cases.append(
      Case(
        name: "attack", workspace: sample,
        jobs: try [attacked, selecting] + printed(attacked, sample) + printed(selecting, sample)))
    // On OpenAlex's own institutions: what depends on them, and two questions that do not.
    let university = try large.corpus.table(
      QueryCatalog().query(named: "institutions-by-papers"), values: ["sector": "academia"])
    var asOpenAlex = SparkJob(
      .openAlex(generated, resolved: nil),
      questions: all.filter {
        $0.query.asksOfInstitutions || ["authors-by-papers", "coauthors-of-an-author"].contains($0.query.name)
      }.map { question in
        var question = question
        for (name, row) in [("institution", 0), ("institution_a", 0), ("institution_b", 1)] {
          if question.values[name] != nil { question.values[name] = university.rows[row][0].plain }
        }
        return question
      })
    asOpenAlex.allowsMissingNames = true
    let session = SparkSession(
      submit: submit, master: ProcessInfo.processInfo.environment["COTERIE_SPARK_MASTER"] ?? "local[2]",
      // Small data: what Spark compiles and plans again costs more than it saves; views that are kept fill 2 GB.
      settings: [
        "spark.driver.memory=4g", "spark.executor.memory=1g", "spark.sql.shuffle.partitions=2",
        "spark.sql.adaptive.enabled=false",
        "spark.sql.codegen.wholeStage=false", "spark.sql.codegen.factoryMode=NO_CODEGEN",
        "spark.driver.extraJavaOptions=-XX:TieredStopAtLevel=1 -XX:+UseParallelGC",
      ])
    let answers = try await session.answer(cases.flatMap(\.jobs) + [asOpenAlex])

    var number = 0
    for one in cases {
      for job in one.jobs {
        for (question, answer) in zip(job.questions, answers[number]) {
          let own = try one.workspace.corpus.table(question.query, values: question.values, in: job.scope)
          let difference = Self.difference(answer, own, withoutSources: one.withoutSources)
          #expect(
            difference == nil,
            "\(one.name), \(job.scope.selection.statement), \(question.query.name): \(difference ?? "")")
          guard !job.isPrinted else { continue }
          #expect(
            answer.method.filter { $0.key == "papers_dropped_by_max_authors" }
              == own.method.filter { $0.key == "papers_dropped_by_max_authors" })
        }
        number += 1
      }
    }
    try Self.compareProjection(answers[2].suffix(2), large.corpus)
    try Self.compareWithOpenAlex(try #require(answers.last), asOpenAlex, large.corpus)
  }

  /// What runs of a Spark: first the shell that starts it, once it works the script under Python.
  enum Moment: CaseIterable {
    case starting, working

    func isHere(_ commands: [String]) -> Bool {
      commands.contains { command in
        let program = command.prefix { $0 != " " }.split(separator: "/").last ?? ""
        return self == .starting ? program == "bash" : program.hasPrefix("python")
      }
    }
  }

  /// Ctrl-C while Spark starts and while it works: the program says so, and nothing of Spark is left, neither processes
  /// nor files. What was told to end may take a moment.
  @Test(arguments: Moment.allCases) func ctrlCEndsSpark(when moment: Moment) async throws {
    let scratch = try Scratch()
    let temporary = scratch.path + "/temporary"
    try FileManager.default.createDirectory(atPath: temporary, withIntermediateDirectories: true)
    try run(["export", Program.sample, "--as", "warehouse", "-o", scratch.path + "/w"])
    let home = URL(fileURLWithPath: try Peers.program("spark-submit")).deletingLastPathComponent()
      .deletingLastPathComponent().path
    let process = Process()
    process.executableURL = URL(fileURLWithPath: Program.path)
    process.arguments = [
      "query", "team-sizes", "--engine", "spark", "--spark-home", home, "--master", "local[1]", "--warehouse",
      scratch.path + "/w",
    ]
    process.environment = ProcessInfo.processInfo.environment.merging(["TMPDIR": temporary + "/"]) { $1 }
    let errors = Pipe()
    process.standardError = errors
    process.standardOutput = FileHandle.nullDevice
    try process.run()
    var seen: [String] = []
    for _ in 0..<1200 where !moment.isHere(seen) {
      try await Task.sleep(for: .milliseconds(50))
      seen = Self.processes(naming: temporary)
    }
    #expect(moment.isHere(seen), "\(seen)")
    kill(process.processIdentifier, SIGINT)
    process.waitUntilExit()
    #expect(process.terminationStatus == 1)
    let said = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    #expect(said.contains("[query.interrupted]"), "\(said)")
    for _ in 0..<200 where !seen.isEmpty {
      seen = Self.processes(naming: temporary)
      try await Task.sleep(for: .milliseconds(50))
    }
    #expect(seen == [])
    #expect(try FileManager.default.contentsOfDirectory(atPath: temporary).filter { $0.hasPrefix("coterie") } == [])
  }

  /// Command lines of running processes that name a folder.
  private static func processes(naming folder: String) -> [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []).compactMap { name in
      guard Int(name) != nil, let data = FileManager.default.contents(atPath: "/proc/\(name)/cmdline") else {
        return nil
      }
      let line = String(decoding: data, as: UTF8.self).replacing("\0", with: " ")
      return line.contains(folder) ? line : nil
    }
  }

  /// Every question that Spark can answer, asked of the corpus's most frequent names.
  static func questions(_ corpus: Corpus) throws -> [SparkJob.Question] {
    let catalog = try QueryCatalog()
    func first(_ name: String, _ values: [String: String] = [:]) throws -> String {
      try #require(try corpus.table(catalog.query(named: name), values: values).rows.first?.first?.plain)
    }
    let institution = try first("institutions-by-papers")
    let partner = try first("partners-of-an-institution", ["institution": institution])
    let author = try first("authors-by-papers")
    return catalog.queries.filter { $0.onlySQLite == nil }.map { query in
      var values: [String: String] = [:]
      for parameter in query.parameters where parameter.isRequired {
        values[parameter.name] =
          parameter.kind == .author ? author : parameter.name == "institution_b" ? partner : institution
      }
      return SparkJob.Question(query, values: values)
    }
  }

  /// Where two tables differ, in words; nil when they are the same, reals to nine digits.
  static func difference(_ a: Table, _ b: Table, withoutSources: Bool = false) -> String? {
    guard a.columns.map(\.name) == b.columns.map(\.name) else { return "columns" }
    guard a.rows.count == b.rows.count else { return "\(a.rows.count) rows against \(b.rows.count)" }
    var left = a.rows
    var right = b.rows
    if withoutSources {
      // The place of a paper is its address in OpenAlex, and the order by it another.
      let hidden =
        a.columns.contains { $0.name == "source_file" } ? ["source_file", "source_line", "text_as_written"] : []
      let kept = a.columns.indices.filter { !hidden.contains(a.columns[$0].name) }
      func strip(_ rows: Table.Rows) -> Table.Rows {
        let stripped = rows.picking(rows: rows.indices, columns: kept)
        guard !hidden.isEmpty else { return stripped }
        let keyed = stripped.map { (key: $0.map(\.plain).joined(separator: "|"), row: $0) }
        return Table.Rows(keyed.sorted { $0.key < $1.key }.map(\.row))
      }
      left = strip(left)
      right = strip(right)
    }
    for (number, (x, y)) in zip(left, right).enumerated() {
      for (v, w) in zip(x, y) where !v.isAlmost(w) {
        return "row \(number + 1): \(x.map(\.plain)) against \(y.map(\.plain))"
      }
    }
    return nil
  }

  /// Spark's edges are those that our own projection makes.
  private static func compareProjection(_ tables: ArraySlice<Table>, _ corpus: Corpus) throws {
    let authorships = try Authorships(from: corpus)
    for (kind, table) in zip([NodeKind.authors, .institutions], tables) {
      let network = authorships.network(of: kind)
      var expected: [String: (Int, Double)] = [:]
      for edge in network.edges {
        let names = [network.nodes[edge.a].name, network.nodes[edge.b].name].sorted()
        expected[names.joined(separator: " | ")] = (edge.papers, edge.fractional)
      }
      #expect(table.rows.count == network.edges.count, "\(kind)")
      #expect(table.rows.count > 100)
      var wrong = 0
      for row in table.rows {
        let found = expected[[row[4].plain, row[5].plain].sorted().joined(separator: " | ")]
        guard let found, row[2] == .integer(found.0), row[3].isAlmost(.real(found.1)) else {
          wrong += 1
          continue
        }
      }
      #expect(wrong == 0, "\(kind)")
    }
  }

  /// How far answers on OpenAlex's own institutions and sectors are from ours: printed, and none where none is named.
  private static func compareWithOpenAlex(_ tables: [Table], _ job: SparkJob, _ corpus: Corpus) throws {
    #expect(job.questions.count { $0.query.asksOfInstitutions } > 20)
    var disagreements: [(question: String, found: TableDisagreement)] = []
    for (question, table) in zip(job.questions, tables) {
      #expect(
        table.method.contains(
          MethodLine("resolution", "sectors and institutions: OpenAlex, families not rolled up")), "\(table.method)")
      let own = try corpus.table(question.query, values: question.values)
      let found = TableDisagreement(own, table, ignoring: ["source_file", "source_line", "text_as_written"])
      disagreements.append((question.query.name, found))
      if !question.query.asksOfInstitutions {
        #expect(found.differing == 0 && found.rows > 0, "\(question.query.name)")
      }
    }
    print(TableWriter.write(TableDisagreement.table(disagreements, method: []), as: .table))
    // The academy is 'government' there and 'facility' here, a laboratory abroad is its company's here.
    for name in ["sector-mix-by-country", "institutions-by-papers", "pairs-between-countries"] {
      let found = try #require(disagreements.first { $0.question == name }).found
      #expect(found.rows > 4 && found.differing > 0 && found.largest != nil, "\(name)")
    }
  }

  private func run(_ arguments: [String]) throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: Program.path)
    process.arguments = arguments
    process.currentDirectoryURL = URL(fileURLWithPath: Program.root)
    try process.run()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0, "\(arguments)")
  }
}
