import Bibliography
import CMasks
import Foundation

/// A BibTeX or BibLaTeX file taken apart into entries, one after the other, as its bytes come; fields stay as bytes of
/// the file until they are asked for.
///
///     file.enter(bytes, isLast: false)
///     while let found = file.next() { … }
///     let used = file.leave()                 // the rest is to be given again, with more behind it
///
/// An entry is read again where the bytes ended before it did. Within an entry the structure is found 32 bytes at a
/// time, and what stands between two values (`,⏎  year      = {`) is expected to be what stood there the last time.
///
/// Source: O. Patashnik, BibTeXing (1988); BibLaTeX manual 3.20, section 2. Text between entries is a comment.
final class BibTeXFile {
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

  /// A field of the entry that `next` has found.
  struct Field {
    /// The place of its name in `names`.
    var name: Int
    var value: Bytes
    /// Whether the value is text that neither TeX nor cleaning changes, but for blanks at its ends.
    var isPlain = false
    /// Whether it stands in the file as it is, with neither braces nor commands in it.
    var isFlat = false
  }

  /// The entry that `next` has found: bytes of the file, valid until the next.
  struct Found {
    var type: String
    /// Whether it is one that others take fields from, and no paper.
    var isData: Bool
    var key: Bytes
    var fields: UnsafeBufferPointer<Field>
    var line: Int
    var column: Int
  }

  /// What could not be read since it was last looked at, each the loss of an entry.
  var rejected: [Diagnostic] = []
  var reported: [Diagnostic] = []
  /// Lower-case names of fields, as they were met.
  private(set) var names: [String] = []
  private var places: [String: Int] = [:]
  let file: String
  /// The bytes at hand; all offsets are into them.
  private var base: UnsafePointer<UInt8>
  private var count = 0
  private var isLast = false
  private var at = 0
  /// Whether anything depended on where the bytes at hand end.
  private var metEnd = false
  /// By the brace; see `endOfComment`.
  private var unclosed: [UInt8: Unclosed] = [:]
  /// The line of `counted`, and the number of characters that stand before it in that line.
  private var line = 1
  private var columns = 0
  /// Up to where lines have been counted.
  private var counted = 0
  private var macros: [String: Bytes] = [:]
  /// The macro that the entry at hand defines; it holds although the entry may not be closed.
  private var defined: (name: String, value: Bytes)?
  private var fields = FlatBuffer<Field>(capacity: 64)
  /// Names of fields and types of entries as written, and what they are called; for a name its place in `names`.
  private var written = ByteTable<(text: String, place: Int)>()
  private var types = ByteTable<(text: String, role: Role)>()
  /// What led from a value to the next one the last time, by the place of the field's name; that after a key is first.
  private let steps: UnsafeMutablePointer<Step>
  private static let stepCount = 64
  /// Values that stand nowhere in the file: macros, and those of this entry that were put together of pieces.
  private let made = Made()
  private let joined = Made()
  private let nowhere = UnsafeMutablePointer<UInt8>.allocate(capacity: 1)

  /// The bytes from behind a key or a value to the brace that opens the next value.
  private struct Step {
    var bytes = (UInt64(0), UInt64(0), UInt64(0), UInt64(0))
    /// A bit for each byte; none: there was none yet.
    var mask: UInt32 = 0
    var count = 0
    var name = 0
  }

  private final class Made {
    private var values: [UnsafeMutableBufferPointer<UInt8>] = []
    /// Bytes of all of them.
    private(set) var size = 0

    deinit { removeAll() }

    func removeAll() {
      if values.isEmpty { return }
      values.forEach { $0.deallocate() }
      values.removeAll()
      size = 0
    }

