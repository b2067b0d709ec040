import Bibliography
import Foundation

/// What a resolution decided, with the ids that its institutions get.
struct Decisions {
  /// By affiliation.
  let affiliations: [AffiliationDecision]
  let institutions: InstitutionTable
  /// Of each part, in the order of `affiliations`: the places of its institution and its unit; -1 where it has none.
  private let places: [(institution: Int32, unit: Int32)]
  /// Where the parts of each affiliation begin in `places`.
  private let firstPart: [Int]

  /// - Parameter institutions: asked for hosts and families that no affiliation names.
  init(_ resolutions: [AffiliationDecision], institutions find: (Institution.Key) -> Institution?) {
    affiliations = resolutions
    var table = InstitutionTable()
    var firstPart: [Int] = []
    var places: [(institution: Int32, unit: Int32)] = []
    firstPart.reserveCapacity(resolutions.count)
    places.reserveCapacity(resolutions.count)
    for decision in resolutions {
      firstPart.append(places.count)
      for part in decision.parts {
        guard part.state == .resolved, let institution = part.institution else {
          places.append((-1, -1))
          continue
        }
        let place = table.note(institution, unitOf: nil)
        places.append((place, part.unit.map { table.noteUnit($0, of: institution, part: part) } ?? -1))
      }
    }
    table.close(find)
    self.institutions = table
    self.firstPart = firstPart
    self.places = places
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
    let (institution, unit) = places[firstPart[place] + index]
    return (institution < 0 ? nil : institutions.id(at: institution), unit < 0 ? nil : institutions.id(at: unit))
  }
}

/// The institutions of a corpus, with the units inside them; ids are given in the order of keys.
struct InstitutionTable {
  /// In the order they were noted, which is that of their places.
  private var rows: [(institution: Institution, unitOf: Int32)] = []
  private var placeOf: [Institution.Key: Int32] = [:]
  /// Folded names by place, of those that units were noted of; empty where none was.
  private var foldedNames: [String] = []
  /// Places in the order of keys, and the id of each place.
  private var order: [Int32] = []
  private var idOf: [Int64] = []
  private var families: [Int64] = []
  private var waiting: [Institution.Key] = []
  private let keys = InternPool()
  private let names = InternPool()
  /// Of each institution in order, its place in `names`.
  private var namePlaces: [Int] = []

  var count: Int { order.count }

  /// The id of each institution.
  var ids: [Institution.Key: Int64] { placeOf.mapValues { idOf[Int($0)] } }

  func id(at place: Int32) -> Int64 { idOf[Int(place)] }

  /// Notes an institution, or finds it; returns its place.
  @discardableResult
  mutating func note(_ institution: Institution, unitOf: Int32?) -> Int32 {
    if let place = placeOf[institution.key] { return place }
    let place = Int32(rows.count)
    placeOf[institution.key] = place
    rows.append((institution, unitOf ?? -1))
    if let host = institution.host { waiting.append(host) }
    if let family = institution.family { waiting.append(family) }
    return place
  }

  /// Notes a unit as an institution of its own, inside `institution`; returns its place.
  ///
  /// A unit that a registry knows has its own record; others get a name that tells which institution they are in.
  mutating func noteUnit(_ unit: String, of institution: Institution, part: AffiliationPart) -> Int32 {
    let folded = unit.foldedName
    let key = Self.unitKey(institution.key, folded: folded)
    if let place = placeOf[key] { return place }
    let owner = note(institution, unitOf: nil)
    while foldedNames.count <= owner { foldedNames.append("") }
    if foldedNames[Int(owner)].isEmpty { foldedNames[Int(owner)] = institution.name.foldedName }
    let name = folded.holds(foldedNames[Int(owner)]) ? unit : "\(unit), \(institution.name)"
    return note(
      Institution(
        key: key, name: name, ror: part.unitROR, sector: institution.sector, sectorRule: institution.sectorRule,
        country: part.siteCountry ?? institution.country, family: institution.family ?? institution.key),
      unitOf: owner)
  }

