/// Dates as pages print them: `Tuesday, July 8`, `July 7–9, 2025`, `8 July 2025`, `2017-05-14`.
struct PageDate: Equatable {
  var year: Int?
  var month: Int
  var day: Int
  /// The last day of a range.
  var lastDay: Int?
  var hasWeekday: Bool

  /// ISO 8601, with the page's year where the line has none; nil without any.
  func iso(year fallback: Int?) -> String? {
    guard let year = year ?? fallback else { return nil }
    func two(_ n: Int) -> String { n < 10 ? "0\(n)" : "\(n)" }
    return "\(year)-\(two(month))-\(two(day))"
  }

  /// Reads a line that is a date and nothing else (a few words such as `Day 1:` may stand with it); nil otherwise.
  init?(_ line: String) {
    let separators: Set<Character> = [",", ".", ":", "(", ")", "|", "#", "*"]
    var words: [String] = []
    for word in line.prefix(80).split(whereSeparator: { $0.isWhitespace || separators.contains($0) }) {
      for piece in word.split(whereSeparator: { "–—−".contains($0) }) { words.append(piece.lowercased()) }
    }
    guard !words.isEmpty, words.count <= 8, line.count <= 80 else { return nil }
    if words.count <= 2, let iso = words.lazy.compactMap({ Self.isoParts($0) }).first {
      year = iso.0
      month = iso.1
      day = iso.2
      hasWeekday = words.contains { Self.isWeekday($0) }
      guard words.count == 1 || hasWeekday else { return nil }
      return
    }
    var month: Int?
    var days: [Int] = []
    var year: Int?
    var weekday = false
    var isAfterDay = false
    for word in words.flatMap({ $0.contains("-") ? $0.split(separator: "-").map(String.init) : [$0] }) {
      if let found = Self.months[word] {
        if month != nil, month != found { isAfterDay = true }
        month = month ?? found
      } else if Self.isWeekday(word) {
        weekday = true
      } else if let number = Int(Self.withoutOrdinal(word)) {
        if (1900...2100).contains(number), year == nil { year = number } else { days.append(number) }
      } else if !["of", "the", "and", "to", "day"].contains(word) {
        return nil
      }
    }
    // `Day 1: Monday, July 7` has a number before its date.
    if words.first == "day", days.count > 1 { days.removeFirst() }
    guard let month, let first = days.first, days.count <= 2, days.allSatisfy({ (1...31).contains($0) }) else {
      return nil
    }
    guard weekday || year != nil || !isAfterDay || days.count > 1 else { return nil }
    self.year = year
    self.month = month
    day = first
    lastDay = days.count > 1 ? days[1] : nil
    hasWeekday = weekday
  }

  private static func isoParts(_ word: String) -> (Int, Int, Int)? {
    let parts = word.split(whereSeparator: { $0 == "-" || $0 == "/" }).compactMap { Int($0) }
    guard parts.count == 3, (1900...2100).contains(parts[0]), (1...12).contains(parts[1]), (1...31).contains(parts[2])
    else { return nil }
    return (parts[0], parts[1], parts[2])
  }

  private static func withoutOrdinal(_ word: String) -> Substring {
    for end in ["st", "nd", "rd", "th"] where word.hasSuffix(end) { return word.dropLast(2) }
    return word[...]
  }

  static func isMonth(_ word: String) -> Bool { months[word] != nil }

  static func isWeekday(_ word: String) -> Bool {
    ["mon", "tue", "wed", "thu", "fri", "sat", "sun"].contains(word.prefix(3))
      && (word.count <= 4 || word.hasSuffix("day"))
  }

  private static let months: [String: Int] = {
    let names = [
      "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
      "december",
    ]
    var result: [String: Int] = ["sept": 9]
    for (index, name) in names.enumerated() {
      result[name] = index + 1
      result[String(name.prefix(3))] = index + 1
    }
    return result
  }()
}
