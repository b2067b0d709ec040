import Bibliography
import Testing

@testable import Resolution

/// Who is who, on small corpora whose right answer is said beside each, and on generated ones whose truth is known.
@Suite struct AuthorResolutionTests {
  /// Papers as lists of names; institutions by name where given.
  static func mentions(
    _ papers: [[String]], institutions: [String: String] = [:], year: (Int) -> Int = { 2020 + $0 }
  ) -> [AuthorMention] {
    papers.enumerated().flatMap { p, names in
      names.enumerated().map { k, name in
        AuthorMention(
          paperID: Int64(p), position: k + 1, name: name, institutions: institutions[name].map { [$0] } ?? [],
          year: year(p), venue: "V")
      }
    }
  }

  /// Two groups of mentions are equal as partitions.
  static func samePartition(_ a: [Int], _ b: [Int]) -> Bool {
    Set(zip(a, b).map { [$0, $1] }).count == Set(a).count && Set(a).count == Set(b).count
  }

  @Test func emptyAndSingleMentions() {
    #expect(AuthorResolution.assign([]).count == 0)
    let one = AuthorResolution.assign(Self.mentions([["Ada Lovelace"]]))
    #expect(one.entities == [0] && one.names == ["Ada Lovelace"] && one.decisions.isEmpty)
  }

  @Test func aRareNameIsOnePersonWithoutEvidence() {
    let result = AuthorResolution.assign(Self.mentions([["Zachary Yedidia"], ["Zachary Yedidia"]]))
    #expect(result.count == 1)
    #expect(result.decisions.map(\.method) == [.name])
  }

  @Test func twoOfOneNameOnOnePaperAreTwo() {
    let result = AuthorResolution.assign(Self.mentions([["Bo Yuan", "Bo Yuan"]]))
    #expect(result.count == 2)
    #expect(result.decisions.contains { $0.method == .refused && $0.reason.contains("one paper") })
  }

  @Test func bracketsAndHomonymNumbersKeepPeopleApart() {
    let brackets = Self.mentions([["Bo Yuan (CUNY)", "Bo Yuan (Rutgers)"], ["Bo Yuan (CUNY)"]])
    #expect(Self.samePartition(AuthorResolution.assign(brackets).entities, [0, 1, 0]))
    let numbers = Self.mentions([["Bo Yuan 0001", "Xi Li"], ["Bo Yuan 0002", "Xi Li"]])
    #expect(AuthorResolution.assign(numbers).count == 3)
  }

  @Test func initialsAndVariantsJoinOnEvidenceOnly() {
    let alone = Self.mentions([["J. Smith", "A. Bee"], ["Jane Q. Smith", "C. Dee"]])
    #expect(AuthorResolution.assign(alone).count == 4)
    // Two rare co-authors in common, among forty other papers that make them rare.
    let others = (0..<40).map { ["Given\($0 % 7) Family\($0)"] }
    let joint = Self.mentions(
      others + [["J. Smith", "Ann Bee", "Cor Dee"], ["Jane Q. Smith", "Ann Bee", "Cor Dee"]])
    let result = AuthorResolution.assign(joint)
    #expect(result.entities[40] == result.entities[43])
    let row = result.decisions.first { $0.method == .evidence }
    #expect(row?.reason == "'Jane Q. Smith' and 'J. Smith' agree up to initials; co-authors Ann Bee, Cor Dee.")
    #expect((row?.score ?? 0) >= AuthorRules().probability)
    #expect(result.names[result.entities[40]] == "Jane Q. Smith")
  }

  @Test func identifiersDecideAcrossNamesAndAgainstThem() throws {
    let anna = try #require(ORCID("0000-0002-1825-0097"))
    let other = try #require(ORCID("0000-0001-5109-3700"))
    var mentions = Self.mentions([["Anna Maier"], ["Anna Berger"], ["Zoe Unique"], ["Zoe Unique"]])
    mentions[0].orcid = anna
    mentions[1].orcid = anna
    mentions[2].orcid = anna
    mentions[3].orcid = other
    mentions[2].orcid = nil
    mentions[2].identifiers = [AssertedIdentifier(scheme: "dblp", value: "1")]
    mentions[3].identifiers = [AssertedIdentifier(scheme: "dblp", value: "2")]
    let result = AuthorResolution.assign(mentions)
    #expect(Self.samePartition(result.entities, [0, 0, 1, 2]))
    #expect(result.decisions.first { $0.method == .identifier }?.entity == result.entities[0])
    #expect(result.decisions.contains { $0.method == .refused && $0.reason.contains("dblp:1") })
  }

  @Test func curationOverrules() {
    let mentions = Self.mentions([["Zoe Unique"], ["Zoe Unique"], ["Z. Quite-Different"]])
    let kept = AuthorResolution.assign(mentions, curation: [AuthorCuration(mention: 0, other: 1, same: false)])
    #expect(Self.samePartition(kept.entities, [0, 1, 2]))
    let joined = AuthorResolution.assign(mentions, curation: [AuthorCuration(mention: 1, other: 2, same: true)])
    #expect(Self.samePartition(joined.entities, [0, 0, 0]))
    #expect(joined.decisions.contains { $0.method == .curation })
  }

  @Test func theOrderOfTheInputDoesNotMatter() {
    let corpus = AuthorCorpus.generate(papers: 300, seed: 5)
    let forward = AuthorResolution.assign(corpus.mentions)
    var random = SplitMix64(state: 9)
    let shuffled = corpus.mentions.indices.shuffled(using: &random)
    let other = AuthorResolution.assign(shuffled.map { corpus.mentions[$0] })
    #expect(shuffled.indices.allSatisfy { other.entities[$0] == forward.entities[shuffled[$0]] })
    #expect(other.names == forward.names)
    #expect(Set(other.decisions.map(\.reason)) == Set(forward.decisions.map(\.reason)))
  }

