import Bibliography
import Bytes
import Foundation
import Testing

@testable import Resolution

@Suite struct ResolutionEvaluationTests {
  private static let registry = Result { try TinyDump.shared.registry() }
  private let resolver: Resolver
  init() throws { resolver = Resolver(registry: try Self.registry.get()) }

  @Test func countsRightPredictedAndGoldIds() {
    let evaluation = ResolutionEvaluation(
      [
        // Right.
        .init(text: "Kinbote University, Appel, Germany", rors: [TinyDump.id(4)]),
        // One right, one that the label leaves out.
        .init(text: "Kinbote University, Germany and Hazel University, USA", rors: [TinyDump.id(4)]),
        // Missed.
        .init(text: "Faculty of Nothing, Shade, USA", rors: [TinyDump.id(5)]),
        // The label names a closed organisation; its successor is right.
        .init(text: "Old Hazel College, Hazel, USA", rors: [TinyDump.id(11)]),
        // None, rightly and wrongly.
        .init(text: "Frobnitz GmbH, Berlin, Germany", rors: []),
        .init(text: "Hazel University, USA", rors: ["05rvjwx05"]),
        // Only some of the ids are known: left out.
        .init(text: "Kinbote University", rors: [TinyDump.id(4), "05rvjwx05"]),
      ], resolver: resolver)
    #expect(evaluation.known.strings == 4)
    #expect(evaluation.known.right == 3)
    #expect(evaluation.known.predicted == 4)
    #expect(evaluation.known.gold == 4)
    #expect(evaluation.known.precision == 3.0 / 4)
    #expect(evaluation.known.recall == 3.0 / 4)
    #expect(evaluation.known.f1 == 3.0 / 4)
    #expect(evaluation.known.exact == 2)
    #expect(evaluation.noneStrings == 2)
    #expect(evaluation.noneRight == 1)
    #expect(evaluation.partlyKnown == 1)
    #expect(evaluation.disagreements.count == 2)
    #expect(evaluation.disagreements[0].wrongReasons == [.notLabelled])
    #expect(evaluation.disagreements[1].missingReasons == [.notPrinted])
    #expect(evaluation.decisions.count == 4)
    #expect(evaluation.decisions.count { $0.isRight } == 3)
    #expect(evaluation.calibration.reduce(0) { $0 + $1.decisions } == 4)
  }

  /// Two decisions claimed at 0.9, one right: |1.8 - 1| ÷ 2.
  @Test func calibrationErrorIsTheMeanDistanceOfClaimedAndRight() {
    var evaluation = ResolutionEvaluation([], resolver: resolver)
    #expect(evaluation.calibrationError == 0)
    var band = ResolutionEvaluation.Band(confidences: 0.9...0.9499)
    band.decisions = 2
    band.right = 1
    band.claimed = 0.9 + 0.9
    evaluation.calibration = [band]
    #expect(abs(evaluation.calibrationError - abs(0.9 + 0.9 - 1) / 2) < 1e-12)
  }

  @Test func aBandIsMiscalibratedBeyondTheCeilingAndChance() {
    var evaluation = ResolutionEvaluation([], resolver: resolver)
    func band(_ decisions: Int, claimed: Double, right: Int) -> ResolutionEvaluation.Band {
      var band = ResolutionEvaluation.Band(confidences: 0.7...0.7999)
      (band.decisions, band.claimed, band.right) = (decisions, claimed * Double(decisions), right)
      return band
    }
    // 50 of 100 right where 0.75 is claimed.
    evaluation.calibration = [band(100, claimed: 0.75, right: 50)]
    #expect(evaluation.miscalibrated(ceiling: 0.05).count == 1)
    // Too few to say; within the ceiling; 27 of 40 are .675, but chance allows .52 to .80.
    evaluation.calibration = [
      band(20, claimed: 0.75, right: 10), band(100, claimed: 0.75, right: 71), band(40, claimed: 0.75, right: 27),
    ]
    #expect(evaluation.miscalibrated(ceiling: 0.05).isEmpty)
  }

