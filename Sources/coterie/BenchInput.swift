import Bibliography
import Foundation
import Graphs

/// Reads columns of numbers in pieces of a megabyte, so that the file never counts as memory of the program.
enum BenchInput {
  /// An edge list as a graph.
  static func graph(_ path: String, threads: Int) throws -> Graph {
    var builder = GraphBuilder()
    try rows(of: path) { a, b, weight in builder.add(a, b, weight) }
    return builder.graph(threads: threads)
  }

  /// Pairs `paper node` as an incidence.
  static func incidence(_ path: String) throws -> Incidence {
    var papers: [Int32] = []
    var nodes: [Int32] = []
    var (paperCount, nodeCount) = (0, 0)
    try rows(of: path) { paper, node, _ in
      papers.append(Int32(truncatingIfNeeded: paper))
      nodes.append(Int32(truncatingIfNeeded: node))
      paperCount = max(paperCount, paper + 1)
      nodeCount = max(nodeCount, node + 1)
    }
    var offsets = [Int](repeating: 0, count: paperCount + 1)
    for paper in papers { offsets[Int(paper) + 1] += 1 }
    for paper in 0..<paperCount { offsets[paper + 1] += offsets[paper] }
    var cursor = offsets
    var members = [Int32](repeating: 0, count: nodes.count)
    for (index, paper) in papers.enumerated() {
      members[cursor[Int(paper)]] = nodes[index]
      cursor[Int(paper)] += 1
    }
    return Incidence(offsets: offsets, members: members, nodeCount: nodeCount)
  }

  /// Calls `body` with the two or three numbers of each line.
  private static func rows(of path: String, _ body: (Int, Int, Double) -> Void) throws {
    guard let file = FileHandle(forReadingAtPath: path) else {
      throw CoterieError("bench.file", "cannot read '\(path)'. Give the path of an edge list.")
    }
    defer { try? file.close() }
    var rest: [UInt8] = []
    var line = 0
    while true {
      let piece = try file.read(upToCount: 1 << 20) ?? Data()
      let isLast = piece.isEmpty
      rest.append(contentsOf: piece)
      if isLast && !rest.isEmpty && rest.last != 10 { rest.append(10) }
      let done = try rest.withUnsafeBufferPointer { bytes -> Int in
        var start = 0
        var at = 0
        while at < bytes.count {
          if bytes[at] == 10 {
            line += 1
            try parse(bytes[start..<at], path, line, body)
            start = at + 1
          }
          at += 1
        }
        return start
      }
      rest.removeFirst(done)
      if isLast { return }
    }
  }

  private static func parse(
    _ bytes: Slice<UnsafeBufferPointer<UInt8>>, _ path: String, _ line: Int, _ body: (Int, Int, Double) -> Void
  ) throws {
    var at = bytes.startIndex
    func skip() { while at < bytes.endIndex && (bytes[at] == 32 || bytes[at] == 9 || bytes[at] == 13) { at += 1 } }
    func integer() -> Int? {
      skip()
      let start = at
      var value = 0
      while at < bytes.endIndex, bytes[at] >= 48, bytes[at] < 58, value < 1 << 40 {
        value = value * 10 + Int(bytes[at] - 48)
        at += 1
      }
      return at > start ? value : nil
    }
    skip()
    if at == bytes.endIndex || bytes[at] == UInt8(ascii: "#") { return }
    let a = integer()
    let b = integer()
    skip()
    var weight: Double? = 1
    if at < bytes.endIndex {
      let start = at
      weight = integer().map { Double($0) }
      skip()
      if at < bytes.endIndex { weight = Double(String(decoding: bytes[start...], as: UTF8.self).filter { $0 > " " }) }
    }
    guard let a, let b, let weight, max(a, b) < Int(Int32.max), weight >= 0, weight.isFinite else {
      throw CoterieError(
        "bench.line", "expected `a b [weight]` with nodes from 0 and a weight that is not negative.",
        at: SourceLocation(file: path, line: line))
    }
    body(a, b, weight)
  }
}
