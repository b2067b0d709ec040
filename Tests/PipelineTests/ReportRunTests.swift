import Bibliography
import Reporting
import Store
import Testing

@testable import Pipeline

@Suite(.serialized) struct ReportRunTests {
  @Test func theReportHasEverySectionAndItsEvidence() throws {
    let workspace = try Workspace.open([sample])
    let report = try ReportRun.input(workspace)
    #expect(
      report.sections.map(\.id) == [
        "reading", "institutions", "pairs", "clusters", "mix", "countries", "sessions", "unresolved",
      ])
    #expect(report.facts.first?.value == "53")
    // Every number of papers in the table of pairs opens exactly so many papers, each with its line.
    let pairs = try #require(report.sections.flatMap(\.tables).first { $0.id == "pairs" })
    let column = try #require(pairs.table.columns.firstIndex { $0.name == "papers" })
    for (row, evidence) in zip(pairs.table.rows, pairs.evidence) {
      #expect(row[column] == .integer(evidence.count))
      for item in evidence { #expect((item.location?.line ?? 0) > 0) }
    }
    for table in report.sections.flatMap(\.tables) where table.id != "sources" && table.id != "unresolved" {
      #expect(!table.table.method.isEmpty, "\(table.id) states no method")
    }
  }

  @Test func aSelectionNarrowsEverything() throws {
    let workspace = try Workspace.open([sample])
    var options = ReportRun.Options()
    options.scope.selection.institutions = ["Meta"]
    let report = try ReportRun.input(workspace, options: options)
    #expect(report.facts.first?.value == "4")
    #expect(report.method.contains { $0.key == "selection" && $0.value.contains("Meta") })
  }

  @Test func shortNamesOfVenues() {
    #expect(
      ReportMaterial.shortVenue("19th USENIX Symposium on Operating Systems Design and Implementation (OSDI '25)")
        == "OSDI '25")
    #expect(ReportMaterial.shortVenue("OSDI '25") == "OSDI '25")
    #expect(ReportMaterial.shortVenue("Odd ()") == "Odd ()")
  }
}
