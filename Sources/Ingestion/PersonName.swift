/// Names as they are shown, made of the parts that formats keep apart.
///
/// A format that writes "Kalé, Laxmikant" or keeps family and given names in fields of their own says how the name is
/// shown: "Laxmikant Kalé". What a format writes without such parts ("Kalé L.", "KALE L") stays as written.
enum PersonName {
  /// Given name, particle, family name and suffix, with what is missing left out.
  static func joined(given: String?, particle: String? = nil, family: String?, suffix: String? = nil) -> String {
    FieldText.clean([given, particle, family, suffix].compactMap { $0 }.joined(separator: " "))
  }

  /// The shown form of `Family, Given` and `Family, Jr., Given`; anything else as it is.
  ///
  ///     shown("Kalé, Laxmikant")     // "Laxmikant Kalé"
  ///     shown("Brown, Jr., Joe")     // "Joe Brown Jr."
  ///     shown("Joe Brown, Jr.")      // "Joe Brown Jr."
  static func shown(_ name: some StringProtocol) -> String {
    let parts = name.split(separator: ",", omittingEmptySubsequences: false).map { FieldText.clean($0) }
    switch parts.count {
    case 2 where isSuffix(parts[1]): return joined(given: nil, family: parts[0], suffix: parts[1])
    case 2: return joined(given: parts[1], family: parts[0])
    case 3 where isSuffix(parts[1]): return joined(given: parts[2], family: parts[0], suffix: parts[1])
    case 3 where isSuffix(parts[2]): return joined(given: parts[1], family: parts[0], suffix: parts[2])
    default: return FieldText.clean(name)
    }
  }

  /// Whether a text is a suffix: Jr., III, PhD.
  static func isSuffix(_ text: String) -> Bool {
    let bare = text.filter { $0 != "." && $0 != " " }.lowercased()
    return ["jr", "sr", "junior", "senior", "ii", "iii", "iv", "phd", "md", "dphil", "esq"].contains(bare)
  }
}
