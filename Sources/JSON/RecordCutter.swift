#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// Finds where records begin and end in a stream, without parsing them: it only minds strings and brackets.
struct RecordCutter {
  /// A bracket that is open around the records.
  private enum Frame {
    /// An array whose elements are records.
    case elements
    /// An object whose keys may lead to the records; the number of keys already followed.
    case object(followed: Int)
  }

  private let containers: [[UInt8Key]]
  private var frames: [Frame] = []
  /// Offset of the next byte to look at.
  private var position = 0
  /// Open brackets of the value being passed over; 0 between values.
  private var depth = 0
  private var isInString = false
  private var isEscaped = false
  /// In a value that is neither string nor bracket, where it would be a record.
  private var isInScalar = false
  /// Where the record, or the top-level object that may become one, starts.
  private var recordStart: Int?
  private(set) var recordLine = 1
  private var line = 1
  private var expectsKey = false
  private var keyStart: Int?
  private var key: Range<Int>?
  private var keysFollowed: [UInt8Key] = []

  private typealias UInt8Key = [UInt8]

  init(containers: [[String]]) { self.containers = containers.map { $0.map { Array($0.utf8) } } }

  /// Whether a bracket or a string is open.
  var isUnfinished: Bool { !frames.isEmpty || depth > 0 || isInString }

  /// The next whole record in `bytes`, which starts where the last `release` left off; nil: more bytes are needed.
  mutating func next(in bytes: UnsafeRawBufferPointer, atEnd: Bool) -> (range: Range<Int>, line: Int)? {
    while position < bytes.count {
      let byte = bytes[position]
      let at = position
      position += 1
      if byte == 0x0a { line += 1 }
      if isInString {
        if isEscaped {
          isEscaped = false
        } else if byte == UInt8(ascii: "\\") {
          isEscaped = true
        } else if byte == UInt8(ascii: "\"") {
          isInString = false
          if depth == 0, let from = keyStart {
            key = from..<at
            keyStart = nil
          }
        }
        continue
      }
      if byte == UInt8(ascii: "\"") {
        isInString = true
        if depth == 0 { openString(at: at) }
        continue
      }
      if depth > 0 {
        switch byte {
        case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
        case UInt8(ascii: "}"), UInt8(ascii: "]"):
          depth -= 1
          if depth == 0, case .elements = frames.last, let start = recordStart {
            recordStart = nil
            return (start..<position, recordLine)
          }
        default: break
        }
        continue
      }
      if let record = between(byte, at: at, in: bytes) { return record }
    }
    guard atEnd, isInScalar, frames.isEmpty, let start = recordStart else { return nil }
    isInScalar = false
    recordStart = nil
    return (start..<position, recordLine)
  }

  /// How many bytes at the front are needed no more; offsets count from behind them afterwards.
  mutating func release() -> Int {
    let keep = min(recordStart ?? position, keyStart ?? position, key?.lowerBound ?? position)
    position -= keep
    recordStart = recordStart.map { $0 - keep }
    keyStart = keyStart.map { $0 - keep }
    key = key.map { $0.lowerBound - keep..<$0.upperBound - keep }
    return keep
  }

  private mutating func openString(at offset: Int) {
    switch frames.last {
    case .object: if expectsKey { keyStart = offset + 1 }
    case .elements, nil:
      if recordStart == nil {
        recordStart = offset
        recordLine = line
      }
      isInScalar = true
    }
  }

  /// A byte outside of strings, in one of the frames or at the top.
  private mutating func between(_ byte: UInt8, at offset: Int, in bytes: UnsafeRawBufferPointer) -> (
    range: Range<Int>, line: Int
  )? {
    switch frames.last {
    case .object(let followed):
      switch byte {
      case UInt8(ascii: ","): expectsKey = true
      case UInt8(ascii: ":"): expectsKey = false
      case UInt8(ascii: "{"), UInt8(ascii: "["):
        let name = key.map { Array(bytes[$0]) } ?? []
        key = nil
        let path = keysFollowed + [name]
        if byte == UInt8(ascii: "["), containers.contains(path) {
          frames.append(.elements)
          recordStart = nil
        } else if byte == UInt8(ascii: "{"),
          containers.contains(where: { $0.starts(with: path) && $0.count > path.count })
        {
          frames.append(.object(followed: followed + 1))
          keysFollowed = path
          expectsKey = true
        } else {
          depth = 1
        }
      case UInt8(ascii: "}"):
        frames.removeLast()
        key = nil
        if !keysFollowed.isEmpty { keysFollowed.removeLast() }
        if frames.isEmpty, let start = recordStart {
          recordStart = nil
          return (start..<offset + 1, recordLine)
        }
      default: break
      }
    case .elements:
      switch byte {
      case UInt8(ascii: "]"), UInt8(ascii: ","):
        if byte == UInt8(ascii: "]") {
          frames.removeLast()
          expectsKey = false
        }
        if isInScalar, let start = recordStart {
          isInScalar = false
          recordStart = nil
          return (start..<offset, recordLine)
        }
      default: begin(byte, at: offset)
      }
    case nil:
      if isInScalar {
        guard byte == 0x0a, let start = recordStart else { return nil }
        isInScalar = false
        recordStart = nil
        return (start..<offset, recordLine)
      }
      if byte == UInt8(ascii: "[") {
        frames.append(.elements)
        recordLine = line
      } else if byte == UInt8(ascii: "{") {
        frames.append(.object(followed: 0))
        keysFollowed = []
        expectsKey = true
        recordStart = offset
        recordLine = line
      } else {
        begin(byte, at: offset)
      }
    }
    return nil
  }

  /// A byte where a record may begin.
  private mutating func begin(_ byte: UInt8, at offset: Int) {
    switch byte {
    case 0x20, 0x09, 0x0a, 0x0d, 0x1e: return
    case UInt8(ascii: "{"), UInt8(ascii: "["):
      if isInScalar { return }
      depth = 1
      recordStart = offset
      recordLine = line
    default:
      if !isInScalar {
        isInScalar = true
        recordStart = offset
        recordLine = line
      }
    }
  }
}

extension UnsafeRawBufferPointer {
  /// The number of bytes before the first line feed; nil without one.
  var lineLength: Int? {
    guard let baseAddress, let found = memchr(baseAddress, 0x0a, count) else { return nil }
    return UnsafeRawPointer(found) - baseAddress
  }
}
