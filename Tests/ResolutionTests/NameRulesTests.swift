import Bibliography
import Testing

@testable import Resolution

/// How printed names bridge to the registry's: one rule a test, with invented organisations.
@Suite struct NameRulesTests {
  private static let registry = Result {
    var dump = TinyDump()
    dump.add(1, "Kinbote University", country: "DE", city: "Appel")
    dump.add(2, "Universidad Rovira Zemblan", country: "ES", city: "Onhava")
    dump.add(3, "Botkin Hospital", types: ["healthcare"], country: "TR", city: "Ankara")
    dump.add(4, "Appel Gradus Hospital", types: ["healthcare"], country: "DE", city: "Appel")
    dump.add(5, "Birla Shade Institute of Technology, Mesra", country: "IN", city: "Ranchi")
    dump.add(6, "Kinbote-Zemblan-Universität Appel-Wordsmith", country: "DE", city: "Appel")
    dump.add(7, "Sybil Works Co., Ltd.", types: ["company"], country: "JP", city: "Kobe")
    dump.add(
      8, "Xanadu Hospital of Kinbote University", types: ["healthcare"], country: "DE", city: "Appel", related: [1])
    dump.add(9, "University of Fiji", country: "FJ", city: "Lautoka")
    dump.add(10, "Institute of Physics", types: ["facility"], country: "FJ", city: "Lautoka")
    dump.add(11, "World Bee Organization", types: ["other"], country: "CH", city: "Appel")
    dump.add(12, "Vinlab", types: ["company"], country: "US", city: "Shade")
    dump.add(13, "Vinlab", types: ["company"], country: "US", city: "Port", parents: [12])
    dump.add(14, "Juan Rovira Autonomous University", country: "BO", city: "Tarija")
    dump.add(15, "Hazelnut College", country: "US", city: "Hazel")
    dump.add(16, "International University Waxwing", country: "CM", city: "Bamenda")
    dump.add(17, "Muhammad Gradus University", country: "IR", city: "Qom")
    dump.add(18, "Wordsmith City University", country: "IE", city: "Wordsmith")
    // A place is called like the end of that name.
    dump.add(19, "Hazel Bees", country: "US", city: "City University")
    dump.add(20, "University of Panama", country: "PA", city: "Ciudad")
    dump.add(21, "Bee Institute", types: ["facility"], country: "FR", city: "Panama")
    dump.add(22, "United States Bee Survey", types: ["government"], country: "US", city: "Shade")
    dump.add(23, "Wordsmith University of Technology", country: "PL", city: "Wordsmith")
    dump.add(24, "Gradus Institute of Foreign Languages", country: "CN", city: "Port")
    return try dump.registry()
  }
  private let resolver: Resolver
  init() throws { resolver = Resolver(registry: try Self.registry.get()) }

  private func rors(_ text: String) -> [String] {
    resolver.resolve(Affiliation(text)).map { $0.institution?.ror?.value ?? "-" }
  }
  private func id(_ number: Int) -> String { TinyDump.id(number) }

  @Test func gluedWordsAreSeparatedWhereBothHalvesAreWords() {
    #expect(rors("Kinbote UniversitySchool of Bees, Appel, Germany") == [id(1)])
    #expect(rors("KinboteUniversity, Appel, Germany") == [id(1)])
    // No half of a brand is a word of the registry.
    #expect(rors("KinboteXyzzyq, Appel, Germany") != [id(1)])
  }

  @Test func aPossessiveIsTheNameItself() {
    #expect(rors("Kinbote University\u{2019}s School of Bees, Appel, Germany") == [id(1)])
  }

  @Test func anEntityWithoutItsSemicolonIsAnAnd() {
    #expect(resolver.explain("R&amp D Section, Kinbote University, Germany").parts.first?.unit == "R& D Section")
  }

  @Test func aNameMayStandBetweenItsOwnPlaces() {
    #expect(rors("Department of Eyes, Ankara Botkin Hospital, Ankara, Turkey") == [id(3)])
    #expect(rors("Kinbote University Appel, Germany") == [id(1)])
    #expect(rors("Kinbote University of Germany, Germany") == [id(1)])
    // Another city's name is a part of another organisation's name.
    #expect(rors("Onhava Botkin Hospital, Ankara, Turkey") != [id(3)])
  }

