import Bibliography
import Foundation
import Synchronization

/// The only place that prints: results on standard output, everything else on standard error.
enum Terminal {
  /// Makes a closed pipe an error of `write`, not a signal: `coterie … | head` ends quietly, and a child process that
  /// dies while we write to it costs that child's work only.
  static func prepare() {
    signal(SIGPIPE, SIG_IGN)
  }

  /// Makes Ctrl-C a question that long work asks: the first one lets it end in order, the second ends the program.
  static func interruption() -> @Sendable () -> Bool {
    signal(SIGINT) { _ in
      interruptions.store(1, ordering: .relaxed)
      signal(SIGINT, SIG_DFL)
    }
    // A program that starts this one from a thread without signals hands that down.
    var interrupt = sigset_t()
    sigemptyset(&interrupt)
    sigaddset(&interrupt, SIGINT)
    pthread_sigmask(SIG_UNBLOCK, &interrupt, nil)
    return { interruptions.load(ordering: .relaxed) > 0 }
  }

  /// Writes all of `text` to standard output; ends the program quietly when nobody reads any more.
  static func out(_ text: String) {
    write(Array(text.utf8), to: 1)
  }

  /// Writes bytes to standard output.
  static func out(_ bytes: some Collection<UInt8>) {
    write(Array(bytes), to: 1)
  }

  /// A line on standard error.
  static func note(_ line: String) {
    clearProgress()
    write(Array((line + "\n").utf8), to: 2)
  }

  /// Diagnostics on standard error; beyond `limit` of one code only their number, since a thousand lines hide the first.
  static func report(_ diagnostics: [Diagnostic], limit: Int = 10) {
    var shown: [String: Int] = [:]
    var order: [String] = []
    for diagnostic in diagnostics where diagnostic.severity != .note {
      let count = shown[diagnostic.code, default: 0]
      if count == 0 { order.append(diagnostic.code) }
      if count < limit { note(diagnostic.description) }
      shown[diagnostic.code] = count + 1
    }
    for code in order {
      let hidden = (shown[code] ?? 0) - limit
      if hidden > 0 { note("… and \(hidden) more of [\(code)]: `coterie status` lists all of them") }
    }
  }

  /// Whether standard error is a person's terminal.
  static var isInteractive: Bool { isatty(2) == 1 }

  /// The width of the terminal on standard output; nil when it is a file or a pipe.
  static var width: Int? {
    var size = winsize()
    guard isatty(1) == 1, ioctl(1, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return nil }
    return Int(size.ws_col)
  }

  /// One line that is written over, on a terminal only.
  static func progress(_ line: String) {
    guard isInteractive else { return }
    write(Array("\r\u{1B}[K\(line)".utf8), to: 2)
  }

  private static func clearProgress() {
    if isInteractive { write(Array("\r\u{1B}[K".utf8), to: 2) }
  }

  private static func write(_ bytes: [UInt8], to file: Int32) {
    var rest = bytes[...]
    while !rest.isEmpty {
      let written = rest.withUnsafeBytes { Foundation.write(file, $0.baseAddress, $0.count) }
      if written < 0 {
        if errno == EINTR || errno == EAGAIN { continue }
        // Nobody reads: what was asked for is done as far as anyone can tell.
        exit(errno == EPIPE ? 0 : 1)
      }
      rest = rest.dropFirst(written)
    }
  }
}

/// How often Ctrl-C was pressed; a handler of signals may touch nothing but such a number.
private let interruptions = Atomic<Int>(0)
