import Foundation
import Testing

/// The command line's table of contents and its options stay what scripts rely on.
@Suite struct HelpTests {
  @Test func commandsOfTheDesign() async throws {
    let help = try await Program.run(["--help"])
    #expect(help.status == 0)
    for command in [
      "report", "ingest", "status", "query", "clusters", "mix", "draw", "path", "resolve", "export", "evaluate",
    ] {
      #expect(help.output.contains("\n  \(command) "), "\(command) is not in --help")
    }
    #expect(!help.output.contains("render-worker") && !help.output.contains("\n  bench "), "hidden commands are shown")
  }

  @Test(arguments: ["report", "query", "clusters", "mix", "draw", "path", "export"])
  func everyReadingCommandSelects(command: String) async throws {
    let help = try await Program.run(["help", command])
    for option in [
      "--years", "--venue", "--session", "--institution", "--author", "--people", "--sector", "--country",
      "--title", "--max-authors", "--level", "--authors", "--country-of", "--registry", "--strict",
    ] {
      #expect(help.output.contains(option), "\(command) has no \(option)")
    }
  }

  @Test func aMistypedCommandGetsTheNearest() async throws {
    let result = try await Program.run(["reprot", "x.txt"])
    #expect(result.status == 64)
    #expect(result.errors.contains("There is no command 'reprot'. Did you mean 'report'?"), "\(result.errors)")
  }

  @Test func everyOptionIsExplained() async throws {
    for command in ["report", "ingest", "status", "query", "clusters", "mix", "draw", "path", "resolve", "export"] {
      let help = try await Program.run(["help", command])
      let lines = help.output.split(separator: "\n").map(String.init)
      for (line, next) in zip(lines, lines.dropFirst() + [""]) where line.hasPrefix("  --") || line.hasPrefix("  -o") {
        let isExplained = line.contains(/\ \ --?[a-z-, ]+(<[^>]+>)?\s{2,}\S/) || next.hasPrefix("                 ")
        #expect(isExplained, "\(command): \(line)")
      }
    }
  }
}
