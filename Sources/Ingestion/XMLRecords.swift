import Bibliography
import Bytes
import CMasks
import CXML
import Foundation

/// Gives the records of an XML stream one after the other, each as a small tree, through libxml2's push parser.
///
/// Only one record is held at a time. Nothing is fetched: no DTD, no external entity, no network. Entities of HTML 4
/// (which are those of the DBLP DTD) are known, those that the document declares as text are expanded up to 64 KiB,
/// and others stay as written with a warning. Markup that is not well-formed costs the record it is in; the parser
/// goes on behind it.
final class XMLRecords {
  /// What a caller wants of a document.
  struct Shape {
    /// Local names of elements that are records, wherever they stand; a record inside a record is part of it.
    var records: Set<String>
    /// Local names of elements to leave out, with all that is in them.
    var skipped: Set<String> = []
  }

  static let maxDepth = 256
  static let maxRecordBytes = 1 << 26
  private static let maxNames = 10_000

  private let shape: Shape
  private let file: String
  private let format: String
  private let sink: any PaperSink
  private let body: (XMLElement) -> Void
  fileprivate var parser: xmlParserCtxtPtr?
  private let tree = XMLTree()
  fileprivate let entities = XMLEntities()
  private var open: [Int32] = []
  private var depth = 0
  /// Depth of the open record; 0: none.
  private var recordDepth = 0
  /// Depth of the element being left out; 0: none.
  private var skippedDepth = 0
  private var damage: Diagnostic?
  private var outerErrors = 0
  /// Bytes pushed since libxml2 last said anything.
  private var silence = 0
  private var isStopped = false
  private var isRecordName: [Bool] = []
  private var isSkippedName: [Bool] = []

  /// Takes records before libxml2 sees them; nil when there is none, or no more.
  private var plain: (any PlainXMLRecords)?
  /// What is not yet whole of a record that may be plain.
  private var held: [UInt8] = []
  /// Lines that libxml2 will never see.
  private var linesTaken = 0
  /// Line ends, and characters behind the last, that libxml2 has not been told of yet.
  private var passed = (lines: 0, columns: 0)
  /// Whether bytes from 0x80 on are sure to be UTF-8.
  private(set) var allowsNonASCII = false
  /// Whether libxml2 has found nothing wrong so far.
  private(set) var isSound = true
  fileprivate var texts = ByteTable<UnsafeBufferPointer<UInt8>?>()

  private init(
    _ shape: Shape, input: Input, format: String, into sink: any PaperSink, plain: (any PlainXMLRecords)?,
    _ body: @escaping (XMLElement) -> Void
  ) {
    self.shape = shape
    self.plain = plain
    self.format = format
    self.sink = sink
    self.body = body
    file = input.name
  }

  deinit {
    texts.values.forEach { $0?.deallocate() }
    guard let parser else { return }
    if let document = parser.pointee.myDoc { xmlFreeDoc(document) }
    xmlFreeParserCtxt(parser)
  }

  /// Gives every record of `input` to `body`; damaged ones are rejected as `format.…`.
  ///
  /// - Parameter plain: takes those that it can read by itself, in the same order.
  static func forEach(
    of input: Input, shape: Shape, format: String, into sink: any PaperSink, plain: (any PlainXMLRecords)? = nil,
    _ body: @escaping (XMLElement) -> Void
  ) throws {
    let records = XMLRecords(shape, input: input, format: format, into: sink, plain: plain, body)
    // What libxml2 says apart from the parser (an encoding that fails, an entity declared twice) it would print.
    xmlSetStructuredErrorFunc(Unmanaged.passUnretained(records).toOpaque()) { context, error in
      guard let context else { return }
      Unmanaged<XMLRecords>.fromOpaque(context).takeUnretainedValue().note(apart: error)
    }
    defer { xmlSetStructuredErrorFunc(nil, nil) }
    var mender: UTF8Mender?
    var isFirst = true
    try input.forEachChunk { chunk in
      let isTold = input.encoding != .automatic
      try records.start(chunk, isTold: isTold)
      // libxml2 would take damaged UTF-8 for Latin-1 from there on.
      if isFirst, isTold || isUTF8(chunk) {
        mender = UTF8Mender()
        records.allowsNonASCII = true
      }
      isFirst = false
      if mender == nil { records.take(chunk) } else { mender?.push(chunk) { records.take($0) } }
    }
    mender?.finish { records.take($0) }
    records.finish()
  }

