/// Words of a registry's names under each of their spellings with one letter left out, so that a misspelled word finds
/// the words it may have been meant to be without looking at all of them.
///
///     mahatma -> ahatma, mhatma, maatma, mahtma, mahama, mahata, mahatm
///
/// Two words that differ by one letter more, less, changed or two neighbours swapped share such a spelling, or one of
/// them is the other's. Only words of six letters and more that tell names apart are kept: generic words never decide.
///
/// Source: the symmetric deletion method, Garbe (2012), github.com/wolfgarbe/SymSpell.
struct SpellingIndex: Sendable {
  /// The shortest word that is corrected (unit: bytes).
  static let shortest = 6
  private let words: [Int32]
  private let chains: HashChains

  /// Indexes the words for which `isWanted` holds.
  init(_ vocabulary: Vocabulary, isWanted: (Int32) -> Bool) {
    var words: [Int32] = []
    var hashes: [UInt64] = []
    for word in 0..<Int32(vocabulary.count) where isWanted(word) {
      let bytes = Array(vocabulary.bytes(word))
      guard bytes.count >= Self.shortest, bytes.allSatisfy({ (0x61...0x7A).contains($0) }) else { continue }
      Self.forEachSpelling(bytes) {
        words.append(word)
        hashes.append($0)
      }
    }
    self.words = words
    chains = HashChains(hashes: hashes)
  }

  /// Gives the hash of the word and of each spelling with one letter less.
  private static func forEachSpelling(_ bytes: [UInt8], _ body: (UInt64) -> Void) {
    func hash(without left: Int) -> UInt64 {
      var hash: UInt64 = 0xcbf2_9ce4_8422_2325
      for (position, byte) in bytes.enumerated() where position != left {
        hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3
      }
      return hash
    }
    body(hash(without: -1))
    for left in bytes.indices where left == 0 || bytes[left] != bytes[left - 1] { body(hash(without: left)) }
  }

  /// The words that one slip of the pen makes `bytes` of, by number.
  func corrections(of bytes: [UInt8], in vocabulary: Vocabulary) -> [Int32] {
    guard bytes.count >= Self.shortest, bytes.allSatisfy({ (0x61...0x7A).contains($0) }) else { return [] }
    var found: [Int32] = []
    Self.forEachSpelling(bytes) { hash in
      var entry = chains.first(hash)
      while entry >= 0 {
        let word = words[Int(entry)]
        if !found.contains(word), Self.isOneSlip(bytes, vocabulary.bytes(word)) { found.append(word) }
        entry = chains.after(entry)
      }
    }
    return found.sorted()
  }

  /// Whether two different words are one insertion, deletion, change or swap of neighbours apart.
  static func isOneSlip(_ a: [UInt8], _ b: ArraySlice<UInt8>) -> Bool {
    let b = Array(b)
    guard abs(a.count - b.count) <= 1, a != b else { return false }
    var start = 0
    while start < min(a.count, b.count), a[start] == b[start] { start += 1 }
    var end = 0
    while end < min(a.count, b.count) - start, a[a.count - 1 - end] == b[b.count - 1 - end] { end += 1 }
    let left = a.count - start - end
    let right = b.count - start - end
    if left <= 1, right <= 1 { return true }
    return left == 2 && right == 2 && a[start] == b[start + 1] && a[start + 1] == b[start]
  }
}