  @Test func aUnitMayStandBeforeANameWithoutAMark() {
    #expect(rors("Department of Bees Kinbote University, Appel, Germany") == [id(1)])
    #expect(rors("Society for Bees Kinbote University, Appel, Germany") != [id(1)])
  }

  @Test func aHeadWordAfterAHyphenBeginsAName() {
    #expect(rors("CSIQ-Universidad Rovira Zemblan, Onhava, Spain") == [id(2)])
  }

  @Test func namesAreShortenedByWhatFollowsAnyway() {
    #expect(rors("Gradus Hospital, Appel, Germany") == [id(4)])
    #expect(rors("Birla Shade Institute of Technology, Ranchi, India") == [id(5)])
    #expect(rors("Birla Shade Institute of Technology, India") == [id(5)])
    #expect(rors("Kinbote-Zemblan University, Appel, Germany") == [id(6)])
    #expect(rors("Sybil Works, Kobe, Japan") == [id(7)])
    #expect(rors("Xanadu Hospital, Appel, Germany") == [id(8)])
    // Without city and country such a name may be anybody's.
    #expect(rors("Gradus Hospital, Onhava, Spain") == ["-"])
  }

  @Test func aWholeNameOfCommonWordsCountsInItsCountry() {
    #expect(rors("University of Fiji, Fiji") == [id(9)])
    #expect(rors("World Bee Organization") == [id(11)])
    // Two common words that name a subject are not enough.
    #expect(rors("Institute of Physics, Fiji") == ["-"])
  }

  @Test func aCompanyComesBeforeItsOffices() { #expect(rors("Vinlab") == [id(12)]) }

  @Test func wordsOfRankMayBeMoreOrLess() {
    #expect(rors("Universidad Juan Rovira, Tarija, Bolivia") == [id(14)])
    #expect(rors("National University Juan Rovira, Bolivia") == [id(14)])
    // Colleges become universities, where the city agrees.
    #expect(rors("Hazelnut University, Hazel, USA") == [id(15)])
    #expect(rors("Hazelnut University, USA") != [id(15)])
    // One word with another rank is another one.
    #expect(rors("The University of Waxwing, Bamenda, Cameroon") != [id(16)])
    // A subject is no rank.
    #expect(rors("Juan Rovira Medical University, Tarija, Bolivia") != [id(14)])
  }

  @Test func technicalUniversitiesAreUniversitiesOfTechnology() {
    #expect(rors("Technical University of Wordsmith, Poland") == [id(23)])
    #expect(rors("Gradus Institute of Foreign Language, Port, China") == [id(24)])
  }

  @Test func spellingsOfOneNameMeet() { #expect(rors("Mohammed Gradus University, Qom, Iran") == [id(17)]) }

  @Test func aNameMadeOfPlacesIsANameWhenItIsLong() {
    #expect(Reading("Wordsmith City University", index: resolver.index).isPlace == [true])
    #expect(rors("Wordsmith City University, Ireland") == [id(18)])
  }

  @Test func aCountryThatIsACitySaysNoCity() { #expect(rors("University of Panama, Panama") == [id(20)]) }

  @Test func aStateStandsBehindItsCity() {
    let reading = Reading("UT Shade", index: resolver.index)
    #expect(!reading.impliedCountries.contains("US"))
    #expect(Reading("Shade, UT", index: resolver.index).impliedCountries == ["US"])
  }

  @Test func cyrillicAndGreekAreReadByLetters() {
    func latin(_ word: String) -> String? {
      Romanization.latin(Array(word.utf8)[...]).map { String(decoding: $0, as: UTF8.self) }
    }
    #expect(latin("щука") == "shchuka")
    #expect(latin("ψωμι") == "psomi")
    #expect(latin("kinbote") == nil && latin("大学") == nil)
    #expect(rors("Кинботе University, Appel, Germany") == [id(1)])
  }

  /// Two ways of writing one letter are equal as strings; each is given as it is printed, whichever came first.
  @Test func namesKeepTheirOwnSpelling() {
    for name in ["Zembla Bienen-Universit\u{E4}t", "Zembla Bienen-Universita\u{308}t"] {
      let part = resolver.resolve(Affiliation(name))[0]
      #expect(part.institution.map { Array($0.name.utf8) } == Array(name.utf8))
      #expect(part.reason.utf8.starts(with: Array("no registry has '\(name)'".utf8)))
    }
  }

  @Test func theUnitedStatesAreTheUS() { #expect(rors("US Bee Survey, Shade, USA") == [id(22)]) }
}
