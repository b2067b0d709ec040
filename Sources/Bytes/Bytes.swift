// Room card: Bytes
//
// Opening what a user names: plain files, .gz, .zst, .zip (each known by its content, not its name), folders and
// standard input; streaming, with limits; byte-order marks and UTF-16 turned into UTF-8, other encodings only when
// told. Knows nothing of formats.
//
// Start with `Input.open(_:)`, which turns one command-line word into inputs, then `Input.forEachChunk`.
//
//     for input in try Input.open("works.jsonl.gz") {
//       try input.forEachChunk { chunk in … }   // decompressed, at most 256 KiB at a time
//     }
import Foundation

/// One opened input, decompressed as it is read. Reading it again starts again.
public struct Input: Sendable {
  /// As the user named it (base name for absolute paths); members of folders and archives add their own path.
  public var name: String
  /// The path that was opened; nil for memory and standard input.
  public let path: String?
  /// How its bytes become text; `.automatic` unless the user has told.
  public var encoding: TextEncoding = .automatic
  /// What it may decompress to before it is refused.
  public var limits = Limits()
  /// Told of every byte that is read from the disk; nil when nobody asks.
  public var meter: Meter?
  /// Given every byte that `forEachChunk` gives; nil when nobody asks.
  public var hashing: HashingReader?
  private let origin: Origin

  private enum Origin: Sendable {
    case memory([UInt8])
    case file(String)
    case descriptor(OpenFile)
    case member(OpenFile, ZipArchive.Entry)
  }

  /// Bytes as they lie on the disk or in the archive, before decompression; nil when the file is gone.
  public var size: Int? {
    switch origin {
    case .memory(let bytes): bytes.count
    case .file(let path): try? OpenFile(path: path, name: name).size
    case .descriptor(let file): file.size
    case .member(_, let entry): entry.compressedSize
    }
  }

  /// An input held in memory; compressed bytes are decompressed as those of a file are.
  public init(name: String, bytes: [UInt8]) {
    self.name = name
    path = nil
    origin = .memory(bytes)
  }

  private init(name: String, path: String?, origin: Origin) {
    self.name = name
    self.path = path
    self.origin = origin
  }

  /// The inputs that a command-line word stands for.
  ///
  /// A file gives one input, `-` standard input, a zip archive one for each file in it, a folder those of every file
  /// below it. Files of folders and archives come in the order of their paths, hidden ones left out.
  ///
  /// - Throws: `BytesError` when there is no such file, it cannot be read, or a folder or an archive holds none.
  public static func open(_ path: String, encoding: TextEncoding = .automatic, limits: Limits = Limits()) throws
    -> [Input]
  {
    try unadorned(path).map {
      var input = $0
      input.encoding = encoding
      input.limits = limits
      return input
    }
  }

  private static func unadorned(_ path: String) throws -> [Input] {
    if path == "-" {
      let file = try OpenFile.spooled(descriptor: 0, name: "standard input")
      return try members(of: file, name: "standard input", path: nil) {
        Input(name: "standard input", path: nil, origin: .descriptor(file))
      }
    }
    let name = path.hasPrefix("/") ? (path as NSString).lastPathComponent : path
    switch try FileKind(path: path, name: name) {
    case .folder:
      let files = try folderContents(path)
      if files.isEmpty { throw BytesError.emptyFolder(name) }
      return try files.flatMap { relative in
        let inner = (path as NSString).appendingPathComponent(relative)
        let shown = (name as NSString).appendingPathComponent(relative)
        return try members(of: OpenFile(path: inner, name: shown), name: shown, path: inner) {
          Input(name: shown, path: inner, origin: .file(inner))
        }
      }
    case .file:
      return try members(of: OpenFile(path: path, name: name), name: name, path: path) {
        Input(name: name, path: path, origin: .file(path))
      }
    case .pipe:
      let file = try OpenFile.spooled(path: path, name: name)
      return try members(of: file, name: name, path: path) { Input(name: name, path: path, origin: .descriptor(file)) }
    }
  }

  /// The members of a zip archive, or `whole` for any other file.
  private static func members(of file: OpenFile, name: String, path: String?, whole: () -> Input) throws -> [Input] {
    guard try ZipArchive.isArchive(file) else { return [whole()] }
    let entries = try ZipArchive.entries(of: file, name: name)
    if entries.isEmpty { throw BytesError.emptyArchive(name) }
    return entries.map { Input(name: "\(name)/\($0.name)", path: path, origin: .member(file, $0)) }
  }

  /// All of it, decompressed, without a byte-order mark, as UTF-8 when it is text.
  ///
  /// - Throws: a `BytesError` when it cannot be read or is larger than `limit` bytes.
  public func readAll(limit: Int = 1 << 32) throws -> [UInt8] {
    var all: [UInt8] = []
    // What is not compressed is that long, but for a mark or an encoding; pieces added to too small an array are copied
    // again and again.
    all.reserveCapacity(min(limit, size ?? 0))
    try forEachChunk { chunk in
      if all.count + chunk.count > limit { throw BytesError.tooLarge(name, limit: limit) }
      all.append(contentsOf: chunk)
    }
    return all
  }

