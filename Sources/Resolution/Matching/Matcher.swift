import Bibliography

/// Finds the organisations of a registry that a text names.
///
/// Every run of words is looked up in two tables (in order; in any order inside one segment), so the work grows with
/// the text, not with the registry: about 16 look-ups a word.
struct Matcher: Sendable {
  let index: RegistryIndex

  /// All names found, vetoed ones included, longest first.
  func candidates(in reading: Reading) -> [Match] {
    var found = candidates(in: reading, around: nil)
    found += respelled(in: reading)
    found += similar(in: reading, besides: found)
    found.sort {
      ($0.wordCount, $0.information, -$0.tokens.lowerBound) > ($1.wordCount, $1.information, -$1.tokens.lowerBound)
    }
    return found
  }

  /// Names found in any order of their places; with `centre` only those that have that word.
  func candidates(in reading: Reading, around centre: Int?) -> [Match] {
    var found: [Match] = []
    let words = reading.words
    let starts = centre.map { max(0, $0 - index.longestName + 1)..<$0 + 1 } ?? words.indices
    for start in starts {
      var ordered: UInt64 = 0
      var bag: UInt64 = 0
      var crosses = false
      var end = start
      while end < words.count, end - start < index.longestName {
        let word = words[end]
        if word.word < 0 { break }
        if end > start, word.token != words[end - 1].token {
          let gaps = gaps(reading, after: Int(words[end - 1].token), through: Int(word.token))
          if gaps.contains(.semicolon) || gaps.contains(.close) && !opens(reading, words[start...(end - 1)]) { break }
          if !gaps.isDisjoint(with: .segment) { crosses = true }
        }
        ordered = WordHash.extend(ordered, word.word)
        bag = bag &+ WordHash.mix(word.word)
        end += 1
        // A compound's halves stay together.
        if end < words.count, words[end].token == word.token { continue }
        if start > 0, words[start - 1].token == words[start].token { break }
        if let centre, end <= centre { continue }
        let tokens = Int(words[start].token)..<Int(word.token) + 1
        func match(_ entry: Int32, _ tier: Match.Tier) -> Match? {
          entry < 0
            ? nil
            : best(from: entry, tier: tier, tokens: tokens, words: start..<end, crosses: crosses, reading: reading)
        }
        let inOrder = match(index.ordered.first(ordered), .ordered)
        // 'Universität Kinbote, Deutschland' is no University of Kinbote in the USA but may be a Kinbote University.
        if !crosses, end - start > 1, inOrder.map({ $0.country == .conflict }) ?? true,
          let reordered = match(index.bags.first(bag), .bag), reordered.country != .conflict || inOrder == nil,
          keepsOrder(words[start..<end], of: reordered)
        {
          found.append(reordered)
        } else if let inOrder {
          found.append(inOrder)
        }
      }
    }
    return found
  }

  /// Whether words in another order differ only in where the head words stand: 'Brawijaya University' and 'University
  /// of Brawijaya', but not 'State University of Iowa' and 'Iowa State University'.
  private func keepsOrder(_ run: ArraySlice<Reading.Word>, of match: Match) -> Bool {
    func isHead(_ word: Int32) -> Bool { !index.lexicon.classes(word).isDisjoint(with: [.institution, .hospital]) }
    let printed = run.map(\.word).filter { !isHead($0) }
    return printed == index.words(index.names[Int(match.name)]).filter { !isHead($0) }
  }

  /// Whether the bracket that closes was opened inside the run.
  private func opens(_ reading: Reading, _ run: ArraySlice<Reading.Word>) -> Bool {
    guard let first = run.first, let last = run.last else { return false }
    return (Int(first.token) + 1..<Int(last.token) + 1).contains { reading.tokens.items[$0].before.contains(.open) }
  }

  private func gaps(_ reading: Reading, after first: Int, through last: Int) -> Gap {
    var gaps: Gap = []
    for position in first + 1...last { gaps.formUnion(reading.tokens.items[position].before) }
    return gaps
  }

