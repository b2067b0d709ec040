import CCompression

/// Compressors for the tests: small and plain, so that what they make can be read off the format's description.
enum Archives {
  static func gzip(_ bytes: [UInt8]) -> [UInt8] {
    var stream = z_stream()
    precondition(coterie_deflate_init_gzip(&stream, 6) == Z_OK)
    return run(&stream, bytes)
  }

  static func zstandard(_ bytes: [UInt8]) -> [UInt8] {
    var out = [UInt8](repeating: 0, count: ZSTD_compressBound(bytes.count))
    out.removeLast(out.count - ZSTD_compress(&out, out.count, bytes, bytes.count, 3))
    return out
  }

  struct Member {
    var name: String
    var bytes: [UInt8]
    var isDeflated = true
    var isEncrypted = false
    /// Wrong on purpose when set.
    var checksum: UInt32?
  }

  static func zip(_ members: [Member]) -> [UInt8] {
    var archive: [UInt8] = []
    var directory: [UInt8] = []
    for member in members {
      // A gzip member is a ten-byte header, raw deflate, and eight bytes of checksum and length.
      let data = member.isDeflated ? Array(gzip(member.bytes).dropFirst(10).dropLast(8)) : member.bytes
      let checksum = member.checksum ?? UInt32(crc32(0, member.bytes, UInt32(member.bytes.count)))
      let common =
        word(20, 2) + word(member.isEncrypted ? 1 : 0, 2) + word(member.isDeflated ? 8 : 0, 2) + word(0, 4)
        + word(Int(checksum), 4) + word(data.count, 4) + word(member.bytes.count, 4) + word(member.name.utf8.count, 2)
        + word(0, 2)
      directory +=
        [0x50, 0x4b, 1, 2] + word(20, 2) + common + word(0, 2) + word(0, 2) + word(0, 2) + word(0, 4)
        + word(archive.count, 4) + Array(member.name.utf8)
      archive += [0x50, 0x4b, 3, 4] + common + Array(member.name.utf8) + data
    }
    return archive + directory + [0x50, 0x4b, 5, 6] + word(0, 4) + word(members.count, 2) + word(members.count, 2)
      + word(directory.count, 4) + word(archive.count, 4) + word(0, 2)
  }

  private static func word(_ value: Int, _ width: Int) -> [UInt8] {
    (0..<width).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
  }

  private static func run(_ stream: inout z_stream, _ bytes: [UInt8]) -> [UInt8] {
    var input = bytes
    var out = [UInt8](repeating: 0, count: bytes.count + bytes.count / 100 + 64)
    let count = input.withUnsafeMutableBufferPointer { source in
      out.withUnsafeMutableBufferPointer { target in
        stream.next_in = source.baseAddress
        stream.avail_in = UInt32(source.count)
        stream.next_out = target.baseAddress
        stream.avail_out = UInt32(target.count)
        precondition(deflate(&stream, Z_FINISH) == Z_STREAM_END)
        deflateEnd(&stream)
        return target.count - Int(stream.avail_out)
      }
    }
    return Array(out[..<count])
  }
}
