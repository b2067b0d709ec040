import Testing

@testable import Bibliography

@Suite struct IdentifierTests {
  @Test func orcidChecksItsDigit() {
    // support.orcid.org's own example; the check digit of 0000-0002-1825-009 is 7.
    #expect(ORCID("0000-0002-1825-0097")?.value == "0000-0002-1825-0097")
    #expect(ORCID("https://orcid.org/0000-0002-1694-233x")?.value == "0000-0002-1694-233X")
    #expect(ORCID("0000-0002-1825-0098") == nil)
    #expect(ORCID("0000-0002-1825") == nil)
    #expect(ORCID("") == nil)
  }

  @Test func rorChecksItsDigits() {
    #expect(ROR("https://ror.org/00hj54h04")?.address == "https://ror.org/00hj54h04")
    #expect(ROR("00hj54h05") == nil)
    #expect(ROR("10hj54h04") == nil)
    #expect(ROR("00hj5ih04") == nil)  // i is not in Crockford's alphabet
  }

  @Test func rorCheckDigitsByHand() {
    // 0 000001 -> N = 1: 98 - (100 mod 97) = 98 - 3 = 95.
    #expect(ROR("000000195") != nil)
    #expect(ROR("000000194") == nil)
  }

  @Test(arguments: [
    ("10.1145/3341301.3359630", "10.1145/3341301.3359630"),
    ("https://doi.org/10.1145/3341301.3359630", "10.1145/3341301.3359630"),
    ("http://dx.doi.org/10.1002/ASI.21075", "10.1002/asi.21075"),
    ("doi: 10.1002/asi.21075 ", "10.1002/asi.21075"),
  ])
  func doiForms(text: String, value: String) {
    #expect(DOI(text)?.value == value)
  }

  @Test(arguments: ["", "10.1145", "10.1145/", "11.1145/x", "10./x", "10.11 45/x"])
  func notADOI(text: String) {
    #expect(DOI(text) == nil)
  }

  @Test func diagnosticPrintsItsPlace() {
    let place = SourceLocation(file: "a.txt", line: 3, column: 7)
    #expect(
      Diagnostic(.warning, "orcid.checksum", "Kept without it.", at: place).description
        == "a.txt:3:7: warning: [orcid.checksum] Kept without it.")
    #expect(CoterieError("x.y", "No place.").description == "error: [x.y] No place.")
  }
}