    func keep(_ value: some Collection<UInt8>) -> Bytes {
      let copy = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: max(1, value.count))
      let end = copy.update(fromContentsOf: value)
      values.append(copy)
      size += end
      return Bytes(rebasing: copy[..<end])
    }
  }

  /// A file of which no bytes are known yet.
  init(file: String) {
    self.file = file
    base = UnsafePointer(nowhere)
    steps = .allocate(capacity: Self.stepCount)
    steps.initialize(repeating: Step(), count: Self.stepCount)
    for (name, month) in bibTeXMonths { macros[name] = made.keep(Array(month.utf8)) }
  }

  deinit {
    fields.free()
    steps.deallocate()
    nowhere.deallocate()
  }

  /// Goes on with bytes that begin with those that `leave` has left; they stay where they are until then.
  func enter(_ bytes: Bytes, isLast: Bool) {
    base = bytes.baseAddress ?? UnsafePointer(nowhere)
    count = bytes.count
    self.isLast = isLast
    unclosed.removeAll()
  }

  /// How many of the bytes are done with. The byte before the next to be read is kept: an entry asks for it.
  func leave() -> Int {
    let done = max(0, at - 1)
    if counted < done { count(to: done) }
    at -= done
    counted -= done
    return done
  }

  /// Where the bytes at hand end, behind which nothing may be looked at.
  var end: UnsafePointer<UInt8> { base + count }

  /// The next entry that can be read; nil at the end of the bytes at hand.
  func next() -> Found? {
    while let start = nextEntry() {
      (metEnd, defined) = (false, nil)
      let (rejections, reports) = (rejected.count, reported.count)
      let found = readEntry(at: start)
      if metEnd, !isLast {
        // With more bytes this may read otherwise.
        rejected.removeLast(rejected.count - rejections)
        reported.removeLast(reported.count - reports)
        at = start
        return nil
      }
      if let (name, value) = defined { macros[name] = made.keep(value) }
      if let found { return found }
    }
    return nil
  }

  /// The entry that `next` has given, as values.
  func entry(_ found: Found) -> Entry {
    Entry(
      type: found.type, key: FieldText.clean(found.key),
      fields: found.fields.map { (names[$0.name], Array($0.value)[...]) },
      location: SourceLocation(file: file, line: found.line, column: found.column))
  }

  /// What an entry of a type is to the file.
  private enum Role {
    case comment, preamble, string, data, paper

    init(_ type: String) {
      switch type {
      case "comment": self = .comment
      case "preamble": self = .preamble
      case "string": self = .string
      case "xdata", "set": self = .data
      default: self = .paper
      }
    }
  }

  private struct Problem: Error {
    var code: String
    var message: String
  }

  private func slice(_ start: Int, _ end: Int) -> Bytes { Bytes(start: base + start, count: end - start) }

  /// Line and characters before it, of an offset at or behind the last entry's start.
  private func position(_ offset: Int) -> (line: Int, columns: Int) {
    let lines = Self.lineEnds(UnsafeRawBufferPointer(slice(counted, offset)))
    if lines == 0 { return (line, columns + characters(counted, offset)) }
    var start = offset
    while base[start - 1] != 0x0a { start -= 1 }
    return (line + lines, characters(start, offset))
  }

  private func location(_ offset: Int) -> SourceLocation {
    let (line, columns) = position(offset)
    return SourceLocation(file: file, line: line, column: columns + 1)
  }

  /// The number of line ends.
  static func lineEnds(_ bytes: UnsafeRawBufferPointer) -> Int {
    bytes.assumingMemoryBound(to: UInt8.self).baseAddress.map { coterie_count($0, bytes.count, 0xff, 0x0a) } ?? 0
  }

  private func characters(_ start: Int, _ end: Int) -> Int {
    end - start - coterie_count(base + start, end - start, 0xc0, 0x80)
  }

  /// Counts lines up to an offset; entries move on from there, so lines are counted once.
  private func count(to offset: Int) {
    (line, columns) = position(offset)
    counted = offset
  }

  /// The next `@` that a word follows.
  private func nextEntry() -> Int? {
    while let found = find(UInt8(ascii: "@"), from: at) {
      at = found + 1
      // An address of mail has a letter before the sign.
      if found > 0, base[found - 1].isBibTeXName { continue }
      return found
    }
    at = count
    return nil
  }

  private func find(_ byte: UInt8, from offset: Int) -> Int? {
    guard offset < count else { return nil }
    return memchr(base + offset, Int32(byte), count - offset).map { UnsafeRawPointer($0) - UnsafeRawPointer(base) }
  }

  @inline(__always)
  private func skipSpace() {
    var at = at
    while at < count, base[at] <= 0x20 { at += 1 }
    if at == count { metEnd = true }
    self.at = at
  }

  @inline(__always)
  private func word() -> Bytes {
    let start = at
    var at = at
    while at < count, base[at].isBibTeXName { at += 1 }
    if at == count { metEnd = true }
    self.at = at
    return slice(start, at)
  }

  /// A name of a field in lower case, and its place among the names; nearly all have been met before.
  private func name(_ word: Bytes) -> (text: String, place: Int) {
    let known = written.value(for: word) { bytes in
      let text = bibTeXFieldName(String(decoding: bytes, as: UTF8.self))
      return (text, places[text] ?? places.count)
    }
    if known.place == names.count {
      names.append(known.text)
      places[known.text] = known.place
    }
    return known
  }

  /// The entry at `start`, if there is one to be read.
  private func readEntry(at start: Int) -> Found? {
    skipSpace()
    let typeWord = word()
    skipSpace()
    guard !typeWord.isEmpty, at < count, base[at] == UInt8(ascii: "{") || base[at] == UInt8(ascii: "(") else {
      return nil
    }
    let (type, role) = types.value(for: typeWord) {
      let text = String(decoding: $0, as: UTF8.self).lowercased()
      return (text, Role(text))
    }
    let close = base[at] == UInt8(ascii: "{") ? UInt8(ascii: "}") : UInt8(ascii: ")")
    let opening = at
    count(to: start)
    joined.removeAll()
    at += 1
    var key = slice(at, at)
    do throws(Problem) {
      switch role {
      case .comment:
        // What stands in braces is left out whole; without an end, only this sign is.
        at = endOfComment(from: opening) ?? opening + 1
      case .preamble: at = try endOfBraces(from: opening).end
      case .string:
        skipSpace()
        let name = String(decoding: word(), as: UTF8.self).lowercased()
        defined = (name, try value(ofField: name).value)
        try closeEntry(close)
      case .data, .paper:
        skipSpace()
        let keyStart = at
        while at < count, base[at] != UInt8(ascii: ","), base[at] != close, base[at] != 0x0a { at += 1 }
        if at == count { metEnd = true }
        key = slice(keyStart, at)
        if key.contains(UInt8(ascii: "=")) {
          throw Problem(code: "bibtex.syntax", message: "has no comma behind its key.")
        }
        try readFields(until: close)
        return Found(
          type: type, isData: role == .data, key: key, fields: fields.buffer, line: line, column: columns + 1)
      }
    } catch {
      let shown = FieldText.clean(key)
      let name = shown.isEmpty ? "@\(type)" : "'\(shown)'"
      rejected.append(Diagnostic(.error, error.code, "entry \(name) \(error.message)", at: location(start)))
      // The next entry starts at the line that looks like one.
      at = nextEntryLine(from: opening + 1)
    }
    return nil
  }

  private func closeEntry(_ close: UInt8) throws(Problem) {
    skipSpace()
    guard at < count, base[at] == close else {
      throw Problem(
        code: "bibtex.unclosed-entry", message: "is not closed. Add '\(Character(Unicode.Scalar(close)))'.")
    }
    at += 1
  }

  private func readFields(until close: UInt8) throws(Problem) {
    fields.removeAll()
    var step = 0
    // Whether the last value may go on with `#`.
    var mayGoOn = false
    while true {
      if let (name, open) = knownStep(step) {
        let braces = try endOfBraces(from: open)
        at = braces.end
        fields.append(
          Field(name: name, value: slice(open + 1, at - 1), isPlain: braces.isPlain, isFlat: braces.isFlat))
        mayGoOn = true
        step = name + 1
        continue
      }
      if mayGoOn {
        mayGoOn = false
        let last = fields[fields.count - 1]
        fields[fields.count - 1] = try pieces(last, ofField: names[last.name])
      }
      let start = at
      between: while true {
        skipSpace()
        guard at < count else { throw Self.unfinished }
        switch base[at] {
        case close:
          at += 1
          return
        case UInt8(ascii: ","): at += 1
        case UInt8(ascii: "%"):
          while at < count, base[at] != 0x0a { at += 1 }
        case UInt8(ascii: "@"): throw unclosed(before: at)
        default: break between
        }
      }
      let name = name(word())
      if name.text.isEmpty {
        throw Problem(
          code: "bibtex.syntax",
          message:
            "has a '\(Character(Unicode.Scalar(base[at])))' at \(location(at)), where the name of a field is expected.")
      }
      var field = try value(ofField: name.text, step: step, from: start, place: name.place)
      field.name = name.place
      fields.append(field)
      step = name.place + 1
    }
  }

  /// The field's name and the brace of the value that follows, where what leads there is what led there the last time.
  @inline(__always)
  private func knownStep(_ place: Int) -> (name: Int, open: Int)? {
    guard place < Self.stepCount, at + 32 <= count else { return nil }
    let step = steps + place
    let same = coterie_where_same(base + at, UnsafeRawPointer(step).assumingMemoryBound(to: UInt8.self))
    guard same & step.pointee.mask == step.pointee.mask, step.pointee.mask != 0 else { return nil }
    return (step.pointee.name, at + step.pointee.count - 1)
  }

  /// Keeps what leads from `start` to the brace at hand.
  private func learnStep(_ place: Int, from start: Int, to name: Int) {
    let length = at + 1 - start
    guard place < Self.stepCount, length <= 32, start + 32 <= count else { return }
    let step = steps + place
    memcpy(step, base + start, 32)
    step.pointee.mask = .max >> UInt32(32 - length)
    step.pointee.count = length
    step.pointee.name = name
  }

  private static let unfinished = Problem(
    code: "bibtex.unclosed-entry", message: "is not closed before the file ends. Add '}'.")

  private func unclosed(before offset: Int) -> Problem {
    var next = offset + 1
    while next < count, base[next].isBibTeXName { next += 1 }
    if next == count { metEnd = true }
    let word = String(decoding: slice(offset, next), as: UTF8.self)
    return Problem(
      code: "bibtex.unclosed-entry",
      message: "is not closed before '\(word)' on line \(location(offset).line). Add '}'.")
  }

  /// `= {…}`, `= "…"`, `= 1999`, `= macro`, and pieces joined by `#`.
  ///
  /// - Parameters: the step that leads to the value, where it began, and the name's place; none for a macro.
  private func value(ofField name: String, step: Int = 0, from start: Int? = nil, place: Int = 0) throws(Problem)
    -> Field
  {
    skipSpace()
    guard at < count, base[at] == UInt8(ascii: "=") else {
      throw Problem(
        code: "bibtex.syntax", message: "has no '=' after the field '\(name)' at \(location(min(at, count))).")
    }
    at += 1
    skipSpace()
    if let start, at < count, base[at] == UInt8(ascii: "{") { learnStep(step, from: start, to: place) }
    return try pieces(nil, ofField: name)
  }

  /// A joined value is no longer than this, and all that an entry joins or the macros hold no more than 256 times as much:
  /// a macro that is defined by itself twice doubles (unit: bytes).
  private static let longestJoined = 1 << 20

  /// A value from the piece at hand on, or from behind the first piece on.
  private func pieces(_ first: Field?, ofField name: String) throws(Problem) -> Field {
    var whole = first
    var gathered: [UInt8] = []
    while true {
      if let whole {
        let end = at
        skipSpace()
        guard at < count, base[at] == UInt8(ascii: "#") else {
          at = end
          return gathered.isEmpty ? whole : Field(name: whole.name, value: joined.keep(gathered))
        }
        at += 1
      }
      skipSpace()
      guard at < count else { throw Self.unfinished }
      let piece = try piece(ofField: name)
      guard let held = whole else {
        whole = piece
        continue
      }
      if gathered.isEmpty { gathered += held.value }
      gathered += piece.value
      if gathered.count > Self.longestJoined || joined.size + made.size > Self.longestJoined << 8 {
        throw Problem(
          code: "bibtex.too-long",
          message: "joins more than \(Self.longestJoined) bytes with '#' in '\(name)'. Is a macro defined by itself?")
      }
    }
  }

  private func piece(ofField name: String) throws(Problem) -> Field {
    let start = at
    switch base[at] {
    case UInt8(ascii: "{"):
      let braces = try endOfBraces(from: start)
      at = braces.end
      return Field(name: 0, value: slice(start + 1, at - 1), isPlain: braces.isPlain, isFlat: braces.isFlat)
    case UInt8(ascii: "\""): return try quoted(ofField: name)
    default:
      let text = word()
      if text.isEmpty {
        throw Problem(
          code: "bibtex.syntax", message: "has no value for '\(name)' at \(location(at)). Put it in braces.")
      }
      if text.allSatisfy({ 0x30...0x39 ~= $0 }) { return Field(name: 0, value: text, isPlain: true, isFlat: true) }
      let name = String(decoding: text, as: UTF8.self)
      if let macro = macros[name.lowercased()] { return Field(name: 0, value: macro) }
      reported.append(
        Diagnostic(
          .warning, "bibtex.unknown-macro",
          "'\(name)' is not defined by any @string before; kept as written. Put text in braces.", at: location(start)))
      return Field(name: 0, value: text)
    }
  }

  /// `"…"`: quotation marks in braces are text.
  private func quoted(ofField name: String) throws(Problem) -> Field {
    let start = at
    var scan = Scan(at: start + 1)
    var depth = 0
    var isFlat = true
    while true {
      seek(&scan, UInt8(ascii: "{"), UInt8(ascii: "}"), UInt8(ascii: "\""), UInt8(ascii: "@"))
      if scan.at >= count { break }
      switch base[scan.at] {
      case UInt8(ascii: "{"):
        depth += 1
        isFlat = false
      case UInt8(ascii: "}"):
        depth -= 1
        isFlat = false
      case UInt8(ascii: "\"") where depth <= 0:
        at = scan.at + 1
        let value = slice(start + 1, scan.at)
        isFlat = isFlat && !value.contains(UInt8(ascii: "\\"))
        return Field(name: 0, value: value, isPlain: isFlat && scan.isPlain, isFlat: isFlat)
      case UInt8(ascii: "@") where startsEntry(scan.at): throw unclosed(before: scan.at)
      default: break
      }
      scan.at += 1
    }
    metEnd = true
    throw Problem(code: "bibtex.unclosed-quote", message: "has a '\"' that is not closed in '\(name)'.")
  }

  /// The offset behind the brace that closes the one at `offset`; a line that starts an entry ends the search.
  private func endOfBraces(from offset: Int) throws(Problem) -> (end: Int, isPlain: Bool, isFlat: Bool) {
    let open = base[offset]
    let close = open == UInt8(ascii: "{") ? UInt8(ascii: "}") : UInt8(ascii: ")")
    var scan = Scan(at: offset + 1)
    var depth = 1
    var isFlat = true
    while true {
      seek(&scan, open, close, UInt8(ascii: "\\"), UInt8(ascii: "@"))
      if scan.at >= count { break }
      let byte = base[scan.at]
      if byte == close {
        depth -= 1
        if depth == 0 { return (scan.at + 1, isFlat && scan.isPlain, isFlat) }
      } else if byte == open {
        depth += 1
        isFlat = false
      } else if byte == UInt8(ascii: "\\") {
        scan.at += 1
        isFlat = false
      } else if startsEntry(scan.at) {
        throw unclosed(before: scan.at)
      }
      scan.at += 1
    }
    metEnd = true
    throw Self.unfinished
  }

  /// The same for a comment, whose braces are looked at again by the comments in it when they are not closed: what was
  /// found open on the way is remembered, so that many comments in one another cost what one costs.
  private func endOfComment(from offset: Int) -> Int? {
    let byte = base[offset]
    if let known = unclosed[byte], known.openings.contains(offset) {
      if known.stop == count { metEnd = true }
      return nil
    }
    do throws(Problem) { return try endOfBraces(from: offset).end } catch {
      unclosed[byte] = openings(from: offset)
      return nil
    }
  }

  /// The braces that are still open where the search for the end of the one at `offset` stops.
  private func openings(from offset: Int) -> Unclosed {
    let open = base[offset]
    let close = open == UInt8(ascii: "{") ? UInt8(ascii: "}") : UInt8(ascii: ")")
    var found = [offset]
    var at = offset + 1
    while at < count, !(base[at] == UInt8(ascii: "@") && startsEntry(at)) {
      if base[at] == open {
        found.append(at)
      } else if base[at] == close {
        found.removeLast()
      } else if base[at] == UInt8(ascii: "\\") {
        at += 1
      }
      at += 1
    }
    return Unclosed(stop: min(at, count), openings: Set(found))
  }

  /// Braces that nothing closes before `stop`.
  private struct Unclosed {
    var stop: Int
    var openings: Set<Int>
  }

  /// How far a search has come, and what it has seen.
  private struct Scan {
    var at: Int
    /// Not 0 when a byte, of those passed over, may be changed by TeX or by cleaning.
    var strange: UInt32 = 0
    var isPlain: Bool { strange == 0 }
  }

  /// Moves on to the next byte that is one of the four; to the end without one.
  @inline(__always)
  private func seek(_ scan: inout Scan, _ a: UInt8, _ b: UInt8, _ c: UInt8, _ d: UInt8) {
    var (at, strange) = (scan.at, scan.strange)
    while at + 33 <= count {
      let here = base + at
      let found = coterie_where_any(here, a, b, c, d)
      let odd =
        coterie_where_outside(here, 0x20, 0x7d)
        | coterie_where_twice(here, 0x20, UInt8(ascii: "-"), UInt8(ascii: "`"), UInt8(ascii: "'"))
      if found != 0 {
        let passed = found.trailingZeroBitCount
        scan = Scan(at: at + passed, strange: strange | odd & ((1 << UInt32(passed)) &- 1))
        return
      }
      strange |= odd
      at += 32
    }
    // Too near to the end for 32 at a time, and for a judgement.
    while at < count, base[at] != a, base[at] != b, base[at] != c, base[at] != d { at += 1 }
    scan = Scan(at: at, strange: 1)
  }

  /// Whether an `@` stands first in its line with a word and a brace behind it.
  private func startsEntry(_ offset: Int) -> Bool {
    guard offset > 0, base[offset - 1] == 0x0a else { return false }
    var i = offset + 1
    while i < count, base[i].isBibTeXName { i += 1 }
    if i == count { metEnd = true }
    return i > offset + 1 && i < count && base[i] == UInt8(ascii: "{")
  }

  private func nextEntryLine(from offset: Int) -> Int {
    var i = offset
    while let found = find(UInt8(ascii: "@"), from: i) {
      if startsEntry(found) { return found }
      i = found + 1
    }
    metEnd = true
    return count
  }
}

extension UInt8 {
  /// A byte of a type, a field's name, a macro or a number: a letter, a digit, one of `*+-./:_`, or no ASCII.
  @inline(__always)
  fileprivate var isBibTeXName: Bool {
    // A bit for each of the bytes below 0x80.
    let low: UInt64 = 0x07ff_ec00_0000_0000
    let high: UInt64 = 0x07ff_fffe_87ff_fffe
    return self >= 0x80 || (self < 0x40 ? low : high) >> UInt64(self & 0x3f) & 1 == 1
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