  /// The record that fits best among those that share a name.
  private func best(
    from entry: Int32, tier: Match.Tier, tokens: Range<Int>, words: Range<Int>, crosses: Bool, reading: Reading
  ) -> Match? {
    var best: Match?
    var rank = -1
    var ties = 0
    var entry = entry
    let chains = tier == .bag ? index.bags : index.ordered
    while entry >= 0 {
      let name = index.names[Int(entry)]
      defer { entry = chains.after(entry) }
      guard Int(name.wordCount) == words.count else { continue }
      var number = name.organisation
      if index.organisations[Int(number)].status != .active {
        // What has closed without a successor is still what the text names.
        if index.organisations[Int(number)].successor >= 0 {
          number = index.organisations[Int(number)].successor
        } else if index.organisations[Int(number)].status == .withdrawn {
          continue
        }
      }
      let organisation = index.organisations[Int(number)]
      var match = Match(organisation: number, name: entry, tokens: tokens, tier: tier)
      match.kind = name.kind
      match.isCurated = name.isCurated
      match.isDistinctive = name.isDistinctive
      match.wordCount = Int(name.wordCount)
      match.crossesSegments = crosses
      match.country = agreement(of: organisation, with: reading)
      match.city = cityAgreement(of: Int(number), words: words, reading: reading)
      var score = 0
      score += (Int(match.country.rawValue) + 1) * 64
      score += (Int(match.city.rawValue) + 1) * 16
      score += (5 - Int(name.kind.rawValue)) * 2
      if index.organisations[Int(number)].status == .active { score += 1 }
      if name.isCurated { score += 12 }
      if score > rank {
        rank = score
        best = match
        ties = 0
      } else if score == rank, let other = best, other.organisation != match.organisation {
        if isAncestor(match.organisation, of: other.organisation) {
          // 'Amgen' is the company before it is one of its national offices.
          best = match
        } else if !isAncestor(other.organisation, of: match.organisation) {
          ties += 1
        }
      }
    }
    guard var match = best else { return nil }
    match.isAmbiguous = ties > 0
    for position in words { match.information += index.information(reading.words[position].word) }
    setBoundaries(of: &match, reading: reading)
    match.veto = veto(match, reading: reading)
    match.isCapitals = reading.tokens.items[tokens.lowerBound].isCapitals
    match.score = Score.of(match)
    return match
  }

  func agreement(of organisation: Organisation, with reading: Reading) -> Match.Agreement {
    guard !organisation.country.isEmpty else { return .silent }
    let printed = reading.countries.isEmpty ? reading.impliedCountries : reading.countries
    if printed.isEmpty { return .silent }
    return printed.contains { Places.agree($0, organisation.country) } ? .agrees : .conflict
  }

  /// Whether the record's city or region is printed outside its name; a conflict when only another city is.
  func cityAgreement(of organisation: Int, words: Range<Int>, reading: Reading) -> Match.Agreement {
    let city = index.cityHashes[organisation]
    if reading.mentions(placeHash: city) { return .agrees }
    let region = index.regionHashes[organisation]
    if reading.mentions.contains(where: {
      $0.place.kind != .country && ($0.place.hash == region || $0.place.hash == city)
    }) {
      return .agrees
    }
    return reading.saysCity(of: city) ? .conflict : .silent
  }

