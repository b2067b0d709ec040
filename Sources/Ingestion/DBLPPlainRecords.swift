import Bibliography
import CMasks
import Foundation

/// Reads the records of papers in a DBLP dump that hold nothing but elements of plain text, as all but a few in a hundred
/// do: from `<article …>` to `</article>` in one pass over its bytes, 32 at a time where it is text. What stands between
/// two texts (`</author>⏎<author>`) is looked for among what stood there before. All other records are left to libxml2.
final class DBLPPlainRecords: PlainXMLRecords {
  let root = "dblp"
  private let papers: DBLPPapers
  /// Records taken.
  private(set) var count = 0

  private typealias Bytes = UnsafeBufferPointer<UInt8>

  /// A piece of the document.
  private struct Piece {
    var start = 0
    var end = 0
    var isEmpty: Bool { start == end }
  }

  /// An element of the record at hand.
  private struct Element {
    var part: DBLPPapers.Part
    /// The text, in the document or, with its entities resolved, in `resolved`.
    var text: Piece
    var isResolved: Bool
    /// Whether it is known that cleaning changes nothing.
    var isClean: Bool
    var isAward = false
    var line: Int
    var orcid = Piece()
  }

  /// What a record or an element of one is called; an element without a part is passed over.
  private struct Known {
    var name: Bytes
    var part: DBLPPapers.Part?

