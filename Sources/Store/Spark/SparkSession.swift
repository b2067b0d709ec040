import Bibliography
import Foundation
import Subprocess

/// A Spark of the user's own, driven by one `spark-submit` of the script that travels in the program.
///
/// Not by `spark-sql`, which holds an answer whole before it prints it, as text that does not tell NULL from 'NULL' or a
/// tab from the end of a column, and starts anew for each question.
///
/// Answers are read while Spark still works. Whatever Spark leaves where it stands, `metastore_db` and `derby.log`
/// among it, stands in a folder of its own that is removed afterwards.
public struct SparkSession: Sendable {
  /// The `spark-submit` to run.
  public var submit: String
  /// `local[2]`, `spark://host:7077`, `yarn`, ...
  public var master: String
  /// Further settings, `key=value`.
  public var settings: [String]
  /// Asked several times a second; true ends Spark and the questions with `query.interrupted`.
  public var isCancelled: @Sendable () -> Bool

  /// A Spark that has been found.
  public init(
    submit: String, master: String = "local[*]", settings: [String] = [],
    isCancelled: @escaping @Sendable () -> Bool = { false }
  ) {
    self.submit = submit
    self.master = master
    self.settings = settings
    self.isCancelled = isCancelled
  }

  /// The `spark-submit` of a Spark: the one at `home`, else at `SPARK_HOME`, else on the path.
  ///
  /// - Throws: `spark.missing`, with how to get one.
  public static func find(
    home: String? = nil, environment: [String: String] = ProcessInfo.processInfo.environment
  ) throws -> String {
    var candidates: [String] = []
    if let home = home ?? environment["SPARK_HOME"] {
      candidates.append(home + "/bin/spark-submit")
    } else {
      candidates = (environment["PATH"] ?? "").split(separator: ":").map { $0 + "/spark-submit" }
    }
    let place = home.map { "in '\($0)/bin'" } ?? environment["SPARK_HOME"].map { "in '\($0)/bin'" } ?? "on the path"
    guard let found = candidates.first(where: { FileManager.default.isExecutableFile(atPath: $0) }) else {
      throw CoterieError(
        "spark.missing",
        "there is no spark-submit \(place). Name a Spark with --spark-home, or get one with `python3 -m venv spark && "
          + "spark/bin/pip install pyspark` and `--spark-home spark` (it needs Java 17).")
    }
    return found
  }

  /// The answers, one list of tables a job, one table a question.
  ///
  /// When the task is cancelled, or `receive` throws, Spark is ended and waited for before the error goes on.
  ///
  /// - Parameter receive: given each row with its job's and question's number; the tables then stay without rows.
  /// - Throws: `spark.failed` with the end of what Spark said, `spark.query` for a question that it cannot answer,
  ///   `spark.answer` when it ended too early, `warehouse.level` and `warehouse.authors`, `query.interrupted`.
  public func answer(
    _ jobs: [SparkJob], receive: ((Int, Int, [Bibliography.Table.Value]) throws -> Void)? = nil
  ) async throws -> [[Bibliography.Table]] {
    let manager = FileManager.default
    let folder = NSTemporaryDirectory() + "coterie-spark-" + UUID().uuidString
    try manager.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? manager.removeItem(atPath: folder) }
    try SparkJob.script.write(toFile: folder + "/run.py", atomically: true, encoding: .utf8)
    for (number, job) in jobs.enumerated() {
      try Data(try job.json()).write(to: URL(fileURLWithPath: folder + "/job-\(number).json"))
    }
    var answers = SparkAnswers(jobs: jobs, receive: receive)
    let (status, isStopped): (TerminationStatus, Bool)
    do {
      (status, isStopped) = try await submit(in: folder, jobs: jobs.count) { try answers.read($0) }
    } catch let error as SubprocessError {
      if Task.isCancelled { throw Self.interrupted }
      throw CoterieError("spark.failed", "'\(submit)' cannot be run: \(error).")
    }
    if isStopped || Task.isCancelled { throw Self.interrupted }
    guard status.isSuccess else {
      let said = (try? String(contentsOfFile: folder + "/errors", encoding: .utf8)) ?? ""
      let end = said.split(separator: "\n").filter { !$0.contains(" WARN ") && !$0.hasPrefix("\tat ") }.suffix(5)
      let how =
        switch status {
        case .exited(let code): "status \(code)"
        case .signaled(let signal): "signal \(signal)"
        }
      throw CoterieError(
        "spark.failed",
        "spark-submit ended with \(how) and these words: "
          + end.joined(separator: " / ").prefix(1000) + ". Check --master, --spark-home and Java 17.")
    }
    return try answers.finished()
  }

  private static let interrupted = CoterieError("query.interrupted", "the query was interrupted.")

  /// How Spark is ended: asked to, so that it takes its Python and its executors with it, and killed when it does not.
  private static let teardown: [TeardownStep] = [.gracefulShutDown(allowedDurationToNextStep: .seconds(10))]

  /// Runs `spark-submit` in `folder` and gives each line that it prints, without its end, as soon as it is there.
  ///
  /// - Returns: how it ended, and whether that was because of `isCancelled`.
  private func submit(
    in folder: String, jobs: Int, _ line: ([UInt8]) throws -> Void
  ) async throws -> (TerminationStatus, Bool) {
    let all =
      ["spark.ui.enabled=false", "spark.sql.session.timeZone=UTC", "spark.log.level=ERROR"] + settings
    let arguments =
      ["--master", master] + all.flatMap { ["--conf", $0] } + [folder + "/run.py"]
      + (0..<jobs).map { "\(folder)/job-\($0).json" }
    // The Spark that pip installs finds itself through the `python3` beside it.
    let beside = URL(fileURLWithPath: submit).deletingLastPathComponent().path
    let path = beside + ":" + (ProcessInfo.processInfo.environment["PATH"] ?? "")
    let errors = open(folder + "/errors", O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
    guard errors >= 0 else {
      throw CoterieError("spark.failed", "'\(folder)' cannot be written. Check the space left on the disk.")
    }
    var options = PlatformOptions()
    options.teardownSequence = Self.teardown
    let result = try await Subprocess.run(
      .path(.init(submit)), arguments: .init(arguments),
      environment: .inherit.updating(["PATH": path, "PYTHONIOENCODING": "utf-8"]), workingDirectory: .init(folder),
      platformOptions: options, input: .none, output: .sequence,
      error: .fileDescriptor(.init(rawValue: errors), closeAfterSpawningProcess: true)
    ) { execution in
      try await withThrowingTaskGroup(of: Bool.self) { group in
        defer { group.cancelAll() }
        group.addTask { [isCancelled] in
          while !isCancelled() {
            do { try await Task.sleep(for: .milliseconds(100)) } catch { return false }
          }
          await execution.teardown(using: Self.teardown)
          return true
        }
        var rest: [UInt8] = []
        for try await buffer in execution.standardOutput {
          let bytes = buffer.withUnsafeBytes { Array($0) }
          var start = 0
          while let end = bytes[start...].firstIndex(of: UInt8(ascii: "\n")) {
            try line(rest + bytes[start..<end])
            rest.removeAll(keepingCapacity: true)
            start = end + 1
          }
          rest += bytes[start...]
        }
        if !rest.isEmpty { try line(rest) }
        group.cancelAll()
        // A terminal's Ctrl-C reaches Spark too, which may be gone before the watch looks again.
        let wasEnded = try await group.next() ?? false
        return wasEnded || isCancelled()
      }
    }
    return (result.terminationStatus, result.closureResult)
  }
}

