import Foundation
import Subprocess
import Testing

#if canImport(System)
  import System
#else
  import SystemPackage
#endif

/// The program as a user runs it: the binary that the package has just built.
enum Program {
  struct Result: Sendable {
    var status: Int32
    var output: String
    var errors: String
  }

  /// Beside the test bundle.
  static let path: String = {
    let tests =
      (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? CommandLine.arguments[0]
    let bundle = CommandLine.arguments.first { $0.hasSuffix(".xctest") } ?? tests
    return URL(fileURLWithPath: bundle).deletingLastPathComponent().appendingPathComponent("coterie").path
  }()

  /// The top of the repository, where README examples run.
  static let root: String = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().path

  static let sample = "Tests/Fixtures/osdi25-contents.txt"

  static func run(
    _ arguments: [String], program: String = path, directory: String = root, input: String = "",
    environment: [String: String] = [:]
  ) async throws -> Result {
    let result = try await Subprocess.run(
      .path(FilePath(program)), arguments: Arguments(arguments),
      environment: .inherit.updating(
        Dictionary(uniqueKeysWithValues: environment.map { (Environment.Key(stringLiteral: $0), $1) })),
      workingDirectory: FilePath(directory),
      input: .string(input), output: .string(limit: 1 << 24), error: .string(limit: 1 << 24))
    let status: Int32 =
      switch result.terminationStatus {
      case .exited(let code): Int32(code)
      case .signaled(let signal): -Int32(signal)
      }
    return Result(status: status, output: result.standardOutput, errors: result.standardError)
  }
}

/// A folder that is gone afterwards.
final class Scratch: Sendable {
  let path: String

  init() throws {
    path = NSTemporaryDirectory() + "coterie-test-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  func file(_ name: String, _ text: String) throws -> String {
    let place = path + "/" + name
    try text.write(toFile: place, atomically: true, encoding: .utf8)
    return place
  }

  /// Every file below, by relative path, with its bytes.
  static func contents(of folder: String) throws -> [String: Data] {
    var files: [String: Data] = [:]
    for name in try FileManager.default.subpathsOfDirectory(atPath: folder) {
      var isFolder: ObjCBool = false
      let place = folder + "/" + name
      guard FileManager.default.fileExists(atPath: place, isDirectory: &isFolder), !isFolder.boolValue else { continue }
      files[name] = try Data(contentsOf: URL(fileURLWithPath: place))
    }
    return files
  }
}
