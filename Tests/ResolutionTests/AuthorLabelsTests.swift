import Testing

@testable import Resolution

@Suite struct AuthorLabelsTests {
  /// Three called Bo Yuan: two papers at CUNY, one at Rutgers, one nowhere; and a fourth at CUNY.
  @Test func thoseOfOneNameAreToldApartByTheirInstitution() {
    let places = [["c"], ["c"], ["r"], [], ["c"], []]
    let mentions = places.enumerated().map {
      AuthorMention(paperID: Int64($0), position: 1, name: "Bo Yuan", institutions: $1)
    }
    let labels = AuthorLabels.distinct(
      ["Bo Yuan", "Bo Yuan", "Bo Yuan", "Bo Yuan", "Cy Dee"], mentions: mentions, entities: [0, 0, 1, 2, 3, 4]
    ) { $0 == "c" ? "CUNY" : "Rutgers" }
    #expect(labels == ["Bo Yuan (CUNY)", "Bo Yuan (Rutgers)", "Bo Yuan", "Bo Yuan (CUNY, 2)", "Cy Dee"])
  }

  @Test func aVenueWithoutItsEditionIsASeries() {
    #expect(AuthorMention.series("OSDI '25") == AuthorMention.series("OSDI '24"))
    #expect(AuthorMention.series("19th Symposium on X, 2025") == AuthorMention.series("18th Symposium on X, 2024"))
    #expect(AuthorMention.series("SOSP") != AuthorMention.series("OSDI"))
    #expect(AuthorMention.series("2025") == "2025")
  }
}
