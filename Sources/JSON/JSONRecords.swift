/// The text of a record of a stream.
@frozen public struct JSONText {
  /// Its bytes, with `JSONParser.padding` readable ones behind them, or why there are none.
  public let bytes: Result<UnsafeRawBufferPointer, JSONError>
  /// Where it starts; 1 for the first line.
  public let line: Int
  /// Whether it is a whole top-level value, which may have the records in an array.
  public let isWhole: Bool

  @usableFromInline init(_ bytes: Result<UnsafeRawBufferPointer, JSONError>, line: Int, isWhole: Bool = false) {
    self.bytes = bytes
    self.line = line
    self.isWhole = isWhole
  }
}

/// Cuts a stream into the texts of records; see `JSONRecords`.
public final class JSONTexts {
  private let maxRecordBytes: Int
  private let parser = JSONParser()
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

  /// A cutter.
  ///
  /// - Parameters:
  ///   - containers: paths of keys that lead from a top-level object to its array of records.
  ///   - maxRecordBytes: a longer record is refused; it bounds memory.
  public init(containers: [[String]] = [], maxRecordBytes: Int = 1 << 28) {
    self.maxRecordBytes = maxRecordBytes
    cutter = RecordCutter(containers: containers)
    buffer = .allocate(byteCount: 1 << 20, alignment: 64)
  }

  deinit { buffer.deallocate() }

  /// Takes the next bytes and gives every record that they complete.
  public func push(_ chunk: UnsafeRawBufferPointer, _ body: (JSONText) throws -> Void) throws {
    if mode == .refused { return }
    if mode == .lines { return try pushLines(chunk, body) }
    hold(chunk)
    if mode == .undecided {
      guard decide(atEnd: false) else { return }
    }
    try mode == .lines ? giveLines(atEnd: false, body) : giveCut(atEnd: false, body)
    if mode == .cut, end - start > maxRecordBytes {
      mode = .refused
      try body(JSONText(.failure(tooLarge), line: cutter.recordLine))
    }
  }

