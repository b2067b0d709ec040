import Foundation
import Testing

/// The page in a real Chromium, which `.ci/setup --tests` installs: without it these tests fail, they never skip.
@Suite struct BrowserTests {
  @Test func thePageOpensAndSortsOffline() async throws {
    let scratch = try Scratch()
    let report = try await Program.run(["report", Program.sample, "-o", scratch.path + "/out"])
    #expect(report.status == 0, "\(report.errors)")
    let page = try String(contentsOfFile: scratch.path + "/out/index.html", encoding: .utf8)
    // What a reader does: one click on the second heading of the first table that can be sorted.
    let click = "<script>document.querySelectorAll('th [role=button]')[1].click()</script></body>"
    let copy = try scratch.file("page.html", page.replacing("</body>", with: click))
    let browser = try await Program.run(
      [
        "--headless=new", "--no-sandbox", "--disable-gpu", "--user-data-dir=\(scratch.path)/profile", "--dump-dom",
        "file://" + copy,
      ], program: "/usr/bin/chromium")
    #expect(browser.status == 0)
    #expect(browser.output.contains("role=\"button\""), "the page's script did not run")
    let sorted = try #require(browser.output.firstMatch(of: /<th[^>]*aria-sort="(ascending|descending)"/))
    #expect(!sorted.output.1.isEmpty)
    for id in ["institutions", "authors", "sectors"] {
      #expect(browser.output.contains("diagrams/\(id).svg"), "\(id)")
    }
    #expect(
      browser.output.count { $0 == "<" } >= page.count { $0 == "<" } - 10, "the browser dropped parts of the page")
  }
}
