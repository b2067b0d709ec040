import Foundation

/// The mentions of one block, merged by evidence until no two groups reach the threshold.
///
/// Groups are numbered by their first mention in canonical order (form, year, venue, paper, position), so the result
/// does not depend on the order of the input. Candidate pairs come from shared co-authors and institutions, never
/// from all pairs.
struct AuthorBlock {
  /// Mentions that are one person as far as is known.
  final class Group {
    var mentions: [Int32]
    var forms: [Int32]
    var papers: [Int32]
    var coauthors: [Int32]
    var partners: [Int32]
    var institutions: [Int32]
    var venues: [Int32]
    var identities: [String]
    /// What curation keeps apart: twice the number of the statement, and 1 more for its other side; ascending.
    var sides: [Int32]
    var firstYear: Int32
    var lastYear: Int32

    init(_ mention: Int32, _ features: AuthorFeatures, identities: [String], sides: [Int32]) {
      let i = Int(mention)
      mentions = [mention]
      forms = [features.form[i]]
      papers = [features.paper[i]]
      coauthors = Array(features.coauthors[features.coauthorStart[i]..<features.coauthorStart[i + 1]])
      partners = Array(features.partners[features.partnerStart[i]..<features.partnerStart[i + 1]])
      institutions = Array(features.institutions[features.institutionStart[i]..<features.institutionStart[i + 1]])
      venues = features.venue[i] < 0 ? [] : [features.venue[i]]
      self.identities = identities
      self.sides = sides
      firstYear = features.year[i]
      lastYear = features.year[i]
    }
  }

  /// What two groups have in common and what it is worth.
  struct Comparison {
    var score: Double
    var relation: NameRelation
    var prior: Double
    var coauthors: [Int32] = []
    var institutions: [Int32] = []
    var veto: String?
  }

  /// A merge or a refusal, in mentions.
  struct Step {
    var mention: Int32
    var other: Int32
    var method: AuthorDecision.Method
    var comparison: Comparison
    /// Where curation says so.
    var source: String?
  }

  let features: AuthorFeatures
  let rules: AuthorRules
  let curation: AuthorStatements
  var groups: [Group?]
  var steps: [Step] = []
  private var version: [Int]
  private var neighbours: [[Int32]]
  private var relations: [Int64: NameRelation] = [:]

  /// Starts with one group a mention; `mentions` in canonical order.
  init(
    _ mentions: ArraySlice<Int32>, identities: (Int32) -> [String], features: AuthorFeatures, rules: AuthorRules,
    curation: AuthorStatements
  ) {
    self.features = features
    self.rules = rules
    self.curation = curation
    groups = mentions.map {
      Group($0, features, identities: identities($0), sides: curation.sides[$0] ?? [])
    }
    version = Array(repeating: 0, count: groups.count)
    neighbours = Array(repeating: [], count: groups.count)
  }

  /// Starts a further round with the groups of the one before, `heads[mention]` the first mention of each one's group.
  mutating func regroup(_ mentions: ArraySlice<Int32>, by heads: [Int32]) {
    let position = Dictionary(uniqueKeysWithValues: mentions.enumerated().map { ($1, $0) })
    for (i, m) in mentions.enumerated() where heads[Int(m)] != m {
      if let head = position[heads[Int(m)]] { merge(head, i) }
    }
  }

  /// Joins two groups that something stronger than evidence declares one; false when that cannot be.
  mutating func join(
    _ a: Int, _ b: Int, because method: AuthorDecision.Method, source: String? = nil
  ) -> Bool {
    guard a != b, let first = groups[a], let second = groups[b] else { return a == b }
    if veto(first, second, names: false, identities: method != .curation) != nil { return false }
    let prior = prior(first, second)
    steps.append(
      Step(
        mention: second.mentions[0], other: first.mentions[0], method: method,
        comparison: Comparison(score: prior.score, relation: prior.relation, prior: prior.score), source: source))
    merge(min(a, b), max(a, b))
    return true
  }

  /// Joins all mentions of each name that is rare enough to decide alone.
  mutating func joinByName() {
    var start = 0
    while start < groups.count {
      guard let form = groups[start]?.forms.first else {
        start += 1
        continue
      }
      var members: [Int] = []
      var end = start
      while end < groups.count, groups[end].map({ $0.forms.first == form }) ?? true {
        if groups[end] != nil { members.append(end) }
        end += 1
      }
      let score = Self.prior(namesakes: features.namesakes[Int(form)])
      if members.count > 1, score >= rules.threshold + rules.nameMargin, !contradict(members) {
        for member in members.dropFirst() { _ = join(members[0], member, because: .name) }
      }
      start = end
    }
  }

