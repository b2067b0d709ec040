import Foundation
import Testing

@Suite(.serialized) struct MainJobTests {
  @Test func reportHasItsPartsAndTheSameBytesTwice() async throws {
    let scratch = try Scratch()
    for name in ["one", "two"] {
      let result = try await Program.run(["report", Program.sample, "-o", "\(scratch.path)/\(name)"])
      #expect(result.status == 0, "\(result.errors)")
      #expect(!result.errors.contains("error:"), "\(result.errors)")
    }
    let one = try Scratch.contents(of: scratch.path + "/one")
    let two = try Scratch.contents(of: scratch.path + "/two")
    #expect(one.keys.sorted() == two.keys.sorted())
    for (name, bytes) in one { #expect(two[name] == bytes, "\(name) differs") }
    for diagram in ["authors", "institutions", "sectors"] {
      for form in ["svg", "png", "pdf", "dot"] {
        let size = one["diagrams/\(diagram).\(form)"]?.count ?? 0
        #expect(size > 500, "diagrams/\(diagram).\(form)")
      }
    }
    for table in ["institutions", "pairs", "mix", "countries", "sessions", "sources"] {
      #expect(one["data/\(table).csv"] != nil && one["data/\(table).json"] != nil, "\(table)")
    }
    let page = String(decoding: one["index.html"] ?? Data(), as: UTF8.self)
    #expect(page.contains("OSDI &#39;25") || page.contains("OSDI '25"))
    #expect(page.contains("<svg"))
    #expect(!page.contains("src=\"http"), "the page opens offline")
    #expect(one["report.md"] != nil)
  }

  @Test func theBinaryAloneDoesTheMainJob() async throws {
    let scratch = try Scratch()
    let copy = scratch.path + "/coterie"
    try FileManager.default.copyItem(atPath: Program.path, toPath: copy)
    let sample = try scratch.file(
      "page.txt", String(contentsOfFile: Program.root + "/" + Program.sample, encoding: .utf8))
    let result = try await Program.run(
      ["report", sample, "-o", scratch.path + "/out"], program: copy, directory: scratch.path)
    #expect(result.status == 0, "\(result.errors)")
    #expect(try Scratch.contents(of: scratch.path + "/out")["diagrams/institutions.pdf"] != nil)
  }

  @Test func statusCountsTheSample() async throws {
    let result = try await Program.run(["status", Program.sample, "--format", "json"])
    #expect(result.status == 0)
    let json = try #require(try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [String: Any])
    let rows = try #require(json["rows"] as? [[String: Any]])
    #expect(rows.count == 1)
    #expect(rows[0]["read"] as? Int == 53)
    #expect(rows[0]["kept"] as? Int == 53)
    #expect(rows[0]["rejected"] as? Int == 0)
  }

  @Test func aCorpusFileAnswersAsTheSourceDoes() async throws {
    let scratch = try Scratch()
    let corpus = scratch.path + "/c.db"
    let first = try await Program.run(["ingest", Program.sample, "--into", corpus])
    #expect(first.status == 0, "\(first.errors)")
    let again = try await Program.run(["ingest", Program.sample, "--into", corpus])
    #expect(again.status == 0 && again.output.contains("Nothing was added"), "\(again.output)")
    for command in [["mix"], ["clusters"], ["clusters", "--of", "authors"], ["mix", "--by", "session"]] {
      let a = try await Program.run(command + [corpus, "--format", "csv"])
      let b = try await Program.run(command + [Program.sample, "--format", "csv"])
      #expect(a.status == 0 && a.output == b.output, "\(command)")
    }
  }

  @Test func recordsReadBackGiveTheSameRecords() async throws {
    let scratch = try Scratch()
    let first = scratch.path + "/first.jsonl"
    let written = try await Program.run(["export", Program.sample, "--as", "records", "-o", first])
    #expect(written.status == 0, "\(written.errors)")
    let again = try await Program.run(["export", first, "--as", "records"])
    #expect(try String(contentsOfFile: first, encoding: .utf8) == again.output)
    #expect(again.output.split(separator: "\n").count == 53)
  }

  @Test func textsAreResolvedInOrder() async throws {
    let result = try await Program.run(
      ["resolve", "--texts", "-", "--format", "json"], input: "UC Berkeley\nzzz qqq\nTsinghua University and Google\n")
    let lines = result.output.split(separator: "\n")
    #expect(lines.count == 3)
    let objects = try lines.map { try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any] }
    #expect(objects.map { $0?["text"] as? String } == ["UC Berkeley", "zzz qqq", "Tsinghua University and Google"])
    let names = objects.map { ($0?["institutions"] as? [[String: Any]])?.map { $0["name"] as? String } }
    #expect(names[0] == ["University of California, Berkeley"])
    #expect(names[2] == ["Tsinghua University", "Google"])
  }

  @Test func aPlainNetworkIsClustered() async throws {
    let scratch = try Scratch()
    let network = try scratch.file("n.txt", "# two triangles\na b\nb c\na c\nd e\ne f\nd f\nc d 0.5\n")
    let result = try await Program.run(["clusters", "--network", network, "--members", "--format", "csv"])
    #expect(result.output == "node,cluster\na,1\nb,1\nc,1\nd,2\ne,2\nf,2\n")
  }
}

@Suite struct QueryCommandTests {
  @Test func aPairUnderTheNamesPeopleUse() async throws {
    let result = try await Program.run([
      "query", "papers-of-a-pair", Program.sample, "--set", "institution_a=Meta", "--set", "institution_b=UC San Diego",
      "--format", "csv",
    ])
    #expect(result.status == 0, "\(result.errors)")
    // KPerfIR and WLB-LLM, and no other.
    #expect(result.output.split(separator: "\n").count == 3, "\(result.output)")
    #expect(result.output.contains("KPerfIR") && result.output.contains("WLB-LLM"))
  }

  @Test func aWrongNameIsHelped() async throws {
    let result = try await Program.run(["query", "papers-of-a-par", Program.sample])
    #expect(result.status == 1)
    #expect(result.errors.contains("Did you mean 'papers-of-a-pair'?"), "\(result.errors)")
  }

  @Test func ownSQLOnlyReads() async throws {
    let count = try await Program.run([
      "query", Program.sample, "--sql", "SELECT count(*) AS n FROM paper", "--format", "csv",
    ])
    #expect(count.output == "n\n53\n", "\(count.errors)")
    for sql in ["DELETE FROM paper", "ATTACH 'x.db' AS x", "SELECT 1; SELECT 2", "PRAGMA query_only = 0"] {
      let refused = try await Program.run(["query", Program.sample, "--sql", sql])
      #expect(refused.status == 1 && refused.errors.contains("[sql."), "\(sql): \(refused.errors)")
    }
  }

  @Test func everyQuestionCanBeDescribed() async throws {
    let list = try await Program.run(["query", "--list", "--format", "csv"])
    let names = list.output.split(separator: "\n").dropFirst().compactMap { $0.split(separator: ",").first }
    #expect(names.contains("co-publishing-institutions") && names.contains("unresolved-affiliations"))
    let one = try await Program.run(["query", "--describe", "papers-of-a-pair"])
    #expect(one.output.contains("institution_b  institution, required"))
  }
}
