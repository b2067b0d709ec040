import Bibliography
import Bytes

/// What a person has decided: applied after every resolution and kept apart from the sources.
///
/// A CSV (or tab-separated) file with the header `action,name,value`, and where needed `of`:
///
///     action,name,value,of
///     rename,Purdue University West Lafayette,Purdue University,
///     merge,Facebook AI,Meta,
///     split,Huawei Cloud,,
///     sector,Quan Cheng Laboratory,government,
///     country,eunomia-bpf Community,CN,
///     drop,Student,,
///     keep-apart,Meta,MetaX Integrated Circuits,
///     group,Tsinghua University,C9,
///     merge,J. Smith,Jane Q. Smith,author
///     keep-apart,Bo Yuan [osdi25.txt:25],Bo Yuan [osdi25.txt:31],author
///
/// The same as TOML (`Curation+TOML.swift`). A VOSviewer thesaurus file (`label<tab>replace by`) is read as it is: each
/// row merges, an empty one drops. Rows that do not say `of` what they are hold for institutions and authors alike. Names
/// are compared folded: case, marks and punctuation do not matter. Columns of other names are left alone and rows
/// without an action do nothing, so that what `resolve --review` writes can be filled in and given back.
public struct Curation: Sendable {
  /// What a row does.
  public enum Action: String, Sendable, CaseIterable {
    /// Give another display name.
    case rename
    /// Count one as another.
    case merge
    /// Make a unit an institution of its own.
    case split
    /// Override the sector.
    case sector
    /// Override the country of the seat.
    case country
    /// Leave an affiliation unresolved.
    case drop
    /// Never count the two as one.
    case keepApart = "keep-apart"
    /// Put an institution into a group that selections can name.
    case group

    /// Whether a row says something in its third column.
    var takesValue: Bool { self != .split && self != .drop }
  }

  /// What a row is about.
  public enum Subject: String, Sendable, CaseIterable { case institution, author }

  /// One row of the file.
  public struct Row: Hashable, Sendable {
    /// What it does.
    public var action: Action
    /// The institution, unit, printed text or author it is about.
    public var name: String
    /// The new name, the one merged into, the sector, the country code, the group; empty for split and drop.
    public var value: String
    /// Institutions or authors only; nil for both.
    public var subject: Subject?
    /// Where it stands.
    public var location: SourceLocation

    /// A decision with its place.
    public init(action: Action, name: String, value: String, subject: Subject? = nil, location: SourceLocation) {
      self.action = action
      self.name = name
      self.value = value
      self.subject = subject
      self.location = location
    }

    /// Whether it may be about such a thing.
    func concerns(_ other: Subject) -> Bool { subject == nil || subject == other }
  }

  /// In the file's order; those that contradict an earlier one are left out.
  public private(set) var rows: [Row] = []
  /// Rows that could not be understood, and rows that contradict one another.
  public private(set) var diagnostics: [Diagnostic] = []

  /// No decisions.
  public init() {}

  /// Decisions read earlier; contradictions are found again.
  public init(rows: [Row]) {
    for row in rows { add(row) }
    findContradictions()
  }

  /// Reads a curation file (CSV or TOML) or a VOSviewer thesaurus file.
  ///
  /// - Throws: what reading the input throws; `CoterieError` `curation.header` for any other header, `curation.toml` for
  ///   a file named `.toml` that is none.
  public init(_ input: Input) throws {
    let bytes = try input.readAll()
    if input.name.lowercased().hasSuffix(".toml") {
      try readTOML(bytes, file: input.name)
    } else {
      try readTable(bytes, file: input.name)
    }
    findContradictions()
  }

  private mutating func readTable(_ bytes: [UInt8], file: String) throws {
    let records = DelimitedText.records(bytes)
    let header = records.first?.fields.map { Folding.key($0) } ?? []
    let isThesaurus = header == ["label", "replace by"]
    guard isThesaurus || (header.contains("action") && header.contains("name")) else {
      throw CoterieError(
        "curation.header",
        "the first line should be 'action,name,value', or 'label<tab>replace by' of a VOSviewer thesaurus file. Add it; "
          + "a TOML file should be called so.",
        at: SourceLocation(file: file, line: 1))
    }
    func field(_ name: String, _ record: DelimitedText.Record) -> String {
      guard let column = header.firstIndex(of: name), column < record.fields.count else { return "" }
      return record.fields[column]
    }
    for record in records.dropFirst() where record.fields.contains(where: { !$0.isEmpty }) {
      let location = SourceLocation(file: file, line: record.line)
      if isThesaurus {
        let value = field("replace by", record)
        add(Row(action: value.isEmpty ? .drop : .merge, name: field("label", record), value: value, location: location))
      } else if !field("action", record).isEmpty {
        add(
          action: field("action", record), name: field("name", record), value: field("value", record),
          of: field("of", record), at: location)
      }
    }
  }

  /// Adds a row as a person wrote it.
  mutating func add(action word: String, name: String, value: String, of subject: String, at location: SourceLocation) {
    guard let action = Action(rawValue: word.lowercased().replacing(" ", with: "-")) else {
      let actions = Action.allCases.map(\.rawValue).joined(separator: ", ")
      return complain("curation.action", "'\(word)' is no action; the row is ignored. Use one of \(actions).", location)
    }
    guard subject.isEmpty || Subject(rawValue: subject.lowercased()) != nil else {
      return complain(
        "curation.row",
        "'\(subject)' is nothing a row can be of; it is ignored. Write institution or author, or nothing.",
        location)
    }
    add(
      Row(
        action: action, name: name, value: action.takesValue ? value : "",
        subject: Subject(rawValue: subject.lowercased()), location: location))
  }