  /// Whether a document is UTF-8 by its declaration, or by having none. UTF-16 has been turned into UTF-8 below.
  private static func isUTF8(_ chunk: UnsafeRawBufferPointer) -> Bool {
    let head = String(decoding: chunk.prefix(200), as: UTF8.self).lowercased()
    guard head.hasPrefix("<?xml"), let end = head.range(of: "?>") else { return true }
    let declaration = head[..<end.lowerBound]
    return !declaration.contains("encoding") || declaration.contains("utf-8") || declaration.contains("utf-16")
  }

  private func start(_ chunk: UnsafeRawBufferPointer, isTold: Bool) throws {
    if parser != nil { return }
    var sax = xmlSAXHandler()
    sax.initialized = UInt32(XML_SAX2_MAGIC)
    sax.startDocument = xmlSAX2StartDocument
    sax.internalSubset = xmlSAX2InternalSubset
    sax.entityDecl = xmlSAX2EntityDecl
    sax.getEntity = { records($0)?.entity($1) }
    sax.startElementNs = { context, name, _, _, _, _, count, _, attributes in
      records(context)?.startElement(name, attributes, count: Int(count))
    }
    sax.endElementNs = { context, _, _, _ in records(context)?.endElement() }
    sax.characters = { context, text, count in records(context)?.characters(text, Int(count)) }
    sax.cdataBlock = sax.characters
    sax.ignorableWhitespace = sax.characters
    sax.serror = { context, error in records(context)?.note(error) }
    guard let made = xmlCreatePushParserCtxt(&sax, nil, nil, 0, nil) else {
      throw CoterieError("xml.no-memory", "there is no memory for an XML parser.", at: .init(file: file, line: 1))
    }
    // What Bytes has turned into UTF-8 may still say that it is UTF-16.
    let head = String(decoding: chunk.prefix(200), as: UTF8.self).lowercased()
    let isDecoded = isTold || (head.hasPrefix("<?xml") && head.contains("encoding=\"utf-16"))
    let options =
      Int32(XML_PARSE_RECOVER.rawValue | XML_PARSE_NONET.rawValue | XML_PARSE_HUGE.rawValue)
      | (isDecoded ? Int32(XML_PARSE_IGNORE_ENC.rawValue) : 0)
    xmlCtxtUseOptions(made, options)
    made.pointee._private = Unmanaged.passUnretained(self).toOpaque()
    parser = made
  }

  /// Takes plain records out of a chunk and gives the rest to libxml2.
  private func take(_ chunk: UnsafeRawBufferPointer) {
    if held.isEmpty {
      let used = part(chunk)
      if used < chunk.count { held.append(contentsOf: chunk[used...]) }
    } else {
      held.append(contentsOf: chunk)
      held.removeFirst(held.withUnsafeBytes { part($0) })
    }
  }

  /// Whether libxml2 has seen everything so far and stands directly inside the root.
  private var isBetween: Bool { depth == 1 && recordDepth == 0 && skippedDepth == 0 && !isStopped }

