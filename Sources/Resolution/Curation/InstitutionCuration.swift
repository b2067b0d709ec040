import Bibliography

/// A curation made ready for the affiliations of one corpus: applies the rows about institutions and counts their uses.
///
/// Pure but for the counts: the same part gives the same part, whatever came before it.
public struct InstitutionCuration {
  /// How often each row did something, aligned with `Curation.rows`.
  public private(set) var uses: [Int]
  private let curation: Curation
  private let resolver: Resolver
  /// Row numbers by action and what is named: a folded name, or the key of the institution that the name means.
  private var byName: [Curation.Action: [String: Int]] = [:]
  private var apart: [(row: Int, a: Set<String>, b: Set<String>)] = []
  private var groupRows: [String: [Int]] = [:]
  /// What each merge leads to, and the rows on the way.
  private var targets: [Int: (institution: Institution, rows: [Int])] = [:]

  /// `resolver` tells which institutions the names of the rows mean.
  public init(_ curation: Curation, resolver: Resolver) {
    self.curation = curation
    self.resolver = resolver
    uses = Array(repeating: 0, count: curation.rows.count)
    for (number, row) in curation.rows.enumerated() where row.concerns(.institution) {
      let names = Self.names(of: row.name, resolver)
      switch row.action {
      case .keepApart: apart.append((number, names, Self.names(of: row.value, resolver)))
      case .group: for name in names { groupRows[name, default: []].append(number) }
      default:
        // A name as it is printed goes before what another name means.
        for name in names where byName[row.action]?[name] == nil || name == Folding.key(row.name) {
          byName[row.action, default: [:]][name] = number
        }
      }
    }
    for (number, row) in curation.rows.enumerated() where row.action == .merge && row.concerns(.institution) {
      targets[number] = target(of: number)
    }
  }

  /// The folded name, and the key of the one institution it means.
  private static func names(of name: String, _ resolver: Resolver) -> Set<String> {
    var names: Set<String> = [Folding.key(name)]
    if let ror = ROR(name) { names.insert("ror:" + ror.value) }
    let parts = resolver.resolve(Affiliation(name))
    if parts.count == 1, parts[0].unit == nil, let institution = parts[0].institution, institution.ror != nil {
      names.insert(institution.key)
    }
    return names
  }

  /// Follows merges to their end; a name that no registry has is an institution of its own, judged by its words.
  private func target(of number: Int) -> (Institution, [Int]) {
    var rows = [number]
    var name = curation.rows[number].value
    while rows.count <= curation.rows.count, let next = byName[.merge]?[Folding.key(name)], !rows.contains(next) {
      rows.append(next)
      name = curation.rows[next].value
    }
    let parts = resolver.resolve(Affiliation(name))
    if parts.count == 1, parts[0].unit == nil, let institution = parts[0].institution { return (institution, rows) }
    return (Institution(key: "name:" + Folding.key(name), name: name), rows)
  }

  private func row(_ action: Curation.Action, _ names: [String?]) -> Int? {
    guard let known = byName[action] else { return nil }
    for case let name? in names { if let number = known[name] { return number } }
    return nil
  }

  /// The parts of one printed affiliation as the curation has them.
  ///
  /// Order: drop, split, keep apart, merge, then name, sector and country of what that gives. Where a row decides what a
  /// text is, the method becomes `curation`; every row that did something stands in the reason with its place.
  public mutating func apply(to parts: [AffiliationPart]) -> [AffiliationPart] {
    curation.rows.isEmpty ? parts : parts.map { apply(to: $0) }
  }

  private mutating func apply(to original: AffiliationPart) -> AffiliationPart {
    var part = original
    let text = Folding.key(part.text)
    func note(_ what: String, _ number: Int, decides: Bool) {
      uses[number] += 1
      if decides {
        part.method = "curation"
        part.confidence = 1
      }
      part.reason += "; \(what) by \(curation.rows[number].location)"
    }
    func names(_ institution: Institution?) -> [String?] {
      [institution.map { Folding.key($0.name) }, institution?.key]
    }
    if part.state != .unaffiliated, let number = row(.drop, [text] + names(part.unit == nil ? part.institution : nil)) {
      part.state = .unresolved
      part.institution = nil
      part.unit = nil
      part.unitROR = nil
      note("dropped", number, decides: true)
      return part
    }
    if part.state == .resolved, let unit = part.unit, let institution = part.institution {
      let own = Folding.key(unit)
      let full = Folding.key("\(unit), \(institution.name)")
      if let number = row(.split, [own, full, part.unitROR.map { "ror:" + $0.value }]) {
        part.institution = splitOff(unit, of: institution, ror: part.unitROR, named: curation.rows[number].name)
        part.unit = nil
        part.unitROR = nil
        note("made an institution of its own", number, decides: true)
      }
    }
    if part.state == .resolved, let institution = part.institution,
      let (number, other) = keptApart(institution, text: text, unit: part.unit)
    {
      part.institution = ownInstitution(other, country: part.siteCountry)
      part.unit = nil
      part.unitROR = nil
      note("kept apart from '\(institution.name)'", number, decides: true)
    }
    let byText = row(.merge, [text])
    let mergeable = part.state == .resolved ? names(part.institution) : []
    if part.state != .unaffiliated, let number = byText ?? row(.merge, mergeable), let target = targets[number] {
      part.state = .resolved
      part.institution = target.institution
      if byText != nil {
        part.unit = nil
        part.unitROR = nil
      }
      for step in target.rows { note("merged into '\(target.institution.name)'", step, decides: byText != nil) }
    }
    if let institution = part.institution {
      let (curated, rows) = attributes(of: institution)
      part.institution = curated
      for (number, what) in rows { note(what, number, decides: false) }
      for number in groups(of: institution, unit: part.unit) { uses[number] += 1 }
    }
    return part
  }

