import Bibliography

/// What a resolution decided, with the ids that its institutions get.
struct Decisions {
  /// By affiliation.
  let affiliations: [AffiliationDecision]
  let institutions: InstitutionTable
  /// Id of each part's unit, where it has one; parts in the order of `affiliations`.
  private let units: [Int64]
  /// Where the parts of each affiliation begin in `units`.
  private let firstPart: [Int]

  /// - Parameter institutions: asked for hosts and families that no affiliation names.
  init(_ resolutions: [AffiliationDecision], institutions find: (Institution.Key) -> Institution?) {
    affiliations = resolutions
    var table = InstitutionTable()
    var firstPart: [Int] = []
    var unitKeys: [Institution.Key?] = []
    for decision in resolutions {
      firstPart.append(unitKeys.count)
      for part in decision.parts {
        guard part.state == .resolved, let institution = part.institution else {
          unitKeys.append(nil)
          continue
        }
        table.note(institution, unitOf: nil)
        unitKeys.append(part.unit.map { table.noteUnit($0, of: institution, part: part) })
      }
    }
    table.close(find)
    self.institutions = table
    self.firstPart = firstPart
    units = unitKeys.map { $0.flatMap { table.ids[$0] } ?? 0 }
  }

  /// Writes `decided_institution` and `decided_part`.
  func write(to maker: any RowMaker) throws {
    try institutions.write(to: maker)
    let rows = try maker.rows("decided_part")
    for (place, decision) in affiliations.enumerated() {
      for (index, part) in decision.parts.enumerated() {
        let ids = ids(of: part, place: place, index: index)
        rows.add(decision.id)
        rows.add(index + 1)
        rows.add(part.text)
        rows.add(part.state == .unaffiliated ? "unaffiliated" : ids.institution != nil ? "resolved" : "unresolved")
        rows.add(ids.institution)
        rows.add(part.unit)
        rows.add(ids.unit)
        rows.add(part.siteCountry)
        rows.add(part.method)
        rows.add(min(1, max(0, part.confidence)))
        rows.add(part.reason)
        try rows.end()
      }
    }
  }

  /// The parts of each affiliation by its id; one unresolved part, with the text that `text` gives, where nothing was
  /// decided.
  func parts(count: Int, text: (Int) -> String) -> [[ListCredit.Part]] {
    var parts: [[ListCredit.Part]] = Array(repeating: [], count: count + 1)
    for (place, decision) in affiliations.enumerated() where decision.id <= count {
      for (index, part) in decision.parts.enumerated() {
        let (institution, unit) = ids(of: part, place: place, index: index)
        parts[Int(decision.id)].append(
          ListCredit.Part(
            institution: institution, unit: unit ?? institution,
            family: institution.map { institutions.family(of: $0) ?? $0 },
            isUnaffiliated: part.state == .unaffiliated, text: institution == nil ? part.text : "",
            site: part.siteCountry))
      }
    }
    for id in 1..<max(1, parts.count) where parts[id].isEmpty { parts[id] = [ListCredit.Part(text: text(id))] }
    return parts
  }

  private func ids(of part: AffiliationPart, place: Int, index: Int) -> (institution: Int64?, unit: Int64?) {
    guard part.state == .resolved, let institution = part.institution else { return (nil, nil) }
    let unit = units[firstPart[place] + index]
    return (institutions.ids[institution.key], unit == 0 ? nil : unit)
  }
}

/// The institutions of a corpus, with the units inside them; ids are given in the order of keys.
struct InstitutionTable {
  private var rows: [Institution.Key: (institution: Institution, unitOf: Institution.Key?)] = [:]
  private var unitKeys: [String: Institution.Key] = [:]
  private(set) var ids: [Institution.Key: Int64] = [:]
  private var order: [Institution.Key] = []
  private var families: [Int64] = []
  private var waiting: [Institution.Key] = []
  private let keys = InternPool()
  private let names = InternPool()
  /// Of each institution in order, its place in `names`.
  private var namePlaces: [Int] = []

  var count: Int { order.count }

  mutating func note(_ institution: Institution, unitOf: Institution.Key?) {
    guard rows[institution.key] == nil else { return }
    rows[institution.key] = (institution, unitOf)
    waiting += [institution.host, institution.family].compactMap { $0 }
  }

  /// Notes a unit as an institution of its own, inside `institution`; returns its key.
  ///
  /// A unit that a registry knows has its own record; others get a name that tells which institution they are in.
  mutating func noteUnit(_ unit: String, of institution: Institution, part: AffiliationPart) -> Institution.Key {
    let key = Self.unitKey(institution.key, unit: unit)
    if rows[key] == nil {
      let name =
        unit.foldedName.contains(institution.name.foldedName) ? unit : "\(unit), \(institution.name)"
      note(
        Institution(
          key: key, name: name, ror: part.unitROR, sector: institution.sector, sectorRule: institution.sectorRule,
          country: part.siteCountry ?? institution.country, family: institution.family ?? institution.key),
        unitOf: institution.key)
    }
    return key
  }

  /// A unit's key lies under its institution's, so that two schools of computer science stay two.
  static func unitKey(_ institution: Institution.Key, unit: String) -> Institution.Key {
    "\(institution)/\(unit.foldedName)"
  }

  /// Adds hosts and families, and gives the ids.
  mutating func close(_ find: (Institution.Key) -> Institution?) {
    while let key = waiting.popLast() {
      if rows[key] == nil, let institution = find(key) { note(institution, unitOf: nil) }
    }
    order = rows.keys.sorted()
    ids.reserveCapacity(order.count)
    for (index, key) in order.enumerated() { ids[key] = Int64(index + 1) }
    families = order.map { rows[$0]?.institution.family.flatMap { ids[$0] } ?? 0 }
    for key in order {
      _ = keys.intern(key)
      namePlaces.append(names.intern(rows[key]?.institution.name ?? "").index)
    }
  }

  func family(of id: Int64) -> Int64? { families[Int(id) - 1] == 0 ? nil : families[Int(id) - 1] }

  /// The bytes of the key of the institution with id `place` + 1.
  func key(_ place: Int) -> UnsafeBufferPointer<UInt8> { keys.bytes(place) }
  /// The bytes of its name.
  func name(_ place: Int) -> UnsafeBufferPointer<UInt8> { names.bytes(namePlaces[place]) }
  /// The sector of each institution, by id - 1.
  var sectors: [String] { order.map { rows[$0]?.institution.sector.rawValue ?? "unknown" } }

  func write(to maker: any RowMaker) throws {
    let out = try maker.rows("decided_institution")
    for (index, key) in order.enumerated() {
      guard let (institution, unitOf) = rows[key] else { continue }
      out.add(index + 1)
      out.add(key)
      out.add(institution.name)
      out.add(institution.ror?.address)
      out.add(institution.sector.rawValue)
      out.add(institution.sectorRule)
      out.add(institution.country)
      out.add(institution.city)
      out.add(institution.latitude)
      out.add(institution.longitude)
      out.add(institution.host.flatMap { ids[$0] })
      out.add(institution.family.flatMap { ids[$0] })
      out.add(unitOf.flatMap { ids[$0] })
      try out.end()
    }
  }
}