  /// Parts `bytes` between plain records and libxml2; gives how many are done with.
  private func part(_ bytes: UnsafeRawBufferPointer) -> Int {
    let mostHeld = 1 << 20
    var at = 0
    /// Gives libxml2 what lies before `end`, all where that is unknown.
    func push(upTo end: Int?) {
      makeUpForPassed()
      self.push(UnsafeRawBufferPointer(rebasing: bytes[at..<(end ?? bytes.count)]))
      at = end ?? bytes.count
    }
    while at < bytes.count, let plain {
      guard isBetween else {
        push(upTo: Self.end(of: ">", in: bytes, from: at))
        continue
      }
      while at < bytes.count, Self.isBlank(bytes[at]) {
        passed = bytes[at] == 0x0a ? (passed.lines + 1, 0) : (passed.lines, passed.columns + 1)
        at += 1
      }
      if at == bytes.count { break }
      let rest = UnsafeRawBufferPointer(rebasing: bytes[at...]).assumingMemoryBound(to: UInt8.self)
      switch plain.take(rest, line: line, from: self) {
      case .taken(let count, let lines):
        pass(UnsafeRawBufferPointer(rebasing: bytes[at..<at + count]), lines: lines)
        at += count
      case .unfinished where rest.count < mostHeld: return at
      case .unfinished: push(upTo: nil)
      case .notPlain:
        // The whole record at once, where that can be seen.
        let name = rest.dropFirst().prefix { $0 > 0x20 && $0 != UInt8(ascii: ">") && $0 != UInt8(ascii: "/") }
        let isRecord = rest.first == UInt8(ascii: "<") && shape.records.contains(String(decoding: name, as: UTF8.self))
        guard isRecord else {
          push(upTo: Self.end(of: ">", in: bytes, from: at))
          continue
        }
        let end = Self.end(of: "</" + String(decoding: name, as: UTF8.self) + ">", in: bytes, from: at)
        if end == nil, rest.count < mostHeld { return at }
        push(upTo: end)
      }
    }
    if at < bytes.count, plain == nil { push(upTo: nil) }
    return at
  }

  private func pass(_ record: UnsafeRawBufferPointer, lines: Int) {
    guard let start = record.assumingMemoryBound(to: UInt8.self).baseAddress else { return }
    var tail = 0
    if lines > 0 { tail = (record.lastIndex(of: 0x0a) ?? -1) + 1 }
    let columns = record.count - tail - coterie_count(start + tail, record.count - tail, 0xc0, 0x80)
    passed = (passed.lines + lines, (lines > 0 ? 0 : passed.columns) + columns)
  }

  /// Lets libxml2 see a line end and blanks for what was passed over, so that it tells right where damage is.
  private func makeUpForPassed() {
    guard passed.lines + passed.columns > 0 else { return }
    let blanks = [UInt8](repeating: 0x20, count: min(passed.columns, 1 << 12))
    let text = passed.lines > 0 ? [0x0a] + blanks : blanks
    linesTaken += max(0, passed.lines - 1)
    passed = (0, 0)
    text.withUnsafeBytes { push($0) }
  }

