import Bibliography
import Bytes
import Dispatch
import Foundation
import Ingestion
import Store

/// One run of adding sources to a corpus, and what came of it.
struct LoadRun {
  let feed: SourceFeed
  let role: String
  let isInterrupted: @Sendable () -> Bool
  /// Called once on another thread, when the first paper with an address comes.
  private var addressesCame: (@Sendable () -> Void)?
  private(set) var added: [Source] = []
  private(set) var diagnostics: [Diagnostic] = []
  private(set) var unread: [(name: String, error: CoterieError)] = []

  static let interrupted = CoterieError("interrupted", "stopped before the end; the corpus is as it was.")

  init(
    feed: SourceFeed, role: String, isInterrupted: @escaping @Sendable () -> Bool,
    addressesCame: @escaping @Sendable () -> Void
  ) {
    self.feed = feed
    self.role = role
    self.isInterrupted = isInterrupted
    self.addressesCame = addressesCame
  }

  /// Adds the inputs from `start` on, whose first event has been taken already.
  mutating func load(
    into corpus: Corpus, from start: Int, first: SourceFeed.Event, _ progress: (String) -> Void
  ) throws {
    var meter = ProgressLine(size: feed.size)
    for index in start..<feed.inputs.count {
      let name = feed.inputs[index].name
      let event = index == start ? first : feed.next(of: index)
      do {
        switch event {
        case .head(let head): try load(head, of: index, into: corpus, &meter, progress)
        case .failed(let error): throw error
        case .batch, .known, .end: continue
        }
      } catch let error as CoterieError where error.diagnostic.code == Self.interrupted.diagnostic.code {
        throw error
      } catch {
        unread.append((name, try Workspace.told(error, name)))
      }
    }
  }

  private mutating func load(
    _ head: SourceFeed.Head, of index: Int, into corpus: Corpus, _ meter: inout ProgressLine,
    _ progress: (String) -> Void
  ) throws {
    var found: [Diagnostic] = []
    var isOpen = true
    let source = Source(name: head.name, format: head.format, contentHash: head.contentHash, role: role)
    let result = Result {
      try corpus.add(source, merging: false) { loader in
        while isOpen {
          if isInterrupted() { throw Self.interrupted }
          switch feed.next(of: index) {
          case .batch(let batch):
            if let tell = addressesCame, !batch.buffers.affiliations.isEmpty {
              DispatchQueue.global(qos: .userInitiated).async(execute: tell)
              addressesCame = nil
            }
            try loader.keep(batch)
            found += batch.diagnostics.map(\.diagnostic)
            if let line = meter.line(head.name, bytes: feed.bytesRead, records: batch.count) { progress(line) }
            feed.giveBack(batch)
          case .failed(let error):
            isOpen = false
            throw error
          case .end(let hash):
            isOpen = false
            loader.contentHash = hash
          case .head, .known: continue
          }
        }
      }
    }
    // The same content given twice in one run: what its reader still has to say is let go.
    if case .success(nil) = result { drain(index, &isOpen) }
    if let added = try result.get() { self.added.append(added) }
    diagnostics += found
  }

  private func drain(_ index: Int, _ isOpen: inout Bool) {
    while isOpen {
      switch feed.next(of: index) {
      case .end, .failed: isOpen = false
      default: continue
      }
    }
  }
}

/// `works.jsonl.gz  41 %  18,300 records/s  1:20 left`, at most five times a second.
struct ProgressLine {
  private let size: Int
  private let start = ContinuousClock.now
  private var shown = ContinuousClock.now
  private var records = 0

  /// A line about `size` bytes to read.
  init(size: Int) { self.size = size }

  /// The line after `records` more; nil when the last is too fresh.
  mutating func line(_ name: String, bytes: Int, records more: Int) -> String? {
    records += more
    let now = ContinuousClock.now
    guard now - shown > .milliseconds(200) else { return nil }
    shown = now
    return Self.text(name, bytes: bytes, size: size, records: records, elapsed: Self.seconds(now - start))
  }

  static func seconds(_ duration: Duration) -> Double {
    Double(duration.components.seconds) + Double(duration.components.attoseconds) / 1e18
  }

  /// The line's words. Time left is what the rest of the bytes takes at the mean rate so far.
  static func text(_ name: String, bytes: Int, size: Int, records: Int, elapsed: Double) -> String {
    var parts = ["reading \(name)"]
    let share = size > 0 ? min(1, Double(bytes) / Double(size)) : 0
    if size > 0 { parts.append("\(Int(share * 100)) %") }
    if elapsed > 0 { parts.append("\(Int(Double(records) / elapsed)) records/s") }
    if share > 0.01, share < 1 {
      let left = Int((elapsed / share * (1 - share)).rounded(.up))
      parts.append("\(left / 60):\(left % 60 < 10 ? "0" : "")\(left % 60) left")
    }
    return parts.joined(separator: "  ")
  }
}
