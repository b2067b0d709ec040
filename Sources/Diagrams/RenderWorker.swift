import Bibliography
import Foundation

/// The other end of `ChildRenderer`: what the program's hidden subcommand runs.
///
/// One job as JSON comes in on standard input, one reply as JSON goes out on standard output. Only Graphviz is called;
/// nothing else of the user's is read or written.
public enum RenderWorker {
  /// The subcommand that must call `run`.
  public static let subcommand = "render-worker"

  /// What the worker answers: the picture, or why there is none.
  enum Reply: Codable {
    case result(RenderResult)
    case failure(Diagnostic)
  }

  /// Reads a job, renders it, writes the reply.
  ///
  /// A picture that cannot be made is a reply like any other; throws only when input or output cannot be used.
  public static func run(input: FileHandle = .standardInput, output: FileHandle = .standardOutput) throws {
    let bytes = try input.readToEnd() ?? Data()
    guard let job = try? JSONDecoder().decode(RenderJob.self, from: bytes) else {
      throw CoterieError(
        "graphviz.job",
        "expected a drawing job as JSON on standard input, found \(bytes.count) bytes that are none. "
          + "This subcommand is called by the program itself; use 'coterie draw'.")
    }
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    try output.write(contentsOf: encoder.encode(reply(to: job)))
  }

  static func reply(to job: RenderJob) -> Reply {
    do {
      return .result(try GraphvizRenderer.render(job))
    } catch let error as CoterieError {
      return .failure(error.diagnostic)
    } catch {
      return .failure(Diagnostic(.error, "graphviz.layout", "\(error)"))
    }
  }
}
