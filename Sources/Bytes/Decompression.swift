import CCompression

/// Deflated bytes: gzip files, of one member or several, and the members of zip archives.
final class InflateSource: ByteSource {
  enum Form { case gzip, raw }

  private let below: any ByteSource
  private let form: Form
  private let name: String
  private let stream: UnsafeMutablePointer<z_stream>
  private let input = UnsafeMutableRawBufferPointer.allocate(byteCount: chunkSize, alignment: 16)
  /// Whether a member has ended and none has begun since.
  private var isBetween = false
  private var isDone = false

  init(_ below: any ByteSource, form: Form, name: String) throws {
    self.below = below
    self.form = form
    self.name = name
    stream = .allocate(capacity: 1)
    stream.initialize(to: z_stream())
    guard coterie_inflate_init(stream, form == .gzip ? 15 + 32 : -15) == Z_OK else {
      throw BytesError.corrupt(name, kind: "compressed", reason: "no memory")
    }
  }

  deinit {
    inflateEnd(stream)
    stream.deallocate()
    input.deallocate()
  }

  func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
    stream.pointee.next_out = buffer.baseAddress?.assumingMemoryBound(to: UInt8.self)
    stream.pointee.avail_out = UInt32(buffer.count)
    while !isDone, Int(stream.pointee.avail_out) == buffer.count {
      if stream.pointee.avail_in == 0 {
        let count = try below.read(into: input)
        if count == 0 {
          isDone = true
          if isBetween { break }
          throw BytesError.truncated(name, kind: "compressed")
        }
        stream.pointee.next_in = input.baseAddress?.assumingMemoryBound(to: UInt8.self)
        stream.pointee.avail_in = UInt32(count)
      }
      if isBetween {
        // Zero bytes after the last member are padding (tar, block devices); anything else is one more member.
        if stream.pointee.next_in.pointee == 0 {
          stream.pointee.next_in += 1
          stream.pointee.avail_in -= 1
          continue
        }
        inflateReset(stream)
        isBetween = false
      }
      let code = inflate(stream, Z_NO_FLUSH)
      switch code {
      case Z_OK, Z_BUF_ERROR: continue
      case Z_STREAM_END:
        if form == .raw { isDone = true } else { isBetween = true }
      default:
        isDone = true
        throw BytesError.corrupt(
          name, kind: "compressed", reason: stream.pointee.msg.map { String(cString: $0) } ?? "code \(code)")
      }
    }
    return buffer.count - Int(stream.pointee.avail_out)
  }
}

/// Zstandard frames, one or several.
final class ZstandardSource: ByteSource {
  private let below: any ByteSource
  private let name: String
  private let stream: OpaquePointer
  private let storage = UnsafeMutableRawBufferPointer.allocate(byteCount: chunkSize, alignment: 16)
  private var input = ZSTD_inBuffer()
  /// What the decoder still wants of the frame; 0 between frames.
  private var pending = 0
  private var isDone = false

  init(_ below: any ByteSource, name: String) throws {
    self.below = below
    self.name = name
    guard let stream = ZSTD_createDStream() else {
      throw BytesError.corrupt(name, kind: "zstd", reason: "no memory")
    }
    self.stream = stream
    // 128 MiB, what `zstd --long=27` writes; more would let a small file ask for any amount of memory.
    ZSTD_DCtx_setParameter(stream, ZSTD_d_windowLogMax, 27)
    input.src = UnsafeRawPointer(storage.baseAddress)
  }

  deinit {
    ZSTD_freeDStream(stream)
    storage.deallocate()
  }

  func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
    var output = ZSTD_outBuffer(dst: buffer.baseAddress, size: buffer.count, pos: 0)
    while !isDone, output.pos == 0 {
      if input.pos == input.size {
        input.size = try below.read(into: storage)
        input.pos = 0
        if input.size == 0 {
          isDone = true
          if pending != 0 { throw BytesError.truncated(name, kind: "zstd") }
          break
        }
      }
      pending = ZSTD_decompressStream(stream, &output, &input)
      if ZSTD_isError(pending) != 0 {
        isDone = true
        throw BytesError.corrupt(name, kind: "zstd", reason: String(cString: ZSTD_getErrorName(pending)))
      }
    }
    return output.pos
  }
}