/// The script's lines, as they become tables.
struct SparkAnswers {
  private let jobs: [SparkJob]
  private let receive: ((Int, Int, [Bibliography.Table.Value]) throws -> Void)?
  private var tables: [[Bibliography.Table]] = []
  private var current: [Bibliography.Table] = []
  private var manifest: Warehouse.Manifest?
  private var facts: [MethodLine] = []
  /// Which columns of the question at hand are reals, also where a value is whole.
  private var isReal: [Bool] = []
  private let decoder = JSONDecoder()

  init(jobs: [SparkJob], receive: ((Int, Int, [Bibliography.Table.Value]) throws -> Void)? = nil) {
    self.jobs = jobs
    self.receive = receive
  }

  private struct Line: Decodable {
    var query: String?
    var columns: [String]?
    var types: [String]?
    var row: [Cell]?
    var error: String?
    var code: String?
    var manifest: Warehouse.Manifest?
    var fact: String?
    var value: Int?
    var done: Bool?
  }

  private struct Cell: Decodable {
    var value: Bibliography.Table.Value

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      if container.decodeNil() {
        value = .null
      } else if let number = try? container.decode(Int.self) {
        value = .integer(number)
      } else if let number = try? container.decode(Double.self) {
        value = .real(number)
      } else {
        value = .text(try container.decode(String.self))
      }
    }
  }

  /// Takes one line; what is no JSON object is Spark's own talk.
  mutating func read(_ bytes: [UInt8]) throws {
    guard bytes.first == UInt8(ascii: "{"), tables.count < jobs.count,
      let line = try? decoder.decode(Line.self, from: Data(bytes))
    else { return }
    let job = jobs[tables.count]
    if let error = line.error {
      if line.code == "query.name", line.query != nil, job.allowsMissingNames, current.count < job.questions.count {
        current.append(try job.table(current.count, manifest: manifest, facts: facts))
        return
      }
      guard line.code == "query.name" else {
        throw CoterieError("spark.query", "Spark could not answer '\(line.query ?? "the selection")': \(error)")
      }
      throw CoterieError("query.name", error)
    } else if let row = line.row {
      guard !current.isEmpty, row.count == isReal.count, row.count == current[current.count - 1].columns.count
      else { throw Self.broken }
      let values = zip(row, isReal).map { cell, isReal -> Bibliography.Table.Value in
        if isReal, case .integer(let number) = cell.value { return .real(Double(number)) }
        return cell.value
      }
      if let receive {
        try receive(tables.count, current.count - 1, values)
      } else {
        current[current.count - 1].rows.append(values)
      }
    } else if let columns = line.columns {
      guard current.count < job.questions.count else { throw Self.broken }
      let query = job.questions[current.count].query
      guard columns == query.columns.map(\.name) else {
        throw CoterieError(
          "query.columns",
          "query '\(query.name)' gives the columns \(columns.joined(separator: ", ")), its header describes \(query.columns.map(\.name).joined(separator: ", "))."
        )
      }
      isReal = (line.types ?? []).map { $0 == "double" || $0.hasPrefix("decimal") }
      current.append(try job.table(current.count, manifest: manifest, facts: facts))
    } else if let manifest = line.manifest {
      try job.check(manifest)
      self.manifest = manifest
    } else if let fact = line.fact {
      facts.append(MethodLine(fact, "\(line.value ?? 0)"))
    } else if line.done == true {
      guard current.count == job.questions.count else { throw Self.broken }
      tables.append(current)
      current = []
      manifest = nil
      facts = []
    }
  }

  /// All tables, when Spark answered everything.
  func finished() throws -> [[Bibliography.Table]] {
    guard tables.count == jobs.count else { throw Self.broken }
    return tables
  }

  private static let broken = CoterieError(
    "spark.answer", "Spark ended before it answered all questions. Ask again, or ask fewer at once.")
}
