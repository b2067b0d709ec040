import Foundation

/// Counts pairs on a thread of its own, in the order of the papers: looking up a pair waits for memory, and whoever
/// tells the papers need not.
///
/// `begin`, `add`, `close` and then `finished` are called by one thread.
final class PairCounting: @unchecked Sendable {
  private let pairs = PairTable()
  private let worker = DispatchQueue(label: "coterie.pairs")
  /// Blocks that may wait to be counted.
  private let room = DispatchSemaphore(value: 4)
  private static let blockCount = 1 << 16
  /// Of each paper: the number of institutions, the year, and of each institution its id and its only author's position,
  /// 0 where it has several authors. Ids ascend.
  private var block: [Int32] = []

  init() { block.reserveCapacity(Self.blockCount) }

  /// A paper of so many institutions, which `add` gives one after the other; a year of `Int32.min` is none.
  func begin(count: Int, year: Int32) {
    if block.count + 2 + 2 * count > Self.blockCount { hand() }
    block.append(Int32(truncatingIfNeeded: count))
    block.append(year)
  }

  func add(_ institution: Int32, loneAuthor: Int32) {
    block.append(institution)
    block.append(loneAuthor)
  }

  /// Tells that this was all; the pairs are put in order.
  func close() {
    hand()
    worker.async { [pairs] in pairs.sort() }
  }

  /// What was counted, ascending by (a, b); waits for it. Valid as long as this value is there.
  func finished() -> UnsafeBufferPointer<PairTable.Count> {
    worker.sync {}
    return pairs.pairs
  }

  private func hand() {
    guard !block.isEmpty else { return }
    let full = block
    block = []
    block.reserveCapacity(Self.blockCount)
    room.wait()
    worker.async { [self] in
      full.withUnsafeBufferPointer { count($0) }
      room.signal()
    }
  }

  private func count(_ block: UnsafeBufferPointer<Int32>) {
    var at = 0
    while at < block.count {
      let (count, year) = (Int(block[at]), block[at + 1])
      let share = 1 / Double(count - 1)
      let (first, end) = (at + 2, at + 2 + 2 * count)
      for x in stride(from: first, to: end, by: 2) {
        let others = stride(from: x + 2, to: end, by: 2)
        pairs.fetch(Int64(block[x]), with: others.lazy.map { block[$0] })
        for y in others {
          pairs.add(
            Int64(block[x]), Int64(block[y]), fractional: share,
            isOnePerson: block[x + 1] > 0 && block[x + 1] == block[y + 1], year: year)
        }
      }
      at = end
    }
  }
}