  private func setBoundaries(of match: inout Match, reading: Reading) {
    let items = reading.tokens.items
    let lexicon = index.lexicon
    let boundary = Self.boundary
    let first = match.tokens.lowerBound
    if first > 0, items[first].before.isDisjoint(with: boundary) {
      let before = lexicon.classes(items[first - 1].word)
      // An acronym in front names the body above it: 'STFC Rutherford Appleton Laboratory', 'ICAR-Indian ...'.
      let isAfterAcronym =
        items[first - 1].isCapitals && items[first - 1].end - items[first - 1].start >= 3
        && (first == 1 || !items[first - 1].before.isDisjoint(with: boundary)) && match.wordCount > 2
      match.leftIsFree =
        !before.isDisjoint(with: [.stop, .connector, .article]) || isAfterAcronym || isAfterItsPlace(match, reading)
        || isHeadAfterHyphen(match, reading)
      match.leftIsUnit = !match.leftIsFree && isAfterUnit(match, reading)
      // 'First Affiliated Hospital of X University' and 'Foundation of X' are organisations of their own, known or not.
      if before.contains(.stop), isNamedAfter(match, reading: reading) {
        match.leftIsFree = false
      }
    }
    let next = match.tokens.upperBound
    if next < items.count, items[next].before.isDisjoint(with: boundary) {
      let token = items[next]
      let after = lexicon.classes(token.word)
      if after.contains(.connector) {
        match.rightIsFree = true
      } else if isLegalForm(at: next, reading) {
        match.rightIsFree = true
      } else if after.contains(.stop) {
        // 'University of X of Italy' goes on, 'X in Rome' does not.
        match.rightIsFree =
          next + 1 < items.count && reading.mentions.contains { $0.tokens.contains(next + 1) }
          || next == items.count - 1 || isBeforeItsPlace(match, reading, at: next + 1)
      } else {
        match.rightIsFree =
          token.hasDigit && token.end - token.start >= 4 || !after.isDisjoint(with: [.legal, .unit, .arm])
          || reading.mentions.contains { $0.tokens.contains(next) }
          || isAcronym(at: next, of: match.organisation, reading: reading)
          || isBeforeItsPlace(match, reading, at: next)
          || token.before.contains(.hyphen) && after.contains(.country)
        if !match.rightIsFree {
          let rest = (next..<items.count).prefix { $0 == next || items[$0].before.isDisjoint(with: boundary) }
          match.rightIsUnit =
            rest.contains { !lexicon.classes(items[$0].word).isDisjoint(with: [.unit, .institution]) }
            && !rest.contains { lexicon.classes(items[$0].word).contains(.hospital) || isApart(items[$0].word) }
        }
      }
    }
  }

  /// Whether a run of one to three words is the name of the record's own city or region.
  private func isItsPlace(_ tokens: Range<Int>, of organisation: Int32, _ reading: Reading) -> Bool {
    guard tokens.dropFirst().allSatisfy({ reading.tokens.items[$0].before.isSubset(of: .hyphen) }) else { return false }
    var hash: UInt64 = 0
    for position in tokens {
      let word = reading.tokens.items[position].word
      if word < 0 { return false }
      if index.lexicon.classes(word).contains(.stop) { continue }
      hash = WordHash.extend(hash, index.lexicon.canonical(word))
      if index.lexicon.second(word) >= 0 { hash = WordHash.extend(hash, index.lexicon.second(word)) }
    }
    if hash == 0 { return false }
    if hash == index.cityHashes[Int(organisation)] || hash == index.regionHashes[Int(organisation)] { return true }
    var isItsCountry = false
    index.places.find(hash) {
      if $0.kind == .country, $0.country == index.organisations[Int(organisation)].country { isItsCountry = true }
    }
    return isItsCountry
  }

  /// 'Aydın Adnan Menderes University': the record's city stands first, then its name.
  private func isAfterItsPlace(_ match: Match, _ reading: Reading) -> Bool {
    let first = match.tokens.lowerBound
    return match.isDistinctive
      && (1...3).contains {
        first >= $0 && opensPiece(first - $0, reading)
          && isItsPlace(first - $0..<first, of: match.organisation, reading)
      }
  }

  /// 'Payap University Chiang Mai', 'Miami University of Ohio': the record's place right after its name, and no more.
  private func isBeforeItsPlace(_ match: Match, _ reading: Reading, at next: Int) -> Bool {
    let items = reading.tokens.items
    return (1...3).contains { count in
      next + count <= items.count
        && (next + count == items.count || !items[next + count].before.isDisjoint(with: Self.boundary))
        && isItsPlace(next..<next + count, of: match.organisation, reading)
    }
  }

