import Foundation
import Testing

@testable import Analysis
@testable import Diagrams

@Suite("Small charts of the report")
struct ChartsTests {
  let mix = SectorMix(
    papers: 40,
    rows: [
      .init(
        key: "any_industry", title: "Papers with industry", papers: 10, share: 10.0 / 40,
        interval: .wilson(10, of: 40), counting: .full)
    ],
    credit: [.academia: 30, .industry: 8], absences: [.unaffiliated: 2], undecided: 0)

  @Test("a bar is as long as its share, and its interval lies where it should")
  func bars() throws {
    let svg = try Charts.bars(
      [.init(label: "half", value: 2, interval: .init(low: 1, high: 4), text: "2")], name: "x", title: "T", scale: 4,
      width: 400)
    try DiagramsTests.checkXML(Data(svg.utf8))
    let xs = try #require(svg.firstMatch(of: #/polygon points="([0-9.]+) [0-9.]+ ([0-9.]+) /#))
    let lines = svg.matches(of: #/polyline points="([0-9.]+) [0-9.]+ ([0-9.]+) /#).map { $0.output }
    let (start, end) = (try #require(Double(xs.output.1)), try #require(Double(xs.output.2)))
    let (low, high) = (try #require(Double(lines[0].1)), try #require(Double(lines[0].2)))
    // Values 0, 1, 2 and 4 on one scale: the bar's end is twice as far as its interval's beginning.
    #expect(abs((end - start) - 2 * (low - start)) < 0.05)
    #expect(abs((high - start) - 4 * (low - start)) < 0.05)
  }

  @Test("the parts of a whole fill the width; absences are named beside the sectors")
  func stacked() throws {
    let svg = try Charts.credit(of: mix, width: 400)
    try DiagramsTests.checkXML(Data(svg.utf8))
    #expect(svg.contains("academia 75 %") && svg.contains("industry 20 %") && svg.contains("unaffiliated 5 %"))
    #expect(!svg.contains("healthcare"))
    #expect(svg.contains("points=\"0 4 300 4 300 34 0 34\""))
    #expect(svg.contains("points=\"300 4 380 4 380 34 300 34\""))
  }

  @Test("shares say how many of how many")
  func shares() throws {
    let svg = try Charts.shares(of: mix)
    try DiagramsTests.checkXML(Data(svg.utf8))
    #expect(svg.contains(">25 % (10 of 40)</text>"))
  }

  @Test("no bars, no parts: still a picture")
  func empty() throws {
    try DiagramsTests.checkXML(Data(Charts.bars([], name: "x", title: "T").utf8))
    try DiagramsTests.checkXML(Data(Charts.stackedBar([], name: "x", title: "T").utf8))
  }
}
