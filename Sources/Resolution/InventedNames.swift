import Foundation

/// Names for generated people, skewed like real ones: a fifth of the people share a few dozen family names.
struct InventedNames {
  /// One generated author.
  struct Person {
    var given: String
    var middle: String?
    var short: String?
    var family: String
    var firstYear: Int
    var lastYear: Int
    var activity: Double

    /// The name as a venue prints it: one in ten prints initials only, one in four drops diacritics.
    func printed(by venue: Int, _ random: inout SplitMix64) -> String {
      var first = given
      var family = family
      if let short, random.chance(0.5) { first = short }
      if first.contains("-"), random.chance(0.3) {
        let parts = first.split(separator: "-")
        first = parts[0] + parts.dropFirst().joined().lowercased()
      }
      let drop = venue % 4 == 0
      if drop || random.chance(0.05) {
        let spelledOut = random.chance(0.3)
        for (mark, plain, pair) in Self.marks {
          family = family.replacingOccurrences(of: mark, with: spelledOut ? pair : plain)
          first = first.replacingOccurrences(of: mark, with: plain)
        }
      }
      if venue % 10 == 7, let initial = first.first {
        return ["\(initial).", middle, family].compactMap { $0 }.joined(separator: " ")
      }
      let middle = random.chance(0.7) ? middle : nil
      return [first, middle, family].compactMap { $0 }.joined(separator: " ")
    }

    private static let marks = [
      ("ü", "u", "ue"), ("ö", "o", "oe"), ("ä", "a", "ae"), ("é", "e", "e"), ("ç", "c", "c"), ("ñ", "n", "n"),
    ]
  }

  private var rareFamilies: [String] = []
  private var rareGivens: [String] = []

  /// Pools for a corpus in which `families` rare family names occur.
  init(families: Int, using random: inout SplitMix64) {
    let marked = ["ü", "ö", "ä", "é", "ñ"]
    for _ in 0..<families {
      var name = Self.word(2 + random.below(2), &random)
      if random.chance(0.1) { name = name.replacingOccurrences(of: "u", with: marked[random.below(5)]) }
      rareFamilies.append(name)
    }
    for _ in 0..<600 { rareGivens.append(Self.word(2, &random)) }
  }

  /// A person of one of three naming traditions.
  func person(_ random: inout SplitMix64) -> Person {
    let first = 2000 + random.below(26)
    let career = 1 + min(random.below(16), random.below(16))
    let activity = 0.2 + 1 / (0.15 + random.unit())
    var person = Person(
      given: "", family: "", firstYear: first, lastYear: first + career, activity: activity)
    let origin = random.unit()
    if origin < 0.4 {
      // One or two syllables; single ones and the commonest family names make most homonyms.
      person.family = Self.pick(Self.chineseFamilies, &random)
      person.given = Self.pick(Self.syllables, &random)
      if random.chance(0.65) { person.given += Self.syllables[random.below(Self.syllables.count)].lowercased() }
    } else if origin < 0.5 {
      person.family = Self.pick(Self.koreanFamilies, &random)
      let second = Self.koreanSyllables[random.below(Self.koreanSyllables.count)].lowercased()
      person.given = Self.koreanSyllables[random.below(Self.koreanSyllables.count)] + "-" + second
    } else {
      person.family =
        random.chance(0.2)
        ? Self.pick(Self.commonFamilies, &random) : rareFamilies[random.below(rareFamilies.count)]
      if random.chance(0.7) {
        let (long, short) = Self.pick(Self.givens, &random)
        person.given = long
        if !short.isEmpty, random.chance(0.15) { person.short = short }
      } else {
        person.given = rareGivens[random.below(rareGivens.count)]
      }
      if random.chance(0.4) { person.middle = "\(Self.letters[random.below(Self.letters.count)])." }
    }
    return person
  }

  /// Zipf-like: the k-th of n with weight 1/(k + 2).
  private static func pick<T>(_ pool: [T], _ random: inout SplitMix64) -> T {
    let n = Double(pool.count)
    // Inverse of the integral of 1/(x + 2) from 0 to n.
    let x = 2 * (pow(1 + n / 2, random.unit()) - 1)
    return pool[min(Int(x), pool.count - 1)]
  }

