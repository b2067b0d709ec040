/// How two names relate that stand in one block.
public enum NameRelation: Int, Sendable, Comparable {
  /// Nothing but the fold apart.
  case same
  /// One has a middle name or a suffix more: `Jane Smith`, `Jane Q. Smith`.
  case middle
  /// An initial against a name: `J. Smith`, `Jane Smith`.
  case initial
  /// A short form, another spelling, another order of words: `Nikolai`, `Nickolai`; `Bob`, `Robert`.
  case variant
  /// Cannot be one person's names without an identifier that says so.
  case conflict

  /// By how far the names are apart.
  public static func < (a: NameRelation, b: NameRelation) -> Bool { a.rawValue < b.rawValue }
}

extension AuthorName {
  /// How far apart two names are, whose family names are taken to agree up to transliteration.
  ///
  ///     AuthorName("J. Smith").relation(to: AuthorName("Jane Q. Smith"))   // .initial
  ///     AuthorName("J. A. Smith").relation(to: AuthorName("J. B. Smith"))  // .conflict
  public func relation(to other: AuthorName) -> NameRelation {
    if let qualifier, let theirs = other.qualifier, qualifier != theirs { return .conflict }
    if let suffix, let theirs = other.suffix, suffix != theirs { return .conflict }
    guard NameFolding.transliterated(family) == NameFolding.transliterated(other.family) else { return .conflict }
    var relation: NameRelation = family == other.family && particles == other.particles ? .same : .variant
    if (suffix == nil) != (other.suffix == nil) { relation = max(relation, .middle) }
    if given == other.given { return relation }
    guard let mine = given.first, let theirs = other.given.first else {
      // A mononym says nothing about given names.
      return .initial
    }
    // "Xiao-Feng", "Xiaofeng" and "Xiao Feng" are one name.
    if isFull, other.isFull, Self.joined(given) == Self.joined(other.given) { return max(relation, .middle) }
    let firsts = Self.relation(mine, theirs, or: nickname, other.nickname)
    if firsts == .conflict { return .conflict }
    relation = max(relation, firsts)
    // Middle names must not contradict: each pair agrees in its first letter.
    for (a, b) in zip(given.dropFirst(), other.given.dropFirst()) where a != b {
      let both = a.utf8.count > 1 && b.utf8.count > 1
      guard a.utf8.first == b.utf8.first, !both || NameFolding.withinOneEdit(a, b) else { return .conflict }
      relation = max(relation, .middle)
    }
    if given.count != other.given.count { relation = max(relation, .middle) }
    return relation
  }

  private static func joined(_ given: [String]) -> String {
    given.joined().filter { $0 != "-" }
  }

  private static func relation(_ a: String, _ b: String, or aNick: String?, _ bNick: String?) -> NameRelation {
    if a == b { return .same }
    if a.utf8.count == 1 || b.utf8.count == 1 {
      let formal = a.utf8.first == b.utf8.first
      let short = formalNames[a]?.utf8.first == b.utf8.first || a.utf8.first == formalNames[b]?.utf8.first
      return formal ? .initial : short ? .variant : .conflict
    }
    if aNick == b || bNick == a || (aNick != nil && aNick == bNick) { return .variant }
    if formalNames[a] ?? a == formalNames[b] ?? b { return .variant }
    let shorter = min(a.utf8.count, b.utf8.count)
    if shorter >= 5, NameFolding.withinOneEdit(a, b) { return .variant }
    if shorter >= 3, a.hasPrefix(b) || b.hasPrefix(a) { return .variant }
    return .conflict
  }
}
