import ArgumentParser
import Bibliography
import Foundation
import Ingestion

/// `coterie bench corpus`: a corpus of any size to measure with.
struct BenchCorpus: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "corpus", abstract: "Write a made-up corpus.")

  @Option(help: "How many papers.") var papers = 20_000
  @Option(help: "Seed of everything random.") var seed: UInt64 = 1
  @Option(name: .customLong("as"), help: "openalex, dblp, bibtex or records.") var form = "openalex"
  @Flag(help: "Give the largest institutions names that exist, and all of them countries and types.")
  var namesKnown = false
  @Option(name: .shortAndLong, help: "The file to write.") var output: String

  func run() throws {
    guard let form = GeneratedCorpus.Form(rawValue: form) else {
      throw ValidationError(
        "'\(form)' is no form. Use \(GeneratedCorpus.Form.allCases.map(\.rawValue).joined(separator: ", ")).")
    }
    guard FileManager.default.createFile(atPath: output, contents: nil),
      let file = FileHandle(forWritingAtPath: output)
    else { throw CoterieError("bench.output", "cannot write '\(output)'. Name a file in a folder that exists.") }
    defer { try? file.close() }
    try GeneratedCorpus(papers: papers, seed: seed, namesKnown: namesKnown).write(as: form) {
      try file.write(contentsOf: Data($0.utf8))
    }
  }
}
