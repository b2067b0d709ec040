import Bibliography
import CMemory
import GRDB

/// Credit of each list of affiliations: what one author with this list gives to whom.
struct ListCredit {
  /// What a printed affiliation named, once for each level.
  struct Part: Equatable {
    var institution: Int64?
    var unit: Int64?
    var family: Int64?
    var isUnaffiliated = false
    /// Tells two unresolved texts apart.
    var text: String
    var site: String?

    func receiver(at level: Level) -> Int64? {
      switch level {
      case .unit: unit
      case .institution: institution
      case .family: family
      }
    }
  }

  /// One receiver of a list's credit.
  struct Share: Equatable {
    var institution: Int64?
    var site: String?
    var state: State
    var share: Double
  }

  /// Why nobody receives it, or that somebody does.
  enum State: String, CaseIterable, Comparable {
    case notGiven = "not_given"
    case resolved
    case shared
    case unaffiliated
    case unresolved

    static func < (a: State, b: State) -> Bool { a.rawValue < b.rawValue }
  }

  /// Parts of all affiliations side by side, and where those of each begin, by id.
  private let parts: [Part]
  private let starts: [Int32]

  /// - Parameter parts: by affiliation id, one at least for each.
  init(parts: [[Part]]) {
    var starts: [Int32] = [0]
    for named in parts { starts.append((starts.last ?? 0) + Int32(named.count)) }
    self.init(parts: Array(parts.joined()), starts: starts)
  }

  /// - Parameter starts: where the parts of each affiliation begin, by id, and the end of the last.
  init(parts: [Part], starts: [Int32]) {
    self.parts = parts
    self.starts = starts
  }

  private func range(of affiliation: Int64) -> Range<Int> {
    Int(starts[Int(affiliation)])..<Int(starts[Int(affiliation) + 1])
  }

  /// The one part that a list with these affiliations names, when it is an institution: it receives everything.
  func only(of members: some Sequence<Int64>) -> Part? {
    var members = members.makeIterator()
    guard let member = members.next(), members.next() == nil else { return nil }
    let range = range(of: member)
    return range.count == 1 && parts[range.lowerBound].institution != nil ? parts[range.lowerBound] : nil
  }

  /// The credit of a list with these affiliations, at each level; levels with the same credit are summed to one.
  func credit(of members: some Sequence<Int64>, absence: String) -> [(levels: Int, credit: [Share])] {
    var named: [Int] = []
    for member in members { named += range(of: member) }
    let institution = split(named, level: .institution, absence: absence)
    var levels: [(levels: Int, credit: [Share])] = [(Level.institution.bit, institution)]
    for level in [Level.unit, .family] {
      // Most institutions are their own families, and many have no units.
      if named.allSatisfy({ parts[$0].receiver(at: level) == parts[$0].institution }) {
        levels[0].levels += level.bit
        continue
      }
      let credit = split(named, level: level, absence: absence)
      if let same = levels.firstIndex(where: { $0.credit == credit }) {
        levels[same].levels += level.bit
      } else {
        levels.append((level.bit, credit))
      }
    }
    return levels
  }

  /// Splits one author evenly over the distinct institutions and the distinct unresolved texts that the parts at `places`
  /// name.
  ///
  /// Resolved receivers come first, by id. An author who is unaffiliated beside an institution has the institution. The
  /// share of an institution that is named at several sites is split evenly over them.
  private func split(_ places: [Int], level: Level, absence: String) -> [Share] {
    if places.count == 1, let receiver = parts[places[0]].receiver(at: level) {
      return [Share(institution: receiver, site: parts[places[0]].site, state: .resolved, share: 1)]
    }
    var credit: [Share] = []
    credit.reserveCapacity(places.count)
    var texts: [String] = []
    var isUnaffiliated = absence == "unaffiliated"
    for place in places {
      if let receiver = parts[place].receiver(at: level) {
        if !credit.contains(where: { $0.institution == receiver && $0.site == parts[place].site }) {
          credit.append(Share(institution: receiver, site: parts[place].site, state: .resolved, share: 1))
        }
      } else if parts[place].isUnaffiliated {
        isUnaffiliated = true
      } else {
        let text = parts[place].text.foldedName
        if !texts.contains(text) { texts.append(text) }
      }
    }
    if credit.count > 1 {
      credit.sort { a, b in
        a.institution != b.institution ? (a.institution ?? 0) < (b.institution ?? 0) : (a.site ?? "~") < (b.site ?? "~")
      }
    }
    var receivers = 0
    for index in credit.indices where index == 0 || credit[index].institution != credit[index - 1].institution {
      receivers += 1
    }
    let count = receivers + texts.count
    guard count > 0 else {
      let state: State = isUnaffiliated ? .unaffiliated : State(rawValue: absence) ?? .notGiven
      return [Share(state: state, share: 1)]
    }
    let share = 1 / Double(count)
    var start = 0
    while start < credit.count {
      let sites = credit[start...].prefix { $0.institution == credit[start].institution }.count
      for index in start..<start + sites { credit[index].share = share / Double(sites) }
      start += sites
    }
    for _ in texts { credit.append(Share(state: .unresolved, share: share)) }
    return credit
  }
}

