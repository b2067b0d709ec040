import Bibliography
import Foundation

/// Graphviz in a child process of our own program, with a time limit: an abort or an endless layout costs one picture.
public struct ChildRenderer: Hashable, Sendable {
  /// The program to start; it must answer the subcommand `RenderWorker.subcommand`.
  public var program: String
  /// What it is called with.
  public var arguments: [String]
  /// Unit: seconds. The child is killed after that.
  public var timeLimit: Double

  /// A renderer that starts this very program again, unless told another.
  public init(
    program: String = "/proc/self/exe", arguments: [String] = [RenderWorker.subcommand], timeLimit: Double = 30
  ) {
    self.program = program
    self.arguments = arguments
    self.timeLimit = timeLimit
  }

  /// Runs one job in a child and waits for it, at most `timeLimit`.
  ///
  /// Throws `graphviz.time-limit` when it was killed for its time, `graphviz.aborted` when it died, `graphviz.child` when
  /// it could not be started or answered nonsense, and whatever `GraphvizRenderer.render` throws there.
  public func render(_ job: RenderJob) throws -> RenderResult {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    let child = try ChildProcess(program: program, arguments: arguments, input: encoder.encode(job))
    guard let ending = child.wait(seconds: timeLimit) else {
      throw CoterieError(
        "graphviz.time-limit",
        "the layout '\(job.engine)' was stopped after \(decimal(timeLimit)) s. Draw fewer nodes with --top or "
          + "--min-papers, or choose --layout sfdp, which is quick on large networks.")
    }
    guard ending == .exit(0) else {
      let words = child.errors()
      throw CoterieError(
        "graphviz.aborted",
        "Graphviz gave up while it drew with '\(job.engine)' (\(ending))" + (words.isEmpty ? "" : ": \(words)")
          + ". Choose another --layout or draw fewer nodes with --top.")
    }
    let answer = child.output()
    guard let reply = try? JSONDecoder().decode(RenderWorker.Reply.self, from: answer) else {
      throw CoterieError(
        "graphviz.child",
        "'\(program)' answered \(answer.count) bytes that are no picture; expected the reply of its subcommand "
          + "'\(RenderWorker.subcommand)'.")
    }
    switch reply {
    case .result(let result): return result
    case .failure(let diagnostic): throw CoterieError(diagnostic.code, diagnostic.message)
    }
  }
}
