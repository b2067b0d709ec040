import Bibliography
import Foundation
import Testing

@testable import Ingestion

/// What is done to bytes on their way into a batch is what is done to strings.
@Suite struct PaperBatchTests {
  private static func text(_ string: String, _ add: (PaperBatch, UnsafeBufferPointer<UInt8>) -> PaperBatch.Text)
    -> String?
  {
    let batch = PaperBatch()
    let bytes = Array(string.utf8)
    return batch.string(bytes.withUnsafeBufferPointer { add(batch, $0) })
  }

  @Test(arguments: [
    "", " ", "a", "MIT, Cambridge", "two  blanks", "tab\there", " lead", "trail ", "e\u{301}clair", "é is two bytes",
    "a seven", "eight888", "sixteen letters!", "blank at 8 here", "1234567  9", "12345678 ", "\u{a0}no-break", "漢字 かな",
    "zero\u{200b}width", "Lee, Ann", "Brown, Jr., Joe", "Joe Brown, Jr.", "<i>In vivo</i> R&amp;D", "a\u{7f}b",
  ])
  func cleansAsStringsAreCleaned(text: String) {
    #expect(Self.text(text) { $0.addClean($1) } == FieldText.clean(text))
    #expect(Self.text(text) { $0.addName($1) } == (text.contains(",") ? PersonName.shown(text) : FieldText.clean(text)))
    #expect(Self.text(text) { $0.addTitle($1) } == TitleText.clean(text))
    #expect(Self.text(text) { $0.addTeX($1) } == TeXText.decoded(Array(text.utf8)[...]))
  }

  /// Bytes give what the string gives, and report what it reports.
  private static func same(
    _ text: String,
    _ bytes: (PaperBatch, UnsafeBufferPointer<UInt8>, Bibliography.SourceLocation, Collected) -> PaperBatch.Text,
    _ string: (Collected, Bibliography.SourceLocation) -> String?
  ) {
    let sink = Collected()
    let location = Bibliography.SourceLocation(file: "x", line: 1)
    let found = Self.text(text) { bytes($0, $1, location, sink) }
    let reported = sink.reported
    #expect(found == string(sink, location))
    #expect(sink.reported == reported + reported)
  }

  @Test(arguments: [
    "", "0000-0002-1825-0097", "https://orcid.org/0000-0002-1825-0097", "0000-0002-1825-0098", "0000000218250097",
    "097",
    "x0000-0002-1825-0097", "https://orcid.org/0000-0002-9079-593X", "https://orcid.org/0000-0002-9079-593x",
  ])
  func readsORCIDsAsStringsAreRead(text: String) {
    Self.same(text, { $0.addORCID($1, at: $2, $3) }, { $0.orcid(text, at: $1)?.value })
  }

  @Test(arguments: [
    "10.1145/3341301", "https://doi.org/10.7717/PEERJ.4375", "http://dx.doi.org/10.1/x", "doi:10.1/x", "10./x", "10.1/",
    "10.1", "10.1/ä", "10.1/a b", "x", " 10.1/x ",
  ])
  func readsDOIsAsStringsAreRead(text: String) {
    Self.same(text, { $0.addDOI($1, at: $2, $3) }, { $0.doi(text, at: $1)?.value })
  }

  @Test(arguments: [
    "042nb2s44", "https://ror.org/042nb2s44", "042nb2s45", "https://ror.org/05bnh6r87", "0", "x42nb2s44",
  ])
  func readsRORIdsAsStringsAreRead(text: String) {
    #expect(Self.text(text) { batch, bytes in batch.addROR(bytes) } == ROR(text)?.value)
  }

