import Bibliography
import Foundation

/// A file of a report: its path inside the folder, with `/`, and its bytes.
public struct ReportFile: Hashable, Sendable {
  /// `data/pairs.csv`.
  public var path: String
  /// The whole file.
  public var bytes: [UInt8]

  /// A file of bytes.
  public init(_ path: String, bytes: [UInt8]) {
    self.path = path
    self.bytes = bytes
  }

  /// A file of UTF-8 text.
  public init(_ path: String, _ text: String) {
    self.init(path, bytes: Array(text.utf8))
  }
}

/// The folder a report goes to: checked before the long work, written whole or not at all.
///
/// A folder may be replaced when it is empty or holds only what an earlier report put there, which the file
/// `.coterie-report` lists. New files are staged first, so that a full disk or a lost permission leaves the old report
/// as it was; then they take the place of the old ones. A new folder is staged beside its place and renamed.
public struct ReportFolder: Sendable {
  /// Lists the files of a report, one path a line.
  static let manifestName = ".coterie-report"
  private static let stagingPrefix = ".coterie-partial-"

  /// As the user gave it.
  public let path: String
  private let url: URL
  private let exists: Bool
  private let oldFiles: [String]

  /// Checks that a report may be written to `path`; writes nothing.
  ///
  /// - Throws: `CoterieError` when the path is a file, holds files that no report wrote, or cannot be written.
  public init(at path: String) throws {
    self.path = path
    url = URL(fileURLWithPath: path).resolvingSymlinksInPath()
    let manager = FileManager.default
    var isDirectory: ObjCBool = false
    exists = manager.fileExists(atPath: url.path, isDirectory: &isDirectory)
    guard exists else {
      oldFiles = []
      try Self.checkParent(of: url, named: path)
      return
    }
    guard isDirectory.boolValue else {
      throw CoterieError("output.file", "'\(path)' is a file; a report needs a folder. Choose another output.")
    }
    guard let found = manager.enumerator(atPath: url.path), manager.isReadableFile(atPath: url.path) else {
      throw CoterieError("output.unreadable", "cannot look into '\(path)'. Choose another output folder.")
    }
    let manifest = try? String(contentsOf: url.appending(path: Self.manifestName), encoding: .utf8)
    let ours = Set((manifest ?? "").split(separator: "\n").map(String.init) + [Self.manifestName])
    var old: [String] = []
    while let name = found.nextObject() as? String {
      if name.hasPrefix(Self.stagingPrefix) {
        found.skipDescendants()
        continue
      }
      var isFolder: ObjCBool = false
      _ = manager.fileExists(atPath: url.appending(path: name).path, isDirectory: &isFolder)
      if isFolder.boolValue { continue }
      guard ours.contains(name) else {
        let mend = "Move it away or choose another output folder"
        throw CoterieError(
          "output.foreign-files",
          manifest == nil
            ? "'\(path)' is not a report of ours: it holds '\(name)'. \(mend)."
            : "'\(path)' holds '\(name)', which no report wrote and which would be lost. \(mend).")
      }
      old.append(name)
    }
    oldFiles = old
    guard manager.isWritableFile(atPath: url.path) else { throw Self.unwritable(path) }
  }

  /// Puts the files in place, and removes those of the report that was there before.
  ///
  /// - Throws: `CoterieError` when something cannot be written; then everything is as it was.
  public func write(_ files: [ReportFile]) throws {
    let manager = FileManager.default
    let name = Self.stagingPrefix + String(ProcessInfo.processInfo.processIdentifier)
    let parent = url.deletingLastPathComponent()
    let madeParent = exists ? nil : Self.firstMissing(above: url)
    let staging = (exists ? url : parent).appending(path: name)
    do {
      try? manager.removeItem(at: staging)
      try manager.createDirectory(at: staging, withIntermediateDirectories: true)
      let listed = files.map(\.path).sorted().map { $0 + "\n" }.joined()
      for file in files + [ReportFile(Self.manifestName, listed)] {
        let place = staging.appending(path: file.path)
        try manager.createDirectory(at: place.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(file.bytes).write(to: place)
      }
      if exists {
        try moveIn(files.map(\.path), from: staging)
      } else {
        try manager.moveItem(at: staging, to: url)
      }
    } catch {
      try? manager.removeItem(at: staging)
      if let madeParent { try? manager.removeItem(at: madeParent) }
      throw error is CoterieError ? error : Self.unwritable(path, error)
    }
  }

  /// Renames each staged file over its predecessor; the list goes first, so that a broken run can be repeated.
  private func moveIn(_ names: [String], from staging: URL) throws {
    let manager = FileManager.default
    let union = Set(names).union(oldFiles).subtracting([Self.manifestName]).sorted().map { $0 + "\n" }.joined()
    try Data(union.utf8).write(to: url.appending(path: Self.manifestName))
    for name in names + [Self.manifestName] {
      let place = url.appending(path: name)
      try manager.createDirectory(at: place.deletingLastPathComponent(), withIntermediateDirectories: true)
      guard rename(staging.appending(path: name).path, place.path) == 0 else {
        throw Self.unwritable(path, CocoaError(.fileWriteUnknown))
      }
    }
    try manager.removeItem(at: staging)
    for name in Set(oldFiles).subtracting(names + [Self.manifestName]).sorted() {
      try manager.removeItem(at: url.appending(path: name))
    }
    for folder in Set(oldFiles.compactMap { $0.contains("/") ? $0.prefix { $0 != "/" } : nil }) {
      // Succeeds only where nothing is left in it.
      rmdir(url.appending(path: String(folder)).path)
    }
  }

  private static func checkParent(of url: URL, named path: String) throws {
    let manager = FileManager.default
    let base = (firstMissing(above: url) ?? url).deletingLastPathComponent()
    var isDirectory: ObjCBool = false
    guard manager.fileExists(atPath: base.path, isDirectory: &isDirectory), isDirectory.boolValue else {
      throw CoterieError("output.parent", "'\(path)' lies inside a file. Choose another output folder.")
    }
    guard manager.isWritableFile(atPath: base.path) else { throw unwritable(path) }
  }

  /// The outermost folder above `url` that does not exist; nil when its parent does.
  private static func firstMissing(above url: URL) -> URL? {
    var missing: URL?
    var folder = url.deletingLastPathComponent()
    while !FileManager.default.fileExists(atPath: folder.path), folder.path != "/" {
      missing = folder
      folder = folder.deletingLastPathComponent()
    }
    return missing
  }

  private static func unwritable(_ path: String, _ error: (any Error)? = nil) -> CoterieError {
    let underlying = (error as NSError?)?.userInfo[NSUnderlyingErrorKey] as? NSError
    let isFull = (error as? CocoaError)?.code == .fileWriteOutOfSpace || underlying?.code == Int(ENOSPC)
    return CoterieError(
      "output.unwritable",
      isFull
        ? "cannot write to '\(path)': the disk is full. Nothing was changed there. Free some space or choose another output."
        : "cannot write to '\(path)'. Nothing was changed there. Check its permissions or choose another output."
    )
  }
}
