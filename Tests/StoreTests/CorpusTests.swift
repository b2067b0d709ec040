import Bibliography
import Foundation
import GRDB
import Testing

@testable import Store

@Suite struct CorpusTests {
  private static func folder() throws -> String {
    let path = NSTemporaryDirectory() + "coterie-store-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    return path
  }

  @Test func sourcesCountWhatWasReadKeptAndRejected() throws {
    let corpus = try SmallCorpus.make()
    let source = try #require(try corpus.sources().first)
    #expect((source.read, source.kept, source.rejected) == (6, 5, 1))
    #expect(
      try corpus.diagnostics().map(\.description) == ["small.txt:60:1: error: [test.rejected] a record was broken."])
  }

  @Test func theSameContentTwiceChangesNothing() throws {
    let corpus = try SmallCorpus.make()
    let again = try corpus.add(
      Source(name: "other.txt", format: "test", contentHash: "small"), papers: SmallCorpus.papers)
    #expect(again == nil)
    #expect(try corpus.sources().count == 1)
    #expect(try corpus.scan().papers.count == 5)
  }

  @Test func aSourceThatFailsLeavesNothing() throws {
    let corpus = try SmallCorpus.make()
    struct Stop: Error {}
    #expect(throws: Stop.self) {
      try corpus.add(Source(name: "b", format: "test", contentHash: "b")) { loader in
        try loader.keep(SmallCorpus.papers[0])
        throw Stop()
      }
    }
    #expect(try corpus.scan().papers.count == 5)
    #expect(try corpus.sources().count == 1)
  }

  @Test func keysHoldAfterLoadsInTwoSteps() throws {
    let corpus = try Corpus.inMemory()
    try corpus.add(Source(name: "a", format: "test", contentHash: "a"), papers: SmallCorpus.papers.prefix(2))
    try corpus.add(Source(name: "b", format: "test", contentHash: "b"), papers: SmallCorpus.papers.dropFirst(2))
    try SmallCorpus.resolve(corpus)
    let broken = try corpus.read { try Row.fetchAll($0, sql: "PRAGMA foreign_key_check") }
    #expect(broken.isEmpty)
    let whole = try SmallCorpus.make()
    #expect(try corpus.scan().credits == whole.scan().credits)
    #expect(
      try corpus.distinctAffiliations().map(\.affiliation.text) == whole.distinctAffiliations().map(\.affiliation.text))
  }

  @Test func namesFoldToOneAuthorAndKeepTheirForms() throws {
    let corpus = try Corpus.inMemory()
    let names = ["Yibo Huang", "YIBO  HUANG", "Yibo Huang 0002", "Jose\u{301} Li", "Jos\u{e9} Li"]
    let papers = names.enumerated().map { index, name in
      SmallCorpus.paper(index + 1, 2020, "V", [Authorship(name: name)])
    }
    try corpus.add(Source(name: "n", format: "test", contentHash: "n"), papers: papers)
    #expect(try corpus.scan().authors.map(\.name) == ["Jose\u{301} Li", "Yibo Huang", "Yibo Huang 0002"])
  }

  @Test func anORCIDIsKeptUnlessTwoDisagree() throws {
    let corpus = try Corpus.inMemory()
    let first = ORCID("0000-0002-1825-0097")
    let second = ORCID("0000-0001-5109-3700")
    let papers = [
      SmallCorpus.paper(1, 2020, "V", [Authorship(name: "Ann", orcid: first), Authorship(name: "Bob", orcid: first)]),
      SmallCorpus.paper(2, 2020, "V", [Authorship(name: "Ann"), Authorship(name: "Bob", orcid: second)]),
    ]
    try corpus.add(Source(name: "n", format: "test", contentHash: "n"), papers: papers)
    let orcids = try corpus.read { try String?.fetchAll($0, sql: "SELECT orcid FROM author ORDER BY name") }
    #expect(orcids == ["0000-0002-1825-0097", nil])
  }

  @Test func aFileIsOnePlainFileAndOpensReadOnly() throws {
    let folder = try Self.folder()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let path = folder + "/c.db"
    let made = try Corpus.create(at: path)
    try SmallCorpus.fill(made)
    try made.close()
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["c.db"])
    try FileManager.default.setAttributes([.posixPermissions: 0o555], ofItemAtPath: folder)
    defer { try? FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: folder) }
    let before = try Data(contentsOf: URL(fileURLWithPath: path))
    let corpus = try Corpus.open(at: path)
    #expect(try corpus.scan(Scope(level: .unit)).papers.count == 5)
    try corpus.close()
    #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == before)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["c.db"])
  }

  @Test func otherFilesAreRefusedByName() throws {
    let folder = try Self.folder()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let text = folder + "/text.db"
    try Data("hello".utf8).write(to: URL(fileURLWithPath: text))
    let strange = folder + "/strange.db"
    try DatabaseQueue(path: strange).write { try $0.execute(sql: "CREATE TABLE t(a)") }
    let newer = folder + "/newer.db"
    try Corpus.create(at: newer).close()
    try DatabaseQueue(path: newer).write { try $0.execute(sql: "PRAGMA user_version = 99") }
    for (path, code) in [
      (folder + "/none.db", "corpus.missing"), (text, "corpus.not-a-corpus"), (strange, "corpus.not-a-corpus"),
      (newer, "corpus.newer"), (folder, "corpus.not-a-corpus"),
    ] {
      #expect {
        try Corpus.open(at: path)
      } throws: {
        ($0 as? CoterieError)?.diagnostic.code == code
      }
    }
    #expect {
      try Corpus.create(at: folder + "/no/such/folder.db")
    } throws: {
      ($0 as? CoterieError)?.diagnostic.code == "corpus.unwritable"
    }
    #expect {
      try Corpus.create(at: newer)
    } throws: {
      ($0 as? CoterieError)?.diagnostic.code == "corpus.exists"
    }
  }

  @Test func unfinishedCountsAreMadeOrNamed() throws {
    let folder = try Self.folder()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let path = folder + "/c.db"
    let made = try Corpus.create(at: path)
    try made.add(Source(name: "a", format: "test", contentHash: "a"), papers: SmallCorpus.papers)
    try made.close()
    #expect {
      try Corpus.open(at: path).scan()
    } throws: {
      ($0 as? CoterieError)?.diagnostic.code == "corpus.unfinished"
    }
    #expect(try Corpus.open(at: path, readOnly: false).scan().papers.count == 5)
  }
}
