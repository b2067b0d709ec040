import CMemory

/// Trivial values (numbers, and structs of numbers) side by side, appended and emptied without counting references.
/// Whoever holds it frees it.
@frozen public struct FlatBuffer<Element> {
  /// Where the first one is.
  public var start: UnsafeMutablePointer<Element>
  /// How many there are.
  public var count = 0
  /// How many there is room for.
  public var capacity: Int

  /// An empty one.
  @inlinable public init(capacity: Int) {
    self.capacity = capacity
    start = .allocate(capacity: capacity)
  }

  /// Gives the memory back; nothing may follow.
  @inlinable public func free() { start.deallocate() }

  /// All of them; valid until something is appended.
  @inlinable public var buffer: UnsafeBufferPointer<Element> { UnsafeBufferPointer(start: start, count: count) }

  /// The one at `index`.
  @inlinable public subscript(index: Int) -> Element {
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
  @inlinable public func pointer(_ index: Int) -> UnsafeMutablePointer<Element> {
    precondition(index >= 0 && index < count)
    return start + index
  }

  /// Adds one. O(1), amortised.
  @inlinable @inline(__always)
  public mutating func append(_ element: Element) {
    if count == capacity { reserve(1) }
    (start + count).initialize(to: element)
    count += 1
  }

  /// Adds all of `elements`.
  @inlinable @inline(__always)
  public mutating func append(contentsOf elements: UnsafeBufferPointer<Element>) {
    guard let address = elements.baseAddress else { return }
    if count + elements.count > capacity { reserve(elements.count) }
    (start + count).initialize(from: address, count: elements.count)
    count += elements.count
  }

  /// Empties it and keeps its memory.
  @inlinable public mutating func removeAll() { count = 0 }
  /// Takes away those from `index` on.
  @inlinable public mutating func removeAll(from index: Int) { count = min(count, index) }

  @usableFromInline mutating func reserve(_ more: Int) {
    let larger = max(capacity * 2, count + more)
    let moved = UnsafeMutablePointer<Element>.allocate(capacity: larger)
    moved.moveInitialize(from: start, count: count)
    start.deallocate()
    start = moved
    capacity = larger
  }
}

extension FlatBuffer<UInt8> {
  /// Adds all of `text`; most are short.
  @inline(__always)
  mutating func append(text: UnsafeBufferPointer<UInt8>) {
    guard let address = text.baseAddress else { return }
    if count + text.count > capacity { reserve(text.count) }
    coterie_copy(start + count, address, text.count)
    count += text.count
  }
}