    init(_ name: String, part: DBLPPapers.Part? = nil) {
      let held = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: name.utf8.count)
      _ = held.initialize(from: name.utf8)
      self.name = Bytes(held)
      self.part = part
    }
  }

  /// The bytes from a text to the next one in the record, or to the record's end: `</title>⏎<pages>`.
  private struct Step {
    var bytes = (UInt64(0), UInt64(0), UInt64(0), UInt64(0))
    /// A bit for each byte; none: there was none yet.
    var mask: UInt32 = 0
    var count = 0
    var lines = 0
    /// The next element's place in `known`; that of the record's type, and -1, at its end.
    var element = -1
    var record = 0
  }

  private static let mostElements = 1 << 12
  private let elements = UnsafeMutablePointer<Element>.allocate(capacity: mostElements)
  private var elementCount = 0
  /// What the element that was read last is; nil: passed over.
  private var lastPart: DBLPPapers.Part?
  /// Texts with entities of the record at hand.
  private var resolved = FlatBuffer<UInt8>(capacity: 1 << 10)
  private let records: UnsafeMutableBufferPointer<Known>
  private let types: [String]
  private let known: UnsafeMutableBufferPointer<Known>
  /// `ways` for each element.
  private let steps: UnsafeMutablePointer<Step>
  private static let ways = 4
  /// Whether a byte may stand in text or in an attribute's value as it is.
  private let isPlain = UnsafeMutablePointer<Bool>.allocate(capacity: 256)
  private var allowsNonASCII = false
  private var isPrepared = false

  init(_ papers: DBLPPapers) {
    self.papers = papers
    types = DBLPReader.papers.sorted()
    // The most frequent first; elements that are passed over are elements, too.
    let parts: [DBLPPapers.Part] = [
      .author, .title, .pages, .year, .booktitle, .journal, .ee, .url, .crossref, .editor, .school, .note,
    ]
    let others = [
      "volume", "number", "month", "series", "publisher", "isbn", "stream", "publnr", "chapter", "cite", "rel", "cdrom",
      "address",
    ]
    records = Self.held(types.map { Known($0) })
    known = Self.held(parts.map { Known("\($0)", part: $0) } + others.map { Known($0) })
    steps = .allocate(capacity: known.count * Self.ways)
    steps.initialize(repeating: Step(), count: known.count * Self.ways)
  }

  private static func held(_ names: [Known]) -> UnsafeMutableBufferPointer<Known> {
    let held = UnsafeMutableBufferPointer<Known>.allocate(capacity: names.count)
    _ = held.initialize(from: names)
    return held
  }

  deinit {
    elements.deallocate()
    resolved.free()
    for name in [records, known].joined() { name.name.deallocate() }
    records.deallocate()
    known.deallocate()
    steps.deallocate()
    isPlain.deallocate()
  }

  private func prepare(_ document: XMLRecords) {
    isPrepared = true
    allowsNonASCII = document.allowsNonASCII
    for value in 0..<256 {
      let byte = UInt8(value)
      switch byte {
      case UInt8(ascii: "<"), UInt8(ascii: "&"), UInt8(ascii: ">"), 0..<0x20: isPlain[value] = false
      // 0xef leads U+FFFE and U+FFFF, which XML does not allow.
      case 0x80...: isPlain[value] = allowsNonASCII && byte != 0xef
      default: isPlain[value] = true
      }
    }
  }

  /// The bytes, and the offset of what is to be read next.
  private struct Cursor {
    let bytes: UnsafePointer<UInt8>
    let count: Int
    var at = 0

    /// The byte at hand.
    @inline(__always)
    func peek() throws(Stop) -> UInt8 {
      if at >= count { throw .unfinished }
      return bytes[at]
    }

    /// Passes over one byte, which must stand here.
    @inline(__always)
    mutating func expect(_ byte: UInt8) throws(Stop) {
      if try peek() != byte { throw .notPlain }
      at += 1
    }

    /// Passes over small letters.
    @inline(__always)
    mutating func name() -> Piece {
      let start = at
      while at < count, bytes[at] &- 0x61 < 26 { at += 1 }
      return Piece(start: start, end: at)
    }

    /// Passes over white space; gives its line ends.
    @inline(__always)
    mutating func blanks() -> Int {
      var lines = 0
      while at < count {
        let byte = bytes[at]
        if byte == 0x0a { lines += 1 } else if byte != 0x20 && byte != 0x09 && byte != 0x0d { break }
        at += 1
      }
      return lines
    }

    /// Passes over `/name>`.
    mutating func expectEnd(of name: Bytes) throws(Stop) {
      let letters = name.count
      if at + letters + 2 > count { throw .unfinished }
      if bytes[at] != UInt8(ascii: "/") || bytes[at + letters + 1] != UInt8(ascii: ">")
        || !holds(Piece(start: at + 1, end: at + 1 + letters), name)
      {
        throw .notPlain
      }
      at += letters + 2
    }

    func slice(_ piece: Piece) -> Bytes { Bytes(start: bytes + piece.start, count: piece.end - piece.start) }

    func holds(_ piece: Piece, _ text: Bytes) -> Bool {
      guard piece.end - piece.start == text.count, let start = text.baseAddress else { return false }
      return memcmp(bytes + piece.start, start, text.count) == 0
    }

    func holds(_ piece: Piece, _ text: StaticString) -> Bool {
      piece.end - piece.start == text.utf8CodeUnitCount
        && memcmp(bytes + piece.start, text.utf8Start, text.utf8CodeUnitCount) == 0
    }

    /// Which of them the name is.
    func place(of name: Piece, in known: UnsafeMutableBufferPointer<Known>) throws(Stop) -> Int {
      for place in known.indices where holds(name, known[place].name) { return place }
      throw .notPlain
    }
  }

  private enum Stop: Error { case unfinished, notPlain }

  func take(_ bytes: UnsafeBufferPointer<UInt8>, line: Int, from records: XMLRecords) -> PlainXMLOutcome {
    guard let start = bytes.baseAddress else { return .unfinished }
    if !isPrepared { prepare(records) }
    do {
      var cursor = Cursor(bytes: start, count: bytes.count)
      let lines = try read(&cursor, line: line, records)
      count += 1
      return .taken(count: cursor.at, lines: lines)
    } catch {
      return error == .unfinished ? .unfinished : .notPlain
    }
  }

  /// Reads a record and gives it to `papers`; returns its line ends.
  private func read(_ cursor: inout Cursor, line: Int, _ document: XMLRecords) throws(Stop) -> Int {
    try cursor.expect(UInt8(ascii: "<"))
    let name = cursor.name()
    _ = try cursor.peek()
    let record = try cursor.place(of: name, in: records)
    var attributes = Attributes()
    try readAttributes(&cursor, &attributes)
    elementCount = 0
    resolved.removeAll()
    let lines = try readElements(&cursor, of: record, line: line, document)
    let (key, type) = (attributes.value("key", cursor), attributes.value("publtype", cursor))
    let batch = papers.begin(types[record], line: line, key: key.map(cursor.slice), type: type.map(cursor.slice))
    for index in 0..<elementCount {
      let element = elements + index
      let (start, end) = (element.pointee.text.start, element.pointee.text.end)
      let text = Bytes(
        start: (element.pointee.isResolved ? UnsafePointer(resolved.start) : cursor.bytes) + start, count: end - start)
      papers.add(
        element.pointee.part, text, isClean: element.pointee.isClean,
        orcid: element.pointee.orcid.isEmpty ? nil : cursor.slice(element.pointee.orcid),
        isAward: element.pointee.isAward, line: element.pointee.line, to: batch)
    }
    papers.end()
    return lines
  }

  /// Reads all elements, and the end of the record; returns the line ends.
  private func readElements(_ cursor: inout Cursor, of record: Int, line: Int, _ document: XMLRecords) throws(Stop)
    -> Int
  {
    var lines = 0
    /// Reads `<name …>`, or `</article>`: then -1.
    func next(_ attributes: inout Attributes) throws(Stop) -> Int {
      lines += cursor.blanks()
      try cursor.expect(UInt8(ascii: "<"))
      if try cursor.peek() == UInt8(ascii: "/") {
        try cursor.expectEnd(of: records[record].name)
        return -1
      }
      let name = cursor.name()
      _ = try cursor.peek()
      let place = try cursor.place(of: name, in: known)
      try readAttributes(&cursor, &attributes)
      return place
    }
    var attributes = Attributes()
    var place = try next(&attributes)
    while place >= 0 {
      if elementCount == Self.mostElements { throw .notPlain }
      try readText(&cursor, of: place, line: line + lines, document)
      if attributes.count > 0 {
        describeLast(attributes, cursor)
        attributes.count = 0
      }
      if let step = knownStep(behind: place, cursor), step.pointee.element >= 0 || step.pointee.record == record {
        cursor.at += step.pointee.count
        lines += step.pointee.lines
        place = step.pointee.element
        continue
      }
      let (start, before) = (cursor.at, lines)
      cursor.at += 1
      try cursor.expectEnd(of: known[place].name)
      let following = try next(&attributes)
      if attributes.count == 0 {
        learnStep(behind: place, from: start, lines: lines - before, to: following, in: record, cursor)
      }
      place = following
    }
    return lines
  }

  /// What leads on from the end of a text, where it is one of those that did before.
  @inline(__always)
  private func knownStep(behind element: Int, _ cursor: Cursor) -> UnsafeMutablePointer<Step>? {
    guard cursor.at + 32 <= cursor.count else { return nil }
    for way in 0..<Self.ways {
      let step = steps + (element * Self.ways + way)
      let mask = step.pointee.mask
      if mask == 0 { return nil }
      let same = coterie_where_same(
        cursor.bytes + cursor.at, UnsafeRawPointer(step).assumingMemoryBound(to: UInt8.self))
      if same & mask == mask { return step }
    }
    return nil
  }

  /// Keeps what led from `start` to here, in place of the one that came before it where there is no room.
  private func learnStep(
    behind element: Int, from start: Int, lines: Int, to next: Int, in record: Int, _ cursor: Cursor
  ) {
    let length = cursor.at - start
    guard length <= 32, start + 32 <= cursor.count else { return }
    var way = 0
    while way < Self.ways - 1, steps[element * Self.ways + way].mask != 0 { way += 1 }
    let step = steps + (element * Self.ways + way)
    memcpy(step, cursor.bytes + start, 32)
    step.pointee.mask = .max >> UInt32(32 - length)
    step.pointee.count = length
    step.pointee.lines = lines
    step.pointee.element = next
    step.pointee.record = record
  }

  /// Reads the text of an element, up to the `<` behind it.
  private func readText(_ cursor: inout Cursor, of place: Int, line: Int, _ document: XMLRecords) throws(Stop) {
    let start = cursor.at
    let resolvedStart = resolved.count
    var from = start
    var strange: UInt32 = 0
    while true {
      passText(&cursor, &strange)
      let byte = try cursor.peek()
      if byte == UInt8(ascii: "<") { break }
      guard byte == UInt8(ascii: "&") else { throw .notPlain }
      resolved.append(contentsOf: cursor.slice(Piece(start: from, end: cursor.at)))
      let length = resolved.count
      try resolveEntity(&cursor, document)
      // Where it stands for nothing, two blanks may have met.
      if resolved.count == length { strange = 1 }
      for at in length..<resolved.count where resolved.start[at] == 0x20 || FieldText.mayChange(resolved.start[at]) {
        strange = 1
      }
      from = cursor.at
    }
    lastPart = known[place].part
    guard let part = lastPart else { return }
    let end = cursor.at
    let isResolved = from > start
    if isResolved { resolved.append(contentsOf: cursor.slice(Piece(start: from, end: end))) }
    // A blank at an end goes.
    let isClean =
      strange == 0 && (end == start || cursor.bytes[start] != 0x20 && cursor.bytes[end - 1] != 0x20)
    let element = Element(
      part: part, text: isResolved ? Piece(start: resolvedStart, end: resolved.count) : Piece(start: start, end: end),
      isResolved: isResolved, isClean: isClean, line: line)
    (elements + elementCount).initialize(to: element)
    elementCount += 1
  }

  /// Adds what the attributes of the element that was read last say.
  private func describeLast(_ attributes: Attributes, _ cursor: Cursor) {
    let element = elements + (elementCount - 1)
    switch lastPart {
    case .author: element.pointee.orcid = attributes.value("orcid", cursor) ?? Piece()
    case .note:
      element.pointee.isAward = ["type", "label"].contains { (key: StaticString) in
        attributes.value(key, cursor).map { cursor.holds($0, "award") } ?? false
      }
    default: break
    }
  }

  /// Passes over bytes that may stand in text as they are; `strange` is not 0 when cleaning may change any of them.
  @inline(__always)
  private func passText(_ cursor: inout Cursor, _ strange: inout UInt32) {
    let (last, never): (UInt8, UInt8) = allowsNonASCII ? (0xff, 0xef) : (0x7f, UInt8(ascii: "<"))
    var at = cursor.at
    while at + 33 <= cursor.count {
      let here = cursor.bytes + at
      let stop =
        coterie_where_any(here, UInt8(ascii: "<"), UInt8(ascii: "&"), UInt8(ascii: ">"), never)
        | coterie_where_outside(here, 0x20, last)
      let odd = coterie_where_outside(here, 0x20, 0x7e) | coterie_where_twice(here, 0x20, 0x20, 0x20, 0x20)
      if stop != 0 {
        let passed = stop.trailingZeroBitCount
        strange |= odd & ((1 << UInt32(passed)) &- 1)
        cursor.at = at + passed
        return
      }
      strange |= odd
      at += 32
    }
    // Too near to the end for 32 at a time, and for a judgement.
    strange = 1
    while at < cursor.count, isPlain[Int(cursor.bytes[at])] { at += 1 }
    cursor.at = at
  }

  /// Passes over `&name;` or `&#233;` and puts what it stands for behind `resolved`.
  private func resolveEntity(_ cursor: inout Cursor, _ document: XMLRecords) throws(Stop) {
    cursor.at += 1
    if try cursor.peek() == UInt8(ascii: "#") {
      // Where there was damage, libxml2 should see as much as it can.
      if !document.isSound { throw .notPlain }
      cursor.at += 1
      return try resolveNumber(&cursor)
    }
    let start = cursor.at
    while cursor.at < cursor.count,
      (cursor.bytes[cursor.at] | 0x20) &- 0x61 < 26 || 0x30...0x39 ~= cursor.bytes[cursor.at]
    {
      cursor.at += 1
    }
    guard try cursor.peek() == UInt8(ascii: ";"), cursor.at > start,
      let text = document.text(ofEntity: cursor.slice(Piece(start: start, end: cursor.at)))
    else { throw .notPlain }
    resolved.append(contentsOf: text)
    cursor.at += 1
  }

  /// Passes over `233;`: a character that XML allows, in up to seven digits, and no control.
  private func resolveNumber(_ cursor: inout Cursor) throws(Stop) {
    let start = cursor.at
    var value: UInt32 = 0
    while cursor.at < cursor.count, cursor.at < start + 7, 0x30...0x39 ~= cursor.bytes[cursor.at] {
      value = value * 10 + UInt32(cursor.bytes[cursor.at] - 0x30)
      cursor.at += 1
    }
    guard try cursor.peek() == UInt8(ascii: ";"), value >= 0xa0, value & 0xfffe != 0xfffe,
      let scalar = Unicode.Scalar(value)
    else { throw .notPlain }
    for byte in UTF8.encode(scalar) ?? .init() { resolved.append(byte) }
    cursor.at += 1
  }

  /// Up to four attributes of an element.
  private struct Attributes {
    var names = (Piece(), Piece(), Piece(), Piece())
    var values = (Piece(), Piece(), Piece(), Piece())
    var count = 0

    func value(_ key: StaticString, _ cursor: Cursor) -> Piece? {
      if count > 0, cursor.holds(names.0, key) { return values.0 }
      if count > 1, cursor.holds(names.1, key) { return values.1 }
      if count > 2, cursor.holds(names.2, key) { return values.2 }
      if count > 3, cursor.holds(names.3, key) { return values.3 }
      return nil
    }

    mutating func add(_ name: Piece, _ value: Piece, _ cursor: Cursor) throws(Stop) {
      // The same attribute twice is for libxml2 to refuse.
      func isSame(_ other: Piece) -> Bool {
        other.end - other.start == name.end - name.start
          && memcmp(cursor.bytes + other.start, cursor.bytes + name.start, name.end - name.start) == 0
      }
      // Behind the first `count` stand those of the element before.
      if count > 0 && isSame(names.0) || count > 1 && isSame(names.1) || count > 2 && isSame(names.2)
        || count > 3 && isSame(names.3)
      {
        throw .notPlain
      }
      switch count {
      case 0: (names.0, values.0) = (name, value)
      case 1: (names.1, values.1) = (name, value)
      case 2: (names.2, values.2) = (name, value)
      case 3: (names.3, values.3) = (name, value)
      default: throw .notPlain
      }
      count += 1
    }
  }

  /// Passes over each ` name="value"`, and the `>` behind.
  @inline(__always)
  private func readAttributes(_ cursor: inout Cursor, _ attributes: inout Attributes) throws(Stop) {
    while try cursor.peek() != UInt8(ascii: ">") { try readAttribute(&cursor, &attributes) }
    cursor.at += 1
  }

  private func readAttribute(_ cursor: inout Cursor, _ attributes: inout Attributes) throws(Stop) {
    try cursor.expect(0x20)
    var name = Piece(start: cursor.at, end: cursor.at)
    _ = cursor.name()
    name.end = cursor.at
    if name.isEmpty { throw .notPlain }
    try cursor.expect(UInt8(ascii: "="))
    try cursor.expect(UInt8(ascii: "\""))
    var value = Piece(start: cursor.at, end: cursor.at)
    while cursor.at < cursor.count, cursor.bytes[cursor.at] != UInt8(ascii: "\""), isPlain[Int(cursor.bytes[cursor.at])]
    {
      cursor.at += 1
    }
    value.end = cursor.at
    try cursor.expect(UInt8(ascii: "\""))
    try attributes.add(name, value, cursor)
  }
}
