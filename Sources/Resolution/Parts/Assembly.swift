import Bibliography

/// Puts pieces together to parts: units to their institutions, countries to their sites, one part an organisation.
struct Assembly {
  let index: RegistryIndex
  let reading: Reading
  let pieces: [Piece]
  let judged: JudgedNames

  /// A part in the making.
  private struct Draft {
    var tokens: Range<Int>
    /// The record found; -1 for an organisation that only its words or the text itself make one.
    var record: Int32
    var match: Match?
    var form: OrganisationForm = .nothing
    var units: [Range<Int>] = []
    var country: String?
    var isUnaffiliated = false
    /// The words that name the organisation where no record does.
    var nameTokens: Range<Int>
    var note = ""
  }

  func parts(of affiliation: Affiliation) -> [AffiliationPart] {
    var drafts: [Draft] = []
    // Numbers of pieces that wait for their institution.
    var pending: [Int] = []
    for (number, piece) in pieces.enumerated() {
      if !piece.isJoinedByComma, !piece.matches.isEmpty, pending.contains(where: { pieces[$0].meaning != .unit }) {
        settle(&pending, into: &drafts)
      }
      switch piece.meaning {
      case _ where !piece.matches.isEmpty: add(piece, pending: &pending, to: &drafts)
      case .place: place(piece, drafts: &drafts)
      case .unit, .plain: pending.append(number)
      case .form(let strength):
        if isTrailingMinistry(piece, after: drafts, pending) { continue }
        pending.append(number)
        if strength == .strong || !piece.isJoinedByComma && !drafts.isEmpty { settle(&pending, into: &drafts) }
      case .unaffiliated:
        var draft = Draft(tokens: piece.tokens, record: -1, nameTokens: piece.tokens)
        draft.isUnaffiliated = true
        drafts.append(draft)
      case .noise: break
      }
    }
    settle(&pending, into: &drafts)
    if drafts.isEmpty { return [unresolved(affiliation)] }
    return drafts.map { part($0) }
  }

  /// A ministry named after a centre supervises it; it is no affiliation.
  private func isTrailingMinistry(_ piece: Piece, after drafts: [Draft], _ pending: [Int]) -> Bool {
    piece.form.rule == "word.ministry" && (!drafts.isEmpty || !pending.isEmpty)
  }

  private func isMinistry(_ match: Match) -> Bool {
    reading.tokens.items[match.tokens].contains { index.lexicon.classes($0.word).contains(.ministry) }
  }

  private func add(_ piece: Piece, pending: inout [Int], to drafts: inout [Draft]) {
    if piece.matches.allSatisfy(isMinistry), !drafts.isEmpty || pending.contains(where: { pieces[$0].meaning != .unit })
    {
      if drafts.isEmpty { settle(&pending, into: &drafts) }
      return
    }
    for (position, match) in piece.matches.enumerated() {
      if match.isContext, let last = drafts.indices.last {
        drafts[last].tokens =
          drafts[last].tokens.lowerBound..<max(drafts[last].tokens.upperBound, match.tokens.upperBound)
        continue
      }
      let institution = index.institution(of: match.organisation)
      let start = position == 0 ? piece.tokens.lowerBound : match.tokens.lowerBound
      let end = position == piece.matches.count - 1 ? piece.tokens.upperBound : match.tokens.upperBound
      // 'Institute of Computing Technology, Chinese Academy of Sciences': the academy goes with its institute.
      if let last = drafts.last, last.record >= 0, piece.isJoinedByComma || position > 0,
        index.institution(of: last.record) == institution, pending.isEmpty
      {
        drafts[drafts.count - 1].tokens = last.tokens.lowerBound..<end
        if last.record == institution, match.organisation != institution {
          drafts[drafts.count - 1].record = match.organisation
          drafts[drafts.count - 1].match = match
        }
        continue
      }
      var draft = Draft(tokens: start..<end, record: match.organisation, match: match, nameTokens: match.tokens)
      if position == 0 {
        for unit in pending.lazy.map({ pieces[$0].tokens }) {
          draft.units.append(unit)
          draft.tokens = min(draft.tokens.lowerBound, unit.lowerBound)..<draft.tokens.upperBound
        }
        pending.removeAll(keepingCapacity: true)
      }
      for rest in rest(of: start..<end, around: match.tokens) { draft.units.append(rest) }
      drafts.append(draft)
    }
  }

