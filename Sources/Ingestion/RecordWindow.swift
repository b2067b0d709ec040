/// Joins the pieces of a stream where a record runs over the end of one.
///
/// Whoever reads is given bytes and says how many of them are done with; what is left is given again, with more behind
/// it. Pieces are passed on without a copy, but for the record that lies across two of them.
///
///     window.push(piece) { bytes, isLast in read(bytes, isLast) }
struct RecordWindow {
  typealias Body = (_ bytes: UnsafeBufferPointer<UInt8>, _ isLast: Bool) throws -> Int

  private var held: [UInt8] = []
  /// How much must be held before it is worth asking again.
  private var wanted = 0

  /// Gives `body` what is left of earlier pieces, and this one.
  ///
  /// - Complexity: O(n) for pieces of n bytes in all, also where one record is as long as they are.
  mutating func push(_ piece: UnsafeRawBufferPointer, _ body: Body) rethrows {
    let piece = piece.assumingMemoryBound(to: UInt8.self)
    var at = 0
    while !held.isEmpty, at < piece.count {
      let step = min(piece.count - at, max(1 << 14, wanted - held.count))
      held.append(contentsOf: piece[at..<at + step])
      at += step
      if held.count < wanted { return }
      let used = try held.withUnsafeBufferPointer { try body($0, false) }
      wanted = used == 0 ? held.count * 2 : 0
      if held.count - used <= at {
        // What is left lies in this piece.
        at -= held.count - used
        held.removeAll(keepingCapacity: held.count < 1 << 20)
      } else {
        held.removeFirst(used)
      }
    }
    if at < piece.count {
      let rest = UnsafeBufferPointer(rebasing: piece[at...])
      let used = try body(rest, false)
      held.append(contentsOf: rest[used...])
      wanted = 0
    }
  }

  /// Gives `body` what is left at the end.
  mutating func finish(_ body: Body) rethrows {
    _ = try held.withUnsafeBufferPointer { try body($0, true) }
    held = []
  }
}
