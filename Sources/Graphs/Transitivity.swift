/// How often two neighbours of a node are neighbours themselves.
public struct Transitivity: Sendable, Hashable {
  /// Triangles through each node.
  public let triangles: [Int]
  /// Local clustering coefficient: triangles / (k (k − 1) / 2); 0 below two neighbours.
  ///
  /// Source: Watts & Strogatz (1998), doi:10.1038/30918.
  public let local: [Double]
  /// 3 · triangles / connected triples of the whole graph; 0 without triples.
  public let global: Double

  /// The mean local coefficient, nodes with fewer than two neighbours counting 0; 0 for no node.
  public var mean: Double { local.isEmpty ? 0 : local.reduce(0, +) / Double(local.count) }

  /// Counts all triangles, once each, from their node of smallest degree.
  ///
  ///     // a triangle 0, 1, 2 with a tail 2 — 3:  triangles [1, 1, 1, 0], local [1, 1, 1/3, 0], global 3/5
  ///
  /// - Complexity: O(m √m).
  public init(of graph: Graph) {
    let n = graph.nodeCount
    var triangles = [Int](repeating: 0, count: n)
    // An edge points to the end of larger (degree, index), so that no node points to more than √(2m) others.
    func points(_ a: Int, _ b: Int) -> Bool { (graph.degree(a), a) < (graph.degree(b), b) }
    var offsets = [0]
    var ahead: [Int32] = []
    for node in 0..<n {
      for other in graph.neighbors(of: node) where points(node, Int(other)) { ahead.append(other) }
      offsets.append(ahead.count)
    }
    var mark = [Int32](repeating: -1, count: n)
    for node in 0..<n {
      for edge in offsets[node]..<offsets[node + 1] { mark[Int(ahead[edge])] = Int32(node) }
      for edge in offsets[node]..<offsets[node + 1] {
        let second = Int(ahead[edge])
        for inner in offsets[second]..<offsets[second + 1] where mark[Int(ahead[inner])] == Int32(node) {
          triangles[node] += 1
          triangles[second] += 1
          triangles[Int(ahead[inner])] += 1
        }
      }
    }
    var triples = 0
    var local = [Double](repeating: 0, count: n)
    for node in 0..<n {
      let k = graph.degree(node)
      triples += k * (k - 1) / 2
      if k > 1 { local[node] = Double(triangles[node]) / Double(k * (k - 1) / 2) }
    }
    self.triangles = triangles
    self.local = local
    global = triples > 0 ? Double(triangles.reduce(0, +)) / Double(triples) : 0
  }
}
