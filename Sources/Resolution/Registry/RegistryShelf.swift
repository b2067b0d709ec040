import Bibliography
import Bytes
import Foundation

/// Registries kept for all later runs, indexed, in the user's data folder: one file each, named by its dump's hash.
public struct RegistryShelf: Sendable {
  /// A registry on the shelf.
  public struct Entry: Hashable, Sendable {
    /// Sixteen hexadecimal digits of the dump's FNV-1a hash.
    public var id: String
    /// Name of the dump and number of its records.
    public var title: String
    /// Size of the index (unit: bytes).
    public var bytes: Int
    /// Whether later runs use it: the one added last.
    public var isCurrent: Bool
  }

  private let folder: URL

  /// The shelf in `folder`; without one `$XDG_DATA_HOME/coterie/registries`, or the same below `~/.local/share`.
  public init(folder: URL? = nil) {
    let environment = ProcessInfo.processInfo.environment
    let base =
      environment["XDG_DATA_HOME"].flatMap { $0.hasPrefix("/") ? URL(fileURLWithPath: $0) : nil }
      ?? FileManager.default.homeDirectoryForCurrentUser.appending(path: ".local/share")
    self.folder = folder ?? base.appending(path: "coterie/registries")
  }

  /// Indexes a ROR dump and keeps the index; later runs use it. The same dump again replaces its index.
  ///
  /// - Throws: what `Registry.init(rorDump:)` throws; `CoterieError` `registry.unwritable`.
  @discardableResult
  public func add(_ inputs: [Input]) throws -> Entry {
    let input = try Registry.dump(among: inputs)
    let registry = try Registry(rorDump: input)
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    try input.forEachChunk { for byte in $0 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 } }
    let id = String(repeating: "0", count: 16 - String(hash, radix: 16).count) + String(hash, radix: 16)
    do {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      try Data(registry.index.encoded()).write(to: file(id), options: .atomic)
      try Data(id.utf8).write(to: folder.appending(path: "current"), options: .atomic)
    } catch {
      throw CoterieError(
        "registry.unwritable",
        "the index could not be written to '\(folder.lastPathComponent)' in your data folder: "
          + "\(error.localizedDescription) Set XDG_DATA_HOME to a folder that can be written.")
    }
    return Entry(
      id: id, title: registry.title, bytes: (try? Data(contentsOf: file(id)).count) ?? 0, isCurrent: true)
  }

  /// What is kept, by id.
  public func list() -> [Entry] {
    let files = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    return files.filter { $0.hasSuffix(".registry") }.sorted().map { name in
      let id = String(name.dropLast(".registry".count))
      let bytes = (try? Data(contentsOf: file(id))).map { Array($0) } ?? []
      var reader = BinaryReader(bytes)
      _ = try? reader.read(UInt64.self)
      let title = (try? reader.readTexts().first) ?? nil
      return Entry(id: id, title: title ?? "damaged", bytes: bytes.count, isCurrent: id == currentID)
    }
  }

  /// Takes a registry off the shelf.
  ///
  /// - Throws: `CoterieError` `registry.unknown` when no id begins with `id`, or several do.
  public func remove(_ id: String) throws {
    let found = list().filter { $0.id.hasPrefix(id) }
    guard found.count == 1, let entry = found.first else {
      throw CoterieError(
        "registry.unknown",
        "\(found.isEmpty ? "no registry's id begins" : "the ids of \(found.count) registries begin") with '\(id)'. "
          + "`coterie registry list` shows them.")
    }
    try FileManager.default.removeItem(at: file(entry.id))
    if entry.isCurrent { try? FileManager.default.removeItem(at: folder.appending(path: "current")) }
  }

  /// The registry that runs use: the one added last, nil when the shelf is empty.
  ///
  /// - Throws: `CoterieError` `registry.outdated`, `registry.damaged`.
  public func current() throws -> Registry? {
    guard let id = currentID, let data = try? Data(contentsOf: file(id)) else { return nil }
    return Registry(index: try RegistryIndex(encoded: Array(data), name: id))
  }

  private var currentID: String? {
    (try? Data(contentsOf: folder.appending(path: "current"))).map { String(decoding: $0, as: UTF8.self) }
  }

  private func file(_ id: String) -> URL { folder.appending(path: id + ".registry") }
}
