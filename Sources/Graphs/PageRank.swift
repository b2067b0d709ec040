/// PageRank on an undirected graph.
public enum PageRank {
  /// The share of time a random walker spends at each node: with probability d it follows an edge, chosen by weight,
  /// else (and from a node without edges always) it starts anew at a node chosen by `restart`.
  ///
  ///     x = (1 − d) r + d Aᵀ D⁻¹ x,   Σ x = 1
  ///
  /// with A the weights, D the strengths and r the restart shares. In an undirected graph x = D y turns this into
  /// (D − d A) y = r, a symmetric positive definite system of condition at most (1 + d) / (1 − d), which conjugate
  /// gradients solve in about a fifth of the steps that iterating the walk takes.
  ///
  ///     // 0 — 1 — 2, d = 0.85:  ends (1 + d/2) / (3 (1 + d)), centre (1 + 2d) / (3 (1 + d))
  ///
  /// - Parameters:
  ///   - restart: n weights that are not negative, at least one positive; nil: all equal.
  ///   - tolerance: bound on Σ |x − exact|.
  /// - Returns: n shares that sum to 1.
  /// - Complexity: O(n + m) a step, about 20 steps for a tolerance of 1e-8.
  ///
  /// Source: Brin & Page (1998), doi:10.1016/S0169-7552(98)00110-X; conjugate gradients: Hestenes & Stiefel (1952),
  /// doi:10.6028/jres.049.044.
  public static func scores(
    _ graph: Graph, damping d: Double = 0.85, restart: [Double]? = nil, tolerance: Double = 1e-8, threads: Int = 1
  ) -> [Double] {
    let n = graph.nodeCount
    guard n > 0 else { return [] }
    precondition(d >= 0 && d < 1, "the damping factor lies in 0..<1")
    precondition(restart.map { $0.count == n } ?? true, "one restart weight a node")
    let strength = graph.strengths()
    let restartSum = restart?.reduce(0, +) ?? Double(n)
    let length = 4096
    let blocks = (n + length - 1) / length
    let vector = { Buffer<Double>(repeating: 0, count: n) }
    let (solution, residual, direction, image) = (vector(), vector(), vector(), vector())
    let sums = Buffer<Double>(repeating: 0, count: 2 * blocks)
    let (y, r, p, q) = (solution.pointer, residual.pointer, direction.pointer, image.pointer)
    let partial = sums.pointer
    // Scaled so that exact x sums to about 1: r₀ = (1 − d) · restart. A lone node keeps its own share apart.
    for node in 0..<n {
      r[node] = (1 - d) * (restart?[node] ?? 1) / restartSum
      let diagonal = strength[node] > 0 ? strength[node] : 1
      p[node] = r[node] / diagonal
    }
    let shared = Shared((y, r, p, q, partial))
    let loops = graph.loops
    return graph.targets.withUnsafeBufferPointer { targets in
      graph.weights.withUnsafeBufferPointer { weights in
        graph.offsets.withUnsafeBufferPointer { offsets in
          strength.withUnsafeBufferPointer { strength in
            let rows = Shared((targets, weights, offsets, strength))
            var rho = 0.0  // r · D⁻¹ r
            for node in 0..<n { rho += r[node] * p[node] }
            for _ in 0..<1000 where rho > 0 {
              Parallel.ranges(n, length: length, threads: threads) { range, _ in
                let (_, _, p, q, partial) = shared.value
                let (targets, weights, offsets, strength) = rows.value
                var sum = 0.0
                for node in range {
                  var pulled = loops.isEmpty ? 0 : 2 * loops[node] * p[node]
                  for edge in offsets[node]..<offsets[node + 1] { pulled += weights[edge] * p[Int(targets[edge])] }
                  let own = strength[node] > 0 ? strength[node] : 1
                  q[node] = own * p[node] - d * pulled
                  sum += p[node] * q[node]
                }
                partial[range.lowerBound / length] = sum
              }
              var curvature = 0.0
              for block in 0..<blocks { curvature += partial[block] }
              let step = rho / curvature
              Parallel.ranges(n, length: length, threads: threads) { range, _ in
                let (y, r, p, q, partial) = shared.value
                let strength = rows.value.3
                var (sum, absolute) = (0.0, 0.0)
                for node in range {
                  y[node] += step * p[node]
                  r[node] -= step * q[node]
                  absolute += abs(r[node])
                  sum += r[node] * r[node] / (strength[node] > 0 ? strength[node] : 1)
                }
                partial[2 * (range.lowerBound / length)] = sum
                partial[2 * (range.lowerBound / length) + 1] = absolute
              }
              var (next, error) = (0.0, 0.0)
              for block in 0..<blocks {
                next += partial[2 * block]
                error += partial[2 * block + 1]
              }
              // ‖x − exact‖₁ ≤ ‖residual‖₁ / (1 − d); half of it, since normalising may double the error.
              if error <= tolerance * (1 - d) / 2 { break }
              let keep = next / rho
              rho = next
              for node in 0..<n { p[node] = r[node] / (strength[node] > 0 ? strength[node] : 1) + keep * p[node] }
            }
            // A node without edges gives its share back to all by `restart`, which only rescales the result.
            var total = 0.0
            for node in 0..<n {
              y[node] *= strength[node] > 0 ? strength[node] : 1
              total += y[node]
            }
            return (0..<n).map { y[$0] / total }
          }
        }
      }
    }
  }
}
