import Bibliography
import Bytes
import CXML
import Foundation

/// Reads contents pages and front matter in PDF: poppler's `pdftohtml -xml` turns it into positioned text, whose fonts
/// say what is italic and so what is an affiliation; then it is read as any contents page.
///
/// poppler runs as a process of its own with limits, since a PDF is a program written by others. Lines are counted
/// through all pages, as poppler gives them.
public struct PDFReader: Reader {
  /// `pdf`.
  public static var format: Format {
    Format(name: "pdf", title: "Conference contents in PDF (needs poppler-utils)", extensions: ["pdf"])
  }

  /// Nothing is read yet.
  public init() {}

  /// Certain for `%PDF-` in the first kilobyte, as the format allows.
  public static func sniff(_ sample: Sample) -> Double? {
    let sign = [UInt8]("%PDF-".utf8)
    let head = Array(sample.bytes.prefix(1024))
    guard head.count >= sign.count else { return nil }
    return (0...(head.count - sign.count)).contains { head[$0..<($0 + sign.count)].elementsEqual(sign) } ? 1 : nil
  }

  /// The largest file that is read (unit: bytes).
  static let largest = 256 << 20
  /// Contents stand at a file's beginning; no more pages than these are read.
  static let mostPages = 400

  /// Reads the text of all pages; throws when poppler is missing, fails or takes too long.
  public func read(_ input: Input, context: ReadingContext, into sink: any PaperSink) throws {
    try read(input, context: context, into: sink, program: "pdftohtml")
  }

  /// The same with another program in poppler's place, for tests.
  func read(_ input: Input, context: ReadingContext, into sink: any PaperSink, program: String) throws {
    let start = SourceLocation(file: input.name, line: 1)
    let file = FileManager.default.temporaryDirectory.appendingPathComponent("coterie-\(UUID().uuidString).pdf")
    try Data(input.readAll(limit: Self.largest)).write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    let process = LimitedProcess(
      program: program,
      arguments: [
        "-xml", "-i", "-q", "-stdout", "-fontfullname", "-enc", "UTF-8", "-l", "\(Self.mostPages)", file.path,
      ])
    let xml: [UInt8]
    switch try process.run() {
    case .finished(let output, 0): xml = output
    case .finished(_, let status):
      throw CoterieError(
        "pdf.unreadable",
        "pdftohtml could not read it (status \(status)). Is it a whole PDF without a password? Try pdftotext by hand.",
        at: start)
    case .notInstalled:
      throw CoterieError(
        "pdf.no-poppler",
        "reading PDF needs poppler's pdftohtml, which is not installed. Install it (Debian: apt-get install "
          + "poppler-utils) or give the page as text.", at: start)
    case .tookTooLong:
      throw CoterieError(
        "pdf.time", "pdftohtml took more than \(process.processorSeconds) s. Cut the contents pages out of it first.",
        at: start)
    case .wroteTooMuch:
      throw CoterieError(
        "pdf.size",
        "it has more than \(process.outputLimit >> 20) MB of text. Cut the contents pages out of it first.", at: start)
    }
    try read(xml: xml, file: input.name, context: context, into: sink)
  }

  /// Reads what poppler made of a file.
  func read(xml: [UInt8], file: String, context: ReadingContext, into sink: any PaperSink) throws {
    let start = SourceLocation(file: file, line: 1)
    let lines = PDFText(xml).lines
    guard !lines.isEmpty else {
      throw CoterieError(
        "pdf.no-text", "there is no text in it, only pictures. Recognise its text first (for example with ocrmypdf).",
        at: start)
    }
    let count = ContentsPage(file: file, context: context, sink: sink).read(lines)
    guard count.kept > 0 || context.role != nil else {
      throw CoterieError(
        "pdf.no-papers", "no paper was found in its text: expected titles, each followed by authors.", at: start)
    }
  }
}

/// Lines of text from poppler's XML.
struct PDFText {
  private(set) var lines: [PageLine] = []

  /// A piece of text on a page; units: pixels of poppler's page.
  private struct Piece {
    var top: Int
    var left: Int
    var width: Int
    var height: Int
    var text: String
    var right: Int { left + width }
  }

  private var italicFonts: Set<String> = []

  /// Reads `<pdf2xml>`; what is not well-formed is read as far as possible.
  init(_ xml: [UInt8]) {
    let options = Int32(
      XML_PARSE_RECOVER.rawValue | XML_PARSE_NOERROR.rawValue | XML_PARSE_NOWARNING.rawValue
        | XML_PARSE_NONET.rawValue | XML_PARSE_COMPACT.rawValue)
    let document = xml.withUnsafeBytes { buffer in
      xmlReadMemory(
        buffer.baseAddress?.assumingMemoryBound(to: CChar.self), Int32(buffer.count), nil, "UTF-8", options)
    }
    guard let document else { return }
    defer { xmlFreeDoc(document) }
    var page = xmlDocGetRootElement(document)?.pointee.children
    while let current = page {
      if Self.name(current) == "page" { read(current) }
      page = current.pointee.next
    }
  }

