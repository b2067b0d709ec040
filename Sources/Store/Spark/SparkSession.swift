import Bibliography
import Foundation

/// A Spark of the user's own, driven by one `spark-submit` of the script that travels in the program.
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
  /// - Parameter receive: given each row with its job's and question's number; the tables then stay without rows.
  /// - Throws: `spark.failed` with the end of what Spark said, `spark.query` for a question that it cannot answer,
  ///   `spark.answer` when it ended too early, `warehouse.level` and `warehouse.authors`, `query.interrupted`.
  public func answer(
    _ jobs: [SparkJob], receive: ((Int, Int, [Bibliography.Table.Value]) throws -> Void)? = nil
  ) throws -> [[Bibliography.Table]] {
    let manager = FileManager.default
    let folder = NSTemporaryDirectory() + "coterie-spark-" + UUID().uuidString
    try manager.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? manager.removeItem(atPath: folder) }
    try SparkJob.script.write(toFile: folder + "/run.py", atomically: true, encoding: .utf8)
    for (number, job) in jobs.enumerated() {
      try Data(try job.json()).write(to: URL(fileURLWithPath: folder + "/job-\(number).json"))
    }
    var answers = SparkAnswers(jobs: jobs, receive: receive)
    let process = try start(in: folder, jobs: jobs.count)
    do {
      try read(process.output) { try answers.read($0) }
    } catch {
      process.process.terminate()
      process.process.waitUntilExit()
      throw error
    }
    process.process.waitUntilExit()
    guard process.process.terminationStatus == 0 else {
      let said = (try? String(contentsOfFile: folder + "/errors", encoding: .utf8)) ?? ""
      let end = said.split(separator: "\n").filter { !$0.contains(" WARN ") && !$0.hasPrefix("\tat ") }.suffix(5)
      throw CoterieError(
        "spark.failed",
        "spark-submit ended with \(process.process.terminationStatus) and these words: "
          + end.joined(separator: " / ").prefix(1000) + ". Check --master, --spark-home and Java 17.")
    }
    return try answers.finished()
  }

  private func start(in folder: String, jobs: Int) throws -> (process: Process, output: FileHandle) {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: submit)
    let all =
      ["spark.ui.enabled=false", "spark.sql.session.timeZone=UTC", "spark.log.level=ERROR"] + settings
    process.arguments =
      ["--master", master] + all.flatMap { ["--conf", $0] } + [folder + "/run.py"]
      + (0..<jobs).map { "\(folder)/job-\($0).json" }
    var environment = ProcessInfo.processInfo.environment
    // The Spark that pip installs finds itself through the `python3` beside it.
    let beside = URL(fileURLWithPath: submit).deletingLastPathComponent().path
    environment["PATH"] = beside + ":" + (environment["PATH"] ?? "")
    environment["PYTHONIOENCODING"] = "utf-8"
    process.environment = environment
    process.currentDirectoryURL = URL(fileURLWithPath: folder)
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardInput = FileHandle.nullDevice
    _ = FileManager.default.createFile(atPath: folder + "/errors", contents: nil)
    process.standardError = FileHandle(forWritingAtPath: folder + "/errors")
    do {
      try process.run()
    } catch {
      throw CoterieError("spark.failed", "'\(submit)' cannot be started: \(error.localizedDescription).")
    }
    return (process, pipe.fileHandleForReading)
  }

  /// Gives each line, without its end, as soon as it is there.
  private func read(_ handle: FileHandle, _ line: ([UInt8]) throws -> Void) throws {
    var rest: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    let file = handle.fileDescriptor
    while true {
      var wanted = pollfd(fd: file, events: Int16(POLLIN), revents: 0)
      let ready = poll(&wanted, 1, 200)
      if isCancelled() { throw CoterieError("query.interrupted", "the query was interrupted.") }
      guard ready > 0 else { continue }
      let count = buffer.withUnsafeMutableBytes { Foundation.read(file, $0.baseAddress, $0.count) }
      guard count != 0 else { break }
      guard count > 0 else {
        if errno == EINTR || errno == EAGAIN { continue }
        break
      }
      var start = 0
      while let end = buffer[start..<count].firstIndex(of: UInt8(ascii: "\n")) {
        try line(rest + buffer[start..<end])
        rest.removeAll(keepingCapacity: true)
        start = end + 1
      }
      rest += buffer[start..<count]
    }
    if !rest.isEmpty { try line(rest) }
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