  /// Whether two of the groups cannot be one person: then the name alone decides nothing.
  private func contradict(_ members: [Int]) -> Bool {
    var papers = Set<Int32>()
    var identities: [Substring: Substring] = [:]
    var sides = Set<Int32>()
    for group in members.compactMap({ groups[$0] }) {
      for paper in group.papers where !papers.insert(paper).inserted { return true }
      for identity in group.identities where Self.isPersonal(identity) {
        let (scheme, value) = Self.split(identity)
        if let known = identities[scheme], known != value { return true }
        identities[scheme] = value
      }
      for side in group.sides {
        if sides.contains(side ^ 1) { return true }
        sides.insert(side)
      }
    }
    return false
  }

  /// Merges the best pair at or above the threshold until there is none.
  mutating func joinByEvidence() {
    var queue = Heap()
    for (a, b) in candidates() {
      let comparison = compare(a, b)
      if comparison.relation != .conflict {
        neighbours[a].append(Int32(b))
        neighbours[b].append(Int32(a))
        if comparison.score >= rules.threshold {
          queue.push(Heap.Entry(score: comparison.score, a: a, b: b, versions: (version[a], version[b])))
        }
      }
    }
    while let entry = queue.pop() {
      guard groups[entry.a] != nil, groups[entry.b] != nil, version[entry.a] == entry.versions.0,
        version[entry.b] == entry.versions.1, let a = groups[entry.a], let b = groups[entry.b]
      else { continue }
      let comparison = compare(entry.a, entry.b)
      steps.append(
        Step(mention: b.mentions[0], other: a.mentions[0], method: .evidence, comparison: comparison))
      merge(entry.a, entry.b)
      for neighbour in neighbours[entry.a] {
        let pair = (min(entry.a, Int(neighbour)), max(entry.a, Int(neighbour)))
        let score = compare(pair.0, pair.1).score
        if score >= rules.threshold {
          queue.push(
            Heap.Entry(score: score, a: pair.0, b: pair.1, versions: (version[pair.0], version[pair.1])))
        }
      }
    }
  }

  /// For each group that is left, the compatible group that came nearest.
  mutating func recordRefusals() {
    for a in groups.indices {
      guard let group = groups[a] else { continue }
      var best: (score: Double, b: Int, comparison: Comparison)?
      for neighbour in neighbours[a] {
        let b = Int(neighbour)
        guard b != a, groups[b] != nil else { continue }
        let comparison = compare(min(a, b), max(a, b))
        if comparison.relation == .conflict { continue }
        if best.map({ (comparison.score, -b) > ($0.score, -$0.b) }) ?? true {
          best = (comparison.score, b, comparison)
        }
      }
      if let best, let other = groups[best.b] {
        steps.append(
          Step(mention: group.mentions[0], other: other.mentions[0], method: .refused, comparison: best.comparison))
      }
    }
  }

  // MARK: Comparing

  /// How two forms relate; names meet again and again while groups grow.
  private mutating func relation(_ f: Int32, _ g: Int32) -> NameRelation {
    if f == g { return .same }
    let pair = Int64(min(f, g)) << 32 | Int64(max(f, g))
    if let known = relations[pair] { return known }
    let relation = features.names[Int(f)].relation(to: features.names[Int(g)])
    relations[pair] = relation
    return relation
  }

  private static func prior(namesakes: Double) -> Double { max(-5, min(5, -log(max(namesakes, 0.005)))) }

  /// What the names alone say: the nearest two forms, and how many namesakes to expect.
  private mutating func prior(_ a: Group, _ b: Group) -> (score: Double, relation: NameRelation) {
    var best: (score: Double, relation: NameRelation) = (-.infinity, .conflict)
    for f in a.forms {
      for g in b.forms {
        let relation = relation(f, g)
        let namesakes = max(features.namesakes[Int(f)], features.namesakes[Int(g)])
        let score: Double
        switch relation {
        case .same: score = Self.prior(namesakes: namesakes)
        case .middle: score = min(rules.middleCap, Self.prior(namesakes: namesakes))
        case .initial: score = min(rules.initialCap, Self.prior(namesakes: namesakes))
        case .variant: score = min(rules.variantCap, Self.prior(namesakes: namesakes))
        case .conflict: continue
        }
        if score > best.score || score == best.score && relation < best.relation { best = (score, relation) }
      }
    }
    return best
  }

