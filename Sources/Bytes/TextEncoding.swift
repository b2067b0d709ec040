/// How bytes become text.
public enum TextEncoding: String, Hashable, Sendable, CaseIterable {
  /// UTF-8, or UTF-16 when a byte-order mark says so; other bytes pass unchanged.
  case automatic
  case utf8 = "utf-8"
  case utf16LittleEndian = "utf-16le"
  case utf16BigEndian = "utf-16be"
  case latin1 = "latin-1"
  /// Latin-1 with letters and signs where Latin-1 has controls.
  case windows1252 = "windows-1252"

  /// Whether a byte-order mark comes first.
  static func hasMark(_ bytes: [UInt8]) -> Bool {
    bytes.starts(with: [0xef, 0xbb, 0xbf]) || bytes.starts(with: [0xff, 0xfe]) || bytes.starts(with: [0xfe, 0xff])
  }

  /// The source that gives UTF-8 without a byte-order mark.
  func decoder(_ source: PeekingSource) throws -> any ByteSource {
    let first = try source.peek(3)
    let hasMark = first == [0xef, 0xbb, 0xbf]
    let little = first.starts(with: [0xff, 0xfe])
    let big = first.starts(with: [0xfe, 0xff])
    switch self {
    case .automatic where little, .utf16LittleEndian:
      if little { source.drop(2) }
      return TranscodingSource(source, UTF16Decoder(bigEndian: false))
    case .automatic where big, .utf16BigEndian:
      if big { source.drop(2) }
      return TranscodingSource(source, UTF16Decoder(bigEndian: true))
    case .automatic, .utf8:
      if hasMark { source.drop(3) }
      return source
    case .latin1: return TranscodingSource(source, SingleByteDecoder(high: []))
    case .windows1252: return TranscodingSource(source, SingleByteDecoder(high: windows1252High))
    }
  }
}

/// U+FFFD stands where Windows-1252 has no character. Source: WHATWG Encoding Standard, index windows-1252.
private let windows1252High: [UInt16] = [
  0x20ac, 0xfffd, 0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021, 0x02c6, 0x2030, 0x0160, 0x2039, 0x0152, 0xfffd,
  0x017d, 0xfffd, 0xfffd, 0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014, 0x02dc, 0x2122, 0x0161, 0x203a,
  0x0153, 0xfffd, 0x017e, 0x0178,
]

/// Turns bytes into UTF-8, keeping what a chunk ends in the middle of.
private protocol Decoder {
  mutating func decode(_ bytes: UnsafeRawBufferPointer, into text: inout [UInt8])
  mutating func finish(into text: inout [UInt8])
}

extension Decoder {
  fileprivate func append(_ scalar: UInt32, to text: inout [UInt8]) {
    let scalar = Unicode.Scalar(scalar) ?? "\u{FFFD}"
    text.append(contentsOf: UTF8.encode(scalar) ?? .init())
  }
}

private struct SingleByteDecoder: Decoder {
  /// What 0x80 to 0x9f mean; empty: themselves.
  let high: [UInt16]

  func decode(_ bytes: UnsafeRawBufferPointer, into text: inout [UInt8]) {
    for byte in bytes {
      if byte < 0x80 {
        text.append(byte)
      } else {
        append(byte < 0xa0 && !high.isEmpty ? UInt32(high[Int(byte) - 0x80]) : UInt32(byte), to: &text)
      }
    }
  }

  func finish(into text: inout [UInt8]) {}
}

private struct UTF16Decoder: Decoder {
  let bigEndian: Bool
  private var odd: UInt8?
  private var lead: UInt32?

  init(bigEndian: Bool) { self.bigEndian = bigEndian }

  mutating func decode(_ bytes: UnsafeRawBufferPointer, into text: inout [UInt8]) {
    for byte in bytes {
      guard let first = odd else {
        odd = byte
        continue
      }
      odd = nil
      let unit = bigEndian ? UInt32(first) << 8 | UInt32(byte) : UInt32(byte) << 8 | UInt32(first)
      if let high = lead {
        lead = nil
        if 0xdc00...0xdfff ~= unit {
          append(0x10000 + (high - 0xd800) << 10 + (unit - 0xdc00), to: &text)
          continue
        }
        append(0xfffd, to: &text)
      }
      if 0xd800...0xdbff ~= unit { lead = unit } else { append(unit, to: &text) }
    }
  }

  mutating func finish(into text: inout [UInt8]) {
    if odd != nil || lead != nil { append(0xfffd, to: &text) }
  }
}

private final class TranscodingSource<D: Decoder>: ByteSource {
  private let below: any ByteSource
  private var decoder: D
  private var text: [UInt8] = []
  private var position = 0
  private var isDone = false
  private let input = UnsafeMutableRawBufferPointer.allocate(byteCount: chunkSize / 4, alignment: 16)

  init(_ below: any ByteSource, _ decoder: D) {
    self.below = below
    self.decoder = decoder
  }

  deinit { input.deallocate() }

  func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
    while position == text.count, !isDone {
      text.removeAll(keepingCapacity: true)
      position = 0
      let count = try below.read(into: input)
      if count == 0 {
        isDone = true
        decoder.finish(into: &text)
      } else {
        decoder.decode(.init(rebasing: input[..<count]), into: &text)
      }
    }
    let count = min(buffer.count, text.count - position)
    text.withUnsafeBytes { buffer.copyMemory(from: .init(rebasing: $0[position..<position + count])) }
    position += count
    return count
  }
}