  /// An institution with the name, sector, country and family that the curation gives it: for those that no text names,
  /// such as families and hosts.
  public func curated(_ institution: Institution) -> Institution { attributes(of: institution).institution }

  private func attributes(of institution: Institution) -> (institution: Institution, rows: [(Int, String)]) {
    var curated = institution
    var rows: [(Int, String)] = []
    let names = [Folding.key(institution.name), institution.key] as [String?]
    if let number = row(.rename, names) {
      curated.name = curation.rows[number].value
      rows.append((number, "renamed"))
    }
    let all = names + [Folding.key(curated.name)]
    if let number = row(.sector, all) {
      curated.sector = Sector(rawValue: curation.rows[number].value) ?? .unknown
      curated.sectorRule = "curation"
      rows.append((number, "sector set to \(curated.sector.rawValue)"))
    }
    if let number = row(.country, all) {
      curated.country = curation.rows[number].value
      rows.append((number, "country set to \(curation.rows[number].value)"))
    }
    for (number, a, b) in apart {
      func isIn(_ set: Set<String>, _ key: Institution.Key?) -> Bool { key.map(set.contains) ?? false }
      let own = !a.isDisjoint(with: all.compactMap { $0 }) ? b : !b.isDisjoint(with: all.compactMap { $0 }) ? a : []
      if isIn(own, curated.family) || isIn(own, curated.host) {
        if isIn(own, curated.family) { curated.family = nil }
        if isIn(own, curated.host) { curated.host = nil }
        rows.append((number, "no longer counted with the other"))
      }
    }
    return (curated, rows)
  }

  /// The groups of an institution and of the unit inside it, each once, in the file's order.
  public func groupNames(of institution: Institution, unit: String? = nil) -> [String] {
    var names: [String] = []
    for number in groups(of: institution, unit: unit) where !names.contains(curation.rows[number].value) {
      names.append(curation.rows[number].value)
    }
    return names
  }

  private func groups(of institution: Institution, unit: String?) -> [Int] {
    guard !groupRows.isEmpty else { return [] }
    var names = [Folding.key(institution.name), institution.key]
    if let unit { names += [Folding.key(unit), Folding.key("\(unit), \(institution.name)")] }
    return Set(names.flatMap { groupRows[$0] ?? [] }).sorted()
  }

  /// The row that keeps `institution` apart from what the text or the unit says, and what that is.
  private func keptApart(_ institution: Institution, text: String, unit: String?) -> (Int, String)? {
    for (number, a, b) in apart {
      let own = [institution.key, Folding.key(institution.name)]
      let row = curation.rows[number]
      let other = own.contains(where: a.contains) ? row.value : own.contains(where: b.contains) ? row.name : nil
      guard let other else { continue }
      let key = Folding.key(other)
      guard !own.contains(key) else { continue }
      let said = [text, unit.map { Folding.key($0) }].compactMap { $0 }
      if said.contains(where: { (" " + $0 + " ").contains(" " + key + " ") }) { return (number, other) }
    }
    return nil
  }

  private func splitOff(_ unit: String, of institution: Institution, ror: ROR?, named: String) -> Institution {
    if let ror, let record = resolver.institution("ror:" + ror.value) {
      var own = record
      own.family = institution.family ?? institution.key
      return own
    }
    let isBare = Folding.key(named) == Folding.key(unit)
    let name = isBare ? unit : "\(unit), \(institution.name)"
    var own = institution
    own.key = "name:" + Folding.key(name)
    own.name = name
    own.ror = nil
    own.family = institution.family ?? institution.key
    return own
  }

  private func ownInstitution(_ name: String, country: String?) -> Institution {
    let parts = resolver.resolve(Affiliation(name))
    if parts.count == 1, var institution = parts[0].institution, institution.key == "name:" + Folding.key(name) {
      institution.country = institution.country ?? country
      return institution
    }
    return Institution(key: "name:" + Folding.key(name), name: name)
  }
}
