import Bibliography
import Bytes
import Foundation

func logarithm(_ value: Double) -> Double { log(value) }

/// Organisations to resolve names against: the facts built into the program, alone or with a ROR dump.
public struct Registry: Sendable {
  /// Nil for the built-in facts alone.
  private let given: RegistryIndex?

  var index: RegistryIndex { given ?? Self.builtInIndex }

  /// The organisations that publish most in computing, written down in `Facts/`. They are read when the first name is
  /// looked up: many sources have no addresses.
  public static let builtIn = Registry(given: nil)
  private static let builtInTitle = "built-in facts"
  private static let builtInIndex: RegistryIndex = {
    var builder = RegistryBuilder()
    BuiltInFacts().add(to: &builder)
    return builder.finish(title: builtInTitle)
  }()

  private init(given: RegistryIndex?) { self.given = given }

  init(index: RegistryIndex) { given = index }

  /// Has the organisations ready for the first look-up, where another thread can make them meanwhile.
  public func prepare() { _ = (index, SectorEvidence.builtIn) }

  /// A ROR v2 data dump (`.json`, `.json.gz`, or the release's `.zip`) with the built-in facts over it.
  ///
  /// Roll-ups, families and sector exceptions of the built-in facts hold for the dump's records too.
  /// - Throws: `CoterieError` `registry.not-ror`; what opening the input throws.
  public init(rorDump input: Input) throws {
    var builder = RegistryBuilder(expected: 100_000)
    var records = 0
    var links: [(Int32, RORRecord)] = []
    try RORDump.forEach(in: input) { record in
      records += 1
      let number = builder.add(Organisation(record))
      for name in record.names {
        builder.add(
          name: Organisation.plain(name.text, country: name.isDisplay || name.isLabel),
          kind: name.isDisplay ? .display : name.isAcronym ? .acronym : name.isLabel ? .label : .alias, to: number)
      }
      for domain in record.domains { builder.add(domain: domain, to: number) }
      if record.domains.isEmpty, let host = Organisation.host(of: record.website) {
        builder.add(domain: host, to: number)
      }
      if !(record.parents + record.related + record.successors).isEmpty { links.append((number, record)) }
    }
    for (number, record) in links {
      let parents = record.parents.compactMap { builder.number(of: "ror:" + $0) }
      builder.relate(number, to: record.related.compactMap { builder.number(of: "ror:" + $0) })
      let successor = record.successors.lazy.compactMap { builder.number(of: "ror:" + $0) }.first
      builder.update(number) {
        $0.parents = parents
        $0.successor = successor ?? -1
      }
    }
    BuiltInFacts().add(to: &builder)
    given = builder.finish(title: "ROR dump \(input.name) (\(records) records) with built-in facts")
  }

  /// The dump among the inputs a path opened to: a release's archive holds the v2 JSON beside other forms of it.
  ///
  /// - Throws: `CoterieError` `registry.not-ror` when none ends in `.json` or `.json.gz`.
  public init(rorDump inputs: [Input]) throws { try self.init(rorDump: Self.dump(among: inputs)) }

  static func dump(among inputs: [Input]) throws -> Input {
    let json =
      inputs.count == 1 ? inputs : inputs.filter { $0.name.hasSuffix(".json") || $0.name.hasSuffix(".json.gz") }
    guard let input = json.first(where: { $0.name.contains("v2") }) ?? json.first else {
      throw CoterieError(
        "registry.not-ror",
        "no JSON file is among what was given as a registry. Give the .json, .json.gz or .zip of a ROR release.")
    }
    return input
  }

  /// What this registry is, for method lines.
  public var title: String { given?.title ?? Self.builtInTitle }

  /// How many organisations it has.
  public var count: Int { index.organisations.count }
}

extension Organisation {
  /// A record as its registry has it: sector by type order, display name without its country.
  init(_ record: RORRecord) {
    let display = record.names.first { $0.isDisplay } ?? record.names.first
    self.init(key: "ror:" + record.id, name: Self.plain(display?.text ?? record.id, country: true))
    ror = record.id
    (sector, sectorRule) = Sector.from(types: record.types)
    country = record.country
    region = record.region
    city = record.city
    latitude = record.latitude
    longitude = record.longitude
    status = record.status == "active" ? .active : record.status == "inactive" ? .inactive : .withdrawn
  }

  /// A name without a country in brackets at its end: `Google (United States)` is `Google`.
  static func plain(_ name: String, country: Bool) -> String {
    guard country, name.hasSuffix(")"), let open = name.lastIndex(of: "("), open != name.startIndex else { return name }
    let inside = name[name.index(after: open)..<name.index(before: name.endIndex)]
    return Places.country(named: String(inside)) == nil ? name : name[..<open].trimmingSpaces()
  }

  static func host(of website: String) -> String? {
    guard var rest = website.split(separator: "/", omittingEmptySubsequences: true).dropFirst().first else {
      return nil
    }
    if rest.hasPrefix("www.") { rest = rest.dropFirst(4) }
    return rest.contains(".") ? String(rest) : nil
  }
}

extension Sector {
  /// The registry's word for it.
  var registryType: String {
    switch self {
    case .academia: "education"
    case .industry: "company"
    default: rawValue
    }
  }

  /// The sector of a registry record by its types: `funder` never decides; among the others the order is education,
  /// healthcare, company, facility, government, nonprofit, archive, other.
  static func from(types: [String]) -> (Sector, String) {
    let order: [(String, Sector)] = [
      ("education", .academia), ("healthcare", .healthcare), ("company", .industry), ("facility", .facility),
      ("government", .government), ("nonprofit", .nonprofit), ("archive", .archive), ("other", .other),
      ("funder", .other),
    ]
    for (type, sector) in order where types.contains(type) { return (sector, "registry.\(type)") }
    return (.unknown, "none")
  }
}
