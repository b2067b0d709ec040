import Foundation
import Synchronization

/// Makes one thing after the other, each on another thread while the one before is still being used.
final class Ahead<Input: Sendable, Output: Sendable>: Sendable {
  private let make: @Sendable (Input) -> Output
  private let state = Mutex<(input: Input?, output: Output?)>((nil, nil))
  private let isMade = DispatchSemaphore(value: 0)

  /// Nothing is being made.
  init(_ make: @escaping @Sendable (Input) -> Output) { self.make = make }

  /// Starts with the next, and gives what became of the last; nil the first time.
  func next(_ input: Input) -> (Input, Output)? {
    let before = last()
    state.withLock { $0.input = input }
    DispatchQueue.global().async { [self] in
      let output = make(input)
      state.withLock { $0.output = output }
      isMade.signal()
    }
    return before
  }

  /// Waits for what is being made; nil when nothing is.
  func last() -> (Input, Output)? {
    guard state.withLock({ $0.input != nil }) else { return nil }
    isMade.wait()
    return state.withLock { state in
      defer { state = (nil, nil) }
      guard let input = state.input, let output = state.output else { return nil }
      return (input, output)
    }
  }
}
