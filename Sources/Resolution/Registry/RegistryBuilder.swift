import Bibliography

/// Gathers records and names, then makes the index over them.
struct RegistryBuilder {
  private(set) var organisations: [Organisation] = []
  private(set) var names: [OrganisationName] = []
  private var nameText: [UInt8] = []
  private var nameWords: [Int32] = []
  private var lexicon: Lexicon
  private var byKey: [Institution.Key: Int32] = [:]
  /// Active records by folded display name; -1 where several share it.
  private var byName: [String: Int32] = [:]
  private var domains: [String: Int32] = [:]
  /// The names a record already has by their ordered hashes, so that no name counts twice.
  private var seenNames: [UInt64: Int] = [:]

  /// Records that a record is related to, beside its parents: the university of a hospital.
  private var related: [Int32: [Int32]] = [:]

  init(expected: Int = 2000) { lexicon = Lexicon(minimumCapacity: expected * 3) }

  func number(of key: Institution.Key) -> Int32? { byKey[key] }

  /// The only record of a registry with this name and country; nil when there is none or several.
  func number(named name: String, country: String) -> Int32? {
    guard let found = byName[Folding.key(name)], found >= 0, organisations[Int(found)].country == country else {
      return nil
    }
    return found
  }

  mutating func add(_ organisation: Organisation) -> Int32 {
    let number = Int32(organisations.count)
    byKey[organisation.key] = number
    if organisation.status == .active {
      let key = Folding.key(organisation.name)
      byName[key] = byName[key] == nil ? number : -1
    }
    organisations.append(organisation)
    return number
  }

  mutating func update(_ number: Int32, _ change: (inout Organisation) -> Void) {
    change(&organisations[Int(number)])
  }

  mutating func relate(_ number: Int32, to others: [Int32]) { related[number] = others }

  mutating func add(domain: String, to number: Int32) {
    let host = domain.lowercased()
    if host.has(UInt8(ascii: ".")), domains[host] == nil { domains[host] = number }
  }

  /// Adds a name and what follows from it: the name without what stands in brackets, and with its halves swapped
  /// where it has one comma (`Czech Academy of Sciences, Institute of Physics`).
  mutating func add(name: String, kind: OrganisationName.Kind, curated: Bool = false, to number: Int32) {
    append(name, kind: kind, curated: curated, to: number)
    guard kind != .acronym else { return }
    if name.utf8.contains(UInt8(ascii: "(")), let open = name.firstIndex(of: "("), let close = name.lastIndex(of: ")"),
      open < close
    {
      let without = name[..<open] + " " + name[name.index(after: close)...]
      append(without.trimmingSpaces(), kind: .derived, curated: curated, to: number)
    }
    if name.hasPrefix("United States ") {
      append("US " + name.dropFirst(14), kind: .derived, curated: curated, to: number)
    }
    guard name.utf8.contains(UInt8(ascii: ",")) else { return }
    let halves = name.split(separator: ",").map { $0.trimmingSpaces() }
    if halves.count == 2, halves.allSatisfy({ $0.has(UInt8(ascii: " ")) }) {
      append(halves[1] + ", " + halves[0], kind: .derived, curated: curated, to: number)
    }
  }

  /// Adds what printed addresses leave out of a name because city, country and university follow anyway:
  ///
  /// - the record's own city, region or country at the end (`Institute of Physics, Bhubaneshwar`, `National Cancer
  ///   Centre Japan`), its city at the beginning (`Xi'an Honghui Hospital`), a twin city (`Erlangen-Nürnberg`), and any
  ///   place behind a comma (`Birla Institute of Technology, Mesra`);
  /// - the name of a parent or of a related organisation at the beginning or end (`CHA University Bundang Medical Center`);
  /// - a legal form at the end (`X Co., Ltd.`);
  /// - `centre` in the French and Italian word for a university hospital (`Centre Hospitalier Universitaire de Tours`).
  ///
  /// Names without their place or parent count only where the city, or for a country the country, is printed.
  private mutating func addShortened() {
    let center = lexicon.number("center")
    let hospital = lexicon.number("hospital")
    let university = lexicon.number("university")
    var places: [String: [Int32]] = [:]
    var parentWords: [Int32: [Int32]] = [:]
    let taken = Set(
      names.map { WordHash.ordered(nameWords[Int($0.wordStart)..<Int($0.wordStart) + Int($0.wordCount)]) })
    for position in names.indices where names[position].kind < .acronym {
      let name = names[position]
      let record = organisations[Int(name.organisation)]
      let words = Array(nameWords[Int(name.wordStart)..<Int(name.wordStart) + Int(name.wordCount)])
      func shorten(_ rest: some Sequence<Int32>, _ kind: OrganisationName.Kind = .shortened) {
        let rest = Array(rest)
        // 'X, Genoa' is a branch of what is called 'X'.
        if rest.count > 1, !taken.contains(WordHash.ordered(rest)) { append(rest, like: position, kind: kind) }
      }
      if words.count > 3, words.contains(hospital), words.contains(university), words.contains(center) {
        append(words.filter { $0 != center }, like: position, kind: .derived)
      }
      let form = words.reversed().prefix { lexicon.classes($0).contains(.legal) }.count
      if form > 0 { shorten(words.dropLast(form)) }
      let text = String(decoding: nameText[Int(name.textStart)..<Int(name.textEnd)], as: UTF8.self)
      if text.utf8.contains(UInt8(ascii: ",")), let comma = text.lastIndex(of: ",") {
        let tail = Places.words(of: String(text[comma...]), numberedIn: &lexicon)
        if tail.count <= 2, tail.allSatisfy({ lexicon.classes($0).isDisjoint(with: [.generic, .legal]) }) {
          shorten(words.dropLast(tail.count))
        }
      }
      for parent in record.parents + (related[name.organisation] ?? []) {
        if parentWords[parent] == nil {
          parentWords[parent] = Places.words(of: organisations[Int(parent)].name, numberedIn: &lexicon)
        }
        let above = parentWords[parent] ?? []
        guard above.count > 1, words.count >= above.count + 2 else { continue }
        func isNamed(_ rest: ArraySlice<Int32>) -> Bool {
          rest.contains { !lexicon.classes($0).isDisjoint(with: [.institution, .hospital]) }
        }
        let (after, before) = (words.dropFirst(above.count), words.dropLast(above.count))
        if words.starts(with: above), isNamed(after) { shorten(after) }
        if words.suffix(above.count).elementsEqual(above), isNamed(before) { shorten(before) }
      }
      for place in [record.city, record.region, Places.name(of: record.country)] where !place.isEmpty {
        if places[place] == nil { places[place] = Places.words(of: place, numberedIn: &lexicon) }
        let tail = places[place] ?? []
        guard words.count >= tail.count + 2 else { continue }
        if words.suffix(tail.count).elementsEqual(tail) { shorten(words.dropLast(tail.count)) }
        if place == record.city {
          let rest = words.dropFirst(tail.count)
          // 'Wordsmith State University' is no 'State University'.
          let isNamed = rest.contains { lexicon.classes($0).isDisjoint(with: [.generic, .legal, .country]) }
          if words.count > tail.count + 1, words.starts(with: tail), isNamed { shorten(rest) }
          if words.count > tail.count + 2,
            words.suffix(tail.count + 1).starts(with: tail) || words.suffix(tail.count).elementsEqual(tail),
            text.split(separator: " ").last?.contains("-") ?? false
          {
            shorten(words.dropLast(tail.count + 1))
          }
        }
      }
    }
  }

