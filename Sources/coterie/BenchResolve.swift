import ArgumentParser
import Bibliography
import Bytes
import Foundation
import Pipeline
import Resolution

/// `coterie bench resolve`: distinct affiliation texts to institutions.
struct BenchResolve: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "resolve", abstract: "Resolve affiliation texts, one a line.",
    discussion: "Each distinct text counts once; loading the registry is measured apart, as load_seconds.")

  @OptionGroup var options: BenchOptions

  @Option(help: ArgumentHelp("Use this ROR dump instead of the registry kept for all runs.", valueName: "file"))
  var registry: String?

  private struct Result: Encodable {
    var step = "resolve"
    /// Distinct texts.
    var n: Int
    var texts_per_second: Double
    /// Texts with an institution of the registry.
    var found: Int
    var load_seconds: Double
    var seconds: Double
    var cpu_seconds: Double
    var peak_mb: Double
    var threads: Int
  }

  func run() throws {
    guard let input = try Input.open(options.file).first else { return }
    let lines = String(decoding: try input.readAll(), as: UTF8.self).split { $0.isNewline }
    var seen: Set<Substring> = []
    let texts = lines.filter { seen.insert($0).inserted }.map { Affiliation(String($0)) }
    var workspace = WorkspaceOptions()
    workspace.registry = registry
    let (judged, loading, _) = try BenchResult.measure { try Workspace.registry(workspace) }
    let resolver = Resolver(registry: judged)
    let (parts, seconds, cpu) = BenchResult.measure { resolver.resolve(texts, threads: options.threads) }
    let result = Result(
      n: texts.count, texts_per_second: Double(texts.count) / max(seconds, 1e-9),
      found: parts.count { $0.contains { $0.institution?.ror != nil } }, load_seconds: loading, seconds: seconds,
      cpu_seconds: cpu, peak_mb: BenchResult.peakMegabytes(), threads: options.threads)
    try BenchResult.put(result)
  }
}
