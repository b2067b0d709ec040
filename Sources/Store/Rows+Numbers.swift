extension Rows {
  /// Two numbers side by side.
  @inline(__always)
  final func add(_ a: Int64, _ b: Int64) {
    withUnsafeBytes(of: (a, b)) { add(numbers: $0.assumingMemoryBound(to: Int64.self)) }
  }

  /// Three numbers side by side.
  @inline(__always)
  final func add(_ a: Int64, _ b: Int64, _ c: Int64) {
    withUnsafeBytes(of: (a, b, c)) { add(numbers: $0.assumingMemoryBound(to: Int64.self)) }
  }

  /// Four numbers side by side.
  @inline(__always)
  final func add(_ a: Int64, _ b: Int64, _ c: Int64, _ d: Int64) {
    withUnsafeBytes(of: (a, b, c, d)) { add(numbers: $0.assumingMemoryBound(to: Int64.self)) }
  }

  /// Six numbers side by side.
  @inline(__always)
  final func add(_ a: Int64, _ b: Int64, _ c: Int64, _ d: Int64, _ e: Int64, _ f: Int64) {
    withUnsafeBytes(of: (a, b, c, d, e, f)) { add(numbers: $0.assumingMemoryBound(to: Int64.self)) }
  }
}
