import Testing

@testable import Bytes

@Suite struct ContentHashTests {
  let bytes = (0..<1000).map { UInt8(truncatingIfNeeded: $0 &* 31) }

  @Test func piecesDoNotMatter() throws {
    let whole = try Input(name: "a", bytes: bytes).contentHash()
    for size in [1, 3, 8, 13, 999] {
      var hash = ContentHash()
      bytes.withUnsafeBytes { all in
        for start in stride(from: 0, to: all.count, by: size) {
          hash.add(UnsafeRawBufferPointer(rebasing: all[start..<min(start + size, all.count)]))
        }
      }
      #expect(hash.finish() == whole)
    }
    #expect(whole.utf8.count == 32)
  }

  @Test func everyByteAndTheLengthMatter() throws {
    var seen: Set<String> = [try Input(name: "a", bytes: bytes).contentHash()]
    for place in [0, 7, 8, 500, 999] {
      var changed = bytes
      changed[place] ^= 1
      seen.insert(try Input(name: "a", bytes: changed).contentHash())
    }
    seen.insert(try Input(name: "a", bytes: bytes + [0]).contentHash())
    seen.insert(try Input(name: "a", bytes: []).contentHash())
    seen.insert(try Input(name: "a", bytes: [0]).contentHash())
    #expect(seen.count == 9)
  }

  @Test func theHashIsTheSameWhileSomebodyElseReads() throws {
    var input = Input(name: "a", bytes: (0..<600_000).map { UInt8(truncatingIfNeeded: $0 &* $0 >> 3) })
    let hash = try input.contentHash()
    let hashing = HashingReader()
    input.hashing = hashing
    #expect(hashing.contentHash == nil)
    #expect(try input.readAll().count == 600_000)
    #expect(hashing.contentHash == hash)
    // Read once more, nobody knows what it was made of.
    _ = try input.readAll()
    #expect(hashing.contentHash == nil)
  }

  @Test func thereIsNoHashOfWhatWasNotReadToItsEnd() throws {
    struct Enough: Error {}
    var input = Input(name: "a", bytes: [UInt8](repeating: 1, count: 1_000))
    let hashing = HashingReader()
    input.hashing = hashing
    #expect(throws: Enough.self) { try input.forEachChunk { _ in throw Enough() } }
    #expect(hashing.contentHash == nil)
  }
}
