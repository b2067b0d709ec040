import Bibliography
import CGraphviz
import Foundation
import Synchronization

/// What Graphviz is asked to do: lay `dot` out with `engine` and write it as `format`.
public struct RenderJob: Hashable, Sendable, Codable {
  /// One graph in the DOT language. Labels must be escaped (`DOT.label`) and quoted (`DOT.quoted`).
  public var dot: String
  /// One of `GraphvizRenderer.engines`, or `nop1` and `nop2` for graphs that carry positions.
  public var engine: String
  /// What is to come out.
  public var format: Format

  /// What can come out: the forms of a picture, and `plain`, the positions as text.
  public enum Format: String, Hashable, Sendable, Codable, CaseIterable { case svg, png, pdf, dot, plain }

  /// A job; nothing is checked before it runs.
  public init(dot: String, engine: String, format: Format) {
    self.dot = dot
    self.engine = engine
    self.format = format
  }
}

/// What came out, and what Graphviz had to say about it.
public struct RenderResult: Hashable, Sendable, Codable {
  /// The picture, or the positions as text.
  public var data: Data
  /// What Graphviz went on from: warnings, and errors it did not stop at.
  public var diagnostics: [Diagnostic]

  /// A result with its findings.
  public init(data: Data, diagnostics: [Diagnostic]) {
    self.data = data
    self.diagnostics = diagnostics
  }
}

/// Graphviz, linked: one call at a time in the whole process.
///
/// Its layouters keep static state, so that even separate contexts on two threads abort the process; every call goes
/// through one lock. A layout cannot be stopped and may abort on an assertion: large ones and those a user chose go
/// through `ChildRenderer`.
public enum GraphvizRenderer {
  /// The layout engines users may choose, alphabetical.
  public static let engines = ["circo", "dot", "fdp", "neato", "osage", "patchwork", "sfdp", "twopi"]

  private static let lock = NSLock()
  /// Made on first use and kept: guarded by `lock`.
  nonisolated(unsafe) private static var context: OpaquePointer?

  /// Runs one job in this process.
  ///
  /// The same job gives the same bytes: dates and version notes that Graphviz and cairo write are overwritten or left
  /// out. Throws `graphviz.syntax`, `graphviz.layout`, `graphviz.render` or `graphviz.empty-picture` with Graphviz's own
  /// words; findings it went on from are returned as warnings.
  public static func render(_ job: RenderJob) throws -> RenderResult {
    lock.lock()
    defer { lock.unlock() }
    let numbers = coterie_numbers_plain()
    defer { coterie_numbers_restore(numbers) }
    GraphvizMessages.install()
    _ = GraphvizMessages.drain()
    if context == nil { context = gvContext() }

    guard let graph = agmemread(job.dot) else { throw failure("graphviz.syntax", "read the graph") }
    defer { agclose(graph) }
    guard gvLayout(context, graph, job.engine) == 0 else {
      throw failure("graphviz.layout", "lay the graph out with '\(job.engine)'")
    }
    defer { gvFreeLayout(context, graph) }
    var bytes: UnsafeMutablePointer<CChar>?
    var count: UInt32 = 0
    guard gvRenderData(context, graph, job.format.rawValue, &bytes, &count) == 0, let bytes else {
      throw failure("graphviz.render", "write the picture as \(job.format.rawValue)")
    }
    defer { gvFreeRenderData(bytes) }
    let data = settled(Data(bytes: bytes, count: Int(count)), as: job.format)
    return RenderResult(data: data, diagnostics: GraphvizMessages.drain())
  }

  private static func failure(_ code: String, _ act: String) -> CoterieError {
    let words = GraphvizMessages.drain().map(\.message).joined(separator: "; ")
    return CoterieError(code, "Graphviz could not \(act)" + (words.isEmpty ? "." : ": \(words)."))
  }

  /// Takes out of a picture what differs from one run or machine to the next.
  private static func settled(_ data: Data, as format: RenderJob.Format) -> Data {
    switch format {
    case .pdf: return withoutDate(data)
    case .svg:
      guard let start = data.range(of: Data("<svg".utf8)) else { return data }
      return data[start.lowerBound...]
    case .png, .dot, .plain: return data
    }
  }

  /// Overwrites the digits of `/CreationDate (D:…)` in place: a PDF's table of offsets allows no other length.
  static func withoutDate(_ pdf: Data) -> Data {
    var bytes = pdf
    guard let mark = bytes.range(of: Data("/CreationDate (D:".utf8)) else { return pdf }
    let epoch = Array("19700101000000".utf8)
    for (offset, digit) in epoch.enumerated() {
      let place = mark.upperBound + offset
      guard place < bytes.endIndex, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(bytes[place]) else { break }
      bytes[place] = digit
    }
    return bytes
  }
}

/// What Graphviz says while it works: it hands its errors over in pieces, without saying whose they are.
///
/// A message is "Error" or "Warning", ": ", text; a continuation arrives as text alone.
enum GraphvizMessages {
  private static let pieces = Mutex<[String]>([])

  /// Sends Graphviz's messages here rather than to standard error.
  static func install() {
    _ = agseterrf { text in
      if let text { GraphvizMessages.add(String(cString: text)) }
      return 0
    }
  }

  static func add(_ piece: String) {
    pieces.withLock { $0.append(piece) }
  }

  /// The messages since the last call, put together again; the same message twice is one.
  static func drain() -> [Diagnostic] {
    assemble(
      pieces.withLock { all in
        defer { all = [] }
        return all
      })
  }

  static func assemble(_ pieces: [String]) -> [Diagnostic] {
    var found: [Diagnostic] = []
    var at = 0
    while at < pieces.count {
      if pieces[at] == "Error" || pieces[at] == "Warning", at + 1 < pieces.count, pieces[at + 1] == ": " {
        found.append(Diagnostic(pieces[at] == "Error" ? .error : .warning, "graphviz.message", ""))
        at += 2
      } else {
        if found.isEmpty { found.append(Diagnostic(.warning, "graphviz.message", "")) }
        found[found.count - 1].message += pieces[at]
        at += 1
      }
    }
    var seen: Set<Diagnostic> = []
    return found.compactMap { finding in
      var finding = finding
      finding.message = finding.message.split(whereSeparator: \.isWhitespace).joined(separator: " ")
      return finding.message.isEmpty || !seen.insert(finding).inserted ? nil : finding
    }
  }
}
