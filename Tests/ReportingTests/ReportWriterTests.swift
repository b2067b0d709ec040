import Bibliography
import Foundation
import Testing

@testable import Reporting

@Suite struct ReportFilesTests {
  private static let sample = Result { try ReportWriter.files(of: SampleReport.input) }
  private let files: [String: String]

  init() throws {
    files = Dictionary(
      uniqueKeysWithValues: try Self.sample.get().map { ($0.path, String(decoding: $0.bytes, as: UTF8.self)) })
  }

  @Test func everyPartHasItsFile() {
    #expect(
      files.keys.sorted() == [
        "data/absences.csv", "data/absences.json", "data/brokers.csv", "data/brokers.json", "data/clusters.csv",
        "data/clusters.json", "data/diagnostics.csv",
        "data/diagnostics.json", "data/institutions.csv", "data/institutions.json", "data/mix.csv", "data/mix.json",
        "data/pairs.csv", "data/pairs.json", "data/sources.csv", "data/sources.json", "diagrams/institutions.dot",
        "diagrams/institutions.svg", "index.html", "report.md",
      ])
  }

  @Test func thePageLoadsNothingFromElsewhere() throws {
    let page = try #require(files["index.html"])
    for tag in ["<link", "<img", "<iframe", "@import", "src=", "fetch(", "url(http"] { #expect(!page.contains(tag)) }
    #expect(page.hasPrefix("<!DOCTYPE html>\n<html lang=\"en\">"))
    #expect(!page.contains("{{"))
  }

  @Test func textFromSourcesIsEscapedEverywhere() throws {
    let page = try #require(files["index.html"])
    #expect(page.contains("R&amp;D &lt;b&gt;at Scale&lt;/b&gt;: A Retrospective"))
    #expect(page.contains("Kestrel &amp; Sons &lt;Research&gt;"))
    #expect(!page.contains("<Research>") && !page.contains("<b>at"))
    let text = try #require(files["report.md"])
    #expect(text.contains(#"R&amp;D \<b\>at Scale\</b\>: A Retrospective"#))
    #expect(text.contains(#"\$O(1)\$"#))
  }

  @Test func theSourceLineStandsBehindTheNumber() throws {
    let page = try #require(files["index.html"])
    #expect(
      page.contains(
        "<details class=\"opens\"><summary><span class=\"unseen\">Show what is behind </span>5</summary></details>"))
    #expect(page.contains("<span class=\"place\">nosys31-contents.txt:34</span>"))
    #expect(page.contains("<a href=\"https://doi.org/10.1000/nosys.1\">To Batch or Not to Batch"))
  }

  @Test func everyTableSaysHowItWasCounted() throws {
    let page = try #require(files["index.html"])
    let tables = SampleReport.input.sections.flatMap(\.tables)
    for item in tables {
      var own = item.table
      own.method.removeAll { SampleReport.method.contains($0) && $0.key != "counting" }
      #expect(page.contains("<p class=\"method\">" + Escaping.html(own.methodSentence) + " <span"))
    }
    #expect(page.components(separatedBy: "<caption ").count - 1 == tables.count)
  }

  @Test func idsAreUniqueAndLinksHaveTargets() throws {
    let page = try #require(files["index.html"])
    let ids = page.matches(of: /[ \n]id="([^"]*)"/).map { String($0.1) }
    #expect(ids.count > 20)
    #expect(Set(ids).count == ids.count)
    for link in page.matches(of: /(?:href="#|url\(#|aria-labelledby=")([^")]*)/) {
      #expect(ids.contains(String(link.1)))
    }
    for link in page.matches(of: /href="((?:data|diagrams)\/[^"]+)"/) { #expect(files[String(link.1)] != nil) }
  }

  @Test func theDataKeepsEveryRowThePageCuts() throws {
    let page = try #require(files["index.html"])
    let data = try #require(files["data/institutions.csv"])
    #expect(!page.contains("<th scope=\"row\">Granite Data</th>"))
    #expect(data.contains("Granite Data") && data.split(separator: "\n").count == 1 + SampleReport.institutions.count)
    #expect(page.contains("<td class=\"num\" data-sort=\"2\">=2</td>"))
  }

  @Test func theSameInputGivesTheSameBytes() throws {
    #expect(try ReportWriter.files(of: SampleReport.input) == Self.sample.get())
  }

  @Test func anEmptyReportIsStillAPage() throws {
    let input = ReportInput(title: "Nothing <read>", version: "0")
    let files = try ReportWriter.files(of: input)
    #expect(files.map(\.path) == ["index.html", "report.md"])
    #expect(String(decoding: files[0].bytes, as: UTF8.self).contains("<h1>Nothing &lt;read&gt;</h1>"))
  }

  @Test func twoPartsOfOneNameAreRefused() {
    let table = ReportInput.SectionTable(id: "t", table: Table(title: "", columns: []))
    let input = ReportInput(title: "", sections: [.init(id: "a", title: "", tables: [table, table])], version: "0")
    #expect(throws: CoterieError.self) { try ReportWriter.files(of: input) }
  }

  @Test func unknownSettingsAreRefusedByName() throws {
    let error = try #require(
      throws: CoterieError.self, performing: { try ReportWriter.files(of: SampleReport.input, settings: ["tone": "x"]) }
    )
    #expect(error.diagnostic.message == "report 'page' has no parameter 'tone'. It has: lang.")
  }

  @Test func quotesWithMarksAreEscapedToo() {
    // A combining acute after the quote makes one grapheme of both.
    #expect(Escaping.html("\"\u{301} onload='x'") == "&quot;\u{301} onload=&#39;x&#39;")
    #expect(Escaping.html("a\u{1}b\u{B}\n") == "ab\n")
  }
}

