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

  /// Reads the mentions in their own order; all numbers follow content (sorted keys), not that order.
  init(_ mentions: [AuthorMention], rules: AuthorRules) {
    readNames(mentions)
    readPapers(mentions, largestTeam: rules.largestTeam)
    readInstitutions(mentions)
    readVenues(mentions)
    countNamesakes(correlation: rules.nameCorrelation)
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
    }
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

  /// Papers and people of the field that a small corpus does not hold: without them everything in it looks common.
  private static let unseenPapers = 1000
  private static let unseenPeople = 100.0

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

  /// How many other people of the same name to expect, from the distinct full names of the corpus:
  ///
  ///     namesakes = c · (g − 1) (f − 1) / N
  ///
  /// where `g` of the `N` distinct full names have this given name, `f` this family name, and `c` is how much
  /// likelier they meet than by independence. A middle name makes it ten times less; an initial stands for all given
  /// names that begin with it. Large corpora meet common names often: `Wei Wang` has hundreds, `Boris Pismenny` none.
  private func countNamesakes(correlation: Double) {
    var givenCount: [String: Int] = [:]
    var familyCount: [String: Int] = [:]
    var fullInBlock = [Int](repeating: 0, count: blockCount)
    var total = 0
    for (f, name) in names.enumerated() where name.isFull {
      givenCount[name.given[0], default: 0] += 1
      familyCount[name.family, default: 0] += 1
      fullInBlock[Int(blockOfForm[f])] += 1
      total += 1
    }
    namesakes = names.indices.map { f in
      let name = names[f]
      // Who prints a qualifier has told the namesakes apart.
      if name.qualifier != nil { return 0 }
      let families = Double(familyCount[name.family, default: 0])
      if name.isFull {
        let givens = Double(givenCount[name.given[0], default: 0])
        let expected = correlation * max(givens - 1, 0) * max(families - 1, 0) / (Double(total) + Self.unseenPeople)
        return name.given.count > 1 ? expected / 10 : expected
      }
      let others = Double(max(fullInBlock[Int(blockOfForm[f])] - 1, 0))
      return others + 0.1 * families
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