  @Test func confidenceIsTheLevelledLogisticOfItsEvidence() {
    let model = Confidence.builtIn
    func expected(_ sum: Double) -> Double {
      let given: Double = 1 / (1 + exp(-sum))
      return (model.level(given) * 1000).rounded() / 1000
    }
    #expect(model.of([]) == expected(model.bias))
    let both: Double = (model.weights[.alias] ?? 0) + (model.weights[.besideOne] ?? 0)
    #expect(model.of([.alias, .besideOne]) == expected(model.bias + both))
    #expect(model.of([.builtIn]) > model.of([]))
    for doubt in [Evidence.reordered, .alias, .acronym, .besideMore] { #expect(model.of([doubt]) < model.of([])) }
    #expect(Set(Evidence.all.map(\.evidence.rawValue)).count == Evidence.all.count)
    #expect(Set(Evidence.all.map(\.name)).count == Evidence.all.count)
  }

  @Test func levelsAscendAndMeetAtTheirKnots() {
    let model = Confidence.builtIn
    #expect(model.levels.count > 2 && model.level(0) == 0 && model.level(1) == 1)
    for (low, high) in zip(model.levels, model.levels.dropFirst()) {
      #expect(low.given < high.given && low.right < high.right)
      #expect(abs(model.level(high.given) - high.right) < 1e-12)
      let middle: Double = (low.given + high.given) / 2
      let right: Double = (low.right + high.right) / 2
      #expect(abs(model.level(middle) - right) < 1e-12)
    }
  }

  @Test func oneSlipIsOneLetter() {
    func slip(_ a: String, _ b: String) -> Bool { SpellingIndex.isOneSlip(Array(a.utf8), Array(b.utf8)[...]) }
    #expect(slip("mahatam", "mahatma") && slip("mahaver", "mahaveer") && slip("mahaveer", "mahaver"))
    #expect(slip("madatma", "mahatma"))
    #expect(!slip("mahatma", "mahatma") && !slip("mahtama", "mahatam") && !slip("abcdef", "abcd"))
    #expect(slip("abcde", "abcdef"))
  }

  @Test func theHalvesAreDisjointAndWhole() {
    let texts = (0..<50).map { "text \($0)" }
    for text in texts {
      #expect(
        ResolutionEvaluation.isIn(.tuning, text, seed: 1) != ResolutionEvaluation.isIn(.heldOut, text, seed: 1))
    }
    #expect(texts.contains { ResolutionEvaluation.isIn(.tuning, $0, seed: 1) })
    #expect(texts.contains { ResolutionEvaluation.isIn(.heldOut, $0, seed: 1) })
  }

  @Test func goldIsReadInTheRegistrysOwnForm() throws {
    let gold = #"[{"affiliation": "A", "ror_ids": ["https://ror.org/05rvjwx05"]}, {"affiliation": "B", "ror_ids": []}]"#
    let examples = try ResolutionEvaluation.examples(from: Input(name: "g.json", bytes: Array(gold.utf8)))
    #expect(examples == [.init(text: "A", rors: ["05rvjwx05"]), .init(text: "B", rors: [])])
    #expect(throws: CoterieError.self) {
      try ResolutionEvaluation.examples(from: Input(name: "g.json", bytes: Array("[{\"x\": 1}]".utf8)))
    }
  }

  @Test func wilsonsInterval() throws {
    // p = 0.8, n = 10, z² = 3.8416: centre (0.8 + 0.19208) / 1.38416, half √(0.016 + 0.009604) · 1.96 / 1.38416.
    let interval = try #require(wilson(successes: 8, trials: 10))
    #expect(abs(interval.lowerBound - (0.99208 - 1.96 * 0.025604.squareRoot()) / 1.38416) < 1e-9)
    #expect(abs(interval.upperBound - (0.99208 + 1.96 * 0.025604.squareRoot()) / 1.38416) < 1e-9)
    #expect(wilson(successes: 0, trials: 0) == nil)
  }
}

@Suite struct RegistryShelfTests {
  private func temporaryFolder() -> URL {
    FileManager.default.temporaryDirectory.appending(path: "coterie-shelf-\(UUID().uuidString)")
  }

  @Test func whatIsKeptResolvesAsTheDumpDoes() throws {
    let folder = temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let shelf = RegistryShelf(folder: folder)
    #expect(shelf.list().isEmpty)
    #expect(try shelf.current() == nil)
    let entry = try shelf.add([TinyDump.shared.input()])
    #expect(shelf.list() == [entry])
    let kept = Resolver(registry: try #require(try shelf.current()))
    let fresh = Resolver(registry: try TinyDump.shared.registry())
    for text in [
      "Kinbote University, Appel, Germany", "University of Zembla, Port, USA", "Microsoft Research Asia",
      "Department of Physics, MIT, Cambridge, MA 02139", "Gradus Laboratory, Kinbote University", "Beijing, China",
    ] {
      #expect(kept.resolve(Affiliation(text)) == fresh.resolve(Affiliation(text)), "\(text)")
    }
    try shelf.remove(String(entry.id.prefix(6)))
    #expect(shelf.list().isEmpty)
    #expect(throws: CoterieError.self) { try shelf.remove("ffff") }
  }

  @Test func aDamagedIndexIsRefused() throws {
    let bytes = try TinyDump.shared.registry().index.encoded()
    for length in [0, 7, 8, 100, bytes.count / 2, bytes.count - 1] {
      let error = #expect(throws: CoterieError.self) {
        try RegistryIndex(encoded: Array(bytes.prefix(length)), name: "x")
      }
      #expect(error?.diagnostic.code == "registry.damaged")
    }
    var other = bytes
    other[8] ^= 1
    let error = #expect(throws: CoterieError.self) { try RegistryIndex(encoded: other, name: "x") }
    #expect(error?.diagnostic.code == "registry.outdated")
  }
}
