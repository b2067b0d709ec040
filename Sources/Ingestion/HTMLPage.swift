import Bibliography
import Bytes
import CXML
import Foundation

/// Reads programme and contents pages in HTML: turned into lines, then read as any contents page.
///
/// Block elements and `<br>` end lines, headings keep their depth, lists their items, `<i>` and `<em>` and what a class
/// calls an affiliation their mark; tables with a title and an authors column are read by column, others cell by cell,
/// track by track. Navigation, footers, scripts and styles are left out.
public struct HTMLPageReader: Reader {
  /// `html`.
  public static var format: Format {
    Format(name: "html", title: "Conference programme as a web page", extensions: ["html", "htm", "xhtml"])
  }

  /// Nothing is read yet.
  public init() {}

  /// 0.7 for a document that says it is HTML or has several of its block elements.
  public static func sniff(_ sample: Sample) -> Double? {
    guard !ContentsReader.isBinary(sample.bytes) else { return nil }
    let head = sample.bytes.prefix(4096)
    guard let first = head.first(where: { $0 > 0x20 }), first == UInt8(ascii: "<") else { return nil }
    let text = String(decoding: head, as: UTF8.self).lowercased()
    if text.contains("<!doctype html") || text.contains("<html") { return 0.7 }
    let blocks = ["<p>", "<p ", "<div", "<li", "<h1", "<h2", "<h3", "<table", "<ul", "<span"]
    return blocks.contains(where: text.contains) && !text.hasPrefix("<?xml") ? 0.62 : nil
  }

  /// The largest page that is read (unit: bytes).
  static let largest = 16 << 20

  /// Reads a page; throws when it is empty or has no paper in it.
  public func read(_ input: Input, context: ReadingContext, into sink: any PaperSink) throws {
    let bytes = try input.readAll(limit: Self.largest)
    let start = SourceLocation(file: input.name, line: 1)
    let depth = Self.depth(bytes)
    guard depth <= Self.deepest else {
      throw CoterieError(
        "html.depth", "elements are nested \(depth) deep; at most \(Self.deepest) are read. Is this a page?", at: start)
    }
    let page = try HTMLPage(bytes, file: input.name)
    if let (line, column) = page.illFormed {
      sink.report(
        Diagnostic(
          .warning, "html.encoding",
          "bytes that are not UTF-8, read as the page declares, else kept as U+FFFD. Save it as UTF-8, or tell --encoding.",
          at: SourceLocation(file: input.name, line: line, column: column)))
    }
    let count = ContentsPage(file: input.name, context: context, sink: sink).read(page.lines, tables: page.tables)
    guard count.kept > 0 || context.role != nil else {
      throw CoterieError(
        "html.no-papers",
        "no paper was found on the page: expected titles, each followed by authors with affiliations.", at: start)
    }
  }

  static let deepest = 2000

  /// How deep elements may be nested at most, counted from the tags alone: libxml2 takes quadratic time beyond.
  static func depth(_ bytes: [UInt8]) -> Int {
    let empty: Set<String> = ["br", "hr", "img", "input", "link", "meta", "p", "li", "td", "tr", "th", "dt", "dd"]
    var depth = 0
    var deepest = 0
    var at = 0
    while at + 1 < bytes.count {
      if bytes[at] == UInt8(ascii: "<") {
        let next = bytes[at + 1]
        if next == UInt8(ascii: "/") {
          depth = max(0, depth - 1)
        } else if next | 0x20 >= UInt8(ascii: "a"), next | 0x20 <= UInt8(ascii: "z") {
          let name = bytes[(at + 1)...].prefix(8).prefix { $0 | 0x20 >= 0x61 && $0 | 0x20 <= 0x7A }
          if !empty.contains(String(decoding: name, as: UTF8.self).lowercased()) { depth += 1 }
          deepest = max(deepest, depth)
        }
      }
      at += 1
    }
    return deepest
  }
}

/// A page's text as lines, made from the tree that libxml2's HTML parser builds.
struct HTMLPage {
  private(set) var lines: [PageLine] = []
  private(set) var tables: [MarkdownPage.Table] = []
  /// The first byte that is not UTF-8.
  private(set) var illFormed: (line: Int, column: Int)?

