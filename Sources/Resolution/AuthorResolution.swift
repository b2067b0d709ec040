import Foundation

/// Mentions to authors by names and evidence (`--authors resolved`).
///
/// 1. Blocks: names with the same family name, up to transliteration, and the same first letter.
/// 2. In each block, identifiers and curation join first, then names that are rare enough to decide alone.
/// 3. The rest is agglomerative: the two groups with the highest log-odds of being one person merge, until no pair
///    reaches `AuthorRules.threshold`. Log-odds add what the names say (how many namesakes this corpus leads to
///    expect), shared co-authors and institutions by their rarity, venue, and the gap in years.
///    A second round knows who the co-authors are, not only what they are called, and how many mentions an author has.
/// 4. Groups of different blocks that share an identifier merge last (people change their names).
///
/// What the years say follows Torvik & Smalheiser (2009), doi:10.1145/1552303.1552304, in kind; rounds over what is known
/// of the co-authors follow Bhattacharya & Getoor (2007), doi:10.1145/1217299.1217304.
///
/// Two authors of one paper, two ORCIDs, two homonym numbers or brackets are never one person.
public enum AuthorResolution {
  /// Resolves all mentions together.
  ///
  /// The result depends on the set of mentions, not on their order (entities are renumbered with them).
  /// - Complexity: about O(n log n) for n mentions, with blocks far smaller than n; pairs come from shared features.
  public static func assign(
    _ mentions: [AuthorMention], curation: [AuthorCuration] = [], rules: AuthorRules = AuthorRules()
  ) -> AuthorAssignment {
    let features = AuthorFeatures(mentions, rules: rules)
    let order = canonicalOrder(mentions, features)
    let statements = AuthorStatements(curation, count: mentions.count)
    let known = mentions.map { Self.identities($0) }
    let identities = { (m: Int32) in known[Int(m)] }
    var group = [Int32](repeating: -1, count: mentions.count)
    var steps: [AuthorBlock.Step] = []
    let blocks = blocks(order, features)
    for round in 1...max(1, rules.rounds) {
      if round > 1 {
        features.setPartners(group, largestTeam: rules.largestTeam)
        let authors = zip(group, group.indices).reduce(0) { $0 + (Int($1.0) == $1.1 ? 1 : 0) }
        features.countNamesakes(
          correlation: rules.nameCorrelation, mentionsPerAuthor: Double(mentions.count) / Double(max(authors, 1)))
      }
      let isLast = round == max(1, rules.rounds)
      for range in blocks {
        let members = order[range]
        if members.count == 1 {
          group[Int(members[range.lowerBound])] = members[range.lowerBound]
          continue
        }
        var block = AuthorBlock(
          members, identities: identities, features: features, rules: rules, curation: statements)
        if round == 1 {
          joinDeclared(&block, members, identities, statements)
          block.joinByName()
        } else {
          block.regroup(members, by: group)
        }
        block.joinByEvidence()
        if isLast { block.recordRefusals() }
        for joined in block.groups.compactMap({ $0?.mentions }) {
          for m in joined { group[Int(m)] = joined[0] }
        }
        steps += block.steps
      }
    }
    joinAcrossBlocks(mentions, known, order, statements, &group, &steps)
    return finish(mentions, features, order, group, steps)
  }

  /// Where each block begins and ends in the canonical order.
  private static func blocks(_ order: [Int32], _ features: AuthorFeatures) -> [Range<Int>] {
    var ranges: [Range<Int>] = []
    var start = 0
    while start < order.count {
      let number = features.block(of: Int(order[start]))
      var end = start
      while end < order.count, features.block(of: Int(order[end])) == number { end += 1 }
      ranges.append(start..<end)
      start = end
    }
    return ranges
  }

  /// Inside a block: identifiers that several mentions share, and what a person has joined.
  private static func joinDeclared(
    _ block: inout AuthorBlock, _ mentions: ArraySlice<Int32>, _ identities: (Int32) -> [String],
    _ statements: AuthorStatements
  ) {
    var parent = Array(0..<mentions.count)
    func find(_ i: Int) -> Int {
      var root = i
      while parent[root] != root { root = parent[root] }
      return root
    }
    var holder: [String: Int] = [:]
    for (i, m) in mentions.enumerated() {
      for identity in identities(m) {
        guard let first = holder[identity] else {
          holder[identity] = i
          continue
        }
        let (a, b) = (find(first), find(i))
        if a != b, block.join(min(a, b), max(a, b), because: .identifier) { parent[max(a, b)] = min(a, b) }
      }
    }
    if statements.together.isEmpty { return }
    let position = Dictionary(uniqueKeysWithValues: mentions.enumerated().map { ($1, $0) })
    for (m, n, source) in statements.together {
      guard let i = position[m], let j = position[n] else { continue }
      let (a, b) = (find(i), find(j))
      if a != b, block.join(min(a, b), max(a, b), because: .curation, source: statements.sources[source]) {
        parent[max(a, b)] = min(a, b)
      }
    }
  }

