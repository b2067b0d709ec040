import ArgumentParser
import Bibliography
import Foundation
import Store

/// `coterie evaluate openalex`: what deciding the texts changes in the answers.
struct EvaluateOpenAlex: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "openalex",
    abstract: "On OpenAlex works: answers on decided texts beside those on OpenAlex's own institutions.",
    discussion: """
      Every question that depends on institutions, sectors or countries is asked twice in one start of Spark. Questions \
      that need a name are asked when --set gives it: --set institution=NAME --set institution_b=NAME --set author=NAME.
      """)

  @OptionGroup var spark: SparkPlace
  @OptionGroup var selection: SelectionOptions
  @OptionGroup var output: OutputOptions

  @Option(
    name: .customLong("set"), help: ArgumentHelp("A name that questions need; repeatable.", valueName: "name=value"))
  var parameters: [String] = []

  func run() async throws {
    guard case .openAlex(let path, let resolved?) = try spark.place() else {
      throw ValidationError(
        "Two answers are compared: name works with --warehouse openalex:PATH and their decided texts with --resolved FILE."
      )
    }
    var given = try KeyValue.parse(parameters)
    given["institution_a"] = given["institution_a"] ?? given["institution"]
    var questions: [SparkJob.Question] = []
    var leftOut: [String] = []
    for query in try QueryCatalog().queries where query.onlySQLite == nil && query.asksOfInstitutions {
      let names = query.parameters.map(\.name)
      if query.parameters.contains(where: { $0.isRequired && given[$0.name] == nil }) {
        leftOut.append(query.name)
      } else {
        questions.append(.init(query, values: given.filter { names.contains($0.key) }))
      }
    }
    let scope = try selection.scope()
    let jobs = [SparkJob.Place.openAlex(path, resolved: resolved), .openAlex(path, resolved: nil)].map { place in
      var job = SparkJob(place, scope: scope, questions: questions)
      job.allowsMissingNames = true
      return job
    }
    let answers = try await spark.session(isCancelled: Interrupt.watch()).answer(jobs)
    let found = zip(questions, zip(answers[0], answers[1])).map { question, tables in
      (question: question.query.name, found: TableDisagreement(tables.0, tables.1, ignoring: ["text_as_written"]))
    }
    if !leftOut.isEmpty {
      Terminal.note("note: without a name for them, left out: \(leftOut.joined(separator: ", ")). --set gives names.")
    }
    let method = parameters.isEmpty ? [] : [MethodLine("set", parameters.joined(separator: ", "))]
    try output.write([
      TableDisagreement.table(found, method: method + scope.method(resolution: "texts decided before; OpenAlex"))
    ])
  }
}