  private let source: [Substring]
  private var buffer = ""
  private var bufferLine = 0
  private var blank = true
  private var heading: Int?
  private var isItem = false
  private var lastHeading: String?
  private var role: PageLine.Role?

  init(_ bytes: [UInt8], file: String) throws {
    let isUTF8 = String(validating: bytes, as: UTF8.self) != nil
    source = String(decoding: bytes, as: UTF8.self).split(
      omittingEmptySubsequences: false, whereSeparator: { $0 == "\n" || $0 == "\r\n" || $0 == "\r" })
    if !isUTF8, let line = source.firstIndex(where: { $0.contains("\u{FFFD}") }) {
      illFormed = (line + 1, source[line].unicodeScalars.prefix { $0 != "\u{FFFD}" }.count + 1)
    }
    // A page may declare another encoding; one that does not is UTF-8, and never taken for something else in silence.
    let declares = String(decoding: bytes.prefix(4096), as: UTF8.self).lowercased().contains("charset=")
    let bytes = isUTF8 || declares ? bytes : Array(String(decoding: bytes, as: UTF8.self).utf8)
    let options = Int32(
      HTML_PARSE_RECOVER.rawValue | HTML_PARSE_NOERROR.rawValue | HTML_PARSE_NOWARNING.rawValue
        | HTML_PARSE_NONET.rawValue | HTML_PARSE_COMPACT.rawValue)
    let document = bytes.withUnsafeBytes { buffer in
      htmlReadMemory(
        buffer.baseAddress?.assumingMemoryBound(to: CChar.self), Int32(buffer.count), nil,
        isUTF8 || !declares ? "UTF-8" : nil,
        options)
    }
    guard let document else {
      throw CoterieError(
        "html.empty", "there is no document in it. Expected a web page.", at: SourceLocation(file: file, line: 1))
    }
    defer { xmlFreeDoc(document) }
    if let root = xmlDocGetRootElement(document) { walk(root) }
    endLine()
    putTitlesFirst()
  }

  /// Where the page calls blocks of authors and titles so by their classes, and prints the authors first, swaps them.
  private mutating func putTitlesFirst() {
    let roles = lines.indices.filter { lines[$0].role != nil }
    var pairs: [(authors: Range<Int>, title: Range<Int>)] = []
    var at = 0
    while at < roles.count {
      // Lines of one block stand behind each other.
      func run(from start: Int) -> Int {
        var end = start + 1
        while end < roles.count, roles[end] == roles[end - 1] + 1, lines[roles[end]].role == lines[roles[start]].role {
          end += 1
        }
        return end
      }
      let middle = run(from: at)
      guard lines[roles[at]].role == .authors, middle < roles.count, roles[middle] == roles[middle - 1] + 1 else {
        at = middle
        continue
      }
      let end = run(from: middle)
      pairs.append((roles[at]..<(roles[middle - 1] + 1), roles[middle]..<(roles[end - 1] + 1)))
      at = end
    }
    // A page prints all its titles in one place: authors whose title is on their other side are not swapped.
    let blocks = roles.count { at in lines[at].role == .authors && (at == 0 || lines[at - 1].role != .authors) }
    guard !pairs.isEmpty, pairs.count * 2 > blocks, lines[roles[0]].role == .authors else { return }
    for (authors, title) in pairs {
      var block = Array(lines[title] + lines[authors])
      block[0].followsBlank = true
      block[title.count].followsBlank = false
      lines.replaceSubrange(authors.lowerBound..<title.upperBound, with: block)
    }
  }

  /// Whether a block is about a paper, and neither its title nor its authors: an abstract, links, how to cite it.
  private static func isAside(_ node: xmlNodePtr) -> Bool {
    guard let kind = attribute(node, "class")?.lowercased() else { return false }
    let words = kind.split { !$0.isLetter }
    return words.contains { ["abstract", "badge", "bibref", "bibtex", "info", "links"].contains($0) }
      && !words.contains { ["authors", "author", "title", "paper", "papers", "session", "program"].contains($0) }
  }

