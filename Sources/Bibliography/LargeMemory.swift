import CMemory

/// Memory for many trivial values. Where there is much, it comes from the system in large pages: it empties them at one
/// go, tables that are looked up everywhere need fewer of the processor's page entries, and what grows is moved by its
/// page entries instead of being copied.
public enum LargeMemory {
  private static let page = 1 << 21

  /// Room for `capacity` values, not initialised; `free` gives it back.
  public static func allocate<T>(_ type: T.Type, _ capacity: Int) -> UnsafeMutablePointer<T> {
    mapped(T.self, capacity) ?? .allocate(capacity: capacity)
  }

  /// Room for `capacity` numbers, all zero.
  public static func zeroed<T: FixedWidthInteger>(_ type: T.Type, _ capacity: Int) -> UnsafeMutablePointer<T> {
    if let pages = mapped(T.self, capacity) { return pages }
    let room = UnsafeMutablePointer<T>.allocate(capacity: capacity)
    room.initialize(repeating: 0, count: capacity)
    return room
  }

  /// The first `count` values of room for `had` in room for `wanted`; the old room is given back.
  public static func larger<T>(
    _ old: UnsafeMutablePointer<T>, count: Int, had: Int, wanted: Int
  ) -> UnsafeMutablePointer<T> {
    #if os(Linux)
      let (before, after) = (bytes(T.self, had), bytes(T.self, wanted))
      if before > 0 {
        guard let moved = coterie_map_more_pages(old, before, after) else { preconditionFailure("out of memory") }
        return moved.bindMemory(to: T.self, capacity: wanted)
      }
    #endif
    let new = allocate(T.self, wanted)
    new.moveInitialize(from: old, count: count)
    free(old, had)
    return new
  }

  /// Gives back room for `capacity` values.
  public static func free<T>(_ room: UnsafeMutablePointer<T>, _ capacity: Int) {
    #if os(Linux)
      let size = bytes(T.self, capacity)
      if size > 0 { return coterie_unmap_pages(room, size) }
    #endif
    room.deallocate()
  }

  #if os(Linux)
    /// Bytes of whole pages for `capacity` values; 0 where they are so few that the ordinary allocator has them.
    private static func bytes<T>(_ type: T.Type, _ capacity: Int) -> Int {
      let size = capacity * MemoryLayout<T>.stride
      return size < page ? 0 : (size + page - 1) & ~(page - 1)
    }
  #endif

  private static func mapped<T>(_ type: T.Type, _ capacity: Int) -> UnsafeMutablePointer<T>? {
    #if os(Linux)
      let size = bytes(T.self, capacity)
      if size == 0 { return nil }
      guard let pages = coterie_map_pages(size) else { preconditionFailure("out of memory") }
      return pages.bindMemory(to: T.self, capacity: capacity)
    #else
      return nil
    #endif
  }
}
