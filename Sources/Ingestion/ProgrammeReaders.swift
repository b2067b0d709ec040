import Bibliography
import Bytes
import Foundation

/// Reads programmes in YAML, whole files or the front matter of a page: records with `title` and `authors`.
public struct ProgrammeYAMLReader: Reader {
  /// `programme-yaml`.
  public static var format: Format {
    Format(name: "programme-yaml", title: "Conference programme in YAML", extensions: ["yml", "yaml", "md"])
  }

  /// Nothing is read yet.
  public init() {}

  /// 0.8 for text in which at least one record has both keys in lines of their own.
  public static func sniff(_ sample: Sample) -> Double? {
    guard sample.contains("title:"), !ContentsReader.isBinary(sample.bytes) else { return nil }
    var titles = 0
    var authors = 0
    for line in PageLine.split(sample.bytes).lines {
      let text = line.text.hasPrefix("- ") ? line.text.dropFirst(2) : line.text[...]
      if text.hasPrefix("title:") { titles += 1 }
      if text.hasPrefix("authors:") || text.hasPrefix("author:") { authors += 1 }
      if line.text.hasPrefix("@") || line.text.hasPrefix("{") || line.text.hasPrefix("<?") { return nil }
    }
    // One author line may be that of the page itself.
    return titles > 1 && authors > 1 ? 0.8 : nil
  }

  /// Reads every mapping that has a title, wherever it stands; a record without authors is told.
  public func read(_ input: Input, context: ReadingContext, into sink: any PaperSink) throws {
    let bytes = try input.readAll(limit: ContentsReader.largest)
    _ = try ContentsReader.lines(bytes, file: input.name, sink: sink)
    var text = String(decoding: bytes, as: UTF8.self)[...]
    if text.hasPrefix("---"), let end = text.dropFirst(3).range(of: "\n---") {
      text = text[..<end.lowerBound]  // the rest is the page
    }
    let document = YAMLDocument(text)
    for line in document.misunderstood {
      sink.report(
        Diagnostic(
          .warning, "yaml.line", "this line fits no mapping or sequence around it; left out. Check its indentation.",
          at: SourceLocation(file: input.name, line: line)))
    }
    var rows: [ProgrammeTable.Row] = []
    if let root = document.root { Self.collect(root, into: &rows) }
    let heading = Self.comment(text)
    let table = ProgrammeTable(file: input.name, context: context, sink: sink, heading: heading)
    guard table.read(rows).kept > 0 else {
      throw CoterieError(
        "yaml.no-papers", "no paper was found: expected records with 'title:' and 'authors:'.",
        at: SourceLocation(file: input.name, line: 1))
    }
  }

  /// A comment on the first line names what follows.
  private static func comment(_ text: Substring) -> String? {
    guard text.hasPrefix("# ") else { return nil }
    return text.prefix { !$0.isNewline }.dropFirst(2).collapsed
  }

  private static func collect(_ node: YAMLNode, into rows: inout [ProgrammeTable.Row]) {
    switch node {
    case .scalar: break
    case .sequence(let items, _): for item in items { collect(item, into: &rows) }
    case .mapping(let pairs, let line):
      let cells = pairs.compactMap { pair -> ProgrammeTable.Row.Cell? in
        guard let text = text(pair.value) else { return nil }
        return .init(column: .init(pair.key), text: text, line: pair.value.line, columnNumber: 1)
      }
      // A page's own title comes with a layout and no authors; a record without authors is a record all the same.
      let isRecord = cells.contains { $0.column == .title } && !cells.contains { $0.column == .other("layout") }
      if isRecord { rows.append(.init(cells: cells, line: line)) }
      for (key, value) in pairs where ProgrammeTable.Column(key) != .authors { collect(value, into: &rows) }
    }
  }

  /// A value as one string: names in a sequence, `{name, affiliation}` in a sequence, a scalar.
  private static func text(_ node: YAMLNode) -> String? {
    switch node {
    case .scalar(let text, _): return text
    case .mapping: return nil
    case .sequence(let items, _):
      let people = items.compactMap { item -> String? in
        switch item {
        case .scalar(let text, _): return text
        case .sequence: return nil
        case .mapping(let pairs, _):
          func value(_ keys: [String]) -> String? {
            pairs.lazy.compactMap { keys.contains($0.key.lowercased()) ? text($0.value) : nil }.first
          }
          guard let name = value(["name", "author", "full_name"]) else { return nil }
          let affiliation = value(["affiliation", "affiliations", "institution", "org", "organization"]) ?? ""
          return affiliation.isEmpty ? name : name + " (" + affiliation + ")"
        }
      }
      return people.isEmpty ? nil : people.joined(separator: "; ")
    }
  }
}

