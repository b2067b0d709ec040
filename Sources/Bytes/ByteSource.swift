let chunkSize = 1 << 18

/// Bytes in order, pulled a bufferful at a time.
protocol ByteSource: AnyObject {
  /// Puts at least one byte into `buffer` and says how many; 0 at the end.
  func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int
}

final class MemorySource: ByteSource {
  private let bytes: [UInt8]
  private var position = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  func read(into buffer: UnsafeMutableRawBufferPointer) -> Int {
    let count = min(buffer.count, bytes.count - position)
    bytes.withUnsafeBytes { buffer.copyMemory(from: .init(rebasing: $0[position..<position + count])) }
    position += count
    return count
  }
}

/// A file or a range of one.
final class FileSource: ByteSource {
  private let file: OpenFile
  private var offset: Int
  private let end: Int

  init(_ file: OpenFile, range: Range<Int>? = nil) {
    self.file = file
    offset = range?.lowerBound ?? 0
    end = range?.upperBound ?? .max
  }

  func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
    let wanted = min(buffer.count, end - offset)
    if wanted <= 0 { return 0 }
    let count = try file.fill(at: offset, .init(rebasing: buffer[..<wanted]))
    offset += count
    return count
  }
}

/// Knows how many bytes have passed.
final class CountingSource: ByteSource {
  private let below: any ByteSource
  private let meter: Meter?
  private(set) var count = 0

  init(_ below: any ByteSource, _ meter: Meter?) {
    self.below = below
    self.meter = meter
  }

  func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
    let step = try below.read(into: buffer)
    count += step
    try meter?.add(step)
    return step
  }
}

/// Lets the first bytes be looked at before they are read.
final class PeekingSource: ByteSource {
  private let below: any ByteSource
  private var ahead: [UInt8] = []

  init(_ below: any ByteSource) { self.below = below }

  /// The next `count` bytes, or fewer at the end.
  func peek(_ count: Int) throws -> [UInt8] {
    while ahead.count < count {
      var more = [UInt8](repeating: 0, count: count - ahead.count)
      let step = try more.withUnsafeMutableBytes { try below.read(into: $0) }
      if step == 0 { break }
      ahead += more[..<step]
    }
    return ahead
  }

  func drop(_ count: Int) { ahead.removeFirst(count) }

  func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
    if ahead.isEmpty { return try below.read(into: buffer) }
    let count = min(buffer.count, ahead.count)
    ahead.withUnsafeBytes { buffer.copyMemory(from: .init(rebasing: $0[..<count])) }
    ahead.removeFirst(count)
    if count == buffer.count { return count }
    // What was looked at is a few bytes, too few for one who judges a file by its first piece.
    return try count + below.read(into: UnsafeMutableRawBufferPointer(rebasing: buffer[count...]))
  }
}

/// Refuses what grows past the limits.
final class LimitedSource: ByteSource {
  private let below: any ByteSource
  private let compressed: CountingSource
  private let limits: Limits
  private let name: String
  private var count = 0

  init(_ below: any ByteSource, compressed: CountingSource, limits: Limits, name: String) {
    self.below = below
    self.compressed = compressed
    self.limits = limits
    self.name = name
  }

  func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
    let step = try below.read(into: buffer)
    count += step
    if count > limits.bytes { throw BytesError.tooLarge(name, limit: limits.bytes) }
    if count > limits.ratioFrom, count / limits.ratio > compressed.count {
      throw BytesError.bomb(name, out: count, compressed: compressed.count)
    }
    return step
  }
}

/// What the first bytes say about compression.
enum Magic {
  case plain, gzip, zstandard, zip

  init(_ bytes: [UInt8]) {
    switch bytes.prefix(4) {
    case [0x28, 0xb5, 0x2f, 0xfd]: self = .zstandard
    case [0x50, 0x4b, 0x03, 0x04], [0x50, 0x4b, 0x05, 0x06]: self = .zip
    default: self = bytes.starts(with: [0x1f, 0x8b, 0x08]) ? .gzip : .plain
    }
  }
}
