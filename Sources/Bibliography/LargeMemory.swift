#if canImport(Glibc)
  import Glibc
#endif

/// Memory for many trivial values. Where there is much, the system is asked for large pages: it empties them at one go,
/// and tables that are looked up everywhere need fewer of the processor's page entries.
public enum LargeMemory {
  private static let page = 1 << 21

  /// Room for `capacity` values, not initialised; `deallocate` gives it back.
  public static func allocate<T>(_ type: T.Type, _ capacity: Int) -> UnsafeMutablePointer<T> {
    let bytes = capacity * MemoryLayout<T>.stride
    guard bytes >= page else { return .allocate(capacity: capacity) }
    let raw = UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: page)
    #if os(Linux)
      madvise(raw, bytes, Int32(MADV_HUGEPAGE))
    #endif
    return raw.bindMemory(to: type, capacity: capacity)
  }

  /// The first `count` values in more room; the old room is given back.
  public static func larger<T>(_ old: UnsafeMutablePointer<T>, count: Int, capacity: Int) -> UnsafeMutablePointer<T> {
    let new = allocate(T.self, capacity)
    new.moveInitialize(from: old, count: count)
    old.deallocate()
    return new
  }
}
