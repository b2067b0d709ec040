import Foundation

/// Tells people from organisations by form, by what the page itself prints, and by asking Resolution.
///
/// Nothing here is a decision about identity: it only says which texts of a layout are names of authors.
struct NameSense {
  /// Resolution's answer.
  var context: ReadingContext
  /// Folded texts that the page prints as affiliations where the layout leaves no doubt.
  var printed: Set<String> = []
  /// Whether the page joins the last two names of a list by 'and'; then a lone name is followed by its affiliation.
  var joinsNames = false
  /// Whether the page prints affiliations at all.
  var printsAffiliations = true
  /// Whether some lists on the page are names and nothing else.
  var listsOnlyNames = false

  /// Notes what `texts` (author blocks) print as affiliations where their marks leave no doubt.
  mutating func observeMarks(_ texts: some Sequence<String>) {
    for text in texts {
      let tokens = AuthorToken.scan(text).tokens
      guard tokens.contains(where: { $0.kind == .plain && $0.text.contains(",") }) else { continue }
      for token in tokens where token.kind == .marked {
        let text = AuthorGroups.cleanAffiliation(token.text)
        if text.count > 1 { printed.insert(text.folded) }
      }
    }
  }

  /// Notes how `texts` (author blocks) write lists of names: `A and B, X`, `A, B, X` or names alone.
  mutating func observeLists(_ texts: some Sequence<String>) {
    var joined = 0
    var withOrganisation = 0
    var onlyNames = 0
    for text in texts {
      for token in AuthorToken.scan(text).tokens where token.kind == .plain {
        let items = Self.splitList(token.text, atAnd: false).prefix(24)
        let ends = items.contains { item in
          let parts = Self.splitList(item.text)
          return (parts.count > 1 || parts.first.map { $0.offset > 0 } ?? false)
            && parts.allSatisfy { isPerson($0.text) }
        }
        if ends { joined += 1 }
        if items.dropFirst().contains(where: { isOrganisation($0.text) }) {
          withOrganisation += 1
        } else if items.count > 2, items.allSatisfy({ Self.splitList($0.text).allSatisfy { isPerson($0.text) } }) {
          onlyNames += 1
        }
      }
    }
    joinsNames = joined > 0 && withOrganisation > 0
    printsAffiliations = withOrganisation > 0
    listsOnlyNames = onlyNames > 0
  }

  /// Whether `text` is an organisation.
  func isOrganisation(_ text: some StringProtocol) -> Bool {
    let text = text.collapsed
    guard text.contains(where: \.isLetter) else { return false }
    return isPlainlyOrganisation(text) || context.isOrganisation(text)
  }

  /// Whether the page itself says so, by another place or by the form; Resolution is not asked.
  func isPlainlyOrganisation(_ text: some StringProtocol) -> Bool {
    let text = text.collapsed
    return printed.contains(text.folded) || Self.hasOrganisationForm(text)
  }

  /// Whether the form alone says so: a word such as University, a legal form, an acronym.
  static func hasOrganisationForm(_ text: String) -> Bool {
    if text.unicodeScalars.contains(where: isEastAsian), eastAsianOrganisations.contains(where: text.contains) {
      return true
    }
    let words = text.split { !($0.isLetter || $0.isNumber || $0 == "." || $0 == "&" || $0 == "'" || $0 == "’") }
    for (place, word) in words.enumerated() {
      let lower = Self.bare(word.lowercased())
      if organisationWords.contains(lower) { return true }
      if place > 0, legalForms.contains(lower) { return true }
      if stems.contains(where: { lower.hasPrefix($0) && lower.count < $0.count + 8 }) { return true }
    }
    guard let first = words.first else { return false }
    if words.count == 1 { return isAcronym(first) }
    return isAcronym(first) && (first.count > 2 || shortAcronyms.contains(String(first)))
      && !words.dropFirst().allSatisfy { isAcronym($0) || $0.hasSuffix(".") }
  }

  /// A word without signs at its ends.
  private static func bare(_ word: String) -> String {
    var slice = word[...]
    while let first = slice.first, !first.isLetter, !first.isNumber { slice = slice.dropFirst() }
    while let last = slice.last, !last.isLetter, !last.isNumber { slice = slice.dropLast() }
    return String(slice)
  }

  /// Two or more capitals (or digits and &) and nothing else.
  private static func isAcronym(_ word: some StringProtocol) -> Bool {
    word.count > 1 && word.allSatisfy { $0.isUppercase || $0.isNumber || $0 == "&" } && word.contains(where: \.isLetter)
  }

  /// Whether `text` can be a person's full name, for all that the page says (some names are abbreviations elsewhere): two to six words, each with a capital or a particle or initials.
  func isPerson(_ text: some StringProtocol) -> Bool {
    let text = Self.cleanName(text.collapsed)
    guard Self.hasPersonForm(text) else { return false }
    return !isPlainlyOrganisation(text)
  }

