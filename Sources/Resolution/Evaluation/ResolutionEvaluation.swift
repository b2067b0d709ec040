import Bibliography
import Bytes
import JSON

/// How right resolution is on labelled affiliation strings, counted in registry ids.
///
/// A predicted id is right when the gold set of its string has it, each id counted once:
///
///     precision = right / predicted,  recall = right / gold,  F1 = 2 P R / (P + R)
///
/// over the strings whose gold ids are all in the registry. A gold id of a closed organisation stands for its
/// successor. Strings without any gold id in the registry are scored apart: the right answer is to give none.
///
/// Measured on springer_2023_10_31.json (ROR, 3,000 strings) with 51,370 records of ROR 2.9, split with seed 1. Rules
/// and weights were made on the tuning half: precision .977, recall .900 (1,229 strings), none given for .916 of 214.
/// Held-out half, of which only these sums were looked at (seven times in all, and the last decided against a least
/// confidence below the best): precision .962 (.949 to .971), recall .878, none given for .916 of 202.
/// `DisagreementReason` tells whose fault the differences are.
public struct ResolutionEvaluation: Sendable {
  /// A labelled string.
  public struct Example: Hashable, Sendable {
    /// The affiliation as printed.
    public var text: String
    /// Bare ids, as labelled; empty when the label says that no organisation is known.
    public var rors: [String]

    /// A string with the ids it should get.
    public init(text: String, rors: [String]) {
      self.text = text
      self.rors = rors
    }
  }

  /// Half of the examples, chosen by a hash of seed and text, so that it depends neither on order nor on labels.
  public enum Half: String, Sendable, CaseIterable { case all, tuning, heldOut = "held-out" }

  /// Right, predicted and gold ids of some strings.
  public struct Counts: Hashable, Sendable {
    /// How many strings (unit: strings).
    public var strings = 0
    /// Ids both predicted and gold (unit: ids).
    public var right = 0
    /// Ids given (unit: ids).
    public var predicted = 0
    /// Ids labelled (unit: ids).
    public var gold = 0
    /// Strings whose predicted set is the gold set.
    public var exact = 0
    /// Right ÷ predicted; nil when nothing was predicted.
    public var precision: Double? { predicted == 0 ? nil : Double(right) / Double(predicted) }
    /// Right ÷ gold; nil when there is no gold id.
    public var recall: Double? { gold == 0 ? nil : Double(right) / Double(gold) }
    /// 2 P R / (P + R); nil when either is.
    public var f1: Double? {
      guard let precision, let recall, precision + recall > 0 else { return nil }
      return 2 * precision * recall / (precision + recall)
    }
  }

  /// One band of confidence: how many decisions claim it, how many of them are right.
  public struct Band: Hashable, Sendable {
    /// Bounds of the band, 0…1.
    public var confidences: ClosedRange<Double>
    /// How many decisions claim it.
    public var decisions = 0
    /// Those whose id is gold.
    public var right = 0
    /// Sum of the claimed confidences.
    public var claimed = 0.0

    mutating func add(_ decision: Decision) {
      decisions += 1
      claimed += decision.confidence
      if decision.isRight { right += 1 }
    }
  }

  /// A string whose predicted set is not the gold set.
  public struct Disagreement: Hashable, Sendable {
    /// The affiliation as printed.
    public var text: String
    /// Gold ids that were not given, with names.
    public var missing: [String]
    /// Given ids that are not gold, with names.
    public var wrong: [String]
    /// Why each is missing, aligned with `missing`.
    public var missingReasons: [DisagreementReason] = []
    /// Why each was given, aligned with `wrong`.
    public var wrongReasons: [DisagreementReason] = []
  }

  /// An id that was given, with what its confidence rests on.
  struct Decision: Sendable {
    var text: String
    var ror: String
    var isRight: Bool
    var confidence: Double
    var evidence: Evidence
  }

