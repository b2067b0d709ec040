import Bibliography
import Bytes
import Testing

@testable import Resolution

/// A person's decisions: read, checked, applied. Files are invented; each says beside it what it is for.
@Suite struct CurationTests {
  static func curation(_ text: String, _ name: String = "c.csv") throws -> Curation {
    try Curation(Input(name: name, bytes: Array(text.utf8)))
  }

  /// The parts of `text` after the curation, and the uses of its rows.
  static func applied(_ curation: Curation, _ text: String) -> (parts: [AffiliationPart], uses: [Int]) {
    let resolver = Resolver()
    var run = InstitutionCuration(curation, resolver: resolver)
    let parts = run.apply(to: resolver.resolve(Affiliation(text)))
    return (parts, run.uses)
  }

  @Test func everyActionDoesWhatItSays() throws {
    let file = try Self.curation(
      """
      action,name,value
      rename,Purdue University,Purdue
      merge,Zyx Invented Works,Google
      sector,Quux Laboratory,government
      country,Quux Laboratory,de
      drop,Student,
      """)
    #expect(file.diagnostics.isEmpty)
    let renamed = Self.applied(file, "Purdue University")
    #expect(renamed.parts.map { $0.institution?.name } == ["Purdue"])
    #expect(renamed.parts[0].institution?.ror != nil && renamed.parts[0].method.hasPrefix("registry"))
    #expect(renamed.parts[0].reason.hasSuffix("renamed by c.csv:2:1"))
    #expect(renamed.uses == [1, 0, 0, 0, 0])

    let merged = Self.applied(file, "Zyx Invented Works")
    #expect(merged.parts.map { $0.institution?.name } == ["Google"])
    #expect(merged.parts[0].institution?.sector == .industry)
    #expect(merged.parts[0].method == "curation" && merged.parts[0].confidence == 1)

    let lab = Self.applied(file, "Quux Laboratory")
    #expect(lab.parts[0].institution?.sector == .government && lab.parts[0].institution?.sectorRule == "curation")
    #expect(lab.parts[0].institution?.country == "DE")
    #expect(lab.uses == [0, 0, 1, 1, 0])

    let dropped = Self.applied(file, "Student")
    #expect(dropped.parts.map(\.state) == [.unresolved] && dropped.parts[0].institution == nil)
    #expect(dropped.parts[0].reason.hasSuffix("dropped by c.csv:6:1"))
    // What no row names stays as it is.
    let other = Self.applied(file, "Tsinghua University")
    #expect(other.parts == Resolver().resolve(Affiliation("Tsinghua University")) && other.uses == [0, 0, 0, 0, 0])
  }

  @Test func aUnitIsSplitOffAndTwoAreKeptApart() throws {
    let split = try Self.curation("action,name,value\nsplit,Quuxology Group,\n")
    let parts = Self.applied(split, "Quuxology Group, Tsinghua University").parts
    #expect(parts.map { $0.institution?.name } == ["Quuxology Group"] && parts[0].unit == nil)
    let home = try #require(Resolver().resolve(Affiliation("Tsinghua University"))[0].institution)
    #expect(parts[0].institution?.family == home.family ?? home.key)

    let apart = try Self.curation("action,name,value\nkeep-apart,Tsinghua University,Quuxology Group\n")
    let kept = Self.applied(apart, "Quuxology Group, Tsinghua University")
    #expect(kept.parts.map { $0.institution?.name } == ["Quuxology Group"] && kept.uses == [1])
    #expect(kept.parts[0].institution?.ror == nil)
  }

  @Test func mergesAreFollowedToTheirEnd() throws {
    let file = try Self.curation("action,name,value\nmerge,Alpha Wq,Beta Wq\nmerge,Beta Wq,Gamma Wq\n")
    let (parts, uses) = Self.applied(file, "Alpha Wq")
    #expect(parts.map { $0.institution?.key } == ["name:gamma wq"] && uses == [1, 1])
  }

