import Bibliography
import Testing

@testable import Resolution

/// Post and mail are no organisations.
@Suite struct PrintedAddressTests {
  private let resolver = Resolver()

  private func names(_ text: String) -> [String] {
    resolver.resolve(Affiliation(text)).compactMap { $0.institution?.name }
  }

  @Test func mailIsTakenOutWithTheWordsThatAnnounceIt() {
    #expect(PrintedAddress.withoutMail("no mail: here") == "no mail: here")
    #expect(
      PrintedAddress.withoutMail("Frob Institute, Budapest, Hungary. Electronic address: z.k@frob.example.")
        == "Frob Institute, Budapest, Hungary.")
    #expect(
      PrintedAddress.withoutMail("Frob Institute e-mail: a@b.example; Blue College") == "Frob Institute; Blue College")
    #expect(PrintedAddress.withoutMail("a@b.example").isEmpty)
  }

  @Test func anAnnouncedAddressIsNoInstitution() {
    #expect(
      names("Frobnitz Research Institute, Budapest, Hungary. Electronic address: z.k@frob.example.")
        == ["Frobnitz Research Institute"])
  }

  @Test(arguments: [
    "Frobnitz University, College Lane, Hatfield", "Frobnitz University, 12 Narutowicza St.",
    "Frobnitz University, 3 rue de la Gare, Paris", "Frobnitz University, P.O. Box 17, Accra",
    "Frobnitz University, University Road, Belfast", "Frobnitz University, Grüne Gasse 4, Berlin",
    "12 Green Street, Frobnitz University", "Frobnitz University, Room 12",
  ]) func aStreetIsNoInstitution(_ text: String) { #expect(names(text) == ["Frobnitz University"]) }

  @Test(arguments: ["Jane Street", "Green Street", "Via Technologies GmbH"])
  func aNameThatStandsAloneIsNoStreet(_ text: String) { #expect(names(text).count == 1) }
}
