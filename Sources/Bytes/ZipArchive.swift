import CCompression

/// The directory of a zip archive, and its members as byte sources.
///
/// Source: PKWARE, APPNOTE.TXT 6.3.10, sections 4.3.7 (local header), 4.3.12 (central directory), 4.3.14 to 4.3.16
/// (ends of the directory, with their 64-bit forms) and 4.5.3 (64-bit extra field).
enum ZipArchive {
  struct Entry: Sendable, Hashable {
    var name: String
    var isEncrypted: Bool
    /// 0: stored, 8: deflated.
    var method: Int
    var compressedSize: Int
    var size: Int
    var checksum: UInt32
    /// Where its local header starts.
    var offset: Int
  }

  static func isArchive(_ file: OpenFile) throws -> Bool { Magic(try file.bytes(at: 0, count: 4)) == .zip }

  /// Its files in the order of their names, without folders, hidden files and what macOS adds.
  static func entries(of file: OpenFile, name: String) throws -> [Entry] {
    let damaged = BytesError.corrupt(name, kind: "zip", reason: "its directory cannot be found")
    // The end record is 22 bytes and a comment of at most 65,535.
    let tailStart = max(0, file.size - 22 - 65_535)
    let tail = try file.bytes(at: tailStart, count: file.size - tailStart)
    guard
      let end = stride(from: tail.count - 22, through: 0, by: -1).first(where: {
        tail[$0...].starts(with: [0x50, 0x4b, 0x05, 0x06])
      })
    else { throw damaged }
    var count = tail.number(end + 10, 2)
    var size = tail.number(end + 12, 4)
    var offset = tail.number(end + 16, 4)
    if count == 0xffff || size == 0xffff_ffff || offset == 0xffff_ffff {
      let locator = tailStart + end - 20
      guard locator >= 0 else { throw damaged }
      let pointer = try file.bytes(at: locator, count: 20)
      guard pointer.count == 20, pointer.starts(with: [0x50, 0x4b, 0x06, 0x07]) else { throw damaged }
      let record = try file.bytes(at: pointer.number(8, 8), count: 56)
      guard record.count == 56, record.starts(with: [0x50, 0x4b, 0x06, 0x06]) else { throw damaged }
      count = record.number(32, 8)
      size = record.number(40, 8)
      offset = record.number(48, 8)
    }
    guard offset >= 0, size >= 0, size <= file.size, offset <= file.size - size else { throw damaged }
    let directory = try file.bytes(at: offset, count: size)
    var entries: [Entry] = []
    var at = 0
    while entries.count <= count, at + 46 <= directory.count {
      guard directory[at...].starts(with: [0x50, 0x4b, 0x01, 0x02]) else { throw damaged }
      let nameLength = directory.number(at + 28, 2)
      let extraLength = directory.number(at + 30, 2)
      let end = at + 46 + nameLength + extraLength + directory.number(at + 32, 2)
      guard end <= directory.count else { throw damaged }
      var entry = Entry(
        name: String(decoding: directory[at + 46..<at + 46 + nameLength], as: UTF8.self),
        isEncrypted: directory[at + 8] & 1 == 1, method: directory.number(at + 10, 2),
        compressedSize: directory.number(at + 20, 4), size: directory.number(at + 24, 4),
        checksum: UInt32(truncatingIfNeeded: directory.number(at + 16, 4)), offset: directory.number(at + 42, 4))
      widen(&entry, with: directory[at + 46 + nameLength..<at + 46 + nameLength + extraLength])
      let parts = entry.name.split(separator: "/")
      if !entry.name.hasSuffix("/"), parts.first != "__MACOSX", !parts.contains(where: { $0.hasPrefix(".") }) {
        entries.append(entry)
      }
      at = end
    }
    return entries.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
  }

  /// Puts the 64-bit values of the extra field where the 32-bit ones are full.
  private static func widen(_ entry: inout Entry, with extra: ArraySlice<UInt8>) {
    let bytes = Array(extra)
    var at = 0
    while at + 4 <= bytes.count {
      let length = bytes.number(at + 2, 2)
      if bytes.number(at, 2) == 1 {
        var field = at + 4
        let end = min(bytes.count, at + 4 + length)
        func next(_ value: inout Int) {
          guard value == 0xffff_ffff, field + 8 <= end else { return }
          value = bytes.number(field, 8)
          field += 8
        }
        next(&entry.size)
        next(&entry.compressedSize)
        next(&entry.offset)
      }
      at += 4 + length
    }
  }

  /// The bytes of a member as they are stored, before `opened` inflates and checks them.
  static func stored(_ entry: Entry, in file: OpenFile, name: String) throws -> FileSource {
    if entry.isEncrypted { throw BytesError.unsupported(name, what: "it is encrypted") }
    guard entry.offset >= 0, entry.compressedSize >= 0 else {
      throw BytesError.corrupt(name, kind: "zip", reason: "a size in its directory is too large")
    }
    let header = try file.bytes(at: entry.offset, count: 30)
    guard header.count == 30, header.starts(with: [0x50, 0x4b, 0x03, 0x04]) else {
      throw BytesError.corrupt(name, kind: "zip", reason: "its directory points to no file")
    }
    let start = entry.offset + 30 + header.number(26, 2) + header.number(28, 2)
    guard entry.compressedSize <= file.size, start <= file.size - entry.compressedSize else {
      throw BytesError.truncated(name, kind: "zip")
    }
    return FileSource(file, range: start..<start + entry.compressedSize)
  }

  /// A member's own bytes, checked at their end, from its stored ones.
  static func opened(_ entry: Entry, from stored: any ByteSource, name: String) throws -> any ByteSource {
    switch entry.method {
    case 0: return ChecksumSource(stored, entry: entry, name: name)
    case 8: return ChecksumSource(try InflateSource(stored, form: .raw, name: name), entry: entry, name: name)
    default: throw BytesError.unsupported(name, what: "it uses the zip method \(entry.method), not deflate")
    }
  }
}

/// Checks a member's length and CRC-32 when it ends.
private final class ChecksumSource: ByteSource {
  private let below: any ByteSource
  private let entry: ZipArchive.Entry
  private let name: String
  private var checksum: UInt = 0
  private var count = 0

  init(_ below: any ByteSource, entry: ZipArchive.Entry, name: String) {
    self.below = below
    self.entry = entry
    self.name = name
  }

  func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
    let step = try below.read(into: buffer)
    count += step
    checksum = crc32(checksum, buffer.baseAddress?.assumingMemoryBound(to: UInt8.self), UInt32(step))
    if step == 0, count != entry.size || UInt32(truncatingIfNeeded: checksum) != entry.checksum {
      throw BytesError.corrupt(name, kind: "zip", reason: "its checksum does not fit")
    }
    return step
  }
}

extension [UInt8] {
  /// `width` bytes at `offset` as a little-endian number; negative when eight bytes do not fit an `Int`.
  fileprivate func number(_ offset: Int, _ width: Int) -> Int {
    var value: UInt64 = 0
    for i in (0..<width).reversed() { value = value << 8 | UInt64(self[offset + i]) }
    return Int(exactly: value) ?? -1
  }
}