  /// Gives what is left.
  public func finish(_ body: (JSONText) throws -> Void) throws {
    if mode == .undecided { _ = decide(atEnd: true) }
    switch mode {
    case .lines: try giveLines(atEnd: true, body)
    case .cut:
      try giveCut(atEnd: true, body)
      if cutter.isUnfinished {
        try body(
          JSONText(
            .failure(
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

  /// Gives the lines that lie in the chunk from there, and holds only what is cut or has too little behind it.
  private func pushLines(_ chunk: UnsafeRawBufferPointer, _ body: (JSONText) throws -> Void) throws {
    var rest = chunk
    if isSkipping {
      guard let left = rest.lineLength else { return }
      rest = UnsafeRawBufferPointer(rebasing: rest[(left + 1)...])
      isSkipping = false
      line += 1
    }
    if start < end {
      // What is held has no end of a line: it is not looked through again until one comes.
      guard let begun = rest.lineLength else {
        hold(rest)
        return try refuseIfTooLong(body)
      }
      hold(UnsafeRawBufferPointer(rebasing: rest[...begun]))
      rest = UnsafeRawBufferPointer(rebasing: rest[(begun + 1)...])
      try giveLines(atEnd: false, body)
    }
    while let length = rest.lineLength, length + JSONParser.padding < rest.count {
      try give(line: UnsafeRawBufferPointer(rebasing: rest[..<length]), body)
      rest = UnsafeRawBufferPointer(rebasing: rest[(length + 1)...])
    }
    hold(rest)
    try giveLines(atEnd: false, body)
  }

  private func give(line text: UnsafeRawBufferPointer, _ body: (JSONText) throws -> Void) throws {
    defer { line += 1 }
    if text.count > maxRecordBytes {
      try body(JSONText(.failure(tooLarge), line: line))
    } else if text.contains(where: { !$0.isBlank }) {
      try body(JSONText(.success(text), line: line, isWhole: true))
    }
  }

  private func giveLines(atEnd: Bool, _ body: (JSONText) throws -> Void) throws {
    while start < end {
      let held = UnsafeRawBufferPointer(rebasing: buffer[start..<end])
      guard let length = held.lineLength ?? (atEnd ? held.count : nil) else { break }
      defer { start += min(length + 1, held.count) }
      try give(line: UnsafeRawBufferPointer(rebasing: held[..<length]), body)
    }
    try refuseIfTooLong(body)
  }

  /// Lets a line go that is too long although it has not ended.
  private func refuseIfTooLong(_ body: (JSONText) throws -> Void) throws {
    guard end - start > maxRecordBytes else { return }
    try body(JSONText(.failure(tooLarge), line: line))
    isSkipping = true
    start = end
  }

  private func giveCut(atEnd: Bool, _ body: (JSONText) throws -> Void) throws {
    while true {
      let held = UnsafeRawBufferPointer(rebasing: buffer[start..<end])
      let record = cutter.next(in: held, atEnd: atEnd)
      if let record {
        let text = UnsafeRawBufferPointer(rebasing: held[record.range])
        try body(JSONText(.success(text), line: record.line))
      }
      start += cutter.release()
      if record == nil { return }
    }
  }
}

/// One record of a stream.
@frozen public struct JSONRecord<Document> {
  /// What it holds, or why there is nothing; valid only inside the call that gives it.
  public let value: Result<Document, JSONError>
  /// Where it starts; 1 for the first line.
  public let line: Int

  @inlinable init(value: Result<Document, JSONError>, line: Int) {
    self.value = value
    self.line = line
  }
}

/// Cuts a stream into records and parses each.
///
/// A record is an element of a top-level array, an element of an array that a container path leads to
/// (`{"results": [...]}`), or else a whole top-level value; top-level values may follow one another with or without
/// line ends. Only one record is held at a time, so memory does not grow with the file.
///
/// A stream whose first line is a whole document is taken for JSON Lines, where a damaged line costs that line; in
/// any other stream damage that opens a bracket or a string costs what follows it.
@frozen public struct JSONRecords<Documents: JSONDocuments> {
  /// A record of these documents.
  public typealias Record = JSONRecord<Documents.Document>

  @usableFromInline let documents: Documents
  @usableFromInline let texts: JSONTexts
  @usableFromInline let containers: [[String]]

  /// A reader of records.
  ///
  /// - Parameters:
  ///   - documents: what makes a document of a text.
  ///   - containers: paths of keys that lead from a top-level object to its array of records.
  ///   - maxRecordBytes: a longer record is refused; it bounds memory.
  @inlinable
  public init(of documents: Documents = JSONParser(), containers: [[String]] = [], maxRecordBytes: Int = 1 << 28) {
    self.documents = documents
    self.containers = containers
    texts = JSONTexts(containers: containers, maxRecordBytes: maxRecordBytes)
  }

  /// Takes the next bytes and gives every record that they complete.
  @inlinable public func push(_ chunk: UnsafeRawBufferPointer, _ body: (Record) throws -> Void) throws {
    try texts.push(chunk) { try give($0, body) }
  }

  /// Gives what is left.
  @inlinable public func finish(_ body: (Record) throws -> Void) throws {
    try texts.finish { try give($0, body) }
  }

  @inlinable func give(_ text: JSONText, _ body: (Record) throws -> Void) throws {
    switch text.bytes {
    case .failure(let error): try body(Record(value: .failure(error), line: text.line))
    case .success(let bytes):
      let value = documents.parse(padded: bytes)
      if case .failure(let error) = value, error.code == "json.encoding" {
        // Bytes that are no UTF-8 cost the text they are in, not the record.
        return try mended(bytes) { try give(documents.parse(padded: $0), of: text, body) }
      }
      try give(value, of: text, body)
    }
  }

  /// Gives the document, or the records inside it.
  @inlinable
  func give(_ value: Result<Documents.Document, JSONError>, of text: JSONText, _ body: (Record) throws -> Void) throws {
    if text.isWhole, !containers.isEmpty, case .success(let document) = value,
      let records = documents.records(in: document, at: containers)
    {
      for record in records { try body(Record(value: .success(record), line: text.line)) }
    } else {
      try body(Record(value: value, line: text.line))
    }
  }
}

/// Gives a copy of the bytes with U+FFFD where they are no UTF-8.
@usableFromInline func mended(_ text: UnsafeRawBufferPointer, _ body: (UnsafeRawBufferPointer) throws -> Void) throws {
  var bytes = Array(String(decoding: text, as: UTF8.self).utf8)
  let count = bytes.count
  bytes.append(contentsOf: repeatElement(0, count: JSONParser.padding))
  try bytes.withUnsafeBytes { try body(UnsafeRawBufferPointer(rebasing: $0[..<count])) }
}

extension UInt8 {
  fileprivate var isBlank: Bool { self == 0x20 || self == 0x0a || self == 0x0d || self == 0x09 || self == 0x1e }
}
