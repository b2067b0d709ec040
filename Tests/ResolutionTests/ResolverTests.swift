import Bibliography
import Testing

@testable import Resolution

@Suite struct ResolverTests {
  private let resolver = Resolver()

  private func names(_ text: String) -> [String] {
    resolver.resolve(Affiliation(text)).map { $0.institution?.name ?? $0.state.rawValue }
  }

  @Test(arguments: [
    "Ant Group", "Quan Cheng Laboratory", "SmartX", "Kernkonzept GmbH", "Meta", "EPFL & NVIDIA",
    "Foo Technologies Inc.",
    "Institut für Informatik", "unaffiliated", "MIT CSAIL and Microsoft Research", "Universidad de Nadie",
    "Harbin institute of Technology, Shenzhen",
  ]) func isAnOrganisation(_ text: String) { #expect(resolver.isOrganisation(text)) }

  @Test(arguments: [
    "Jason Nieh", "Kan Wu", "T. S. Eugene Ng", "Jae W. Lee", "Hermann Härtig", "Man Kit Ao", "Francisco Romão", "",
    "Minh Sa", "Yu Chen", "Rong Chen and Haibo Chen", "K. V. Rashmi",
  ]) func isNoOrganisation(_ text: String) { #expect(!resolver.isOrganisation(text)) }

  @Test func lookAlikesStayApart() {
    #expect(names("MetaX") == ["MetaX Integrated Circuits"])
    #expect(names("Meta") == ["Meta"])
    #expect(names("Washington University in St. Louis") != names("University of Washington"))
    #expect(names("Ant Group") != names("Alibaba Group"))
  }

  @Test func anOrganisationThatNoRegistryHasIsOneOfItsOwn() {
    let part = resolver.resolve(Affiliation("Frobnitz Quantum GmbH, Berlin, Germany"))[0]
    #expect(part.state == .resolved)
    #expect(part.institution?.name == "Frobnitz Quantum GmbH")
    #expect(part.institution?.key == "name:frobnitz quantum gmbh")
    #expect(part.institution?.ror == nil)
    #expect(part.institution?.sector == .industry)
    #expect(part.institution?.sectorRule == "form.gmbh")
    #expect(part.institution?.country == "DE")
  }

  @Test(arguments: ["Beijing, China", "Department of Computer Science", "12345", "", "%9$"])
  func whatIsNoOrganisationIsUnresolved(_ text: String) {
    let parts = resolver.resolve(Affiliation(text))
    #expect(parts.map(\.state) == [.unresolved])
    #expect(parts.allSatisfy { $0.institution == nil })
  }

  @Test func aMinistryAfterACentreIsNoAffiliation() {
    let parts = resolver.resolve(Affiliation("Engineering Research Center for Blue Paint, Ministry of Education"))
    #expect(parts.map { $0.institution?.name } == ["Engineering Research Center for Blue Paint"])
  }

  @Test func aTrailingCountryIsACountryAndItsGroupIsNoVeto() {
    let part = resolver.resolve(Affiliation("The University of Hong Kong, China"))[0]
    #expect(part.institution?.name == "University of Hong Kong")
    #expect(part.institution?.country == "HK")
    #expect(part.siteCountry == "HK")
  }

  @Test func aCountryThatContradictsVetoes() {
    #expect(resolver.resolve(Affiliation("University of Michigan, Brazil")).allSatisfy { $0.institution?.ror == nil })
  }

  @Test func hostsAndFamiliesAreReachableByKey() throws {
    let part = resolver.resolve(Affiliation("Anhui Provincial Key Laboratory of High Performance Computing"))[0]
    let host = try #require(part.institution?.host)
    #expect(resolver.institution(host)?.name == "University of Science and Technology of China")
  }

  @Test func anExplanationShowsCandidatesAndVetoes() {
    let explanation = resolver.explain("University of Michigan, Brazil")
    #expect(explanation.countries == ["BR"])
    #expect(explanation.candidates.contains { $0.institution.name == "University of Michigan" && $0.veto != nil })
    #expect(!explanation.candidates.contains { $0.isAccepted })
  }
}

@Suite struct OneWordNameTests {
  private let resolver = Resolver()

  @Test(arguments: [
    ("IBM Zurich", "IBM"), ("Google LLC", "Google"),
    ("Dept. of Computer Science, MIT", "Massachusetts Institute of Technology"),
  ]) func partsOfCompaniesAndUniversitiesAreTheirs(_ text: String, _ name: String) {
    #expect(resolver.resolve(Affiliation(text)).map { $0.institution?.name } == [name])
  }

  @Test(arguments: ["Meta Robotics Institute", "Apple Valley High School", "Alibaba-Frobnitz University"])
  func otherNamesThatBeginWithAWordOfTheirsAreNot(_ text: String) {
    #expect(resolver.resolve(Affiliation(text)).allSatisfy { $0.institution?.ror == nil })
  }

  @Test func aHospitalNamedAfterAUniversityIsNotTheUniversity() {
    let part = resolver.resolve(Affiliation("First Affiliated Hospital of Zhejiang University, Hangzhou, China"))[0]
    #expect(part.institution?.name.contains("Hospital") == true)
    #expect(part.institution?.sector == .healthcare)
  }

  /// Neither the order of the texts nor the number of threads changes a decision.
  @Test func decisionsDependOnTheTextAlone() {
    let names = ["Peking University", "ETH Zürich", "Frobnitz GmbH, Berlin", "unaffiliated", "MIT CSAIL and Google"]
    let texts = (0..<300).map { Affiliation("Room \($0), \(names[$0 % names.count])") }
    let alone = texts.map { resolver.resolve($0) }
    #expect(resolver.resolve(texts, threads: 1) == alone)
    #expect(resolver.resolve(texts, threads: 4) == alone)
    #expect(Array(resolver.resolve(texts.reversed(), threads: 3).reversed()) == alone)
    #expect(resolver.resolve([], threads: 4).isEmpty)
  }

  @Test func anAddressSaysWhoseItIsWhereNoNameDoes() {
    let part = resolver.resolve(Affiliation("Dept. of Bees, jane@cs.stanford.edu."))[0]
    #expect(part.institution?.name == "Stanford University")
    #expect(part.unit == "Dept. of Bees")
    #expect(part.method == "registry.domain")
    #expect(resolver.resolve(Affiliation("jane@nowhere.invalid"))[0].institution?.ror == nil)
    let both = resolver.resolve(Affiliation("Peking University, jane@cs.stanford.edu"))
    #expect(both.map { $0.institution?.name } == ["Peking University"])
  }

  /// Manchester is also a parish of Jamaica.
  @Test func aRegionThatIsACityElsewhereSaysNoCountry() throws {
    var dump = TinyDump()
    dump.add(1, "Waxwing University", country: "GB", city: "Shadeford", region: "Onhava")
    dump.add(2, "Hazel College", country: "JM", city: "Port", region: "Shadeford")
    let resolver = Resolver(registry: try dump.registry())
    for text in ["Waxwing University, M13 9PL Shadeford, UK", "Waxwing University, Shadeford"] {
      let part = resolver.resolve(Affiliation(text))[0]
      #expect(part.institution?.ror?.value == TinyDump.id(1), "\(text)")
      #expect(part.siteCountry != "JM", "\(text)")
    }
  }
}
