import Bibliography

/// Turns printed affiliations into institutions, each decision with its evidence.
///
/// Pure: the same text gives the same parts, whatever was resolved before it. Cost grows with the text, not with the
/// registry; resolve distinct texts once.
public struct Resolver: Sendable {
  private let registry: Registry
  private let judged = JudgedNames()
  /// Decisions less sure than this are not taken.
  let threshold: Double

  /// A resolver over `registry`; decisions less sure than `threshold` (0…1) are left open.
  public init(registry: Registry = .builtIn, threshold: Double = 0.6) {
    self.registry = registry
    self.threshold = threshold
  }

  var index: RegistryIndex { registry.index }
  var matcher: Matcher { Matcher(index: registry.index) }

  /// The organisations a printed affiliation names, in its order; one unresolved part when it names none.
  ///
  /// A registry id that the source asserts is evidence: a name of that organisation in the text is believed without
  /// further support, and a text in which nothing is found is what the source says it is (`asserted`). An asserted id
  /// never overrules another organisation that the text names.
  public func resolve(_ affiliation: Affiliation) -> [AffiliationPart] {
    let index = index
    let matcher = Matcher(index: index)
    let reading = Reading(affiliation.text, index: index)
    let asserted = asserted(affiliation)
    var candidates = matcher.candidates(in: reading)
    if !asserted.isEmpty { matcher.support(asserted.map(\.organisation), among: &candidates) }
    let accepted = matcher.accepted(from: candidates, in: reading, threshold: threshold)
    if accepted.isEmpty, !asserted.isEmpty {
      return asserted.map { part(affiliation, assertedTo: $0.organisation, by: $0.source) }
    }
    if accepted.isEmpty, let part = partByDomain(affiliation) { return [part] }
    let pieces = Partition(index: index, reading: reading, accepted: accepted).pieces()
    return Assembly(index: index, reading: reading, pieces: pieces, judged: judged).parts(of: affiliation)
  }

  /// What the domain of a printed e-mail address says where no name says anything: `jane@cs.example.edu` is of whom
  /// the registry gives `cs.example.edu` or `example.edu`. What stands before the address is the unit.
  private func partByDomain(_ affiliation: Affiliation) -> AffiliationPart? {
    let text = affiliation.text
    guard text.has(UInt8(ascii: "@")), let at = text.firstIndex(of: "@") else { return nil }
    func isOfAddress(_ c: Character) -> Bool { c.isLetter || c.isNumber || c == "-" || c == "." || c == "_" }
    var domain = text[text.index(after: at)...].prefix(while: isOfAddress).lowercased()[...]
    while domain.last == "." { domain.removeLast() }
    let user = text[..<at].reversed().prefix(while: isOfAddress).count
    let before = text[..<text.index(at, offsetBy: -user)]
    while domain.contains(".") {
      if let organisation = index.domains[String(domain)] {
        let institution = index.institution(of: organisation)
        let record = index.organisations[Int(organisation)]
        let isUnit = institution != organisation
        let unit = String(before).trimmingSeparators()
        return AffiliationPart(
          text: text, state: .resolved, institution: index.institution(record: institution),
          unit: isUnit ? record.name : unit.isEmpty ? nil : unit, unitROR: isUnit ? ROR(record.ror) : nil,
          siteCountry: record.country.isEmpty ? nil : record.country, method: "registry.domain", confidence: 0.85,
          reason: "no name was found; the address is at \(domain), a domain of \(record.name)")
      }
      domain = domain.drop { $0 != "." }.dropFirst()
    }
    return nil
  }

  /// The records that the source's registry ids mean, each once, closed ones by their successors.
  private func asserted(_ affiliation: Affiliation) -> [(organisation: Int32, source: String?)] {
    var found: [(organisation: Int32, source: String?)] = []
    for identifier in affiliation.identifiers where identifier.scheme == "ror" {
      guard let ror = ROR(identifier.value), var number = index.byKey["ror:" + ror.value] else { continue }
      let record = index.organisations[Int(number)]
      if record.status != .active, record.successor >= 0 { number = record.successor }
      if !found.contains(where: { $0.organisation == number }) { found.append((number, identifier.assertedBy)) }
    }
    return found
  }

