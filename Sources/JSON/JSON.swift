// Room card: JSON
//
// JSON through simdjson: `JSONParser` for one document, `JSONRecords` for a stream of records, whatever holds them
// (JSON Lines, an array, an API's page, pages one after the other). Knows nothing of what the records mean.
//
//     let records = JSONRecords(containers: [["results"], ["items"]])
//     try input.forEachChunk { chunk in
//       try records.push(chunk) { record in
//         switch record.value {
//         case .success(let work): work["title"]?.string …; work["names"]?.elements …
//         case .failure(let error): …  // record.line tells where
//         }
//       }
//     }
//     try records.finish { … }
//
// `JSONRecords(of: JSONPicker([…]))` gives only the wanted parts of each record, which is faster for large records.
// A `JSONValue` points into the parser and is valid only inside the call that gives it; strings taken from it live on.
// simdjson 3.0.1 (Debian 12).
import CJSON

/// Why a text is not JSON that we read.
public struct JSONError: Error, Hashable, Sendable, CustomStringConvertible {
  /// `json.syntax`, `json.depth`, `json.encoding`, `json.too-large`, `json.unfinished`.
  public let code: String
  /// What is wrong and what was expected.
  public let message: String

  init(_ code: String, _ message: String) {
    self.code = code
    self.message = message
  }

  /// From one of simdjson's error codes (simdjson/error.h, 3.0).
  init(simdjson code: Int32, maxDepth: Int) {
    let words = String(cString: coterie_json_error(code))
    switch code {
    case 1: self.init("json.too-large", "the document is larger than simdjson can hold (4 GB). Split it.")
    case 4: self.init("json.depth", "arrays and objects are nested more than \(maxDepth) deep. Flatten them.")
    case 10: self.init("json.encoding", "the text is not UTF-8. Convert it, or name its encoding.")
    case 12: self.init("json.empty", "there is no JSON here.")
    default: self.init("json.syntax", "this is not JSON: \(words)")
    }
  }

  /// The message.
  public var description: String { "[\(code)] \(message)" }
}

/// Parses documents one after the other, with the same memory.
public final class JSONParser {
  /// Bytes that must be readable past the end of a document.
  public static let padding = coterie_json_padding()

  let parser: OpaquePointer?
  let maxDepth: Int

  /// A parser that refuses what is nested deeper than `maxDepth`.
  public init(maxDepth: Int = 256) {
    self.maxDepth = maxDepth
    parser = coterie_json_parser_new(maxDepth)
  }

  deinit { coterie_json_parser_free(parser) }

  /// Whether `bytes` are UTF-8, told at some GB a second.
  public static func isUTF8(_ bytes: UnsafeRawBufferPointer) -> Bool {
    guard let start = bytes.baseAddress else { return true }
    return coterie_utf8_is_valid(start.assumingMemoryBound(to: UInt8.self), bytes.count) == 1
  }

  /// Parses a copy of `bytes`; the value is valid only inside `body`.
  ///
  /// - Throws: `JSONError`, and what `body` throws.
  public func parse<R>(_ bytes: [UInt8], _ body: (JSONValue) throws -> R) throws -> R {
    var padded = bytes
    padded.append(contentsOf: repeatElement(0, count: Self.padding))
    return try padded.withUnsafeBytes {
      try body(try parse(padded: UnsafeRawBufferPointer(rebasing: $0[..<bytes.count])).get())
    }
  }

  /// Parses `bytes` where they are; `padding` bytes after them are readable. The value is valid until the next call.
  public func parse(padded bytes: UnsafeRawBufferPointer) -> Result<JSONValue, JSONError> {
    guard let parser, let start = bytes.baseAddress?.assumingMemoryBound(to: UInt8.self) else {
      return .failure(JSONError("json.empty", "there is no JSON here."))
    }
    var tape: UnsafePointer<UInt64>?
    var strings: UnsafePointer<UInt8>?
    let code = coterie_json_parse(parser, start, bytes.count, &tape, &strings)
    guard code == 0, let tape, let strings else { return .failure(JSONError(simdjson: code, maxDepth: maxDepth)) }
    return .success(JSONValue(tape: tape, strings: strings, index: 1))
  }
}

/// What makes documents of texts: values to walk in, or only the wanted parts.
public protocol JSONDocuments<Document> {
  /// A parsed document, valid until the next call.
  associatedtype Document
  /// The document in `bytes`; `JSONParser.padding` bytes after them are readable.
  func parse(padded bytes: UnsafeRawBufferPointer) -> Result<Document, JSONError>
  /// Whether it is an object.
  func isObject(_ document: Document) -> Bool
  /// The elements of the first array that one of the paths leads to; nil without one.
  func records(in document: Document, at paths: [[String]]) -> [Document]?
}

extension JSONParser: JSONDocuments {
  /// Whether it is an object.
  public func isObject(_ document: JSONValue) -> Bool { document.isObject }

  /// See `JSONDocuments.records(in:at:)`.
  public func records(in document: JSONValue, at paths: [[String]]) -> [JSONValue]? {
    for path in paths {
      if let array = document[path: path], array.isArray { return Array(array.elements) }
    }
    return nil
  }
}