  /// 'CSIC-University of Salamanca': what a hyphen ties to a head word is an organisation of its own.
  private func isHeadAfterHyphen(_ match: Match, _ reading: Reading) -> Bool {
    let item = reading.tokens.items[match.tokens.lowerBound]
    return item.before.contains(.hyphen) && item.isCapitalised && match.wordCount > 1 && match.isDistinctive
      && index.lexicon.classes(item.word).contains(.institution)
  }

  /// 'Department of Geography Durham University': before the name the piece has a unit and no other organisation.
  private func isAfterUnit(_ match: Match, _ reading: Reading) -> Bool {
    let items = reading.tokens.items
    guard match.wordCount > 1, match.isDistinctive, match.kind < .acronym, items[match.tokens.lowerBound].isCapitalised,
      items[match.tokens.lowerBound].before.isEmpty
    else { return false }
    var position = match.tokens.lowerBound - 1
    var hasUnit = false
    while position >= 0 {
      let classes = index.lexicon.classes(items[position].word)
      if classes.contains(.unit) { hasUnit = true }
      if !classes.isDisjoint(with: [.hospital, .legal]) || isApart(items[position].word) { return false }
      if classes.contains(.institution), !classes.contains(.unit) { return false }
      if !items[position].before.isDisjoint(with: Self.boundary) { break }
      position -= 1
    }
    return hasUnit
  }

  static let boundary: Gap = [.comma, .semicolon, .slash, .dash, .open, .close, .stop]

  /// Whether a word is the first after a mark or after `and`, articles aside.
  private func opensPiece(_ position: Int, _ reading: Reading) -> Bool {
    let items = reading.tokens.items
    var first = position
    while first > 0, items[first].before.isDisjoint(with: [.comma, .semicolon, .slash, .dash, .open, .close, .stop]) {
      first -= 1
      let before = index.lexicon.classes(items[first].word)
      if before.contains(.connector) { return true }
      if !before.contains(.article) { return false }
    }
    return true
  }

  /// `A/S` and `SA` in capitals, which are small words in other languages.
  private func isLegalForm(at position: Int, _ reading: Reading) -> Bool {
    let token = reading.tokens.items[position]
    guard token.isCapitals, token.foldedEnd - token.foldedStart == 2 else { return false }
    let word = reading.tokens.folded(position)
    return word == "as" || word == "sa"
  }

  /// Whether the words before a name, in the same segment, are those of a hospital and not of a part of one.
  private func isNamedAfter(_ match: Match, reading: Reading) -> Bool {
    let items = reading.tokens.items
    var position = match.tokens.lowerBound - 1
    while position >= 0 {
      let classes = index.lexicon.classes(items[position].word)
      let sector = index.organisations[Int(match.organisation)].sector
      if classes.contains(.hospital), !classes.contains(.unit), sector == .academia { return true }
      if isApart(items[position].word), position == match.tokens.lowerBound - 1 || sector != .nonprofit { return true }
      if !classes.isDisjoint(with: [.unit, .connector]) { return false }
      if position > 0, !items[position].before.isDisjoint(with: .segment) { return false }
      position -= 1
    }
    return false
  }

  /// Whether a head word makes an organisation beside the one it is named after: a foundation, a society.
  private func isApart(_ word: Int32) -> Bool {
    word >= 0 && index.headsApart.contains(index.lexicon.canonical(word))
  }

  private func isAcronym(at position: Int, of organisation: Int32, reading: Reading) -> Bool {
    let token = reading.tokens.items[position]
    guard token.word >= 0, token.isCapitals else { return false }
    var entry = index.ordered.first(WordHash.extend(0, index.lexicon.canonical(token.word)))
    while entry >= 0 {
      if index.names[Int(entry)].organisation == organisation { return true }
      entry = index.ordered.after(entry)
    }
    return false
  }