  /// How often ids asserted by publishers and by OpenAlex's own matching are right (S2AFF's comparison on Crossref's
  /// labels: .91 and .81 precision).
  private static func trust(_ source: String?) -> Double { source == "openalex" ? 0.81 : 0.91 }

  private func part(_ affiliation: Affiliation, assertedTo organisation: Int32, by source: String?) -> AffiliationPart {
    let institution = index.institution(of: organisation)
    let record = index.organisations[Int(organisation)]
    let isUnit = institution != organisation
    return AffiliationPart(
      text: affiliation.text, state: .resolved, institution: index.institution(record: institution),
      unit: isUnit ? record.name : nil, unitROR: isUnit ? ROR(record.ror) : nil,
      siteCountry: record.country.isEmpty ? nil : record.country, method: "asserted",
      confidence: Self.trust(source),
      reason: "\(source ?? "the source") says that this is \(record.name); no name in the text says otherwise")
  }

  /// Whether `text` names an organisation rather than a person: an organisation of the built-in facts, a name with a
  /// word of an organisation (`Laboratory`, `GmbH`, `Universität`), or several such.
  public func isOrganisation(_ text: String) -> Bool {
    let reading = Reading(text, index: index)
    guard !reading.tokens.items.isEmpty else { return false }
    let all = 0..<reading.tokens.items.count
    if Unaffiliated.says(reading.tokens, all) { return true }
    let accepted = matcher.accepted(from: matcher.candidates(in: reading), in: reading, threshold: threshold)
    let pieces = Partition(index: index, reading: reading, accepted: accepted).pieces()
    return !pieces.isEmpty
      && pieces.contains { piece in
        piece.form.strength > .none || piece.matches.contains { $0.isCurated && $0.tokens.count == piece.tokens.count }
      }
      && pieces.allSatisfy { piece in
        piece.form.strength > .none || piece.meaning == .place || piece.matches.contains { $0.isCurated }
      }
  }

  /// An institution by its key: the hosts and families that institutions refer to.
  public func institution(_ key: Institution.Key) -> Institution? {
    index.byKey[key].map { index.institution(record: $0) }
  }

  /// The record of a part at its most specific: the unit's own where it has one, else the institution's.
  public func mostSpecific(_ part: AffiliationPart) -> Institution? {
    part.unitROR.flatMap { institution("ror:" + $0.value) } ?? part.institution
  }
}

extension RegistryIndex {
  /// A record as an institution.
  func institution(record number: Int32) -> Institution {
    let record = organisations[Int(number)]
    return Institution(
      key: record.key, name: record.name, ror: ROR(record.ror), sector: record.sector, sectorRule: record.sectorRule,
      country: record.country.isEmpty ? nil : record.country, city: record.city.isEmpty ? nil : record.city,
      latitude: record.latitude.isNaN ? nil : record.latitude,
      longitude: record.longitude.isNaN ? nil : record.longitude,
      host: record.host < 0 ? nil : organisations[Int(record.host)].key,
      family: family(of: number).map { organisations[Int($0)].key })
  }

  /// What stands for the family: as the facts say, else the topmost parent of the same sector.
  func family(of number: Int32) -> Int32? {
    var current = number
    var steps = 0
    while steps < 8 {
      let record = organisations[Int(current)]
      let next = record.family >= 0 ? record.family : record.parent
      guard next >= 0, next != current else { break }
      if record.family < 0, organisations[Int(next)].sector != record.sector { break }
      current = next
      steps += 1
    }
    return current == number ? nil : current
  }
}

extension String {
  /// Without white space and marks at either end.
  fileprivate func trimmingSeparators() -> String {
    var rest = self[...]
    while let first = rest.first, !first.isLetter, !first.isNumber { rest.removeFirst() }
    while let last = rest.last, !last.isLetter, !last.isNumber, last != ")" { rest.removeLast() }
    return String(rest)
  }
}
