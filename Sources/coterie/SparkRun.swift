import ArgumentParser
import Bibliography
import Foundation
import Store

extension Dialect: ExpressibleByArgument {}

/// Where a question is answered.
enum Engine: String, ExpressibleByArgument, CaseIterable {
  case sqlite, spark
}

/// SQLite here, or a Spark of the user's own.
struct SparkOptions: ParsableArguments {
  @Option(help: "Where the question is answered.")
  var engine: Engine = .sqlite

  @OptionGroup var there: SparkPlace
}

/// A Spark of the user's own, and the papers its questions are about.
struct SparkStart: ParsableArguments {
  @Option(
    help: ArgumentHelp("The Spark to use (default: SPARK_HOME, else spark-submit on the path).", valueName: "folder"))
  var sparkHome: String?

  @Option(help: ArgumentHelp("Spark's master: local[2], spark://host:7077, yarn, ...", valueName: "master"))
  var master: String = "local[*]"

  @Option(help: ArgumentHelp("A setting for Spark, as its --conf takes it; repeatable.", valueName: "key=value"))
  var sparkConf: [String] = []

  /// The Spark that is to work; what a command sets gives way to what the user sets.
  func session(
    settings: [String] = [], isCancelled: @escaping @Sendable () -> Bool = { false }
  ) throws -> SparkSession {
    SparkSession(
      submit: try SparkSession.find(home: sparkHome), master: master, settings: settings + sparkConf,
      isCancelled: isCancelled)
  }
}

/// Which Spark answers, and where the papers lie.
struct SparkPlace: ParsableArguments {
  @OptionGroup var start: SparkStart

  @Option(
    help: ArgumentHelp(
      "A folder that `coterie export --as warehouse` wrote, or openalex:PATH for works of the OpenAlex snapshot.",
      valueName: "path"))
  var warehouse: String?

  @Option(
    help: ArgumentHelp(
      "With openalex:PATH: its affiliations as `coterie resolve --texts FILE --parts` decided them.", valueName: "file")
  )
  var resolved: String?

  /// Where the papers lie, or what to do about their absence.
  func place() throws -> SparkJob.Place {
    guard let warehouse else {
      throw ValidationError(
        "--engine spark asks a warehouse. Write one with `coterie export --as warehouse -o DIR`, name it with --warehouse DIR."
      )
    }
    return try SparkJob.Place(warehouse, resolved: resolved)
  }

  /// The Spark that is to answer.
  func session(isCancelled: @escaping @Sendable () -> Bool = { false }) throws -> SparkSession {
    try start.session(isCancelled: isCancelled)
  }

  /// Says what a person must know of numbers that OpenAlex's own resolution gave.
  func noteWhoResolved() {
    if warehouse?.hasPrefix("openalex:") == true, resolved == nil {
      Terminal.note("note: sectors and institutions: OpenAlex, families not rolled up. `--resolved FILE` uses our own.")
    }
  }
}
