import ArgumentParser
import Bibliography
import Foundation
import Ingestion
import Synchronization

/// `coterie bench fuzz`: damaged inputs of a format through its reader; ends with code 1 at the first finding.
struct BenchFuzz: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fuzz", abstract: "Read damaged inputs; a finding is repeated by its seed and round.")

  @Option(help: ArgumentHelp("A format; all of them without it. Repeatable.", valueName: "name"))
  var format: [String] = []

  @Option(help: ArgumentHelp("Inputs per format.", valueName: "n"))
  var rounds = 1000

  @Option(help: ArgumentHelp("The first round.", valueName: "n"))
  var from = 0

  @Option(help: ArgumentHelp("Seed of the damage.", valueName: "n"))
  var seed: UInt64 = 1

  @Option(help: ArgumentHelp("A round that takes longer is a hang.", valueName: "seconds"))
  var limit = 10.0

  @Option(help: ArgumentHelp("A run that needs more memory is stopped.", valueName: "MB"))
  var memory = 2048.0

  @Flag(help: "Print the input of the first round instead of reading it.")
  var printInput = false

  private struct Result: Encodable {
    var step = "fuzz"
    var format: String
    /// Rounds.
    var n: Int
    var seconds: Double
    var cpu_seconds: Double
    var peak_mb: Double
    var longest_ms: Double
    var threads = 1
  }

  func run() throws {
    for format in self.format.isEmpty ? Fuzzing.formats : self.format {
      if printInput {
        Terminal.out(Fuzzing.input(format: format, seed: seed, round: from) ?? [])
        return
      }
      let watch = Watch(format: format, seed: seed, limit: limit)
      var longest = Duration.zero
      let (_, seconds, cpu) = try BenchResult.measure {
        for round in from..<(from + rounds) {
          watch.begin(round)
          let start = ContinuousClock.now
          let finding = Fuzzing.run(format: format, seed: seed, round: round)
          longest = max(longest, ContinuousClock.now - start)
          if let finding {
            throw CoterieError("fuzz.finding", "\(format), seed \(seed), round \(finding.round): \(finding.what)")
          }
          if round % 256 == 0, BenchResult.peakMegabytes() > memory {
            throw CoterieError(
              "fuzz.memory", "\(format), seed \(seed), round \(round): more than \(memory) MB were needed.")
          }
        }
      }
      watch.end()
      let result = Result(
        format: format, n: rounds, seconds: seconds, cpu_seconds: cpu, peak_mb: BenchResult.peakMegabytes(),
        longest_ms: Double(longest.components.attoseconds) / 1e15 + Double(longest.components.seconds) * 1e3)
      try BenchResult.put(result)
    }
  }

  /// Ends the program when one round goes on for too long, which the round itself cannot do.
  private final class Watch: Sendable {
    private let round = Atomic<Int>(-1)
    private let isOver = Atomic<Bool>(false)

    init(format: String, seed: UInt64, limit: Double) {
      let thread = Thread { [self] in
        var last = -2
        var since = ContinuousClock.now
        while !isOver.load(ordering: .relaxed) {
          Thread.sleep(forTimeInterval: 0.2)
          let now = round.load(ordering: .relaxed)
          if now != last {
            last = now
            since = ContinuousClock.now
          } else if now >= 0, ContinuousClock.now - since > .seconds(limit) {
            Terminal.note("error: [fuzz.hang] \(format), seed \(seed), round \(now): more than \(limit) s.")
            Foundation.exit(1)
          }
        }
      }
      thread.start()
    }

    func begin(_ number: Int) { round.store(number, ordering: .relaxed) }
    func end() { isOver.store(true, ordering: .relaxed) }
  }
}
