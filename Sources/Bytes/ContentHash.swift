import Synchronization

extension Input {
  /// 32 hexadecimal digits that tell contents apart, whatever the file is called or how it is compressed.
  ///
  /// Four 64-bit lanes of multiply and rotate over eight bytes at a time: made to notice that the same content came
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
///
/// Eight bytes go to each of four lanes in turn, which a processor works on side by side.
struct ContentHash {
  private var lanes = SIMD4<UInt64>(
    0x9e37_79b9_7f4a_7c15, 0xc2b2_ae3d_27d4_eb4f, 0x1656_67b1_9e37_79f9, 0x85eb_ca77_c2b2_ae63)
  /// Bytes that do not fill the four lanes yet.
  private var pending: [UInt8] = []
  private var count: UInt64 = 0

  mutating func add(_ bytes: UnsafeRawBufferPointer) {
    count &+= UInt64(bytes.count)
    var at = 0
    if !pending.isEmpty {
      at = min(32 - pending.count, bytes.count)
      pending.append(contentsOf: bytes[..<at])
      guard pending.count == 32 else { return }
      pending.withUnsafeBytes { mix($0, at: 0) }
      pending.removeAll(keepingCapacity: true)
    }
    while at + 32 <= bytes.count {
      mix(bytes, at: at)
      at += 32
    }
    pending.append(contentsOf: bytes[at...])
  }

  mutating func finish() -> String {
    pending.append(contentsOf: repeatElement(0, count: 32 - pending.count))
    pending.withUnsafeBytes { mix($0, at: 0) }
    // Each half of the result depends on all lanes and on the number of bytes.
    var (a, b) = (count, ~count)
    for round in 0..<8 {
      a = Self.mixed(a, lanes[round & 3])
      b = Self.mixed(b, lanes[3 - round & 3] ^ a)
    }
    return [a, b].map { half in
      let digits = String(half, radix: 16)
      return String(repeating: "0", count: 16 - digits.count) + digits
    }.joined()
  }

  @inline(__always)
  private mutating func mix(_ bytes: UnsafeRawBufferPointer, at offset: Int) {
    for lane in 0..<4 {
      let word = UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: offset + lane * 8, as: UInt64.self))
      lanes[lane] = Self.mixed(lanes[lane], word)
    }
  }

  @inline(__always)
  private static func mixed(_ lane: UInt64, _ word: UInt64) -> UInt64 {
    let product = (lane ^ word) &* 0xff51_afd7_ed55_8ccd
    return (product << 31 | product >> 33) &+ word &* 0xc4ce_b9fe_1a85_ec53
  }
}