  /// Across blocks: the same identifier under another name, and what a person has joined.
  private static func joinAcrossBlocks(
    _ mentions: [AuthorMention], _ known: [[String]], _ order: [Int32], _ statements: AuthorStatements,
    _ group: inout [Int32], _ steps: inout [AuthorBlock.Step]
  ) {
    var links: [(Int32, Int32, AuthorDecision.Method, String?)] = []
    var holder: [String: Int32] = [:]
    for m in order {
      for identity in known[Int(m)] {
        if let first = holder[identity] {
          if group[Int(first)] != group[Int(m)] { links.append((first, m, .identifier, nil)) }
        } else {
          holder[identity] = m
        }
      }
    }
    links += statements.together.filter { group[Int($0.0)] != group[Int($0.1)] }
      .map { ($0.0, $0.1, .curation, statements.sources[$0.2]) }
    if links.isEmpty { return }
    var members: [Int32: [Int32]] = [:]
    for m in order { members[group[Int(m)], default: []].append(m) }
    for (a, b, method, source) in links {
      let (into, from) = (group[Int(a)], group[Int(b)])
      guard into != from, let kept = members[into], let moved = members[from] else { continue }
      let papers = Set(kept.map { mentions[Int($0)].paperID })
      let clash = moved.contains { papers.contains(mentions[Int($0)].paperID) }
      let sides = Set(kept.flatMap { statements.sides[$0] ?? [] })
      let parted = moved.contains { statements.sides[$0]?.contains { sides.contains($0 ^ 1) } ?? false }
      let personal = Set((kept + moved).flatMap { known[Int($0)] }.filter(AuthorBlock.isPersonal))
      let twoPeople = ["orcid:", "dblp:"].contains { scheme in personal.filter { $0.hasPrefix(scheme) }.count > 1 }
      if clash || parted || (twoPeople && method != .curation) { continue }
      for m in moved { group[Int(m)] = into }
      members[into] = kept + moved
      members[from] = nil
      steps.append(
        AuthorBlock.Step(
          mention: moved[0], other: kept[0], method: method,
          comparison: AuthorBlock.Comparison(score: 0, relation: .conflict, prior: 0), source: source))
    }
  }

  /// Mentions by block, form, year, venue, paper and position: an order that only content decides.
  private static func canonicalOrder(_ mentions: [AuthorMention], _ features: AuthorFeatures) -> [Int32] {
    struct Key {
      var name: Int64
      var time: Int64
      var mention: Int32
    }
    var keys = mentions.indices.map { m in
      Key(
        name: Int64(features.block(of: m)) << 32 | Int64(features.form[m]),
        time: Int64(features.year[m]) << 32 | Int64(features.venue[m] + 1), mention: Int32(m))
    }
    keys.sort { x, y in
      if x.name != y.name { return x.name < y.name }
      if x.time != y.time { return x.time < y.time }
      let (a, b) = (mentions[Int(x.mention)], mentions[Int(y.mention)])
      if a.paperID != b.paperID { return a.paperID < b.paperID }
      if a.position != b.position { return a.position < b.position }
      return x.mention < y.mention
    }
    return keys.map(\.mention)
  }

  /// `scheme:value` of everything the source asserts about the person.
  private static func identities(_ mention: AuthorMention) -> [String] {
    if mention.orcid == nil, mention.identifiers.isEmpty { return [] }
    var out = mention.orcid.map { ["orcid:" + $0.value] } ?? []
    for identifier in mention.identifiers where identifier.scheme != "orcid" {
      out.append(identifier.scheme + ":" + identifier.value)
    }
    return out
  }

