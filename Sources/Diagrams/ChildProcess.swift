import Bibliography
import Foundation

/// A child process between nameless files: it can neither fill a pipe nor outlive its time.
///
/// Waiting blocks the calling thread and needs no other: pictures are also drawn on the shared thread pool, where
/// waiting for an asynchronous child from all threads at once would never end.
final class ChildProcess {
  /// How a child came to its end.
  enum Ending: Hashable, CustomStringConvertible {
    case exit(Int32)
    case signal(Int32)

    var description: String {
      switch self {
      case .exit(let code): "exit status \(code)"
      case .signal(let number): "signal \(number)"
      }
    }
  }

  private let program: String
  private let files: [UnsafeMutablePointer<FILE>]
  private let process: pid_t
  private var ending: Ending?

  /// Starts `program` with `input` as its standard input; throws `graphviz.child` when that cannot be done.
  init(program: String, arguments: [String], input: Data) throws {
    self.program = program
    let opened = [tmpfile(), tmpfile(), tmpfile()].compactMap { $0 }
    files = opened
    guard opened.count == 3 else {
      opened.forEach { fclose($0) }
      throw CoterieError(
        "graphviz.child", "no temporary file could be made to draw in a child process: is the disk full?")
    }
    let written = input.withUnsafeBytes { fwrite($0.baseAddress, 1, $0.count, opened[0]) }
    fflush(opened[0])
    rewind(opened[0])

    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    for (number, file) in opened.enumerated() {
      posix_spawn_file_actions_adddup2(&actions, fileno(file), Int32(number))
    }
    // Worker threads block signals, and a child would inherit that.
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var none = sigset_t()
    sigemptyset(&none)
    posix_spawnattr_setsigmask(&attributes, &none)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))

    var argv = ([program] + arguments).map { strdup($0) } + [nil]
    defer { argv.forEach { free($0) } }
    var started: pid_t = 0
    let code =
      written == input.count ? posix_spawn(&started, program, &actions, &attributes, &argv, environ) : ENOSPC
    guard code == 0 else {
      opened.forEach { fclose($0) }
      throw CoterieError(
        "graphviz.child",
        "'\(program)' could not be started to draw in a child process: \(String(cString: strerror(code))).")
    }
    process = started
  }

  deinit {
    if ending == nil { kill() }
    files.forEach { fclose($0) }
  }

  /// Waits for the end; nil when it did not come within `seconds` and the child was killed.
  func wait(seconds: Double) -> Ending? {
    let clock = ContinuousClock()
    let deadline = clock.now + .seconds(seconds)
    var pause: UInt32 = 500
    while true {
      if let found = reap(WNOHANG) { return found }
      guard clock.now < deadline else { break }
      usleep(pause)
      pause = min(pause * 2, 10_000)
    }
    kill()
    return nil
  }

  /// What it wrote to standard output.
  func output() -> Data { contents(of: files[1]) }

  /// The last line it wrote to standard error, shortened.
  func errors() -> String {
    let lines = String(decoding: contents(of: files[2]), as: UTF8.self).split(separator: "\n")
    return lines.last.map { String($0.prefix(300)) } ?? ""
  }

  private func kill() {
    _ = Foundation.kill(process, SIGKILL)
    _ = reap(0)
  }

  private func reap(_ options: Int32) -> Ending? {
    var status: Int32 = 0
    guard waitpid(process, &status, options) == process else { return nil }
    let signal = status & 0x7F
    ending = signal == 0 ? .exit((status >> 8) & 0xFF) : .signal(signal)
    return ending
  }

  private func contents(of file: UnsafeMutablePointer<FILE>) -> Data {
    let handle = FileHandle(fileDescriptor: fileno(file), closeOnDealloc: false)
    try? handle.seek(toOffset: 0)
    return (try? handle.readToEnd()) ?? Data()
  }
}
