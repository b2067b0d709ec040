import ArgumentParser
import Bibliography
import Foundation
import Store

extension Dialect: ExpressibleByArgument {}

/// Where a question is answered.
enum Engine: String, ExpressibleByArgument, CaseIterable {
  case sqlite, spark
}

/// A Spark of the user's own, and the folder its questions are about.
struct SparkOptions: ParsableArguments {
  @Option(help: "Where the question is answered.")
  var engine: Engine = .sqlite

  @Option(
    help: ArgumentHelp("The Spark to use (default: SPARK_HOME, else spark-submit on the path).", valueName: "folder"))
  var sparkHome: String?

  @Option(help: ArgumentHelp("Spark's master: local[2], spark://host:7077, yarn, ...", valueName: "master"))
  var master: String = "local[*]"

  @Option(help: ArgumentHelp("A folder that `coterie export --as warehouse` wrote.", valueName: "folder"))
  var warehouse: String?

  /// The warehouse, or what to do about its absence.
  func place() throws -> String {
    guard let warehouse else {
      throw ValidationError(
        "--engine spark asks a warehouse. Write one with `coterie export --as warehouse -o DIR`, name it with --warehouse DIR."
      )
    }
    return warehouse
  }
}

/// Drives a Spark of the user's own: one `spark-submit` of the script that travels in the program.
struct SparkRun {
  private let options: SparkOptions

  init(_ options: SparkOptions) { self.options = options }

  /// The answers, one table a question.
  ///
  /// - Throws: `spark.missing` with how to get it, `spark.failed` with its exit code.
  func answer(_ job: SparkJob, countryOf: CountryOf) throws -> [Table] {
    let manager = FileManager.default
    let folder = NSTemporaryDirectory() + "coterie-spark-" + UUID().uuidString
    try manager.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? manager.removeItem(atPath: folder) }
    let script = folder + "/run.py"
    let json = folder + "/job.json"
    let answers = folder + "/answers.jsonl"
    try SparkJob.script.write(toFile: script, atomically: true, encoding: .utf8)
    var job = job
    if !job.warehouse.contains("://") { job.warehouse = URL(fileURLWithPath: job.warehouse).standardizedFileURL.path }
    try Data(try job.json(countryOf: countryOf)).write(to: URL(fileURLWithPath: json))
    try Data().write(to: URL(fileURLWithPath: answers))

    let process = Process()
    process.executableURL = URL(fileURLWithPath: try submit())
    process.arguments = [
      "--master", options.master, "--conf", "spark.ui.enabled=false", "--conf", "spark.sql.session.timeZone=UTC",
      script,
      json,
    ]
    // The one that pip installs finds itself through the `python3` beside it.
    var environment = ProcessInfo.processInfo.environment
    environment["PATH"] =
      URL(fileURLWithPath: process.executableURL?.path ?? "").deletingLastPathComponent().path + ":"
      + (environment["PATH"] ?? "")
    process.environment = environment
    // Spark leaves files where it stands.
    process.currentDirectoryURL = URL(fileURLWithPath: folder)
    process.standardOutput = FileHandle(forWritingAtPath: answers)
    try process.run()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
      throw CoterieError(
        "spark.failed", "spark-submit ended with \(process.terminationStatus). What it printed stands above.")
    }
    return try job.tables(from: try String(contentsOfFile: answers, encoding: .utf8))
  }

  /// The `spark-submit` to run.
  private func submit() throws -> String {
    let environment = ProcessInfo.processInfo.environment
    var candidates: [String] = []
    if let home = options.sparkHome ?? environment["SPARK_HOME"] {
      candidates.append(home + "/bin/spark-submit")
    } else {
      candidates = (environment["PATH"] ?? "").split(separator: ":").map { $0 + "/spark-submit" }
    }
    let place = options.sparkHome.map { "in '\($0)/bin'" } ?? "on the path"
    guard let found = candidates.first(where: { FileManager.default.isExecutableFile(atPath: $0) }) else {
      throw CoterieError(
        "spark.missing",
        "there is no spark-submit \(place). Name a Spark with --spark-home, or get one with `pip install pyspark` (it needs Java 17)."
      )
    }
    return found
  }
}
