import Foundation
import Testing

/// The README's tour is real: each `$ coterie …` block shows what the program prints.
///
/// `RECORD_GOLDENS=1 swift test --filter ReadmeTests` writes what it prints into README.md, and fails.
@Suite struct ReadmeTests {
  struct Example: Sendable {
    /// What stands after `$ `.
    var command: String
    /// The lines below it, up to the end of the block.
    var output: String
    /// Lines of the README that `output` takes up.
    var lines: Range<Int>
  }

  static let lines: [String] = {
    let text = (try? String(contentsOfFile: Program.root + "/README.md", encoding: .utf8)) ?? ""
    return text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
  }()

  static let examples: [Example] = {
    var examples: [Example] = []
    var at = 0
    while at < lines.count {
      guard lines[at] == "```console" else {
        at += 1
        continue
      }
      let end = lines[at...].dropFirst().firstIndex(of: "```") ?? lines.count
      if lines[at + 1].hasPrefix("$ ") {
        examples.append(
          Example(
            command: String(lines[at + 1].dropFirst(2)),
            output: lines[(at + 2)..<end].map { $0 + "\n" }.joined(), lines: (at + 2)..<end))
      }
      at = end + 1
    }
    return examples
  }()

  @Test func thereIsATour() {
    let words = Self.examples.flatMap { $0.command.split(separator: " ").map(String.init) }
    for command in ["status", "query", "clusters", "mix", "resolve", "draw", "export", "ingest", "evaluate"] {
      #expect(words.contains(command), "no example of \(command)")
    }
  }

  @Test func examplesShowWhatIsPrinted() async throws {
    let isRecording = ProcessInfo.processInfo.environment["RECORD_GOLDENS"] != nil
    var recorded = Self.lines
    let folder = URL(fileURLWithPath: Program.path).deletingLastPathComponent().path
    for example in Self.examples.reversed() {
      let result = try await Program.run(
        ["-c", "PATH=\"\(folder):$PATH\"; \(example.command)"], program: "/bin/bash")
      #expect(result.status == 0, "\(example.command): \(result.errors)")
      // Blank ends of lines are not shown in a README.
      let printed = result.output.split(separator: "\n", omittingEmptySubsequences: false)
        .map { $0.replacing(/\ +$/, with: "") }.joined(separator: "\n")
      if isRecording {
        let shown = printed.split(separator: "\n", omittingEmptySubsequences: false).map(String.init).dropLast()
        recorded.replaceSubrange(example.lines, with: shown)
      } else {
        #expect(printed == example.output, "$ \(example.command)")
      }
    }
    if isRecording {
      try recorded.joined(separator: "\n").write(
        toFile: Program.root + "/README.md", atomically: true, encoding: .utf8)
      Issue.record("README.md was written; look at it, then test again without RECORD_GOLDENS")
    }
  }

  @Test func theTwoCommandsAreMarkedForScripts() {
    #expect(Self.lines.count { $0 == "```sh main" } == 1)
    #expect(Self.lines.count { $0 == "```sh tests" } == 1)
  }

  @Test func picturesExist() throws {
    for line in Self.lines {
      for match in line.matches(of: /\]\((Reports\/[^)]+)\)/) {
        #expect(FileManager.default.fileExists(atPath: Program.root + "/" + match.1), "\(match.1)")
      }
    }
  }
}