  @Test func anInstitutionIsKnownByAnyOfItsNamesAndItsIdentifier() throws {
    for name in ["MIT", "Massachusetts Institute of Technology", "https://ror.org/042nb2s44"] {
      let file = try Self.curation("action,name,value\nrename,\(name),M.I.T.\n")
      #expect(
        Self.applied(file, "Massachusetts Institute of Technology").parts[0].institution?.name == "M.I.T.", "\(name)")
    }
  }

  @Test func groupsHoldInstitutionsAndUnits() throws {
    let file = try Self.curation(
      "action,name,value\ngroup,Tsinghua University,C9\ngroup,Quuxology Group,Quux\ngroup,Tsinghua University,Old\n")
    #expect(file.diagnostics.isEmpty)
    var run = InstitutionCuration(file, resolver: Resolver())
    let part = run.apply(to: Resolver().resolve(Affiliation("Quuxology Group, Tsinghua University")))[0]
    let institution = try #require(part.institution)
    #expect(run.groupNames(of: institution) == ["C9", "Old"])
    #expect(run.groupNames(of: institution, unit: part.unit) == ["C9", "Quux", "Old"])
    #expect(run.uses == [1, 1, 1])
  }

  @Test func aThesaurusOfVOSviewerIsReadUnchanged() throws {
    let file = try Self.curation(
      "label\treplace by\nSmith, J\tSmith, Jane\nZyx Works\tGoogle\nStudent\t\n", "thesaurus.txt")
    #expect(file.rows.map(\.action) == [.merge, .merge, .drop] && file.rows.allSatisfy { $0.subject == nil })
    #expect(Self.applied(file, "Zyx Works").parts[0].institution?.name == "Google")
    #expect(file.rows[1].location.description == "thesaurus.txt:3:1")
  }

  @Test func tomlSaysTheSame() throws {
    let file = try Self.curation(
      """
      # what a person decided
      drop = ["Student"]
      split = ["Quuxology Group"]

      [rename]
      "Purdue University" = "Purdue"

      [group]
      C9 = ["Tsinghua University", "Peking University"]

      [author.merge]
      "J. Smith" = "Jane Q. Smith"

      [institution.keep-apart]
      "Meta" = "MetaX"
      """, "c.toml")
    #expect(file.diagnostics.isEmpty)
    #expect(
      file.rows.map {
        "\($0.action.rawValue) \($0.name) \($0.value) \($0.subject?.rawValue ?? "-") \($0.location.line)"
      }
        == [
          "drop Student  - 2", "split Quuxology Group  - 3", "rename Purdue University Purdue - 6",
          "group Tsinghua University C9 - 9", "group Peking University C9 - 9",
          "merge J. Smith Jane Q. Smith author 12", "keep-apart Meta MetaX institution 15",
        ])
  }

  @Test func mistakesAreToldWithTheirPlace() throws {
    #expect(throws: CoterieError.self) { try Self.curation("name,value\na,b\n") }
    let broken = #expect(throws: CoterieError.self) { try Self.curation("[rename]\n\"a\" = \n", "c.toml") }
    #expect(broken?.description.hasPrefix("c.toml:2:") == true && broken?.diagnostic.code == "curation.toml")
    let toml = try Self.curation("[sector]\nA = 3\n\n[rename.x]\nB = \"C\"\n", "c.toml")
    #expect(toml.rows.isEmpty)
    #expect(toml.diagnostics.map(\.location?.line) == [2, 5])
    #expect(toml.diagnostics[0].message.contains("a whole number"))
    let file = try Self.curation(
      """
      action,name,value,of
      renam,A,B
      sector,A,educaton
      country,A,Germany
      rename,A,
      merge,,B
      merge,A,B,people
      """)
    #expect(file.rows.isEmpty && file.diagnostics.map(\.location?.line) == [2, 3, 4, 5, 6, 7])
    #expect(file.diagnostics.allSatisfy { $0.severity == .warning })
  }

  @Test func contradictionsAreToldAndTheFirstRowHolds() throws {
    let file = try Self.curation(
      """
      action,name,value
      sector,A,government
      sector,a,industry
      merge,B,C
      keep-apart,C,B
      merge,D,E
      merge,E,D
      merge,F,F
      keep-apart,G,H
      merge,G,H
      drop,K,
      rename,K,L
      """)
    #expect(file.rows.map(\.location.line) == [2, 5, 6, 9, 11, 12])
    #expect(file.diagnostics.map(\.location?.line) == [3, 5, 7, 8, 10, 12])
    #expect(file.diagnostics.allSatisfy { $0.code == "curation.conflict" })
  }

  @Test func rowsThatNothingUsedAreTold() throws {
    let file = try Self.curation(
      "action,name,value,of\nrename,Nowhere,X,\ndrop,Student,,\nkeep-apart,A B [f:1],A B [f:2],author\n")
    let told = file.unused([0, 3, 0], authorsAreResolved: false)
    #expect(told.map(\.location?.line) == [2, 4])
    #expect(told.map(\.severity) == [.warning, .note])
    #expect(told[0].message.contains("'Nowhere'"))
    #expect(file.unused([0, 3, 0], authorsAreResolved: true).map(\.severity) == [.warning, .warning])
  }

  /// What a sheet of `resolve --review` is, half filled in: other columns, rows without an action.
  @Test func otherColumnsAndEmptyActionsAreLeftAlone() throws {
    let file = try Self.curation("influence,action,name,value\n3,,A,B\n2,rename,\"C, D\",E\n")
    #expect(file.diagnostics.isEmpty && file.rows.map(\.name) == ["C, D"])
  }

  static let mentions = [
    AuthorMention(paperID: 1, position: 1, name: "Bo Yuan"), AuthorMention(paperID: 2, position: 1, name: "Yuan, Bo"),
    AuthorMention(paperID: 3, position: 1, name: "B. Yuan"), AuthorMention(paperID: 4, position: 1, name: "Cy Dee"),
  ]

  @Test func authorsAreNamedByNameAndPlace() throws {
    let file = try Self.curation(
      """
      action,name,value,of
      keep-apart,Bo Yuan [f.txt:1],Bo Yuan [10.1/x],author
      merge,B. Yuan,Bo Yuan [f.txt:1],author
      rename,Cy Dee,Cyril Dee,author
      sector,Cy Dee,government,
      merge,Nobody,Bo Yuan,author
      """)
    let places: [Int64: [String]] = [1: ["f.txt:1"], 2: ["f.txt:2", "10.1/x"]]
    let said = file.authors(in: Self.mentions) { places[$0.paperID] ?? [] }
    #expect(said.statements.map { [$0.mentions, $0.others] } == [[[0], [1]], [[2], [0]]])
    #expect(said.statements.map(\.same) == [false, true])
    #expect(said.names == [3: "Cyril Dee"])
    #expect(said.uses == [1, 1, 1, 0, 0])
    let result = AuthorResolution.assign(Self.mentions, curation: said.statements)
    #expect(result.entities[0] == result.entities[2] && result.entities[0] != result.entities[1])
    #expect(result.decisions.contains { $0.method == .curation && $0.reason == "Joined by c.csv:3:1." })
    #expect(result.decisions.contains { $0.method == .refused && $0.reason.contains("c.csv:2:1 keeps them apart") })
  }

  @Test func namesThatNobodyPrintsJoinThoseWhoGetThem() throws {
    let file = try Self.curation("label\treplace by\nBo Yuan\tYuan Bo Prime\nB. Yuan\tYuan Bo Prime\n")
    let said = file.authors(in: Self.mentions) { _ in [] }
    let result = AuthorResolution.assign(Self.mentions, curation: said.statements)
    #expect(Set(result.entities[0...2]).count == 1 && said.names.values.allSatisfy { $0 == "Yuan Bo Prime" })
    let byName = file.authorNames([(1, "Bo Yuan"), (2, "B. Yuan"), (3, "Cy Dee")])
    #expect(byName.names.mapValues(\.into) == [1: 1, 2: 1] && byName.names[1]?.name == "Yuan Bo Prime")
    #expect(byName.uses == [1, 1])
  }

  /// Whatever the order of the mentions, and whoever is named first.
  @Test func curatedAuthorsDoNotDependOnTheOrder() throws {
    let corpus = AuthorCorpus.generate(papers: 200, seed: 3)
    let names = Set(corpus.mentions.map(\.name)).sorted()
    let file = try Self.curation(
      "action,name,value,of\nmerge,\(names[3]),\(names[40]),author\nkeep-apart,\(names[7]),\(names[8]),author\n")
    let forward = AuthorResolution.assign(
      corpus.mentions, curation: file.authors(in: corpus.mentions) { _ in [] }.statements)
    let back = Array(corpus.mentions.reversed())
    let other = AuthorResolution.assign(back, curation: file.authors(in: back) { _ in [] }.statements)
    #expect(other.entities.reversed() == forward.entities && other.names == forward.names)
  }
}