  /// Numbers the authors and writes the reasons.
  private static func finish(
    _ mentions: [AuthorMention], _ features: AuthorFeatures, _ order: [Int32], _ group: [Int32],
    _ steps: [AuthorBlock.Step]
  ) -> AuthorAssignment {
    var entities = [Int](repeating: -1, count: mentions.count)
    var numberOfGroup: [Int32: Int] = [:]
    for m in order {
      let number = numberOfGroup[group[Int(m)]] ?? numberOfGroup.count
      numberOfGroup[group[Int(m)]] = number
      entities[Int(m)] = number
    }
    let reasons = AuthorReasons(mentions, features)
    let decisions = steps.map { step in
      let declared = step.method == .identifier || step.method == .curation
      return AuthorDecision(
        mention: Int(step.mention), other: Int(step.other), entity: entities[Int(step.mention)],
        method: step.method, score: declared ? 1 : AuthorRules.probability(step.comparison.score),
        reason: reasons.reason(for: step))
    }
    return AuthorAssignment(
      entities: entities, count: numberOfGroup.count, decisions: decisions,
      names: bestNames(mentions, entities, count: numberOfGroup.count))
  }

  private static func bestNames(_ mentions: [AuthorMention], _ entities: [Int], count: Int) -> [String] {
    var first = [String?](repeating: nil, count: count)
    var spellings: [Int: [String: Int]] = [:]
    for (m, entity) in entities.enumerated() {
      let name = mentions[m].name
      guard let known = first[entity] else {
        first[entity] = name
        continue
      }
      if known == name, spellings[entity] == nil { continue }
      spellings[entity, default: [known: 1]][name, default: 0] += 1
    }
    return first.enumerated().map { entity, only in
      guard let forms = spellings[entity] else { return only ?? "" }
      let letters = { (name: String) in name.filter(\.isLetter).count }
      return forms.sorted { x, y in
        (letters(y.key), x.key) < (letters(x.key), y.key)
      }.first?.key ?? ""
    }
  }
}

/// The sentence behind a decision.
private struct AuthorReasons {
  let mentions: [AuthorMention]
  let features: AuthorFeatures
  /// One printed name for each block, and the key of each institution.
  private var witness: [String]
  private var institution: [String]

  init(_ mentions: [AuthorMention], _ features: AuthorFeatures) {
    self.mentions = mentions
    self.features = features
    witness = Array(repeating: "", count: features.blockCount)
    for (form, block) in features.blockOfForm.enumerated() {
      let printed = features.names[form].printed
      let known = witness[Int(block)]
      if printed.count > known.count || printed.count == known.count && printed < known {
        witness[Int(block)] = printed
      }
    }
    institution = Set(mentions.flatMap(\.institutions)).sorted()
  }

  func reason(for step: AuthorBlock.Step) -> String {
    let comparison = step.comparison
    let form = features.form[Int(step.mention)]
    switch step.method {
    case .identifier: return "The source gives both the same identifier."
    case .curation: return "Joined by \(step.source ?? "the curation file")."
    case .name:
      let namesakes = features.namesakes[Int(form)]
      return namesakes < 0.005
        ? "The same name, and no namesake is to be expected in this corpus."
        : "The same name, and \(Self.digits(namesakes)) namesakes are to be expected in this corpus."
    case .evidence: return "\(names(step)); \(evidence(comparison))."
    case .refused:
      if let veto = comparison.veto { return "\(names(step)), but \(veto)." }
      let shared = comparison.coauthors.isEmpty && comparison.institutions.isEmpty
      return shared
        ? "\(names(step)), but no co-author and no institution in common."
        : "\(names(step)), but too little in common: \(evidence(comparison))."
    }
  }

  private func names(_ step: AuthorBlock.Step) -> String {
    let (a, b) = (mentions[Int(step.mention)].name, mentions[Int(step.other)].name)
    switch step.comparison.relation {
    case .same: return "The same name"
    case .middle: return "'\(a)' and '\(b)' differ by a middle name or suffix"
    case .initial: return "'\(a)' and '\(b)' agree up to initials"
    case .variant: return "'\(a)' and '\(b)' are variants"
    case .conflict: return "'\(a)' and '\(b)' differ"
    }
  }

  private func evidence(_ comparison: AuthorBlock.Comparison) -> String {
    var parts: [String] = []
    if !comparison.coauthors.isEmpty {
      let shown = comparison.coauthors.prefix(2).map { witness[Int($0)] }
      let more = comparison.coauthors.count - shown.count
      let word = comparison.coauthors.count == 1 ? "co-author" : "co-authors"
      parts.append("\(word) " + shown.joined(separator: ", ") + (more > 0 ? " and \(more) more" : ""))
    }
    if let first = comparison.institutions.first { parts.append("institution \(institution[Int(first)])") }
    return parts.isEmpty ? "venue and years" : parts.joined(separator: "; ")
  }

  private static func digits(_ value: Double) -> String {
    String(format: value < 1 ? "%.2f" : "%.0f", value)
  }
}
