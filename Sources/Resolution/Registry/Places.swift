/// Cities, regions and countries by their names, so that a text can say where.
struct Places: Sendable {
  enum Kind: UInt8, Sendable { case country, region, city }

  struct Place: Sendable {
    var kind: Kind
    /// ISO 3166-1 alpha-2.
    var country: String
    /// Hash of its name's words: equal for the same name.
    var hash: UInt64
  }

  private var places: [Place] = []
  private var chains = HashChains(hashes: [])
  /// By postal abbreviation, folded: `ca`, `tx`; several countries may share one.
  private let abbreviations: [String: [Place]]
  /// The longest name of a place (unit: words).
  private(set) var longest = 1
  private static let groups: [String: String] = {
    let table = FactsTable("countries.tsv")
    return Dictionary(
      table.rows.map { (table.value($0, "code"), table.value($0, "group")) }, uniquingKeysWith: { first, _ in first })
  }()
  private static let codesByName: [String: String] = {
    let table = FactsTable("countries.tsv")
    var codes: [String: String] = [:]
    for row in table.rows {
      for name in [table.value(row, "name")] + table.values(row, "aliases") {
        codes[Folding.key(name)] = table.value(row, "code")
      }
    }
    return codes
  }()

  /// Countries and regions of the tables, and the cities and regions of `organisations`.
  init(lexicon: inout Lexicon, organisations: [Organisation]) {
    var found: [Place] = []
    var seen: Set<UInt64> = []
    var longest = 1
    var words: [Int32] = []
    func hash(_ name: String, _ lexicon: inout Lexicon) -> UInt64 {
      words = Self.words(of: name, numberedIn: &lexicon)
      longest = max(longest, words.count)
      return WordHash.ordered(words)
    }
    func add(_ place: Place) {
      let identity = WordHash.extend(
        place.hash &+ UInt64(place.kind.rawValue),
        Int32(truncatingIfNeeded: place.country.utf8.reduce(0) { $0 * 256 + Int($1) }))
      if place.hash != 0, seen.insert(identity).inserted { found.append(place) }
    }
    let countries = FactsTable("countries.tsv")
    for row in countries.rows {
      let code = countries.value(row, "code")
      for name in [countries.value(row, "name")] + countries.values(row, "aliases") {
        add(Place(kind: .country, country: code, hash: hash(name, &lexicon)))
        if words.count == 1 { lexicon.add(.country, to: words[0]) }
      }
    }
    let regions = FactsTable("regions.tsv")
    for row in regions.rows {
      add(
        Place(kind: .region, country: regions.value(row, "country"), hash: hash(regions.value(row, "name"), &lexicon)))
    }
    abbreviations = Self.abbreviations(lexicon)
    for organisation in organisations where !organisation.country.isEmpty {
      if !organisation.city.isEmpty {
        add(Place(kind: .city, country: organisation.country, hash: hash(organisation.city, &lexicon)))
      }
      if !organisation.region.isEmpty {
        add(Place(kind: .region, country: organisation.country, hash: hash(organisation.region, &lexicon)))
      }
    }
    places = found
    chains = HashChains(hashes: found.map(\.hash))
    self.longest = min(longest, 5)
  }

  private static func abbreviations(_ lexicon: Lexicon) -> [String: [Place]] {
    var lexicon = lexicon
    var abbreviations: [String: [Place]] = [:]
    let regions = FactsTable("regions.tsv")
    for row in regions.rows where !regions.value(row, "code").isEmpty {
      let words = words(of: regions.value(row, "name"), numberedIn: &lexicon)
      abbreviations[regions.value(row, "code").lowercased(), default: []].append(
        Place(kind: .region, country: regions.value(row, "country"), hash: WordHash.ordered(words)))
    }
    return abbreviations
  }

  /// Stored as plain arrays; what the tables say is in the program.
  func write(to writer: inout BinaryWriter) {
    writer.write(places.map(\.kind.rawValue))
    writer.write(places.map(\.country))
    writer.write(places.map(\.hash))
    writer.write([Int32(longest)])
  }

  init(from reader: inout BinaryReader, lexicon: Lexicon) throws {
    let kinds = try reader.read(UInt8.self)
    let countries = try reader.readTexts()
    let hashes = try reader.read(UInt64.self)
    guard kinds.count == countries.count, kinds.count == hashes.count,
      let longest = try reader.read(Int32.self).first
    else { throw BinaryReader.Truncated() }
    places = kinds.indices.map {
      Place(kind: Kind(rawValue: kinds[$0]) ?? .city, country: countries[$0], hash: hashes[$0])
    }
    chains = HashChains(hashes: hashes)
    self.longest = Int(longest)
    abbreviations = Self.abbreviations(lexicon)
  }

  /// The words of a name that count: canonical, small words left out.
  static func words(of name: String, numberedIn lexicon: inout Lexicon) -> [Int32] {
    let tokens = Tokens(name)
    var words: [Int32] = []
    for token in tokens.items {
      let id = lexicon.number(tokens.folded, Int(token.foldedStart)..<Int(token.foldedEnd))
      if lexicon.classes(id).contains(.stop) { continue }
      words.append(lexicon.canonical(id))
      if lexicon.second(id) >= 0 { words.append(lexicon.second(id)) }
    }
    return words
  }

  /// The places with this hash of words.
  func find(_ hash: UInt64, _ body: (Place) -> Void) {
    var entry = chains.first(hash)
    while entry >= 0 {
      body(places[Int(entry)])
      entry = chains.after(entry)
    }
  }

  func contains(_ hash: UInt64) -> Bool { chains.first(hash) >= 0 }

  func abbreviated(_ folded: String) -> [Place] { abbreviations[folded] ?? [] }

  /// The name of a country by its code; empty when the tables have none.
  static func name(of code: String) -> String { namesByCode[code] ?? "" }

  private static let namesByCode: [String: String] = {
    let table = FactsTable("countries.tsv")
    return Dictionary(
      table.rows.map { (table.value($0, "code"), table.value($0, "name")) }, uniquingKeysWith: { first, _ in first })
  }()

  /// The code of a country printed by one of its names.
  static func country(named name: String) -> String? { codesByName[Folding.key(name)] }

  /// The code itself when it is one, in capitals.
  static func country(code: String) -> String? { groups[code.uppercased()] == nil ? nil : code.uppercased() }

  /// Whether printing one country does not speak against the other: CN, HK, MO and TW; GB; US and PR; ...
  static func agree(_ a: String, _ b: String) -> Bool { a == b || (groups[a] ?? a) == (groups[b] ?? b) }
}