@Suite struct InlineSVGTests {
  @Test func idsAndWhatRefersToThemGetThePrefix() {
    let svg =
      ##"<?xml version="1.0"?><!DOCTYPE svg><svg width="1"><clipPath id="a"/><g clip-path="url(#a)"><use href="#a"/></g></svg>"##
    #expect(
      InlineSVG.element(svg, prefix: "f-", label: "A & B")
        == ##"<svg role="img" aria-label="A &amp; B" width="1"><clipPath id="f-a"/><g clip-path="url(#f-a)"><use href="#f-a"/></g></svg>"##
    )
    #expect(InlineSVG.element("no picture", prefix: "", label: "") == "")
  }
}

@Suite struct ReportTemplateTests {
  @Test func headersGiveTitleOutputAndParameters() throws {
    let reports = try ReportTemplate.reports([
      "x.html.mustache":
        "{{!\ntitle: X: all of it\noutput: x.html\nparameter: tone = warm, how it sounds\n}}\n<p>{{set.tone}} {{title}}</p>\n",
      "x.txt.mustache": "{{title}}",
    ])
    let x = try #require(reports.first)
    #expect(reports.count == 1 && x.name == "x" && x.title == "X: all of it")
    #expect(x.parameters == [.init(name: "tone", initial: "warm", note: "how it sounds")])
    let input = ReportInput(title: "A<B", version: "0")
    let files = try ReportWriter.files(of: input, template: x, settings: ["tone": "\"cold\""])
    #expect(files == [ReportFile("x.html", "<p>&quot;cold&quot; A&lt;B</p>\n"), ReportFile("x.txt", "A<B")])
  }

