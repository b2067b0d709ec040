import Bibliography
import Testing

@testable import Ingestion

/// The project's sample against its golden file, which was typed by reading the page.
@Suite struct ContentsSampleTests {
  @Test func sampleIsReadAsPrinted() throws {
    let gold = try ReadingGold(json: fixture("osdi25-gold.json"), file: "osdi25-gold.json")
    let sink = reading(bytes: try fixture("osdi25-contents.txt"), name: "osdi25-contents.txt")
    let result = ReadingEvaluation(papers: sink.papers, gold: gold)
    #expect(result.disagreements.map(\.description) == [])
    #expect(result.exactPapers == 53)
    #expect(result.read == 53)
    #expect(result.exactAuthorships == 380)
    #expect(sink.rejected == [])
    #expect(sink.reported.map(\.description) == [])
  }

  @Test func sampleHasItsCounts() throws {
    let papers = reading(bytes: try fixture("osdi25-contents.txt")).papers
    #expect(papers.count == 53)
    #expect(Set(papers.map(\.session)).count == 11)
    #expect(Set(papers.map(\.day)) == ["2025-07-07", "2025-07-08", "2025-07-09"])
    #expect(papers.reduce(0) { $0 + $1.authors.count } == 380)
    #expect(Set(papers.flatMap(\.authors).map(\.name)).count == 365)
    #expect(
      papers.flatMap(\.authors).filter { $0.state == .unaffiliated }.map(\.name) == ["Scott Pruett", "Jingyi Xi"])
    #expect(papers.allSatisfy { $0.venue == "OSDI '25" && $0.year == 2025 && $0.place == "Boston, MA, USA" })
    // Titles stand on these lines of the file.
    #expect(papers.first?.location.line == 12)
    #expect(papers.last?.location.line == 159)
  }

  @Test func sampleIsFoundByItsStructure() throws {
    let sample = Sample(bytes: try fixture("osdi25-contents.txt"), isWhole: true)
    #expect((ContentsReader.sniff(sample) ?? 0) > 0.5)
    #expect(ContentsReader.sniff(Sample(bytes: [0x7F, 0x45, 0x4C, 0x46, 0, 0, 1], isWhole: true)) == nil)
    #expect(ContentsReader.sniff(Sample(bytes: [], isWhole: true)) == nil)
    #expect(ContentsReader.sniff(Sample(bytes: [UInt8]("just a line of prose".utf8), isWhole: true)) == nil)
  }
}
