import Foundation

/// Mentions as integers: names, blocks, co-authors and institutions numbered, with how common each is.
final class AuthorFeatures {
  /// Parsed names by form; a form is a distinct `AuthorName.key`.
  var names: [AuthorName] = []
  /// Form of each mention.
  var form: [Int32] = []
  /// Block of each form; blocks are numbered in the order of their keys.
  var blockOfForm: [Int32] = []
  var blockCount = 0
  /// Co-authors of each mention as blocks, ascending and distinct, in one array with n + 1 offsets; empty for teams
  /// above the limit. Blocks and not forms, so that `J. Smith` and `Jane Smith` are one witness.
  var coauthors: [Int32] = []
  var coauthorStart: [Int] = [0]
  /// Institutions of each mention, ascending and distinct, likewise.
  var institutions: [Int32] = []
  var institutionStart: [Int] = [0]
  /// Venue of each mention; -1 without one.
  var venue: [Int32] = []
  /// 0 without one.
  var year: [Int32] = []
  /// Log-odds that one shared co-author of the block, institution, venue says, before caps: rare ones say more.
  var coauthorWeight: [Double] = []
  var institutionWeight: [Double] = []
  var venueWeight: [Double] = []
  /// Expected number of other people of the form's name in this corpus.
  var namesakes: [Double] = []

  /// Paper of each mention, numbered from 0.
  var paper: [Int32] = []

  /// Who wrote with each mention, as the authors of an earlier round, ascending and distinct, with n + 1 offsets: all
  /// empty in the first round. The same person again says more than the same name again.
  private(set) var partners: [Int32] = []
  private(set) var partnerStart: [Int] = []
  /// Log-odds that one shared partner adds to those of his or her name.
  private(set) var partnerWeight: [Double] = []
  /// Mentions of each paper, `byPaper[teamStart[p]..<teamStart[p + 1]]`.
  private var byPaper: [Int32] = []
  private var teamStart: [Int] = [0]

  /// Reads the mentions in their own order; all numbers follow content (sorted keys), not that order.
  init(_ mentions: [AuthorMention], rules: AuthorRules) {
    readNames(mentions)
    readPapers(mentions, largestTeam: rules.largestTeam)
    readInstitutions(mentions)
    readVenues(mentions)
    countNamesakes(correlation: rules.nameCorrelation, mentionsPerAuthor: rules.mentionsPerAuthor)
  }

  private func readNames(_ mentions: [AuthorMention]) {
    var spelling: [String: Int32] = [:]
    var printed: [String] = []
    form = mentions.map { mention in
      if let known = spelling[mention.name] { return known }
      let number = Int32(printed.count)
      spelling[mention.name] = number
      printed.append(mention.name)
      return number
    }
    let parsed = printed.map { AuthorName($0) }
    let keys = parsed.map(\.key)
    let bySpelling = printed.indices.sorted { (keys[$0], printed[$0]) < (keys[$1], printed[$1]) }
    var formOfSpelling = [Int32](repeating: 0, count: printed.count)
    for (k, s) in bySpelling.enumerated() {
      if k == 0 || keys[bySpelling[k - 1]] != keys[s] { names.append(parsed[s]) }
      formOfSpelling[s] = Int32(names.count - 1)
    }
    for m in form.indices { form[m] = formOfSpelling[Int(form[m])] }
    let blocks = names.map(\.blockingKey)
    let ordered = Set(blocks).sorted()
    let number = Dictionary(uniqueKeysWithValues: ordered.enumerated().map { ($1, Int32($0)) })
    blockOfForm = blocks.map { number[$0] ?? 0 }
    blockCount = ordered.count
  }

  private func readPapers(_ mentions: [AuthorMention], largestTeam: Int) {
    let byPaper = mentions.indices.sorted { (mentions[$0].paperID, $0) < (mentions[$1].paperID, $1) }
    var team: [(start: Int, end: Int)] = Array(repeating: (0, 0), count: mentions.count)
    var papersOfBlock = [Int](repeating: 0, count: blockCount)
    var papers = 0
    paper = Array(repeating: 0, count: mentions.count)
    var start = 0
    while start < byPaper.count {
      var end = start
      let id = mentions[byPaper[start]].paperID
      while end < byPaper.count, mentions[byPaper[end]].paperID == id { end += 1 }
      for k in start..<end {
        team[byPaper[k]] = (start, end)
        paper[byPaper[k]] = Int32(papers)
        papersOfBlock[Int(block(of: byPaper[k]))] += 1
      }
      papers += 1
      start = end
      teamStart.append(end)
    }
    self.byPaper = byPaper.map { Int32($0) }
    partnerStart = Array(repeating: 0, count: mentions.count + 1)
    coauthorStart.reserveCapacity(mentions.count + 1)
    for m in mentions.indices {
      let own = team[m]
      if own.end - own.start <= largestTeam {
        let others = byPaper[own.start..<own.end].filter { $0 != m }.map { block(of: $0) }
        Self.appendDistinct(others.sorted(), to: &coauthors)
      }
      coauthorStart.append(coauthors.count)
    }
    // P(shared | one person) ~ 0.25; P(shared | two of that name) ~ three times the share of papers with that name.
    coauthorWeight = papersOfBlock.map { Self.logOdds(0.25, 3 * Double($0) / Double(papers + Self.unseenPapers)) }
  }

