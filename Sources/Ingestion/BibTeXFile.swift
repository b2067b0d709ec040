import Bibliography
import Foundation

/// A BibTeX or BibLaTeX file taken apart into entries, one after the other; fields stay as bytes of the file until they
/// are asked for.
///
/// Source: O. Patashnik, BibTeXing (1988); BibLaTeX manual 3.20, section 2. Text between entries is a comment.
struct BibTeXFile {
  typealias Bytes = UnsafeBufferPointer<UInt8>

  /// An entry as values that live on.
  struct Entry {
    var type: String
    var key: String
    /// Lower-case names with their values, braces and quotation marks of the value taken off, macros put in.
    var fields: [(name: String, value: ArraySlice<UInt8>)]
    var location: SourceLocation

    func value(_ name: String) -> ArraySlice<UInt8>? { fields.first { $0.name == name }?.value }
  }

  /// The entry that `next` has found: bytes of the file, valid until the next.
  struct Found {
    var type: String
    var key: Bytes
    /// Each name as its place in `names`.
    var fields: [(name: Int, value: Bytes)] = []
    var line: Int
    var column: Int
  }

  /// What could not be read since it was last looked at, each the loss of an entry.
  var rejected: [Diagnostic] = []
  var reported: [Diagnostic] = []
  /// Lower-case names of fields, as they were met.
  private(set) var names: [String] = []
  private var places: [String: Int] = [:]
  private let bytes: Bytes
  let file: String
  private var at = 0
  private var line = 1
  private var lineStart = 0
  /// Up to where `line` has been counted.
  private var counted = 0
  private var macros: [String: Bytes] = [:]
  private var found = Found(type: "", key: Bytes(start: nil, count: 0), line: 1, column: 1)
  /// Names of fields and types of entries as written, and what they are called; for a name its place in `names`.
  private var written = ByteTable<(text: String, place: Int)>()
  private var types = ByteTable<String>()
  /// Values that stand nowhere in the file: macros, and those of this entry that were put together of pieces.
  private let made = Made()
  private let joined = Made()

  private final class Made {
    private var values: [UnsafeMutableBufferPointer<UInt8>] = []

    deinit { removeAll() }

    func removeAll() {
      values.forEach { $0.deallocate() }
      values.removeAll()
    }

