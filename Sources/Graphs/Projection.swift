/// Turns papers and their nodes into ties between nodes: the one-mode projection of an incidence.
///
/// Pairs are written once, as 64-bit keys, into blocks that share a range of first nodes; each block is then sorted by
/// radix in cache and equal pairs are added up. Only sequential reads and writes touch memory outside the cache.
public enum Projection {
  /// What a paper with n distinct nodes, n ≥ 2, adds to each of its n (n - 1) / 2 pairs.
  public enum Rule: Sendable {
    /// 1: a pair's weight is its number of joint papers.
    case full
    /// 1 / (n - 1): each node's ties from one paper sum to 1.
    ///
    /// Source: Perianes-Rodriguez, Waltman & van Eck (2016), J. Informetrics 10(4), doi:10.1016/j.joi.2016.10.006.
    case fractional
    /// 2 / (n (n - 1)): a paper's ties sum to 1.
    case refined
    /// Whatever the function says of n; must be finite and positive.
    case custom(@Sendable (Int) -> Double)

    /// The weight one paper with `n` nodes gives each pair.
    public func weight(_ n: Int) -> Double {
      switch self {
      case .full: 1
      case .fractional: 1 / Double(n - 1)
      case .refined: 2 / (Double(n) * Double(n - 1))
      case .custom(let rule): rule(n)
      }
    }
  }

  /// What keeps an incidence from being projected.
  public enum Failure: Error, Hashable, Sendable, CustomStringConvertible {
    /// A paper has more distinct nodes than the limit of 65,535.
    case tooManyNodes(paper: Int, nodes: Int)
    /// All papers together have more pairs than the limit, most of them on the largest paper.
    case tooManyPairs(pairs: Int, largest: Int)

    /// The sentence a user reads.
    public var description: String {
      switch self {
      case .tooManyNodes(let paper, let nodes):
        "paper \(paper) has \(nodes) distinct nodes and would alone give \(nodes * (nodes - 1) / 2) ties; "
          + "at most \(Projection.limit) nodes a paper can be projected. Leave it out."
      case .tooManyPairs(let pairs, let largest):
        "the papers give \(pairs) pairs, and the largest paper has \(largest) nodes; at most \(Projection.pairLimit) "
          + "pairs, 8 bytes each, can be projected. Leave the largest papers out."
      }
    }
  }

  /// The most distinct nodes a paper may have.
  public static var limit: Int { 65_535 }

  /// The most pairs that all papers may have together, a pair as often as papers carry it: 16 GiB of keys.
  public static var pairLimit: Int { 1 << 31 }

  /// The edges of the projection, ascending by (a, b) with a < b, each pair once.
  ///
  ///     // papers {0, 1, 2}, {0, 2}, {1, 3}
  ///     try Projection.edges(incidence, rule: .fractional)
  ///     // 0–1: 0.5, 0–2: 1.5, 1–2: 0.5, 1–3: 1
  ///
  /// Papers with fewer than two distinct nodes give no edge. The papers of a pair are added up in their order, so that
  /// the result does not depend on `threads`.
  ///
  /// - Complexity: O(P) time for P = Σ n (n - 1) / 2 over papers; memory 16 bytes an edge, 8 a pair.
  /// - Throws: `Failure` when a paper, or all of them together, is too large.
  public static func edges(_ incidence: Incidence, rule: Rule, threads: Int = 1) throws -> [Graph.Edge] {
    let plan = try ProjectionPlan(incidence, rule: rule, bothEnds: false, threads: threads)
    let starts = plan.blockStarts
    let kept = Buffer<Int>(repeating: 0, count: starts.count)
    return [Graph.Edge](unsafeUninitializedCapacity: plan.pairCount) { result, count in
      guard let base = result.baseAddress else { return }
      adviseHugePages(base, plan.pairCount * MemoryLayout<Graph.Edge>.stride)
      let shared = Shared((base, kept.pointer, plan))
      if threads <= 1 {
        let sorter = PairSorter(plan)
        for block in starts.indices {
          plan.run(block, sorter) { row, other, weight in
            base[count] = Graph.Edge(a: row, b: other, weight: weight)
            count += 1
          }
        }
        return
      }
      // Each block writes where it would stand if no pair came twice; then the gaps are closed.
      let sorters = (0..<threads).map { _ in Shared(PairSorter(plan)) }
      Parallel.pieces(starts.count, threads: threads) { block, worker in
        let (base, kept, plan) = shared.value
        var at = base + plan.blockStarts[block]
        plan.run(block, sorters[worker].value) { row, other, weight in
          at.pointee = Graph.Edge(a: row, b: other, weight: weight)
          at += 1
        }
        kept[block] = at - (base + plan.blockStarts[block])
      }
      for block in starts.indices {
        if starts[block] != count { (base + count).update(from: base + starts[block], count: kept.pointer[block]) }
        count += kept.pointer[block]
      }
    }
  }

  /// The projection as a graph, without an edge list in between.
  ///
  /// - Throws: `Failure` when a paper, or all of them together, is too large.
  public static func graph(_ incidence: Incidence, rule: Rule, threads: Int = 1) throws -> Graph {
    let plan = try ProjectionPlan(incidence, rule: rule, bothEnds: true, threads: threads)
    let starts = plan.blockStarts
    var offsets = [Int](repeating: 0, count: incidence.nodeCount + 1)
    var weights: [Double] = []
    let targets = [Int32](unsafeUninitializedCapacity: plan.pairCount) { targets, count in
      weights = [Double](unsafeUninitializedCapacity: plan.pairCount) { weights, weightCount in
        offsets.withUnsafeMutableBufferPointer { offsets in
          guard let target = targets.baseAddress, let weight = weights.baseAddress, let row = offsets.baseAddress
          else { return }
          adviseHugePages(target, plan.pairCount * 4)
          adviseHugePages(weight, plan.pairCount * 8)
          let shared = Shared((target, weight, row + 1, plan))
          let sorters = (0..<max(1, threads)).map { _ in Shared(PairSorter(plan)) }
          Parallel.pieces(starts.count, threads: threads) { block, worker in
            let (target, weight, length, plan) = shared.value
            var at = plan.blockStarts[block]
            plan.run(block, sorters[worker].value) { node, other, sum in
              target[at] = other
              weight[at] = sum
              length[Int(node)] += 1
              at += 1
            }
          }
          var written = 0
          for block in starts.indices {
            let nodes = plan.blocks[block]
            let kept = nodes.reduce(0) { $0 + row[$1 + 1] }
            if starts[block] != written {
              (target + written).update(from: target + starts[block], count: kept)
              (weight + written).update(from: weight + starts[block], count: kept)
            }
            for node in nodes { row[node + 1] += row[node] }
            written += kept
          }
          count = written
          weightCount = written
        }
      }
    }
    return Graph(offsets: offsets, targets: targets, weights: weights)
  }
}

extension Graph.Edge {
  /// An edge between two nodes of 32 bits.
  init(a: Int32, b: Int32, weight: Double) {
    self.a = a
    self.b = b
    self.weight = weight
  }
}
