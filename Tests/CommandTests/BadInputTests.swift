import Foundation
import Testing

/// Each wrong input: a message that names place and mend, the right exit code, and nothing left behind.
@Suite struct BadInputTests {
  @Test func noSuchFile() async throws {
    let result = try await Program.run(["status", "nowhere.txt"])
    #expect(result.status == 1)
    #expect(result.errors.contains("nowhere.txt") && result.errors.contains("[input.not-found]"), "\(result.errors)")
  }

  @Test func emptyFile() async throws {
    let scratch = try Scratch()
    let file = try scratch.file("empty.txt", "")
    let result = try await Program.run(["report", file, "-o", scratch.path + "/out"])
    #expect(result.status == 1)
    #expect(result.errors.contains("[input.empty]"), "\(result.errors)")
    #expect(!FileManager.default.fileExists(atPath: scratch.path + "/out"))
  }

  @Test func binaryFile() async throws {
    let scratch = try Scratch()
    let file = scratch.path + "/binary.txt"
    try Data([0x7f, 0x45, 0x4c, 0x46, 0, 1, 2, 3, 0, 0]).write(to: URL(fileURLWithPath: file))
    let result = try await Program.run(["report", file, "-o", scratch.path + "/out"])
    #expect(result.status == 1)
    #expect(result.errors.contains("[input.binary]"), "\(result.errors)")
    #expect(!FileManager.default.fileExists(atPath: scratch.path + "/out"))
  }

  @Test func emptyFolder() async throws {
    let scratch = try Scratch()
    let result = try await Program.run(["status", scratch.path])
    #expect(result.status == 1)
    #expect(result.errors.contains("[input.empty-folder]"), "\(result.errors)")
  }

  @Test func aBrokenHalfCostsOnlyItself() async throws {
    let scratch = try Scratch()
    let whole = try String(contentsOfFile: Program.root + "/" + Program.sample, encoding: .utf8)
    let lines = whole.split(separator: "\n", omittingEmptySubsequences: false)
    // The last titles lose their authors.
    let broken = (lines.prefix(30) + ["", "A Title Without Anyone\t95", "Another Title Alone\t97", ""]).joined(
      separator: "\n")
    let file = try scratch.file("half.txt", broken)
    let result = try await Program.run(["status", file, "--strict", "--format", "json"])
    #expect(result.status == 3, "\(result.errors) \(result.output)")
    let json = try #require(try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [String: Any])
    let row = try #require((json["rows"] as? [[String: Any]])?.first)
    let (read, kept, rejected) = (row["read"] as? Int, row["kept"] as? Int, row["rejected"] as? Int)
    #expect((kept ?? 0) >= 7)
    #expect((rejected ?? 0) >= 1)
    #expect(read == (kept ?? 0) + (rejected ?? 0))
    let report = try await Program.run(["status", file])
    #expect(report.output.contains("half.txt") && report.output.contains("contents."), "\(report.output)")
  }

  @Test func unwritableOutput() async throws {
    let report = try await Program.run(["report", Program.sample, "-o", "/proc/nothing/here"])
    #expect(report.status == 1)
    #expect(report.errors.contains("/proc/nothing/here"), "\(report.errors)")
    let picture = try await Program.run(["draw", "institutions", Program.sample, "-o", "/proc/nothing/x.svg"])
    #expect(picture.status == 1)
    #expect(picture.errors.contains("[output.unwritable]"), "\(picture.errors)")
  }

  @Test func aFolderThatIsNoReportIsNotReplaced() async throws {
    let scratch = try Scratch()
    let mine = try scratch.file("thesis.txt", "mine")
    let result = try await Program.run(["report", Program.sample, "-o", scratch.path])
    #expect(result.status == 1)
    #expect(try String(contentsOfFile: mine, encoding: .utf8) == "mine")
  }

  @Test func wrongUsage() async throws {
    for arguments in [
      ["mix", Program.sample, "--level", "planet"], ["nonsense"], ["clusters", Program.sample, "--resolution", "-1"],
      ["draw", "institutions", Program.sample, "-o", "x.docx"], ["mix", Program.sample, "--by", "shoe"],
    ] {
      let result = try await Program.run(arguments)
      #expect(result.status == 64, "\(arguments): \(result.errors)")
    }
  }

  @Test func unknownDiagramNamesTheOthers() async throws {
    let result = try await Program.run(["draw", "institutoins", Program.sample, "-o", "x.svg"])
    #expect(result.status == 1)
    #expect(result.errors.contains("institutions") && result.errors.contains("sectors"), "\(result.errors)")
  }

  @Test func aClosedPipeEndsQuietly() async throws {
    let result = try await Program.run(
      ["-c", "'\(Program.path)' clusters --of authors --members --format csv \(Program.sample) | head -1"],
      program: "/bin/bash")
    #expect(result.status == 0)
    #expect(result.output.hasPrefix("node,cluster"))
    #expect(result.errors.isEmpty, "\(result.errors)")
  }

  @Test func selectionThatMatchesNothing() async throws {
    let scratch = try Scratch()
    let result = try await Program.run(["report", Program.sample, "--years", "1999", "-o", scratch.path + "/o"])
    #expect(result.status == 1)
    #expect(result.errors.contains("[report.empty]") && result.errors.contains("years 1999"), "\(result.errors)")
    #expect(!FileManager.default.fileExists(atPath: scratch.path + "/o"))
  }
}
