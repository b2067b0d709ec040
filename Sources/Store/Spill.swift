import Bibliography
import Foundation

#if canImport(Glibc)
  import Glibc
#endif

/// Small numbers laid aside in a file without a name, to be read again in order: what grows with records and is needed
/// once more does not stay in memory.
final class Spill {
  private let descriptor: Int32
  private var buffer: UnsafeMutablePointer<UInt32>
  private static let bufferCount = 1 << 15
  private var held = 0
  /// Numbers laid aside.
  private(set) var count = 0

  /// A file beside `path`, which is gone when this value or the process is.
  init(beside path: String) throws {
    let name = path + ".spill"
    descriptor = open(name, O_RDWR | O_CREAT | O_TRUNC, 0o600)
    buffer = .allocate(capacity: Self.bufferCount)
    guard descriptor >= 0 else { throw Self.failure(name) }
    unlink(name)
  }

  deinit {
    buffer.deallocate()
    if descriptor >= 0 { close(descriptor) }
  }

  @inline(__always)
  func append(_ value: UInt32) throws {
    buffer[held] = value
    held += 1
    if held == Self.bufferCount { try flush() }
  }

  private func flush() throws {
    var done = 0
    let bytes = UnsafeRawPointer(buffer)
    while done < held * 4 {
      let step = pwrite(descriptor, bytes + done, held * 4 - done, off_t(count * 4 + done))
      if step < 0 && errno == EINTR { continue }
      guard step > 0 else { throw Self.failure("a temporary file") }
      done += step
    }
    count += held
    held = 0
  }

  /// Reads all numbers in order, some at a time; `count` in a piece is a multiple of `width`.
  func forEachPiece(width: Int, _ body: (UnsafeBufferPointer<UInt32>) throws -> Void) throws {
    try flush()
    let size = Self.bufferCount / width * width
    var at = 0
    while at < count {
      let wanted = min(size, count - at)
      var done = 0
      while done < wanted * 4 {
        let step = pread(descriptor, UnsafeMutableRawPointer(buffer) + done, wanted * 4 - done, off_t(at * 4 + done))
        if step < 0 && errno == EINTR { continue }
        guard step > 0 else { throw Self.failure("a temporary file") }
        done += step
      }
      try body(UnsafeBufferPointer(start: buffer, count: wanted))
      at += wanted
    }
  }

  private static func failure(_ name: String) -> CoterieError {
    CoterieError(
      "corpus.unwritable", "'\(name)' cannot be written: \(String(cString: strerror(errno))). Make room for it.")
  }
}

/// Puts pairs of numbers in the order of small integers, in passes that hold a limited number of them.
enum CountingOrder {
  /// Pairs held in one pass (unit: 8 bytes).
  static let most = 1 << 22

  /// Gives `(key, a, b)` by key, those of one key in the order they come.
  ///
  /// - Parameters:
  ///   - counts: how many pairs each key has, from key 0.
  ///   - scan: gives all `(key, a, b)`; called once a pass.
  static func forEach(
    counts: [UInt32], most: Int = CountingOrder.most,
    scan: ((UInt32, UInt32, UInt32) -> Void) throws -> Void, _ body: (UInt32, UInt32, UInt32) throws -> Void
  ) throws {
    var first = 0
    while first < counts.count {
      var end = first
      var total = 0
      while end < counts.count, total == 0 || total + Int(counts[end]) <= most {
        total += Int(counts[end])
        end += 1
      }
      let pairs = UnsafeMutablePointer<(UInt32, UInt32)>.allocate(capacity: max(1, total))
      defer { pairs.deallocate() }
      var place = [Int](repeating: 0, count: end - first)
      var sum = 0
      for key in first..<end {
        place[key - first] = sum
        sum += Int(counts[key])
      }
      try place.withUnsafeMutableBufferPointer { place in
        try scan { key, a, b in
          let index = Int(key) - first
          guard index >= 0, index < end - first else { return }
          pairs[place[index]] = (a, b)
          place[index] += 1
        }
      }
      var at = 0
      for key in first..<end {
        for _ in 0..<counts[key] {
          try body(UInt32(key), pairs[at].0, pairs[at].1)
          at += 1
        }
      }
      first = end
    }
  }
}
