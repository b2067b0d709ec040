import ArgumentParser
import Bibliography
import Bytes
import Foundation
import Ingestion

/// `coterie bench ingest`: a file through its reader into papers, which are counted and let go.
struct BenchIngest: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "ingest", abstract: "Read a file of any format.")

  @OptionGroup var options: BenchOptions

  /// Counts what a reader gives.
  private final class Counter: PaperSink {
    var kept = 0
    var rejected = 0
    var authorships = 0
    func keep(_ paper: Paper) {
      kept += 1
      authorships += paper.authors.count
    }
    func reject(_ diagnostic: Diagnostic) { rejected += 1 }
    func report(_ diagnostic: Diagnostic) {}
  }

  private struct Result: Encodable {
    var step = "ingest"
    /// Papers kept.
    var n: Int
    var rejected: Int
    var authorships: Int
    var mb: Double
    var mb_per_cpu_second: Double
    var seconds: Double
    var cpu_seconds: Double
    var peak_mb: Double
    var threads = 1
  }

  func run() throws {
    let counter = Counter()
    var bytes = 0
    let (_, seconds, cpu) = try BenchResult.measure {
      for input in try Input.open(options.file) {
        let sample = try input.sample()
        try input.requireText(sample.bytes)
        guard let reader = Readers.sniff(Sample(bytes: sample.bytes, isWhole: sample.isWhole), name: input.name) else {
          throw CoterieError("bench.format", "'\(input.name)' is in no format that coterie reads.")
        }
        try reader.init().read(input, context: ReadingContext(), into: counter)
      }
      let attributes = try? FileManager.default.attributesOfItem(atPath: options.file)
      bytes = (attributes?[.size] as? Int) ?? 0
    }
    let result = Result(
      n: counter.kept, rejected: counter.rejected, authorships: counter.authorships, mb: Double(bytes) / 1e6,
      mb_per_cpu_second: Double(bytes) / 1e6 / max(cpu, 1e-9), seconds: seconds, cpu_seconds: cpu,
      peak_mb: BenchResult.peakMegabytes())
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    FileHandle.standardOutput.write(try encoder.encode(result) + Data("\n".utf8))
  }
}