  /// Adds a row that can be understood.
  mutating func add(_ row: Row) {
    var row = row
    if row.action == .country { row.value = row.value.uppercased() }
    if row.action == .sector { row.value = row.value.lowercased() }
    if Folding.key(row.name).isEmpty {
      complain("curation.row", "the row names nothing and is ignored. Say what it is about.", row.location)
    } else if row.action.takesValue, Folding.key(row.value).isEmpty {
      complain(
        "curation.row", "'\(row.action.rawValue)' of '\(row.name)' needs a value; the row is ignored.", row.location)
    } else if row.action == .sector, Sector(rawValue: row.value) == nil {
      complain(
        "curation.row",
        "'\(row.value)' is no sector; the row is ignored. Use one of "
          + "\(Sector.allCases.map(\.rawValue).joined(separator: ", ")).", row.location)
    } else if row.action == .country, Places.country(code: row.value) == nil {
      complain(
        "curation.row",
        "'\(row.value)' is no ISO 3166-1 alpha-2 code of a country; the row is ignored. Write DE, US, HK, ...",
        row.location)
    } else {
      rows.append(row)
    }
  }

  /// Tells of a row.
  mutating func complain(_ code: String, _ message: String, _ location: SourceLocation) {
    diagnostics.append(Diagnostic(.warning, code, message, at: location))
  }

  /// Leaves out rows that say again or otherwise what an earlier one says, and tells of each.
  private mutating func findContradictions() {
    var kept: [Row] = []
    var first: [Key: Row] = [:]
    for row in rows {
      let key = Key(row)
      if let other = first[key], row.action != .group, row.action != .keepApart {
        complain(
          "curation.conflict",
          "line \(other.location.line) already says '\(row.action.rawValue)' of '\(row.name)'"
            + (other.value == row.value ? "." : " with '\(other.value)'; that row holds.") + " Keep one of them.",
          row.location)
        continue
      }
      if row.action == .merge, Folding.key(row.name) == Folding.key(row.value) {
        complain("curation.conflict", "'\(row.name)' is merged into itself; the row is ignored.", row.location)
        continue
      }
      if row.action == .merge, let other = kept.first(where: { $0.action == .keepApart && Self.samePair($0, row) }) {
        complain(
          "curation.conflict",
          "'\(row.name)' is merged into '\(row.value)', but line \(other.location.line) keeps them apart; they are kept "
            + "apart. Take one of the rows out.", row.location)
        continue
      }
      if row.action == .keepApart {
        for other in kept where other.action == .merge && Self.samePair(row, other) {
          complain(
            "curation.conflict",
            "'\(row.name)' and '\(row.value)' are to be kept apart, but line \(other.location.line) merges them; they are "
              + "kept apart. Take one of the rows out.", row.location)
        }
        kept.removeAll { $0.action == .merge && Self.samePair(row, $0) }
      }
      if row.action == .merge, leadsBack(row, first) {
        complain(
          "curation.conflict",
          "'\(row.value)' is merged into '\(row.name)' by earlier rows; this one would go round and is ignored.",
          row.location)
        continue
      }
      first[key] = row
      kept.append(row)
    }
    for row in kept where row.action == .drop || row.action == .merge {
      for other in kept where other.action != row.action && other.action != .keepApart && other.action != .group {
        guard Key(row).name == Key(other).name, row.action == .drop || other.action == .rename else { continue }
        complain(
          "curation.conflict",
          "line \(row.location.line) \(row.action == .drop ? "drops" : "merges") '\(other.name)', so "
            + "'\(other.action.rawValue)' of it does nothing. Take one of the rows out.", other.location)
      }
    }
    rows = kept
  }

  private struct Key: Hashable {
    var action: Action
    var name: String
    var subject: Subject?

    init(_ row: Row) {
      action = row.action
      // The place of an author's mention is part of what is named.
      name = Folding.key(row.name)
      subject = row.subject
    }
  }

  private static func samePair(_ a: Row, _ b: Row) -> Bool {
    let (x, y) = (Folding.key(a.name), Folding.key(a.value))
    let (u, v) = (Folding.key(b.name), Folding.key(b.value))
    return (x == u && y == v || x == v && y == u) && (a.subject == nil || b.subject == nil || a.subject == b.subject)
  }

  /// Whether earlier merges lead from the value back to the name.
  private func leadsBack(_ row: Row, _ first: [Key: Row]) -> Bool {
    var step = row
    for _ in 0..<rows.count {
      step.name = step.value
      guard let next = first[Key(step)] else { return false }
      if Folding.key(next.value) == Folding.key(row.name) { return true }
      step = next
    }
    return true
  }

  /// What to tell after a run of the rows that nothing used.
  ///
  /// - Parameters:
  ///   - uses: how often each row did something, aligned with `rows`.
  ///   - authorsAreResolved: whether rows about single mentions of authors had anything to hold for.
  public func unused(_ uses: [Int], authorsAreResolved: Bool) -> [Diagnostic] {
    zip(rows, uses).filter { $0.1 == 0 }.map { row, _ in
      let needsMentions = row.action == .keepApart || row.name.hasSuffix("]") || row.value.hasSuffix("]")
      if row.subject == .author, needsMentions, !authorsAreResolved {
        return Diagnostic(
          .note, "curation.unused",
          "the row is about single mentions of authors and holds with --authors resolved.", at: row.location)
      }
      let what = row.subject.map { $0 == .author ? "no author" : "no affiliation or institution" } ?? "nothing"
      return Diagnostic(
        .warning, "curation.unused",
        "\(what) in this corpus that '\(row.action.rawValue)' could hold for is called '\(row.name)'; the row did nothing. "
          + "Check the name, or take the row out.", at: row.location)
    }
  }
}
