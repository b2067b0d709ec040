import Bibliography
import Bytes

/// A plain network: `a b [weight]` a line, separated by white space, `#` comments.
public struct EdgeList: Sendable {
  /// Node names in the order they first appear.
  public private(set) var names: [String] = []
  /// One end of each edge: indices into `names`, as many as there are lines.
  public private(set) var sources: [Int32] = []
  /// The other end.
  public private(set) var targets: [Int32] = []
  /// 1 where the line gives none.
  public private(set) var weights: [Double] = []

  private var numbered: [Int32] = []
  private var named: [String: Int32] = [:]

  /// Reads an edge list as a stream.
  ///
  /// - Throws: `network.line` with its place for a line that is neither an edge nor a comment, `network.empty` when
  ///   there is no edge, and what reading throws.
  /// - Complexity: O(bytes); memory for names and edges.
  public init(_ input: Input) throws {
    var pending: [UInt8] = []
    var line = 0
    try input.forEachChunk { chunk in
      var start = 0
      for at in chunk.indices where chunk[at] == UInt8(ascii: "\n") {
        line += 1
        if pending.isEmpty {
          try add(UnsafeRawBufferPointer(rebasing: chunk[start..<at]), input.name, line)
        } else {
          pending.append(contentsOf: chunk[start..<at])
          try pending.withUnsafeBytes { try add($0, input.name, line) }
          pending.removeAll(keepingCapacity: true)
        }
        start = at + 1
      }
      pending.append(contentsOf: chunk[start...])
    }
    if !pending.isEmpty { try pending.withUnsafeBytes { try add($0, input.name, line + 1) } }
    guard !sources.isEmpty else {
      throw CoterieError(
        "network.empty", "'\(input.name)' has no edge. Write one a line: two names and, if you like, a weight.")
    }
  }

  private mutating func add(_ bytes: UnsafeRawBufferPointer, _ file: String, _ line: Int) throws {
    var words: [Range<Int>] = []
    var at = 0
    while at < bytes.count {
      while at < bytes.count, bytes[at] <= 32 { at += 1 }
      let start = at
      while at < bytes.count, bytes[at] > 32 { at += 1 }
      if at > start { words.append(start..<at) }
    }
    guard let first = words.first, bytes[first.lowerBound] != UInt8(ascii: "#") else { return }
    func text(_ word: Range<Int>) -> String { String(decoding: bytes[word], as: UTF8.self) }
    func wrong(_ column: Int, _ what: String) -> CoterieError {
      CoterieError(
        "network.line", "\(what). Expected two node names and an optional weight, separated by white space.",
        at: SourceLocation(file: file, line: line, column: column + 1))
    }
    guard words.count == 2 || words.count == 3 else {
      throw wrong(words.count > 3 ? words[3].lowerBound : first.lowerBound, "\(words.count) words on one line")
    }
    var weight = 1.0
    if words.count == 3 {
      guard let given = Double(text(words[2])), given.isFinite, given >= 0 else {
        throw wrong(words[2].lowerBound, "'\(text(words[2]))' is no weight of at least 0")
      }
      weight = given
    }
    sources.append(node(bytes, words[0]))
    targets.append(node(bytes, words[1]))
    weights.append(weight)
  }

  /// Numbers below 2^26 are looked up in an array, everything else by name.
  private mutating func node(_ bytes: UnsafeRawBufferPointer, _ word: Range<Int>) -> Int32 {
    if word.count <= 8, word.count == 1 || bytes[word.lowerBound] != UInt8(ascii: "0") {
      var number = 0
      for at in word {
        guard (48...57).contains(bytes[at]) else { return byName(bytes, word) }
        number = number * 10 + Int(bytes[at] - 48)
      }
      guard number < 1 << 26 else { return byName(bytes, word) }
      while numbered.count <= number { numbered.append(-1) }
      if numbered[number] < 0 {
        numbered[number] = Int32(names.count)
        names.append(String(number))
      }
      return numbered[number]
    }
    return byName(bytes, word)
  }

  private mutating func byName(_ bytes: UnsafeRawBufferPointer, _ word: Range<Int>) -> Int32 {
    let name = String(decoding: bytes[word], as: UTF8.self)
    if let known = named[name] { return known }
    named[name] = Int32(names.count)
    names.append(name)
    return Int32(names.count - 1)
  }
}
