import Bibliography
import Bytes
import JSON

/// What the JSON readers share: the stream of records, and how damage is reported.
enum JSONReading {
  /// Gives each object of `input`; what is not an object, or not JSON, is rejected with its line.
  static func forEachRecord(
    of input: Input, format: String, containers: [[String]], into sink: any PaperSink,
    _ body: @escaping (JSONValue, SourceLocation) throws -> Void
  ) throws {
    try forEachRecord(of: input, by: JSONParser(), format: format, containers: containers, into: sink, body)
  }

  /// The same with documents of another make.
  static func forEachRecord<Documents: JSONDocuments>(
    of input: Input, by documents: Documents, format: String, containers: [[String]], into sink: any PaperSink,
    _ body: @escaping (Documents.Document, SourceLocation) throws -> Void
  ) throws {
    let records = JSONRecords(of: documents, containers: containers)
    let take: (JSONRecord<Documents.Document>) throws -> Void = { record in
      let location = SourceLocation(file: input.name, line: record.line)
      switch record.value {
      case .success(let value) where documents.isObject(value): try body(value, location)
      case .success:
        sink.reject(
          Diagnostic(
            .error, "\(format).not-an-object", "a record is a JSON object in braces; this is another value.",
            at: location))
      case .failure(let error): sink.reject(Diagnostic(.error, error.code, error.message, at: location))
      }
    }
    try input.forEachChunk { try records.push($0, take) }
    try records.finish(take)
  }

  /// How sure it is that a text is JSON with all of `marks` in it; nil when it is not.
  static func sniff(_ sample: Sample, marks: [String], sureness: Double) -> Double? {
    guard let first = sample.bytes.first(where: { $0 > 0x20 }),
      first == UInt8(ascii: "{") || first == UInt8(ascii: "[")
    else { return nil }
    return marks.allSatisfy(sample.contains) ? sureness : nil
  }
}

extension JSONValue {
  /// A string or number, cleaned; nil when there is nothing.
  func cleaned(_ key: StaticString) -> String? {
    guard let value = self[key] else { return nil }
    if let bytes = value.utf8 {
      let text = FieldText.clean(bytes)
      return text.isEmpty ? nil : text
    }
    return value.text
  }

  /// The same for the value itself.
  var cleaned: String? {
    if let bytes = utf8 {
      let text = FieldText.clean(bytes)
      return text.isEmpty ? nil : text
    }
    return text
  }

  /// An integer, also one written in quotes.
  func number(_ key: StaticString) -> Int? {
    guard let value = self[key] else { return nil }
    return value.int ?? value.string.flatMap { Int($0) }
  }
}

extension JSONPick {
  /// A string or number, cleaned; nil when there is nothing.
  var cleaned: String? {
    guard let bytes = utf8 else { return text }
    let text = FieldText.clean(bytes)
    return text.isEmpty ? nil : text
  }
}

extension PaperBatch {
  /// Adds a field of the last paper, cleaned, unless there is nothing to say.
  func addField(_ key: StaticString, clean part: JSONPick) {
    if let bytes = part.utf8 {
      addField(key, clean: bytes)
    } else if let digits = part.digits {
      addField(constant(key), add(digits))
    } else {
      addField(key, part.cleaned)
    }
  }
}