  /// A text of one letter that passes as clean is clean, also beside a letter that others compose with.
  @Test func passesOnlyWhatCleaningLeaves() {
    for value in UInt32(0x21)..<0x3_0000 {
      guard let scalar = Unicode.Scalar(value) else { continue }
      let bytes = Array("e".utf8) + Array(String(Character(scalar)).utf8) + Array("e".utf8)
      guard bytes.withUnsafeBufferPointer({ FieldText.isClean($0) }) else { continue }
      let composed = String(decoding: bytes, as: UTF8.self).precomposedStringWithCanonicalMapping
      #expect(Array(composed.utf8) == bytes && !scalar.properties.isWhitespace, "U+\(String(value, radix: 16))")
      #expect(scalar.properties.generalCategory != .control)
    }
  }

  /// Plain texts of every length, and the same with one byte or two that cleaning changes, at every place.
  @Test func tellsPlainTextsOfEveryLength() {
    func isClean(_ bytes: [UInt8]) -> Bool { bytes.withUnsafeBufferPointer { FieldText.isClean($0) } }
    for length in 1..<70 {
      // A blank at each fifth place, none at the ends.
      let plain = (0..<length).map { UInt8($0 % 5 == 3 && $0 < length - 1 ? 0x20 : 0x61 + $0 % 26) }
      #expect(isClean(plain))
      for place in 0..<length {
        for wrong: UInt8 in [0x00, 0x1f, 0x7f, 0x09] {
          var text = plain
          text[place] = wrong
          #expect(!isClean(text), "\(length) \(place)")
        }
        var letter = plain
        letter[place] = 0x7e
        #expect(isClean(letter))
        var blank = plain
        blank[place] = 0x20
        let text = String(decoding: blank, as: UTF8.self)
        #expect(isClean(blank) == (FieldText.clean(text) == text && !text.contains("  ") && text.first != " "))
      }
    }
  }

  @Test(arguments: [
    "1-9", "1--9", "12", "1234-9", "e1--e9", "e12-e3", "1-2-3", "", " 3 ", "3-", "-3", "1---9", "a b", "10-2",
    "5:1-5:20",
    "1\u{2013}9",
  ]) func readsPagesAsStringsAreRead(text: String) {
    let batch = PaperBatch()
    let bytes = Array(text.utf8)
    guard let found = bytes.withUnsafeBufferPointer({ batch.addPlainPages($0) }) else { return }
    let (first, last) = FieldText.pages(TeXText.decoded(bytes[...]))
    #expect(batch.string(found.first) == first && batch.string(found.last) == last)
  }

  @Test func holdsWhatAPaperHolds() {
    let paper = Paper(
      title: "T", kind: "keynote", venue: "V", year: 2025, place: "P", day: "2025-07-07", session: "S", firstPage: "1",
      lastPage: "2", doi: DOI("10.1/x"),
      authors: [
        Authorship(
          name: "Ann", orcid: ORCID("0000-0002-1825-0097"),
          identifiers: [AssertedIdentifier(scheme: "s", value: "v", assertedBy: nil)],
          affiliations: [
            Affiliation("MIT", identifiers: [AssertedIdentifier(scheme: "ror", value: "042nb2s44", assertedBy: "x")]),
            Affiliation(""),
          ], location: SourceLocation(file: "f", line: 3, column: 4)), Authorship(name: "Bo", state: .unaffiliated),
        Authorship(name: "Cy", state: .shared),
      ], sharedAffiliations: [Affiliation("ETH"), Affiliation("EPFL")], fields: [.init(key: "k", value: "")],
      location: SourceLocation(file: "f", line: 2, column: 5))
    let bare = Paper(title: "", location: SourceLocation(file: "g", line: 1))
    let batch = PaperBatch()
    batch.append(paper)
    batch.append(bare)
    batch.append(paper)
    #expect((0..<batch.count).map { batch.paper(at: $0) } == [paper, bare, paper])
    batch.abandon()
    batch.append(bare)
    #expect((0..<batch.count).map { batch.paper(at: $0) } == [paper, bare, bare])
    batch.removeAll()
    #expect(batch.isEmpty)
    batch.append(paper)
    #expect(batch.paper(at: 0) == paper)
  }
}
