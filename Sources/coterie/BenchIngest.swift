import ArgumentParser
import Bibliography
import Foundation
import Ingestion
import Pipeline
import Store

/// `coterie bench ingest`: a file through its reader, into nothing, into tables in memory, or into a corpus file.
struct BenchIngest: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ingest", abstract: "Read a file of any format.",
    discussion: """
      Without an option papers are read and let go. `--in-memory` keeps them in interned tables; `--into` makes a new \
      corpus file, resolution, counts and indexes included, as `coterie ingest` does. Reading and keeping run on a thread \
      each.
      """)

  @OptionGroup var options: BenchOptions
  @Flag(help: "Keep the papers in interned tables in memory.") var inMemory = false
  @Option(help: ArgumentHelp("Make this corpus file, which must not exist.", valueName: "corpus.db")) var into: String?

  private struct Result: Encodable {
    var step: String
    /// Papers kept.
    var n: Int
    var rejected: Int
    var authorships: Int?
    var mb: Double
    var mb_per_second: Double
    var mb_per_cpu_second: Double
    var seconds: Double
    var cpu_seconds: Double
    var peak_mb: Double
    var threads = 2
    /// Size of the corpus file.
    var corpus_mb: Double?
  }

  func run() throws {
    let bytes = size(of: options.file)
    var counts = (kept: 0, rejected: 0, authorships: 0)
    let (_, seconds, cpu) = try BenchResult.measure { counts = try into.map(ingest) ?? read() }
    try BenchResult.put(
      Result(
        step: into != nil ? "ingest-file" : inMemory ? "ingest-memory" : "ingest", n: counts.kept,
        rejected: counts.rejected, authorships: into == nil ? counts.authorships : nil, mb: bytes / 1e6,
        mb_per_second: bytes / 1e6 / max(seconds, 1e-9), mb_per_cpu_second: bytes / 1e6 / max(cpu, 1e-9),
        seconds: seconds, cpu_seconds: cpu, peak_mb: BenchResult.peakMegabytes(),
        corpus_mb: into.map { size(of: $0) / 1e6 }))
  }

  private func ingest(into path: String) throws -> (Int, Int, Int) {
    let corpus = try Corpus.create(at: path)
    var workspace = Workspace(corpus: corpus)
    try workspace.add([options.file], options: WorkspaceOptions())
    try corpus.close()
    return (workspace.sources.reduce(0) { $0 + $1.kept }, workspace.rejected, 0)
  }

  private func read() throws -> (Int, Int, Int) {
    let tables = inMemory ? try MemoryTables() : nil
    var (kept, rejected, authorships) = (0, 0, 0)
    try Workspace.read([options.file]) { batch in
      try tables?.keep(batch)
      kept += batch.count
      authorships += batch.authorshipCount
      rejected += batch.diagnostics.count { $0.isRejection }
    }
    return (kept, rejected, authorships)
  }

  private func size(of path: String) -> Double {
    let attributes = try? FileManager.default.attributesOfItem(atPath: path)
    return Double((attributes?[.size] as? Int) ?? 0)
  }

}