  /// Whether a span holds all authors of a paper; one for each author is none.
  private static func isAuthorsSpan(_ node: xmlNodePtr, _ name: String) -> Bool {
    name == "span" && attribute(node, "class")?.lowercased().split { !$0.isLetter }.contains("authors") == true
  }

  /// What a block is by the words of its class.
  private static func role(of node: xmlNodePtr) -> PageLine.Role? {
    guard let kind = attribute(node, "class")?.lowercased() else { return nil }
    let words = kind.split { !$0.isLetter }
    if words.contains("authors") || words.contains("author") || words.contains("performers") { return .authors }
    if words.contains("track") { return .track }
    return words.contains("title") || words.contains("papertitle") ? .title : nil
  }

  private static let blocks: Set<String> = [
    "address", "article", "aside", "blockquote", "body", "center", "dd", "details", "div", "dl", "dt", "fieldset",
    "figure", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "ol", "p", "pre", "section",
    "summary", "table", "tbody", "td", "th", "thead", "tr", "ul",
  ]
  private static let hidden: Set<String> = [
    "button", "footer", "head", "iframe", "nav", "noscript", "script", "select", "style", "svg", "template",
  ]
  /// Parts of class names that say what a text is.
  private static let affiliationClasses = ["affil", "institution", "organization", "organisation"]

  /// Visits the tree below `root` without recursion.
  private mutating func walk(_ root: xmlNodePtr) {
    var node: xmlNodePtr? = root
    while let current = node {
      let enters = enter(current)
      if enters, let child = current.pointee.children {
        node = child
        continue
      }
      if enters { leave(current) }
      var up = current
      while up != root, up.pointee.next == nil, let parent = up.pointee.parent {
        up = parent
        leave(up)
      }
      node = up == root ? nil : up.pointee.next
    }
  }

  /// Opens a node; false when what is below it has been dealt with.
  private mutating func enter(_ node: xmlNodePtr) -> Bool {
    if node.pointee.type == XML_TEXT_NODE || node.pointee.type == XML_CDATA_SECTION_NODE {
      if let content = node.pointee.content { add(String(cString: content), line: Self.line(node)) }
      return false
    }
    guard node.pointee.type == XML_ELEMENT_NODE else { return false }
    let name = Self.name(node)
    if Self.hidden.contains(name) || Self.isAside(node) { return false }
    if name == "sup" {
      let content = xmlNodeGetContent(node)
      defer { if let content { free(content) } }
      add(content.map { NumberedAffiliations.superscript(String(cString: $0)) } ?? "", line: Self.line(node))
      return false
    }
    if name == "table", let rows = Self.rows(node) {
      endLine()
      read(rows)
      return false
    }
    if name == "br" {
      endLine(isBreak: true)
    } else if Self.blocks.contains(name) {
      endLine()
      if name.count == 2, name.first == "h", let level = name.last?.wholeNumberValue { heading = level }
      if name == "li" { isItem = true }
      if name == "div" || name == "p" { role = Self.role(of: node) ?? role }
      if name == "p" || name == "table" || name == "ul" || name == "article" || name == "section" { blank = true }
    } else if Self.isAuthorsSpan(node, name) {
      endLine()
      role = .authors
    } else if Self.isMark(node, name) {
      buffer += "<i>"
    } else if ["b", "strong"].contains(name) || name == "a" && buffer.allSatisfy(\.isWhitespace) {
      buffer += "<b>"
    }
    return true
  }

  private mutating func leave(_ node: xmlNodePtr) {
    guard node.pointee.type == XML_ELEMENT_NODE else { return }
    let name = Self.name(node)
    if Self.blocks.contains(name) {
      endLine()
      if role != nil, name == "div" || name == "p", Self.role(of: node) != nil { role = nil }
      if name == "p" || name == "ul" || name == "article" { blank = true }
    } else if role == .authors, Self.isAuthorsSpan(node, name) {
      endLine()
      role = nil
    } else if Self.isMark(node, name) {
      buffer += "</i>"
    } else if ["b", "strong", "a"].contains(name), isStressOpen {
      buffer += "</b>"
    }
  }

