/// One record of a stream.
public struct JSONRecord {
  /// Its value, or why there is none; valid only inside the call that gives it.
  public let value: Result<JSONValue, JSONError>
  /// Where it starts; 1 for the first line.
  public let line: Int
}

/// Cuts a stream into records and parses each.
///
/// A record is an element of a top-level array, an element of an array that a container path leads to
/// (`{"results": [...]}`), or else a whole top-level value; top-level values may follow one another with or without
/// line ends. Only one record is held at a time, so memory does not grow with the file.
///
/// A stream whose first line is a whole document is taken for JSON Lines, where a damaged line costs that line; in
/// any other stream damage that opens a bracket or a string costs what follows it.
public final class JSONRecords {
  private let containers: [[String]]
  private let maxRecordBytes: Int
  private let parser: JSONParser
  private var mode = Mode.undecided
  private var cutter: RecordCutter
  /// Bytes not yet given out; `padding` more are allocated behind them.
  private var buffer: UnsafeMutableRawBufferPointer
  private var start = 0
  private var end = 0
  /// Line number at `start`, in the mode `.lines`.
  private var line = 1
  /// Whether the rest of an over-long line is being left out.
  private var isSkipping = false

  private enum Mode { case undecided, lines, cut, refused }

  /// A reader of records.
  ///
  /// - Parameters:
  ///   - containers: paths of keys that lead from a top-level object to its array of records.
  ///   - maxRecordBytes: a longer record is refused; it bounds memory.
  ///   - maxDepth: of nested arrays and objects.
  ///   - shape: the keys wanted of a record; all without one.
  public init(
    containers: [[String]] = [], maxRecordBytes: Int = 1 << 28, maxDepth: Int = 256, shape: JSONShape? = nil
  ) {
    self.containers = containers
    self.maxRecordBytes = maxRecordBytes
    parser = JSONParser(maxDepth: maxDepth, shape: shape?.inside(containers))
    cutter = RecordCutter(containers: containers)
    buffer = .allocate(byteCount: 1 << 20, alignment: 64)
  }

  deinit {
    buffer.deallocate()
    mended?.deallocate()
  }

  /// A copy of a record that was not UTF-8, with U+FFFD where it was none; lives until the next such record.
  private var mended: UnsafeMutableRawBufferPointer?

  /// A record's value; bytes that are no UTF-8 cost the text they are in, not the record.
  private func parsed(_ text: UnsafeRawBufferPointer) -> Result<JSONValue, JSONError> {
    let value = parser.parse(padded: text)
    guard case .failure(let error) = value, error.code == "json.encoding" else { return value }
    let bytes = Array(String(decoding: text, as: UTF8.self).utf8)
    mended?.deallocate()
    let copy = UnsafeMutableRawBufferPointer.allocate(byteCount: bytes.count + JSONParser.padding, alignment: 64)
    copy.copyBytes(from: bytes)
    mended = copy
    return parser.parse(padded: UnsafeRawBufferPointer(rebasing: copy[..<bytes.count]))
  }

  /// Takes the next bytes and gives every record that they complete.
  public func push(_ chunk: UnsafeRawBufferPointer, _ body: (JSONRecord) throws -> Void) throws {
    if mode == .refused { return }
    hold(chunk)
    if mode == .undecided {
      guard decide(atEnd: false) else { return }
    }
    try mode == .lines ? giveLines(atEnd: false, body) : giveCut(atEnd: false, body)
    if mode == .cut, end - start > maxRecordBytes {
      mode = .refused
      try body(JSONRecord(value: .failure(tooLarge), line: cutter.recordLine))
    }
  }

  /// Gives what is left.
  public func finish(_ body: (JSONRecord) throws -> Void) throws {
    if mode == .undecided { _ = decide(atEnd: true) }
    switch mode {
    case .lines: try giveLines(atEnd: true, body)
    case .cut:
      try giveCut(atEnd: true, body)
      if cutter.isUnfinished {
        try body(
          JSONRecord(
            value: .failure(
              JSONError(
                "json.unfinished", "the JSON that starts here never ends: a bracket or a quote is not closed.")),
            line: cutter.recordLine))
      }
    case .undecided, .refused: break
    }
    mode = .refused
  }