  private func veto(_ match: Match, reading: Reading) -> String? {
    let organisation = index.organisations[Int(match.organisation)]
    if match.country == .conflict, organisation.sector != .industry {
      return "the text says \(reading.countries.first ?? reading.impliedCountries.first ?? "another country"), "
        + "\(organisation.name) is in \(organisation.country)"
    }
    if isPlace(match.tokens, reading), !isLongNameOfPlaces(match, reading) { return "these words say where, not who" }
    if match.crossesSegments {
      // 'Manchester, United Kingdom' is no Manchester United, 'Thanh Do University, Hanoi' no University of Hanoi.
      if reading.mentions.contains(where: {
        $0.tokens.overlaps(match.tokens) && $0.tokens.upperBound > match.tokens.upperBound
      }) {
        return "it cuts the name of a place in two"
      }
      if !opensPiece(match.tokens.lowerBound, reading) { return "it begins inside another name" }
    }
    let name = index.names[Int(match.name)]
    if match.kind == .shortened, match.city != .agrees {
      let rest = index.text(name)
      if !match.rightIsFree { return "'\(rest)' goes on in another way" }
      let isWhole =
        match.isDistinctive && !match.isAmbiguous && organisation.parents.isEmpty && match.city == .silent
        && isSegment(match, reading)
        && (match.country == .agrees || reading.mentions.isEmpty)
      if !isWhole, match.country != .agrees || !rest.hasSuffix(Places.name(of: organisation.country)) {
        return "'\(rest)' is meant only where its city is printed"
      }
    }
    if !match.isDistinctive, !match.isCurated {
      let head = index.lexicon.classes(reading.tokens.items[match.tokens.lowerBound].word)
      if head.contains(.unit) { return "'\(index.text(name))' is what parts of many organisations are called" }
      if match.city != .agrees, !isWholeName(match, reading),
        match.country != .agrees || match.isAmbiguous || match.wordCount < 3
      {
        return "'\(index.text(name))' has only common words and its city is not printed"
      }
    }
    let token = reading.tokens.items[match.tokens.lowerBound]
    if match.wordCount == 1, match.tokens.count == 1 {
      if !standsAlone(match, reading) { return "one word of a longer name" }
      if !match.isCurated, match.kind == .acronym || match.kind == .alias || match.kind == .derived {
        let isName =
          match.kind != .acronym && token.isCapitalised && token.end - token.start >= 5 && isSegment(match, reading)
        if !token.isCapitals, !isName { return "a single word that is not printed as an acronym" }
        if match.country != .agrees || match.city != .agrees { return "an acronym without support" }
        if token.isCapitals, !isName, !isSegment(match, reading) { return "an acronym inside another name" }
        if token.isCapitals, organisation.sector == .facility || organisation.sector == .other,
          token.end - token.start < 5
        {
          return "a short acronym of a laboratory"
        }
      }
      if token.end - token.start <= 4, !token.isCapitals, !token.isCapitalised {
        return "a short word that is not printed as a name"
      }
      if match.kind == .acronym, !token.isCapitals { return "an acronym that is not printed in capitals" }
    }
    return nil
  }

  /// Whether a piece is, from mark to mark, the full name of one record and of no other, in a country that is printed,
  /// or, for longer names, where the text says nothing of places: 'University of Fiji, Fiji', 'World Health Organization'.
  private func isWholeName(_ match: Match, _ reading: Reading) -> Bool {
    guard match.kind <= .label || match.kind == .derived || match.kind == .alias && match.wordCount > 2,
      match.tier == .ordered, match.wordCount > 1, !match.isAmbiguous,
      !match.crossesSegments, match.city == .silent, isSegment(match, reading)
    else { return false }
    if match.country == .agrees {
      return match.wordCount > 2 || index.organisations[Int(match.organisation)].sector == .academia
    }
    return match.wordCount > 2 && reading.mentions.isEmpty
  }

