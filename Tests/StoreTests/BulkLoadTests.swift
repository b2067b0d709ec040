import Bibliography
import Foundation
import GRDB
import Testing

@testable import Store

@Suite struct BulkLoadTests {
  private static func folder() throws -> String {
    let path = NSTemporaryDirectory() + "coterie-bulk-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    return path
  }

  /// Every row of every table and the schema, in order; REALs as their bits.
  private static func dump(_ corpus: Corpus) throws -> [String] {
    try corpus.read { db in
      var lines: [String] = []
      for row in try Row.fetchAll(db, sql: "SELECT name, sql FROM main.sqlite_schema ORDER BY name") {
        lines.append("\(row)")
        guard let sql: String = row["sql"], sql.hasPrefix("CREATE TABLE"), let name: String = row["name"] else {
          continue
        }
        lines += try Row.fetchAll(db, sql: "SELECT * FROM main.\(name)").map { "\(name) \($0)" }
      }
      return lines
    }
  }

  /// Papers of many kinds: teams of every size, one text a page cannot hold, names that sort by bytes only, papers
  /// without authors or year, lists that repeat.
  private static func papers(_ count: Int) -> [Paper] {
    (0..<count).map { number in
      var authors = (0..<number % 7).map { position in
        let person = (number * 31 + position * 17) % max(3, count / 3)
        let texts = (0..<person % 3).map { "Dept. \(person % 11), Institution \((person + $0) % 13)" }
        var author = Authorship(name: "Ørsted \(person)", affiliations: texts.map { Affiliation($0) })
        if person % 5 == 1 {
          // Words that keys abbreviate, and others, in each place.
          let words = ["openalex", "ror", "openale", "r"]
          author.identifiers = [
            AssertedIdentifier(scheme: words[person % 4], value: "A\(person)", assertedBy: words[number % 4])
          ]
          author.affiliations = texts.map {
            Affiliation(
              $0, identifiers: [AssertedIdentifier(scheme: words[$0.count % 2], value: "ror", assertedBy: "openalex")])
          }
        }
        if person % 5 == 0 {
          author.identifiers = [AssertedIdentifier(scheme: "x", value: "\"\(person)\"", assertedBy: nil)]
        }
        if person % 9 == 4 { author.location = SourceLocation(file: "f", line: number + position + 1) }
        return author
      }
      if number % 50 == 7 { authors.append(Authorship(name: "Fay", state: .unaffiliated)) }
      var paper = Paper(
        title: number % 97 == 5 ? String(repeating: "a long title \(number) ", count: 900) : "Title \(number)",
        venue: number % 4 == 0 ? nil : "Venue \(number % 6)", year: number % 10 == 3 ? nil : 2000 + number % 20,
        authors: authors, location: SourceLocation(file: "f", line: number + 1))
      if number % 3 == 0 { paper.fields = [.init(key: "k\(number % 5)", value: "v\(number)")] }
      if number % 40 == 9 { paper.sharedAffiliations = [Affiliation("Shared \(number % 3)")] }
      return paper
    }
  }

  /// What is kept in memory alone is what a corpus has.
  @Test func tablesInMemoryHoldWhatACorpusHolds() throws {
    let folder = try Self.folder()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let corpus = try Corpus.create(at: folder + "/c.db")
    let batch = PaperBatch()
    for paper in Self.papers(700) { batch.append(paper) }
    _ = try corpus.add(Source(name: "f", format: "test", contentHash: "h"), merging: false) { try $0.keep(batch) }
    let tables = try MemoryTables()
    try tables.keep(batch)
    let texts: [String: Set<Int>] = [
      "written_paper": [2, 7, 9, 10, 11], "written_field": [3], "written_authorship": [], "written_list_member": [],
      "written_string": [1], "written_list": [1],
    ]
    for (table, texts) in texts {
      try corpus.read { db in
        let rows = try Row.fetchAll(db, sql: "SELECT * FROM main.\(table) ORDER BY 1, 2")
        // The lists that every corpus has are made with its file.
        let given = table == "written_list" ? Array(rows.dropFirst(Schema.listStates.count)) : rows
        let values = given.map { row in
          Array(row.databaseValues).map { $0.isNull ? nil : "\($0.storage.value ?? "")" as String? }
        }
        #expect(!values.isEmpty)
        #expect(tables.values(of: table, width: values.first?.count ?? 1, texts: texts) == values, "\(table)")
      }
    }
  }

  private static func resolve(_ corpus: Corpus) throws {
    let decisions = try corpus.distinctAffiliations().map { stored -> AffiliationDecision in
      let text = stored.affiliation.text
      let key = text.split(separator: ",").last.map { String($0.dropFirst()) } ?? text
      let institution = Institution(
        key: "name:\(key)", name: key, sector: key.hasSuffix("1") ? .industry : .academia, sectorRule: "test",
        country: "DE", family: key.hasSuffix("2") ? "name:Institution 3" : nil)
      guard !key.hasSuffix("7") else {
        return AffiliationDecision(
          id: stored.id,
          parts: [AffiliationPart(text: text, state: .unresolved, method: "none", confidence: 0, reason: "none")])
      }
      return AffiliationDecision(
        id: stored.id,
        parts: [
          AffiliationPart(
            text: text, state: .resolved, institution: institution, unit: text.hasPrefix("Dept. 3") ? "Dept. 3" : nil,
            siteCountry: text.hasPrefix("Dept. 4") ? "FR" : nil, method: "test", confidence: 0.5, reason: "test")
        ])
    }
    try corpus.apply(resolutions: decisions, statement: "test") { _ in nil }
  }

