import Bibliography
import Bytes

/// Rows of a delimited file, quoted fields included.
///
/// Source: RFC 4180, read leniently: any line end, quotes doubled or not, rows of any length. The file is held in
/// memory (at most 2 GiB; vendors cap their exports far below). A quote that never closes costs its row.
enum CSVTable {
  struct Row {
    /// The heading, cleaned.
    let header: [String]
    /// As many as the heading has; missing ones are empty.
    let values: [String]
    let location: SourceLocation

    subscript(column: Int) -> String { values.indices.contains(column) ? values[column] : "" }

    /// The first non-empty value under one of these headings.
    func first(_ names: String...) -> String? { first(names) }

    func first(_ names: [String]) -> String? {
      for name in names {
        for (i, heading) in header.enumerated() where heading == name && !self[i].isEmpty { return self[i] }
      }
      return nil
    }
  }

  /// Gives each row below the heading; a bad row is rejected as `format.…`.
  ///
  /// `heading` says whether a row is the heading, for files that put a banner above it; `align` gives the heading that
  /// fits a row longer than the heading, where the format tells how, which is said once for the file.
  static func forEachRow(
    of input: Input, format: String, separator: UInt8? = nil, heading: ([String]) -> Bool = { _ in true },
    align: (_ header: [String], _ row: [String]) -> [String]? = { _, _ in nil },
    into sink: any PaperSink, _ body: (Row) -> Void
  ) throws {
    let bytes = try input.readAll(limit: 1 << 31)
    let separator = separator ?? likelySeparator(bytes)
    var header: [String]?
    var at = 0
    var line = 1
    var isAligned = false
    while at < bytes.count {
      let location = SourceLocation(file: input.name, line: line)
      guard let row = row(of: bytes, at: &at, line: &line, separator: separator) else {
        sink.reject(
          Diagnostic(
            .error, "\(format).unclosed-quote",
            "a '\"' in this row is never closed. Close it, or double it inside text.",
            at: location))
        continue
      }
      if row.allSatisfy(\.isEmpty) { continue }
      if var header {
        if row.count > header.count, let fitting = align(header, row) {
          if !isAligned {
            sink.report(
              Diagnostic(
                .warning, "\(format).heading-short",
                "the rows have \(row.count) fields, the heading \(header.count): a column without a heading is passed over.",
                at: location))
          }
          isAligned = true
          header = fitting
        }
        if row.count > header.count, row.dropFirst(header.count).contains(where: { !$0.isEmpty }) {
          sink.report(
            Diagnostic(
              .warning, "\(format).long-row", "the row has \(row.count) fields, the heading \(header.count).",
              at: location))
        }
        body(Row(header: header, values: row, location: location))
      } else if heading(row) {
        header = row
      }
    }
  }

  /// The heading of a sample: its first row.
  static func header(of sample: Sample) -> [String] {
    var at = 0
    var line = 1
    return row(of: sample.bytes, at: &at, line: &line, separator: likelySeparator(sample.bytes)) ?? []
  }

  /// The sign that is most often in the first line: comma, tab or semicolon.
  static func likelySeparator(_ bytes: [UInt8]) -> UInt8 {
    let first = bytes.prefix { $0 != 0x0a }
    let signs = [UInt8(ascii: ","), UInt8(ascii: "\t"), UInt8(ascii: ";")]
    func count(_ sign: UInt8) -> Int { first.count { $0 == sign } }
    return signs.max { count($0) < count($1) } ?? UInt8(ascii: ",")
  }

  /// One row, its values cleaned; nil when a quote stays open, with `at` behind the row's first line.
  private static func row(of bytes: [UInt8], at: inout Int, line: inout Int, separator: UInt8) -> [String]? {
    let start = at
    let startLine = line
    var values: [String] = []
    var value: [UInt8] = []
    var i = at
    while true {
      value.removeAll(keepingCapacity: true)
      if i < bytes.count, bytes[i] == UInt8(ascii: "\"") {
        i += 1
        var isClosed = false
        while i < bytes.count {
          if bytes[i] == UInt8(ascii: "\"") {
            if i + 1 < bytes.count, bytes[i + 1] == UInt8(ascii: "\"") {
              value.append(bytes[i])
              i += 2
              continue
            }
            // A quote ends the field where a separator or a line end follows; inside text it is text.
            let next = i + 1 < bytes.count ? bytes[i + 1] : 0x0a
            if next == separator || next == 0x0a || next == 0x0d {
              isClosed = true
              i += 1
              break
            }
          }
          if bytes[i] == 0x0a { line += 1 }
          value.append(bytes[i])
          i += 1
        }
        if !isClosed {
          at = (bytes[start...].firstIndex(of: 0x0a) ?? bytes.count - 1) + 1
          line = startLine + 1
          return nil
        }
      } else {
        while i < bytes.count, bytes[i] != separator, bytes[i] != 0x0a, bytes[i] != 0x0d {
          value.append(bytes[i])
          i += 1
        }
      }
      values.append(FieldText.clean(value[...]))
      if i < bytes.count, bytes[i] == separator {
        i += 1
        continue
      }
      if i < bytes.count, bytes[i] == 0x0d { i += 1 }
      if i < bytes.count, bytes[i] == 0x0a { i += 1 }
      line += 1
      at = max(i, start + 1)
      return values
    }
  }
}
