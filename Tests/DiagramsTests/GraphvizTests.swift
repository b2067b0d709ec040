import Bibliography
import Foundation
import Testing

@testable import Diagrams

@Suite("Graphviz: one lock, its words as diagnostics, the same bytes twice")
struct GraphvizTests {
  static let small = "graph g { a -- b -- c }"

  @Test("labels show exactly the user's characters")
  func labels() {
    #expect(DOT.label(#"R&D \N"#) == #"R&amp;D \\N"#)
    #expect(DOT.label("two\nlines\u{1}\u{B}") == #"two\nlines"#)
    #expect(DOT.quoted(#"a "b""#) == #""a \"b\"""#)
    #expect(DOT.attributes(["a": "1", "b": "x\"y"]) == #" [a="1" b="x\"y"]"#)
  }

  @Test("what Graphviz draws for a hostile label is well-formed and literal")
  func hostileLabels() throws {
    let text = "\\N <b>R&D</b> \"x\" &amp; {a|b} \u{1}\u{7} end\\"
    let dot = "graph g { n [label=\(DOT.quoted(DOT.label(text)))] }"
    let result = try GraphvizRenderer.render(RenderJob(dot: dot, engine: "dot", format: .svg))
    let svg = String(decoding: result.data, as: UTF8.self)
    #expect(svg.contains("\\N &lt;b&gt;R&amp;D&lt;/b&gt; &quot;x&quot; &amp;amp; {a|b} &#160;end\\</text>"))
    #expect(svg.hasPrefix("<svg"))
  }

  @Test("every form comes out, and twice the same")
  func forms() throws {
    for format in RenderJob.Format.allCases {
      let job = RenderJob(dot: Self.small, engine: "neato", format: format)
      let first = try GraphvizRenderer.render(job)
      let second = try GraphvizRenderer.render(job)
      #expect(!first.data.isEmpty)
      #expect(first == second)
      #expect(first.diagnostics.isEmpty)
    }
  }

  @Test("a PDF's date is overwritten in place")
  func date() {
    let pdf = Data("<< /CreationDate (D:20261123213000Z00'00)\n>>".utf8)
    let settled = GraphvizRenderer.withoutDate(pdf)
    #expect(String(decoding: settled, as: UTF8.self) == "<< /CreationDate (D:19700101000000Z00'00)\n>>")
    #expect(GraphvizRenderer.withoutDate(Data("no date".utf8)) == Data("no date".utf8))
  }

  @Test(
    "failures carry Graphviz's own words",
    arguments: [
      ("graph g {", "dot", "graphviz.syntax", "syntax error"),
      ("", "dot", "graphviz.syntax", "read the graph"),
      ("graph g { a }", "bogus", "graphviz.layout", "\"bogus\" not recognized"),
    ])
  func failures(dot: String, engine: String, code: String, words: String) throws {
    let error = #expect(throws: CoterieError.self) {
      try GraphvizRenderer.render(RenderJob(dot: dot, engine: engine, format: .svg))
    }
    #expect(error?.diagnostic.code == code)
    #expect(error?.diagnostic.message.contains(words) == true)
  }

  @Test("what it goes on from is a warning")
  func warnings() throws {
    let job = RenderJob(dot: "graph g { a [shape=nosuch] }", engine: "dot", format: .svg)
    let found = try GraphvizRenderer.render(job).diagnostics
    #expect(found == [Diagnostic(.warning, "graphviz.message", "using box for unknown shape nosuch")])
  }

  @Test("messages arrive in pieces and are put together")
  func pieces() {
    let found = GraphvizMessages.assemble(
      ["Error", ": ", "bad label\n", "in node a\n", "Warning", ": ", "odd\n", "Warning", ": ", "odd\n"])
    #expect(found.map(\.severity) == [.error, .warning])
    #expect(found.map(\.message) == ["bad label in node a", "odd"])
  }

  @Test("many threads at once come out whole")
  func threads() async throws {
    let results = try await withThrowingTaskGroup(of: Data.self) { group in
      for _ in 0..<8 {
        group.addTask {
          try GraphvizRenderer.render(RenderJob(dot: Self.small, engine: "dot", format: .plain)).data
        }
      }
      return try await group.reduce(into: Set<Data>()) { $0.insert($1) }
    }
    #expect(results.count == 1)
  }
}

@Suite("The child process: an abort or an endless layout costs one picture")
struct ChildRendererTests {
  let job = RenderJob(dot: GraphvizTests.small, engine: "circo", format: .plain)

  private func failure(_ child: ChildRenderer) -> Diagnostic? {
    #expect(throws: CoterieError.self) { try child.render(job) }?.diagnostic
  }

  @Test("the worker's reply comes back as it was written")
  func reply() throws {
    let encoded = try JSONEncoder().encode(RenderWorker.reply(to: job))
    let file = FileManager.default.temporaryDirectory.appending(path: "coterie-\(UUID().uuidString).json")
    try encoded.write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    let child = ChildRenderer(program: "/bin/sh", arguments: ["-c", "cat > /dev/null; cat '\(file.path)'"])
    #expect(try child.render(job) == GraphvizRenderer.render(job))
  }

  @Test("the worker reads a job and writes the reply")
  func worker() throws {
    let (input, output) = (Pipe(), Pipe())
    try input.fileHandleForWriting.write(contentsOf: JSONEncoder().encode(job))
    try input.fileHandleForWriting.close()
    try RenderWorker.run(input: input.fileHandleForReading, output: output.fileHandleForWriting)
    try output.fileHandleForWriting.close()
    let bytes = try output.fileHandleForReading.readToEnd() ?? Data()
    guard case .result(let result) = try JSONDecoder().decode(RenderWorker.Reply.self, from: bytes) else {
      Issue.record("expected a picture")
      return
    }
    #expect(result == (try GraphvizRenderer.render(job)))
  }

  @Test("a child that takes too long is killed")
  func timeLimit() {
    let child = ChildRenderer(program: "/bin/sleep", arguments: ["60"], timeLimit: 0.2)
    #expect(failure(child)?.code == "graphviz.time-limit")
  }

  @Test("a child that aborts is told from one that fails")
  func aborts() {
    let words = "echo 'mincross.c:770: Assertion failed.' >&2; kill -ABRT $$"
    let found = failure(ChildRenderer(program: "/bin/sh", arguments: ["-c", words]))
    #expect(found?.code == "graphviz.aborted")
    #expect(found?.message.contains("mincross.c:770") == true)
  }

  @Test("no program, and a program that answers nonsense")
  func nonsense() {
    #expect(failure(ChildRenderer(program: "/nowhere/coterie"))?.code == "graphviz.child")
    #expect(failure(ChildRenderer(program: "/bin/cat", arguments: []))?.code == "graphviz.child")
  }

  @Test("what Graphviz refuses in the child is refused with the same words")
  func refused() throws {
    let wrong = RenderJob(dot: "graph {", engine: "dot", format: .svg)
    guard case .failure(let diagnostic) = RenderWorker.reply(to: wrong) else {
      Issue.record("expected a failure")
      return
    }
    #expect(diagnostic.code == "graphviz.syntax")
  }
}
