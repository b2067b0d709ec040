import Bibliography
import Bytes

/// What a person has decided about institutions, applied after every resolution and kept apart from the sources.
///
/// A CSV (or tab-separated) file with the header `action,name,value`:
///
///     action,name,value
///     rename,Purdue University West Lafayette,Purdue University
///     merge,Facebook AI,Meta
///     split,Huawei Cloud,
///     sector,Quan Cheng Laboratory,government
///     country,eunomia-bpf Community,CN
///     drop,Student,
///     keep-apart,Meta,MetaX Integrated Circuits
///     group,Tsinghua University,C9
///
/// A VOSviewer thesaurus file (`label<tab>replace by`) is read as it is: each row merges, an empty one drops.
/// Names are compared folded: case, marks and punctuation do not matter.
public struct Curation: Sendable {
  /// What a row does.
  public enum Action: String, Sendable, CaseIterable {
    /// Give an institution another display name.
    case rename
    /// Count one institution as another.
    case merge
    /// Make a unit an institution of its own.
    case split
    /// Override the sector.
    case sector
    /// Override the country of the seat.
    case country
    /// Leave an affiliation unresolved.
    case drop
    /// Never merge two institutions.
    case keepApart = "keep-apart"
    /// Put an institution into a group that selections can name.
    case group
  }

  /// One row of the file.
  public struct Row: Hashable, Sendable {
    /// What it does.
    public var action: Action
    /// The institution, unit or printed text it is about.
    public var name: String
    /// The new name, the institution merged into, the sector, the country code, the group; empty for split and drop.
    public var value: String
    /// Where it stands.
    public var location: SourceLocation
  }

  /// In the file's order.
  public private(set) var rows: [Row] = []
  /// Rows that could not be understood, and rows that contradict one another.
  public private(set) var diagnostics: [Diagnostic] = []
  /// Row numbers by action and folded name; the first of several holds.
  private var byName: [Action: [String: Int]] = [:]

  /// No decisions.
  public init() {}

  /// Reads a curation file or a VOSviewer thesaurus file.
  ///
  /// - Throws: what reading the input throws; `CoterieError` `curation.header` for any other header.
  public init(_ input: Input) throws {
    let records = DelimitedText.records(try input.readAll())
    let header = records.first?.fields.map { Folding.key($0) } ?? []
    let isThesaurus = header == ["label", "replace by"]
    guard isThesaurus || header.starts(with: ["action", "name"]) else {
      throw CoterieError(
        "curation.header",
        "the first line should be 'action,name,value', or 'label<tab>replace by' of a VOSviewer thesaurus file.",
        at: SourceLocation(file: input.name, line: 1))
    }
    for record in records.dropFirst() where record.fields.contains(where: { !$0.isEmpty }) {
      let fields = record.fields + ["", "", ""]
      let location = SourceLocation(file: input.name, line: record.line)
      if isThesaurus {
        add(Row(action: fields[1].isEmpty ? .drop : .merge, name: fields[0], value: fields[1], location: location))
      } else if let action = Action(rawValue: fields[0].lowercased()) {
        add(Row(action: action, name: fields[1], value: fields[2], location: location))
      } else {
        let actions = Action.allCases.map(\.rawValue).joined(separator: ", ")
        diagnostics.append(
          Diagnostic(
            .warning, "curation.action", "'\(fields[0])' is no action; the row is ignored. Use one of \(actions).",
            at: location))
      }
    }
    checkKeptApart()
  }

  private mutating func add(_ row: Row) {
    let key = Folding.key(row.name)
    var complaint: String?
    if key.isEmpty {
      complaint = "the row names nothing. Give a name in its second column."
    } else if row.action == .sector, Sector(rawValue: row.value) == nil {
      complaint =
        "'\(row.value)' is no sector. Use one of \(Sector.allCases.map(\.rawValue).joined(separator: ", "))."
    } else if row.action == .country, Places.country(code: row.value) == nil {
      complaint = "'\(row.value)' is no ISO 3166-1 alpha-2 code of a country. Write DE, US, HK, ..."
    } else if [.rename, .merge, .keepApart, .group].contains(row.action), row.value.isEmpty {
      complaint = "'\(row.action.rawValue)' needs a third column."
    } else if let other = byName[row.action]?[key], row.action != .group, row.action != .keepApart {
      complaint =
        "line \(rows[other].location.line) already says '\(row.action.rawValue)' of '\(row.name)'"
        + (rows[other].value == row.value ? "." : " with '\(rows[other].value)'; that row holds. Keep one of them.")
    }
    if let complaint {
      diagnostics.append(Diagnostic(.warning, "curation.row", complaint, at: row.location))
      if byName[row.action]?[key] != nil || key.isEmpty || row.action == .sector || row.action == .country { return }
      if row.value.isEmpty { return }
    }
    if byName[row.action]?[key] == nil { byName[row.action, default: [:]][key] = rows.count }
    rows.append(row)
  }