  /// Pages written by hand and rows inserted by SQLite make the same corpus, which SQLite finds sound.
  @Test(arguments: [0, 1, 60, 6000]) func givesWhatSQLiteWouldHave(count: Int) throws {
    let folder = try Self.folder()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let papers = Self.papers(count)
    let source = Source(name: "s", format: "test", contentHash: "s")
    let finding = Diagnostic(.warning, "test.finding", "something", at: SourceLocation(file: "f", line: 3))
    let inserted = try Corpus.inMemory()
    try inserted.add(source, papers: papers, rejected: [finding], diagnostics: [finding])
    try Self.resolve(inserted)
    let file = try Corpus.create(at: folder + "/corpus.db")
    try file.add(source, papers: papers, rejected: [finding], diagnostics: [finding])
    #expect(file.isLoadingFirst)
    try Self.resolve(file)
    #expect(!file.isLoadingFirst)
    #expect(try Self.dump(file) == Self.dump(inserted))
    try file.close()
    let read = try Corpus.open(at: folder + "/corpus.db")
    #expect(try read.read { try String.fetchAll($0, sql: "PRAGMA integrity_check") } == ["ok"])
    #expect(try read.read { try Row.fetchAll($0, sql: "PRAGMA foreign_key_check") }.isEmpty)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["corpus.db"])
  }

  /// More sources, removal and another resolution go on from a file that was written in pages.
  @Test func isACorpusLikeAnyOther() throws {
    let folder = try Self.folder()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let papers = Self.papers(300)
    func sources(_ corpus: Corpus) throws {
      try corpus.add(Source(name: "a", format: "test", contentHash: "a"), papers: papers.prefix(200))
      try corpus.add(Source(name: "b", format: "test", contentHash: "b"), papers: papers.dropFirst(150))
      try Self.resolve(corpus)
      try corpus.remove(source: "a")
      try Self.resolve(corpus)
    }
    let file = try Corpus.create(at: folder + "/corpus.db")
    try sources(file)
    let inserted = try Corpus.inMemory()
    try sources(inserted)
    #expect(try Self.dump(file) == Self.dump(inserted))
    #expect(try file.read { try String.fetchAll($0, sql: "PRAGMA integrity_check") } == ["ok"])
    try file.close()
  }

  /// A source that fails leaves the file as it was, byte for byte, and nothing beside it.
  @Test func leavesNothingOfASourceThatFails() throws {
    let folder = try Self.folder()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let corpus = try Corpus.create(at: folder + "/corpus.db")
    let before = try Data(contentsOf: URL(fileURLWithPath: folder + "/corpus.db"))
    struct Stop: Error {}
    #expect(throws: Stop.self) {
      try corpus.add(Source(name: "b", format: "test", contentHash: "b")) { loader in
        for paper in Self.papers(500) { try loader.keep(paper) }
        throw Stop()
      }
    }
    #expect(try Data(contentsOf: URL(fileURLWithPath: folder + "/corpus.db")) == before)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["corpus.db"])
    try corpus.add(Source(name: "b", format: "test", contentHash: "b"), papers: Self.papers(10))
    #expect(try corpus.scan().papers.count == 10)
  }

  @Test func ordersInPassesAsInOne() throws {
    struct Entry {
      var key: UInt32
      var a: UInt32
      var b: UInt32
    }
    let entries = (0..<5000).map { (step: Int) -> Entry in
      Entry(key: UInt32(step * 7919 % 61), a: UInt32(step), b: UInt32(step % 3))
    }
    var counts = [UInt32](repeating: 0, count: 61)
    for entry in entries { counts[Int(entry.key)] += 1 }
    var found: [[UInt32]] = []
    try CountingOrder.forEach(counts: counts, most: 700) { give in
      for entry in entries { give(entry.key, entry.a, entry.b) }
    } _: { key, a, b in
      found.append([key, a, b])
    }
    // `a` ascends with the place, so that the order of one key's entries is that of `a`.
    let expected = entries.map { [$0.key, $0.a, $0.b] }.sorted { $0.lexicographicallyPrecedes($1) }
    #expect(found == expected)
  }
}

@Suite struct LeftoverTests {
  @Test func sweepsWhatNobodyWrites() throws {
    let folder = NSTemporaryDirectory() + "coterie-sweep-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let path = folder + "/c.db"
    #expect(try Corpus.sweep(beside: path) == [])
    let names = ["c.db", "c.db.partial", "c.db.partial-wal", "c.db.partial.partial", "c.db.partial.partial-journal"]
    for name in names + ["d.db.partial"] { try Data("x".utf8).write(to: URL(fileURLWithPath: "\(folder)/\(name)")) }
    // Somebody at work keeps everything where it is.
    do {
      let held = try PageFile(path + ".partial.partial")
      #expect(throws: CoterieError.self) { try Corpus.sweep(beside: path) }
      withExtendedLifetime(held) {}
    }
    #expect(try Corpus.sweep(beside: path) == [path + ".partial", path + ".partial.partial"])
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder).sorted() == ["c.db", "d.db.partial"])
  }
}
