import Bibliography
import Bytes

/// Reads conference contents as text: titles, pages, authors with their affiliations, sessions, days, venue.
///
/// The layout is told by structure, never by the file's name: affiliations in `<i>`, in `*…*`, in brackets or without
/// a mark; page numbers behind a tab, leaders, a closing mark, a space, or none; wrapped lines; headings with and
/// without blank lines. Markdown and programme pages as text have the same structure and are read here too.
public struct ContentsReader: Reader {
  /// `contents`.
  public static var format: Format {
    Format(name: "contents", title: "Conference contents and programmes as text", extensions: ["txt", "md", "text"])
  }

  /// Nothing is read yet.
  public init() {}

  /// So that any format that is sure of itself goes first.
  public static var greatestSureness: Double { 0.6 }

  /// At most 0.6; nil without two titles with their authors.
  public static func sniff(_ sample: Sample) -> Double? {
    guard !sample.bytes.isEmpty, !isBinary(sample.bytes) else { return nil }
    guard !isData(sample.bytes) else { return nil }
    let (text, tables) = MarkdownPage.separate(PageLine.split(sample.bytes).lines)
    if !tables.isEmpty { return greatestSureness }
    let lines = ContentsPage.prepared(text, context: ReadingContext()).lines
    let labels = ContentsPage.analyse(lines, context: ReadingContext()).labels
    let authors = labels.filter { $0 == .authors }.count
    let titles = labels.filter { $0 == .title }.count
    guard authors > 0, titles > 0 else { return nil }
    return min(greatestSureness, 0.2 + 0.1 * Double(min(authors, titles)))
  }

  /// The largest page that is read (unit: bytes).
  static let largest = 16 << 20

  /// Reads a page; throws when it is empty, no text, or has no paper in it.
  public func read(_ input: Input, context: ReadingContext, into sink: any PaperSink) throws {
    let bytes = try input.readAll(limit: Self.largest)
    let lines = try Self.lines(bytes, file: input.name, sink: sink)
    let count = ContentsPage(file: input.name, context: context, sink: sink).read(lines)
    if count.kept == 0 {
      let people = "People without papers (a committee) are read with --role committee."
      throw CoterieError(
        context.role == nil ? "contents.no-papers" : "contents.no-people",
        context.role == nil
          ? "no paper was found: expected titles, each followed by a line 'Name and Name, Affiliation; Name, "
            + "Affiliation'. Is this a contents page? " + people
          : "no list of people was found: expected a heading such as 'Program Committee' and 'Name (Affiliation)' below.",
        at: SourceLocation(file: input.name, line: 1))
    }
  }

  /// The page's lines; what cannot be one is reported or thrown.
  static func lines(_ bytes: [UInt8], file: String, sink: any PaperSink) throws -> [PageLine] {
    let start = SourceLocation(file: file, line: 1)
    guard bytes.contains(where: { $0 > 0x20 }) else {
      throw CoterieError("contents.empty", "the file is empty. Expected a conference's contents as text.", at: start)
    }
    if isBinary(bytes) {
      throw CoterieError(
        "contents.binary",
        "this is not text: it has bytes that no text has. Convert it (for a PDF: pdftotext -layout) and read the result.",
        at: start)
    }
    let split = PageLine.split(bytes)
    for (line, length) in split.tooLong {
      sink.reject(
        Diagnostic(
          .error, "contents.long-line",
          "line \(line) has \(length) bytes; at most \(PageLine.longest) are read. Break it at its entries.",
          at: SourceLocation(file: file, line: line)))
    }
    for (line, column) in split.illFormed {
      sink.report(
        Diagnostic(
          .warning, "contents.not-utf8",
          "bytes that are not UTF-8, kept as U+FFFD. Convert the file, for example: iconv -f latin1 -t utf-8.",
          at: SourceLocation(file: file, line: line, column: column)))
    }
    return split.lines
  }

  /// Whether the text is plainly something else: JSON, BibTeX, or a table with as many tabs in each of its first lines.
  static func isData(_ bytes: [UInt8]) -> Bool {
    guard let start = bytes.firstIndex(where: { $0 > 0x20 }) else { return false }
    if bytes[start] == UInt8(ascii: "{") || bytes[start] == UInt8(ascii: "@") { return true }
    if bytes[start] == UInt8(ascii: "["),
      let next = bytes[(start + 1)...].first(where: { $0 > 0x20 }), [0x7B, 0x5B, 0x22].contains(next)
    {
      return true
    }
    let lines = bytes.prefix(1 << 14).split(separator: 0x0A).prefix(5)
    let tabs = lines.map { line in line.count { $0 == 0x09 } }
    return tabs.count == 5 && tabs[0] > 2 && tabs.allSatisfy { $0 == tabs[0] }
  }

  /// Whether the first 64 KiB hold a zero byte or many control characters.
  static func isBinary(_ bytes: [UInt8]) -> Bool {
    let head = bytes.prefix(1 << 16)
    let controls = head.count { $0 < 0x20 && $0 != 0x09 && $0 != 0x0A && $0 != 0x0C && $0 != 0x0D }
    return head.contains(0) || controls * 20 > head.count
  }
}
