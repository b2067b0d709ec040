import ArgumentParser
import Bibliography
import Foundation
import Store

/// `coterie bench query`: a named question, asked again and again of an open corpus.
struct BenchQuery: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "query", abstract: "Ask a named question of a corpus, warm.",
    discussion: """
      The first run is reported as `first_seconds`, the median of the others as `seconds`. Without a value for a required \
      institution or author, the one with most papers is asked about: the hardest.
      """)

  @Argument(help: "The question, as `coterie query --list` names it.") var name: String
  @Argument(help: "The corpus file.") var corpus: String
  @Option(name: .customLong("set"), help: ArgumentHelp("A parameter; repeatable.", valueName: "key=value"))
  var set: [String] = []
  @Option(help: "Runs after the first.") var runs = 9

  private struct Result: Encodable {
    var step = "query"
    var query: String
    var values: [String: String]
    /// Rows of the answer.
    var n: Int
    /// Median of the warm runs.
    var seconds: Double
    var first_seconds: Double
    var slowest_seconds: Double
    var cpu_seconds: Double
    var peak_mb: Double
    var threads = 1
  }

  func run() throws {
    guard runs > 0 else { throw ValidationError("--runs is at least 1.") }
    let opened = try Corpus.open(at: corpus)
    let query = try QueryCatalog().query(named: name)
    var values: [String: String] = [:]
    for pair in set {
      guard let mark = pair.firstIndex(of: "=") else { throw ValidationError("'\(pair)' is not key=value.") }
      values[String(pair[..<mark])] = String(pair[pair.index(after: mark)...])
    }
    try opened.fillHardest(&values, for: query)
    // Only the count is kept: two answers at once would be measured as one that is twice as large.
    let (count, first, _) = try BenchResult.measure { try opened.table(query, values: values).rows.count }
    var seconds: [Double] = []
    let before = BenchResult.processorSeconds()
    for _ in 0..<runs {
      seconds.append(try BenchResult.measure { _ = try opened.table(query, values: values) }.seconds)
    }
    let cpu = (BenchResult.processorSeconds() - before) / Double(runs)
    seconds.sort()
    let result = Result(
      query: name, values: values, n: count, seconds: seconds[seconds.count / 2], first_seconds: first,
      slowest_seconds: seconds[seconds.count - 1], cpu_seconds: cpu, peak_mb: BenchResult.peakMegabytes())
    try BenchResult.put(result)
  }
}
