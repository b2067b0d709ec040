import Bibliography
import Bytes
import Testing

@testable import Resolution

@Suite struct RegistryTests {
  private static let registry = Result { try TinyDump.shared.registry() }
  private let resolver: Resolver
  init() throws { resolver = Resolver(registry: try Self.registry.get()) }

  private func rors(_ text: String) -> [String] {
    resolver.resolve(Affiliation(text)).map { $0.institution?.ror?.value ?? "-" }
  }
  private func id(_ number: Int) -> String { TinyDump.id(number) }

  @Test func aNameFindsItsRecordInAnyOrderAndSpelling() {
    #expect(rors("Kinbote University") == [id(4)])
    #expect(rors("Univ. Kinbote, Shade, USA") == [id(5)])
    #expect(rors("Universität Kinbote, Deutschland") == [id(4)])
    #expect(rors("Dept. of Zoology, KINBOTE UNIVERSITY, D-12345 Appel, Germany") == [id(4)])
  }

  @Test func theOrderOfWordsTellsLookAlikesApart() {
    #expect(rors("Kinbote University School of Medicine") == [id(4)])
    #expect(rors("University of Kinbote") == [id(5)])
  }

  @Test func aCountryVetoes() {
    #expect(rors("Kinbote University, USA") != [id(4)])
    #expect(rors("Hazel University, Brazil") == ["-"])
  }

  @Test func aPrintedCityChoosesTheCampus() {
    #expect(rors("University of Zembla, Port, USA") == [id(2)])
    #expect(rors("University of Zembla, School of Law, Port, USA") == [id(2)])
    #expect(rors("School of Law, University of Zembla, Onhava, USA") == [id(3)])
    #expect(rors("University of Zembla") == [id(1)])
  }

  @Test func aLaboratoryPrintedWithItsUniversityIsAPartOfIt() {
    let parts = resolver.resolve(Affiliation("Gradus Laboratory, Kinbote University, Appel, Germany"))
    #expect(parts.map { $0.institution?.ror?.value } == [id(4)])
    #expect(parts[0].unit == "Gradus Laboratory")
    #expect(rors("Gradus Laboratory, Appel, Germany") == [id(6)])
  }

  @Test func theBodyAboveAnInstituteIsNoSecondAffiliation() {
    #expect(rors("National Institute of Waxwings, National Shade Institutes, Shade, USA") == [id(8)])
    #expect(rors("National Shade Institutes, Shade, USA") == [id(7)])
  }

  @Test func genericNamesNeedTheirCity() {
    #expect(rors("General Hospital, Appel, Germany") == [id(9)])
    #expect(rors("General Hospital, Wordsmith, Germany") == [id(10)])
    #expect(rors("General Hospital, Germany") == ["-"])
  }

  @Test func acronymsNeedSupport() {
    #expect(rors("KBU, Appel, Germany") == [id(4)])
    #expect(rors("KBU") == ["-"])
    #expect(rors("Kbu, Appel, Germany") == ["-"])
  }