  /// Adds the words of a name of the builder's own making; its text is that of the name it comes from.
  private mutating func append(_ words: [Int32], like position: Int, kind: OrganisationName.Kind) {
    let model = names[position]
    let identity = WordHash.extend(WordHash.ordered(words), model.organisation)
    guard words.count >= 2, seenNames[identity] == nil else { return }
    seenNames[identity] = names.count
    names.append(
      OrganisationName(
        organisation: model.organisation, kind: kind, isCurated: false, textStart: model.textStart,
        textEnd: model.textEnd, wordStart: UInt32(nameWords.count), wordCount: UInt8(words.count),
        isDistinctive: false))
    nameWords.append(contentsOf: words)
  }

  private mutating func append(_ name: String, kind: OrganisationName.Kind, curated: Bool, to number: Int32) {
    let words = Places.words(of: name, numberedIn: &lexicon)
    guard !words.isEmpty, words.count < 40 else { return }
    let identity = WordHash.extend(WordHash.ordered(words), number)
    if let known = seenNames[identity] {
      if curated { names[known].isCurated = true }
      if kind < names[known].kind {
        names[known].kind = kind
        names[known].textStart = UInt32(nameText.count)
        nameText.append(contentsOf: name.utf8)
        names[known].textEnd = UInt32(nameText.count)
      }
      return
    }
    // 'INST' as somebody's acronym would make every institute that one.
    if kind == .acronym, !curated, words.count == 1, !lexicon.classes(words[0]).isEmpty { return }
    seenNames[identity] = names.count
    let start = UInt32(nameText.count)
    nameText.append(contentsOf: name.utf8)
    names.append(
      OrganisationName(
        organisation: number, kind: kind, isCurated: curated, textStart: start, textEnd: UInt32(nameText.count),
        wordStart: UInt32(nameWords.count), wordCount: UInt8(words.count), isDistinctive: false))
    nameWords.append(contentsOf: words)
  }

  /// Makes the index; the builder is spent.
  consuming func finish(title: String) -> RegistryIndex {
    addShortened()
    let places = Places(lexicon: &lexicon, organisations: organisations)
    let spread = spreadOfWords()
    for position in names.indices {
      let name = names[position]
      let words = nameWords[Int(name.wordStart)..<Int(name.wordStart) + Int(name.wordCount)]
      names[position].isDistinctive = words.contains {
        lexicon.classes($0).isDisjoint(with: [.generic, .country, .legal]) && !isNumber($0)
          && spread[Int($0)] < Self.commonSpread
      }
    }
    return RegistryIndex(
      title: title, organisations: organisations, names: names, nameText: nameText, nameWords: nameWords,
      lexicon: lexicon, places: places, byKey: byKey, domains: domains)
  }

  /// Words that name organisations in this many countries are words of subjects, not names: in ROR 2.9 `biotechnology`
  /// is found in 37 countries, `virology` in 9, `loyola` in 7, `sinai` in 2.
  private static let commonSpread = 8

  /// In how many countries organisations have each word in their names (more than about 30 are told apart badly).
  private func spreadOfWords() -> [Int] {
    var seen = [UInt64](repeating: 0, count: lexicon.vocabulary.count)
    for name in names where name.kind != .acronym {
      let country = organisations[Int(name.organisation)].country
      guard !country.isEmpty else { continue }
      let bit = country.utf8.reduce(0) { ($0 &* 31 &+ Int($1)) } & 63
      for position in Int(name.wordStart)..<Int(name.wordStart) + Int(name.wordCount) {
        seen[Int(nameWords[position])] |= 1 << UInt64(bit)
      }
    }
    return seen.map(\.nonzeroBitCount)
  }

  private func isNumber(_ word: Int32) -> Bool {
    lexicon.vocabulary.bytes(word).allSatisfy { $0 >= 0x30 && $0 <= 0x39 }
  }
}
