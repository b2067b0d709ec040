import Foundation
import Testing

/// Questions and own SQL from outside: nothing they say changes the corpus, makes a file or stays longer than wanted.
@Suite struct QuerySafetyTests {
  private static func corpus(in scratch: Scratch) async throws -> String {
    let corpus = scratch.path + "/c.db"
    let made = try await Program.run(["ingest", Program.sample, "--into", corpus])
    #expect(made.status == 0, "\(made.errors)")
    return corpus
  }

  @Test func controlCEndsAQuery() async throws {
    let scratch = try Scratch()
    let corpus = try await Self.corpus(in: scratch)
    let before = try Scratch.contents(of: scratch.path)
    let process = Process()
    process.executableURL = URL(fileURLWithPath: Program.path)
    process.arguments = [
      "query", corpus, "--timeout", "600", "--sql",
      "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n",
    ]
    process.currentDirectoryURL = URL(fileURLWithPath: scratch.path)
    let errors = Pipe()
    process.standardError = errors
    process.standardOutput = FileHandle.nullDevice
    try process.run()
    // The program takes SIGINT (signal 2, bit 1 of the mask) into its own hands before it asks.
    while process.isRunning {
      let status = (try? String(contentsOfFile: "/proc/\(process.processIdentifier)/status", encoding: .utf8)) ?? ""
      let mask = status.split(separator: "\n").first { $0.hasPrefix("SigCgt:") }?.split(separator: "\t").last
      if let mask, let bits = UInt64(mask, radix: 16), bits & 2 != 0 { break }
      try await Task.sleep(for: .milliseconds(20))
    }
    process.interrupt()
    process.waitUntilExit()
    let said = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    #expect(process.terminationReason == .exit && process.terminationStatus == 1)
    #expect(said.contains("[query.interrupted]"), "\(said)")
    #expect(try Scratch.contents(of: scratch.path) == before)
  }

  static let attacks = [
    "x' OR '1'='1", "'; DROP TABLE written_paper; --", "\" OR 1=1 --", "Meta'/**/UNION/**/SELECT/**/1",
    "Meta\u{2019}; DELETE FROM paper", "=cmd|' /C calc'!A0", "%00", "../../etc/passwd", "Meta; ATTACH 'x.db' AS x",
  ]

  /// Through every door at once, since each run of the program costs a start.
  @Test(arguments: attacks)
  func nothingSaidChangesOrLeaksAnything(attack: String) async throws {
    let scratch = try Scratch()
    let corpus = try await Self.corpus(in: scratch)
    let before = try Scratch.contents(of: scratch.path)
    let doors = [
      ["query", "papers-of-an-institution", corpus, "--set", "institution=\(attack)"],
      ["query", "people", corpus, "--set", "words=\(attack)"],
      ["query", "authors-by-papers", corpus, "--institution", attack],
      ["query", "authors-by-papers", corpus, "--venue", attack], ["mix", corpus, "--author", attack],
      ["query", "authors-by-papers", corpus, "--title", attack],
      ["query", "authors-by-papers", corpus, "--sort", attack],
      ["query", corpus, "--sql", attack],
      ["query", corpus, "--sql", "SELECT :x AS x FROM paper WHERE title = :x", "--set", "x=\(attack)"],
    ]
    for door in doors {
      let result = try await Program.run(door, directory: scratch.path)
      let rows = result.output.split(separator: "\n").filter { $0.contains("OSDI") || $0.contains("root:") }
      #expect(rows.isEmpty, "\(door): \(result.output)")
      #expect(result.status != -11 && result.status >= 0, "\(door)")
    }
    #expect(try Scratch.contents(of: scratch.path) == before)
  }

  @Test func sqlPrintedForAShellKeepsAnAttackAText() async throws {
    let attack = "x'; DROP TABLE written_paper; --\n'"
    let printed = try await Program.run([
      "query", "people", "--print-sql", "--set", "words=\(attack)", "--title", "it's", "--years", "2020-2025",
    ])
    #expect(printed.status == 0, "\(printed.errors)")
    #expect(printed.output.contains("'x''; DROP TABLE written_paper; --\n'''"))
    let scratch = try Scratch()
    let corpus = try await Self.corpus(in: scratch)
    let answers = try Notebook.run([.init(engine: "sqlite", database: corpus, text: printed.output)])
    #expect(answers == [[]])
    let count = try await Program.run(["query", corpus, "--sql", "SELECT count(*) AS n FROM paper", "--format", "csv"])
    #expect(count.output == "n\n53\n")
  }

