import Bibliography
import Foundation

/// All named queries: those that travel inside the program, and a user's own.
public struct QueryCatalog: Sendable {
  /// Ascending by name.
  public var queries: [NamedQuery]

  /// The bundled queries, and those of a folder; a file there replaces a bundled query of its name.
  ///
  /// - Throws: `query.folder` when the folder cannot be read, `query.header` for a file that is no query.
  public init(adding folder: String? = nil) throws {
    var byName: [String: NamedQuery] = [:]
    for (path, text) in EmbeddedFiles.all where path.hasSuffix(".sql") {
      let name = String((path.split(separator: "/").last ?? "").dropLast(4))
      byName[name] = try NamedQuery(name: name, text: text)
    }
    if let folder {
      guard let files = try? FileManager.default.contentsOfDirectory(atPath: folder) else {
        throw CoterieError("query.folder", "the folder '\(folder)' cannot be read.")
      }
      for file in files.sorted() where file.hasSuffix(".sql") {
        let name = String(file.dropLast(4))
        let text = try String(contentsOfFile: folder + "/" + file, encoding: .utf8)
        byName[name] = try NamedQuery(name: name, text: text, file: file)
      }
    }
    queries = byName.values.sorted { $0.name < $1.name }
  }

  /// The query called `name`.
  ///
  /// - Throws: `query.unknown`, with the nearest name when there is one.
  public func query(named name: String) throws -> NamedQuery {
    if let query = queries.first(where: { $0.name == name }) { return query }
    let near = nearest(to: name).map { " Did you mean '\($0)'?" } ?? ""
    throw CoterieError(
      "query.unknown", "no query named '\(name)'.\(near) `coterie query --list` shows all \(queries.count).")
  }

  /// The name within two edits of `name`, or the first that shares most of its beginning, four letters at least; nil when
  /// none is near.
  public func nearest(to name: String) -> String? {
    let folded = name.lowercased().replacing("_", with: "-")
    let ranked = queries.map { (editDistance($0.name, folded), $0.name) }.min { $0 < $1 }
    if let ranked, ranked.0 <= 2 { return ranked.1 }
    let best = queries.map { ($0.name.commonPrefix(with: folded).count, $0.name) }.max { $0.0 < $1.0 }
    guard let best, best.0 >= 4 else { return nil }
    return best.1
  }
}