  /// Whether nothing but marks stands around it, or `UMR 1234` follows.
  private func isSegment(_ match: Match, _ reading: Reading) -> Bool {
    let items = reading.tokens.items
    let boundary = Self.boundary
    let first = match.tokens.lowerBound
    let next = match.tokens.upperBound
    func isConnector(_ position: Int) -> Bool { index.lexicon.classes(items[position].word).contains(.connector) }
    let opens = opensPiece(first, reading)
    let closes =
      next == items.count || !items[next].before.isDisjoint(with: boundary) || items[next].hasDigit || isConnector(next)
      || reading.mentions.contains { $0.tokens.contains(next) }
      || next + 1 < items.count && items[next + 1].hasDigit && items[next].isCapitals
    return opens && closes
  }

  /// Whether a name of one word is all its piece says, but for what companies and universities call their parts:
  /// 'Huawei Cloud', 'Google LLC', 'IBM Zurich', 'MIT CSAIL', 'NYU Grossman School of Medicine', 'INSERM U1234'; not
  /// 'Meta Robotics Institute', 'Tongji Medical College', 'Alibaba-Zhejiang University'.
  private func standsAlone(_ match: Match, _ reading: Reading) -> Bool {
    if isSegment(match, reading) { return true }
    let items = reading.tokens.items
    let position = match.tokens.lowerBound
    let boundary = Self.boundary
    func classes(_ position: Int) -> WordClass { index.lexicon.classes(items[position].word) }
    let opens =
      position == 0 || !items[position].before.isDisjoint(with: boundary)
      || !classes(position - 1).isDisjoint(with: [.connector, .stop, .article])
    let rest = (position + 1..<items.count).prefix {
      items[$0].before.isDisjoint(with: boundary) && !classes($0).contains(.connector)
    }
    guard opens, let next = rest.first, items[next].before.isDisjoint(with: .hyphen) else { return false }
    let sector = index.organisations[Int(match.organisation)].sector
    if sector == .industry {
      return rest.allSatisfy { position in
        !classes(position).isDisjoint(with: [.arm, .legal, .stop, .country, .place]) || items[position].hasDigit
          || reading.mentions.contains { $0.tokens.contains(position) } || classes(position).contains(.unit)
          || index.places.contains(WordHash.extend(0, index.lexicon.canonical(items[position].word)))
      }
    }
    guard items[position].isCapitals || match.isCurated && match.city == .agrees else { return false }
    if rest.allSatisfy({ items[$0].isCapitals || items[$0].hasDigit }) { return true }
    return match.isCurated && sector == .academia
      && rest.contains { classes($0).contains(.unit) } && !rest.contains { classes($0).contains(.hospital) }
  }

  /// 'Dublin City University' and 'Keene State College' are made of names of cities and say who nevertheless.
  private func isLongNameOfPlaces(_ match: Match, _ reading: Reading) -> Bool {
    match.wordCount > 2 && match.tier == .ordered && isSegment(match, reading)
      && match.tokens.contains { index.lexicon.classes(reading.tokens.items[$0].word).contains(.institution) }
  }

  private func isPlace(_ tokens: Range<Int>, _ reading: Reading) -> Bool {
    zip(reading.segments, reading.isPlace).contains { segment, isPlace in
      isPlace && segment.lowerBound <= tokens.lowerBound && tokens.upperBound <= segment.upperBound
    }
  }

  /// The names to believe: the best of those that overlap, in the text's order. How well a name fits must reach `threshold`, how
  /// often decisions with the same evidence are right `least` (nil: what `Confidence` says).
  func accepted(
    from candidates: [Match], in reading: Reading, threshold: Double, least: Double? = nil
  ) -> [Match] {
    let confidence = Confidence.builtIn
    let least = least ?? confidence.least
    var taken: [Match] = []
    for match in candidates where match.veto == nil && match.score >= threshold {
      if match.tier == .bag, contradicts(match, candidates) { continue }
      if taken.allSatisfy({ !$0.tokens.overlaps(match.tokens) }) { taken.append(match) }
    }
    taken.sort { $0.tokens.lowerBound < $1.tokens.lowerBound }
    let own = taken.filter { match in !isPartOfAnother(match, of: taken, reading) }
    let placed = own.enumerated().map { position, match in
      var match = atItsCampus(match, reading: reading)
      match.isContext =
        position > 0 && isAbove(match, own[position - 1], reading)
        || isSupervisor(match, of: candidates, besides: own, reading)
      return match
    }
    return placed.compactMap { match in
      var match = match
      let (row, joined) = others(match, among: placed, reading)
      match.evidence = Evidence(
        match, record: index.organisations[Int(match.organisation)], others: row, joined: joined)
      match.confidence = confidence.of(match.evidence)
      if match.isAsserted { match.confidence = max(match.confidence, 0.97) }
      // What the built-in facts vouch for stays, however many others are printed: labels leave those out.
      return match.confidence >= least || match.isCurated && match.tier == .ordered ? match : nil
    }
  }

