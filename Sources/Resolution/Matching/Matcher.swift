import Bibliography

/// Finds the organisations of a registry that a text names.
///
/// Every run of words is looked up in two tables (in order; in any order inside one segment), so the work grows with
/// the text, not with the registry: about 16 look-ups a word.
struct Matcher: Sendable {
  let index: RegistryIndex

  /// All names found, vetoed ones included, longest first.
  func candidates(in reading: Reading) -> [Match] {
    var found: [Match] = []
    let words = reading.words
    for start in words.indices {
      var ordered: UInt64 = 0
      var bag: UInt64 = 0
      var crosses = false
      var end = start
      while end < words.count, end - start < index.longestName {
        let word = words[end]
        if word.word < 0 { break }
        if end > start, word.token != words[end - 1].token {
          let gaps = gaps(reading, after: Int(words[end - 1].token), through: Int(word.token))
          if gaps.contains(.semicolon) { break }
          if !gaps.isDisjoint(with: .segment) { crosses = true }
        }
        ordered = WordHash.extend(ordered, word.word)
        bag = bag &+ WordHash.mix(word.word)
        end += 1
        // A compound's halves stay together.
        if end < words.count, words[end].token == word.token { continue }
        if start > 0, words[start - 1].token == words[start].token { break }
        var entry = index.ordered.first(ordered)
        var tier = Match.Tier.ordered
        if entry < 0, !crosses, end - start > 1 {
          entry = index.bags.first(bag)
          tier = .bag
        }
        guard entry >= 0 else { continue }
        let tokens = Int(words[start].token)..<Int(word.token) + 1
        if let match = best(
          from: entry, tier: tier, tokens: tokens, words: start..<end, crosses: crosses, reading: reading)
        {
          found.append(match)
        }
      }
    }
    found.sort {
      ($0.wordCount, $0.information, -$0.tokens.lowerBound) > ($1.wordCount, $1.information, -$1.tokens.lowerBound)
    }
    return found
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
        guard index.organisations[Int(number)].successor >= 0 else {
          if index.organisations[Int(number)].status == .withdrawn { continue }
          continue
        }
        number = index.organisations[Int(number)].successor
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
      score += (4 - Int(name.kind.rawValue)) * 2
      if name.isCurated { score += 12 }
      if score > rank {
        rank = score
        best = match
        ties = 0
      } else if score == rank, let other = best, other.organisation != match.organisation {
        ties += 1
      }
    }
    guard var match = best else { return nil }
    match.isAmbiguous = ties > 0
    for position in words { match.information += index.information(reading.words[position].word) }
    setBoundaries(of: &match, reading: reading)
    match.veto = veto(match, reading: reading)
    match.confidence = Confidence.of(match)
    return match
  }

  private func agreement(of organisation: Organisation, with reading: Reading) -> Match.Agreement {
    guard !organisation.country.isEmpty else { return .silent }
    let printed = reading.countries.isEmpty ? reading.impliedCountries : reading.countries + reading.impliedCountries
    if printed.isEmpty { return .silent }
    return printed.contains { Places.agree($0, organisation.country) } ? .agrees : .conflict
  }

  /// Whether the record's city or region is printed outside its name; a conflict when only another city is.
  private func cityAgreement(of organisation: Int, words: Range<Int>, reading: Reading) -> Match.Agreement {
    let city = index.cityHashes[organisation]
    if reading.mentions(placeHash: city) { return .agrees }
    let region = index.regionHashes[organisation]
    if reading.mentions.contains(where: {
      $0.place.kind != .country && ($0.place.hash == region || $0.place.hash == city)
    }) {
      return .agrees
    }
    return reading.saysCity && city != 0 ? .conflict : .silent
  }

  private func setBoundaries(of match: inout Match, reading: Reading) {
    let items = reading.tokens.items
    let lexicon = index.lexicon
    let boundary: Gap = [.comma, .semicolon, .slash, .dash, .open, .close, .stop]
    let first = match.tokens.lowerBound
    if first > 0, items[first].before.isDisjoint(with: boundary) {
      let before = lexicon.classes(items[first - 1].word)
      match.leftIsFree = !before.isDisjoint(with: [.stop, .connector, .article])
    }
    let next = match.tokens.upperBound
    if next < items.count, items[next].before.isDisjoint(with: boundary) {
      let token = items[next]
      let after = lexicon.classes(token.word)
      if after.contains(.connector) {
        match.rightIsFree = true
      } else if after.contains(.stop) {
        // 'University of X of Italy' goes on, 'X in Rome' does not.
        match.rightIsFree =
          next + 1 < items.count && reading.mentions.contains { $0.tokens.contains(next + 1) }
          || next == items.count - 1
      } else {
        match.rightIsFree =
          token.hasDigit || !after.isDisjoint(with: [.legal, .unit, .arm])
          || reading.mentions.contains { $0.tokens.contains(next) }
          || isAcronym(at: next, of: match.organisation, reading: reading)
      }
    }
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
    if !match.isDistinctive, !match.isCurated, match.city != .agrees {
      return "'\(index.text(index.names[Int(match.name)]))' has only common words and its city is not printed"
    }
    let token = reading.tokens.items[match.tokens.lowerBound]
    if match.wordCount == 1, match.tokens.count == 1 {
      if !match.isCurated, match.kind == .acronym || match.kind == .alias {
        if !token.isCapitals { return "a single word that is not printed as an acronym" }
        if match.country != .agrees || match.city != .agrees { return "an acronym without support" }
      }
      if token.end - token.start <= 4, !token.isCapitals, !token.isCapitalised {
        return "a short word that is not printed as a name"
      }
      if match.kind == .acronym, !token.isCapitals { return "an acronym that is not printed in capitals" }
    }
    return nil
  }

  /// The names to believe: the best of those that overlap, in the text's order.
  func accepted(from candidates: [Match], threshold: Double) -> [Match] {
    var taken: [Match] = []
    for match in candidates where match.veto == nil && match.confidence >= threshold {
      if taken.allSatisfy({ !$0.tokens.overlaps(match.tokens) }) { taken.append(match) }
    }
    return taken.sorted { $0.tokens.lowerBound < $1.tokens.lowerBound }
  }
}