  private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x0a || byte == 0x09 || byte == 0x0d }

  /// The offset behind the first `text` from `start` on.
  private static func end(of text: String, in bytes: UnsafeRawBufferPointer, from start: Int) -> Int? {
    guard let base = bytes.baseAddress, let first = text.utf8.first else { return nil }
    let length = text.utf8.count
    var at = start
    while at + length <= bytes.count, let found = memchr(base + at, Int32(first), bytes.count - at - length + 1) {
      if memcmp(found, text, length) == 0 { return UnsafeRawPointer(found) - base + length }
      at = UnsafeRawPointer(found) - base + 1
    }
    return nil
  }

  private func push(_ chunk: UnsafeRawBufferPointer) {
    // Small steps keep libxml2's own buffer small.
    var at = 0
    while at < chunk.count, !isStopped {
      let count = min(1 << 16, chunk.count - at)
      silence += count
      xmlParseChunk(parser, chunk.baseAddress?.advanced(by: at).assumingMemoryBound(to: CChar.self), Int32(count), 0)
      at += count
      if silence > Self.maxRecordBytes {
        stop("xml.too-large", "a tag or a comment is longer than \(Self.maxRecordBytes) bytes, the limit.")
      }
    }
  }

  private func finish() {
    makeUpForPassed()
    if !held.isEmpty { held.withUnsafeBytes { push($0) } }
    held = []
    if let parser, !isStopped { xmlParseChunk(parser, nil, 0, 1) }
    if recordDepth > 0, !isStopped { endRecord(isWhole: false) }
  }

  /// Gives up on the file: what is open and what follows cannot be read.
  private func stop(_ code: String, _ message: String) {
    if isStopped { return }
    isStopped = true
    sink.reject(Diagnostic(.error, code, message + " Nothing after it was read.", at: here))
    if let parser { xmlStopParser(parser) }
  }

  private var line: Int { Int(parser?.pointee.input?.pointee.line ?? 1) + linesTaken + passed.lines }
  private var here: SourceLocation { SourceLocation(file: file, line: line) }

  private func startElement(
    _ name: UnsafePointer<UInt8>?, _ attributes: UnsafeMutablePointer<UnsafePointer<UInt8>?>?, count: Int
  ) {
    silence = 0
    depth += 1
    if depth > Self.maxDepth {
      return stop("xml.depth", "elements are nested more than \(Self.maxDepth) deep. This is no bibliography.")
    }
    guard skippedDepth == 0, !isStopped, let name else { return }
    if depth == 1, let root = plain?.root, String(cString: name) != root { plain = nil }
    let id = tree.id(of: name)
    if Int(id) >= isRecordName.count {
      if id > Self.maxNames {
        return stop("xml.names", "there are more than \(Self.maxNames) names of elements. This is no bibliography.")
      }
      isRecordName.append(shape.records.contains(tree.names[Int(id)]))
      isSkippedName.append(shape.skipped.contains(tree.names[Int(id)]))
    }
    if isSkippedName[Int(id)] {
      skippedDepth = depth
      return
    }
    if recordDepth == 0 {
      guard isRecordName[Int(id)] else { return }
      recordDepth = depth
      damage = nil
      tree.removeAll(file: file)
      // libxml2 drops entities after the first error of a document unless told that there was none.
      parser?.pointee.wellFormed = 1
    }
    open.append(tree.open(id, line: line))
    guard let attributes else { return }
    for i in 0..<count {
      guard let key = attributes[5 * i], let from = attributes[5 * i + 3], let to = attributes[5 * i + 4] else {
        continue
      }
      tree.addAttribute(key, UnsafeBufferPointer(start: from, count: to - from))
      // Attribute names count among the names, and take ids of their own.
      while isRecordName.count < tree.names.count {
        isRecordName.append(shape.records.contains(tree.names[isRecordName.count]))
        isSkippedName.append(shape.skipped.contains(tree.names[isSkippedName.count]))
      }
    }
  }

  private func endElement() {
    silence = 0
    defer { depth -= 1 }
    if skippedDepth > 0 {
      if skippedDepth == depth { skippedDepth = 0 }
      return
    }
    guard recordDepth > 0, !isStopped else { return }
    if let node = open.popLast() { tree.close(node) }
    if depth == recordDepth { endRecord(isWhole: true) }
  }

  private func endRecord(isWhole: Bool) {
    recordDepth = 0
    open.removeAll(keepingCapacity: true)
    if let damage {
      sink.reject(damage)
    } else if isWhole {
      body(XMLElement(tree: tree, index: 0))
    } else {
      sink.reject(
        Diagnostic(.error, "xml.unfinished", "the file ends inside this record. Fetch it again.", at: tree.location))
    }
  }

  private func characters(_ text: UnsafePointer<UInt8>?, _ count: Int) {
    silence = 0
    guard recordDepth > 0, skippedDepth == 0, !isStopped else { return }
    if tree.size + count > Self.maxRecordBytes {
      // The record is lost; the parser goes on behind it.
      if damage == nil {
        damage = Diagnostic(
          .error, "xml.too-large", "a record is longer than \(Self.maxRecordBytes) bytes, the limit; it was left out.",
          at: tree.location)
      }
      return
    }
    tree.addText(UnsafeBufferPointer(start: text, count: count), line: line)
  }

  private func entity(_ name: UnsafePointer<UInt8>?) -> xmlEntityPtr? {
    guard let parser, let name else { return nil }
    let found = entities.entity(String(cString: name), in: parser)
    switch found.problem {
    case nil: break
    case .unknown:
      sink.report(
        Diagnostic(
          .warning, "xml.entity-unknown",
          "the entity '&\(String(cString: name));' is declared nowhere; kept as written.",
          at: here))
    case .tooLarge:
      stop("xml.entity-bomb", "the entity '&\(String(cString: name));' grows past 64 KiB or refers to itself.")
    }
    return found.pointer
  }

  /// An error that belongs to no place in the document: bytes that cannot be converted end the reading.
  private func note(apart error: xmlErrorPtr?) {
    guard let error = error?.pointee, error.domain == Int32(XML_FROM_I18N.rawValue) else { return }
    let reason = FieldText.clean(error.message.map { String(cString: $0) } ?? "unknown")
    sink.report(
      Diagnostic(
        .warning, "xml.encoding",
        "bytes that the declared encoding does not have (\(reason)); what follows may be missing. Tell --encoding.",
        at: here))
  }

  private func note(_ error: xmlErrorPtr?) {
    isSound = false
    guard let error = error?.pointee, error.level == XML_ERR_FATAL, !isStopped else { return }
    var reason = FieldText.clean(error.message.map { String(cString: $0) } ?? "unknown")
    if error.code == XML_ERR_TAG_NAME_MISMATCH.rawValue, depth > 1 {
      // It names the line of the opening tag as it has counted; only the root's lies before all that was passed over.
      let line = Int(error.int1) + linesTaken
      reason = reason.replacingOccurrences(of: " line \(error.int1) and", with: " line \(line) and")
    }
    let location = SourceLocation(
      file: file, line: max(1, Int(error.line) + linesTaken), column: max(1, Int(error.int2)))
    let found = Diagnostic(
      .error, "xml.syntax", "this is not well-formed XML (\(reason)); the record it is in was left out.", at: location)
    if recordDepth > 0 {
      if damage == nil { damage = found }
      return
    }
    // Outside of records nothing is lost; one word about it is enough.
    outerErrors += 1
    if outerErrors == 1 { sink.report(Diagnostic(.warning, "xml.syntax", "between records: \(reason)", at: location)) }
  }
}

