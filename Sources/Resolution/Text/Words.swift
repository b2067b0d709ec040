/// What single words mean in the name of an organisation: `Words/words.tsv`, seeded into every vocabulary first, so
/// that their numbers are the same in all registries.
struct WordClass: OptionSet, Sendable {
  let rawValue: UInt16
  static let stop = WordClass(rawValue: 1 << 0)
  static let connector = WordClass(rawValue: 1 << 1)
  static let article = WordClass(rawValue: 1 << 2)
  static let institution = WordClass(rawValue: 1 << 3)
  static let unit = WordClass(rawValue: 1 << 4)
  static let hospital = WordClass(rawValue: 1 << 5)
  static let legal = WordClass(rawValue: 1 << 6)
  static let company = WordClass(rawValue: 1 << 7)
  static let arm = WordClass(rawValue: 1 << 8)
  static let generic = WordClass(rawValue: 1 << 9)
  static let ministry = WordClass(rawValue: 1 << 10)
  static let place = WordClass(rawValue: 1 << 11)
  /// Names a country in some language; such words say where, not who.
  static let country = WordClass(rawValue: 1 << 12)
  /// Rank or owner, which printed names add or leave out: private, national, autonomous.
  static let light = WordClass(rawValue: 1 << 13)

  static let byName: [String: WordClass] = [
    "stop": .stop, "connector": .connector, "article": .article, "institution": .institution, "unit": .unit,
    "hospital": .hospital, "legal": .legal, "company": .company, "arm": .arm, "generic": .generic,
    "ministry": .ministry, "place": .place, "light": .light,
  ]
}

/// A vocabulary with the meaning of its words.
struct Lexicon: Sendable {
  var vocabulary: Vocabulary
  /// The word each word stands for (itself, mostly), by number.
  private(set) var canonical: [Int32] = []
  /// The second word a compound stands for (`universitätsklinikum`: hospital); -1 for others.
  private(set) var second: [Int32] = []
  private(set) var classes: [WordClass] = []

  /// The built-in words, shared.
  static let builtIn = Lexicon()

  /// The built-in words alone.
  init(minimumCapacity: Int = 1024) {
    vocabulary = Vocabulary(minimumCapacity: minimumCapacity)
    let text = EmbeddedFiles.all.first { $0.path.hasSuffix("Words/words.tsv") }?.text ?? ""
    for line in text.split(separator: "\n") where !line.hasPrefix("#") {
      let fields = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
      guard fields.count >= 2, fields[0] != "word" else { continue }
      seed(
        words: fields[0].split(separator: "+").map(String.init),
        classes: fields[1].split(separator: " ").reduce(into: []) { $0.formUnion(WordClass.byName[String($1)] ?? []) },
        variants: fields.count > 2 ? fields[2].split(separator: " ").map(String.init) : [])
    }
  }

  private mutating func seed(words: [String], classes: WordClass, variants: [String]) {
    var head: Int32 = -1
    var tail: Int32 = -1
    if words.count == 2, words[0] != "r" {
      head = number(words[0])
      tail = number(words[1])
    } else {
      head = number(words.joined())
      self.classes[Int(head)].formUnion(classes)
    }
    for variant in variants {
      let known = vocabulary.find(variant)
      let id = number(variant)
      // The first row that lists a variant keeps it.
      guard known < 0 else {
        self.classes[Int(id)].formUnion(self.classes[Int(id)].isEmpty ? classes : [])
        continue
      }
      canonical[Int(id)] = head
      second[Int(id)] = tail
      self.classes[Int(id)] = classes
    }
  }

  /// The number of `word`, new if need be.
  mutating func number(_ word: String) -> Int32 {
    let bytes = Array(word.utf8)
    return number(bytes, 0..<bytes.count)
  }

  mutating func number(_ bytes: [UInt8], _ range: Range<Int>) -> Int32 {
    let id = vocabulary.intern(bytes, range)
    if Int(id) == canonical.count {
      canonical.append(id)
      second.append(-1)
      classes.append([])
    }
    return id
  }

  mutating func add(_ class: WordClass, to word: Int32) { classes[Int(word)].formUnion(`class`) }

  /// The word `id` stands for; `id` itself when it is unknown (negative).
  func canonical(_ id: Int32) -> Int32 { id < 0 ? id : canonical[Int(id)] }
  func classes(_ id: Int32) -> WordClass { id < 0 ? [] : classes[Int(id)] }
  func second(_ id: Int32) -> Int32 { id < 0 ? -1 : second[Int(id)] }

  /// Stored as plain arrays.
  func write(to writer: inout BinaryWriter) {
    writer.write(vocabulary.arena)
    writer.write(vocabulary.ends)
    writer.write(canonical)
    writer.write(second)
    writer.write(classes.map(\.rawValue))
  }

  init(from reader: inout BinaryReader) throws {
    let arena = try reader.read(UInt8.self)
    let ends = try reader.read(UInt32.self)
    vocabulary = Vocabulary(arena: arena, ends: ends)
    canonical = try reader.read(Int32.self)
    second = try reader.read(Int32.self)
    classes = try reader.read(UInt16.self).map(WordClass.init(rawValue:))
    guard canonical.count == ends.count, second.count == ends.count, classes.count == ends.count,
      zip(ends, ends.dropFirst()).allSatisfy({ $0 <= $1 }), Int(ends.last ?? 0) == arena.count,
      (canonical + second).allSatisfy({ $0 >= -1 && Int($0) < ends.count })
    else { throw BinaryReader.Truncated() }
  }
}