  /// What a piece says beside the name itself: 'CSAIL' of 'MIT CSAIL', 'School of Medicine' of 'X School of Medicine'.
  private func rest(of piece: Range<Int>, around match: Range<Int>) -> [Range<Int>] {
    [piece.lowerBound..<match.lowerBound, match.upperBound..<piece.upperBound].compactMap { range in
      var range = range
      while let first = range.first, isSmall(first) { range = range.dropFirst() }
      while let last = range.last, isSmall(last) { range = range.dropLast() }
      guard !range.isEmpty, !range.allSatisfy({ isPlaceToken($0) || isLegal($0) }) else { return nil }
      return range
    }
  }

  private func isSmall(_ position: Int) -> Bool {
    !index.lexicon.classes(reading.tokens.items[position].word).isDisjoint(with: [.stop, .connector, .article])
  }
  private func isLegal(_ position: Int) -> Bool {
    index.lexicon.classes(reading.tokens.items[position].word).contains(.legal)
  }
  private func isPlaceToken(_ position: Int) -> Bool {
    reading.tokens.items[position].hasDigit || reading.mentions.contains { $0.tokens.contains(position) }
  }

  private func place(_ piece: Piece, drafts: inout [Draft]) {
    guard let country = country(in: piece.tokens), let last = drafts.indices.last else { return }
    if drafts[last].country == nil { drafts[last].country = country }
  }

  private func country(in tokens: Range<Int>) -> String? {
    let inside = reading.mentions.filter { tokens.overlaps($0.tokens) }
    if let country = inside.first(where: { $0.place.kind == .country }) { return country.place.country }
    let known = reading.countries.isEmpty ? reading.impliedCountries : reading.countries
    return inside.first { mention in
      mention.place.kind == .region && known.contains { Places.agree($0, mention.place.country) }
    }?.place.country
  }

  /// Gives waiting units to the institution before them, or makes the best of them an organisation of its own.
  private func settle(_ pending: inout [Int], into drafts: inout [Draft]) {
    guard let firstNumber = pending.first, let lastNumber = pending.last else { return }
    defer { pending.removeAll(keepingCapacity: true) }
    let head = pieces[pending.max { rank(pieces[$0]) < rank(pieces[$1]) } ?? firstNumber]
    let (first, last) = (pieces[firstNumber], pieces[lastNumber])
    let isOwn: Bool
    switch head.meaning {
    case .form(let strength): isOwn = strength == .strong || drafts.isEmpty || !first.isJoinedByComma
    case .plain: isOwn = drafts.isEmpty || !first.isJoinedByComma
    default: isOwn = false
    }
    if isOwn, looksLikeName(head) {
      var draft = Draft(
        tokens: first.tokens.lowerBound..<last.tokens.upperBound, record: -1, form: head.form, nameTokens: head.tokens)
      for unit in pending where pieces[unit].tokens != head.tokens { draft.units.append(pieces[unit].tokens) }
      draft.country = country(in: head.tokens)
      drafts.append(draft)
    } else if let owner = drafts.indices.last, first.isJoinedByComma || head.meaning == .unit {
      for unit in pending { drafts[owner].units.append(pieces[unit].tokens) }
      drafts[owner].tokens = drafts[owner].tokens.lowerBound..<last.tokens.upperBound
    }
  }

  private func rank(_ piece: Piece) -> Int {
    switch piece.meaning {
    case .form(let strength): Int(strength.rawValue) * 2 + 1
    case .plain: 2
    default: 0
    }
  }

  /// Something with letters that is no lone number, code or address.
  private func looksLikeName(_ piece: Piece) -> Bool {
    piece.tokens.contains { position in
      let token = reading.tokens.items[position]
      return !token.hasDigit && token.end - token.start > 1 && !isSmall(position)
    } && !reading.tokens.printed(piece.tokens).utf8.contains(UInt8(ascii: "@"))
  }

