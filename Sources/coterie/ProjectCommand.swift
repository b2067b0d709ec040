import ArgumentParser
import Bibliography
import Foundation
import Pipeline
import Store

/// Which network is projected.
enum ProjectionOf: String, ExpressibleByArgument, CaseIterable {
  case authors, institutions
}

struct ProjectCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "project", abstract: "Write the edge list of a network, made where the data are.",
    discussion: """
      coterie project corpus.db --of institutions --format csv
      coterie project --engine spark --warehouse DIR --of authors --edge-list -o edges.txt
      coterie clusters --network edges.txt
      """)

  @OptionGroup var input: InputOptions
  @OptionGroup var selection: SelectionOptions
  @OptionGroup var output: OutputOptions
  @OptionGroup var spark: SparkOptions

  @Option(help: "Who the nodes are.")
  var of: ProjectionOf = .institutions

  @Flag(help: "Write 'a b weight' lines of numbers, as `clusters --network` reads them.")
  var edgeList = false

  func run() async throws {
    let query = try of == .authors ? NamedQuery.authorEdges() : NamedQuery.institutionEdges()
    if let file = output.output { try OutputFile.check(file) }
    let weight = selection.counting == .full ? 2 : 3
    let isCancelled = Interrupt.watch()
    let head = "# \(query.title): a b weight (\(selection.counting.rawValue) counting)\n"
    if spark.engine == .spark {
      let job = SparkJob(try spark.there.place(), scope: try selection.scope(), questions: [.init(query)])
      let session = try spark.there.session(isCancelled: isCancelled)
      spark.there.noteWhoResolved()
      guard edgeList else { return try output.write(await session.answer([job])[0]) }
      // Edges go out as they come in: there may be more than memory holds.
      let lines = try LineOutput(output.output)
      do {
        try lines.write(head)
        _ = try await session.answer([job]) { _, _, row in
          try lines.write("\(row[0].plain) \(row[1].plain) \(row[weight].plain)\n")
        }
        try lines.finish()
      } catch {
        lines.abandon()
        throw error
      }
      return
    }
    let workspace = try input.open(selection, namesAuthors: of == .authors)
    let table = try workspace.corpus.table(
      query, in: try selection.scope(), limits: QueryLimits(isCancelled: isCancelled))
    try input.finish(workspace)
    guard edgeList else { return try output.write([table]) }
    var text = head
    for row in table.rows {
      text += "\(row[0].plain) \(row[1].plain) \(row[weight].plain)\n"
    }
    try output.write(text)
  }
}

/// Text that is too long to be held: to standard output, or beside a file that it replaces at the end.
final class LineOutput {
  private let path: String?
  private var making: String { (path ?? "") + ".making" }
  private var file: FileHandle?
  private var buffer: [UInt8] = []

  /// Standard output when there is no path.
  init(_ path: String?) throws {
    self.path = path
    guard path != nil else { return }
    guard FileManager.default.createFile(atPath: making, contents: nil) else { throw unwritable }
    file = FileHandle(forWritingAtPath: making)
  }

  /// Adds text.
  func write(_ text: String) throws {
    buffer += Array(text.utf8)
    if buffer.count > 1 << 16 { try flush() }
  }

  /// Everything is written: the file takes its name.
  func finish() throws {
    try flush()
    guard let path else { return }
    try file?.close()
    guard rename(making, path) == 0 else { throw unwritable }
  }

  /// Leaves nothing behind.
  func abandon() {
    try? file?.close()
    if path != nil { try? FileManager.default.removeItem(atPath: making) }
  }

  private func flush() throws {
    defer { buffer.removeAll(keepingCapacity: true) }
    guard path != nil else { return Terminal.out(buffer) }
    do { try file?.write(contentsOf: Data(buffer)) } catch { throw unwritable }
  }

  private var unwritable: CoterieError {
    CoterieError(
      "output.unwritable", "cannot write '\(path ?? "")'. Name a file in a folder with space that you may write to.")
  }
}
