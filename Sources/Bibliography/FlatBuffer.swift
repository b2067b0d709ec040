#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Trivial values (numbers, and structs of numbers) side by side, appended and emptied without counting references.
/// Whoever holds it frees it.
struct FlatBuffer<Element> {
  private(set) var start: UnsafeMutablePointer<Element>
  private(set) var count = 0
  private(set) var capacity: Int

  init(capacity: Int) {
    self.capacity = capacity
    start = .allocate(capacity: capacity)
  }

  func free() { start.deallocate() }

  var buffer: UnsafeBufferPointer<Element> { UnsafeBufferPointer(start: start, count: count) }

  subscript(index: Int) -> Element {
    get {
      precondition(index >= 0 && index < count)
      return start[index]
    }
    nonmutating set {
      precondition(index >= 0 && index < count)
      start[index] = newValue
    }
  }

  /// The place of an element, to be changed there; valid until something is appended.
  func pointer(_ index: Int) -> UnsafeMutablePointer<Element> {
    precondition(index >= 0 && index < count)
    return start + index
  }

  @inline(__always)
  mutating func append(_ element: Element) {
    if count == capacity { reserve(1) }
    (start + count).initialize(to: element)
    count += 1
  }

  @inline(__always)
  mutating func append(contentsOf elements: UnsafeBufferPointer<Element>) {
    guard let address = elements.baseAddress else { return }
    if count + elements.count > capacity { reserve(elements.count) }
    memcpy(start + count, address, elements.count * MemoryLayout<Element>.stride)
    count += elements.count
  }

  mutating func removeAll() { count = 0 }
  mutating func removeAll(from index: Int) { count = min(count, index) }

  private mutating func reserve(_ more: Int) {
    let larger = max(capacity * 2, count + more)
    let moved = UnsafeMutablePointer<Element>.allocate(capacity: larger)
    memcpy(moved, start, count * MemoryLayout<Element>.stride)
    start.deallocate()
    start = moved
    capacity = larger
  }
}
