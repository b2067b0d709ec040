import Analysis
import Bibliography
import Foundation
import GRDB
import Store
import Testing

@testable import Pipeline

/// A contents page of three invented papers; the third has lost its authors.
let page = """
  1st Workshop on Invented Systems (WIS '24)

  May 6, 2024
  Graz, Austria

  Session One

  A First Paper on Trees\t1
  Ann Alder and Bob Birch, <i>Tsinghua University</i> ; Cy Cedar, <i>Google</i>
  A Second Paper on Forests\t9
  Ann Alder, <i>Tsinghua University and Google</i> ; Dee Dogwood, <i>unaffiliated</i>
  """

final class Folder: Sendable {
  let path: String

  init() throws {
    path = NSTemporaryDirectory() + "coterie-pipeline-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  func file(_ name: String, _ text: String) throws -> String {
    try text.write(toFile: path + "/" + name, atomically: true, encoding: .utf8)
    return path + "/" + name
  }
}

@Suite struct WorkspaceTests {
  @Test func sourcesBecomeACorpus() throws {
    let folder = try Folder()
    let workspace = try Workspace.open([try folder.file("wis.txt", page)])
    #expect(workspace.sources.map(\.kept) == [2])
    let authorships = try Authorships(from: workspace.corpus)
    #expect(authorships.papers.map(\.title) == ["A First Paper on Trees", "A Second Paper on Forests"])
    #expect(authorships.papers.map(\.sourceLine) == [8, 10])
    #expect(authorships.papers.map(\.year) == [2024, 2024])
    #expect(authorships.creditViolations().isEmpty)
    // Tsinghua: 2/3 of the first paper, half of Ann's half of the second.
    let network = authorships.network(of: .institutions)
    let tsinghua = try #require(network.nodes.first { $0.name == "Tsinghua University" })
    #expect(tsinghua.papers == 2)
    #expect(abs(tsinghua.credit - (2.0 / 3 + 1.0 / 4)) < 1e-12)
    #expect(network.edges.map(\.papers) == [2])
    #expect(network.edges.map(\.onePersonPapers) == [1])
    #expect(authorships.sectorMix().absences == [.unaffiliated: 0.5])
  }

  /// The same number where a question and a network both have it.
  @Test func questionsAndNetworksAgree() throws {
    let workspace = try Workspace.open([sample])
    let table = try workspace.corpus.table(try QueryCatalog().query(named: "co-publishing-institutions"))
    let network = try Authorships(from: workspace.corpus).network(of: .institutions)
    #expect(table.rows.count == network.edges.count)
    var tie: [Set<String>: Network.Edge] = [:]
    for edge in network.edges { tie[[network.nodes[edge.a].name, network.nodes[edge.b].name]] = edge }
    let column = Dictionary(uniqueKeysWithValues: table.columns.enumerated().map { ($1.name, $0) })
    for row in table.rows {
      guard case .text(let a) = row[0], case .text(let b) = row[1], let edge = tie[[a, b]] else {
        Issue.record("no edge for \(row[0]), \(row[1])")
        continue
      }
      #expect(row[column["papers"] ?? 0] == .integer(edge.papers))
      #expect(row[column["one_person_papers"] ?? 0] == .integer(edge.onePersonPapers))
      guard case .real(let fractional) = row[column["papers_fractional"] ?? 0] else { continue }
      #expect(abs(fractional - edge.fractional) < 1e-9)
    }
  }

  @Test func whatIsStatedIsRecordedAsTheUsersStatement() throws {
    let folder = try Folder()
    let bare = page.split(separator: "\n").dropFirst(2).joined(separator: "\n")
    var options = WorkspaceOptions()
    options.stated.venue = "WIS '24"
    options.stated.year = 1999
    let workspace = try Workspace.open([try folder.file("wis.txt", bare)], options: options)
    let papers = try workspace.corpus.scan().papers
    #expect(papers.map(\.venue) == ["WIS '24", "WIS '24"])
    let table = try workspace.corpus.read { db in
      try String.fetchAll(db, sql: "SELECT key || '=' || value FROM paper_field ORDER BY paper_id, key")
    }
    #expect(table.contains("stated_venue=WIS '24"))
  }

  @Test func theSameSourceTwiceChangesNothing() throws {
    let folder = try Folder()
    let file = try folder.file("wis.txt", page)
    var workspace = try Workspace.open([file])
    try workspace.add([file], options: WorkspaceOptions())
    #expect(workspace.sources.count == 1)
    #expect(try workspace.corpus.scan().papers.count == 2)
  }

  @Test func aSourceThatFailsDoesNotStopTheOthers() throws {
    let folder = try Folder()
    let good = try folder.file("wis.txt", page)
    let workspace = try Workspace.open([try folder.file("empty.txt", ""), good])
    #expect(workspace.sources.map(\.kept) == [2])
    #expect(workspace.diagnostics.contains { $0.code == "input.empty" })
  }

  @Test func aCorpusBesideOtherInputsIsRefused() throws {
    let folder = try Folder()
    let corpus = try Corpus.create(at: folder.path + "/c.db")
    try corpus.close()
    let error = #expect(throws: CoterieError.self) {
      try Workspace.open([folder.path + "/c.db", sample])
    }
    #expect(error?.diagnostic.code == "input.mixed")
  }

  @Test func unknownContentIsSaid() throws {
    let folder = try Folder()
    let error = #expect(throws: CoterieError.self) {
      try Workspace.open([try folder.file("x.txt", "???\n")])
    }
    #expect(error?.diagnostic.code == "input.unknown-format")
  }
}

let sample = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
  .appendingPathComponent("Fixtures/osdi25-contents.txt").path
