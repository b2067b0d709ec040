import ArgumentParser
import Bibliography
import Bytes
import Foundation
import Pipeline
import Reporting
import Store

extension Level: ExpressibleByArgument {}
extension Counting: ExpressibleByArgument {}
extension CountryOf: ExpressibleByArgument {}
extension NodeKind: ExpressibleByArgument {}
extension Sector: ExpressibleByArgument {}
extension TableFormat: ExpressibleByArgument {}
extension AuthorsBy: ExpressibleByArgument {}
extension TextEncoding: ExpressibleByArgument {}

/// What every reading command reads, and how names are judged.
struct InputOptions: ParsableArguments {
  @Argument(
    help: "A corpus (.db) or sources: files, folders, - for standard input.", completion: .file())
  var inputs: [String] = []

  @Option(help: ArgumentHelp("Use this ROR dump (.json, .json.gz, .zip) for this run.", valueName: "file"))
  var registry: String?

  @Option(
    help: ArgumentHelp(
      "Apply a person's decisions (CSV, TOML or a VOSviewer thesaurus) after resolution.", valueName: "file"))
  var curation: String?

  @Option(help: ArgumentHelp("State the venue of papers whose source has none.", valueName: "name"))
  var setVenue: String?

  @Option(help: ArgumentHelp("State the year of papers whose source has none.", valueName: "year"))
  var setYear: Int?

  @Option(help: ArgumentHelp("State the session of papers whose source has none.", valueName: "name"))
  var setSession: String?

  @Option(
    help: ArgumentHelp(
      "How bytes become text; automatic is UTF-8, or UTF-16 by its mark.", valueName: "encoding"))
  var encoding: TextEncoding = .automatic

  @Option(help: ArgumentHelp("Read CSV files of any other layout by this column map (YAML).", valueName: "map.yml"))
  var columns: String?

  @Flag(help: "Exit with code 3 when a record was rejected or a source could not be read.")
  var strict = false
}

/// Which papers, and how they are counted.
struct SelectionOptions: ParsableArguments {
  @Option(help: ArgumentHelp("Years: 2020-2025 or 2025.", valueName: "a-b"))
  var years: String?

  @Option(help: ArgumentHelp("Papers of this venue; repeatable.", valueName: "name"))
  var venue: [String] = []

  @Option(help: ArgumentHelp("Papers of this session; repeatable.", valueName: "name"))
  var session: [String] = []

  @Option(help: ArgumentHelp("Papers with this institution; repeatable.", valueName: "name"))
  var institution: [String] = []

  @Option(help: ArgumentHelp("Papers with this author; repeatable.", valueName: "name"))
  var author: [String] = []

  @Option(help: ArgumentHelp("Papers with an author listed in this file, one name a line.", valueName: "file"))
  var people: String?

  @Option(help: "Papers with an institution of this sector; repeatable.")
  var sector: [Sector] = []

  @Option(help: ArgumentHelp("Papers with an institution in this country (ISO code); repeatable.", valueName: "code"))
  var country: [String] = []

  @Option(help: ArgumentHelp("Papers with a member of this group of the curation; repeatable.", valueName: "name"))
  var group: [String] = []

  @Option(help: ArgumentHelp("Papers whose title has all these words.", valueName: "words"))
  var title: String?

  @Option(help: ArgumentHelp("Leave out papers with more authors, and say how many.", valueName: "n"))
  var maxAuthors: Int?

  @Option(help: "How finely organisations are told apart.")
  var level: Level = .institution

  @Option(help: "Each contributor gets 1, or the shares of a paper sum to 1.")
  var counting: Counting = .full

  @Option(help: ArgumentHelp("Who is one author: the same printed name, or resolved.", valueName: "by-name|resolved"))
  var authors: AuthorsBy = .byName

  @Option(help: "Whose country: the institution's seat, or the site that the text names.")
  var countryOf: CountryOf = .seat

  @Option(help: ArgumentHelp("Seed of everything drawn at random.", valueName: "n"))
  var seed: UInt64 = 1

  @Option(help: ArgumentHelp("Threads to use (default: all cores).", valueName: "n"))
  var threads: Int?

  /// The selection as one value.
  func selection() throws -> Selection {
    var selection = Selection()
    if let years { selection.years = try Self.range(years) }
    selection.venues = venue
    selection.sessions = session
    selection.institutions = institution.map { Workspace.institutionName($0) }
    selection.institutionsAsGiven = institution
    selection.authors = author
    if let people {
      guard let text = try? String(contentsOfFile: people, encoding: .utf8) else {
        throw CoterieError(
          "selection.people", "the file '\(people)' of --people cannot be read. Give a text file with one name a line.")
      }
      let names = text.split(whereSeparator: \.isNewline).map { $0.trimmingCharacters(in: .whitespaces) }
        .filter { !$0.isEmpty && !$0.hasPrefix("#") }
      guard !names.isEmpty else {
        throw CoterieError("selection.people", "the file '\(people)' of --people names nobody. Write one name a line.")
      }
      selection.people = Selection.People(file: URL(fileURLWithPath: people).lastPathComponent, names: names)
    }
    selection.sectors = sector
    selection.countries = country.map { $0.uppercased() }
    selection.groups = group
    selection.titleWords = title?.split(separator: " ").map(String.init) ?? []
    selection.maxAuthors = maxAuthors
    return selection
  }

  /// Selection, level, country rule and authors: what the store's views show.
  func scope() throws -> Scope {
    return Scope(selection: try selection(), level: level, countryOf: countryOf, authors: authors)
  }

