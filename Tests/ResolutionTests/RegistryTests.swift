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

  @Test func whatIsNoDumpIsRefusedWithItsPlace() {
    let error = #expect(throws: CoterieError.self) {
      try Registry(rorDump: Input(name: "x.json", bytes: Array("[\n{\"title\": \"no\"}]".utf8)))
    }
    #expect(error?.diagnostic.code == "registry.not-ror")
    #expect(error?.diagnostic.location?.line == 2)
  }
}