  /// Why two groups cannot be one person; nil when they can.
  private mutating func veto(_ a: Group, _ b: Group, names: Bool = true, identities: Bool = true) -> String? {
    if names {
      for f in a.forms {
        for g in b.forms where f != g {
          if relation(f, g) == .conflict {
            let (left, right) = (features.names[Int(f)].printed, features.names[Int(g)].printed)
            return "'\(left)' and '\(right)' are not one name"
          }
        }
      }
    }
    if Self.intersect(a.papers, b.papers) { return "both are authors of one paper" }
    for identity in a.identities where identities && Self.isPersonal(identity) {
      let scheme = Self.split(identity).0
      for other in b.identities where other.hasPrefix(scheme + ":") && other != identity {
        return "\(identity) is not \(other)"
      }
    }
    for side in a.sides where b.sides.contains(side ^ 1) {
      return "\(curation.sources[Int(side >> 1)]) keeps them apart"
    }
    return nil
  }

  private mutating func compare(_ i: Int, _ j: Int) -> Comparison {
    guard let a = groups[i], let b = groups[j] else {
      return Comparison(score: -.infinity, relation: .conflict, prior: 0)
    }
    let names = prior(a, b)
    var result = Comparison(score: -.infinity, relation: names.relation, prior: names.score)
    result.veto = veto(a, b)
    if names.relation == .conflict || result.veto != nil { return result }
    // The larger two groups are, the likelier they share something by chance.
    let size = log(Double(a.mentions.count * b.mentions.count))
    var coauthors = 0.0
    Self.forEachShared(a.coauthors, b.coauthors) { shared in
      let weight = min(rules.coauthorCap, features.coauthorWeight[Int(shared)] - size / 2)
      if weight > 0 {
        coauthors += weight
        result.coauthors.append(shared)
      }
    }
    Self.forEachShared(a.partners, b.partners) { coauthors += min(rules.partnerCap, features.partnerWeight[Int($0)]) }
    var institution = 0.0
    Self.forEachShared(a.institutions, b.institutions) { shared in
      let weight = min(rules.institutionCap, features.institutionWeight[Int(shared)] - size / 4)
      institution = max(institution, weight, 0.2)
      result.institutions.append(shared)
    }
    var score = names.score + min(rules.coauthorsCap, coauthors) + institution
    if result.institutions.isEmpty, !a.institutions.isEmpty, !b.institutions.isEmpty {
      score += rules.differentInstitutions
      if result.coauthors.isEmpty { score += rules.nothingShared }
      score += succession(a, b)
    }
    var venue = 0.0
    Self.forEachShared(a.venues, b.venues) { venue = max(venue, features.venueWeight[Int($0)]) }
    score += min(rules.venueCap, venue)
    if a.firstYear > 0, b.firstYear > 0 {
      let gap = max(b.firstYear - a.lastYear, a.firstYear - b.lastYear)
      if gap > 5 { score += max(rules.gapCap, rules.gapPerYear * Double(gap - 5)) }
    }
    result.score = score
    return result
  }

  /// What the years say of two groups at different institutions: one person leaves the one and appears at the other,
  /// two people of one name are as often there at the same time.
  private func succession(_ a: Group, _ b: Group) -> Double {
    guard a.firstYear > 0, b.firstYear > 0 else { return 0 }
    let gap = max(b.firstYear - a.lastYear, a.firstYear - b.lastYear)
    switch gap {
    case 1...rules.successionYears: return rules.succession
    case ..<0: return rules.sameTime
    default: return 0
    }
  }

  // MARK: Candidates and merging

  /// Pairs of groups that share a co-author or an institution or follow each other under one name; each once,
  /// ascending.
  private func candidates() -> [(Int, Int)] {
    var holders: [Int64: [Int32]] = [:]
    for (g, group) in groups.enumerated() {
      guard let group else { continue }
      for c in group.coauthors { holders[Int64(c), default: []].append(Int32(g)) }
      for p in group.partners { holders[1 << 32 | Int64(p), default: []].append(Int32(g)) }
      for i in group.institutions { holders[-1 - Int64(i), default: []].append(Int32(g)) }
    }
    var pairs = Set<Int64>()
    var previous: [Int32: Int] = [:]
    for (g, group) in groups.enumerated() {
      for form in group?.forms ?? [] {
        if let before = previous[form] { pairs.insert(Int64(before) << 32 | Int64(g)) }
        previous[form] = g
      }
    }
    for list in holders.values where list.count > 1 {
      // A long list is a common institution: its members meet their neighbours in name and year.
      let reach = list.count <= 40 ? list.count : 12
      for i in list.indices {
        for j in list[(i + 1)...].prefix(reach) { pairs.insert(Int64(list[i]) << 32 | Int64(j)) }
      }
    }
    return pairs.sorted().map { (Int($0 >> 32), Int($0 & 0xFFFF_FFFF)) }
  }

