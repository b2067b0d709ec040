import Synchronization

/// Counts what is read from the disk, and stops the reading when nobody wants it any more. Shared by threads.
public final class Meter: Sendable {
  private let read = Atomic<Int>(0)
  private let isStopped = Atomic<Bool>(false)

  /// Nothing is read yet.
  public init() {}

  /// Bytes read so far, before decompression.
  public var bytes: Int { read.load(ordering: .relaxed) }

  /// Makes the next read throw `BytesError` `input.stopped`.
  public func stop() { isStopped.store(true, ordering: .relaxed) }

  func add(_ count: Int) throws {
    if isStopped.load(ordering: .relaxed) { throw BytesError.stopped() }
    read.add(count, ordering: .relaxed)
  }
}