  /// Whether the form alone allows a person's full name.
  static func hasPersonForm(_ text: String) -> Bool {
    let words = text.split(separator: " ")
    // `李四`, `홍길동`: no space between family and given name; 四 is also a number.
    if words.count == 1, 2...5 ~= text.count, text.unicodeScalars.allSatisfy(isEastAsian) { return true }
    guard !text.contains(where: { $0.isNumber || ":;!?/\\+=@#$%<>[]{}|".contains($0) }) else { return false }
    guard words.count >= 2 || (text.contains(".") && text.count > 2), words.count <= 7 else { return false }
    var capitals = 0
    for word in words {
      guard let first = word.first(where: \.isLetter) else { return false }
      let lower = bare(word.lowercased())
      if first.isUppercase {
        if titleWords.contains(lower) { return false }
        capitals += 1
      } else if first.isLowercase {
        guard particles.contains(lower) || word.contains("'") || word.contains("’") || word.contains("-") else {
          return false
        }
      } else {
        capitals += 1  // a script without case
      }
    }
    return capitals > 0
  }

  /// Chinese characters, kana and hangul.
  private static func isEastAsian(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x3040...0x30FF, 0x3400...0x4DBF, 0x4E00...0x9FFF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0x20000...0x2FFFF: true
    default: false
    }
  }

  /// Endings of names of organisations in Chinese, Japanese and Korean.
  private static let eastAsianOrganisations = [
    "大学", "大學", "学院", "學院", "学校", "研究所", "研究院", "研究室", "实验室", "實驗室", "科学院", "科學院", "中心", "公司", "集团", "集團", "株式会社", "医院",
    "病院",
    "대학", "연구소", "연구원", "주식회사", "전자",
  ]

  /// A name without footnote signs, marks of emphasis and a note such as '(presenter)'.
  static func cleanName(_ text: String) -> String {
    var name = text.collapsed
    for label in ["Authors:", "Author:", "Speakers:", "Speaker:", "Presenter:", "By:", "by "]
    where name.hasPrefix(label) {
      name = String(name.dropFirst(label.count)).collapsed
    }
    while let last = name.last {
      if "*†‡§¶#_^,;:¹²³⁴⁵⁶⁷⁸⁹⁰✉⋆∗".contains(last) || last.isWhitespace {
        name.removeLast()
      } else if last.isASCII, last.isNumber, name.contains(where: \.isLetter) {
        name.removeLast()
      } else if last == ")", let open = name.lastIndex(of: "("), open != name.startIndex,
        roles.contains(name[name.index(after: open)...].dropLast().lowercased().collapsed)
      {
        name = String(name[..<open])
      } else {
        break
      }
    }
    while let first = name.first, "*†‡§¶#_^,;:".contains(first) || first.isWhitespace { name.removeFirst() }
    return name
  }

  /// Whether a printed affiliation is the author's statement of having none.
  static func isUnaffiliated(_ text: String) -> Bool { unaffiliatedTexts.contains(text.folded) }

  /// Names of a list: split at commas and at 'and' or '&' between them; `Jr.` stays with its name.
  ///
  /// - Returns: each piece, trimmed, with its offset in `text` (unit: characters).
  static func splitList(_ text: String, atAnd: Bool = true) -> [Piece] {
    var pieces: [Piece] = []
    let characters = Array(text)
    var start = 0
    var depth = 0
    func take(_ end: Int) {
      var from = start
      var to = end
      while from < to, characters[from].isWhitespace { from += 1 }
      while to > from, characters[to - 1].isWhitespace { to -= 1 }
      guard from < to else { return }
      let piece = String(characters[from..<to])
      if let last = pieces.last, suffixes.contains(piece.lowercased().filter { $0 != "." }) {
        pieces[pieces.count - 1].text = last.text + ", " + piece
      } else {
        pieces.append(Piece(text: piece, offset: from))
      }
    }
    var at = 0
    while at < characters.count {
      let character = characters[at]
      if "([{（【".contains(character) { depth += 1 }
      if ")]}）】".contains(character) { depth = max(0, depth - 1) }
      if depth == 0 {
        if character == "," || character == "，" || character == "、" {
          take(at)
          start = at + 1
        } else if atAnd, at == start || characters[at - 1].isWhitespace,
          let length = conjunction(characters, at)
        {
          take(at)
          start = at + length
          at = start - 1
        }
      }
      at += 1
    }
    take(characters.count)
    return pieces
  }

  /// A piece of a list and where it starts.
  struct Piece: Equatable {
    var text: String
    /// Characters from the start of the text that was split.
    var offset: Int
  }

  /// The length of 'and ' or '& ' at `at`; nil when there is none.
  private static func conjunction(_ text: [Character], _ at: Int) -> Int? {
    if text[at] == "&", at + 1 < text.count, text[at + 1].isWhitespace { return 2 }
    guard at + 3 < text.count, text[at] == "a" || text[at] == "A", text[at + 1] == "n", text[at + 2] == "d",
      text[at + 3].isWhitespace
    else { return nil }
    return 4
  }
}

