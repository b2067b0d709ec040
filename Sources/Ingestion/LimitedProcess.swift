import Foundation

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Another program as a separate process with limits: processor time, memory, wall time, output.
///
/// Readers are synchronous and several run at once, each on a thread of the cooperative pool; waiting there for an
/// asynchronous library could leave it no thread to run on. So the process is started with `posix_spawn` and its
/// output read with `poll`.
struct LimitedProcess {
  /// Looked up in PATH.
  var program: String
  var arguments: [String]
  /// Seconds of processor time.
  var processorSeconds = 60
  /// Seconds until it is killed.
  var wallSeconds = 120
  /// Bytes of address space.
  var memory = 2 << 30
  /// Bytes of output; more is killed.
  var outputLimit = 64 << 20

  /// How it ended.
  enum Outcome {
    case finished(output: [UInt8], status: Int32)
    /// There is no such program in PATH.
    case notInstalled
    case tookTooLong
    case wroteTooMuch
  }

  /// Runs it to its end and gives its standard output; standard error is dropped.
  func run() throws -> Outcome {
    var ends: [Int32] = [0, 0]
    guard pipe(&ends) == 0 else { throw POSIXError(.init(rawValue: errno) ?? .EIO) }
    let (reading, writing) = (ends[0], ends[1])
    _ = fcntl(reading, F_SETFD, FD_CLOEXEC)
    _ = fcntl(writing, F_SETFD, FD_CLOEXEC)
    defer { close(reading) }
    guard let child = start(writing) else {
      close(writing)
      throw POSIXError(.init(rawValue: errno) ?? .EIO)
    }
    close(writing)

    var output: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    let deadline = Date().addingTimeInterval(Double(wallSeconds))
    var failure: Outcome?
    while failure == nil {
      let left = deadline.timeIntervalSinceNow
      if left <= 0 {
        failure = .tookTooLong
        break
      }
      var watched = pollfd(fd: reading, events: Int16(POLLIN), revents: 0)
      let ready = poll(&watched, 1, Int32(min(left * 1000 + 1, 60_000)))
      if ready < 0, errno != EINTR { break }
      if ready <= 0 { continue }
      let count = read(reading, &buffer, buffer.count)
      if count <= 0 { break }
      output.append(contentsOf: buffer[..<count])
      if output.count > outputLimit { failure = .wroteTooMuch }
    }
    if failure != nil { kill(-child, SIGKILL) }
    var status: Int32 = 0
    while waitpid(child, &status, 0) < 0, errno == EINTR {}
    if let failure { return failure }
    let code = status & 0x7F == 0 ? (status >> 8) & 0xFF : 128 + (status & 0x7F)
    if code == 127 { return .notInstalled }
    if code == 128 + SIGXCPU || code == 128 + SIGKILL { return .tookTooLong }
    return .finished(output: output, status: code)
  }

  /// Starts `sh`, which sets the limits and becomes the program; nil when even that fails.
  private func start(_ output: Int32) -> pid_t? {
    let script = "ulimit -t \(processorSeconds); ulimit -v \(memory >> 10) 2>/dev/null; exec \"$0\" \"$@\""
    let words = ["sh", "-c", script, program] + arguments
    let environment = ["PATH=" + (ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"), "LC_ALL=C.UTF-8"]
    var pointers = words.map { strdup($0) } + [nil]
    var variables = environment.map { strdup($0) } + [nil]
    defer { (pointers + variables).forEach { free($0) } }

    #if canImport(Darwin)
      var actions: posix_spawn_file_actions_t?
      var attributes: posix_spawnattr_t?
    #else
      var actions = posix_spawn_file_actions_t()
      var attributes = posix_spawnattr_t()
    #endif
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_adddup2(&actions, output, 1)
    posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0)
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    // A group of its own, so that it ends whole; no blocked signals from our threads.
    posix_spawnattr_setpgroup(&attributes, 0)
    var none = sigset_t()
    sigemptyset(&none)
    posix_spawnattr_setsigmask(&attributes, &none)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK))
    var child: pid_t = 0
    let result = posix_spawn(&child, "/bin/sh", &actions, &attributes, &pointers, &variables)
    errno = result
    return result == 0 ? child : nil
  }
}