/// The credit of all lists at level 'institution', side by side, for the scan of the authorships.
struct ListShares {
  struct Share {
    /// 0: nobody, for the reason in `state`.
    var institution: Int32
    var state: ListCredit.State
    var share: Double
  }

  private(set) var shares: [Share] = []
  /// Where the shares of each list begin, by list id.
  private var starts: [Int32] = [0]

  /// Has where the shares of a list begin brought near; then `fetchShares` the shares. See `InternPool.fetchSlot`.
  @inline(__always)
  func fetchStart(_ list: Int) { starts.withUnsafeBufferPointer { coterie_prefetch($0.baseAddress.map { $0 + list }) } }

  /// See `fetchStart`.
  @inline(__always)
  func fetchShares(_ list: Int) {
    let start = Int(starts[list])
    shares.withUnsafeBufferPointer { coterie_prefetch($0.baseAddress.map { $0 + start }) }
  }

  subscript(list: Int) -> Range<Int> { Int(starts[list])..<Int(starts[list + 1]) }

  /// Does what `append` does with the credit of a list that names one institution and nothing else.
  mutating func append(only part: ListCredit.Part, list: Int, to rows: Rows) throws {
    let institution = part.institution ?? 0
    let receivers = (institution, part.unit ?? institution, part.family ?? institution)
    var bits = (Level.institution.bit, Level.unit.bit, Level.family.bit)
    if receivers.1 == receivers.0 {
      bits.0 += bits.1
      bits.1 = 0
    }
    if receivers.2 == receivers.0 {
      bits.0 += bits.2
      bits.2 = 0
    } else if bits.1 > 0, receivers.2 == receivers.1 {
      bits.1 += bits.2
      bits.2 = 0
    }
    while starts.count <= list { starts.append(Int32(shares.count)) }
    var ordinal = 0
    func write(_ levels: Int, _ receiver: Int64) throws {
      if levels == 0 { return }
      ordinal += 1
      rows.add(Int64(list), Int64(ordinal), Int64(levels), receiver)
      rows.add(part.site)
      rows.addNull()
      rows.add(1.0)
      try rows.end()
    }
    try write(bits.0, receivers.0)
    try write(bits.1, receivers.1)
    try write(bits.2, receivers.2)
    shares.append(Share(institution: Int32(truncatingIfNeeded: institution), state: .resolved, share: 1))
    starts.append(Int32(shares.count))
  }

  /// Writes the credit of the next list to `counted_list` and keeps that at level 'institution'; ids ascend.
  mutating func append(_ credit: [(levels: Int, credit: [ListCredit.Share])], list: Int, to rows: Rows) throws {
    while starts.count <= list { starts.append(Int32(shares.count)) }
    var ordinal = 0
    for (levels, receivers) in credit {
      for receiver in receivers {
        ordinal += 1
        rows.add(Int64(list), Int64(ordinal), Int64(levels), receiver.institution ?? Rows.null)
        rows.add(receiver.site)
        rows.add(receiver.state == .resolved ? nil : receiver.state.rawValue)
        rows.add(receiver.share)
        try rows.end()
        if levels & Level.institution.bit != 0 {
          shares.append(
            Share(
              institution: Int32(truncatingIfNeeded: receiver.institution ?? 0), state: receiver.state,
              share: receiver.share))
        }
      }
    }
    starts.append(Int32(shares.count))
  }
}