  /// Makes the authors of a round, a number below `mentions` for each mention, the partners of the next one.
  ///
  /// - Complexity: O(n) for teams of bounded size.
  func setPartners(_ author: [Int32], largestTeam: Int) {
    partners.removeAll(keepingCapacity: true)
    partnerStart = [0]
    partnerStart.reserveCapacity(author.count + 1)
    var papersOf = [Int32](repeating: 0, count: author.count)
    var blockOf = [Int32](repeating: 0, count: author.count)
    for m in author.indices {
      papersOf[Int(author[m])] += 1
      blockOf[Int(author[m])] = block(of: m)
    }
    for m in author.indices {
      let team = teamStart[Int(paper[m])]..<teamStart[Int(paper[m]) + 1]
      if team.count <= largestTeam {
        let others = byPaper[team].filter { $0 != Int32(m) }.map { author[Int($0)] }
        Self.appendDistinct(others.sorted(), to: &partners)
      }
      partnerStart.append(partners.count)
    }
    let papers = Double(teamStart.count - 1 + Self.unseenPapers)
    partnerWeight = papersOf.indices.map { a in
      max(0, Self.logOdds(0.25, 3 * Double(papersOf[a]) / papers) - coauthorWeight[Int(blockOf[a])])
    }
  }

  /// Papers and mentions of the field that a small corpus does not hold: without them everything in it looks common.
  private static let unseenPapers = 1000
  private static let unseenMentions = 1000.0

  /// Block of a mention.
  func block(of mention: Int) -> Int32 { blockOfForm[Int(form[mention])] }

  private func readInstitutions(_ mentions: [AuthorMention]) {
    let ordered = Set(mentions.flatMap(\.institutions)).sorted()
    let number = Dictionary(uniqueKeysWithValues: ordered.enumerated().map { ($1, Int32($0)) })
    var count = [Int](repeating: 0, count: ordered.count)
    var given = 0
    for mention in mentions {
      let keys = mention.institutions.compactMap { number[$0] }.sorted()
      Self.appendDistinct(keys, to: &institutions)
      institutionStart.append(institutions.count)
      if !keys.isEmpty { given += 1 }
    }
    for key in institutions { count[Int(key)] += 1 }
    // Namesakes meet at one institution more often than chance: twice its share.
    institutionWeight = count.map { Self.logOdds(0.5, 2 * Double($0) / Double(given + Self.unseenPapers)) }
  }

  private func readVenues(_ mentions: [AuthorMention]) {
    let ordered = Set(mentions.compactMap(\.venue)).sorted()
    let number = Dictionary(uniqueKeysWithValues: ordered.enumerated().map { ($1, Int32($0)) })
    venue = mentions.map { $0.venue.flatMap { number[$0] } ?? -1 }
    year = mentions.map { Int32(clamping: $0.year ?? 0) }
    var count = [Int](repeating: 0, count: ordered.count)
    for v in venue where v >= 0 { count[Int(v)] += 1 }
    let given = max(count.reduce(0, +), 1)
    venueWeight = count.map { 0.3 * Self.logOdds(1, Double($0) / Double(given)) }
  }

  /// How many other people of the same name to expect, from how often its parts occur in other names:
  ///
  ///     namesakes = c · (g − o) (f − o) / (r · N)
  ///
  /// where of `N` mentions with a full name `g` have this given name, `f` this family name and `o` both, `r` is the
  /// number of mentions an author has, and `c` how much likelier the two meet than by independence. A middle name makes
  /// it ten times less; an initial stands for everybody whose given name begins with it. Large corpora meet common names
  /// often: `Wei Wang` has hundreds, `Boris Pismenny` none.
  func countNamesakes(correlation: Double, mentionsPerAuthor: Double) {
    var givenCount: [String: Int] = [:]
    var familyCount: [String: Int] = [:]
    var own = [Int](repeating: 0, count: names.count)
    for f in form { own[Int(f)] += 1 }
    // A name and its middle name are counted with the name alone.
    var pairCount: [String: Int] = [:]
    var total = 0
    for (f, name) in names.enumerated() where name.isFull {
      givenCount[name.given[0], default: 0] += own[f]
      familyCount[name.family, default: 0] += own[f]
      pairCount[name.given[0] + "\t" + name.family, default: 0] += own[f]
      total += own[f]
    }
    let scale = correlation / (mentionsPerAuthor * (Double(total) + Self.unseenMentions))
    var peopleInBlock = [Double](repeating: 0, count: blockCount)
    namesakes = Array(repeating: 0, count: names.count)
    for (f, name) in names.enumerated() where name.isFull {
      let both = pairCount[name.given[0] + "\t" + name.family, default: 0]
      let givens = Double(givenCount[name.given[0], default: 0] - both)
      let families = Double(familyCount[name.family, default: 0] - both)
      let expected = scale * givens * families
      namesakes[f] = name.given.count > 1 ? expected / 10 : expected
      peopleInBlock[Int(blockOfForm[f])] += 1 + namesakes[f]
    }
    for (f, name) in names.enumerated() {
      // Who prints a qualifier has told the namesakes apart.
      if name.qualifier != nil {
        namesakes[f] = 0
      } else if !name.isFull {
        let families = Double(familyCount[name.family, default: 0]) / mentionsPerAuthor
        namesakes[f] = max(peopleInBlock[Int(blockOfForm[f])] - 1, 0) + 0.1 * families
      }
    }
  }

  private static func appendDistinct(_ sorted: [Int32], to array: inout [Int32]) {
    var last: Int32?
    for value in sorted where value != last {
      array.append(value)
      last = value
    }
  }

  private static func logOdds(_ same: Double, _ different: Double) -> Double {
    max(0, log(same / max(different, 1e-9)))
  }
}