  private mutating func checkKeptApart() {
    for row in rows where row.action == .keepApart {
      for (a, b) in [(row.name, row.value), (row.value, row.name)] {
        guard let merge = byName[.merge]?[Folding.key(a)], Folding.key(rows[merge].value) == Folding.key(b) else {
          continue
        }
        diagnostics.append(
          Diagnostic(
            .warning, "curation.conflict",
            "'\(a)' and '\(b)' are to be kept apart, but line \(rows[merge].location.line) merges them; they are kept "
              + "apart. Take one of the rows out.", at: row.location))
        byName[.merge]?[Folding.key(a)] = nil
      }
    }
  }

  /// The groups an institution was put into, in the file's order.
  public func groups(of institution: String) -> [String] {
    rows.filter { $0.action == .group && Folding.key($0.name) == Folding.key(institution) }.map(\.value)
  }

  /// The parts as the curation has them, and the numbers of the rows that were used.
  ///
  /// Order: drop, split, merge, rename, sector, country. `resolver` gives the record of the institution merged into.
  public func apply(to parts: [AffiliationPart], resolver: Resolver) -> (parts: [AffiliationPart], used: Set<Int>) {
    guard !rows.isEmpty else { return (parts, []) }
    var used: Set<Int> = []
    let curated = parts.map { part -> AffiliationPart in
      var part = part
      func row(_ action: Action, _ names: String?...) -> Row? {
        for name in names.compactMap({ $0 }) {
          if let number = byName[action]?[Folding.key(name)] {
            used.insert(number)
            return rows[number]
          }
        }
        return nil
      }
      func note(_ what: String, _ row: Row) {
        part.method = "curation"
        part.confidence = 1
        part.reason += "; \(what) by \(row.location)"
      }
      if let drop = row(.drop, part.text, part.institution?.name) {
        part.state = .unresolved
        part.institution = nil
        part.unit = nil
        note("dropped", drop)
        return part
      }
      guard part.state == .resolved else {
        if let merge = row(.merge, part.text) {
          part.state = .resolved
          part.institution = target(merge.value, resolver: resolver)
          note("merged into '\(merge.value)'", merge)
        }
        return part
      }
      if let unit = part.unit, let split = row(.split, unit), var institution = part.institution {
        institution.family = institution.family ?? institution.key
        institution.key = part.unitROR.map { "ror:" + $0.value } ?? "name:" + Folding.key(unit)
        institution.name = unit
        institution.ror = part.unitROR
        part.institution = institution
        part.unit = nil
        note("split off", split)
      }
      if let merge = row(.merge, part.text, part.institution?.name) {
        part.institution = target(merge.value, resolver: resolver, like: part.institution)
        note("merged into '\(merge.value)'", merge)
      }
      let name = part.institution?.name
      if let rename = row(.rename, name) {
        part.institution?.name = rename.value
        note("renamed", rename)
      }
      if let sector = row(.sector, part.institution?.name, name) {
        part.institution?.sector = Sector(rawValue: sector.value) ?? .unknown
        part.institution?.sectorRule = "curation"
        note("sector set", sector)
      }
      if let country = row(.country, part.institution?.name, name) {
        part.institution?.country = country.value.uppercased()
        note("country set", country)
      }
      return part
    }
    return (curated, used)
  }

  private func target(_ name: String, resolver: Resolver, like other: Institution? = nil) -> Institution {
    let found = resolver.resolve(Affiliation(name))
    if found.count == 1, let institution = found[0].institution, institution.ror != nil || other == nil {
      return institution
    }
    var institution = other ?? Institution(key: "", name: name)
    institution.key = "name:" + Folding.key(name)
    institution.name = name
    institution.ror = nil
    return institution
  }

  /// What to tell after a run: rows that nothing used.
  ///
  /// `used` holds the row numbers that `apply` gave for all texts of the run.
  public func unused(_ used: Set<Int>) -> [Diagnostic] {
    rows.indices.filter { !used.contains($0) && ![.keepApart, .group].contains(rows[$0].action) }.map { number in
      Diagnostic(
        .note, "curation.unused",
        "nothing in this corpus is called '\(rows[number].name)'; the row did nothing. Check the name or take it out.",
        at: rows[number].location)
    }
  }
}
