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

  private let parser: OpaquePointer?
  private let shape: OpaquePointer?
  private let maxDepth: Int

  /// A parser that refuses what is nested deeper than `maxDepth`.
  ///
  /// - Parameter shape: the keys that are wanted of a document; all without one.
  public init(maxDepth: Int = 256, shape: JSONShape? = nil) {
    self.maxDepth = maxDepth
    parser = coterie_json_parser_new(maxDepth)
    self.shape = shape.flatMap { shape in
      coterie_json_shape_new().map {
        shape.write(to: $0, node: 0)
        return $0
      }
    }
  }

  deinit {
    coterie_json_parser_free(parser)
    if let shape { coterie_json_shape_free(shape) }
  }

  /// Whether `bytes` are UTF-8, told at some GB a second.
  public static func isUTF8(_ bytes: [UInt8]) -> Bool { coterie_utf8_is_valid(bytes, bytes.count) == 1 }

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
    let code =
      if let shape {
        coterie_json_parse_shaped(parser, shape, start, bytes.count, &tape, &strings)
      } else {
        coterie_json_parse(parser, start, bytes.count, &tape, &strings)
      }
    guard code == 0, let tape, let strings else { return .failure(JSONError(simdjson: code, maxDepth: maxDepth)) }
    return .success(JSONValue(tape: tape, strings: strings, index: 1))
  }
}

/// The keys that a reader wants of a document. Everything else is passed over, which costs a quarter of parsing it.
///
///     let shape: JSONShape = ["title": .all, "authorships": ["author": ["display_name": .all]]]
///
/// Arrays are looked through: the shape of `authorships` is that of each of its elements. What is passed over must still
/// be UTF-8 with closed strings and brackets, and is not checked for more.
public struct JSONShape: ExpressibleByDictionaryLiteral, Sendable {
  /// nil: everything.
  private var keys: [(String, JSONShape)]?

  /// Whatever stands there.
  public static let all = JSONShape(keys: nil)

  private init(keys: [(String, JSONShape)]?) { self.keys = keys }

  /// These keys of an object; values that are no objects are wanted whole.
  public init(dictionaryLiteral elements: (String, JSONShape)...) { keys = elements }

  /// The same keys, in the document itself or where one of the paths leads.
  func inside(_ containers: [[String]]) -> JSONShape {
    guard let keys else { return self }
    return JSONShape(
      keys: keys
        + containers.compactMap { path in
          guard let first = path.first else { return nil }
          let inner = path.dropFirst().reversed().reduce(self) { JSONShape(keys: [($1, $0)]) }
          return (first, inner)
        })
  }

  fileprivate func write(to shape: OpaquePointer, node: Int32) {
    for (key, inner) in keys ?? [] {
      let key = Array(key.utf8)
      let below = coterie_json_shape_add(shape, node, key, key.count, inner.keys == nil ? 1 : 0)
      inner.write(to: shape, node: below)
    }
  }
}
