import Foundation
import Testing

/// Other people's programs that tests compare with, as `.ci/setup --tests` installs them.
enum Peers {
  /// The virtual environment with a Spark and a DuckDB.
  static let folder: String = {
    let environment = ProcessInfo.processInfo.environment
    let cache = environment["XDG_CACHE_HOME"] ?? (environment["HOME"] ?? NSHomeDirectory()) + "/.cache"
    return cache + "/coterie-tests/peers"
  }()

  /// A program of it; a test that needs it fails without, it is never skipped.
  static func program(_ name: String) throws -> String {
    let path = "\(folder)/bin/\(name)"
    try #require(
      FileManager.default.isExecutableFile(atPath: path), "'\(path)' is missing: run `.ci/setup --tests`")
    return path
  }
}