  /// Strings whose gold ids are all in the registry.
  public var known = Counts()
  /// The same by the sector, and by the country, of gold and predicted records.
  public var bySector: [(sector: Sector, counts: Counts)] = []
  /// By the country of the seat; empty: unknown.
  public var byCountry: [(country: String, counts: Counts)] = []
  /// Strings none of whose gold ids is in the registry.
  public var noneStrings = 0
  /// Of those, the strings that got no id.
  public var noneRight = 0
  /// Strings left out because only some of their gold ids are in the registry.
  public var partlyKnown = 0
  /// Decisions on the known strings by claimed confidence, ascending.
  public var calibration: [Band] = []
  /// All decisions on the known strings, in the order of the examples.
  var decisions: [Decision] = []
  /// In the order of the examples.
  public var disagreements: [Disagreement] = []
  /// Which strings were scored.
  public var half: Half
  /// Of the split.
  public var seed: UInt64

  /// Resolves every example of `half` and compares.
  public init(_ examples: [Example], resolver: Resolver, half: Half = .all, seed: UInt64 = 1) {
    self.half = half
    self.seed = seed
    var sectors: [Sector: Counts] = [:]
    var countries: [String: Counts] = [:]
    var bands = Self.bands
    for example in examples where Self.isIn(half, example.text, seed: seed) {
      let parts = resolver.resolve(Affiliation(example.text))
      var confidences: [String: Double] = [:]
      for part in parts {
        if let ror = resolver.mostSpecific(part)?.ror?.value { confidences[ror] = part.confidence }
      }
      let predicted = Set(confidences.keys)
      let labelled = Set(example.rors)
      let knownLabels = labelled.filter { resolver.institution("ror:" + $0) != nil }
      if knownLabels.isEmpty {
        noneStrings += 1
        if predicted.isEmpty { noneRight += 1 }
        continue
      }
      guard knownLabels.count == labelled.count else {
        partlyKnown += 1
        continue
      }
      let gold = Set(labelled.map { resolver.successor(of: $0) })
      known.add(predicted: predicted, gold: gold)
      for ror in predicted.union(gold) {
        guard let institution = resolver.institution("ror:" + ror) else { continue }
        let one = (predicted: predicted.intersection([ror]), gold: gold.intersection([ror]))
        sectors[institution.sector, default: Counts()].add(predicted: one.predicted, gold: one.gold)
        countries[institution.country ?? "", default: Counts()].add(predicted: one.predicted, gold: one.gold)
      }
      for (ror, confidence) in confidences {
        guard let band = bands.lastIndex(where: { $0.confidences.lowerBound <= confidence }) else { continue }
        bands[band].add(
          Decision(
            text: example.text, ror: ror, isRight: gold.contains(ror), confidence: confidence, evidence: []))
      }
      let evidence = resolver.evidence(in: example.text)
      for ror in predicted.sorted() {
        decisions.append(
          Decision(
            text: example.text, ror: ror, isRight: gold.contains(ror), confidence: confidences[ror] ?? 0,
            evidence: evidence[ror] ?? []))
      }
      if predicted != gold {
        let missing = gold.subtracting(predicted).sorted()
        let wrong = predicted.subtracting(gold).sorted()
        disagreements.append(
          Disagreement(
            text: example.text, missing: missing.map { resolver.label(of: $0) },
            wrong: wrong.map { resolver.label(of: $0) },
            missingReasons: missing.map { resolver.reason(missing: $0, in: example.text, given: predicted) },
            wrongReasons: wrong.map { resolver.reason(given: $0, in: example.text, gold: gold) }))
      }
    }
    calibration = bands.filter { $0.decisions > 0 }
    bySector = sectors.sorted { ($0.value.gold, $1.key.rawValue) > ($1.value.gold, $0.key.rawValue) }
      .map { ($0.key, $0.value) }
    byCountry = countries.sorted { ($0.value.gold, $1.key) > ($1.value.gold, $0.key) }.map { ($0.key, $0.value) }
  }

  private static let bands: [Band] = [
    0...0.4999, 0.5...0.5999, 0.6...0.6999, 0.7...0.7999, 0.8...0.8999, 0.9...1,
  ]
  .map { Band(confidences: $0) }

  /// What decisions that claim 0.85 up to below 0.95 are worth: 'of decisions given 0.9, about 90 % are right'.
  public var givenNine: Band {
    var band = Band(confidences: 0.85...0.9499)
    for decision in decisions where band.confidences.contains(decision.confidence) { band.add(decision) }
    return band
  }

