import Bibliography
import Foundation

/// What a resolution decides, taken in affiliation by affiliation, with the ids that its institutions get.
///
/// A part takes some 60 bytes beside its text and its reason: decisions about millions of addresses are gathered without
/// the millions of values that they were made as.
public final class Decisions {
  private struct Part {
    var affiliation: Int64
    /// Text, unit and reason, one behind the other.
    var bytes: UnsafeMutablePointer<UInt8>
    var textCount: Int32
    /// -1 where there is no unit.
    var unitCount: Int32
    var reasonCount: Int32
    /// Places in `institutions`; -1 for none.
    var institution: Int32
    var unit: Int32
    var confidence: Double
    /// Places in `words`.
    var method: Int32
    /// -1 where nothing says.
    var site: Int32
    var isUnaffiliated: Bool
  }

  private(set) var institutions = InstitutionTable()
  private var parts: [Part] = []
  /// Methods and countries, which repeat.
  private var words: [String] = []
  private var places: [String: Int32] = [:]
  /// Where the bytes of the parts are: blocks that stay where they are, the last one filled up to `used`.
  private var blocks: [UnsafeMutablePointer<UInt8>] = []
  private var used = 0
  private var size = 0

  /// No decisions yet.
  public init() {}

  deinit { blocks.forEach { $0.deallocate() } }

  /// Takes in what was decided about one affiliation.
  public func add(_ decision: AffiliationDecision) {
    for part in decision.parts {
      var (place, unit): (Int32, Int32) = (-1, -1)
      if part.state == .resolved, let institution = part.institution {
        place = institutions.note(institution, unitOf: nil)
        if let name = part.unit { unit = institutions.noteUnit(name, of: institution, part: part) }
      }
      let count = part.text.utf8.count + (part.unit?.utf8.count ?? 0) + part.reason.utf8.count
      let bytes = room(count)
      var at = 0
      func put(_ text: String) -> Int32 {
        var text = text
        return text.withUTF8 {
          if let from = $0.baseAddress { memcpy(bytes + at, from, $0.count) }
          at += $0.count
          return Int32(truncatingIfNeeded: $0.count)
        }
      }
      parts.append(
        Part(
          affiliation: decision.id, bytes: bytes, textCount: put(part.text), unitCount: part.unit.map(put) ?? -1,
          reasonCount: put(part.reason), institution: place, unit: unit, confidence: min(1, max(0, part.confidence)),
          method: word(part.method), site: part.siteCountry.map(word) ?? -1, isUnaffiliated: part.state == .unaffiliated
        ))
    }
  }

  private func room(_ count: Int) -> UnsafeMutablePointer<UInt8> {
    if blocks.isEmpty || used + count > size {
      size = max(1 << 20, count)
      blocks.append(.allocate(capacity: size))
      used = 0
    }
    defer { used += count }
    return blocks[blocks.count - 1] + used
  }

  private func word(_ text: String) -> Int32 {
    if let place = places[text] { return place }
    let place = Int32(words.count)
    words.append(text)
    places[text] = place
    return place
  }

  /// Gives the ids when all is taken in; `find` is asked for hosts and families that no affiliation names.
  func close(_ find: (Institution.Key) -> Institution?) { institutions.close(find) }

  /// Writes `decided_institution` and `decided_part`.
  func write(to maker: any RowMaker) throws {
    try institutions.write(to: maker)
    let rows = try maker.rows("decided_part")
    var (affiliation, ordinal): (Int64, Int) = (0, 0)
    for part in parts {
      ordinal = part.affiliation == affiliation ? ordinal + 1 : 1
      affiliation = part.affiliation
      let unitCount = max(0, part.unitCount)
      rows.add(affiliation)
      rows.add(ordinal)
      rows.add(bytes: UnsafeBufferPointer(start: part.bytes, count: Int(part.textCount)))
      rows.add(part.isUnaffiliated ? "unaffiliated" : part.institution >= 0 ? "resolved" : "unresolved")
      rows.add(id(part.institution))
      if part.unitCount < 0 {
        rows.addNull()
      } else {
        rows.add(bytes: UnsafeBufferPointer(start: part.bytes + Int(part.textCount), count: Int(unitCount)))
      }
      rows.add(id(part.unit))
      rows.add(part.site < 0 ? nil : words[Int(part.site)])
      rows.add(words[Int(part.method)])
      rows.add(part.confidence)
      rows.add(
        bytes: UnsafeBufferPointer(start: part.bytes + Int(part.textCount + unitCount), count: Int(part.reasonCount)))
      try rows.end()
    }
  }

  private func id(_ place: Int32) -> Int64? { place < 0 ? nil : institutions.id(at: place) }

  /// The credit of lists of the affiliations from 1 to `count`; one unresolved part, with the text that `text` gives,
  /// where nothing was decided.
  func credit(count: Int, text: (Int) -> String) -> ListCredit {
    var starts = [Int32](repeating: 0, count: count + 2)
    for part in parts where part.affiliation <= count { starts[Int(part.affiliation) + 1] += 1 }
    for id in 1..<max(1, count + 1) where starts[id + 1] == 0 { starts[id + 1] = 1 }
    for id in 0...count { starts[id + 1] += starts[id] }
    let undecided = ListCredit.Part(text: "")
    var all = [ListCredit.Part](repeating: undecided, count: Int(starts[count + 1]))
    var next = starts
    for part in parts where part.affiliation <= count {
      let institution = id(part.institution)
      let isText = institution == nil
      all[Int(next[Int(part.affiliation)])] = ListCredit.Part(
        institution: institution, unit: id(part.unit) ?? institution,
        family: institution.map { institutions.family(of: $0) ?? $0 }, isUnaffiliated: part.isUnaffiliated,
        text: isText
          ? String(decoding: UnsafeBufferPointer(start: part.bytes, count: Int(part.textCount)), as: UTF8.self) : "",
        site: part.site < 0 ? nil : words[Int(part.site)])
      next[Int(part.affiliation)] += 1
    }
    for id in 1..<max(1, count + 1) where next[id] == starts[id] {
      all[Int(starts[id])] = ListCredit.Part(text: text(id))
    }
    return ListCredit(parts: all, starts: starts)
  }
}

/// The institutions of a corpus, with the units inside them.
///
/// Ids are given by name, so that pairs lie in the order they are shown in, and units come last: institutions are few and
/// lie side by side, where nearly every question looks them up.
struct InstitutionTable {
  /// In the order they were noted, which is that of their places.
  private var rows: [(institution: Institution, unitOf: Int32)] = []
  private var placeOf: [Institution.Key: Int32] = [:]
  /// Folded names by place, of those that units were noted of; empty where none was.
  private var foldedNames: [String] = []
  /// Places in the order of ids, and the id of each place.
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
    order = Self.order(of: rows)
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

  /// Places: units last, then by name as SQLite compares texts, byte by byte, then by key.
  private static func order(of rows: [(institution: Institution, unitOf: Int32)]) -> [Int32] {
    let pool = InternPool()
    for (institution, unitOf) in rows {
      _ = pool.intern((unitOf < 0 ? "0" : "1") + institution.name + "\0" + institution.key)
    }
    return TextOrder.sorted(count: rows.count) { pool.bytes($0) }.map { Int32($0) }
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
