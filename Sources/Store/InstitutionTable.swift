import Bibliography
import Foundation

/// The institutions of a corpus, with the units inside them.
///
/// Ids are given by name, so that pairs lie in the order they are shown in, and units come last: institutions are few and
/// lie side by side, where nearly every question looks them up. A million units are a million rows of numbers: every text
/// is held once, in `words`.
final class InstitutionTable {
  /// Numbers of `words` are -1 for none.
  private struct Row {
    var name: Int32
    var ror: Int32 = -1
    var sector: Sector
    var sectorRule: Int32
    var country: Int32 = -1
    var city: Int32 = -1
    var host: Int32 = -1
    /// Of a unit: -1 where its institution is its family.
    var family: Int32 = -1
    /// The place of the institution that this is a unit of; -1 for none.
    var unitOf: Int32 = -1
    /// NaN where nothing says.
    var latitude = Double.nan
    var longitude = Double.nan
  }

  /// In the order they were noted, which is that of their places.
  private var rows: [Row] = []
  /// The key of each place.
  private let keys = InternPool()
  private let words = InternPool()
  /// The folded name of each institution that units were noted of, by place; empty for others.
  private var foldedNames: [[UInt8]] = []
  /// Places in the order of ids, and the id of each place.
  private var order: [Int32] = []
  private var idOf: [Int64] = []
  private var families: [Int64] = []
  private var waiting: [Int32] = []
  private var key = ByteBuffer(capacity: 1 << 10)
  private var folded: [UInt8] = []

  deinit { key.free() }

  var count: Int { order.count }

  /// The id of each institution.
  var ids: [Institution.Key: Int64] {
    var ids: [Institution.Key: Int64] = [:]
    ids.reserveCapacity(rows.count)
    for place in rows.indices { ids[String(decoding: keys.bytes(place), as: UTF8.self)] = idOf[place] }
    return ids
  }

  func id(at place: Int32) -> Int64 { idOf[Int(place)] }

  /// Notes an institution, or finds it; returns its place.
  @discardableResult
  func note(_ institution: Institution) -> Int32 {
    let (place, isNew) = keys.intern(institution.key)
    if isNew {
      var row = Row(
        name: word(institution.name), sector: institution.sector, sectorRule: word(institution.sectorRule))
      row.ror = word(institution.ror?.address)
      row.country = word(institution.country)
      row.city = word(institution.city)
      row.host = word(institution.host)
      row.family = word(institution.family)
      row.latitude = institution.latitude ?? .nan
      row.longitude = institution.longitude ?? .nan
      rows.append(row)
      if row.host >= 0 { waiting.append(row.host) }
      if row.family >= 0 { waiting.append(row.family) }
    }
    return Int32(place)
  }

  /// Notes a unit as an institution of its own, inside `institution`, which has been noted at `owner`; returns its place.
  ///
  /// A unit that a registry knows has its own record; others get a name that tells which institution they are in.
  func noteUnit(_ unit: String, of institution: Institution, at owner: Int32, part: AffiliationPart) -> Int32 {
    fold(unit)
    key.removeAll()
    key.append(keys.bytes(Int(owner)))
    key.append(UInt8(ascii: "/"))
    folded.withUnsafeBufferPointer { key.append($0) }
    let (place, isNew) = keys.intern(key.bytes)
    guard isNew else { return Int32(place) }
    if foldedNames.count <= owner { foldedNames += Array(repeating: [], count: rows.count - foldedNames.count) }
    if foldedNames[Int(owner)].isEmpty { foldedNames[Int(owner)] = Array(institution.name.foldedName.utf8) }
    key.removeAll()
    key.append(unit)
    if !Self.holds(folded, foldedNames[Int(owner)]) {
      key.append(", ")
      key.append(institution.name)
    }
    var row = Row(
      name: Int32(words.intern(key.bytes).index), sector: institution.sector, sectorRule: word(institution.sectorRule))
    row.ror = word(part.unitROR?.address)
    row.country = word(part.siteCountry ?? institution.country)
    row.family = word(institution.family)
    row.unitOf = owner
    rows.append(row)
    return Int32(place)
  }

  /// Puts `foldedName` of a unit into `folded`.
  private func fold(_ unit: String) {
    var unit = unit
    let isFolded = unit.withUTF8 { bytes in
      folded.removeAll(keepingCapacity: true)
      folded.append(contentsOf: repeatElement(0, count: bytes.count))
      return folded.withUnsafeMutableBufferPointer { NameFolding.fold(bytes, into: $0) }
    }
    if !isFolded { folded = Array(unit.foldedName.utf8) }
  }

