import Bibliography

/// Why a decision and a label differ, and whose fault that is, by rule.
///
/// For an id that was given and is not labelled, the first that holds:
/// - `another level`: the label has a record above, below or beside it in the registry's relations;
/// - `printed, not labelled`: a name of it, word by word, with a word of its own, that nothing printed contradicts,
///   stands in the text;
/// - `ours`: anything else.
///
/// For an id that is labelled and was not given:
/// - `another level`: as above, with what was given;
/// - `not printed`: the text has not half of what any of its names tells;
/// - `ours`: anything else: it is printed somehow and was not found, or was found and not believed.
///
/// `printed, not labelled` and `not printed` are the label's fault: no reader of the text alone could agree with it.
public enum DisagreementReason: String, Sendable, CaseIterable {
  case anotherLevel = "another level"
  case notLabelled = "printed, not labelled"
  case notPrinted = "not printed"
  case ours

  /// Whether the text itself contradicts the label.
  public var isLabels: Bool { self == .notLabelled || self == .notPrinted }
}

extension Resolver {
  /// Why `ror` was given for `text` though `gold` has not got it.
  func reason(given ror: String, in text: String, gold: Set<String>) -> DisagreementReason {
    guard let number = index.byKey["ror:" + ror] else { return .ours }
    if isRelated(number, to: gold) { return .anotherLevel }
    let reading = Reading(text, index: index)
    let isPrinted = matcher.candidates(in: reading).contains {
      $0.organisation == number && $0.veto == nil && $0.tier == .ordered && ($0.isDistinctive || $0.isCurated)
        && $0.city != .conflict && $0.country != .conflict && !$0.isAmbiguous
    }
    return isPrinted ? .notLabelled : .ours
  }

  /// Why `ror` was not given for `text` though `gold` has it.
  func reason(missing ror: String, in text: String, given: Set<String>) -> DisagreementReason {
    guard let number = index.byKey["ror:" + ror] else { return .ours }
    if isRelated(number, to: given) { return .anotherLevel }
    var printed: Set<Int32> = []
    for word in Reading(text, index: index).words { printed.insert(word.word) }
    let isPrinted = index.nameNumbers(of: number).contains { position in
      let words = index.words(index.names[Int(position)])
      let told = words.reduce(0) { $0 + index.information($1) }
      let seen = words.reduce(0) { $0 + (printed.contains($1) ? index.information($1) : 0) }
      return seen * 2 >= told
    }
    return isPrinted ? .ours : .notPrinted
  }

  /// Whether one of `rors` is above, below, or has a parent in common with `number`.
  private func isRelated(_ number: Int32, to rors: Set<String>) -> Bool {
    let own = lineage(number)
    return rors.contains { ror in
      guard let other = index.byKey["ror:" + ror], other != number else { return false }
      let theirs = lineage(other)
      return own.contains(other) || theirs.contains(number)
        || !Set(index.organisations[Int(number)].parents).isDisjoint(with: index.organisations[Int(other)].parents)
    }
  }

  private func lineage(_ number: Int32) -> Set<Int32> {
    var all: Set<Int32> = []
    var open = [number]
    while let next = open.popLast() {
      let record = index.organisations[Int(next)]
      for above in record.parents + [record.unitOf, record.host, record.family] where above >= 0 {
        if all.insert(above).inserted { open.append(above) }
      }
    }
    return all
  }
}
