/// One value of a parsed document: a place on simdjson's tape.
///
/// The tape is an array of 64-bit words, the type in the highest 8 bits and a payload in the other 56: for a string
/// its offset in the string buffer (a 32-bit length, then the bytes), for `{` and `[` the index past the closing
/// bracket in the low 32 bits; numbers take a second word. Source: simdjson, doc/tape.md.
@frozen public struct JSONValue {
  @usableFromInline let tape: UnsafePointer<UInt64>
  @usableFromInline let strings: UnsafePointer<UInt8>
  @usableFromInline let index: Int

  @inlinable init(tape: UnsafePointer<UInt64>, strings: UnsafePointer<UInt8>, index: Int) {
    self.tape = tape
    self.strings = strings
    self.index = index
  }

  @inlinable var type: UInt8 { UInt8(truncatingIfNeeded: tape[index] >> 56) }

  /// The index after this value.
  @inlinable var next: Int {
    switch type {
    case .brace, .bracket: Int(tape[index] & 0xffff_ffff)
    case .signed, .unsigned, .double: index + 2
    default: index + 1
    }
  }

  /// Whether it is an object.
  @inlinable public var isObject: Bool { type == .brace }
  /// Whether it is an array.
  @inlinable public var isArray: Bool { type == .bracket }
  /// Whether it is null.
  @inlinable public var isNull: Bool { type == .null }

  /// The bytes of a string, unescaped, in UTF-8; nil for anything else.
  @inlinable public var utf8: UnsafeBufferPointer<UInt8>? {
    guard type == .quote else { return nil }
    let at = strings + Int(tape[index] & 0xff_ffff_ffff_ffff)
    let count = UnsafeRawPointer(at).loadUnaligned(as: UInt32.self)
    return UnsafeBufferPointer(start: at + 4, count: Int(count))
  }

  /// A string; nil for anything else.
  @inlinable public var string: String? { utf8.map { String(decoding: $0, as: UTF8.self) } }

  /// An integer, also one written as 2025.0; nil for anything else.
  @inlinable public var int: Int? {
    switch type {
    case .signed: Int(truncatingIfNeeded: tape[index + 1])
    case .unsigned: Int(exactly: tape[index + 1])
    case .double: Int(exactly: Double(bitPattern: tape[index + 1]))
    default: nil
    }
  }

  /// Any number; nil for anything else.
  @inlinable public var double: Double? {
    switch type {
    case .signed: Double(Int64(bitPattern: tape[index + 1]))
    case .unsigned: Double(tape[index + 1])
    case .double: Double(bitPattern: tape[index + 1])
    default: nil
    }
  }

  /// True or false; nil for anything else.
  @inlinable public var bool: Bool? {
    switch type {
    case .true: true
    case .false: false
    default: nil
    }
  }

  /// A string as it is, a number or a boolean as JSON writes it; nil for null, arrays and objects.
  public var text: String? {
    if let string { return string }
    if let int { return String(int) }
    if let double { return String(double) }
    return bool.map { $0 ? "true" : "false" }
  }

  /// The elements of an array, in order; none for anything else.
  @inlinable public var elements: Elements {
    Elements(tape: tape, strings: strings, at: index + 1, end: type == .bracket ? next - 1 : index + 1)
  }

  /// The elements of the array under `key`; none when there is no such array.
  @inlinable public func elements(_ key: StaticString) -> Elements {
    self[key]?.elements ?? Elements(tape: tape, strings: strings, at: 0, end: 0)
  }

  /// The members of the object under `key`; none when there is no such object.
  @inlinable public func members(_ key: StaticString) -> Members {
    self[key]?.members ?? Members(tape: tape, strings: strings, at: 0, end: 0)
  }

  /// The members of an object, in order; none for anything else.
  @inlinable public var members: Members {
    Members(tape: tape, strings: strings, at: index + 1, end: type == .brace ? next - 1 : index + 1)
  }

  /// The first member with this key; nil without one, and for anything but an object. Linear in the number of members.
  @inlinable public subscript(key: StaticString) -> JSONValue? {
    for (name, value) in members where name.matches(key) { return value }
    return nil
  }

  /// The first member with this key, but not null.
  @inlinable public func given(_ key: StaticString) -> JSONValue? {
    guard let value = self[key], !value.isNull else { return nil }
    return value
  }

  /// What follows a path of keys; nil where one is missing.
  public subscript(path path: [String]) -> JSONValue? {
    var value = self
    for key in path {
      guard let inner = value.members.first(where: { $0.key.elementsEqual(key.utf8) }) else { return nil }
      value = inner.value
    }
    return value
  }

  /// See `JSONValue.elements`.
  @frozen public struct Elements: Sequence, IteratorProtocol {
    @usableFromInline let tape: UnsafePointer<UInt64>
    @usableFromInline let strings: UnsafePointer<UInt8>
    @usableFromInline var at: Int
    @usableFromInline let end: Int

    @inlinable init(tape: UnsafePointer<UInt64>, strings: UnsafePointer<UInt8>, at: Int, end: Int) {
      self.tape = tape
      self.strings = strings
      self.at = at
      self.end = end
    }

    /// The next element.
    @inlinable public mutating func next() -> JSONValue? {
      guard at < end else { return nil }
      let value = JSONValue(tape: tape, strings: strings, index: at)
      at = value.next
      return value
    }
  }

  /// See `JSONValue.members`.
  @frozen public struct Members: Sequence, IteratorProtocol {
    @usableFromInline let tape: UnsafePointer<UInt64>
    @usableFromInline let strings: UnsafePointer<UInt8>
    @usableFromInline var at: Int
    @usableFromInline let end: Int

    @inlinable init(tape: UnsafePointer<UInt64>, strings: UnsafePointer<UInt8>, at: Int, end: Int) {
      self.tape = tape
      self.strings = strings
      self.at = at
      self.end = end
    }

    /// The next member.
    @inlinable public mutating func next() -> (key: UnsafeBufferPointer<UInt8>, value: JSONValue)? {
      guard at < end, let key = JSONValue(tape: tape, strings: strings, index: at).utf8 else { return nil }
      let value = JSONValue(tape: tape, strings: strings, index: at + 1)
      at = value.next
      return (key, value)
    }
  }
}

extension UnsafeBufferPointer<UInt8> {
  /// Whether these bytes are those of `text`.
  @inlinable public func matches(_ text: StaticString) -> Bool {
    guard count == text.utf8CodeUnitCount else { return false }
    let other = text.utf8Start
    for i in 0..<count where self[i] != other[i] { return false }
    return true
  }
}

/// The tape's type letters.
extension UInt8 {
  @inlinable static var brace: UInt8 { UInt8(ascii: "{") }
  @inlinable static var bracket: UInt8 { UInt8(ascii: "[") }
  @inlinable static var quote: UInt8 { UInt8(ascii: "\"") }
  @inlinable static var signed: UInt8 { UInt8(ascii: "l") }
  @inlinable static var unsigned: UInt8 { UInt8(ascii: "u") }
  @inlinable static var double: UInt8 { UInt8(ascii: "d") }
  @inlinable static var `true`: UInt8 { UInt8(ascii: "t") }
  @inlinable static var `false`: UInt8 { UInt8(ascii: "f") }
  @inlinable static var null: UInt8 { UInt8(ascii: "n") }
}