    func keep(_ value: some Collection<UInt8>) -> Bytes {
      let copy = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: max(1, value.count))
      let end = copy.update(fromContentsOf: value)
      values.append(copy)
      return Bytes(rebasing: copy[..<end])
    }
  }

  /// A file whose bytes stay where they are as long as this value is used.
  init(_ bytes: Bytes, file: String) {
    self.bytes = bytes
    self.file = file
    for (name, month) in bibTeXMonths { macros[name] = made.keep(Array(month.utf8)) }
  }

  /// The next entry that can be read; nil at the end.
  mutating func next() -> Found? {
    while let start = nextEntry() { if readEntry(at: start) { return found } }
    return nil
  }

  /// The entry that `next` has given, as values.
  func entry(_ found: Found) -> Entry {
    Entry(
      type: found.type, key: FieldText.clean(found.key),
      fields: found.fields.map { (names[$0.name], Array($0.value)[...]) },
      location: SourceLocation(file: file, line: found.line, column: found.column))
  }

  private struct Problem: Error {
    var code: String
    var message: String
    var at: Int
  }

  /// Where an offset at or behind the last entry's start is; entries move on from there, so lines are counted once.
  private func location(_ offset: Int) -> SourceLocation {
    var (line, start) = (line, lineStart)
    let lines = Self.lineEnds(UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(bytes)[counted..<offset]))
    if lines > 0 {
      line += lines
      start = offset
      while bytes[start - 1] != 0x0a { start -= 1 }
    }
    return SourceLocation(file: file, line: line, column: column(offset, from: start))
  }

  /// The number of line ends, counted in eight bytes at once.
  static func lineEnds(_ bytes: UnsafeRawBufferPointer) -> Int {
    var lines = 0
    var at = 0
    while at + 8 <= bytes.count {
      // Each of the eight counts to 31, so that their sum still is a byte.
      var counts: UInt64 = 0
      let end = min(bytes.count - 7, at + 31 * 8)
      while at < end {
        let word = bytes.loadUnaligned(fromByteOffset: at, as: UInt64.self) ^ 0x0a0a_0a0a_0a0a_0a0a
        // The highest bit of each byte that was a line end: only of zero it stays clear.
        let others = ((word & 0x7f7f_7f7f_7f7f_7f7f) &+ 0x7f7f_7f7f_7f7f_7f7f) | word
        counts &+= (~others & 0x8080_8080_8080_8080) >> 7
        at += 8
      }
      lines += Int((counts &* 0x0101_0101_0101_0101) >> 56)
    }
    for byte in bytes[at...] where byte == 0x0a { lines += 1 }
    return lines
  }

  private mutating func begin(at offset: Int) -> SourceLocation {
    let place = location(offset)
    if place.line > line {
      line = place.line
      lineStart = offset
      while bytes[lineStart - 1] != 0x0a { lineStart -= 1 }
    }
    counted = offset
    return place
  }

  private func column(_ offset: Int, from start: Int) -> Int {
    1 + bytes[start..<offset].count { $0 & 0xc0 != 0x80 }
  }

  /// The next `@` that a word follows.
  private mutating func nextEntry() -> Int? {
    while let found = find(UInt8(ascii: "@"), from: at) {
      at = found + 1
      // An address of mail has a letter before the sign.
      if found > 0, bytes[found - 1].isBibTeXName { continue }
      return found
    }
    return nil
  }

  private func find(_ byte: UInt8, from offset: Int) -> Int? {
    guard let base = bytes.baseAddress, offset < bytes.count else { return nil }
    return memchr(base + offset, Int32(byte), bytes.count - offset).map {
      UnsafeRawPointer($0) - UnsafeRawPointer(base)
    }
  }

  private mutating func skipSpace() { while at < bytes.count, bytes[at] <= 0x20 { at += 1 } }

  private mutating func word() -> Bytes {
    let start = at
    while at < bytes.count, bytes[at].isBibTeXName { at += 1 }
    return Bytes(rebasing: bytes[start..<at])
  }

  /// A name of a field in lower case, and its place among the names; nearly all have been met before.
  private mutating func name(_ word: Bytes) -> (text: String, place: Int) {
    let places = places
    let known = written.value(for: word) { bytes in
      let text = bibTeXFieldName(String(decoding: bytes, as: UTF8.self))
      return (text, places[text] ?? places.count)
    }
    if known.place == names.count {
      names.append(known.text)
      self.places[known.text] = known.place
    }
    return known
  }

  /// Whether there is an entry to be read at `start`; it is in `found` then.
  private mutating func readEntry(at start: Int) -> Bool {
    skipSpace()
    let typeWord = word()
    skipSpace()
    guard !typeWord.isEmpty, at < bytes.count, bytes[at] == UInt8(ascii: "{") || bytes[at] == UInt8(ascii: "(") else {
      return false
    }
    let type = types.value(for: typeWord) { String(decoding: $0, as: UTF8.self).lowercased() }
    let close = bytes[at] == UInt8(ascii: "{") ? UInt8(ascii: "}") : UInt8(ascii: ")")
    let opening = at
    let place = begin(at: start)
    joined.removeAll()
    at += 1
    var key = Bytes(start: nil, count: 0)
    do {
      switch type {
      case "comment":
        // What stands in braces is left out whole; without an end, only this sign is.
        if let end = try? endOfBraces(from: opening) { at = end } else { at = opening + 1 }
      case "preamble": at = try endOfBraces(from: opening)
      case "string":
        skipSpace()
        let name = String(decoding: word(), as: UTF8.self).lowercased()
        macros[name] = made.keep(try value(ofField: name))
        try closeEntry(close)
      default:
        skipSpace()
        let keyStart = at
        while at < bytes.count, bytes[at] != UInt8(ascii: ","), bytes[at] != close, bytes[at] != 0x0a { at += 1 }
        key = Bytes(rebasing: bytes[keyStart..<at])
        if key.contains(UInt8(ascii: "=")) {
          throw Problem(code: "bibtex.syntax", message: "has no comma behind its key.", at: keyStart)
        }
        found.type = type
        found.key = key
        found.line = place.line
        found.column = place.column
        try readFields(until: close)
        return true
      }
    } catch {
      guard let problem = error as? Problem else { return false }
      let shown = FieldText.clean(key)
      let name = shown.isEmpty ? "@\(type)" : "'\(shown)'"
      rejected.append(
        Diagnostic(.error, problem.code, "entry \(name) \(problem.message)", at: place))
      // The next entry starts at the line that looks like one.
      at = nextEntryLine(from: opening + 1) ?? bytes.count
    }
    return false
  }

  private mutating func closeEntry(_ close: UInt8) throws {
    skipSpace()
    guard at < bytes.count, bytes[at] == close else {
      throw Problem(
        code: "bibtex.unclosed-entry", message: "is not closed. Add '\(Character(Unicode.Scalar(close)))'.", at: at)
    }
    at += 1
  }

  private mutating func readFields(until close: UInt8) throws {
    found.fields.removeAll(keepingCapacity: true)
    while true {
      skipSpace()
      guard at < bytes.count else {
        throw Problem(code: "bibtex.unclosed-entry", message: "is not closed before the file ends. Add '}'.", at: at)
      }
      if bytes[at] == UInt8(ascii: ",") {
        at += 1
        continue
      }
      if bytes[at] == close {
        at += 1
        return
      }
      if bytes[at] == UInt8(ascii: "%") {
        while at < bytes.count, bytes[at] != 0x0a { at += 1 }
        continue
      }
      if bytes[at] == UInt8(ascii: "@") { throw unclosed(before: at) }
      let name = name(word())
      if name.text.isEmpty {
        throw Problem(
          code: "bibtex.syntax",
          message:
            "has a '\(Character(Unicode.Scalar(bytes[at])))' at \(location(at)), where the name of a field is expected.",
          at: at)
      }
      found.fields.append((name.place, try value(ofField: name.text)))
    }
  }

  private mutating func unclosed(before offset: Int) -> Problem {
    var next = offset + 1
    while next < bytes.count, bytes[next].isBibTeXName { next += 1 }
    let word = String(decoding: bytes[offset..<next], as: UTF8.self)
    return Problem(
      code: "bibtex.unclosed-entry",
      message: "is not closed before '\(word)' on line \(location(offset).line). Add '}'.", at: offset)
  }

  /// `= {…}`, `= "…"`, `= 1999`, `= macro`, and pieces joined by `#`.
  private mutating func value(ofField name: String) throws -> Bytes {
    skipSpace()
    guard at < bytes.count, bytes[at] == UInt8(ascii: "=") else {
      throw Problem(
        code: "bibtex.syntax", message: "has no '=' after the field '\(name)' at \(location(min(at, bytes.count))).",
        at: at)
    }
    at += 1
    var whole: Bytes?
    while true {
      skipSpace()
      guard at < bytes.count else {
        throw Problem(code: "bibtex.unclosed-entry", message: "is not closed before the file ends. Add '}'.", at: at)
      }
      let piece = try piece(ofField: name)
      whole = whole.map { joined.keep(Array($0) + Array(piece)) } ?? piece
      skipSpace()
      guard at < bytes.count, bytes[at] == UInt8(ascii: "#") else { return whole ?? piece }
      at += 1
    }
  }

  private mutating func piece(ofField name: String) throws -> Bytes {
    let start = at
    switch bytes[at] {
    case UInt8(ascii: "{"):
      at = try endOfBraces(from: at)
      return Bytes(rebasing: bytes[start + 1..<at - 1])
    case UInt8(ascii: "\""):
      var depth = 0
      at += 1
      while at < bytes.count {
        switch bytes[at] {
        case UInt8(ascii: "{"): depth += 1
        case UInt8(ascii: "}"): depth -= 1
        case UInt8(ascii: "\"") where depth <= 0:
          at += 1
          return Bytes(rebasing: bytes[start + 1..<at - 1])
        case UInt8(ascii: "@") where startsEntry(at): throw unclosed(before: at)
        default: break
        }
        at += 1
      }
      throw Problem(code: "bibtex.unclosed-quote", message: "has a '\"' that is not closed in '\(name)'.", at: start)
    default:
      let text = word()
      if text.isEmpty {
        throw Problem(
          code: "bibtex.syntax", message: "has no value for '\(name)' at \(location(at)). Put it in braces.", at: at)
      }
      if text.allSatisfy({ 0x30...0x39 ~= $0 }) { return text }
      let name = String(decoding: text, as: UTF8.self)
      if let macro = macros[name.lowercased()] { return macro }
      reported.append(
        Diagnostic(
          .warning, "bibtex.unknown-macro",
          "'\(name)' is not defined by any @string before; kept as written. Put text in braces.", at: location(start)))
      return text
    }
  }

  /// The offset behind the brace that closes the one at `offset`; a line that starts an entry ends the search.
  private mutating func endOfBraces(from offset: Int) throws -> Int {
    let open = bytes[offset]
    let close = open == UInt8(ascii: "{") ? UInt8(ascii: "}") : UInt8(ascii: ")")
    var depth = 0
    var i = offset
    var next: Int?
    scan: while i < bytes.count {
      let byte = bytes[i]
      if byte == open {
        depth += 1
      } else if byte == close {
        depth -= 1
        if depth == 0 { return i + 1 }
      } else if byte == UInt8(ascii: "\\") {
        i += 1
      } else if byte == UInt8(ascii: "@"), startsEntry(i) {
        next = i
        break scan
      }
      i += 1
    }
    if let next { throw unclosed(before: next) }
    throw Problem(code: "bibtex.unclosed-entry", message: "is not closed before the file ends. Add '}'.", at: offset)
  }

  /// Whether an `@` stands first in its line with a word and a brace behind it.
  private func startsEntry(_ offset: Int) -> Bool {
    guard offset > 0, bytes[offset - 1] == 0x0a else { return false }
    var i = offset + 1
    while i < bytes.count, bytes[i].isBibTeXName { i += 1 }
    return i > offset + 1 && i < bytes.count && bytes[i] == UInt8(ascii: "{")
  }

  private func nextEntryLine(from offset: Int) -> Int? {
    var i = offset
    while let found = find(UInt8(ascii: "@"), from: i) {
      if startsEntry(found) { return found }
      i = found + 1
    }
    return nil
  }
}

extension UInt8 {
  /// A byte of a type, a field's name, a macro or a number.
  fileprivate var isBibTeXName: Bool {
    0x61...0x7a ~= self || 0x41...0x5a ~= self || 0x30...0x39 ~= self || self >= 0x80
      || self == UInt8(ascii: "-") || self == UInt8(ascii: "_") || self == UInt8(ascii: ":")
      || self == UInt8(ascii: ".")
      || self == UInt8(ascii: "+") || self == UInt8(ascii: "/") || self == UInt8(ascii: "*")
  }
}

/// Names as they are compared: BibLaTeX's of today for those of BibTeX.
private func bibTeXFieldName(_ name: String) -> String {
  let name = name.lowercased()
  return name == "journaltitle" ? "journal" : name == "location" ? "address" : name
}

private let bibTeXMonths = [
  "jan": "January", "feb": "February", "mar": "March", "apr": "April", "may": "May", "jun": "June", "jul": "July",
  "aug": "August", "sep": "September", "oct": "October", "nov": "November", "dec": "December",
]
