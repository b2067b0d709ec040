import Bibliography
import Bytes
import Foundation
import Ingestion
import Synchronization

/// Reads several inputs at once, and gives what they hold in the order of the inputs.
///
/// Each input is read on a thread of its own, at most `width` at a time, into a queue of bounded length: a reader that is
/// ahead of the loader waits. What comes out does not depend on which thread was faster. Memory is bounded by `width`
/// queues of 8 batches, which are filled again and again.
final class SourceFeed: Sendable {
  /// What is known of an input before its records are read.
  struct Head: Sendable {
    var name: String
    var format: String
    /// Empty where the hash comes at the end.
    var contentHash: String
  }

  /// How an input begins, goes on and ends.
  enum Event: Sendable {
    case head(Head)
    case batch(PaperBatch)
    /// The content is in the corpus already, or was given before.
    case known
    case failed(any Error)
    /// With the content's hash where it was made while reading.
    case end(contentHash: String?)
  }

  /// The contents that a corpus holds, by their hashes.
  enum Known: Sendable {
    /// It holds none, and there is one input.
    case nothing
    case these(Set<String>)
  }

  let inputs: [Input]
  /// Bytes of all inputs as they lie on the disk.
  let size: Int
  private let meter = Meter()
  private let queues: [Queue]
  private let width: Int
  private let started = Mutex(0)
  private let job: @Sendable (Input, Queue) -> Void
  private let spare = Spare()

  /// A feed that has not started to read.
  ///
  /// - Parameter known: whether this content is in the corpus already; nil where nobody asks, and contents get no hash.
  ///   A single input of a corpus that holds nothing is not asked for: its hash is made while it is read.
  init(
    _ inputs: [Input], width: Int, known: Known?,
    reader: @escaping @Sendable (Input) throws -> any Reader.Type, hashSuffix: String, context: ReadingContext,
    stated: WorkspaceOptions.Stated = WorkspaceOptions.Stated()
  ) {
    let (meter, spare) = (meter, spare)
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
        var (input, hash) = (input, "")
        switch known {
        case nil: break
        case .nothing: input.hashing = HashingReader()
        case .these(let hashes):
          hash = try unmetered.contentHash() + hashSuffix
          if hashes.contains(hash) { return queue.put(.known) }
        }
        queue.put(.head(Head(name: input.name, format: reader.format.name, contentHash: hash)))
        let sink = QueueSink(queue, spare: spare, stated: stated)
        try reader.init().read(input, context: context, into: TextCheck(sink))
        sink.flush()
        let read = try input.hashing.map { try ($0.contentHash ?? unmetered.contentHash()) + hashSuffix }
        queue.put(.end(contentHash: read))
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

  /// Takes back a batch that was given and is needed no more.
  func giveBack(_ batch: PaperBatch) { spare.put(batch) }

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
      for _ in 0..<8 { free.signal() }
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

  /// Empty batches, to be filled again.
  private final class Spare: Sendable {
    private let batches = Mutex<[PaperBatch]>([])

    func put(_ batch: PaperBatch) {
      batch.removeAll()
      batches.withLock { $0.append(batch) }
    }

    func take() -> PaperBatch { batches.withLock { $0.popLast() } ?? PaperBatch() }
  }

  /// Collects a reader's findings into batches, with what the user states added where the source is silent.
  private final class QueueSink: PaperSink {
    private let queue: Queue
    private let spare: Spare
    private let stated: WorkspaceOptions.Stated
    private var batch: PaperBatch

    init(_ queue: Queue, spare: Spare, stated: WorkspaceOptions.Stated) {
      self.queue = queue
      self.spare = spare
      self.stated = stated
      batch = spare.take()
    }

    func keep(_ paper: Paper) {
      batch.append(paper)
      _ = take(batch)
    }

    func take(_ given: PaperBatch) -> PaperBatch {
      guard given === batch else {
        // A reader that asks for ours. Papers in a batch that was handed on would be lost.
        precondition(given.isEmpty, "papers were put into a batch that had been handed on")
        return batch
      }
      state()
      flushIfFull()
      return batch
    }

    func reject(_ diagnostic: Diagnostic) { batch.diagnostics.append((diagnostic, true)) }
    func report(_ diagnostic: Diagnostic) { batch.diagnostics.append((diagnostic, false)) }
    func describe(_ person: PersonRecord) {
      batch.persons.append(person)
      flushIfFull()
    }

    func flush() {
      if !batch.isEmpty { queue.put(.batch(batch)) }
      batch = PaperBatch()
    }

    private func flushIfFull() {
      guard batch.isFull else { return }
      queue.put(.batch(batch))
      batch = spare.take()
    }

    /// Adds what the user states to the last paper.
    private func state() {
      guard stated != WorkspaceOptions.Stated(), batch.count > 0 else { return }
      var row = batch.last
      var said: [(StaticString, PaperBatch.Text)] = []
      if row.venue.isAbsent, let venue = stated.venue {
        row.venue = batch.add(venue)
        said.append(("stated_venue", row.venue))
      }
      if row.year == nil, let year = stated.year {
        row.year = year
        said.append(("stated_year", batch.add("\(year)")))
      }
      if row.session.isAbsent, let session = stated.session {
        row.session = batch.add(session)
        said.append(("stated_session", row.session))
      }
      batch.last = row
      for (key, value) in said { batch.addField(batch.constant(key), value) }
    }
  }
}

extension Workspace {
  /// Reads inputs and gives what they hold batch by batch, in order, without keeping it.
  public static func read(
    _ inputs: [String], options: WorkspaceOptions = WorkspaceOptions(), _ body: (PaperBatch) throws -> Void
  ) throws {
    let opened = try inputs.flatMap { try Input.open($0, encoding: options.encoding) }
    let feed = SourceFeed(
      opened, width: options.threads, known: nil, reader: { try reader(of: $0, options: options) },
      hashSuffix: "", context: ReadingContext(), stated: options.stated)
    defer { feed.stop() }
    for index in opened.indices {
      var isOpen = true
      while isOpen {
        switch feed.next(of: index) {
        case .batch(let batch):
          try body(batch)
          feed.giveBack(batch)
        case .failed(let error): throw error
        case .end, .known: isOpen = false
        case .head: continue
        }
      }
    }
  }
}
