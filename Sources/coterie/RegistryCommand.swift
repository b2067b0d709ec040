import ArgumentParser
import Bibliography
import Bytes
import Resolution

struct RegistryCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "registry", abstract: "Keep a ROR dump, indexed, for all later runs.",
    subcommands: [RegistryAdd.self, RegistryList.self, RegistryRemove.self, RegistryShow.self])
}

struct RegistryAdd: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "add", abstract: "Index a ROR v2 dump (.json, .json.gz, .zip) and use it from now on.")

  @Argument(help: "The dump.", completion: .file())
  var file: String

  func run() throws {
    let entry = try RegistryShelf().add(try Input.open(file))
    Terminal.out("\(entry.id)  \(entry.title)\n")
  }
}

struct RegistryList: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "What is kept; runs use the one marked as current.")

  @OptionGroup var output: OutputOptions

  func run() throws {
    try output.write([
      Table(
        title: "Registries",
        columns: [.init("id"), .init("title"), .init("size", unit: "bytes"), .init("current")],
        rows: RegistryShelf().list().map {
          [.text($0.id), .text($0.title), .integer($0.bytes), .text($0.isCurrent ? "yes" : "no")]
        })
    ])
  }
}

struct RegistryRemove: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "remove", abstract: "Take a registry off the shelf.")

  @Argument(help: "Its id, or how it begins.")
  var id: String

  func run() throws { try RegistryShelf().remove(id) }
}

struct RegistryShow: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "The facts built into the program: organisations, roll-ups, exceptions.")

  @Flag(help: "The listed roll-ups instead of the organisations.")
  var rollups = false

  @Flag(help: "The exceptions from registry types instead of the organisations.")
  var exceptions = false

  @OptionGroup var output: OutputOptions

  func validate() throws {
    if rollups, exceptions { throw ValidationError("Give one of --rollups and --exceptions.") }
  }

  func run() throws { try output.write([Registry.builtInTables[rollups ? 1 : exceptions ? 2 : 0]]) }
}
