import CJSON

/// A part of a document that a `JSONPicker` was asked for.
@frozen public struct JSONPick {
  @usableFromInline let part: coterie_json_pick

  @inlinable init(_ part: coterie_json_pick) { self.part = part }

  /// Which of the wanted places it stands at; `JSONPicker.document` for the brackets of a whole document.
  @inlinable public var place: UInt16 { part.place }

  /// What stands there: `{`, `}`, `[`, `]`, `"`, `t`, `f`, `n`, or `0` for a number.
  @inlinable public var kind: UInt8 { part.kind }

  /// The bytes of a string, unescaped, in UTF-8; nil for anything else.
  @inlinable public var utf8: UnsafeBufferPointer<UInt8>? { kind == .quote ? bytes : nil }

  /// True or false; nil for anything else.
  @inlinable public var bool: Bool? { kind == .true ? true : kind == .false ? false : nil }

  /// An integer, also one written as 2025.0; nil for anything else.
  public var int: Int? {
    guard kind == UInt8(ascii: "0") else { return nil }
    var value = 0
    for byte in bytes {
      guard 0x30...0x39 ~= byte, value < 1 << 56 else {
        let text = String(decoding: bytes, as: UTF8.self)
        return Int(text) ?? Double(text).flatMap { Int(exactly: $0) }
      }
      value = value * 10 + Int(byte - 0x30)
    }
    return value
  }

  /// A number of a few digits and nothing else, as it stands; nil for anything else.
  public var digits: UnsafeBufferPointer<UInt8>? {
    guard kind == UInt8(ascii: "0"), bytes.count < 16, bytes.allSatisfy({ 0x30...0x39 ~= $0 }) else { return nil }
    return bytes
  }

  /// A string as it is, a number or a boolean as `JSONValue.text` writes it; nil for anything else.
  public var text: String? {
    switch kind {
    case .quote: String(decoding: bytes, as: UTF8.self)
    case .true: "true"
    case .false: "false"
    case UInt8(ascii: "0"):
      int.map { String($0) } ?? Double(String(decoding: bytes, as: UTF8.self)).map { String($0) }
    default: nil
    }
  }

  /// The number of parts that it is with all inside it: those of a bracket up to its closing one, else 1.
  @inlinable public var span: Int { kind == .brace || kind == .bracket ? Int(part.length) : 1 }

  @inlinable var bytes: UnsafeBufferPointer<UInt8> { UnsafeBufferPointer(start: part.text, count: Int(part.length)) }
}

/// Gives of each document only the parts at wanted places, one after the other: a third of the cost of a whole tree.
///
///     let picker = JSONPicker(["title": 0, "authorships": 1, "authorships.author.display_name": 2])
///
/// A place is a path of keys; arrays are looked through, so `authorships.author` is the author of each authorship. An
/// object or array that stands at a wanted place comes as its opening and its closing bracket, with the wanted parts of
/// it between them. What is passed over is checked for UTF-8, closed strings and brackets, and no more.
public final class JSONPicker {
  /// The place of the document's own brackets, or of those of a record inside it.
  public static let document = UInt16(COTERIE_JSON_NO_PLACE)

  private let parser: JSONParser
  private let picker: OpaquePointer?
  /// The place of each container's array; see `JSONRecords`.
  private let containers: Range<UInt16>

  /// A picker of these places, in the document itself or in the elements of an array that a container path leads to.
  ///
  /// - Precondition: places are below 60,000, and a path names no two of them.
  public init(_ places: [String: UInt16], containers paths: [[String]] = [], maxDepth: Int = 256) {
    parser = JSONParser(maxDepth: maxDepth)
    picker = coterie_json_picker_new()
    containers = 60_000..<60_000 + UInt16(paths.count)
    guard let picker else { return }
    for (number, path) in paths.enumerated() {
      let container = Self.node(path, below: 0, picker)
      coterie_json_picker_set_place(picker, container, containers.lowerBound + UInt16(number))
      Self.add(places, below: container, picker)
    }
    Self.add(places, below: 0, picker)
  }

  deinit { if let picker { coterie_json_picker_free(picker) } }

  private static func add(_ places: [String: UInt16], below root: UInt32, _ picker: OpaquePointer) {
    for (path, place) in places.sorted(by: { $0.key < $1.key }) {
      precondition(place < 60_000)
      let keys = path.split(separator: ".").map(String.init)
      coterie_json_picker_set_place(picker, node(keys, below: root, picker), place)
    }
  }

  private static func node(_ keys: [String], below root: UInt32, _ picker: OpaquePointer) -> UInt32 {
    keys.reduce(root) { node, key in
      let key = Array(key.utf8)
      return coterie_json_picker_add(picker, node, key, key.count)
    }
  }
}

extension JSONPicker: JSONDocuments {
  /// The wanted parts of one document, or of one record in it, between its brackets; none when it is no object or array.
  public typealias Document = UnsafeBufferPointer<JSONPick>

  /// The parts of `bytes`; `JSONParser.padding` bytes after them are readable. They are valid until the next call.
  public func parse(padded bytes: UnsafeRawBufferPointer) -> Result<Document, JSONError> {
    guard let parser = parser.parser, let picker, let start = bytes.baseAddress?.assumingMemoryBound(to: UInt8.self)
    else { return .failure(JSONError("json.empty", "there is no JSON here.")) }
    var parts: UnsafePointer<coterie_json_pick>?
    var count = 0
    let code = coterie_json_pick_parts(parser, picker, start, bytes.count, &parts, &count)
    guard code == 0 else { return .failure(JSONError(simdjson: code, maxDepth: self.parser.maxDepth)) }
    guard let parts, count > 0 else { return .success(Document(start: nil, count: 0)) }
    return .success(
      UnsafeRawPointer(parts).withMemoryRebound(to: JSONPick.self, capacity: count) {
        Document(start: $0, count: count)
      })
  }

  /// Whether it is one.
  public func isObject(_ document: Document) -> Bool { document.first?.kind == .brace }

  /// See `JSONDocuments.records(in:at:)`; the paths are those that the picker was made with.
  public func records(in document: Document, at paths: [[String]]) -> [Document]? {
    var at = 1
    while at < document.count, document[at].kind != .bracket || !containers.contains(document[at].place) {
      at += document[at].span
    }
    guard at < document.count else { return nil }
    let end = at + document[at].span - 1
    at += 1
    var records: [Document] = []
    while at < end {
      let span = document[at].span
      records.append(Document(rebasing: document[at..<at + span]))
      at += span
    }
    return records
  }
}