  /// How many other institutions are printed in the same row of commas, and how many beyond it.
  private func others(_ match: Match, among all: [Match], _ reading: Reading) -> (row: Int, joined: Int) {
    let own = index.institution(of: match.organisation)
    var row: Set<Int32> = []
    var joined: Set<Int32> = []
    for other in all where !other.isContext {
      let institution = index.institution(of: other.organisation)
      guard institution != own else { continue }
      if isOneRow(match, other, reading) { row.insert(institution) } else { joined.insert(institution) }
    }
    return (row.count, joined.subtracting(row).count)
  }

  /// Whether nothing but commas and brackets stands between two matches.
  private func isOneRow(_ a: Match, _ b: Match, _ reading: Reading) -> Bool {
    let first = min(a.tokens.upperBound, b.tokens.upperBound)
    let last = max(a.tokens.lowerBound, b.tokens.lowerBound)
    return isOneChain(a, b, reading)
      && !(first..<max(first, last)).contains {
        index.lexicon.classes(reading.tokens.items[$0].word).contains(.connector)
      }
  }

  /// A name found with its words in another order gives way to one in order: 'Washington University School of
  /// Medicine' is no 'University of Washington School of Medicine' while 'Washington University' is a name.
  private func contradicts(_ match: Match, _ candidates: [Match]) -> Bool {
    candidates.contains {
      $0.tier == .ordered && $0.wordCount > 1 && $0.isDistinctive && $0.country != .conflict && $0.kind != .shortened
        && $0.tokens.lowerBound >= match.tokens.lowerBound && $0.tokens.upperBound <= match.tokens.upperBound
        && $0.organisation != match.organisation && isSharedInOtherOrders($0)
    }
  }

  /// Whether the same words in another order name somebody else.
  private func isSharedInOtherOrders(_ match: Match) -> Bool {
    var entry = index.bags.first(WordHash.bag(index.words(index.names[Int(match.name)])))
    while entry >= 0 {
      if index.names[Int(entry)].organisation != match.organisation { return true }
      entry = index.bags.after(entry)
    }
    return false
  }

  /// Whether what a match names is a part of another match's institution rather than an institution beside it:
  ///
  /// - a name of common words before another name ('Institute of Anatomy, University of X'), unless that is its parent
  ///   and no university (an institute of an academy);
  /// - a key laboratory, or a laboratory whose registry parent is that university, printed with it;
  /// - a lone acronym that is neither a university nor a government body.
  private func isPartOfAnother(_ match: Match, of all: [Match], _ reading: Reading) -> Bool {
    let record = index.organisations[Int(match.organisation)]
    if match.isCurated || record.unitOf >= 0 || record.host >= 0 { return false }
    let isKeyLaboratory = index.text(index.names[Int(match.name)]).contains("Key Lab")
    let isAcronym =
      match.kind == .acronym && match.wordCount == 1 && record.sector != .academia && record.sector != .government
    return all.contains { other in
      let owner = index.organisations[Int(other.organisation)]
      guard other.organisation != match.organisation, isOneChain(match, other, reading) else { return false }
      if isAcronym { return other.kind != .acronym }
      let isOwned = owner.sector == .academia && isAncestor(other.organisation, of: match.organisation)
      if isOwned {
        // A school printed with its university is a part of it; a campus printed with its system is not.
        return record.sector != .healthcare && (record.sector != .academia || !owner.name.contains("System"))
      }
      guard other.tokens.lowerBound > match.tokens.lowerBound else { return false }
      if isKeyLaboratory { return owner.sector == .academia }
      return !match.isDistinctive && other.isDistinctive
        && (owner.sector == .academia || !record.parents.contains(other.organisation))
    }
  }