  /// A unit's key lies under its institution's, so that two schools of computer science stay two.
  static func unitKey(_ institution: Institution.Key, unit: String) -> Institution.Key {
    "\(institution)/\(unit.foldedName)"
  }

  private func word(_ text: String?) -> Int32 { text.map { Int32(words.intern($0).index) } ?? -1 }

  private func string(_ word: Int32) -> String { String(decoding: words.bytes(Int(word)), as: UTF8.self) }

  /// Adds hosts and families, and gives the ids.
  func close(_ find: (Institution.Key) -> Institution?) {
    while let word = waiting.popLast() {
      if place(of: word) == nil, let institution = find(string(word)) { note(institution) }
    }
    order = placesInOrder()
    idOf = Array(repeating: 0, count: rows.count)
    for (index, place) in order.enumerated() { idOf[Int(place)] = Int64(index + 1) }
    families = order.map {
      let row = rows[Int($0)]
      return row.family < 0 && row.unitOf >= 0 ? idOf[Int(row.unitOf)] : id(of: row.family) ?? 0
    }
  }

  /// The place of the institution whose key a word is.
  private func place(of word: Int32) -> Int? {
    word < 0 ? nil : keys.index(of: UnsafeRawBufferPointer(words.bytes(Int(word))))
  }

  private func id(of word: Int32) -> Int64? { place(of: word).map { idOf[$0] } }

  /// Places: units last, then by name as SQLite compares texts, byte by byte, then by key.
  private func placesInOrder() -> [Int32] {
    var texts = ByteBuffer(capacity: 1 << 16)
    defer { texts.free() }
    var ends = [0]
    ends.reserveCapacity(rows.count + 1)
    for (place, row) in rows.enumerated() {
      texts.append(row.unitOf < 0 ? 0 : 1 as UInt8)
      texts.append(words.bytes(Int(row.name)))
      texts.append(0 as UInt8)
      texts.append(keys.bytes(place))
      ends.append(texts.count)
    }
    let places = TextOrder.sorted(count: rows.count) {
      texts[ends[$0]..<ends[$0 + 1]].assumingMemoryBound(to: UInt8.self)
    }
    return places.map { Int32($0) }
  }

  func family(of id: Int64) -> Int64? { families[Int(id) - 1] == 0 ? nil : families[Int(id) - 1] }

  /// The bytes of the key of the institution with id `index` + 1.
  func key(_ index: Int) -> UnsafeBufferPointer<UInt8> { keys.bytes(Int(order[index])) }
  /// The bytes of its name.
  func name(_ index: Int) -> UnsafeBufferPointer<UInt8> { words.bytes(Int(rows[Int(order[index])].name)) }
  /// The sector of each institution, by id - 1.
  var sectors: [String] { order.map { rows[Int($0)].sector.rawValue } }

  /// Adds name, sector and country of the institution with an id to a row.
  func describe(_ id: Int, _ out: Rows) {
    let row = rows[Int(order[id - 1])]
    add(row.name, to: out)
    out.add(row.sector.rawValue)
    add(row.country, to: out)
  }

  private func add(_ word: Int32, to out: Rows) {
    if word < 0 { out.addNull() } else { out.add(bytes: words.bytes(Int(word))) }
  }

  func write(to maker: any RowMaker) throws {
    let out = try maker.rows("decided_institution")
    func add(_ word: Int32) { self.add(word, to: out) }
    for (index, place) in order.enumerated() {
      let row = rows[Int(place)]
      out.add(index + 1)
      out.add(bytes: key(index))
      add(row.name)
      add(row.ror)
      out.add(row.sector.rawValue)
      add(row.sectorRule)
      add(row.country)
      add(row.city)
      out.add(row.latitude.isNaN ? nil : row.latitude)
      out.add(row.longitude.isNaN ? nil : row.longitude)
      out.add(id(of: row.host))
      out.add(families[index] == 0 ? nil : families[index])
      out.add(row.unitOf < 0 ? nil : idOf[Int(row.unitOf)])
      try out.end()
    }
  }

  /// Whether `part` stands in `whole`, byte by byte; both are `foldedName`s, and so NFC.
  private static func holds(_ whole: [UInt8], _ part: [UInt8]) -> Bool {
    guard let first = part.first else { return true }
    return whole.withUnsafeBufferPointer { whole in
      part.withUnsafeBufferPointer { part in
        guard let from = whole.baseAddress, let wanted = part.baseAddress else { return false }
        var at = 0
        while at + part.count <= whole.count {
          guard let next = memchr(from + at, Int32(first), whole.count - part.count - at + 1) else { return false }
          if memcmp(next, wanted, part.count) == 0 { return true }
          at = UnsafeRawPointer(next) - UnsafeRawPointer(from) + 1
        }
        return false
      }
    }
  }
}
