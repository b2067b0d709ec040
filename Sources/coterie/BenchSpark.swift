import ArgumentParser
import Bibliography
import Foundation
import Ingestion
import Pipeline
import Store

/// `coterie bench spark`: what questions and networks cost on Spark at several sizes, and the slope through them.
struct BenchSpark: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "spark", abstract: "Measure questions and networks on Spark at growing sizes, and where that leads.",
    discussion: """
      For each size a made-up corpus is written as a warehouse and asked in one start of Spark, whose own event log gives \
      the costs; each question reads the files anew. The last table fits y = c x^e through the sizes and follows it to \
      --works papers; beside it stands what the largest size costs a paper, times as many: where an exponent is below 1 \
      because a start costs the same at every size, that is the nearer. Both assume teams, names and institutions like \
      the made-up ones, on a cluster that does what this Spark does.
      """)

  @Option(parsing: .upToNextOption, help: "Sizes, in papers.") var papers = [20_000, 80_000, 320_000]
  @Option(help: "How many papers the slope is followed to.") var works = 260_000_000
  @Option(help: "Seed of the made-up corpora.") var seed: UInt64 = 7
  @OptionGroup var start: SparkStart
  @OptionGroup var output: OutputOptions

  /// One question at one size.
  private struct Point {
    var papers: Int
    var question: String
    var rows: Int
    var bytes: Int?
    var work: SparkEventLog.Work
  }

  func validate() throws {
    guard papers.allSatisfy({ $0 > 0 }), works > 0 else {
      throw ValidationError("--papers and --works are at least 1.")
    }
  }

  func run() async throws {
    let catalog = try QueryCatalog()
    let queries =
      try ["sector-mix-by-year", "co-publishing-institutions", "authors-by-papers", "team-sizes"].map {
        try catalog.query(named: $0)
      } + [NamedQuery.institutionEdges(), NamedQuery.authorEdges()]
    let isCancelled = Interrupt.watch()
    var points: [Point] = []
    for size in papers {
      Terminal.note("\(size) papers")
      points += try await measure(size, queries, isCancelled)
    }
    try output.write([measured(points), slope(points)])
  }

  private func measure(
    _ size: Int, _ queries: [NamedQuery], _ isCancelled: @escaping @Sendable () -> Bool
  ) async throws -> [Point] {
    let manager = FileManager.default
    let folder = NSTemporaryDirectory() + "coterie-bench-spark-" + UUID().uuidString
    try manager.createDirectory(atPath: folder + "/events", withIntermediateDirectories: true)
    defer { try? manager.removeItem(atPath: folder) }
    var points = [try writeWarehouse(size, in: folder)]
    let session = try start.session(
      settings: [
        "spark.eventLog.enabled=true", "spark.eventLog.dir=file://\(folder)/events", "spark.eventLog.compress=false",
        "spark.eventLog.rolling.enabled=false", "spark.eventLog.logStageExecutorMetrics=true",
        "spark.executor.processTreeMetrics.enabled=true", "spark.executor.metrics.pollingInterval=200",
        "spark.executor.heartbeatInterval=1s",
      ], isCancelled: isCancelled)
    var rows = [Int](repeating: 0, count: queries.count)
    let jobs = queries.map { SparkJob(.folder(folder + "/warehouse"), questions: [.init($0)]) }
    _ = try await session.answer(jobs) { job, _, _ in rows[job] += 1 }
    guard let name = try manager.contentsOfDirectory(atPath: folder + "/events").first(where: { !$0.hasPrefix(".") }),
      let text = try? String(contentsOfFile: folder + "/events/" + name, encoding: .utf8)
    else { throw CoterieError("bench.events", "Spark wrote no event log. It needs the events of a Spark 3 or 4.") }
    let log = SparkEventLog(text.split(separator: "\n"))
    for (query, count) in zip(queries, rows) {
      points.append(Point(papers: size, question: query.name, rows: count, work: log.works[query.name] ?? .init()))
    }
    return points
  }

  /// The corpus as a warehouse; our own time and bytes.
  private func writeWarehouse(_ size: Int, in folder: String) throws -> Point {
    let file = folder + "/works.jsonl"
    guard FileManager.default.createFile(atPath: file, contents: nil), let handle = FileHandle(forWritingAtPath: file)
    else { throw CoterieError("bench.output", "cannot write '\(file)'. TMPDIR names another place.") }
    try GeneratedCorpus(papers: size, seed: seed).write(as: .openalex) { try handle.write(contentsOf: Data($0.utf8)) }
    try handle.close()
    let workspace = try Workspace.open([file])
    let (rows, seconds, cpu) = try BenchResult.measure {
      try workspace.corpus.exportWarehouse(to: folder + "/warehouse")
    }
    try FileManager.default.removeItem(atPath: file)
    let bytes = try FileManager.default.subpathsOfDirectory(atPath: folder + "/warehouse").reduce(0) { sum, path in
      let attributes = try FileManager.default.attributesOfItem(atPath: folder + "/warehouse/" + path)
      guard attributes[.type] as? FileAttributeType == .typeRegular else { return sum }
      return sum + (attributes[.size] as? Int ?? 0)
    }
    return Point(
      papers: size, question: "(export)", rows: rows, bytes: bytes,
      work: .init(wallSeconds: seconds, processorSeconds: cpu))
  }

  private var method: [MethodLine] {
    [
      MethodLine("corpora", "made up, seed \(seed)"), MethodLine("master", start.master),
      MethodLine("settings", start.sparkConf.isEmpty ? "Spark's own" : start.sparkConf.joined(separator: ", ")),
    ]
  }

  private func measured(_ points: [Point]) -> Table {
    func megabytes(_ bytes: Int) -> Table.Value { .real(Double(bytes) / 1e6) }
    return Table(
      title: "Measured on Spark", method: method,
      columns: [
        .init("papers", unit: "papers"), .init("question"), .init("rows", unit: "rows", note: "of the answer"),
        .init("seconds", unit: "s", note: "from the first job's start to the last one's end"),
        .init("cpu_seconds", unit: "s", note: "of tasks"), .init("written", unit: "MB", note: "the warehouse"),
        .init("read", unit: "MB"), .init("shuffled", unit: "MB"),
        .init("shuffled_rows", unit: "rows"), .init("spilled", unit: "MB"),
        .init("task_memory", unit: "MB", note: "the most that one task took"),
        .init("resident", unit: "MB", note: "the largest resident set of Java"),
      ],
      rows: points.map { point in
        let work = point.work
        let head: [Table.Value] = [
          .integer(point.papers), .text(point.question), .integer(point.rows), .real(work.wallSeconds),
          .real(work.processorSeconds),
        ]
        if let bytes = point.bytes { return head + [megabytes(bytes), .null, .null, .null, .null, .null, .null] }
        return head + [
          .null, megabytes(work.inputBytes), megabytes(work.shuffleBytes), .integer(work.shuffleRows),
          megabytes(work.spilledBytes), megabytes(work.taskMemory), megabytes(work.residentBytes),
        ]
      })
  }

  /// The slope of each cost, and where it leads.
  private func slope(_ points: [Point]) -> Table {
    let costs: [(name: String, unit: String, value: (Point) -> Double)] = [
      ("rows", "rows", { Double($0.rows) }), ("warehouse", "GB", { Double($0.bytes ?? 0) / 1e9 }),
      ("cpu", "hours", { $0.work.processorSeconds / 3600 }), ("read", "GB", { Double($0.work.inputBytes) / 1e9 }),
      ("shuffled", "GB", { Double($0.work.shuffleBytes) / 1e9 }),
      ("shuffled rows", "rows", { Double($0.work.shuffleRows) }),
      // Compressed sparse rows: a target and a weight, 12 bytes, for each of an edge's two ends.
      ("graph", "GB", { $0.question.hasSuffix("-edges") ? Double($0.rows) * 24 / 1e9 : 0 }),
    ]
    var rows: [[Table.Value]] = []
    var names: [String] = []
    for point in points where !names.contains(point.question) { names.append(point.question) }
    for name in names {
      for cost in costs {
        let values = points.filter { $0.question == name }.map { (x: Double($0.papers), y: cost.value($0)) }
        guard let law = PowerLaw(values) else { continue }
        let last = values.max { $0.x < $1.x }
        rows.append([
          .text(name), .text(cost.name), .text(cost.unit), .real(law.exponent), .real(law(Double(works))),
          last.map { .real($0.y * Double(works) / $0.x) } ?? .null,
        ])
      }
    }
    return Table(
      title: "The slope, and where it leads",
      method: [MethodLine("works", "\(works)"), MethodLine("fit", "y = c x^e")],
      columns: [
        .init("question"), .init("cost"), .init("unit"), .init("exponent", unit: "1 = in proportion"),
        .init("at_works", note: "in the unit, by the fit"),
        .init("in_proportion", note: "in the unit, from the largest size"),
      ], rows: rows)
  }
}