  @Test func everyMergeIsARow() {
    let corpus = AuthorCorpus.generate(papers: 300, seed: 6)
    let result = AuthorResolution.assign(corpus.mentions)
    let merges = result.decisions.filter { $0.method != .refused }
    #expect(merges.count == corpus.mentions.count - result.count)
    #expect(merges.allSatisfy { result.entities[$0.mention] == result.entities[$0.other] })
    let refusals = result.decisions.filter { $0.method == .refused }
    #expect(refusals.allSatisfy { result.entities[$0.mention] != result.entities[$0.other] })
    #expect(refusals.allSatisfy { $0.score < AuthorRules().probability })
  }

  @Test(arguments: [UInt64(1), 2])
  func generatedCorporaAreResolvedWithinTheBars(seed: UInt64) {
    let corpus = AuthorCorpus.generate(papers: 1500, seed: seed)
    let result = AuthorResolution.assign(corpus.mentions)
    let score = AuthorEvaluation(truth: corpus.truth, predicted: result.entities)
    #expect(score.bCubedPrecision >= 0.98, "seed \(seed): \(score)")
    #expect(score.bCubedRecall >= 0.90, "seed \(seed): \(score)")
  }

  @Test func whatASourceSaysOfPersonsDecidesInThatSource() throws {
    let names = ["Ada Vinge", "Ada Kinbote", "Wei Wang", "Wei Wang", "Ada Kinbote"]
    var mentions = names.enumerated().map { AuthorMention(paperID: Int64($0 + 1), position: 1, name: $1) }
    mentions[2].identifiers = [AssertedIdentifier(scheme: "dblp", value: "Wei Wang 0001")]
    mentions[3].identifiers = [AssertedIdentifier(scheme: "dblp", value: "Wei Wang 0002")]
    let orcid = try #require(ORCID("0000-0002-1825-0097"))
    let people = [
      DescribedPerson(key: "v/Vinge", names: ["Ada Vinge", "Ada Kinbote"], orcid: orcid, institutions: ["name:bee"]),
      DescribedPerson(key: "w/Wang1", names: ["Wei Wang 0001"]),
      DescribedPerson(key: "w/Wang2", names: ["Wei Wang 0002"]),
    ]
    // The fifth paper is another source's: its name alone says nothing.
    let described = DescribedPeople.apply(people, to: &mentions) { $0.paperID < 5 }
    #expect(described == 4)
    #expect(mentions[0].orcid == orcid && mentions[1].orcid == orcid && mentions[4].orcid == nil)
    #expect(mentions[1].institutions == ["name:bee"] && mentions[4].identifiers.isEmpty)
    let entities = AuthorResolution.assign(mentions).entities
    #expect(entities[0] == entities[1])
    #expect(entities[2] != entities[3])
    // A name that two descriptions list says nothing.
    var alone = [AuthorMention(paperID: 1, position: 1, name: "Bo Yuan")]
    let twice = [DescribedPerson(key: "a", names: ["Bo Yuan"]), DescribedPerson(key: "b", names: ["Bo Yuan"])]
    #expect(DescribedPeople.apply(twice, to: &alone) { _ in true } == 0)
  }

  @Test func labelsOfTwoKindsAreNeverCompared() {
    func paper(_ name: String, orcid: String? = nil, scopus: String? = nil) -> Paper {
      let identifiers = scopus.map { [AssertedIdentifier(scheme: "scopus", value: $0)] } ?? []
      let author = Authorship(name: name, orcid: orcid.flatMap { ORCID($0) }, identifiers: identifiers)
      return Paper(title: "T", authors: [author], location: SourceLocation(file: "f", line: 1))
    }
    var people = LabelledAuthors()
    people.append([paper("Ada Vinge", orcid: "0000-0002-1825-0097")]) { _ in [] }
    people.append([paper("Ada Vinge", scopus: "7"), paper("Ada Vinge", scopus: "8")]) { _ in [] }
    #expect(people.sources == [0, 1, 1] && people.mentions.map(\.paperID) == [0, 1, 2])
    // All three as one author: the two Scopus ids are a merger, the ORCID beside them is none.
    let score = people.score([0, 0, 0], people.labels)
    #expect(score.mergeErrors == 1)
    #expect(score.bCubedPrecision == (1 + 0.5 + 0.5) / 3)
  }

  @Test func homonymsAreWarnedOfAcrossYearsOnly() {
    // Two people of one name: no co-author or institution in common, and named so often that chance is likely.
    let crowd = (0..<30).map { ["Wei Fam\($0)", "Given\($0) Wang"] }
    let papers = crowd + [["Wei Wang", "Ann Bee"], ["Wei Wang", "Cor Dee"]]
    let years = Self.mentions(papers, institutions: [:])
    let resolved = AuthorResolution.assign(years)
    let warnings = AuthorsByName.homonyms(in: years, resolved: resolved)
    #expect(warnings == [AuthorsByName.HomonymWarning(key: "wei wang", name: "Wei Wang", mentions: 2, authors: 2)])
    let oneYear = Self.mentions(papers, year: { _ in 2025 })
    #expect(AuthorsByName.homonyms(in: oneYear, resolved: AuthorResolution.assign(oneYear)).isEmpty)
  }

  @Test func byNameTheFoldedNameIsTheAuthor() {
    let (entities, keys) = AuthorsByName.assign(["José Ruiz", "Jose Ruiz", "J. Ruiz", "Ruiz, José"])
    #expect(keys == ["j ruiz", "jose ruiz"])
    #expect(entities == [1, 1, 0, 1])
  }
}
