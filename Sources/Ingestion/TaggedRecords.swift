import Bibliography
import Bytes

/// Records made of lines that start with a short tag: RIS, MEDLINE, ISI and EndNote differ only in how.
struct TaggedRecords {
  /// How a line says its tag.
  enum Style {
    /// `TY  - JOUR`.
    case ris
    /// `FAU - Lee, Ann`, the tag padded to four characters.
    case medline
    /// `AU Lee, A`, two characters and a space.
    case isi
    /// `%A Ann Lee`.
    case endNote
  }

  /// One tag with its lines; further lines of a tag are kept apart, since formats differ in what they mean.
  struct Field {
    var tag: String
    var lines: [String]
    var line: Int

    /// All lines as one text.
    var text: String { FieldText.clean(lines.joined(separator: " ")) }
  }

  struct Record {
    var fields: [Field]
    var location: SourceLocation
    /// Whether the end of the record was there.
    var isClosed: Bool

    func first(_ tags: String...) -> String? {
      for tag in tags {
        for field in fields where field.tag == tag && !field.text.isEmpty { return field.text }
      }
      return nil
    }

    func all(_ tags: String...) -> [Field] { fields.filter { tags.contains($0.tag) } }
  }

  /// A longer line (unit: bytes) is no field of a record.
  static let longestLine = 1 << 20

  /// Cuts `bytes` into records; a line that is too long is told to `sink` and costs its field. `start` tags begin one, `end` tags close one, `header` tags belong to none; without
  /// `end` tags an empty line or the next `start` closes.
  static func records(
    in bytes: [UInt8], file: String, style: Style, start: Set<String>, end: Set<String>, header: Set<String> = [],
    format: String, into sink: any PaperSink
  ) -> [Record] {
    var records: [Record] = []
    var open: Record?
    var inHeader = false
    func close(_ isClosed: Bool) {
      if var record = open, !record.fields.isEmpty {
        record.isClosed = isClosed
        records.append(record)
      }
      open = nil
    }
    var number = 0
    for raw in bytes.split(separator: 0x0a, omittingEmptySubsequences: false) {
      number += 1
      var line = raw.last == 0x0d ? raw.dropLast() : raw
      if line.count > longestLine {
        sink.report(
          Diagnostic(
            .warning, "\(format).long-line",
            "a line of \(line.count) bytes; at most \(longestLine) are read. Its field is left out.",
            at: SourceLocation(file: file, line: number)))
        // Its tag still counts: it may begin a record.
        line = line.prefix(8)
        guard let (tag, _) = tagged(line, style) else { continue }
        if !start.contains(tag) { continue }
      }
      if let (tag, value) = tagged(line, style) {
        inHeader = header.contains(tag)
        if inHeader { continue }
        if end.contains(tag) {
          close(true)
          continue
        }
        if start.contains(tag) { close(end.isEmpty) }
        if open == nil {
          open = Record(fields: [], location: SourceLocation(file: file, line: number), isClosed: false)
        }
        open?.fields.append(Field(tag: tag, lines: [value], line: number))
      } else if line.allSatisfy({ $0 <= 0x20 }) {
        if end.isEmpty, style != .medline || start.isEmpty { close(true) }
      } else if !inHeader, let last = open?.fields.indices.last {
        open?.fields[last].lines.append(FieldText.clean(line))
      }
    }
    close(end.isEmpty)
    return records
  }

  private static func tagged(_ line: ArraySlice<UInt8>, _ style: Style) -> (tag: String, value: String)? {
    func isTag(_ byte: UInt8) -> Bool { 0x41...0x5a ~= byte || 0x30...0x39 ~= byte }
    let at = line.startIndex
    func value(from offset: Int) -> String { FieldText.clean(line.dropFirst(offset)) }
    switch style {
    case .ris:
      // Two blanks by the book; one or three in the wild, and none behind the dash of an empty tag.
      guard line.count >= 4, 0x41...0x5a ~= line[at], isTag(line[at + 1]) else { return nil }
      let rest = line.dropFirst(2)
      let blanks = rest.prefix { $0 == 0x20 }.count
      guard 1...3 ~= blanks, rest.dropFirst(blanks).first == UInt8(ascii: "-") else { return nil }
      let behind = rest.dropFirst(blanks + 1)
      guard behind.isEmpty || behind.first == 0x20 else { return nil }
      return (String(decoding: line.prefix(2), as: UTF8.self), FieldText.clean(behind))
    case .medline:
      guard line.count >= 5, line[at + 4] == UInt8(ascii: "-"), isTag(line[at]), isTag(line[at + 1]) else { return nil }
      return (FieldText.clean(line.prefix(4)), value(from: 5))
    case .isi:
      guard line.count >= 2, 0x41...0x5a ~= line[at], isTag(line[at + 1]), line.count == 2 || line[at + 2] == 0x20
      else { return nil }
      return (String(decoding: line.prefix(2), as: UTF8.self), value(from: 2))
    case .endNote:
      guard line.count >= 2, line[at] == UInt8(ascii: "%"), line.count == 2 || line[at + 2] == 0x20 else { return nil }
      return (String(decoding: line.prefix(2), as: UTF8.self), value(from: 2))
    }
  }

  /// A note that a record's end was missing; nothing is lost by it.
  static func reportUnclosed(_ record: Record, format: String, end: String, to sink: any PaperSink) {
    if record.isClosed { return }
    sink.report(
      Diagnostic(
        .warning, "\(format).unclosed", "the record has no '\(end)' at its end; read up to the next one.",
        at: record.location))
  }
}
