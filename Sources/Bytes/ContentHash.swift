import Synchronization

extension Input {
  /// 32 hexadecimal digits that tell contents apart, whatever the file is called or how it is compressed.
  ///
  /// Two 64-bit lanes of multiply and rotate over eight bytes at a time: made to notice that the same content came
  /// twice, not to withstand someone who builds a collision.
  ///
  /// - Throws: what reading throws.
  /// - Complexity: one pass over the decompressed bytes.
  public func contentHash() throws -> String {
    var hash = ContentHash()
    try forEachChunk { hash.add($0) }
    return hash.finish()
  }
}

/// Makes the content hash of an input while somebody else reads it.
public final class HashingReader: Sendable {
  private enum State {
    case waiting
    case reading(ContentHash)
    case finished(String)
    case spoilt
  }
  private let state = Mutex(State.waiting)

  /// Nothing is read yet.
  public init() {}

  /// `Input.contentHash()`, when the input was read from beginning to end, and once; nil otherwise.
  public var contentHash: String? {
    state.withLock { if case .finished(let hash) = $0 { hash } else { nil } }
  }

  func begin() {
    state.withLock { if case .waiting = $0 { $0 = .reading(ContentHash()) } else { $0 = .spoilt } }
  }

  func add(_ bytes: UnsafeRawBufferPointer) {
    state.withLock { state in
      guard case .reading(var hash) = state else { return }
      hash.add(bytes)
      state = .reading(hash)
    }
  }

  func end() {
    state.withLock { state in
      if case .reading(var hash) = state { state = .finished(hash.finish()) }
    }
  }
}

/// The state of a content hash; pieces may come in any sizes.
struct ContentHash {
  private var a: UInt64 = 0x9e37_79b9_7f4a_7c15
  private var b: UInt64 = 0xc2b2_ae3d_27d4_eb4f
  private var pending: UInt64 = 0
  private var pendingBytes: UInt64 = 0
  private var count: UInt64 = 0

  mutating func add(_ bytes: UnsafeRawBufferPointer) {
    count &+= UInt64(bytes.count)
    var at = 0
    while at < bytes.count, pendingBytes != 0 { push(bytes[at]); at += 1 }
    while at + 8 <= bytes.count {
      mix(UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: at, as: UInt64.self)))
      at += 8
    }
    while at < bytes.count { push(bytes[at]); at += 1 }
  }

  mutating func finish() -> String {
    if pendingBytes != 0 { mix(pending) }
    mix(count)
    for _ in 0..<4 { mix(0) }
    return [a, b].map { lane in
      let digits = String(lane, radix: 16)
      return String(repeating: "0", count: 16 - digits.count) + digits
    }.joined()
  }

  private mutating func push(_ byte: UInt8) {
    pending |= UInt64(byte) << (8 * pendingBytes)
    pendingBytes += 1
    if pendingBytes == 8 {
      mix(pending)
      (pending, pendingBytes) = (0, 0)
    }
  }

  private mutating func mix(_ word: UInt64) {
    a = (a ^ word) &* 0xff51_afd7_ed55_8ccd
    a = a << 31 | a >> 33
    b = (b &+ word) &* 0xc4ce_b9fe_1a85_ec53
    b = (b << 27 | b >> 37) ^ a
  }
}