  private static func word(_ syllables: Int, _ random: inout SplitMix64) -> String {
    let onsets = Array("bcdfghjklmnprstvwz")
    let vowels = Array("aeiou")
    let codas = ["", "", "n", "r", "l", "s", "ck", "m", "t"]
    var word = ""
    for _ in 0..<syllables {
      word += "\(onsets[random.below(onsets.count)])\(vowels[random.below(5)])\(codas[random.below(codas.count)])"
    }
    return word.prefix(1).uppercased() + word.dropFirst()
  }

  private static let letters = Array("ABCDEFGHJKLMNPRSTW")
  private static let chineseFamilies = split(
    """
    Wang Li Zhang Liu Chen Yang Huang Zhao Wu Zhou Xu Sun Ma Zhu Hu Guo He Lin Gao Luo Zheng Liang Xie Tang Han Cao
    Deng Feng Xiao Cheng Pan Yuan Dong Yu Su Lu Jiang Cai Jia Ding Wei Xue Ye Yan Du Dai Xia Zhong Tian Ren Fan Fang
    Shi Yao Tan Liao Zou Xiong Jin Hao Kong Bai Cui Kang Mao Qiu Qin Gu Hou Shao Meng Long Wan Duan Qian Yin Yi Chang
    """)
  private static let syllables = split(
    """
    Wei Jing Lei Tao Jun Hao Yu Xin Min Bin Bo Chao Chen Cheng Dan Fan Fang Fei Feng Gang Guang Hai Hang Hong Hua Hui
    Jia Jian Jie Jin Kai Kun Lan Liang Lin Ling Long Lu Man Meng Ming Nan Ning Peng Ping Qi Qiang Qing Rong Rui Shan
    Sheng Shu Song Tian Ting Tong Xiang Xiao Xing Xu Xuan Yan Yang Yi Ying Yong Yuan Yue Yun Zhe Zhen Zhi Zhong Zi
    """)
  private static let koreanFamilies = split("Kim Lee Park Choi Jung Kang Cho Yoon Jang Lim Han Oh Seo Shin Kwon Hwang")
  private static let koreanSyllables = split(
    "Min Ji Seo Hyun Jun Woo Young Jae Sung Hye Eun Soo Kyung Jin Dong Tae Sang Hoon Yeon Chan Ho Won Seung Kyu")
  private static let commonFamilies = split(
    """
    Smith Johnson Kumar Müller Garcia Brown Singh Jones Miller Davis Sharma Martin Schmidt Rossi Silva Gupta Wilson
    Anderson Taylor Thomas Moore Jackson Schneider White Harris Clark Lewis Robinson Walker Hall Allen King Wright
    Lopez Hill Scott Green Adams Baker Gonzalez Nelson Carter Mitchell Perez Roberts Turner Phillips Campbell Parker
    """)
  private static let givens: [(String, String)] = [
    ("Michael", "Mike"), ("David", "Dave"), ("John", ""), ("Daniel", "Dan"), ("Thomas", "Tom"), ("Robert", "Bob"),
    ("Andrew", "Andy"), ("Peter", ""), ("James", "Jim"), ("Matthew", "Matt"), ("Christopher", "Chris"), ("Maria", ""),
    ("Anna", ""), ("Alexander", "Alex"), ("Jonathan", "Jon"), ("William", "Bill"), ("Benjamin", "Ben"), ("Mark", ""),
    ("Laura", ""), ("Nicholas", "Nick"), ("Steven", "Steve"), ("Joseph", "Joe"), ("Sara", ""), ("Paul", ""),
    ("Eric", ""), ("Kevin", ""), ("Ravi", ""), ("Amit", ""), ("Rahul", ""), ("Priya", ""), ("Sanjay", ""),
    ("Martin", ""), ("Stefan", ""), ("Jürgen", ""), ("François", ""), ("José", ""), ("Luca", ""), ("Marco", ""),
    ("Elena", ""), ("Julia", ""), ("Samuel", "Sam"), ("Timothy", "Tim"), ("Gregory", "Greg"), ("Kenneth", "Ken"),
    ("Jeffrey", "Jeff"), ("Emma", ""), ("Sophie", ""), ("Lars", ""), ("Ivan", ""), ("Olga", ""), ("Hannah", ""),
    ("Simon", ""), ("Adam", ""), ("Philip", "Phil"), ("Edward", "Ed"), ("Rachel", ""), ("Jacob", "Jake"),
    ("Katherine", "Kate"), ("Elizabeth", "Liz"), ("Victoria", "Vicky"), ("Nikolai", "Nickolai"),
  ]

  private static func split(_ text: String) -> [String] {
    text.split { $0 == " " || $0 == "\n" }.map { String($0) }
  }
}