/// Reads records of an XML document by itself, where they are as plain as nearly all are: text in elements, with nothing
/// that only a parser of XML can judge. Whatever is not, is left to libxml2, which so decides about every doubt.
protocol PlainXMLRecords: AnyObject {
  /// The only root under which records may be taken.
  var root: String { get }
  /// Takes the record at the start of `bytes`, which begins in `line`.
  func take(_ bytes: UnsafeBufferPointer<UInt8>, line: Int, from records: XMLRecords) -> PlainXMLOutcome
}

enum PlainXMLOutcome {
  /// A record of `count` bytes and `lines` line ends.
  case taken(count: Int, lines: Int)
  /// The bytes end before it can be told.
  case unfinished
  case notPlain
}

extension XMLRecords {
  /// What the entity of this name stands for; nil where libxml2 should see it.
  func text(ofEntity name: UnsafeBufferPointer<UInt8>) -> UnsafeBufferPointer<UInt8>? {
    guard let parser, texts.count < 4096 else { return nil }
    let entities = entities
    return texts.value(for: name) { name in
      guard let text = entities.plainText(of: String(decoding: name, as: UTF8.self), in: parser) else { return nil }
      let copy = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: max(1, text.utf8.count))
      let end = copy.update(fromContentsOf: text.utf8)
      return UnsafeBufferPointer(rebasing: copy[..<end])
    }
  }
}

/// The reader that a callback's context belongs to.
private func records(_ context: UnsafeMutableRawPointer?) -> XMLRecords? {
  guard let owner = context?.assumingMemoryBound(to: xmlParserCtxt.self).pointee._private else { return nil }
  return Unmanaged<XMLRecords>.fromOpaque(owner).takeUnretainedValue()
}