  /// Whether the line's last `<b>` is not closed.
  private var isStressOpen: Bool {
    guard let open = buffer.range(of: "<b>", options: .backwards) else { return false }
    return buffer.range(of: "</b>", range: open.upperBound..<buffer.endIndex) == nil
  }

  private static func isMark(_ node: xmlNodePtr, _ name: String) -> Bool {
    if name == "i" || name == "em" { return true }
    guard name == "span" else { return false }
    if let style = attribute(node, "style"), style.contains("italic") { return true }
    guard let kind = attribute(node, "class")?.lowercased() else { return false }
    return affiliationClasses.contains(where: kind.contains)
      || kind.split { !$0.isLetter }.contains("aff")
  }

  private mutating func add(_ text: String, line: Int) {
    let text = text.split(omittingEmptySubsequences: false, whereSeparator: \.isWhitespace).joined(separator: " ")
    guard !text.isEmpty else { return }
    if buffer.allSatisfy(\.isWhitespace) || bufferLine == 0 {
      // libxml2 gives the line where a text ends; its first word says where it begins.
      bufferLine = line
    }
    buffer += text
  }

  private mutating func endLine(isBreak: Bool = false) {
    defer {
      buffer = ""
      bufferLine = 0
      if !isBreak {
        heading = nil
        isItem = false
      }
    }
    var text = buffer
    for empty in ["<b></b>", "<i></i>", "<b> </b>", "<i> </i>"] {
      text = text.replacingOccurrences(of: empty, with: "")
    }
    text = PageLine.clean(text.replacingOccurrences(of: "&", with: "&amp;"))
    guard text.contains(where: { !$0.isWhitespace }), text.utf8.count <= PageLine.longest else { return }
    // The first of several links is no title.
    if text.hasPrefix("<b>"), let close = text.range(of: "</b>"),
      let next = text[close.upperBound...].first(where: { !$0.isWhitespace }), ",|·•;".contains(next)
    {
      text = text.replacingOccurrences(of: "<b>", with: "").replacingOccurrences(of: "</b>", with: "")
    }
    // A whole line in bold is no entry of its own.
    if text.hasPrefix("<b>"), text.hasSuffix("</b>"), !text.dropFirst(3).dropLast(4).contains("<b>") {
      text = String(text.dropFirst(3).dropLast(4)).trimmingCharacters(in: .whitespaces)
    }
    if role == .authors { for mark in ["<b>", "</b>"] { text = text.replacingOccurrences(of: mark, with: "") } }
    if role == .track, let title = lines.indices.last {
      // The track's name under a title: it is the session of that paper and of those that follow.
      let name = ContentsPage.Assembly.cleanHeading(text)
      if name == lastHeading { return }
      lastHeading = name
      lines.insert(
        PageLine(number: max(bufferLine, 1), raw: text, text: name, followsBlank: true, heading: 4, role: .track),
        at: title)
      return
    }
    if heading != nil { lastHeading = ContentsPage.Assembly.cleanHeading(text) }
    let raw =
      bufferLine > 0 && bufferLine <= source.count ? String(source[bufferLine - 1].prefix(PageLine.longest)) : text
    lines.append(
      PageLine(
        number: max(bufferLine, 1), raw: raw, text: text, followsBlank: blank, heading: heading,
        isItem: isItem, role: role))
    blank = false
  }

  // MARK: Tables

  /// The rows of a table without tables inside; nil when it has some, or has one column only.
  private static func rows(_ table: xmlNodePtr) -> [[xmlNodePtr]]? {
    var rows: [[xmlNodePtr]] = []
    var stack = [table]
    while let node = stack.popLast() {
      var children: [xmlNodePtr] = []
      var child = node.pointee.children
      while let current = child {
        if current.pointee.type == XML_ELEMENT_NODE { children.append(current) }
        child = current.pointee.next
      }
      if name(node) == "tr" {
        let cells = children.filter { ["td", "th"].contains(name($0)) }
        if !cells.isEmpty { rows.append(cells) }
      } else {
        for child in children.reversed() where ["tr", "tbody", "thead", "tfoot"].contains(name(child)) {
          stack.append(child)
        }
      }
    }
    for cell in rows.joined() where holdsTable(cell) { return nil }
    return rows.contains { $0.count > 1 } ? rows : nil
  }