  @Test func aBrokenTemplateIsNamedWithItsLine() throws {
    let error = try #require(
      throws: CoterieError.self,
      performing: { try ReportTemplate.reports(["x.html.mustache": "{{! }}\nfine\n{{#a}}{{/b}}\n"]) })
    #expect(error.diagnostic.location?.file == "Reports/x.html.mustache")
    #expect(error.diagnostic.location?.line == 3)
  }

  @Test func aUsersReportStandsBesideTheBuiltInOnes() throws {
    try withTemporaryFolder { folder in
      try Data("{{! title: Mine }}\n{{title}}".utf8).write(to: folder.appending(path: "mine.txt.mustache"))
      #expect(try ReportTemplate.all(adding: folder.path).map(\.name) == ["brief", "mine", "page"])
      let error = try #require(
        throws: CoterieError.self, performing: { try ReportTemplate.named("main", adding: folder.path) })
      #expect(error.diagnostic.message == "no report named 'main'. Known reports: brief, mine, page.")
    }
  }

  @Test func theBriefHasItsSectionsWhenAsked() throws {
    let brief = try ReportTemplate.named("brief")
    let plain = try ReportWriter.files(of: SampleReport.input, template: brief)
    let long = try ReportWriter.files(of: SampleReport.input, template: brief, settings: ["sections": "yes"])
    func text(_ files: [ReportFile]) throws -> String {
      String(decoding: try #require(files.first { $0.path == "brief.md" }).bytes, as: UTF8.self)
    }
    #expect(try text(plain).contains("- **24** institutions (1 of unknown sector)\n"))
    #expect(try !text(plain).contains("## "))
    #expect(try text(long).contains("## Clusters\n\nLeiden on modularity finds 5 clusters (Q = 0.61).\n"))
  }

  @Test func everyBuiltInReportHasATitle() throws {
    for report in try ReportTemplate.all() { #expect(report.title != report.name) }
  }
}

@Suite struct ReportFolderTests {
  private func listing(_ folder: URL) throws -> [String] {
    try FileManager.default.subpathsOfDirectory(atPath: folder.path).sorted()
  }

  @Test func aReportReplacesAReport() throws {
    try withTemporaryFolder { folder in
      let out = folder.appending(path: "new/report")
      try ReportFolder(at: out.path).write([ReportFile("index.html", "1"), ReportFile("data/a.csv", "a")])
      #expect(try listing(out) == [".coterie-report", "data", "data/a.csv", "index.html"])
      try ReportFolder(at: out.path).write([ReportFile("index.html", "2"), ReportFile("b/b.csv", "b")])
      #expect(try listing(out) == [".coterie-report", "b", "b/b.csv", "index.html"])
      #expect(try String(contentsOf: out.appending(path: "index.html"), encoding: .utf8) == "2")
      #expect(try listing(folder.appending(path: "new")).count == 5)
    }
  }

  @Test func anEmptyFolderMayBeUsed() throws {
    try withTemporaryFolder { folder in
      try ReportFolder(at: folder.path).write([ReportFile("index.html", "1")])
      #expect(try listing(folder) == [".coterie-report", "index.html"])
    }
  }

  @Test func whatOthersWroteIsNeverLost() throws {
    try withTemporaryFolder { folder in
      try Data().write(to: folder.appending(path: "thesis.tex"))
      let error = try #require(throws: CoterieError.self, performing: { try ReportFolder(at: folder.path) })
      #expect(error.diagnostic.code == "output.foreign-files")
      #expect(error.diagnostic.message.contains("it holds 'thesis.tex'. Move it away"))
      try FileManager.default.removeItem(at: folder.appending(path: "thesis.tex"))
      try ReportFolder(at: folder.path).write([ReportFile("index.html", "1")])
      try Data().write(to: folder.appending(path: "notes.txt"))
      let later = try #require(throws: CoterieError.self, performing: { try ReportFolder(at: folder.path) })
      #expect(later.diagnostic.message.contains("'notes.txt', which no report wrote"))
    }
  }

  @Test func aFileIsNoFolder() throws {
    try withTemporaryFolder { folder in
      let file = folder.appending(path: "report")
      try Data().write(to: file)
      let error = try #require(throws: CoterieError.self, performing: { try ReportFolder(at: file.path) })
      #expect(error.diagnostic.code == "output.file")
      let inside = try #require(
        throws: CoterieError.self, performing: { try ReportFolder(at: file.path + "/deeper/report") })
      #expect(inside.diagnostic.code == "output.parent")
    }
  }

  @Test func aFailureLeavesEverythingAsItWas() throws {
    try withTemporaryFolder { folder in
      // The second file needs a folder where the first is a file.
      let impossible = [ReportFile("a", "1"), ReportFile("a/b", "2")]
      let new = folder.appending(path: "x/y/report")
      let error = try #require(
        throws: CoterieError.self, performing: { try ReportFolder(at: new.path).write(impossible) })
      #expect(error.diagnostic.code == "output.unwritable")
      #expect(try listing(folder) == [])
      let old = folder.appending(path: "old")
      try ReportFolder(at: old.path).write([ReportFile("index.html", "1")])
      #expect(throws: CoterieError.self) { try ReportFolder(at: old.path).write(impossible) }
      #expect(try listing(old) == [".coterie-report", "index.html"])
    }
  }

  /// Writes the sample for a person to look at where `COTERIE_SAMPLE_REPORT` names a folder, else to a passing one.
  @Test func theWholeReportLands() throws {
    try withTemporaryFolder { folder in
      let out = ProcessInfo.processInfo.environment["COTERIE_SAMPLE_REPORT"] ?? folder.appending(path: "r").path
      try ReportWriter.write(SampleReport.input, to: out)
      let files = try ReportWriter.files(of: SampleReport.input)
      for file in files {
        #expect(FileManager.default.contents(atPath: out + "/" + file.path) == Data(file.bytes))
      }
    }
  }
}

/// Runs `body` in a new folder and removes it.
func withTemporaryFolder(_ body: (URL) throws -> Void) throws {
  let folder = FileManager.default.temporaryDirectory.appending(path: "coterie-\(UUID().uuidString)")
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: folder) }
  try body(folder)
}
