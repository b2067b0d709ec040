import Bibliography
import Bytes
import Reporting
import Resolution
import Store
import Testing

@testable import Pipeline

/// Review, sample and score, from a corpus and back to it.
@Suite struct CheckingRunTests {
  /// A filled-in review is a curation file.
  @Test func aReviewComesBackAsCuration() throws {
    let folder = try Folder()
    let page = page.replacing("<i>Google</i>", with: "<i>Quuxology Zyx</i>")
    let source = try folder.file("wis.txt", page)
    let workspace = try Workspace.open([source])
    let table = try workspace.review(limit: 10)
    let row = try #require(table.rows.first { $0[1] == .text("Quuxology Zyx") })
    #expect(row[0] == .text("") && row[3] == .text("institution") && row[5] == .integer(1))
    let influences = table.rows.map { row -> Double in if case .real(let value) = row[4] { value } else { -1 } }
    #expect(influences == influences.sorted(by: >))
    // The person writes two cells.
    var filled = table
    let at = try #require(table.rows.firstIndex(of: row))
    filled.rows[at][0] = .text("merge")
    filled.rows[at][2] = .text("Google")
    let back = try folder.file("review.csv", TableWriter.write(filled, as: .csv))
    var options = WorkspaceOptions()
    options.curation = back
    let curated = try Workspace.open([source], options: options)
    let names = try curated.corpus.table(
      sql:
        "SELECT DISTINCT i.name FROM paper_institution AS x JOIN institution AS i ON i.institution_id = x.institution_id ORDER BY 1"
    ).rows.map {
      $0[0].plain
    }
    #expect(names == ["Google", "Tsinghua University"])
    #expect(curated.diagnostics.filter { $0.code.hasPrefix("curation") }.isEmpty)
    #expect(try curated.review(limit: 10).rows.allSatisfy { $0[1] != .text("Quuxology Zyx") })
  }

  @Test func aSampleIsFilledInScoredAndQuoted() throws {
    let folder = try Folder()
    let workspace = try Workspace.open([sample])
    let sheet = try workspace.sample(40, seed: 3)
    #expect(sheet.rows.count == 40 && sheet.columns.map(\.name) == CheckSheet.columns)
    #expect(try workspace.sample(40, seed: 3) == sheet && workspace.sample(40, seed: 4) != sheet)
    var filled = sheet
    for index in filled.rows.indices { filled.rows[index][0] = .text("right") }
    let path = try folder.file("check.csv", TableWriter.write(filled, as: .csv))
    let check = try CheckSheet(try #require(Input.open(path).first))
    #expect(check.judged == 40 && check.diagnostics.isEmpty && check.seed == "3")
    #expect(check.estimate(.precision, byAuthorships: false)?.value == 1)
    let statement = try #require(check.statement)
    #expect(statement.hasPrefix("precision 100.0 % ("))
    try workspace.corpus.keep(accuracy: statement)
    #expect(try workspace.corpus.method(Scope()).contains(MethodLine("accuracy", statement)))
    // Decided again, the check is of what was before.
    var again = workspace
    try again.resolve(with: .builtIn)
    try again.resolve(with: .builtIn)
    #expect(try again.corpus.accuracy() == statement + " (checked before the decisions were made again)")
  }

  @Test func anAuthorIsExplained() throws {
    let folder = try Folder()
    let file = try folder.file("h.jsonl", CurationRunTests.homonyms)
    let workspace = try Workspace.open([file], options: CurationRunTests.options(authors: .resolved))
    let tables = try workspace.explainAuthor("B. Yuan")
    #expect(
      tables[0].rows.map { $0[0].plain } == ["Bo Yuan (Google)", "Bo Yuan (Google)", "Bo Yuan (Tsinghua University)"])
    #expect(tables[0].rows[0].last == .text("h.jsonl:1"))
    #expect(tables[1].rows.contains { $0[3] == .text("refused") && $0[5].plain.contains("one paper") })
    #expect(throws: CoterieError.self) { try workspace.explainAuthor("Nobody Atall") }
  }
}

/// The method of review, by hand.
@Suite struct DecisionToReviewTests {
  @Test func influenceIsPapersTimesDoubt() {
    func decision(_ confidence: Double, _ sector: String?) -> DecisionToReview {
      DecisionToReview(
        text: "x", institution: "y", sector: sector, state: "resolved", method: "m", confidence: confidence, papers: 4,
        reason: "r")
    }
    #expect(abs(decision(0.9, "academia").influence - 4 * (1 - 0.9)) < 1e-12)
    #expect(abs(decision(0.9, "unknown").influence - 4 * (1 - 0.9 + 0.25)) < 1e-12)
    #expect(decision(0, "unknown").influence == 4 && decision(0, nil).influence == 4)
  }
}