  private static func holdsTable(_ cell: xmlNodePtr) -> Bool {
    var stack = [cell]
    while let node = stack.popLast() {
      if name(node) == "table" { return true }
      var child = node.pointee.children
      while let current = child {
        if current.pointee.type == XML_ELEMENT_NODE { stack.append(current) }
        child = current.pointee.next
      }
    }
    return false
  }

  private mutating func read(_ rows: [[xmlNodePtr]]) {
    // A header that only says Time and Event is no session.
    let isHeader = rows[0].allSatisfy { Self.name($0) == "th" }
    var cells = rows.map { row in row.map { lines(of: $0) } }
    let header = (cells.first ?? []).map { cell in ProgrammeTable.Column(cell.map(\.text).joined(separator: " ")) }
    if ProgrammeTable.isProgramme(header) {
      let found = cells.dropFirst().map { row in
        ProgrammeTable.Row(
          cells: zip(header, row).compactMap { column, cell in
            guard let first = cell.first else { return nil }
            return .init(
              column: column, text: cell.map(\.text).joined(separator: column == .title ? " " : "; "),
              line: first.number, columnNumber: first.column(of: String(first.text.prefix(20))))
          }, line: row.first { !$0.isEmpty }?.first?.number ?? 1)
      }
      tables.append(.init(heading: lastHeading, rows: found.filter { !$0.cells.isEmpty }))
      return
    }
    if isHeader, (cells.first ?? []).allSatisfy({ $0.allSatisfy { Self.columnNames.contains($0.text.folded) } }) {
      cells.removeFirst()
    }
    // Tracks stand side by side: each is read from top to bottom. A row of one cell is a heading of all.
    let isTracks =
      cells.count > 1 && header.count > 1
      && cells.dropFirst().contains { $0.count { $0.count > 1 } > 1 }
    if isTracks {
      var group: [[[PageLine]]] = []
      func flush(_ page: inout HTMLPage) {
        let width = group.map(\.count).max() ?? 0
        for column in 0..<width {
          for row in group where column < row.count { page.append(row[column]) }
        }
        group = []
      }
      for row in cells {
        if row.count == 1 {
          flush(&self)
          append(row[0])
        } else {
          group.append(row)
        }
      }
      flush(&self)
    } else {
      for row in cells {
        for (place, cell) in row.enumerated() { append(cell, startsParagraph: place == 0) }
      }
    }
    blank = true
  }

  private static let columnNames: Set<String> = [
    "abstract", "activity", "authors", "chair", "date", "day", "description", "event", "item", "link", "links",
    "location",
    "name", "no", "paper", "papers", "place", "program", "programme", "room", "session", "slides", "speaker",
    "speakers",
    "talk", "time", "title", "topic", "video", "what", "when", "where", "who",
  ]

  private mutating func append(_ cell: [PageLine], startsParagraph: Bool = true) {
    for (place, line) in cell.enumerated() {
      var line = line
      line.followsBlank = place == 0 ? startsParagraph : line.followsBlank
      lines.append(line)
    }
  }

  /// The lines of one cell.
  private mutating func lines(of cell: xmlNodePtr) -> [PageLine] {
    let held = lines
    let heldBlank = blank
    lines = []
    blank = true
    walk(cell)
    endLine()
    defer {
      lines = held
      blank = heldBlank
    }
    return lines
  }

  // MARK: Nodes

  private static func name(_ node: xmlNodePtr) -> String {
    node.pointee.name.map { String(cString: $0).lowercased() } ?? ""
  }

  private static func line(_ node: xmlNodePtr) -> Int {
    let line = xmlGetLineNo(node)
    return line > 0 ? Int(line) : node.pointee.parent.map { max(Int(xmlGetLineNo($0)), 1) } ?? 1
  }

  private static func attribute(_ node: xmlNodePtr, _ name: String) -> String? {
    guard let value = xmlGetProp(node, name) else { return nil }
    defer { free(value) }  // libxml2 allocates with malloc unless told otherwise
    return String(cString: value)
  }
}
