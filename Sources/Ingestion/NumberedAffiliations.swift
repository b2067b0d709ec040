/// Authors with signs and a legend below them: `Ada Byron¹, Bo Carr¹,²` and `¹X University, ²Y Inc.`
///
/// Signs are superscripts, digits that touch a name, and superscript letters; `*` and daggers are footnotes and mean
/// nothing here. A legend may run over several lines, an affiliation over two.
enum NumberedAffiliations {
  /// One affiliation of a legend.
  struct Entry: Equatable {
    var sign: String
    var text: String
    /// Characters from the start of the line.
    var offset: Int
  }

  /// What the content of a `<sup>` is as text: superscript signs, or nothing where it is no sign.
  static func superscript(_ content: String) -> String {
    let text = content.filter { !$0.isWhitespace }
    if ["st", "nd", "rd", "th"].contains(text.lowercased()) { return text }
    guard !text.isEmpty, text.count <= 12 else { return "" }
    var result = ""
    for part in text.split(whereSeparator: { ",;".contains($0) }) {
      guard part.allSatisfy(\.isNumber) && part.count <= 2 || part.count == 1 else { continue }
      let signs = part.compactMap { raised[$0] }
      guard signs.count == part.count else { continue }
      result += (result.isEmpty ? "" : ",") + String(signs)
    }
    return result
  }

  private static let plain = Array("0123456789abcdefghijklmnoprstuvwxyz")
  private static let signs = Array("⁰¹²³⁴⁵⁶⁷⁸⁹ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻ")
  private static let raised = Dictionary(uniqueKeysWithValues: zip(plain, signs))
  private static let lowered = Dictionary(uniqueKeysWithValues: zip(signs, plain))

  /// A name and the signs behind it: `Bo Carr` and `1`, `2` of `Bo Carr¹,²*`.
  static func split(_ text: String) -> (name: Substring, signs: [String]) {
    var rest = text[...]
    var found: [String] = []
    var sign = ""
    while let last = rest.last {
      if let lower = lowered[last] {
        sign = String(lower) + sign
      } else if last.isASCII, last.isNumber {
        sign = String(last) + sign
      } else if ",;*†‡§¶#∗⋆✉ ".contains(last) {
        if !sign.isEmpty { found.append(sign) }
        sign = ""
      } else {
        break
      }
      rest.removeLast()
    }
    if !sign.isEmpty { found.append(sign) }
    return (rest, found.reversed())
  }

  /// Whether a line names persons with signs behind their names.
  static func marksNames(_ text: String) -> Bool {
    var marked = 0
    for item in NameSense.splitList(text.replacing(";", with: ",")) {
      let (name, signs) = split(item.text)
      if name.isEmpty { continue }
      guard NameSense.hasPersonForm(NameSense.cleanName(String(name))) else { return false }
      if !signs.isEmpty { marked += 1 }
    }
    return marked > 0
  }

  /// The entries of a line of a legend; nil for any other line.
  static func legend(_ text: String, sense: NameSense) -> [Entry]? {
    let characters = Array(text)
    var starts: [(sign: String, at: Int, text: Int)] = []
    var at = 0
    var isRaised = true
    while at < characters.count {
      let before: Character = at > 0 ? characters[at - 1] : " "
      var sign = ""
      var end = at
      while end < characters.count, let lower = lowered[characters[end]] {
        sign.append(lower)
        end += 1
      }
      if sign.isEmpty, before.isWhitespace || ",;".contains(before) {
        while end < characters.count, characters[end].isASCII, characters[end].isNumber, end - at < 2 {
          sign.append(characters[end])
          end += 1
        }
        if !sign.isEmpty {
          if end < characters.count, ".):".contains(characters[end]) { end += 1 }
          isRaised = false
        }
      }
      guard !sign.isEmpty else {
        at += 1
        continue
      }
      while end < characters.count, characters[end] == " " { end += 1 }
      if end < characters.count, characters[end].isLetter { starts.append((sign, at, end)) }
      at = max(end, at + 1)
    }
    guard starts.first?.at == 0 else { return nil }
    // Digits on the line count up, so that a street's number is none of them.
    if !isRaised {
      var expected = Int(starts[0].sign)
      starts = starts.filter { start in
        guard let next = expected, Int(start.sign) == next else { return false }
        expected = next + 1
        return true
      }
    }
    guard !starts.isEmpty, Set(starts.map(\.sign)).count == starts.count else { return nil }
    let entries = starts.indices.map { place in
      let end = place + 1 < starts.count ? starts[place + 1].at : characters.count
      let text = AuthorGroups.cleanAffiliation(String(characters[starts[place].text..<end]))
      return Entry(
        sign: starts[place].sign, text: text.hasSuffix(" and") ? String(text.dropLast(4)) : text,
        offset: starts[place].text)
    }
    let organisations = entries.count { entry in
      NameSense.splitList(entry.text).contains { sense.isOrganisation($0.text) }
    }
    return organisations * 2 >= entries.count ? entries : nil
  }

  /// Whether a line is a footnote to signs and no affiliation: `* Equal contribution`.
  static func isFootnote(_ text: String) -> Bool {
    let lower = text.lowercased()
    return text.count < 80
      && ["equal contribution", "contributed equally", "corresponding author", "work done while", "work done during"]
        .contains { lower.contains($0) }
  }
}