  /// Group `b` becomes part of group `a`.
  private mutating func merge(_ a: Int, _ b: Int) {
    guard let first = groups[a], let second = groups[b] else { return }
    first.mentions += second.mentions
    first.forms = Self.union(first.forms, second.forms)
    first.sides = Self.union(first.sides, second.sides)
    first.papers = Self.union(first.papers, second.papers)
    first.coauthors = Self.union(first.coauthors, second.coauthors)
    first.partners = Self.union(first.partners, second.partners)
    first.institutions = Self.union(first.institutions, second.institutions)
    first.venues = Self.union(first.venues, second.venues)
    for identity in second.identities where !first.identities.contains(identity) { first.identities.append(identity) }
    if second.firstYear > 0 {
      first.firstYear = first.firstYear > 0 ? min(first.firstYear, second.firstYear) : second.firstYear
      first.lastYear = max(first.lastYear, second.lastYear)
    }
    groups[b] = nil
    version[a] += 1
    for neighbour in neighbours[b] {
      let n = Int(neighbour)
      guard n != a, groups[n] != nil else { continue }
      if !neighbours[a].contains(neighbour) {
        neighbours[a].append(neighbour)
        neighbours[n].append(Int32(a))
      }
    }
    neighbours[a].removeAll { groups[Int($0)] == nil }
    neighbours[b] = []
  }

  // MARK: Ascending arrays

  private static func intersect(_ a: [Int32], _ b: [Int32]) -> Bool {
    var found = false
    forEachShared(a, b) { _ in found = true }
    return found
  }

  private static func forEachShared(_ a: [Int32], _ b: [Int32], _ body: (Int32) -> Void) {
    var i = 0
    var j = 0
    while i < a.count, j < b.count {
      if a[i] < b[j] {
        i += 1
      } else if a[i] > b[j] {
        j += 1
      } else {
        body(a[i])
        i += 1
        j += 1
      }
    }
  }

  private static func union(_ a: [Int32], _ b: [Int32]) -> [Int32] {
    var out: [Int32] = []
    out.reserveCapacity(a.count + b.count)
    var i = 0
    var j = 0
    while i < a.count || j < b.count {
      if j == b.count || i < a.count && a[i] < b[j] {
        out.append(a[i])
        i += 1
      } else {
        if i < a.count, a[i] == b[j] { i += 1 }
        out.append(b[j])
        j += 1
      }
    }
    return out
  }

  /// Registries that give one identifier a person: two different ones are two people. Others split people.
  static func isPersonal(_ identity: String) -> Bool { identity.hasPrefix("orcid:") || identity.hasPrefix("dblp:") }

  private static func split(_ identity: String) -> (Substring, Substring) {
    let parts = identity.split(separator: ":", maxSplits: 1)
    return (parts.first ?? "", parts.last ?? "")
  }
}

/// A binary heap of candidate pairs: highest score first, then the lower numbers.
private struct Heap {
  struct Entry {
    var score: Double
    var a: Int
    var b: Int
    var versions: (Int, Int)

    static func precedes(_ x: Entry, _ y: Entry) -> Bool {
      x.score != y.score ? x.score > y.score : (x.a, x.b) < (y.a, y.b)
    }
  }

  private var entries: [Entry] = []

  mutating func push(_ entry: Entry) {
    entries.append(entry)
    var child = entries.count - 1
    while child > 0, Entry.precedes(entries[child], entries[(child - 1) / 2]) {
      entries.swapAt(child, (child - 1) / 2)
      child = (child - 1) / 2
    }
  }

  mutating func pop() -> Entry? {
    guard let top = entries.first, let last = entries.popLast() else { return nil }
    if entries.isEmpty { return top }
    entries[0] = last
    var parent = 0
    while true {
      var best = parent
      for child in [2 * parent + 1, 2 * parent + 2] where child < entries.count {
        if Entry.precedes(entries[child], entries[best]) { best = child }
      }
      if best == parent { return top }
      entries.swapAt(parent, best)
      parent = best
    }
  }
}
