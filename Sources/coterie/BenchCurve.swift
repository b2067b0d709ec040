import ArgumentParser
import Foundation
import Graphs

/// `bench curve`: what an edge costs in graphs of growing size, a line a step and size, then a line a step.
struct BenchCurve: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "curve", abstract: "Cost per edge from small to large made-up co-authorship graphs.",
    discussion: """
      Nodes are numbered as they first appear on a paper, as a reader numbers them; with --shuffled at random, the worst \
      case for a cache. The last lines give, for each step, the largest cost of an edge over the smallest.
      """)

  @Option(parsing: .upToNextOption, help: "Sizes, in papers.") var papers = [8000, 25_000, 80_000, 250_000, 800_000]
  @Option(help: "Threads to use.") var threads = 1
  @Option(help: "Seed of everything random.") var seed: UInt64 = 1
  @Option(help: "Measurements a step; the median counts.") var runs = 3
  @Flag(help: "Number nodes at random.") var shuffled = false

  /// One point of the curve.
  private struct Point: Encodable {
    var step: String
    var papers: Int
    var n: Int
    var edges: Int
    var cpu_seconds: Double
    var cpu_ns_per_edge: Double
    var threads: Int
    var peak_mb: Double
  }

  private struct Spread: Encodable {
    var step: String
    var spread: Double
  }

  func run() throws {
    var costs: [String: [Double]] = [:]
    let names = ["project", "components", "kcore", "pagerank", "cluster"]
    for count in papers {
      let incidence = MadeUpPapers(count, seed: seed, shuffled: shuffled).incidence
      let graph = try Projection.graph(incidence, rule: .fractional, threads: threads)
      for name in names {
        var measured: [Double] = []
        for _ in 0..<runs {
          let (_, _, cpu) = try BenchResult.measure {
            switch name {
            case "project": _ = try Projection.graph(incidence, rule: .fractional, threads: threads)
            case "components": _ = Components.connected(graph)
            case "kcore": _ = graph.coreNumbers()
            case "pagerank": _ = PageRank.scores(graph, threads: threads)
            default: _ = Leiden.cluster(graph, seed: seed, iterations: 2, threads: threads)
            }
          }
          measured.append(cpu)
        }
        let middle = measured.sorted()[measured.count / 2]
        let cost = middle / Double(graph.edgeCount) * 1e9
        costs[name, default: []].append(cost)
        try BenchResult.put(
          Point(
            step: name, papers: count, n: graph.nodeCount, edges: graph.edgeCount, cpu_seconds: middle,
            cpu_ns_per_edge: cost, threads: threads, peak_mb: BenchResult.peakMegabytes()))
      }
    }
    for name in names {
      guard let all = costs[name], let most = all.max(), let least = all.min() else { continue }
      try BenchResult.put(Spread(step: name, spread: most / least))
    }
  }

}

/// Papers of groups within communities within fields, as many authors as papers and a fifth more.
private struct MadeUpPapers {
  let incidence: Incidence

  init(_ count: Int, seed: UInt64, shuffled: Bool) {
    var generator = SeededGenerator(seed: seed)
    let authors = count + count / 5
    /// Where a co-author comes from: the leader's group, community, field, or anywhere; and how often.
    let circles = [
      (size: 16, share: 0.64), (size: 320, share: 0.25), (size: 6400, share: 0.09), (size: authors, share: 0.02),
    ]
    func unit() -> Double { Double.random(in: 0..<1, using: &generator) }
    var number = [Int32](repeating: -1, count: authors)
    var next: Int32 = 0
    if shuffled {
      number = (0..<Int32(authors)).shuffled(using: &generator)
      next = Int32(authors)
    }
    var offsets = [0]
    var members: [Int32] = []
    for _ in 0..<count {
      let leader = Int(unit() * Double(authors))
      // One author in five papers, else about four and a half, with a tail up to fifty.
      let size = unit() < 0.2 ? 1 : min(50, Int(2 + 2.2 / (unit() + 0.045).squareRoot()))
      for slot in 0..<size {
        var author = leader
        if slot > 0 {
          var ticket = unit()
          var circle = authors
          for one in circles {
            circle = min(one.size, authors)
            ticket -= one.share
            if ticket < 0 { break }
          }
          // The first of a circle are on more papers than the last.
          let low = leader / circle * circle
          author = min(authors - 1, low + Int(pow(unit(), 1.6) * Double(min(circle, authors - low))))
        }
        if number[author] < 0 {
          number[author] = next
          next += 1
        }
        members.append(number[author])
      }
      offsets.append(members.count)
    }
    incidence = Incidence(offsets: offsets, members: members, nodeCount: Int(next))
  }
}
