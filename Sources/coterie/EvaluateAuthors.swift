import ArgumentParser
import Bibliography
import Bytes
import Ingestion
import Resolution

struct EvaluateAuthors: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "authors", abstract: "Who is who, against identifiers in real data or a generated truth.",
    discussion: """
      Gold files are sources that identify people: ORCIDs (OpenAlex, Crossref, dblp, PubMed), author ids (Scopus), \
      homonym numbers (dblp). These are hidden from the resolver and are the truth. --generate makes a corpus with \
      known authors instead.
      """)

  @Option(help: ArgumentHelp("A source whose identifiers are the truth; repeatable.", valueName: "file"))
  var gold: [String] = []

  @Option(help: ArgumentHelp("Generate a corpus of so many papers; its authors are known.", valueName: "papers"))
  var generate: Int?

  @Option(help: "Seed of the generated corpus.")
  var seed: UInt64 = 1

  @Option(help: ArgumentHelp("Fail when B-cubed precision of resolved authors is below, 0 to 1.", valueName: "share"))
  var precisionFloor: Double?

  @Option(help: ArgumentHelp("Fail when B-cubed recall of resolved authors is below, 0 to 1.", valueName: "share"))
  var recallFloor: Double?

  @OptionGroup var output: OutputOptions

  func validate() throws {
    guard gold.isEmpty != (generate == nil) else {
      throw ValidationError("Give --gold FILE or --generate PAPERS.")
    }
    if let generate, generate < 1 { throw ValidationError("--generate takes a number of papers, at least 1.") }
  }

  func run() throws {
    var rows: [(source: String, authors: String, score: AuthorEvaluation)] = []
    let mentions: [AuthorMention]
    let total: AuthorEvaluation
    if let generate {
      let corpus = AuthorCorpus.generate(papers: generate, seed: seed)
      mentions = corpus.mentions
      let byName = AuthorsByName.assign(mentions.map(\.name)).entities
      rows.append(("generated", "by-name", AuthorEvaluation(truth: corpus.truth, predicted: byName)))
      total = AuthorEvaluation(truth: corpus.truth, predicted: AuthorResolution.assign(mentions).entities)
      rows.append(("generated", "resolved", total))
    } else {
      let people = try labelled()
      guard people.labels.contains(where: { $0 != nil }) else {
        throw CoterieError(
          "evaluate.no-labels",
          "no author in '\(gold.joined(separator: "', '"))' has an ORCID, an author id or a homonym number; "
            + "give a source that identifies people.")
      }
      mentions = people.mentions
      let byName = AuthorsByName.assign(mentions.map(\.name)).entities
      let resolved = AuthorResolution.assign(mentions).entities
      for source in 0..<people.sourceCount where people.sourceCount > 1 {
        let labels = people.labels.indices.map { people.sources[$0] == source ? people.labels[$0] : nil }
        guard labels.contains(where: { $0 != nil }) else { continue }
        let name = gold[source].split(separator: "/").last.map(String.init) ?? gold[source]
        rows.append((name, "by-name", people.score(byName, labels)))
        rows.append((name, "resolved", people.score(resolved, labels)))
      }
      rows.append(("all", "by-name", people.score(byName, people.labels)))
      total = people.score(resolved, people.labels)
      rows.append(("all", "resolved", total))
    }
    try output.write([table(rows, of: mentions.count)])
    for (name, value, floor) in [
      ("precision", total.bCubedPrecision, precisionFloor), ("recall", total.bCubedRecall, recallFloor),
    ] {
      if let floor, value < floor {
        Terminal.note("error: [evaluate.floor] B-cubed \(name) is \(value), the floor is \(floor).")
        throw ExitCode.failure
      }
    }
  }

  private func labelled() throws -> LabelledAuthors {
    let resolver = Resolver()
    var people = LabelledAuthors()
    for path in gold {
      let sink = CollectingSink()
      for input in try Input.open(path) {
        let sample = try input.sample()
        guard let reader = Readers.sniff(Sample(bytes: sample.bytes, isWhole: sample.isWhole), name: input.name) else {
          throw CoterieError("input.unknown-format", "no reader knows the content of '\(input.name)'.")
        }
        try reader.init().read(input, context: ReadingContext { resolver.isOrganisation($0) }, into: sink)
      }
      people.append(sink.papers) { affiliation in resolver.resolve(affiliation).compactMap { $0.institution?.key } }
    }
    return people
  }

  private func table(
    _ rows: [(source: String, authors: String, score: AuthorEvaluation)], of mentions: Int
  ) -> Table {
    let labelled = rows.last?.score.mentions ?? 0
    var method = [MethodLine("threshold", "\((AuthorRules().probability * 100).rounded() / 100)")]
    if generate != nil { method.append(MethodLine("seed", "\(seed)")) }
    return Table(
      title: "How right the authors are", method: method,
      columns: [
        .init("source"), .init("authors", note: "how mentions become authors"),
        .init("mentions", unit: "mentions", note: "with a label"),
        .init("true_authors", unit: "authors"), .init("found_authors", unit: "authors"),
        .init("precision", unit: "0…1", note: "B-cubed"), .init("recall", unit: "0…1", note: "B-cubed"),
        .init("pair_precision", unit: "0…1"), .init("pair_recall", unit: "0…1"),
        .init("split", unit: "authors", note: "true authors in several parts"),
        .init("merged", unit: "authors", note: "found authors that are several people"),
      ],
      rows: rows.map { source, name, e in
        [
          .text(source), .text(name), .integer(e.mentions), .integer(e.trueAuthors), .integer(e.predictedAuthors),
          .real(e.bCubedPrecision), .real(e.bCubedRecall), .real(e.pairwisePrecision), .real(e.pairwiseRecall),
          .integer(e.splitErrors), .integer(e.mergeErrors),
        ]
      },
      notes: [
        "\(labelled) of \(mentions) mentions have a label; the others help as co-authors. All sources are resolved "
          + "together; labels of different kinds (ORCIDs, author ids) are never compared."
      ])
  }
}