  private func part(_ draft: Draft) -> AffiliationPart {
    let text = reading.tokens.printed(draft.tokens)
    if draft.isUnaffiliated {
      return AffiliationPart(
        text: text, state: .unaffiliated, method: "rule.unaffiliated", confidence: 1,
        reason: "'\(text)' says that the author belongs to no organisation")
    }
    var units = ""
    for unit in draft.units {
      if !units.isEmpty { units += ", " }
      units += reading.tokens.printed(unit)
    }
    let printed = draft.country ?? (reading.countries.count == 1 ? reading.countries[0] : nil)
    guard draft.record >= 0, let match = draft.match else {
      return byWords(draft, text: text, units: units, country: printed)
    }
    let institution = index.institution(of: draft.record)
    let record = index.organisations[Int(draft.record)]
    let isUnit = institution != draft.record
    let name = index.names[Int(match.name)]
    var reason = "'\(reading.tokens.printed(match.tokens))' is "
    switch match.tier {
    case .ordered: reason += "\(name.kind.words) '\(index.text(name))' of \(record.name)"
    case .bag: reason += "\(name.kind.words) '\(index.text(name))' of \(record.name) with its words in another order"
    case .similar:
      reason += "but for words of rank or place \(name.kind.words) '\(index.text(name))' of \(record.name)"
    case .fuzzy: reason += "misspelled for \(name.kind.words) '\(index.text(name))' of \(record.name)"
    }
    if isUnit { reason += ", which counts for \(index.organisations[Int(institution)].name)" }
    // 'The University of Hong Kong, China' stands in Hong Kong: a group's wider name does not move a seat.
    let country = printed.map { Places.agree($0, record.country) ? record.country : $0 }
    if match.country == .agrees { reason += "; its country is printed" }
    if match.city == .agrees { reason += "; its city is printed" }
    return AffiliationPart(
      text: text, state: .resolved, institution: index.institution(record: institution),
      unit: isUnit ? unitName(of: record, in: institution) : units.isEmpty ? nil : units,
      unitROR: isUnit ? ROR(record.ror) : nil,
      siteCountry: country ?? (isUnit && !record.country.isEmpty ? record.country : nil),
      method: match.method, confidence: match.confidence, reason: reason)
  }

  /// 'Institute of Software' for 'Institute of Software, Chinese Academy of Sciences'.
  private func unitName(of record: Organisation, in institution: Int32) -> String {
    let suffix = ", " + index.organisations[Int(institution)].name
    return record.name.hasSuffix(suffix) ? String(record.name.dropLast(suffix.count)) : record.name
  }

  private func byWords(_ draft: Draft, text: String, units: String, country: String?) -> AffiliationPart {
    let tokens = reading.tokens
    let judged = judged.judgement(of: tokens.text, tokens.printedBytes(draft.nameTokens), form: draft.form) { name in
      let sector = SectorRules().decide(tokens, draft.nameTokens, form: draft.form)
      let isKnownForm = draft.form.strength > .none
      return JudgedNames.Judgement(
        Institution(key: "name:" + Folding.key(name), name: name, sector: sector.sector, sectorRule: sector.rule),
        form: draft.form, method: isKnownForm ? "rule.word" : "printed", confidence: isKnownForm ? 0.7 : 0.4,
        reason: isKnownForm
          ? "no registry has '\(name)'; its words make it an organisation (\(draft.form.rule))"
          : "no registry has '\(name)'; taken as the name of an organisation because it is printed as an affiliation")
    }
    var institution = judged.institution
    institution.country = country
    return AffiliationPart(
      text: text, state: .resolved, institution: institution, unit: units.isEmpty ? nil : units, siteCountry: country,
      method: judged.method, confidence: judged.confidence, reason: judged.reason)
  }

  private func unresolved(_ affiliation: Affiliation) -> AffiliationPart {
    AffiliationPart(
      text: affiliation.text, state: .unresolved, method: "none", confidence: 0,
      reason: "no organisation of the registry and no word of one was found")
  }
}

extension OrganisationName.Kind {
  /// How a reason calls it.
  var words: String {
    switch self {
    case .display: "the name"
    case .label: "a label"
    case .alias: "an alias"
    case .acronym: "the acronym"
    case .derived: "a short form of the name"
    case .shortened: "the name, without the place at its end,"
    }
  }
}

extension Match {
  /// The method column: which way led from the text to the record.
  var method: String {
    if tier == .fuzzy || tier == .similar { return "registry.similar" }
    if tier == .bag { return "registry.reordered" }
    switch kind {
    case .display, .label: return "registry"
    case .alias, .derived, .shortened: return "registry.alias"
    case .acronym: return "registry.acronym"
    }
  }
}