  private mutating func read(_ page: xmlNodePtr) {
    var pieces: [Piece] = []
    var child = page.pointee.children
    while let node = child {
      defer { child = node.pointee.next }
      if Self.name(node) == "fontspec" {
        let family = Self.attribute(node, "family").lowercased()
        let isItalic = ["ital", "obli", "cmti", "cmsl", "-it", "slanted"].contains(where: family.contains)
        if isItalic { italicFonts.insert(Self.attribute(node, "id")) }
        continue
      }
      guard Self.name(node) == "text" else { continue }
      var text = Self.text(node)
      if italicFonts.contains(Self.attribute(node, "font")), !text.contains("<i>") { text = "<i>" + text + "</i>" }
      guard text.contains(where: { !$0.isWhitespace }) else { continue }
      pieces.append(
        Piece(
          top: Self.number(node, "top"), left: Self.number(node, "left"), width: Self.number(node, "width"),
          height: max(Self.number(node, "height"), 1), text: text))
    }
    let width = max(Self.number(page, "width"), 1)
    for column in Self.columns(pieces, width: width) { append(column) }
  }

  /// The page's columns from left to right: one, unless the middle is empty and both sides hold text.
  private static func columns(_ pieces: [Piece], width: Int) -> [[Piece]] {
    let middle = width / 2
    let crossing = pieces.count { $0.left < middle - width / 50 && $0.right > middle + width / 50 }
    let right = pieces.filter { $0.left >= middle - width / 50 }
    let words = right.count { $0.text.contains(where: \.isLetter) }
    guard pieces.count >= 8, crossing * 10 < pieces.count, words * 3 > pieces.count else { return [pieces] }
    return [pieces.filter { $0.left < middle - width / 50 }, right]
  }

  private mutating func append(_ pieces: [Piece]) {
    let sorted = pieces.enumerated().sorted { a, b in
      (a.element.top, a.element.left, a.offset) < (b.element.top, b.element.left, b.offset)
    }.map(\.element)
    var row: [Piece] = []
    var lastBottom: Int?
    func flush(_ text: inout PDFText) {
      guard let first = row.first else { return }
      row.sort { $0.left < $1.left }
      let height = row.map(\.height).max() ?? 1
      var line = ""
      var end: Int?
      for piece in row {
        if let end {
          let gap = piece.left - end
          line += gap > 2 * height ? "\t" : gap > height / 8 ? " " : ""
        }
        line += piece.text
        end = piece.right
      }
      text.append(line, followsBlank: lastBottom.map { first.top - $0 > height * 6 / 10 } ?? true)
      lastBottom = first.top + height
      row = []
    }
    for piece in sorted {
      if let first = row.first, piece.top - first.top > max(first.height, piece.height) / 2 { flush(&self) }
      row.append(piece)
    }
    flush(&self)
  }

  private mutating func append(_ line: String, followsBlank: Bool) {
    var text = line
    for (from, to) in [("</i><i>", ""), ("</i> <i>", " "), ("</b><b>", ""), ("</b> <b>", " "), ("</i>\t<i>", "\t")] {
      text = text.replacingOccurrences(of: from, with: to)
    }
    let isBold = text.hasPrefix("<b>")
    text = PageLine.clean(text.replacingOccurrences(of: "&", with: "&amp;"))
    if isBold {
      text = text.replacingOccurrences(of: "<b>", with: "").replacingOccurrences(of: "</b>", with: "")
    }
    guard !text.isEmpty, text.utf8.count <= PageLine.longest else { return }
    lines.append(PageLine(number: lines.count + 1, raw: text, text: text, followsBlank: followsBlank))
  }

  // MARK: Nodes

  /// The text below a node, with `<i>` and `<b>` as marks.
  private static func text(_ node: xmlNodePtr) -> String {
    var result = ""
    var stack: [(node: xmlNodePtr?, close: String)] = [(node.pointee.children, "")]
    while let (node, close) = stack.popLast() {
      guard let node else {
        result += close
        continue
      }
      stack.append((node.pointee.next, close))
      if node.pointee.type == XML_TEXT_NODE {
        if let content = node.pointee.content { result += String(cString: content) }
      } else if node.pointee.type == XML_ELEMENT_NODE {
        let name = name(node)
        let isMark = name == "i" || name == "b"
        if isMark { result += "<\(name)>" }
        stack.append((node.pointee.children, isMark ? "</\(name)>" : ""))
      }
    }
    return result
  }

  private static func name(_ node: xmlNodePtr) -> String { node.pointee.name.map { String(cString: $0) } ?? "" }

  private static func attribute(_ node: xmlNodePtr, _ name: String) -> String {
    guard let value = xmlGetProp(node, name) else { return "" }
    defer { free(value) }
    return String(cString: value)
  }

  private static func number(_ node: xmlNodePtr, _ name: String) -> Int { Int(attribute(node, name)) ?? 0 }
}
