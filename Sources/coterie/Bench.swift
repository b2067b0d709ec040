import ArgumentParser
import Foundation
import Graphs

#if canImport(Glibc)
  import Glibc
#endif

/// How fast the engine is: each step reads a file, does one thing, and ends with one JSON object.
struct Bench: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bench", abstract: "Measure one step of the graph engine on a file.",
    discussion: """
      FILE is an edge list, `a b [weight]` a line, nodes from 0, `#` comments; for `project` the pairs \
      `paper node`. Reading the file is not part of the time. `quality` is that of the clusters; `check` is one number \
      to compare programs by: the number of parts, or the largest score.
      """,
    shouldDisplay: false,
    subcommands: [
      BenchAuthors.self, BenchBetweenness.self, BenchCloseness.self, BenchCluster.self, BenchComponents.self,
      BenchCore.self, BenchCorpus.self, BenchCurve.self, BenchFuzz.self, BenchHops.self, BenchIngest.self,
      BenchLayout.self, BenchPageRank.self, BenchProject.self, BenchQuery.self, BenchResolve.self, BenchSpark.self,
      BenchValues.self,
    ])
}

/// What every step takes.
struct BenchOptions: ParsableArguments {
  @Argument(help: "The file to read.") var file: String
  @Option(help: "Threads to use.") var threads = 1
  @Option(help: "Seed of everything random.") var seed: UInt64 = 1
  @Option(help: "The form of the result.") var format = "json"
}

/// One measurement.
struct BenchResult: Encodable {
  var step: String
  /// Nodes.
  var n: Int
  /// Edges, each once.
  var edges: Int
  var seconds: Double
  var cpu_seconds: Double
  /// Peak resident set of the whole process, reading included.
  var peak_mb: Double
  var threads: Int
  var quality: Double?
  var clusters: Int?
  var check: Double?
  var note: String?

  /// Runs `work` and measures it.
  static func measure<Value>(_ work: () throws -> Value) rethrows -> (Value, seconds: Double, cpu: Double) {
    let cpu = processorSeconds()
    let clock = ContinuousClock()
    let start = clock.now
    let value = try work()
    let wall = start.duration(to: clock.now)
    return (value, wall / .seconds(1), processorSeconds() - cpu)
  }

  /// Processor time of all threads so far.
  static func processorSeconds() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }

  /// The largest resident set so far (unit: MiB).
  static func peakMegabytes() -> Double {
    var usage = rusage()
    #if os(Linux)
      getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
      return Double(usage.ru_maxrss) / 1024
    #else
      getrusage(RUSAGE_SELF, &usage)
      return Double(usage.ru_maxrss) / 1_048_576
    #endif
  }

  /// Writes the object on one line.
  func write() throws { try Self.put(self) }

  /// Writes any step's result as an object on one line.
  static func put(_ result: some Encodable) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    Terminal.out(String(decoding: try encoder.encode(result), as: UTF8.self) + "\n")
  }
}