  /// Whether a match names the government body above the one right before it.
  private func isAbove(_ match: Match, _ other: Match, _ reading: Reading) -> Bool {
    let record = index.organisations[Int(match.organisation)]
    return record.sector == .government && index.organisations[Int(other.organisation)].unitOf < 0
      && index.organisations[Int(other.organisation)].parents.contains(match.organisation)
      && isOneChain(other, match, reading)
  }

  /// Whether a government body only supervises a joint laboratory that the text names: the laboratory's registry
  /// parents are the body and a university that is printed, too, and counts for it. The laboratory may be printed by its
  /// acronym: 'ICGM, Univ Montpellier, CNRS'.
  private func isSupervisor(
    _ match: Match, of candidates: [Match], besides own: [Match], _ reading: Reading
  ) -> Bool {
    guard index.organisations[Int(match.organisation)].sector == .government else { return false }
    let hosts = own.filter {
      index.organisations[Int($0.organisation)].sector == .academia && isOneChain($0, match, reading)
    }
    return !hosts.isEmpty
      && candidates.contains { unit in
        let parents = index.organisations[Int(unit.organisation)].parents
        return parents.contains(match.organisation) && unit.country != .conflict
          && index.organisations[Int(unit.organisation)].sector == .facility
          && hosts.contains { parents.contains($0.organisation) }
          && isOneChain(unit, match, reading)
      }
  }

  private func isAncestor(_ ancestor: Int32, of organisation: Int32) -> Bool {
    var open = index.organisations[Int(organisation)].parents
    for _ in 0..<4 {
      if open.contains(ancestor) { return true }
      open = open.flatMap { index.organisations[Int($0)].parents }
    }
    return false
  }

  /// Whether nothing stronger than commas and brackets stands between two matches.
  private func isOneChain(_ a: Match, _ b: Match, _ reading: Reading) -> Bool {
    let first = min(a.tokens.upperBound, b.tokens.upperBound)
    let last = max(a.tokens.lowerBound, b.tokens.lowerBound)
    guard first <= last else { return true }
    return (first...last).allSatisfy { position in
      reading.tokens.items[position].before.isDisjoint(with: [.semicolon, .slash])
    }
  }

  /// A system printed with the city of one of its campuses is that campus: 'University of Colorado, Aurora'.
  private func atItsCampus(_ match: Match, reading: Reading) -> Match {
    let system = match.organisation
    guard index.organisations[Int(system)].sector == .academia, match.tier == .ordered, match.wordCount > 1 else {
      return match
    }
    let name = index.words(index.names[Int(match.name)])
    let parent = index.organisations[Int(system)].parent
    var best: (organisation: Int32, length: Int)?
    let isAtSeat = reading.saysCity(index.cityHashes[Int(system)])
    let isSystem = index.organisations[Int(system)].name.contains("System")
    guard isSystem || !isAtSeat else { return match }
    func consider(_ campus: Int32) {
      let record = index.organisations[Int(campus)]
      guard campus != system, record.sector == .academia, record.status == .active,
        isSystem || index.cityHashes[Int(campus)] != index.cityHashes[Int(system)],
        reading.saysCity(index.cityHashes[Int(campus)]),
        let length = index.lengthOfCampusName(of: campus, startingWith: name)
      else { return }
      if best.map({ length < $0.length }) ?? true { best = (campus, length) }
    }
    for campus in index.children(of: system) { consider(campus) }
    if parent >= 0 { for campus in index.children(of: parent) { consider(campus) } }
    guard let best else { return match }
    var campus = match
    campus.organisation = best.organisation
    campus.isCampus = true
    return campus
  }
}
