import Dispatch
import Synchronization

/// A value that another thread makes while whoever needs it does something else.
public final class Later<Value: Sendable>: Sendable {
  private let made = Mutex<Value?>(nil)
  private let isMade = DispatchGroup()

  /// Begins to make it.
  public init(_ make: @escaping @Sendable () -> Value) {
    isMade.enter()
    DispatchQueue.global(qos: .userInitiated).async { [self] in
      let value = make()
      made.withLock { $0 = value }
      isMade.leave()
    }
  }

  /// The value; waits for it.
  public var value: Value {
    isMade.wait()
    return made.withLock { made in
      guard let made else { preconditionFailure("the group is left when the value is there") }
      return made
    }
  }
}
