/// A generated corpus whose authors are known: for measuring resolution and for timing it.
///
/// People have a name drawn from skewed pools (a few family and given names are very common, most are rare), a lab in
/// an institution, sometimes a second one later, venues of their field, and years of activity. Papers are written in
/// labs and between partner labs. Venues print names their own way: initials only, or without diacritics; people drop
/// middle names and use short forms.
public struct AuthorCorpus: Sendable {
  /// As an ingested corpus would give them, without identifiers.
  public private(set) var mentions: [AuthorMention] = []
  /// The person behind each mention.
  public private(set) var truth: [String] = []

  private struct Lab {
    var institution: Int
    var venues: [Int]
    var partner: Int
    /// People with their first and last year in this lab.
    var members: [(person: Int, from: Int, to: Int)] = []
  }

  /// Makes `papers` papers with about four authors each; the same arguments give the same corpus.
  ///
  /// - Complexity: O(papers).
  public static func generate(papers: Int, seed: UInt64) -> AuthorCorpus {
    var random = SplitMix64(state: seed)
    var corpus = AuthorCorpus()
    let names = InventedNames(families: max(papers / 4, 50), using: &random)
    let labCount = max(papers / 12, 3)
    let institutions = max(labCount / 6, 2)
    var labs = (0..<labCount).map { _ in
      Lab(
        // The smaller of two draws: large institutions have many labs.
        institution: min(random.below(institutions), random.below(institutions)),
        venues: (0..<3).map { _ in random.below(60) }, partner: random.below(labCount))
    }
    var people: [InventedNames.Person] = []
    for lab in labs.indices {
      for _ in 0..<(3 + random.below(10)) {
        let person = names.person(&random)
        let middle = (person.firstYear + person.lastYear) / 2
        let moves = person.lastYear - person.firstYear >= 4 && random.chance(0.3)
        labs[lab].members.append((people.count, person.firstYear, moves ? middle : person.lastYear))
        if moves { labs[random.below(labCount)].members.append((people.count, middle + 1, person.lastYear)) }
        people.append(person)
      }
    }
    for paper in 0..<papers {
      let lab = labs[random.below(labCount)]
      let year = 2006 + random.below(20)
      var team = Self.team(of: lab, in: year, upTo: 1 + random.below(5), people, &random)
      if random.chance(0.35) {
        let partner = labs[lab.partner]
        let more = Self.team(of: partner, in: year, upTo: 1 + random.below(3), people, &random)
        team += more.filter { one in !team.contains { $0.person == one.person } }
      }
      let venue = lab.venues[random.below(3)]
      for (k, member) in team.enumerated() {
        corpus.mentions.append(
          AuthorMention(
            paperID: Int64(paper), position: k + 1, name: people[member.person].printed(by: venue, &random),
            institutions: random.chance(0.9) ? ["name:institution \(member.institution)"] : [], year: year,
            venue: "Venue \(venue)"))
        corpus.truth.append("person \(member.person)")
      }
    }
    return corpus
  }

  /// Up to `size` members of a lab who are active in `year`, the productive ones first by chance.
  private static func team(
    of lab: Lab, in year: Int, upTo size: Int, _ people: [InventedNames.Person], _ random: inout SplitMix64
  ) -> [(person: Int, institution: Int)] {
    var active = lab.members.filter { $0.from <= year && year <= $0.to }
    var chosen: [(Int, Int)] = []
    while chosen.count < size, !active.isEmpty {
      let total = active.reduce(0) { $0 + people[$1.person].activity }
      var mark = random.unit() * total
      let index =
        active.firstIndex { member in
          mark -= people[member.person].activity
          return mark <= 0
        } ?? active.count - 1
      chosen.append((active.remove(at: index).person, lab.institution))
    }
    return chosen
  }
}

/// Steele, Lea & Flood (2014), Fast splittable pseudorandom number generators, doi:10.1145/2660193.2660195.
struct SplitMix64: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  /// 0..<1.
  mutating func unit() -> Double { Double(next() >> 11) * 0x1p-53 }
  mutating func below(_ n: Int) -> Int { Int(unit() * Double(n)) }
  mutating func chance(_ p: Double) -> Bool { unit() < p }
}