  /// A unit's key lies under its institution's, so that two schools of computer science stay two.
  static func unitKey(_ institution: Institution.Key, unit: String) -> Institution.Key {
    unitKey(institution, folded: unit.foldedName)
  }

  private static func unitKey(_ institution: Institution.Key, folded: String) -> Institution.Key {
    "\(institution)/\(folded)"
  }

  /// Adds hosts and families, and gives the ids.
  mutating func close(_ find: (Institution.Key) -> Institution?) {
    while let key = waiting.popLast() {
      if placeOf[key] == nil, let institution = find(key) { note(institution, unitOf: nil) }
    }
    order = Self.order(of: rows.map(\.institution.key))
    idOf = Array(repeating: 0, count: rows.count)
    for (index, place) in order.enumerated() { idOf[Int(place)] = Int64(index + 1) }
    families.reserveCapacity(order.count)
    namePlaces.reserveCapacity(order.count)
    for place in order {
      let institution = rows[Int(place)].institution
      families.append(id(of: institution.family) ?? 0)
      _ = keys.intern(institution.key)
      namePlaces.append(names.intern(institution.name).index)
    }
  }

  private func id(of key: Institution.Key?) -> Int64? { key.flatMap { placeOf[$0] }.map { idOf[Int($0)] } }

  /// Places by key; keys of ASCII alone are compared byte by byte, which for them is the order of strings.
  private static func order(of keys: [Institution.Key]) -> [Int32] {
    guard keys.allSatisfy({ $0.utf8.allSatisfy { $0 < 0x80 } }) else {
      return keys.indices.sorted { keys[$0] < keys[$1] }.map { Int32($0) }
    }
    let pool = InternPool()
    for key in keys { _ = pool.intern(key) }
    return TextOrder.sorted(count: keys.count) { pool.bytes($0) }.map { Int32($0) }
  }

  func family(of id: Int64) -> Int64? { families[Int(id) - 1] == 0 ? nil : families[Int(id) - 1] }

  /// The bytes of the key of the institution with id `place` + 1.
  func key(_ place: Int) -> UnsafeBufferPointer<UInt8> { keys.bytes(place) }
  /// The bytes of its name.
  func name(_ place: Int) -> UnsafeBufferPointer<UInt8> { names.bytes(namePlaces[place]) }
  /// The sector of each institution, by id - 1.
  var sectors: [String] { order.map { rows[Int($0)].institution.sector.rawValue } }

  func write(to maker: any RowMaker) throws {
    let out = try maker.rows("decided_institution")
    for (index, place) in order.enumerated() {
      let (institution, unitOf) = rows[Int(place)]
      out.add(index + 1)
      out.add(bytes: key(index))
      out.add(institution.name)
      out.add(institution.ror?.address)
      out.add(institution.sector.rawValue)
      out.add(institution.sectorRule)
      out.add(institution.country)
      out.add(institution.city)
      out.add(institution.latitude)
      out.add(institution.longitude)
      out.add(id(of: institution.host))
      out.add(families[index] == 0 ? nil : families[index])
      out.add(unitOf < 0 ? nil : idOf[Int(unitOf)])
      try out.end()
    }
  }
}

extension String {
  /// Whether `part` stands in it; `contains`, quick for ASCII.
  fileprivate func holds(_ part: String) -> Bool {
    var (whole, part) = (self, part)
    let found = whole.withUTF8 { whole in
      part.withUTF8 { part -> Bool? in
        guard let base = whole.baseAddress, let first = part.first, whole.allSatisfy({ $0 < 0x80 }) else { return nil }
        var at = 0
        while at + part.count <= whole.count {
          guard let next = memchr(base + at, Int32(first), whole.count - part.count - at + 1) else { return false }
          if memcmp(next, part.baseAddress ?? base, part.count) == 0 { return true }
          at = UnsafeRawPointer(next) - UnsafeRawPointer(base) + 1
        }
        return false
      }
    }
    return found ?? whole.contains(part)
  }
}
