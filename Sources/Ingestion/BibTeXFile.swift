import Bibliography

/// A BibTeX or BibLaTeX file taken apart into entries; fields stay as bytes of the file until they are asked for.
///
/// Source: O. Patashnik, BibTeXing (1988); BibLaTeX manual 3.20, section 2. Text between entries is a comment.
struct BibTeXFile {
  struct Entry {
    var type: String
    var key: String
    /// Lower-case names with their values, braces and quotation marks of the value taken off, macros put in.
    var fields: [(name: String, value: ArraySlice<UInt8>)]
    var location: SourceLocation

    func value(_ name: String) -> ArraySlice<UInt8>? { fields.first { $0.name == name }?.value }
  }

  private(set) var entries: [Entry] = []
  /// What could not be read, each the loss of an entry.
  private(set) var rejected: [Diagnostic] = []
  private(set) var reported: [Diagnostic] = []
  private let bytes: [UInt8]
  private let file: String
  private var at = 0
  private var line = 1
  private var lineStart = 0
  /// Up to where `line` has been counted.
  private var counted = 0
  private var macros: [String: ArraySlice<UInt8>] = [:]

  init(_ bytes: [UInt8], file: String) {
    self.bytes = bytes
    self.file = file
    for (name, month) in bibTeXMonths { macros[name] = Array(month.utf8)[...] }
    while let start = nextEntry() { readEntry(at: start) }
  }

  private struct Problem: Error {
    var code: String
    var message: String
    var at: Int
  }

  /// Offsets only grow from entry to entry, so lines are counted once.
  private mutating func location(_ offset: Int) -> SourceLocation {
    if offset < counted {
      let line = 1 + bytes[..<offset].count { $0 == 0x0a }
      let start = bytes[..<offset].lastIndex(of: 0x0a).map { $0 + 1 } ?? 0
      return SourceLocation(file: file, line: line, column: column(offset, from: start))
    }
    bytes.withUnsafeBufferPointer {
      for i in counted..<offset where $0[i] == 0x0a {
        line += 1
        lineStart = i + 1
      }
    }
    counted = offset
    return SourceLocation(file: file, line: line, column: column(offset, from: lineStart))
  }

  private func column(_ offset: Int, from start: Int) -> Int {
    1 + bytes[start..<offset].count { $0 & 0xc0 != 0x80 }
  }

  /// The next `@` that a word follows.
  private mutating func nextEntry() -> Int? {
    while let found = bytes[at...].firstIndex(of: UInt8(ascii: "@")) {
      at = found + 1
      // An address of mail has a letter before the sign.
      if found > 0, bytes[found - 1].isBibTeXName { continue }
      return found
    }
    return nil
  }

  private mutating func skipSpace() { while at < bytes.count, bytes[at] <= 0x20 { at += 1 } }

  private mutating func word() -> String {
    let start = at
    while at < bytes.count, bytes[at].isBibTeXName { at += 1 }
    return String(decoding: bytes[start..<at], as: UTF8.self)
  }

  private mutating func readEntry(at start: Int) {
    skipSpace()
    let type = word().lowercased()
    skipSpace()
    guard !type.isEmpty, at < bytes.count, bytes[at] == UInt8(ascii: "{") || bytes[at] == UInt8(ascii: "(") else {
      return
    }
    let close = bytes[at] == UInt8(ascii: "{") ? UInt8(ascii: "}") : UInt8(ascii: ")")
    let opening = at
    let place = location(start)
    at += 1
    var key = ""
    do {
      switch type {
      case "comment":
        // What stands in braces is left out whole; without an end, only this sign is.
        if let end = try? endOfBraces(from: opening) { at = end } else { at = opening + 1 }
      case "preamble": at = try endOfBraces(from: opening)
      case "string":
        skipSpace()
        let name = word().lowercased()
        macros[name] = try value(ofField: name)
        try closeEntry(close)
      default:
        skipSpace()
        let keyStart = at
        while at < bytes.count, bytes[at] != UInt8(ascii: ","), bytes[at] != close, bytes[at] != 0x0a { at += 1 }
        key = FieldText.clean(bytes[keyStart..<at])
        if key.contains("=") {
          throw Problem(code: "bibtex.syntax", message: "has no comma behind its key.", at: keyStart)
        }
        let fields = try readFields(until: close)
        entries.append(Entry(type: type, key: key, fields: fields, location: place))
      }
    } catch {
      guard let problem = error as? Problem else { return }
      let name = key.isEmpty ? "@\(type)" : "'\(key)'"
      rejected.append(
        Diagnostic(.error, problem.code, "entry \(name) \(problem.message)", at: place))
      // The next entry starts at the line that looks like one.
      at = nextEntryLine(from: opening + 1) ?? bytes.count
    }
  }