  /// `2020-2025`, `2025`, `2020-`, `-2025`.
  static func range(_ text: String) throws -> ClosedRange<Int> {
    let ends = text.split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
    switch ends.count {
    case 1: if let year = ends[0] { return year...year }
    case 2:
      let low = text.hasPrefix("-") ? 0 : ends[0]
      let high = text.hasSuffix("-") ? 9999 : ends[1]
      if let low, let high, low <= high { return low...high }
    default: break
    }
    throw CoterieError("selection.years", "'\(text)' is no range of years. Write 2020-2025, 2025, 2020- or -2025.")
  }
}

/// Where a result goes, and in which form.
struct OutputOptions: ParsableArguments {
  @Option(name: [.short, .long], help: ArgumentHelp("Write here; the extension decides the form.", valueName: "file"))
  var output: String?

  @Option(help: "The form of tables.")
  var format: TableFormat?

  @Flag(help: "Start CSV with a byte-order mark, for Excel.")
  var bom = false

  @Flag(help: "Put an apostrophe before CSV text that a spreadsheet would run as a formula, as reports do.")
  var defuse = false

  /// Writes tables in the chosen form; several tables of one JSON output become an array.
  ///
  /// - Parameter isCancelled: asked before each piece; true ends it with `query.interrupted`.
  func write(_ tables: [Table], isCancelled: @escaping @Sendable () -> Bool = { false }) throws {
    let form = format ?? output.flatMap { TableFormat(fileName: $0) } ?? .table
    let options = TableOptions(width: output == nil ? Terminal.width : nil, byteOrderMark: bom, defuseFormulas: defuse)
    if form == .json, tables.count != 1 {
      let pieces = tables.map { TableWriter.write($0, as: form, options: options) }
      return try write("[" + pieces.map { $0.trimmingCharacters(in: .newlines) }.joined(separator: ",\n") + "]\n")
    }
    func put(to give: @escaping ([UInt8]) throws -> Void) throws {
      for (index, table) in tables.enumerated() {
        if index > 0 { try give([0x0A]) }
        try TableWriter.write(table, as: form, options: options) { piece in
          guard !isCancelled() else {
            throw CoterieError("query.interrupted", "the query was interrupted while its answer was written.")
          }
          try give(piece)
        }
      }
    }
    if let output { try OutputFile.write(to: output, put) } else { try put { Terminal.out($0) } }
  }

  /// Writes text to the chosen place.
  func write(_ text: String) throws {
    guard let output else { return Terminal.out(text) }
    try OutputFile.write(Array(text.utf8), to: output)
  }
}

/// Files that appear whole or not at all.
enum OutputFile {
  /// Writes beside the target and renames.
  static func write(_ bytes: [UInt8], to path: String) throws {
    let url = URL(fileURLWithPath: path)
    do {
      try Data(bytes).write(to: url, options: .atomic)
    } catch {
      throw unwritable(path)
    }
  }

  /// Writes the pieces that `body` gives beside the target and renames; what is no file, as a pipe, is written itself.
  static func write(to path: String, _ body: (@escaping ([UInt8]) throws -> Void) throws -> Void) throws {
    let manager = FileManager.default
    var known = stat()
    let isInPlace = stat(path, &known) == 0 && ![S_IFREG, S_IFDIR].contains(known.st_mode & S_IFMT)
    if !isInPlace { try check(path) }
    let place = isInPlace ? path : "\(path).\(UUID().uuidString.prefix(8)).partial"
    if !isInPlace, !manager.createFile(atPath: place, contents: nil) { throw unwritable(path) }
    guard let file = FileHandle(forWritingAtPath: place) else { throw unwritable(path) }
    do {
      try body { piece in
        do { try file.write(contentsOf: piece) } catch { throw unwritable(path) }
      }
      try file.close()
    } catch {
      if !isInPlace { try? manager.removeItem(atPath: place) }
      throw error
    }
    if !isInPlace, rename(place, path) != 0 {
      try? manager.removeItem(atPath: place)
      throw unwritable(path)
    }
  }

  private static func unwritable(_ path: String) -> CoterieError {
    CoterieError(
      "output.unwritable",
      "cannot write '\(path)': \(reason(path)). Name a file in a folder that exists and that you may write to.")
  }

  /// Takes away a corpus that was not finished, with what SQLite keeps beside it.
  static func removeCorpus(_ path: String) {
    for end in ["", "-wal", "-shm", "-journal"] { remove(path + end) }
  }

  /// Refuses an output that cannot be written, before long work.
  static func check(_ path: String) throws {
    let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
    var isFolder: ObjCBool = false
    let manager = FileManager.default
    let exists = manager.fileExists(atPath: path, isDirectory: &isFolder)
    if (exists && isFolder.boolValue) || !manager.fileExists(atPath: folder) || !manager.isWritableFile(atPath: folder)
    {
      throw CoterieError(
        "output.unwritable",
        "cannot write '\(path)': \(reason(path)). Name a file in a folder that exists and that you may write to.")
    }
  }

  /// Removes what was begun, quietly.
  static func remove(_ path: String) {
    for suffix in ["", "-wal", "-shm", "-journal"] { try? FileManager.default.removeItem(atPath: path + suffix) }
  }

  private static func reason(_ path: String) -> String {
    var isFolder: ObjCBool = false
    if FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue {
      return "it is a folder"
    }
    let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
    return FileManager.default.fileExists(atPath: folder) ? "permission denied" : "its folder does not exist"
  }
}