  /// Its pieces in order, decompressed, at most 256 KiB each; a piece is valid only during the call.
  ///
  /// - Throws: what `body` throws, and a `BytesError` when reading or decompressing fails or passes a limit.
  public func forEachChunk(_ body: (UnsafeRawBufferPointer) throws -> Void) throws {
    guard let hashing else { return try readChunks(body) }
    hashing.begin()
    try readChunks {
      hashing.add($0)
      try body($0)
    }
    hashing.end()
  }

  private func readChunks(_ body: (UnsafeRawBufferPointer) throws -> Void) throws {
    if case .memory(let bytes) = origin, encoding == .automatic, Magic(bytes) == .plain, !TextEncoding.hasMark(bytes) {
      return try bytes.withUnsafeBytes(body)
    }
    let source = try opened()
    try withUnsafeTemporaryAllocation(byteCount: chunkSize, alignment: 16) { buffer in
      while true {
        let count = try source.read(into: buffer)
        if count == 0 { return }
        try body(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
      }
    }
  }

  /// The first `limit` bytes, for recognising a format, and whether they are all.
  public func sample(limit: Int = 1 << 16) throws -> (bytes: [UInt8], isWhole: Bool) {
    let source = try opened()
    var bytes = [UInt8](repeating: 0, count: limit + 1)
    var filled = 0
    while filled < bytes.count {
      let count = try bytes.withUnsafeMutableBytes { try source.read(into: .init(rebasing: $0[filled...])) }
      if count == 0 { break }
      filled += count
    }
    let isWhole = filled <= limit
    bytes.removeLast(bytes.count - min(filled, limit))
    return (bytes, isWhole)
  }

  /// Refuses what no reader of text can use.
  ///
  /// - Throws: `BytesError` when `sample` is empty or has zero bytes, as text never has.
  public func requireText(_ sample: [UInt8]) throws {
    if sample.isEmpty { throw BytesError.empty(name) }
    if sample.contains(0) { throw BytesError.binary(name) }
  }

  /// The source below, its decompressors, the limit, and the decoder, in this order.
  private func opened() throws -> any ByteSource {
    let bottom: CountingSource
    var source: PeekingSource
    switch origin {
    case .memory(let bytes):
      bottom = CountingSource(MemorySource(bytes), meter)
      source = PeekingSource(bottom)
    case .file(let path):
      bottom = CountingSource(FileSource(try OpenFile(path: path, name: name)), meter)
      source = PeekingSource(bottom)
    case .descriptor(let file):
      bottom = CountingSource(FileSource(file), meter)
      source = PeekingSource(bottom)
    case .member(let file, let entry):
      bottom = CountingSource(try ZipArchive.stored(entry, in: file, name: name), meter)
      source = PeekingSource(try ZipArchive.opened(entry, from: bottom, name: name))
    }
    // A .zip may hold .gz files; nobody compresses more than thrice, except to make a bomb.
    for layer in 0... {
      let magic = Magic(try source.peek(6))
      if magic == .plain { break }
      if layer == 3 { throw BytesError.nested(name) }
      switch magic {
      case .gzip: source = PeekingSource(try InflateSource(source, form: .gzip, name: name))
      case .zstandard: source = PeekingSource(try ZstandardSource(source, name: name))
      case .zip: throw BytesError.archiveInside(name)
      case .plain: break
      }
    }
    let limited = LimitedSource(source, compressed: bottom, limits: limits, name: name)
    return try encoding.decoder(PeekingSource(limited))
  }

  /// Relative paths of all files below `path`, sorted, hidden ones and what lies in hidden folders left out.
  private static func folderContents(_ path: String) throws -> [String] {
    var files: [String] = []
    func walk(_ relative: String) throws {
      let folder = relative.isEmpty ? path : (path as NSString).appendingPathComponent(relative)
      for entry in try FileManager.default.contentsOfDirectory(atPath: folder).sorted() where !entry.hasPrefix(".") {
        let inner = relative.isEmpty ? entry : relative + "/" + entry
        switch try? FileKind(path: (path as NSString).appendingPathComponent(inner), name: inner) {
        case .folder: try walk(inner)
        case .file: files.append(inner)
        default: continue
        }
      }
    }
    try walk("")
    return files
  }
}

/// What an input may grow to while it is decompressed; past it, it is taken for a bomb and refused.
public struct Limits: Hashable, Sendable {
  /// Decompressed bytes of one input.
  public var bytes: Int
  /// Decompressed over compressed bytes, looked at once `ratioFrom` bytes have come out.
  public var ratio: Int
  /// Bytes that may come out whatever the ratio.
  public var ratioFrom: Int

  /// The defaults let the largest dumps of the field through: 64 GiB and, past 64 MiB, 250 to 1.
  public init(bytes: Int = 1 << 36, ratio: Int = 250, ratioFrom: Int = 1 << 26) {
    self.bytes = bytes
    self.ratio = ratio
    self.ratioFrom = ratioFrom
  }
}
