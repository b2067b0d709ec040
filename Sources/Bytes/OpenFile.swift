import Foundation

/// What a path leads to.
enum FileKind {
  case file, folder
  /// Something that can be read once only: a named pipe, a process substitution, a terminal.
  case pipe

  init(path: String, name: String) throws {
    var status = stat()
    guard stat(path, &status) == 0 else {
      throw errno == ENOENT || errno == ENOTDIR
        ? BytesError.notFound(name) : BytesError.unreadable(name, reason: String(cString: strerror(errno)))
    }
    switch status.st_mode & S_IFMT {
    case S_IFDIR: self = .folder
    case S_IFREG: self = .file
    default: self = .pipe
    }
  }
}

/// An open descriptor that many readers may share, since every read names its offset; closed with its last user.
final class OpenFile: Sendable {
  private let descriptor: Int32
  private let owned: Bool
  let name: String
  /// Bytes, when it was opened.
  let size: Int

  init(path: String, name: String) throws {
    descriptor = open(path, O_RDONLY | O_CLOEXEC)
    owned = true
    self.name = name
    guard descriptor >= 0 else {
      throw errno == ENOENT
        ? BytesError.notFound(name) : BytesError.unreadable(name, reason: String(cString: strerror(errno)))
    }
    var status = stat()
    if fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFDIR {
      close(descriptor)
      throw BytesError.folder(name)
    }
    size = Int(status.st_size)
  }

  private init(descriptor: Int32, owned: Bool, name: String, size: Int) {
    self.descriptor = descriptor
    self.owned = owned
    self.name = name
    self.size = size
  }

  deinit { if owned { close(descriptor) } }

  /// A pipe as a file that can be read twice and from any place: copied to an unnamed temporary file.
  static func spooled(path: String, name: String) throws -> OpenFile {
    let source = open(path, O_RDONLY | O_CLOEXEC)
    guard source >= 0 else { throw BytesError.unreadable(name, reason: String(cString: strerror(errno))) }
    defer { close(source) }
    return try spooled(descriptor: source, name: name)
  }

  /// The same for an open descriptor; one that is a regular file already is used as it is.
  static func spooled(descriptor source: Int32, name: String) throws -> OpenFile {
    var status = stat()
    if fstat(source, &status) == 0, status.st_mode & S_IFMT == S_IFREG {
      return OpenFile(descriptor: source, owned: false, name: name, size: Int(status.st_size))
    }
    var template = Array((NSTemporaryDirectory() as NSString).appendingPathComponent("coterie-XXXXXX").utf8CString)
    let copy = mkstemp(&template)
    guard copy >= 0 else { throw BytesError.unreadable(name, reason: "no temporary file can be made for it") }
    unlink(template)
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: chunkSize, alignment: 16)
    defer { buffer.deallocate() }
    var size = 0
    while true {
      let count = read(source, buffer.baseAddress, buffer.count)
      if count < 0, errno == EINTR { continue }
      var written = 0
      while count > 0, written < count {
        let step = write(copy, buffer.baseAddress.map { $0 + written }, count - written)
        if step < 0, errno == EINTR { continue }
        if step < 0 { break }
        written += step
      }
      if count < 0 || written < count {
        let reason = String(cString: strerror(errno))
        close(copy)
        throw BytesError.unreadable(name, reason: reason)
      }
      if count == 0 { break }
      size += count
    }
    return OpenFile(descriptor: copy, owned: true, name: name, size: size)
  }

  /// Fills what it can of `buffer` from `offset` on; 0 at the end.
  func fill(at offset: Int, _ buffer: UnsafeMutableRawBufferPointer) throws -> Int {
    while true {
      let count = pread(descriptor, buffer.baseAddress, buffer.count, off_t(offset))
      if count >= 0 { return count }
      if errno != EINTR { throw BytesError.unreadable(name, reason: String(cString: strerror(errno))) }
    }
  }

  /// `count` bytes from `offset` on, or fewer at the end.
  func bytes(at offset: Int, count: Int) throws -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: max(0, min(count, size - offset)))
    var filled = 0
    while filled < bytes.count {
      let step = try bytes.withUnsafeMutableBytes {
        try fill(at: offset + filled, .init(rebasing: $0[filled...]))
      }
      if step == 0 { break }
      filled += step
    }
    bytes.removeLast(bytes.count - filled)
    return bytes
  }
}
