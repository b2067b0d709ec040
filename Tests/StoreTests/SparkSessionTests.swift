import Bibliography
import Foundation
import Testing

@testable import Store

/// How a Spark is driven, with a script of a few lines in its place.
@Suite struct SparkSessionTests {
  /// A folder with a `spark-submit` that runs `script`, which writes its process number to `pid` first.
  private final class Stub: Sendable {
    let folder = NSTemporaryDirectory() + "coterie-stub-" + UUID().uuidString
    var submit: String { folder + "/spark-submit" }

    init(_ script: String) throws {
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
      let text = "#!/bin/sh\necho $$ > '\(folder)/pid'\ncd '\(folder)'\n\(script)\n"
      try text.write(toFile: submit, atomically: true, encoding: .utf8)
      try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: submit)
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    /// Whether there is still such a process, be it ended and not waited for.
    var isThere: Bool {
      guard let text = try? String(contentsOfFile: folder + "/pid", encoding: .utf8),
        let number = Int32(text.trimmingCharacters(in: .whitespacesAndNewlines))
      else { return false }
      return kill(number, 0) == 0
    }
  }

  private static let head =
    #"{"query":"q","columns":["authors","papers","share","institutions_mean","with_several_institutions"],"#
    + #""types":["bigint","bigint","double","double","bigint"]}"#
  private static let row = #"{"row":[2,3,1,1.5,null]}"#

  private static func job() throws -> SparkJob {
    SparkJob(.folder("/w"), questions: [.init(try QueryCatalog().query(named: "team-sizes"))])
  }

  /// The second row is said only after the first was received.
  @Test func rowsArriveWhileSparkWorks() async throws {
    let stub = try Stub(
      """
      echo '\(Self.head)'; echo '\(Self.row)'
      for i in $(seq 300); do [ -e seen ] && break; sleep 0.1; done
      [ -e seen ] || exit 7
      echo '\(Self.row)'; printf '{"done":true}'
      """)
    var rows: [[Table.Value]] = []
    let tables = try await SparkSession(submit: stub.submit).answer([Self.job()]) { job, question, row in
      #expect(job == 0 && question == 0)
      rows.append(row)
      _ = FileManager.default.createFile(atPath: stub.folder + "/seen", contents: nil)
    }
    #expect(rows == Array(repeating: [.integer(2), .integer(3), .real(1), .real(1.5), .null], count: 2))
    #expect(tables[0][0].rows.isEmpty && !stub.isThere)
  }

  /// A long line comes in pieces, and a line without an end is one.
  @Test func linesAreWholeHoweverLong() async throws {
    let query = try NamedQuery(
      name: "q", text: "-- title: t\n-- question: q?\n-- column: text: any\n-- counting: none\nSELECT text FROM paper")
    let stub = try Stub(
      """
      echo '{"query":"q","columns":["text"],"types":["string"]}'
      printf '{"row":["'; head -c 300000 /dev/zero | tr '\\0' x; echo '"]}'
      printf '{"done":true}'
      """)
    let tables = try await SparkSession(submit: stub.submit).answer([SparkJob(.folder("/w"), questions: [.init(query)])]
    )
    #expect(tables[0][0].rows == [[.text(String(repeating: "x", count: 300_000))]])
  }

  @Test func whatStopsUsEndsSpark() async throws {
    struct Full: Error {}
    let words = "echo '\(Self.head)'; echo '\(Self.row)'; exec sleep 600"
    let stub = try Stub(words)
    await #expect(throws: Full.self) {
      _ = try await SparkSession(submit: stub.submit).answer([Self.job()]) { _, _, _ in throw Full() }
    }
    #expect(!stub.isThere)

    // Ctrl-C, as the commands ask for it.
    let asked = try Stub(words)
    await #expect {
      _ = try await SparkSession(submit: asked.submit, isCancelled: { asked.isThere }).answer([Self.job()])
    } throws: {
      ($0 as? CoterieError)?.diagnostic.code == "query.interrupted"
    }
    #expect(!asked.isThere)

    let cancelled = try Stub(words)
    let submit = cancelled.submit
    let task = Task { try await SparkSession(submit: submit).answer([Self.job()]) }
    while !cancelled.isThere { try await Task.sleep(for: .milliseconds(20)) }
    task.cancel()
    await #expect {
      _ = try await task.value
    } throws: {
      ($0 as? CoterieError)?.diagnostic.code == "query.interrupted"
    }
    #expect(!cancelled.isThere)
  }

  @Test func aFailureIsToldInSparksWords() async throws {
    let stub = try Stub("echo 'WARN noise' >&2; echo 'Java 17 is wanted' >&2; exit 3")
    for (submit, expected) in [
      (stub.submit, ["spark.failed", "status 3", "Java 17 is wanted"]),
      (stub.folder + "/none", ["spark.failed", "none"]),
    ] {
      do {
        _ = try await SparkSession(submit: submit).answer([Self.job()])
        Issue.record("it failed")
      } catch {
        for word in expected { #expect("\(error)".contains(word), "\(error)") }
      }
    }
  }
}
