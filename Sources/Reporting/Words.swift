/// Small grammar for sentences with numbers.
public enum Words {
  /// `1 country`, `2 countries`: the number with its noun, which is given in the plural.
  public static func count(_ number: Int, _ plural: String) -> String {
    "\(number) \(number == 1 ? singular(plural) : plural)"
  }

  /// `a`, `a and b`, `a, b, and c`.
  public static func list(_ items: [String]) -> String {
    switch items.count {
    case 0: ""
    case 1: items[0]
    case 2: items[0] + " and " + items[1]
    default: items.dropLast().joined(separator: ", ") + ", and " + items[items.count - 1]
    }
  }

  /// The singular of a regular English plural.
  static func singular(_ plural: String) -> String {
    if plural.hasSuffix("ies") { return plural.dropLast(3) + "y" }
    return plural.hasSuffix("s") ? String(plural.dropLast()) : plural
  }
}
