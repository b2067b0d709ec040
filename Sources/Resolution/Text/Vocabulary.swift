/// Folded words with dense numbers: what names are made of inside the registry.
///
/// One arena of bytes and one open-addressing table; a look-up costs one hash of the word.
struct Vocabulary: Sendable {
  /// UTF-8 of all words, one after the other.
  private(set) var arena: [UInt8] = []
  /// Where each word ends in `arena`; word n starts where word n - 1 ends.
  private(set) var ends: [UInt32] = []
  /// Word numbers by hash, -1 where free; a power of two long, at most half full.
  private var table: [Int32]

  init(minimumCapacity: Int = 1024) {
    var size = 2048
    while size < minimumCapacity * 2 { size *= 2 }
    table = Array(repeating: -1, count: size)
  }

  /// A set of words.
  init(_ words: some Sequence<String>) {
    self.init()
    for word in words { _ = intern(word) }
  }

  /// Rebuilds a vocabulary from its stored arena.
  init(arena: [UInt8], ends: [UInt32]) {
    self.init(minimumCapacity: ends.count)
    self.arena = arena
    self.ends = ends
    rehash()
  }

  var count: Int { ends.count }

  /// The word with this number.
  func word(_ id: Int32) -> String { String(decoding: bytes(id), as: UTF8.self) }

  func bytes(_ id: Int32) -> ArraySlice<UInt8> {
    arena[Int(id == 0 ? 0 : ends[Int(id) - 1])..<Int(ends[Int(id)])]
  }

  /// The number of `bytes[range]`, or -1.
  func find(_ bytes: [UInt8], _ range: Range<Int>) -> Int32 {
    bytes.withUnsafeBufferPointer { word in
      arena.withUnsafeBufferPointer { arena in
        let mask = table.count - 1
        var slot = Int(truncatingIfNeeded: Self.hash(word, range)) & mask
        while true {
          let id = table[slot]
          if id < 0 { return -1 }
          let start = id == 0 ? 0 : Int(ends[Int(id) - 1])
          if Int(ends[Int(id)]) - start == range.count {
            var same = true
            var i = 0
            while i < range.count {
              if arena[start + i] != word[range.lowerBound + i] {
                same = false
                break
              }
              i += 1
            }
            if same { return id }
          }
          slot = (slot + 1) & mask
        }
      }
    }
  }

  /// The number of `word`, or -1.
  func find(_ word: String) -> Int32 {
    let bytes = Array(word.utf8)
    return find(bytes, 0..<bytes.count)
  }

  /// The number of `bytes[range]`, new if it was not known.
  mutating func intern(_ bytes: [UInt8], _ range: Range<Int>) -> Int32 {
    let known = find(bytes, range)
    if known >= 0 { return known }
    let id = Int32(ends.count)
    arena.append(contentsOf: bytes[range])
    ends.append(UInt32(arena.count))
    if ends.count * 2 > table.count {
      table = Array(repeating: -1, count: table.count * 2)
      rehash()
    } else {
      place(id)
    }
    return id
  }

  mutating func intern(_ word: String) -> Int32 {
    let bytes = Array(word.utf8)
    return intern(bytes, 0..<bytes.count)
  }

  private mutating func rehash() {
    for id in 0..<Int32(ends.count) { place(id) }
  }

  private mutating func place(_ id: Int32) {
    let mask = table.count - 1
    let start = id == 0 ? 0 : Int(ends[Int(id) - 1])
    var slot = arena.withUnsafeBufferPointer {
      Int(truncatingIfNeeded: Self.hash($0, start..<Int(ends[Int(id)]))) & mask
    }
    while table[slot] >= 0 { slot = (slot + 1) & mask }
    table[slot] = id
  }

  /// FNV-1a, 64 bits, with its high half folded in.
  static func hash(_ bytes: UnsafeBufferPointer<UInt8>, _ range: Range<Int>) -> UInt64 {
    var h: UInt64 = 0xcbf2_9ce4_8422_2325
    var i = range.lowerBound
    while i < range.upperBound {
      h = (h ^ UInt64(bytes[i])) &* 0x100_0000_01b3
      i += 1
    }
    return h ^ (h >> 32)
  }
}