  private mutating func closeEntry(_ close: UInt8) throws {
    skipSpace()
    guard at < bytes.count, bytes[at] == close else {
      throw Problem(
        code: "bibtex.unclosed-entry", message: "is not closed. Add '\(Character(Unicode.Scalar(close)))'.", at: at)
    }
    at += 1
  }

  private mutating func readFields(until close: UInt8) throws -> [(name: String, value: ArraySlice<UInt8>)] {
    var fields: [(name: String, value: ArraySlice<UInt8>)] = []
    fields.reserveCapacity(12)
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
        return fields
      }
      if bytes[at] == UInt8(ascii: "%") {
        while at < bytes.count, bytes[at] != 0x0a { at += 1 }
        continue
      }
      if bytes[at] == UInt8(ascii: "@") { throw unclosed(before: at) }
      let name = bibTeXFieldName(word())
      if name.isEmpty {
        throw Problem(
          code: "bibtex.syntax",
          message:
            "has a '\(Character(Unicode.Scalar(bytes[at])))' at \(location(at)), where the name of a field is expected.",
          at: at)
      }
      fields.append((name, try value(ofField: name)))
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
  private mutating func value(ofField name: String) throws -> ArraySlice<UInt8> {
    skipSpace()
    guard at < bytes.count, bytes[at] == UInt8(ascii: "=") else {
      throw Problem(
        code: "bibtex.syntax", message: "has no '=' after the field '\(name)' at \(location(min(at, bytes.count))).",
        at: at)
    }
    at += 1
    var whole: ArraySlice<UInt8>?
    while true {
      skipSpace()
      guard at < bytes.count else {
        throw Problem(code: "bibtex.unclosed-entry", message: "is not closed before the file ends. Add '}'.", at: at)
      }
      let piece = try piece(ofField: name)
      whole = whole.map { Array($0 + piece)[...] } ?? piece
      skipSpace()
      guard at < bytes.count, bytes[at] == UInt8(ascii: "#") else { return whole ?? [] }
      at += 1
    }
  }

  private mutating func piece(ofField name: String) throws -> ArraySlice<UInt8> {
    let start = at
    switch bytes[at] {
    case UInt8(ascii: "{"):
      at = try endOfBraces(from: at)
      return bytes[start + 1..<at - 1]
    case UInt8(ascii: "\""):
      var depth = 0
      at += 1
      while at < bytes.count {
        switch bytes[at] {
        case UInt8(ascii: "{"): depth += 1
        case UInt8(ascii: "}"): depth -= 1
        case UInt8(ascii: "\"") where depth <= 0:
          at += 1
          return bytes[start + 1..<at - 1]
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
      if text.utf8.allSatisfy({ 0x30...0x39 ~= $0 }) { return bytes[start..<at] }
      if let macro = macros[text.lowercased()] { return macro }
      reported.append(
        Diagnostic(
          .warning, "bibtex.unknown-macro",
          "'\(text)' is not defined by any @string before; kept as written. Put text in braces.", at: location(start)))
      return bytes[start..<at]
    }
  }

  /// The offset behind the brace that closes the one at `offset`; a line that starts an entry ends the search.
  private mutating func endOfBraces(from offset: Int) throws -> Int {
    let (end, next) = bytes.withUnsafeBufferPointer { bytes -> (Int?, Int?) in
      var depth = 0
      var i = offset
      while i < bytes.count {
        switch bytes[i] {
        case UInt8(ascii: "\\"): i += 1
        case UInt8(ascii: "{"), UInt8(ascii: "("): if bytes[i] == bytes[offset] { depth += 1 }
        case UInt8(ascii: "}"): if bytes[offset] == UInt8(ascii: "{") { depth -= 1 }
        case UInt8(ascii: ")"): if bytes[offset] == UInt8(ascii: "(") { depth -= 1 }
        case UInt8(ascii: "@"): if startsEntry(i) { return (nil, i) }
        default: break
        }
        i += 1
        if depth == 0 { return (i, nil) }
      }
      return (nil, nil)
    }
    if let end { return min(end, bytes.count) }
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
    while let found = bytes[i...].firstIndex(of: UInt8(ascii: "@")) {
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
