import Bibliography
import Bytes
import Foundation
import Ingestion
import Synchronization

/// Reads several inputs at once, and gives what they hold in the order of the inputs.
///
/// Each input is read on a thread of its own, at most `width` at a time, into a queue of bounded length: a reader that is
/// ahead of the loader waits. What comes out does not depend on which thread was faster. Memory is bounded by `width`
/// queues of 64 batches.
final class SourceFeed: Sendable {
  /// What a reader found.
  enum Item: Sendable {
    case paper(Paper)
    case rejected(Diagnostic)
    case reported(Diagnostic)
    case person(PersonRecord)
  }

  /// What is known of an input before its records are read.
  struct Head: Sendable {
    var name: String
    var format: String
    var contentHash: String
  }

  /// How an input begins, goes on and ends.
  enum Event: Sendable {
    case head(Head)
    case batch([Item])
    /// The content is in the corpus already, or was given before.
    case known
    case failed(any Error)
    case end
  }

  let inputs: [Input]
  /// Bytes of all inputs as they lie on the disk.
  let size: Int
  private let meter = Meter()
  private let queues: [Queue]
  private let width: Int
  private let started = Mutex(0)
  private let job: @Sendable (Input, Queue) -> Void

  /// A feed that has not started to read.
  ///
  /// - Parameter known: whether this content is in the corpus already.
  init(
    _ inputs: [Input], width: Int, known: @escaping @Sendable (String) -> Bool,
    reader: @escaping @Sendable (Input) throws -> any Reader.Type, hashSuffix: String, context: ReadingContext
  ) {
    let meter = meter
    self.inputs = inputs.map {
      var input = $0
      input.meter = meter
      return input
    }
    self.width = max(1, width)
    size = inputs.reduce(0) { $0 + ($1.size ?? 0) }
    queues = inputs.map { _ in Queue() }
    job = { input, queue in
      do {
        var unmetered = input
        unmetered.meter = nil
        let reader = try reader(unmetered)
        let hash = try unmetered.contentHash() + hashSuffix
        guard !known(hash) else { return queue.put(.known) }
        queue.put(.head(Head(name: input.name, format: reader.format.name, contentHash: hash)))
        let sink = QueueSink(queue)
        try reader.init().read(input, context: context, into: TextCheck(sink))
        sink.flush()
        queue.put(.end)
      } catch {
        queue.put(.failed(error))
      }
    }
  }

  /// Bytes read so far.
  var bytesRead: Int { meter.bytes }

  /// The next event of input `index`; waits for it. Inputs are asked for in order.
  func next(of index: Int) -> Event {
    startThreads(upTo: index + width)
    return queues[index].take()
  }

  /// Lets the readers end early; nothing of theirs is wanted any more.
  func stop() {
    meter.stop()
    for queue in queues { queue.close() }
  }

  private func startThreads(upTo end: Int) {
    started.withLock { started in
      while started < min(end, inputs.count) {
        let (input, queue, job) = (inputs[started], queues[started], job)
        let thread = Thread { job(input, queue) }
        thread.stackSize = 16 << 20
        thread.start()
        started += 1
      }
    }
  }

  /// A queue of bounded length between two threads.
  final class Queue: Sendable {
    private let events = Mutex<(waiting: [Event], first: Int)>(([], 0))
    private let free = DispatchSemaphore(value: 0)
    private let filled = DispatchSemaphore(value: 0)
    private let isClosed = Atomic<Bool>(false)

    init() {
      // A semaphore may not go away below the value it was made with, and a stopped queue is left half full.
      for _ in 0..<64 { free.signal() }
    }

    /// Adds an event; waits while the queue is full; does nothing once it is closed.
    func put(_ event: Event) {
      if isClosed.load(ordering: .relaxed) { return }
      free.wait()
      events.withLock { $0.waiting.append(event) }
      filled.signal()
    }

    func take() -> Event {
      filled.wait()
      defer { free.signal() }
      return events.withLock { events in
        let event = events.waiting[events.first]
        events.first += 1
        if events.first == events.waiting.count { events = ([], 0) }
        return event
      }
    }

    func close() {
      isClosed.store(true, ordering: .relaxed)
      // One who waits for room goes on, and finds the queue closed next time.
      free.signal()
    }
  }

  /// Collects a reader's findings into batches.
  private final class QueueSink: PaperSink {
    private let queue: Queue
    private var batch: [Item] = []

    init(_ queue: Queue) { self.queue = queue }

    func keep(_ paper: Paper) { add(.paper(paper)) }
    func reject(_ diagnostic: Diagnostic) { add(.rejected(diagnostic)) }
    func report(_ diagnostic: Diagnostic) { add(.reported(diagnostic)) }
    func describe(_ person: PersonRecord) { add(.person(person)) }

    func flush() {
      if !batch.isEmpty { queue.put(.batch(batch)) }
      batch = []
    }

    private func add(_ item: Item) {
      batch.append(item)
      if batch.count == 128 { flush() }
    }
  }
}
