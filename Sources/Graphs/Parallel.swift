import Dispatch
import Synchronization

/// Fork and join: work that is cut into pieces by its size alone, never by the number of threads, so that every number
/// of threads gives the same result.
enum Parallel {
  /// Calls `body` once for each worker 0..<threads, at the same time.
  static func workers(_ threads: Int, _ body: @Sendable (Int) -> Void) {
    if threads <= 1 {
      body(0)
    } else {
      DispatchQueue.concurrentPerform(iterations: threads, execute: body)
    }
  }

  /// Calls `body(piece, worker)` for each piece 0..<count; free workers take the next piece.
  static func pieces(_ count: Int, threads: Int, _ body: @Sendable (Int, Int) -> Void) {
    if threads <= 1 || count <= 1 {
      for piece in 0..<count { body(piece, 0) }
      return
    }
    let next = Atomic<Int>(0)
    workers(min(threads, count)) { worker in
      while true {
        let piece = next.wrappingAdd(1, ordering: .relaxed).oldValue
        if piece >= count { return }
        body(piece, worker)
      }
    }
  }

  /// Calls `work(piece, worker)` for each piece 0..<count, as `pieces` does, and `place` for what it returns, one at a
  /// time and in the order of the pieces; results wait only for pieces that began before them.
  static func inOrder<Value: Sendable>(
    _ count: Int, threads: Int, _ work: @Sendable (Int, Int) -> Value, place: (Value) -> Void
  ) {
    if threads <= 1 || count <= 1 {
      for piece in 0..<count { place(work(piece, 0)) }
      return
    }
    withoutActuallyEscaping(place) { place in
      let waiting = Shared(Waiting(place))
      // A serial queue, not a mutex of the standard library, which thread sanitizer takes for no lock at all.
      let turn = DispatchQueue(label: "Graphs.Parallel.inOrder")
      pieces(count, threads: threads) { piece, worker in
        let value = work(piece, worker)
        turn.sync { waiting.value.add(value, of: piece) }
      }
    }
  }

  /// Calls `body(range, worker)` for consecutive ranges of `length` that cover 0..<count.
  static func ranges(_ count: Int, length: Int, threads: Int, _ body: @Sendable (Range<Int>, Int) -> Void) {
    pieces((count + length - 1) / length, threads: threads) { piece, worker in
      body(piece * length..<min(count, (piece + 1) * length), worker)
    }
  }
}

/// Results that came before their turn.
private final class Waiting<Value> {
  private var results: [Int: Value] = [:]
  private var next = 0
  private let place: (Value) -> Void

  init(_ place: @escaping (Value) -> Void) { self.place = place }

  func add(_ value: Value, of piece: Int) {
    results[piece] = value
    while let ready = results.removeValue(forKey: next) {
      place(ready)
      next += 1
    }
  }
}

/// Hands a value to several workers that touch disjoint parts of what it points to; the caller answers for that.
struct Shared<Value>: @unchecked Sendable {
  let value: Value

  init(_ value: Value) { self.value = value }
}
