import Analysis
import Bibliography
import GRDB
import Store
import Testing

@testable import Pipeline

/// A person's decisions and resolved authors through the whole run: sources to corpus to numbers.
@Suite struct CurationRunTests {
  static let earlier = """
    {"title":"An Old Paper on Trees","venue":"WIS '23","year":2023,"authors":[{"position":1,"name":"Ann Alder","affiliations":[{"text":"Tsinghua University"}]},{"position":2,"name":"Bob Birch","affiliations":[{"text":"Tsinghua University"}]}]}

    """

  static func options(_ curation: String? = nil, authors: AuthorsBy = .byName) -> WorkspaceOptions {
    var options = WorkspaceOptions()
    options.curation = curation
    options.authors = authors
    return options
  }

  static func names(_ workspace: Workspace, _ scope: Scope = Scope()) throws -> [String] {
    try Authorships(from: workspace.corpus, in: scope).institutions.map(\.name)
  }

  @Test func aCurationIsAppliedKeptAndAppliedAgain() throws {
    let folder = try Folder()
    let path = folder.path + "/c.db"
    let curation = try folder.file(
      "c.csv", "action,name,value\nrename,Tsinghua University,THU\ngroup,Google,Big\nrename,Nowhere,X\n")
    let corpus = try Corpus.create(at: path)
    var workspace = Workspace(corpus: corpus)
    try workspace.add([try folder.file("wis.txt", page)], options: Self.options(curation))
    #expect(try Self.names(workspace) == ["Google", "THU"])
    #expect(workspace.diagnostics.map(\.code).filter { $0.hasPrefix("curation") } == ["curation.unused"])
    #expect(workspace.diagnostics.last?.location?.line == 4)
    #expect(try corpus.resolutionStatement().hasSuffix("; curation: c.csv (3 rows)"))
    let rows = try corpus.table(
      sql: "SELECT mention, entity, method, reason FROM decision WHERE kind = 'curation' ORDER BY mention"
    ).rows
    #expect(rows.map { $0[0] } == [.text("Google"), .text("Tsinghua University")])
    #expect(rows.allSatisfy { $0[2] == .text("curation") })
    #expect(rows[1][3] == .text("rename by c.csv:2, used by 2"))

    // Another source, without naming the file again: the decisions hold for it, too.
    try workspace.add([try folder.file("old.jsonl", Self.earlier)], options: Self.options())
    #expect(try Self.names(workspace) == ["Google", "THU"])
    #expect(try corpus.creditViolations().isEmpty)
    try corpus.close()

    // Reading it with another curation leaves the file as it is.
    let other = try folder.file("d.toml", "[rename]\n\"Tsinghua University\" = \"Tsinghua\"\n")
    #expect(try Self.names(Workspace.open([path], options: Self.options(other))) == ["Google", "Tsinghua"])
    #expect(try Self.names(Workspace.open([path])) == ["Google", "THU"])
    #expect(try Workspace.open([path]).diagnostics.map(\.code).contains("curation.unused"))
  }

  @Test func groupsSelectPapersAndMixThem() throws {
    let folder = try Folder()
    let curation = try folder.file("c.csv", "action,name,value\ngroup,Google,Big\n")
    let extra = try folder.file("old.jsonl", Self.earlier)
    let workspace = try Workspace.open([try folder.file("wis.txt", page), extra], options: Self.options(curation))
    var selection = Selection()
    selection.groups = ["big"]
    let selected = try Authorships(from: workspace.corpus, in: Scope(selection: selection))
    #expect(selected.papers.map(\.title) == ["A First Paper on Trees", "A Second Paper on Forests"])
    let table = try Authorships(from: workspace.corpus).mixTable(by: [.group])
    #expect(table.rows.map { [$0[0], $0[1]] } == [[.text("Big"), .integer(2)], [.text("not given"), .integer(1)]])
    selection.groups = ["Nowhere"]
    #expect(throws: CoterieError.self) { try Authorships(from: workspace.corpus, in: Scope(selection: selection)) }
  }