  @Test func wordsMayBeginWithADash() async throws {
    let sorted = try await Program.run(
      ["query", "team-sizes", Program.sample, "--sort", "-authors", "--format", "csv"])
    let sizes = sorted.output.split(separator: "\n").dropFirst().compactMap { Int($0.prefix { $0 != "," }) }
    #expect(sorted.status == 0 && sizes.count > 3 && sizes == sizes.sorted(by: >), "\(sorted.errors)")
    let commented = try await Program.run(
      ["query", Program.sample, "--sql", "-- how many?\nSELECT count(*) AS n FROM paper", "--format", "csv"])
    #expect(commented.output == "n\n53\n", "\(commented.errors)")
    let negative = try await Program.run(["query", "team-sizes", Program.sample, "--limit", "-1"])
    #expect(negative.status == 64 && negative.errors.contains("--limit is at least 0"), "\(negative.errors)")
  }

  @Test func whatWouldMeanNothingIsSaid() async throws {
    let twice = try await Program.run(
      ["query", "people", Program.sample, "--set", "words=a", "--set", "words=b"])
    #expect(twice.status == 64 && twice.errors.contains("--set gives 'words' twice"), "\(twice.errors)")
    let country = try await Program.run(["query", "team-sizes", Program.sample, "--country", "UK"])
    #expect(country.status == 1 && country.errors.contains("[query.name]"), "\(country.errors)")
    #expect(country.errors.contains("'UK'") && country.errors.contains(" US"), "\(country.errors)")
  }

  /// A file appears whole or not at all; what is no file is written itself.
  @Test func anAnswerIsAFileOrAPipe() async throws {
    let scratch = try Scratch()
    let question = ["query", "team-sizes", Program.sample, "--format", "csv", "-o"]
    let printed = try await Program.run(question.dropLast())
    for _ in 0..<2 {
      let result = try await Program.run(question + [scratch.path + "/a.csv"])
      #expect(result.status == 0 && result.output.isEmpty, "\(result.errors)")
      #expect(try Scratch.contents(of: scratch.path).keys.sorted() == ["a.csv"])
      #expect(try String(contentsOfFile: scratch.path + "/a.csv", encoding: .utf8) == printed.output)
    }
    let piped = try await Program.run(question + ["/dev/stdout"])
    #expect(piped.output == printed.output && piped.status == 0, "\(piped.errors)")
    let refused = try await Program.run(question + [scratch.path + "/nothing/a.csv"])
    #expect(refused.status == 1 && refused.errors.contains("[output.unwritable]"), "\(refused.errors)")
  }

  @Test func spreadsheetsRunNothing() async throws {
    let sql = "SELECT '=1+1' AS a, '+2' AS b, '@x' AS c, '-3' AS d, 'e' AS e, -4 AS f"
    let defused = try await Program.run(["query", Program.sample, "--sql", sql, "--format", "csv", "--defuse", "--bom"])
    #expect(defused.output == "\u{FEFF}a,b,c,d,e,f\r\n'=1+1,'+2,'@x,'-3,e,-4\r\n")
    let plain = try await Program.run(["query", Program.sample, "--sql", sql, "--format", "csv"])
    #expect(plain.output == "a,b,c,d,e,f\n=1+1,+2,@x,-3,e,-4\n")
  }

  @Test func shellsCompleteTheQuestions() async throws {
    let script = try await Program.run(["--generate-completion-script", "bash"])
    #expect(script.status == 0)
    #expect(script.output.contains("co-publishing-institutions") && script.output.contains("papers-of-a-pair"))
  }

  @Test func withoutASparkTheErrorSaysHowToGetOne() async throws {
    let scratch = try Scratch()
    let (here, works) = (scratch.path, "openalex:" + scratch.path)
    for command in [
      ["query", "team-sizes", "--engine", "spark", "--warehouse", here], ["bench", "spark", "--papers", "9"],
      ["project", "--engine", "spark", "--warehouse", here],
      ["export", "--as", "mentions", "--engine", "spark", "--warehouse", works],
      ["evaluate", "openalex", "--warehouse", works, "--resolved", here],
    ] {
      let result = try await Program.run(command + ["--spark-home", here], directory: here)
      #expect(result.status == 1, "\(command)")
      #expect(
        result.errors.contains("[spark.missing]") && result.errors.contains("pip install pyspark"), "\(result.errors)")
      #expect(try Scratch.contents(of: here).isEmpty)
    }
    // Answers on one path alone have nothing to differ from.
    for words in [["--warehouse", works], ["--warehouse", here]] {
      let result = try await Program.run(["evaluate", "openalex"] + words, directory: here)
      #expect(result.status == 64 && result.errors.contains("--resolved"), "\(result.errors)")
    }
  }
}
