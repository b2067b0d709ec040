import Bibliography

/// The tables of `Facts/`: organisations, roll-ups and sector exceptions that hold in every registry.
struct BuiltInFacts {
  private let organisations = FactsTable("organisations.tsv")
  private let rollups = FactsTable("rollups.tsv")
  private let exceptions = FactsTable("sector-exceptions.tsv")

  /// Adds the organisations, or adds what is known of them to the records that are there already.
  func add(to builder: inout RegistryBuilder) {
    var numbers: [String: Int32] = [:]
    for row in organisations.rows {
      let name = organisations.value(row, "name")
      numbers[name] = add(row, name: name, to: &builder)
    }
    for row in organisations.rows {
      guard let number = numbers[organisations.value(row, "name")] else { continue }
      let family = numbers[organisations.value(row, "family")]
      let host = numbers[organisations.value(row, "host")]
      let unitOf = numbers[organisations.value(row, "unit_of")]
      builder.update(number) {
        if let family, family != number { $0.family = family }
        if let host, host != number { $0.host = host }
        if let unitOf, unitOf != number { $0.unitOf = unitOf }
      }
    }
    for row in rollups.rows {
      let what = rollups.value(row, "ror_or_name")
      guard
        let number = numbers[what] ?? builder.number(of: "ror:" + what)
          ?? builder.number(of: "name:" + Folding.key(what)),
        let institution = numbers[rollups.value(row, "unit_of")], institution != number
      else { continue }
      builder.update(number) { $0.unitOf = institution }
    }
    for row in exceptions.rows {
      let what = exceptions.value(row, "ror_or_name")
      guard let number = numbers[what] ?? builder.number(of: "ror:" + what),
        let sector = Sector(rawValue: exceptions.value(row, "sector"))
      else { continue }
      builder.update(number) {
        $0.sector = sector
        $0.sectorRule = "exception"
      }
    }
  }

  private func add(_ row: Int, name: String, to builder: inout RegistryBuilder) -> Int32 {
    let ror = organisations.value(row, "ror")
    let key = ror.isEmpty ? "name:" + Folding.key(name) : "ror:" + ror
    // A fact without an id is the registry's record of that name, where there is just one.
    let known =
      builder.number(of: key)
      ?? (ror.isEmpty ? builder.number(named: name, country: organisations.value(row, "country")) : nil)
    let number = known ?? builder.add(Organisation(key: key, name: name))
    builder.update(number) {
      $0.name = name
      if !ror.isEmpty { $0.ror = ror }
      $0.isBuiltIn = true
      if let sector = Sector(rawValue: organisations.value(row, "sector")), sector != .unknown {
        // A fact with a ROR id says what ROR says; the rule is the same with either registry.
        if $0.sector != sector { $0.sectorRule = ror.isEmpty ? "facts" : "registry.\(sector.registryType)" }
        $0.sector = sector
      }
      if known == nil || $0.country.isEmpty {
        $0.country = organisations.value(row, "country")
        $0.city = organisations.value(row, "city")
        $0.latitude = Double(organisations.value(row, "latitude")) ?? .nan
        $0.longitude = Double(organisations.value(row, "longitude")) ?? .nan
      }
    }
    builder.add(name: name, kind: .display, curated: true, to: number)
    for alias in organisations.values(row, "aliases") {
      builder.add(name: alias, kind: .alias, curated: true, to: number)
    }
    for acronym in organisations.values(row, "acronyms") {
      builder.add(name: acronym, kind: .acronym, curated: true, to: number)
    }
    for domain in organisations.values(row, "domains") { builder.add(domain: domain, to: number) }
    return number
  }
}