  /// Bands with at least `count` decisions in which the mean confidence differs from the share right by more than
  /// `ceiling` and lies outside its Wilson 95 % interval: more than the ceiling and more than chance.
  public func miscalibrated(ceiling: Double, count: Int = 30) -> [Band] {
    calibration.filter { band in
      guard band.decisions >= count, let interval = wilson(successes: band.right, trials: band.decisions) else {
        return false
      }
      let claimed = band.claimed / Double(band.decisions)
      return abs(claimed - Double(band.right) / Double(band.decisions)) > ceiling && !interval.contains(claimed)
    }
  }

  /// The expected calibration error: Σ over bands of |Σ claimed - right| ÷ decisions (0…1, 0 = calibrated).
  ///
  /// Source: Naeini, Cooper & Hauskrecht (2015), AAAI 29, 2901-2907.
  public var calibrationError: Double {
    let decisions = calibration.reduce(0) { $0 + $1.decisions }
    guard decisions > 0 else { return 0 }
    return calibration.reduce(0) { $0 + abs($1.claimed - Double($1.right)) } / Double(decisions)
  }

  /// FNV-1a of the text, started at its offset basis xor `seed`; even is the tuning half.
  static func isIn(_ half: Half, _ text: String, seed: UInt64) -> Bool {
    guard half != .all else { return true }
    var hash = 0xcbf2_9ce4_8422_2325 ^ seed
    for byte in text.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
    hash ^= hash >> 32
    return (hash % 2 == 0) == (half == .tuning)
  }

  /// Reads ROR's own form: a JSON array of `{"affiliation": text, "ror_ids": [id, ...]}` (also `ror-id`: one id).
  ///
  /// - Throws: `CoterieError` `evaluation.not-gold` at the first record of another form.
  public static func examples(from input: Input) throws -> [Example] {
    var examples: [Example] = []
    let records = JSONRecords()
    func take(_ record: JSONRecord<JSONValue>) throws {
      guard case .success(let value) = record.value, let text = value["affiliation"]?.string else {
        throw CoterieError(
          "evaluation.not-gold",
          "a labelled string was expected: {\"affiliation\": \"...\", \"ror_ids\": [\"https://ror.org/...\"]}.",
          at: SourceLocation(file: input.name, line: record.line))
      }
      let ids = value["ror_ids"]?.elements.compactMap(\.string) ?? [value["ror-id"]?.string].compactMap { $0 }
      examples.append(Example(text: text, rors: ids.compactMap { $0.split(separator: "/").last.map(String.init) }))
    }
    try input.forEachChunk { try records.push($0, take) }
    try records.finish(take)
    return examples
  }
}

extension ResolutionEvaluation.Counts {
  fileprivate mutating func add(predicted: Set<String>, gold: Set<String>) {
    strings += 1
    right += predicted.intersection(gold).count
    self.predicted += predicted.count
    self.gold += gold.count
    if predicted == gold { exact += 1 }
  }
}

extension Resolver {
  /// The evidence for each registry id that a text was given, or would be given with a confidence of at least `least`.
  func evidence(in text: String, least: Double? = nil) -> [String: Evidence] {
    let reading = Reading(text, index: index)
    let accepted = matcher.accepted(
      from: matcher.candidates(in: reading), in: reading, threshold: threshold, least: least)
    return Dictionary(
      accepted.filter { !$0.isContext }.map { (index.organisations[Int($0.organisation)].ror, $0.evidence) },
      uniquingKeysWith: { first, _ in first })
  }

  /// The record that replaces a closed one, or the id itself.
  func successor(of ror: String) -> String {
    guard let number = index.byKey["ror:" + ror] else { return ror }
    let record = index.organisations[Int(number)]
    guard record.status != .active, record.successor >= 0 else { return ror }
    return index.organisations[Int(record.successor)].ror
  }

  fileprivate func label(of ror: String) -> String {
    institution("ror:" + ror).map { "\($0.name) (\($0.country ?? "?"), \(ror))" } ?? ror
  }
}
