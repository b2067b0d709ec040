import Bibliography
import Dispatch

extension Resolver {
  /// What `resolve` gives for each affiliation, in their order.
  ///
  /// The affiliations are cut into `threads` runs of equal length, each resolved on a thread of its own. No decision
  /// depends on another, so the number of threads changes nothing but the time.
  ///
  /// - Complexity: O(length of the texts) time; the registry is shared.
  public func resolve(_ affiliations: [Affiliation], threads: Int) -> [[AffiliationPart]] {
    let threads = max(1, min(threads, affiliations.count / 64))
    guard threads > 1 else { return affiliations.map { resolve($0) } }
    return [[AffiliationPart]](unsafeUninitializedCapacity: affiliations.count) { buffer, initialized in
      guard let start = buffer.baseAddress else { return }
      let slots = Slots(start: start)
      DispatchQueue.concurrentPerform(iterations: threads) { thread in
        for position in affiliations.count * thread / threads..<affiliations.count * (thread + 1) / threads {
          (slots.start + position).initialize(to: resolve(affiliations[position]))
        }
      }
      initialized = affiliations.count
    }
  }

  /// Lets threads write to places of one array that no two of them share.
  private struct Slots: @unchecked Sendable {
    let start: UnsafeMutablePointer<[AffiliationPart]>
  }
}