  @Test func authorsByNameFollowAThesaurus() throws {
    let folder = try Folder()
    let thesaurus = try folder.file("t.txt", "label\treplace by\nBob Birch\tAnn Alder\nCy Cedar\tCyril Cedar\n")
    let path = folder.path + "/c.db"
    let corpus = try Corpus.create(at: path)
    var workspace = Workspace(corpus: corpus)
    try workspace.add([try folder.file("wis.txt", page)], options: Self.options(thesaurus))
    func authors() throws -> [String] { try Authorships(from: corpus).authors.map(\.name) }
    #expect(try authors() == ["Ann Alder", "Cyril Cedar", "Dee Dogwood"])
    #expect(!workspace.diagnostics.contains { $0.code == "curation.unused" })
    // A later source prints the merged name again.
    try workspace.add([try folder.file("old.jsonl", Self.earlier)], options: Self.options())
    #expect(try authors() == ["Ann Alder", "Cyril Cedar", "Dee Dogwood"])
    // Taken away, everybody is called as printed again.
    try workspace.resolve(with: .builtIn, curation: .init())
    #expect(try authors() == ["Ann Alder", "Bob Birch", "Cy Cedar", "Dee Dogwood"])
    #expect(try corpus.table(sql: "SELECT count(*) FROM author").rows == [[.integer(4)]])
    try corpus.remove(source: "wis.txt")
    try workspace.resolve(with: .builtIn)
    #expect(try authors() == ["Ann Alder", "Bob Birch"])
    try corpus.close()
  }

  /// Two called Bo Yuan on one paper, one of whom writes again.
  static let homonyms = """
    {"title":"A Paper of Two Namesakes","venue":"WIS '23","year":2023,"authors":[{"position":1,"name":"Bo Yuan","affiliations":[{"text":"Tsinghua University"}]},{"position":2,"name":"Bo Yuan","affiliations":[{"text":"Google"}]},{"position":3,"name":"Quirin Zyx","affiliations":[{"text":"Google"}]}]}
    {"title":"A Later Paper of One","venue":"WIS '24","year":2024,"authors":[{"position":1,"name":"Bo Yuan","affiliations":[{"text":"Google"}]},{"position":2,"name":"Quirin Zyx","affiliations":[{"text":"Google"}]}]}

    """

  @Test func resolvedAuthorsStandBesideThoseByName() throws {
    let folder = try Folder()
    let file = try folder.file("h.jsonl", Self.homonyms)
    let resolved = Scope(authors: .resolved)
    let workspace = try Workspace.open([file], options: Self.options(authors: .resolved))
    let people = try Authorships(from: workspace.corpus, in: resolved)
    #expect(people.authors.map(\.name) == ["Bo Yuan (Google)", "Bo Yuan (Tsinghua University)", "Quirin Zyx"])
    #expect(people.method.contains(MethodLine("authors", "resolved")))
    #expect(try workspace.corpus.creditViolations(in: resolved).isEmpty)
    #expect(try Authorships(from: workspace.corpus).authors.map(\.name) == ["Bo Yuan", "Quirin Zyx"])
    // Ties follow the choice: the later paper is the Google one's.
    let network = people.network(of: .authors)
    let google = try #require(network.nodes.first { $0.name == "Bo Yuan (Google)" })
    #expect(google.papers == 2)
    let refusals = try workspace.corpus.table(
      sql: "SELECT reason FROM decision WHERE kind = 'author' AND method = 'refused'"
    ).rows
    #expect(refusals.contains { $0[0].plain.contains("both are authors of one paper") })
    #expect(try workspace.homonyms()?.homonyms == 1)
    #expect(try workspace.homonymWarning(Scope())?.message.hasPrefix("1 of 2 names stands for several people") == true)
    #expect(try workspace.homonymWarning(resolved) == nil)
  }

  /// Two names, one person: dblp's page of the person says so.
  @Test func aPersonsPageJoinsNames() throws {
    func record(_ n: Int, _ author: String) -> String {
      "<article key=\"journals/x/\(n)\"><author>\(author)</author><title>Bees \(n).</title>"
        + "<year>\(2000 + n)</year></article>\n"
    }
    let page = """
      <www key="homepages/v/AdaVinge"><author>Ada Vinge</author><author>Ada Quirinia Zyx</author><title>Home Page</title>\
      <note type="affiliation">Tsinghua University</note></www>

      """
    func authors(_ page: String) throws -> [String] {
      let folder = try Folder()
      let file = try folder.file(
        "d.xml", "<dblp>\n" + record(1, "Ada Vinge") + record(2, "Ada Quirinia Zyx") + page + "</dblp>\n")
      let workspace = try Workspace.open([file], options: Self.options(authors: .resolved))
      return try Authorships(from: workspace.corpus, in: Scope(authors: .resolved)).authors.map(\.name)
    }
    #expect(try authors("").count == 2)
    #expect(try authors(page).count == 1)
  }

