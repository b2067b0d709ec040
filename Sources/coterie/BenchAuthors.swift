import ArgumentParser
import Resolution

/// `bench authors`: mentions to authors by evidence, on a generated corpus.
struct BenchAuthors: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "authors", abstract: "Resolve the authors of a generated corpus; quality is B-cubed F.")
  @Option(help: "Papers to generate; two mentions each on average.") var papers = 100_000
  @Option(help: "Seed of the corpus.") var seed: UInt64 = 1
  @Option(help: "The form of the result.") var format = "json"

  func run() throws {
    let corpus = AuthorCorpus.generate(papers: papers, seed: seed)
    let (assignment, seconds, cpu) = BenchResult.measure { AuthorResolution.assign(corpus.mentions) }
    let evaluation = AuthorEvaluation(truth: corpus.truth, predicted: assignment.entities)
    try BenchResult(
      step: "authors", n: corpus.mentions.count, edges: 0, seconds: seconds, cpu_seconds: cpu,
      peak_mb: BenchResult.peakMegabytes(), threads: 1, quality: evaluation.bCubedF, clusters: assignment.count
    ).write()
  }
}
