/// Cyrillic and Greek letters in Latin ones, for words that the registry has in no other form.
///
///     Romanization.latin(Array("кинботский".utf8)[...])   // "kinbotskiy"
///
/// By letters alone, as English-language papers print them (BGN/PCGN for Russian and Ukrainian letters without marks, ELOT
/// 743 for Greek without its rules for pairs); Chinese, Japanese and Korean need dictionaries and are left as they are.
enum Romanization {
  private static let letters: [UInt32: String] = {
    var table: [UInt32: String] = [:]
    for pair in """
    а a б b в v г g ґ g д d е e є ye ё e ж zh з z и i і i ї yi й i к k л l м m н n о o п p р r с s т t у u ў u ф f х kh \
    ц ts ч ch ш sh щ shch ъ - ы y ь - э e ю yu я ya ј j љ lj њ nj ћ c ђ dj џ dz \
    α a β v γ g δ d ε e ζ z η i θ th ι i κ k λ l μ m ν n ξ x ο o π p ρ r σ s ς s τ t υ y φ f χ ch ψ ps ω o
    """.split(separator: " ").chunked(by: 2) {
      if let scalar = pair[0].unicodeScalars.first { table[scalar.value] = pair[1] == "-" ? "" : pair[1] }
    }
    return table
  }()

  /// The word in Latin letters; nil when it has none of these scripts or letters of a third.
  static func latin(_ word: ArraySlice<UInt8>) -> [UInt8]? {
    // The lead bytes of Greek and Cyrillic: U+0370 to U+04FF.
    guard let first = word.first, (0xCD...0xD3).contains(first) else { return nil }
    var out: [UInt8] = []
    for scalar in String(decoding: word, as: UTF8.self).unicodeScalars {
      if scalar.value < 0x80 {
        out.append(UInt8(scalar.value))
      } else if let latin = letters[scalar.value] {
        out += Array(latin.utf8)
      } else {
        return nil
      }
    }
    return out
  }
}

extension [Substring] {
  fileprivate func chunked(by count: Int) -> [[String]] {
    stride(from: 0, to: self.count - count + 1, by: count).map { self[$0..<$0 + count].map(String.init) }
  }
}