  private var tooLarge: JSONError {
    JSONError(
      "json.too-large", "a record is longer than \(maxRecordBytes) bytes, the limit. Nothing after it can be read.")
  }

  /// Appends to the buffer, moving or growing it when it is full.
  private func hold(_ chunk: UnsafeRawBufferPointer) {
    let needed = end - start + chunk.count + JSONParser.padding
    if needed > buffer.count {
      let larger = UnsafeMutableRawBufferPointer.allocate(byteCount: needed * 2, alignment: 64)
      larger.copyMemory(from: UnsafeRawBufferPointer(rebasing: buffer[start..<end]))
      buffer.deallocate()
      buffer = larger
      end -= start
      start = 0
    } else if end + chunk.count + JSONParser.padding > buffer.count {
      buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: buffer[start..<end]))
      end -= start
      start = 0
    }
    UnsafeMutableRawBufferPointer(rebasing: buffer[end...]).copyMemory(from: chunk)
    end += chunk.count
  }

  /// Whether the first line alone is a document; false while that cannot be told.
  private func decide(atEnd: Bool) -> Bool {
    let held = UnsafeRawBufferPointer(rebasing: buffer[start..<end])
    if let newline = held.firstIndex(of: UInt8(ascii: "\n")) {
      let first = UnsafeRawBufferPointer(rebasing: held[..<newline])
      let opens = first.first { !$0.isBlank }
      if case .success = parser.parse(padded: first), opens == UInt8(ascii: "{") { mode = .lines } else { mode = .cut }
    } else if atEnd || held.count >= 1 << 20 {
      mode = .cut
    }
    return mode != .undecided
  }

  private func giveLines(atEnd: Bool, _ body: (JSONRecord) throws -> Void) throws {
    while start < end {
      let held = UnsafeRawBufferPointer(rebasing: buffer[start..<end])
      guard let length = held.lineLength ?? (atEnd ? held.count : nil) else { break }
      let text = UnsafeRawBufferPointer(rebasing: held[..<length])
      defer {
        start += min(length + 1, held.count)
        line += 1
      }
      if isSkipping {
        isSkipping = false
      } else if length > maxRecordBytes {
        try body(JSONRecord(value: .failure(tooLarge), line: line))
      } else if text.contains(where: { !$0.isBlank }) {
        try give(text, line: line, body)
      }
    }
    if end - start > maxRecordBytes {
      if !isSkipping { try body(JSONRecord(value: .failure(tooLarge), line: line)) }
      isSkipping = true
      start = end
    }
  }

  /// Parses a whole top-level value and gives it, or the records inside it.
  private func give(_ text: UnsafeRawBufferPointer, line: Int, _ body: (JSONRecord) throws -> Void) throws {
    let value = parsed(text)
    if case .success(let object) = value {
      for path in containers {
        guard let array = object[path: path], array.isArray else { continue }
        for element in array.elements { try body(JSONRecord(value: .success(element), line: line)) }
        return
      }
    }
    try body(JSONRecord(value: value, line: line))
  }

  private func giveCut(atEnd: Bool, _ body: (JSONRecord) throws -> Void) throws {
    while true {
      let held = UnsafeRawBufferPointer(rebasing: buffer[start..<end])
      let record = cutter.next(in: held, atEnd: atEnd)
      if let record {
        let text = UnsafeRawBufferPointer(rebasing: held[record.range])
        try body(JSONRecord(value: parsed(text), line: record.line))
      }
      start += cutter.release()
      if record == nil { return }
    }
  }
}

extension UInt8 {
  fileprivate var isBlank: Bool { self == 0x20 || self == 0x0a || self == 0x0d || self == 0x09 || self == 0x1e }
}