/// Reads programmes in CSV with a title and all authors in one string, as submission systems export them.
public struct ProgrammeCSVReader: Reader {
  /// `programme-csv`.
  public static var format: Format {
    Format(
      name: "programme-csv", title: "Conference programme in CSV, authors in one column", extensions: ["csv", "tsv"])
  }

  /// Nothing is read yet.
  public init() {}

  /// 0.65 for a header that has a title and authors and few columns that databases have.
  public static func sniff(_ sample: Sample) -> Double? {
    guard !sample.bytes.isEmpty, !ContentsReader.isBinary(sample.bytes),
      case let head = Self.records(sample.bytes, limit: 4), let header = head.first
    else { return nil }
    // A sentence that names the columns is no heading: no row below has as many values.
    let rows = sample.isWhole ? head.dropFirst() : head.dropFirst().dropLast()
    guard rows.isEmpty || rows.contains(where: { $0.values.count == header.values.count }) else { return nil }
    let columns = header.values.map { ProgrammeTable.Column($0) }
    guard columns.count > 1, columns.count <= 16, ProgrammeTable.isProgramme(columns) else { return nil }
    return 0.65
  }

  /// Reads all rows.
  public func read(_ input: Input, context: ReadingContext, into sink: any PaperSink) throws {
    let bytes = try input.readAll(limit: ContentsReader.largest)
    let records = Self.records(bytes, limit: .max)
    let header = (records.first?.values ?? []).map { ProgrammeTable.Column($0) }
    guard ProgrammeTable.isProgramme(header) else {
      throw CoterieError(
        "programme.header", "expected a header with the columns 'Title' and 'Authors'.",
        at: SourceLocation(file: input.name, line: 1))
    }
    var rows: [ProgrammeTable.Row] = []
    for record in records.dropFirst() where record.values.contains(where: { !$0.isEmpty }) {
      if record.values.count != header.count {
        sink.report(
          Diagnostic(
            .warning, "programme.columns",
            "\(record.values.count) values under \(header.count) columns. Is a quotation mark missing?",
            at: SourceLocation(file: input.name, line: record.line)))
      }
      let cells = zip(header, record.values).map {
        ProgrammeTable.Row.Cell(column: $0, text: $1, line: record.line, columnNumber: 1)
      }
      rows.append(.init(cells: cells, line: record.line))
    }
    ProgrammeTable(file: input.name, context: context, sink: sink).read(rows)
  }

  /// Records of RFC 4180, separated by commas, semicolons or tabs, whichever the first line has most of.
  ///
  /// A quotation mark that never closes takes the rest of the file; the count of columns tells.
  static func records(_ bytes: [UInt8], limit: Int) -> [(values: [String], line: Int)] {
    let head = bytes.prefix { $0 != 0x0A }
    let separator = [UInt8(ascii: ","), UInt8(ascii: ";"), 0x09].max { a, b in
      head.count { $0 == a } < head.count { $0 == b }
    }
    var records: [([String], Int)] = []
    var values: [String] = []
    var field: [UInt8] = []
    var quoted = false
    var line = 1
    var start = 1
    func endField() {
      values.append(String(decoding: field, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines))
      field.removeAll(keepingCapacity: true)
    }
    func endRecord() {
      endField()
      records.append((values, start))
      values = []
    }
    var at = 0
    while at < bytes.count, records.count < limit {
      let byte = bytes[at]
      if quoted {
        if byte == 0x22, at + 1 < bytes.count, bytes[at + 1] == 0x22 {
          field.append(byte)
          at += 1
        } else if byte == 0x22 {
          quoted = false
        } else {
          if byte == 0x0A { line += 1 }
          field.append(byte)
        }
      } else if byte == 0x22, field.allSatisfy({ $0 == 0x20 }) {
        quoted = true
        field.removeAll(keepingCapacity: true)
      } else if byte == separator {
        endField()
      } else if byte == 0x0A {
        endRecord()
        line += 1
        start = line
      } else if byte != 0x0D {
        field.append(byte)
      }
      at += 1
    }
    if records.count < limit, !field.isEmpty || !values.isEmpty { endRecord() }
    return records
  }
}