  /// The corpus's own name wins over what the built-in facts know under it.
  @Test func anInstitutionIsWhatTheCorpusCallsSo() throws {
    let folder = try Folder()
    let file = try folder.file("h.jsonl", Self.homonyms)
    let workspace = try Workspace.open([file], options: Self.options())
    var selection = Selection()
    selection.institutions = ["Alphabet"]
    selection.institutionsAsGiven = ["google"]
    #expect(try Authorships(from: workspace.corpus, in: Scope(selection: selection)).papers.count == 2)
    selection.institutions = ["Tsinghua University"]
    selection.institutionsAsGiven = ["Qinghua"]
    #expect(try Authorships(from: workspace.corpus, in: Scope(selection: selection)).papers.count == 1)
    selection.institutions = ["Nowhere"]
    selection.institutionsAsGiven = ["Tsinghua Univers"]
    #expect {
      try Authorships(from: workspace.corpus, in: Scope(selection: selection))
    } throws: {
      ($0 as? CoterieError)?.diagnostic.message.contains(
        "no institution 'Tsinghua Univers'. Did you mean 'Tsinghua University'") == true
    }
    #expect(try workspace.corpus.hasInstitution(named: "GOOGLE"))
  }

  @Test func aCorpusKeepsResolvedAuthorsAndResolvesThemAgain() throws {
    let folder = try Folder()
    let path = folder.path + "/c.db"
    let corpus = try Corpus.create(at: path)
    var workspace = Workspace(corpus: corpus)
    try workspace.add([try folder.file("h.jsonl", Self.homonyms)], options: Self.options())
    #expect(try corpus.authorsState() == .none)
    #expect(throws: CoterieError.self) { try Authorships(from: corpus, in: Scope(authors: .resolved)) }
    try corpus.close()
    // On demand, in memory; the file stays as it is.
    let demanded = try Workspace.open([path], options: Self.options(authors: .resolved))
    #expect(try Authorships(from: demanded.corpus, in: Scope(authors: .resolved)).authors.count == 3)
    #expect(try Workspace.open([path]).corpus.authorsState() == .none)
    // Kept, they follow what is added and what a person says.
    let kept = try Corpus.open(at: path, readOnly: false)
    var again = Workspace(corpus: kept)
    let said = try folder.file(
      "c.csv",
      "action,name,value,of\nkeep-apart,Bo Yuan [h.jsonl:1],Bo Yuan [h.jsonl:2],author\n")
    try again.resolve(with: .builtIn, curation: try Workspace.curation(Self.options(said)), authors: .resolved)
    #expect(try Authorships(from: kept, in: Scope(authors: .resolved)).authors.count == 4)
    try again.add([try folder.file("old.jsonl", Self.earlier)], options: Self.options())
    #expect(try kept.authorsState() == .current)
    #expect(try Authorships(from: kept, in: Scope(authors: .resolved)).authors.count == 6)
    try kept.close()
  }

  /// The same sources in another order give the same people.
  @Test func theOrderOfTheSourcesDoesNotMatter() throws {
    let folder = try Folder()
    let files = [
      try folder.file("wis.txt", page), try folder.file("h.jsonl", Self.homonyms),
      try folder.file("old.jsonl", Self.earlier),
    ]
    func decisions(_ files: [String]) throws -> [String] {
      let workspace = try Workspace.open(files, options: Self.options(authors: .resolved))
      return try workspace.corpus.table(
        sql: "SELECT mention, entity, method, score, reason, kind FROM decision"
      ).rows.map { $0.map(\.plain).joined(separator: "|") }.sorted()
    }
    let forward = try decisions(files)
    #expect(forward.count > 5)
    #expect(try decisions(files.reversed()) == forward)
    #expect(try decisions(files) == forward)
  }
}
