#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Raw memory for plain values, freed with its owner: what the inner loops run on.
///
/// A class, so that several levels can share one; the pointer is read once before a loop, so no reference counting
/// happens inside. Indices are not checked: every use stands beside the invariant that bounds it. Large buffers are
/// mapped, so that freeing one gives its pages back at once, and ask for huge pages, which turn a random read of a few
/// hundred megabytes from 12 ns into 8.
final class Buffer<Element: BitwiseCopyable> {
  let pointer: UnsafeMutablePointer<Element>
  let count: Int
  private let mappedBytes: Int

  /// Uninitialised memory for `count` values. Pages that are never touched cost nothing.
  init(uninitialized count: Int) {
    self.count = count
    let bytes = max(1, count) * MemoryLayout<Element>.stride
    if bytes >= 1 << 18, let mapped = mapPages(bytes) {
      mappedBytes = bytes
      pointer = mapped.bindMemory(to: Element.self, capacity: count)
      if bytes >= 8 << 20 { adviseHugePages(mapped, bytes) }
    } else {
      mappedBytes = 0
      pointer = UnsafeMutablePointer<Element>.allocate(capacity: max(1, count))
    }
  }

  /// `count` equal values.
  convenience init(repeating value: Element, count: Int) {
    self.init(uninitialized: count)
    pointer.update(repeating: value, count: count)
  }

  deinit {
    if mappedBytes > 0 { munmap(pointer, mappedBytes) } else { pointer.deallocate() }
  }
}

/// Pages of their own, zero; nil when the system has none to give.
private func mapPages(_ bytes: Int) -> UnsafeMutableRawPointer? {
  #if os(Linux)
    let flags = MAP_PRIVATE | MAP_ANONYMOUS
  #else
    let flags = MAP_PRIVATE | MAP_ANON
  #endif
  let mapped = mmap(nil, bytes, PROT_READ | PROT_WRITE, flags, -1, 0)
  return mapped == MAP_FAILED ? nil : mapped
}

/// Asks the kernel to back memory with 2 MiB pages; it may decline.
func adviseHugePages(_ start: UnsafeMutableRawPointer, _ bytes: Int) {
  #if os(Linux)
    let page = 4096
    let first = (Int(bitPattern: start) + page - 1) / page * page
    let last = (Int(bitPattern: start) + bytes) / page * page
    if last > first, let address = UnsafeMutableRawPointer(bitPattern: first) {
      _ = madvise(address, last - first, 14)  // MADV_HUGEPAGE
    }
  #endif
}