extension NameSense {
  static let organisationWords: Set<String> = [
    "academia", "academy", "agency", "associates", "association", "berkeley", "bureau", "campus", "center", "centre",
    "centro", "centrum", "college", "community", "company", "consortium", "consulting", "corporation", "council",
    "csail", "department", "dept", "division", "école", "ecole", "enterprises", "escuela", "facility", "faculdade",
    "faculty", "fondazione", "foundation", "fundación", "group", "hochschule", "hospital", "industries", "initiative",
    "institut", "institute", "institutes", "institution", "instituto", "inria", "istituto", "kaist", "lab",
    "laboratoire", "laboratories", "laboratorio", "laboratory", "labs", "ministry", "networks", "observatory",
    "organisation", "organization", "polytechnic", "polytechnique", "postech", "project", "research", "school",
    "semiconductor", "semiconductors", "skoltech", "society", "solutions", "state", "tech", "technion",
    "technische", "technologies", "technology", "telecom", "uc", "université", "ventures",
  ]
  static let legalForms: Set<String> = [
    "ag", "bv", "co", "corp", "gmbh", "inc", "kg", "limited", "llc", "llp", "ltd", "plc", "pty", "sa", "sarl", "spa",
    "srl",
  ]
  /// Beginnings of words for a university, a polytechnic and a laboratory in many languages.
  static let stems = ["universi", "univerzit", "uniwersyt", "politecn", "politechn", "polytech", "laborato"]
  static let shortAcronyms: Set<String> = ["TU", "UC", "UT", "UW", "UM", "HP", "NC", "BU", "NY", "LG", "SK"]
  static let particles: Set<String> = [
    "af", "al", "ap", "av", "ben", "bin", "bint", "da", "dal", "das", "de", "del", "della", "den", "der", "di", "do",
    "dos", "du", "e", "el", "ibn", "la", "las", "le", "los", "ter", "ten", "van", "vande", "vander", "vom", "von", "y",
    "zu", "zum", "zur", "d", "t",
  ]
  static let suffixes: Set<String> = ["jr", "sr", "ii", "iii", "iv", "phd", "md"]
  static let roles: Set<String> = [
    "chair", "co-chair", "cochair", "he/him", "moderator", "organizer", "organiser", "panelist", "presenter",
    "presenting", "remote", "she/her", "speaker", "student", "they/them", "virtual",
  ]
  static let unaffiliatedTexts: Set<String> = [
    "independent", "independent researcher", "independent scholar", "no affiliation", "none", "not affiliated",
    "unaffiliated", "unaffiliated researcher",
  ]
  /// Words that titles and headings begin with or hold and that names of people do not.
  static let titleWords: Set<String> = [
    "about", "accelerating", "adaptive", "advanced", "ai", "algorithm", "algorithms", "analysis",
    "application", "applications", "applied", "approach", "architecture", "architectures", "artificial", "attacks",
    "automated", "automatic", "available", "beyond", "break", "breakfast", "building", "cache", "caching", "closing",
    "cloud", "clusters", "coffee", "communication", "compiler", "compilers",
    "computation", "computer", "computing", "concurrency", "conference", "consensus", "consistency", "data",
    "database", "databases", "debugging", "demo", "demos", "deployment", "design", "designing", "detection",
    "device", "devices", "dinner", "distributed", "dynamic", "efficient", "embedded", "energy", "engineering",
    "enabling", "evaluation", "exploiting", "failures", "fast", "faster", "fault", "file", "formal",
    "framework", "from", "graph", "graphs", "hardware", "improving", "information", "inference",
    "intelligence", "internet", "introduction", "invited", "kernel", "kernels", "keynote", "language",
    "languages", "large", "learning", "lunch", "machine", "machines", "making", "management", "measurement",
    "memory", "method", "methods", "mobile", "model", "modeling", "models", "monitoring", "networking",
    "network", "of", "online", "opening", "operating", "optimal", "optimization", "optimizing", "paper",
    "papers", "parallel", "performance", "poster", "posters", "practical", "practice", "principles",
    "privacy", "processing", "processors", "program", "programming", "protocols", "quantum", "query", "reception",
    "registration", "reliability", "reliable", "remarks", "resource", "resources", "robust", "runtime", "scalable",
    "scale", "scaling", "scheduling", "search", "secure", "security", "semantic", "server", "serverless", "servers",
    "services", "session", "simple", "software", "speculative", "storage", "streaming", "study", "summary",
    "synchronization", "system", "systems", "talk", "talks", "techniques", "testing", "the", "theory", "through",
    "tools", "towards", "toward", "track", "tracing", "training", "transactions", "tutorial", "tutorials",
    "understanding", "user", "using", "verification", "verifying", "via", "virtual", "virtualization", "what",
    "when", "why", "wireless", "with", "workshop", "workshops",
  ]
}
