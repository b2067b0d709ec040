import Bibliography
import Foundation

/// Reads the records of papers in a DBLP dump that hold nothing but elements of plain text, as all but a few in a hundred
/// do: from `<article …>` to `</article>` in one pass over its bytes. All others are left to libxml2.
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
    var line: Int
    var orcid: Piece
    var isAward: Bool
  }

  /// A name of an element: its first eight letters, and how many it has.
  private struct Name: Equatable {
    var letters: UInt64 = 0
    var count = 0

    init() {}
    init(_ text: String) { for letter in text.utf8 { append(letter) } }

    @inline(__always)
    mutating func append(_ letter: UInt8) {
      if count < 8 { letters = letters << 8 | UInt64(letter) }
      count += 1
    }
  }

  /// What an element of a record is called; nil: passed over.
  private struct Known {
    var name: Name
    var part: DBLPPapers.Part?
  }

  private static let mostElements = 1 << 12
  private let elements = UnsafeMutablePointer<Element>.allocate(capacity: mostElements)
  private var elementCount = 0
  /// Texts with entities of the record at hand.
  private var resolved: [UInt8] = []
  private let records: [(name: Name, text: String)]
  private let known: UnsafeMutableBufferPointer<Known>
  /// Whether a byte may stand in text or in an attribute's value as it is.
  private let isPlain = UnsafeMutablePointer<Bool>.allocate(capacity: 256)
  private var isPrepared = false

  init(_ papers: DBLPPapers) {
    self.papers = papers
    records = DBLPReader.papers.sorted().map { (Name($0), $0) }
    // The most frequent first; elements that are passed over are elements, too.
    let parts: [DBLPPapers.Part] = [
      .author, .title, .pages, .year, .booktitle, .journal, .ee, .url, .crossref, .editor, .school, .note,
    ]
    let others = [
      "volume", "number", "month", "series", "publisher", "isbn", "stream", "publnr", "chapter", "cite", "rel", "cdrom",
      "address",
    ]
    let all = parts.map { Known(name: Name("\($0)"), part: $0) } + others.map { Known(name: Name($0)) }
    known = .allocate(capacity: all.count)
    _ = known.initialize(from: all)
  }

  deinit {
    elements.deallocate()
    known.deallocate()
    isPlain.deallocate()
  }

  private func prepare(_ document: XMLRecords) {
    isPrepared = true
    for value in 0..<256 {
      let byte = UInt8(value)
      switch byte {
      case UInt8(ascii: "<"), UInt8(ascii: "&"), UInt8(ascii: ">"), 0..<0x20: isPlain[value] = false
      // 0xef leads U+FFFE and U+FFFF, which XML does not allow.
      case 0x80...: isPlain[value] = document.allowsNonASCII && byte != 0xef
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
    mutating func name() -> Name {
      var name = Name()
      while at < count, bytes[at] &- 0x61 < 26 {
        name.append(bytes[at])
        at += 1
      }
      return name
    }

    /// Passes over `/name>`, the name being that at `start`.
    @inline(__always)
    mutating func expectEnd(ofNameAt start: Int, count letters: Int) throws(Stop) {
      if at + letters + 2 > count { throw .unfinished }
      if bytes[at] != UInt8(ascii: "/") || bytes[at + letters + 1] != UInt8(ascii: ">") { throw .notPlain }
      for i in 0..<letters where bytes[at + 1 + i] != bytes[start + i] { throw .notPlain }
      at += letters + 2
    }

    func slice(_ piece: Piece) -> Bytes { Bytes(start: bytes + piece.start, count: piece.end - piece.start) }

    func holds(_ piece: Piece, _ text: StaticString) -> Bool {
      piece.end - piece.start == text.utf8CodeUnitCount
        && memcmp(bytes + piece.start, text.utf8Start, text.utf8CodeUnitCount) == 0
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
    let nameStart = cursor.at
    let name = cursor.name()
    _ = try cursor.peek()
    guard let record = records.firstIndex(where: { $0.name == name }) else { throw .notPlain }
    var attributes = Attributes()
    try readAttributes(&cursor, &attributes)
    elementCount = 0
    if !resolved.isEmpty { resolved.removeAll(keepingCapacity: true) }
    var lines = 0
    while true {
      while cursor.at < cursor.count {
        let byte = cursor.bytes[cursor.at]
        if byte == 0x0a { lines += 1 } else if byte != 0x20 && byte != 0x09 && byte != 0x0d { break }
        cursor.at += 1
      }
      try cursor.expect(UInt8(ascii: "<"))
      if try cursor.peek() == UInt8(ascii: "/") { break }
      try readElement(&cursor, line: line + lines, document)
    }
    try cursor.expectEnd(ofNameAt: nameStart, count: name.count)
    let (key, type) = (attributes.value("key", cursor), attributes.value("publtype", cursor))
    papers.begin(records[record].text, line: line, key: key.map(cursor.slice), type: type.map(cursor.slice))
    resolved.withUnsafeBufferPointer { resolved in
      for index in 0..<elementCount {
        let element = elements[index]
        papers.add(
          element.part,
          element.isResolved
            ? Bytes(rebasing: resolved[element.text.start..<element.text.end]) : cursor.slice(element.text),
          orcid: element.orcid.isEmpty ? nil : cursor.slice(element.orcid), isAward: element.isAward,
          line: element.line)
      }
    }
    papers.end()
    return lines
  }

  /// Reads an element behind its `<`.
  private func readElement(_ cursor: inout Cursor, line: Int, _ document: XMLRecords) throws(Stop) {
    let nameStart = cursor.at
    let name = cursor.name()
    _ = try cursor.peek()
    var place = 0
    while place < known.count, known[place].name != name { place += 1 }
    if place == known.count || elementCount == Self.mostElements { throw .notPlain }
    var attributes = Attributes()
    try readAttributes(&cursor, &attributes)
    let start = cursor.at
    let resolvedStart = resolved.count
    var from = start
    while true {
      while cursor.at < cursor.count, isPlain[Int(cursor.bytes[cursor.at])] { cursor.at += 1 }
      let byte = try cursor.peek()
      if byte == UInt8(ascii: "<") { break }
      guard byte == UInt8(ascii: "&") else { throw .notPlain }
      resolved.append(contentsOf: cursor.slice(Piece(start: from, end: cursor.at)))
      try resolveEntity(&cursor, document)
      from = cursor.at
    }
    let end = cursor.at
    cursor.at += 1
    try cursor.expectEnd(ofNameAt: nameStart, count: name.count)
    guard let part = known[place].part else { return }
    let isResolved = from > start
    if isResolved { resolved.append(contentsOf: cursor.slice(Piece(start: from, end: end))) }
    var element = Element(
      part: part, text: isResolved ? Piece(start: resolvedStart, end: resolved.count) : Piece(start: start, end: end),
      isResolved: isResolved, line: line, orcid: Piece(), isAward: false)
    if attributes.count > 0 {
      if part == .author { element.orcid = attributes.value("orcid", cursor) ?? Piece() }
      if part == .note {
        element.isAward = ["type", "label"].contains { (key: StaticString) in
          attributes.value(key, cursor).map { cursor.holds($0, "award") } ?? false
        }
      }
    }
    (elements + elementCount).initialize(to: element)
    elementCount += 1
  }

  /// Passes over `&name;` and puts what it stands for behind `resolved`.
  private func resolveEntity(_ cursor: inout Cursor, _ document: XMLRecords) throws(Stop) {
    cursor.at += 1
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
      if isSame(names.0) || isSame(names.1) || isSame(names.2) || isSame(names.3) { throw .notPlain }
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