  @Test func whatIsClosedLeadsToItsSuccessor() { #expect(rors("Old Hazel College, Hazel, USA") == [id(12)]) }

  @Test func countriesInBracketsAreNoPartOfAName() {
    let part = resolver.resolve(Affiliation("Sybilwerke GmbH"))[0]
    #expect(part.institution?.name == "Sybilwerke")
    #expect(part.institution?.sector == .industry)
    #expect(part.institution?.sectorRule == "registry.company")
  }

  @Test func builtInFactsStayInForce() {
    let part = resolver.resolve(Affiliation("Microsoft Research Asia"))[0]
    #expect(part.institution?.name == "Microsoft")
    #expect(part.unit == "Microsoft Research Asia")
  }

  @Test func aSlipOfThePenIsMended() {
    #expect(rors("Kinbotte University, Appel, Germany") == [id(4)])
    #expect(rors("Kinbtoe University, Appel, Germany") == [id(4)])
    // Without its country printed, in another country, or with two slips: no.
    #expect(rors("Kinbotte University") == ["-"])
    #expect(rors("Kinbotte University, Japan") == ["-"])
    #expect(rors("Kimbotte University, Appel, Germany") == ["-"])
    let part = resolver.resolve(Affiliation("Kinbotte University, Appel, Germany"))[0]
    #expect(part.method == "registry.similar")
    #expect(part.reason.contains("misspelled for"))
  }

  @Test func aNameNeverCutsAPlaceInTwo() {
    #expect(rors("Department of Bees, Wordsmith, United Kingdom").allSatisfy { $0 == "-" })
    #expect(rors("Wordsmith United, Wordsmith, United Kingdom") == [id(14)])
  }

  @Test func whoSupervisesAJointLaboratoryIsNoSecondAffiliation() {
    #expect(rors("Hive Laboratory, Kinbote University, National Bee Council, Appel, Germany") == [id(4)])
    #expect(rors("HIVL, Kinbote University, National Bee Council, Appel, Germany") == [id(4)])
    #expect(rors("Kinbote University, National Bee Council, Appel, Germany") == [id(4), id(15)])
    #expect(rors("National Bee Council, Appel, Germany") == [id(15)])
  }

  @Test func aCountryAtTheEndOfANameMayStandApart() {
    #expect(rors("National Waxwing Centre, Appel, Germany") == [id(18)])
    #expect(rors("National Waxwing Centre, Shade, USA") == ["-"])
  }

  @Test func whatClosedWithoutASuccessorIsStillWhatIsPrinted() {
    #expect(rors("Closed Hazel School, Hazel, USA") == [id(19)])
  }

  @Test func aLegalFormAndInitialsAreBridged() {
    #expect(rors("Sybilwerke A/S, Appel, Germany") == [id(13)])
    #expect(rors("J.R. Shade Institute, Shade, USA") == [id(20)])
    #expect(rors("J. R. Shade Institute, Shade, USA") == [id(20)])
  }

  @Test func onlyHeadWordsMayMove() {
    #expect(rors("University Wordsmith State, USA") == [id(21)])
    #expect(rors("State University of Wordsmith, USA") == ["-"])
  }

  @Test func aFactWithoutAnIdIsTheRegistrysRecordOfThatName() {
    #expect(rors("AbsInt Angewandte Informatik GmbH, Saarbrücken, Germany") == [id(22)])
  }

  @Test func whatTheSourceAssertsIsEvidenceAndNeverOverrulesTheText() {
    func resolve(_ text: String, _ number: Int, by source: String? = nil) -> AffiliationPart {
      let asserted = AssertedIdentifier(scheme: "ror", value: id(number), assertedBy: source)
      return resolver.resolve(Affiliation(text, identifiers: [asserted]))[0]
    }
    #expect(rors("KBU") == ["-"])
    #expect(resolve("KBU", 4).institution?.ror?.value == id(4))
    #expect(resolve("KBU", 4).method == "registry.acronym")
    let silent = resolve("Room 5", 4, by: "publisher")
    #expect(silent.institution?.ror?.value == id(4))
    #expect(silent.method == "asserted")
    #expect(silent.reason.contains("publisher"))
    #expect(silent.confidence > resolve("Room 5", 4, by: "openalex").confidence)
    #expect(resolve("Hazel University, USA", 4).institution?.ror?.value == id(12))
    #expect(resolve("Old place", 11).institution?.ror?.value == id(12))
    #expect(resolve("Room 5", 31).state == .unresolved)
  }

  @Test func anExplanationShowsScoresEvidenceAndVetoes() {
    let explanation = resolver.explain("Kinbote University, Appel, Germany and Hazel University, Brazil")
    let taken = explanation.candidates.first { $0.isAccepted }
    #expect(taken?.institution.ror?.value == id(4))
    #expect(taken?.evidence.contains { $0.name == "its city is printed" } == true)
    #expect((taken?.confidence ?? 0) > 0.5)
    let refused = explanation.candidates.first { $0.institution.ror?.value == id(12) }
    #expect(refused == nil || refused?.isAccepted == true || refused?.veto != nil)
  }

  @Test func whatIsNoDumpIsRefusedWithItsPlace() {
    let error = #expect(throws: CoterieError.self) {
      try Registry(rorDump: Input(name: "x.json", bytes: Array("[\n{\"title\": \"no\"}]".utf8)))
    }
    #expect(error?.diagnostic.code == "registry.not-ror")
    #expect(error?.diagnostic.location?.line == 2)
  }
}
